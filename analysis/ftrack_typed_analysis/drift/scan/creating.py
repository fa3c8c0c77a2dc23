"""What is given when an entity is created or ensured."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ftrack_typed.checking import Place

from .found import Found
from .types import CUSTOM_ATTRIBUTES

if TYPE_CHECKING:
    from .expressions import Expressions


def create(
    reader: Expressions, node: ast.Call, entity_type: str, further: Sequence[ast.expr]
) -> None:
    """Keep what a call gives to a new entity, by keywords or in a dict."""
    module = reader.module
    given: set[str] = set()
    whole = True
    values: list[tuple[str, Place, ast.expr]] = []
    for keyword in node.keywords:
        if keyword.arg is None:
            whole &= isinstance(keyword.value, ast.Dict)
            values += _of_dict(reader, keyword.value)
        else:
            wire = module.types.wire.get(keyword.arg, keyword.arg)
            place = module.speller.start(ast.copy_location(ast.Name(""), keyword))
            values.append((wire, place, keyword.value))
    for argument in further:
        if isinstance(argument, ast.Dict):
            values += _of_dict(reader, argument)
        else:
            whole &= isinstance(argument, ast.Tuple)
            reader.read(argument)
    for wire, place, value in values:
        given.add(wire)
        _give(reader, entity_type, wire, place, value)
    module.note(
        Found(
            part="entity type",
            entity_type=entity_type,
            name="",
            mode="create",
            place=module.speller.start(node.args[0]),
            given=frozenset(given) if whole else None,
        )
    )


def _of_dict(
    reader: Expressions, node: ast.expr
) -> Iterator[tuple[str, Place, ast.expr]]:
    if not isinstance(node, ast.Dict):
        reader.read(node)
        return
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, reader.module.speller.start(key), value
        else:
            reader.read(key)
            reader.read(value)


def _give(
    reader: Expressions, entity_type: str, wire: str, place: Place, value: ast.expr
) -> None:
    module = reader.module
    if wire == CUSTOM_ATTRIBUTES and isinstance(value, ast.Dict):
        for key, where, item in _of_dict(reader, value):
            at = module.custom(entity_type, key, "create", where)
            module.compare(at, reader.literals(item))
            reader.read(item)
        return
    reader.read(value)
    if module.types.property(entity_type, wire) is None:
        return
    module.note(
        Found(
            part="attribute",
            entity_type=entity_type,
            name=wire,
            mode="create",
            place=place,
            values=tuple(text for text, _ in reader.literals(value)),
            nothing=isinstance(value, ast.Constant) and value.value is None,
        )
    )
