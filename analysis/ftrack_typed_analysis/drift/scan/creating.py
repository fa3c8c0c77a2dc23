"""What is given when an entity is created or ensured."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import attrs

from ftrack_typed.checking import Place

from ...inference.names import is_none
from ...inference.types import CUSTOM_ATTRIBUTES
from .collecting import Uses
from .found import Found


def create(
    uses: Uses, node: ast.Call, entity_type: str, further: Sequence[ast.expr]
) -> None:
    """Keep what a call gives to a new entity, by keywords or in a dict."""
    module = uses.module
    whole = True
    values: list[tuple[str, Place, ast.expr]] = []
    for keyword in node.keywords:
        if keyword.arg is None:
            whole &= isinstance(keyword.value, ast.Dict)
            values += _of_dict(uses, keyword.value)
        else:
            wire = module.types.wire.get(keyword.arg, keyword.arg)
            place = module.speller.start(ast.copy_location(ast.Name(""), keyword))
            values.append((wire, place, keyword.value))
    for argument in further:
        whole &= isinstance(argument, (ast.Dict, ast.Tuple))
        values += _of_dict(uses, argument)
    for wire, place, value in values:
        _give(uses, entity_type, wire, place, value)
    given = frozenset(wire for wire, _, _ in values) if whole else None
    place = module.speller.start(node.args[0])
    uses.note(Found("entity type", entity_type, "", "create", place, given=given))


def _of_dict(uses: Uses, node: ast.expr) -> Iterator[tuple[str, Place, ast.expr]]:
    if not isinstance(node, ast.Dict):
        return
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, uses.module.speller.start(key), value


def _give(
    uses: Uses, entity_type: str, wire: str, place: Place, value: ast.expr
) -> None:
    if wire == CUSTOM_ATTRIBUTES and isinstance(value, ast.Dict):
        for key, where, item in _of_dict(uses, value):
            texts = tuple(text for text, _ in uses.literals(item))
            uses.note(
                Found("custom attribute", entity_type, key, "create", where, texts)
            )
    elif uses.module.types.property(entity_type, wire) is not None:
        texts = tuple(text for text, _ in uses.literals(value))
        found = Found("attribute", entity_type, wire, "create", place, texts)
        uses.note(attrs.evolve(found, nothing=is_none(value)))
