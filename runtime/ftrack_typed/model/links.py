"""The way from the project to an entity: what ``link`` holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

import attrs


@attrs.frozen
class LinkItem:
    """One step of an entity's ``link``, from the project down to the entity itself.

    ``item["name"]`` reads it as the mapping that the server sends.

    Attributes:
        id: the key of what is there.
        name: its name.
        type: its type, as the server calls it: ``Project``, ``TypedContext``.
    """

    id: str
    name: str
    type: str

    def __getitem__(self, key: Literal["id", "name", "type"]) -> str:
        if key not in ("id", "name", "type"):
            raise KeyError(key)
        value: str = getattr(self, key)
        return value


def link_items(value: object) -> object:
    """Return what the server sends as a link as items, anything else as it is.

    The server declares ``link`` as a string and sends a list of objects.
    """
    if not isinstance(value, list):
        return value
    return [_item(step) for step in cast("list[object]", value)]


def _item(step: object) -> object:
    if not isinstance(step, Mapping):
        return step
    known = cast("Mapping[str, Any]", step)
    return LinkItem(
        str(known.get("id", "")), str(known.get("name", "")), str(known.get("type", ""))
    )
