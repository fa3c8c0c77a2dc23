"""What a snapshot says of a site into records; what it does not know is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast, get_args

import attrs

from ftrack_typed.schema.site import (
    CustomAttribute,
    CustomAttributeLink,
    NamedType,
    Site,
)
from ftrack_typed.schema.structuring import (
    abridged,
    is_list,
    is_object,
    structure_record,
)

_Configured = TypeVar("_Configured", CustomAttribute, CustomAttributeLink)

_KEYS = ("custom_attributes", "links", "names")
_NAMED: frozenset[str] = frozenset(get_args(NamedType))


def structure_site(value: object, problems: list[str]) -> Site | None:
    """Return the site that *value*, decoded JSON, describes.

    Args:
        value: what a snapshot has under ``site``.
        problems: gets every problem met; what is returned then is no use.
    """
    if not is_object(value):
        problems.append(f"site: it is no object but {abridged(value)}")
        return None
    problems.extend(
        f"site: it has {key!r}, which this version does not know; it knows "
        f"{', '.join(_KEYS)}"
        for key in value
        if key not in _KEYS
    )
    return Site(
        custom_attributes=_configured(
            value, "custom_attributes", CustomAttribute, problems
        ),
        links=_configured(value, "links", CustomAttributeLink, problems),
        names=_names(value.get("names", {}), problems),
    )


def _configured(
    site: Mapping[str, object],
    name: str,
    record: type[_Configured],
    problems: list[str],
) -> tuple[_Configured, ...]:
    rows = site.get(name, [])
    if not is_list(rows):
        problems.append(f"site.{name}: it is no list but {abridged(rows)}")
        return ()
    known = {field.name: field for field in attrs.fields(record)}
    found: list[_Configured] = []
    for position, row in enumerate(rows):
        label = f"site.{name}[{position}]"
        if not is_object(row):
            problems.append(f"{label}: it is no object but {abridged(row)}")
            continue
        if isinstance(key := row.get("key"), str):
            label = f"{label} ({key!r})"
        wrong = [f"it has {key!r}, which is not known" for key in row.keys() - known]
        wrong += [
            f"it has no {field.name}"
            for field in known.values()
            if field.default is attrs.NOTHING and field.name not in row
        ]
        problems.extend(f"{label}: {problem}" for problem in sorted(wrong))
        item = None if wrong else structure_record(row, record, label, problems)
        if item is not None:
            found.append(item)
    return tuple(found)


def _names(value: object, problems: list[str]) -> dict[NamedType, Mapping[str, str]]:
    if not is_object(value):
        problems.append(f"site.names: it is no object but {abridged(value)}")
        return {}
    found: dict[NamedType, Mapping[str, str]] = {}
    for kind, rows in value.items():
        if kind not in _NAMED:
            problems.append(
                f"site.names: it has {kind!r}; names are known of "
                f"{', '.join(sorted(_NAMED))}"
            )
        elif not is_object(rows):
            problems.append(f"site.names.{kind}: it is no object but {abridged(rows)}")
        else:
            wrong = [
                f"site.names.{kind}: the key of {name!r} is no text but {abridged(key)}"
                for name, key in rows.items()
                if not isinstance(key, str)
            ]
            problems.extend(wrong)
            found[cast("NamedType", kind)] = cast("Mapping[str, str]", rows)
    return found
