"""The names that a site is known to have: of statuses, types, custom attributes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs

from ftrack_typed.schema import Site

_VALUES = "CustomAttributeValue"
_CONFIGURATIONS = (
    "CustomAttributeConfiguration",
    "CustomAttributeLinkConfiguration",
    "CustomConfigurationBase",
)


@attrs.frozen
class SiteNames:
    """Names by what they are the values of.

    Attributes:
        rows: entity type to the names of its rows, where they are known.
        keys: the keys of custom attributes and links; empty if they are not known.
    """

    rows: Mapping[str, Collection[str]] = attrs.field(
        factory=dict[str, Collection[str]]
    )
    keys: Collection[str] = ()

    @classmethod
    def of_site(cls, site: Site | None) -> SiteNames:
        """Return the names that *site* has, none if it is not known."""
        if site is None:
            return cls()
        keys = {one.key for one in site.custom_attributes}
        keys |= {one.key for one in site.links}
        return cls({str(name): rows for name, rows in site.names.items()}, keys)

    def of(self, entity_type: str, attribute: str) -> Collection[str]:
        """Return all values that an attribute has, none if they are not known."""
        if attribute == "name":
            return self.rows.get(entity_type, ())
        if attribute == "key" and (
            entity_type.endswith(_VALUES) or entity_type in _CONFIGURATIONS
        ):
            return self.keys
        return ()
