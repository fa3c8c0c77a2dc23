"""The names that a site is known to have: of statuses, types, custom attributes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs

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

    def of(self, entity_type: str, attribute: str) -> Collection[str]:
        """Return all values that an attribute has, none if they are not known."""
        if attribute == "name":
            return self.rows.get(entity_type, ())
        if attribute == "key" and (
            entity_type.endswith(_VALUES) or entity_type in _CONFIGURATIONS
        ):
            return self.keys
        return ()
