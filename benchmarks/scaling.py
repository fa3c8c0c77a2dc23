"""Larger schemas: a document several times over, each copy with types of its own."""

from __future__ import annotations

import copy
import re
from typing import Any

_FOREIGN_KEY = re.compile(r"^(Foreign key\(s\): )(\w+)")


def multiplied(document: list[dict[str, Any]], times: int) -> list[dict[str, Any]]:
    """Return *document* with *times* as many types.

    A copy's types are named with a number behind, and refer to each other and to none
    of another copy.
    """
    result = list(document)
    for number in range(2, times + 1):
        result += [_renamed(entity, str(number)) for entity in document]
    return result


def _renamed(entity: dict[str, Any], suffix: str) -> dict[str, Any]:
    renamed = copy.deepcopy(entity)
    renamed["id"] += suffix
    alias = renamed.get("alias_for")
    if isinstance(alias, str):
        renamed["alias_for"] = alias + suffix
    elif alias is not None:
        alias["id"] += suffix
    mixin = renamed.get("$mixin")
    if mixin is not None:
        mixin["$ref"] += suffix
    for attribute in renamed["properties"].values():
        for place in (attribute, attribute.get("items", {})):
            if "$ref" in place:
                place["$ref"] += suffix
        if "description" in attribute:
            attribute["description"] = _FOREIGN_KEY.sub(
                rf"\g<1>\g<2>{suffix}", attribute["description"]
            )
    return renamed
