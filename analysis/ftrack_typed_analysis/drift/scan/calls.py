"""What calls of a program give: those of sessions, queries and entities, by name.

A session is known by what is asked of it: ``query``, ``create`` and so on of an entity
type. So code that uses the official client is read as well.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from . import texts
from .annotations import annotated
from .creating import create
from .found import Class, Custom, Ensured, Entity, Many, Meaning, Value

if TYPE_CHECKING:
    from .expressions import Expressions

_SAME = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter"})
_REFINING = frozenset(
    {
        *("all", "limit", "offset", "stream", "max_age", "where", "select"),
        *("order_by", "copy", "populate"),
    }
)
_ONE = frozenset({"one", "first", "one_or_none", "pop"})


def call(reader: Expressions, node: ast.Call) -> Meaning:
    """Return what a call gives, and keep what it uses."""
    function = node.func
    if isinstance(function, ast.Attribute):
        if function.attr in _OF_SESSION:
            entity_type = _type(reader, node.args[0]) if node.args else None
            if entity_type is not None or function.attr == "query":
                reader.read(function.value)
                return _OF_SESSION[function.attr](reader, node, entity_type)
        return _method(reader, node, function)
    if isinstance(function, ast.Name):
        return _function(reader, node, function.id)
    reader.read(function)
    arguments(reader, node)
    return None


def arguments(reader: Expressions, node: ast.Call, item: Meaning = None) -> None:
    """Read the arguments of a call; functions among them get *item*."""
    for argument in node.args:
        reader.read(argument)
    for keyword in node.keywords:
        if isinstance(keyword.value, ast.Lambda):
            reader.apply(keyword.value, item)
        else:
            reader.read(keyword.value)


def _type(reader: Expressions, node: ast.expr) -> str | None:
    """Return the entity type that an argument names, none if it names none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if reader.module.types.is_type(node.value) else None
    meaning: Meaning = None
    if isinstance(node, ast.Name):
        meaning = reader.module.name(node.id)
    elif isinstance(node, ast.Attribute):
        meaning = reader.read(node)
    if isinstance(node, ast.Name) and isinstance(meaning, Class):
        reader.read(node)
    return meaning.type if isinstance(meaning, Class) else None


def _query(reader: Expressions, node: ast.Call, entity_type: str | None) -> Meaning:
    text = node.args[1:]
    if entity_type is None or isinstance(node.args[0], ast.Constant):
        entity_type = texts.query(reader.module, node.args[0]) if node.args else None
        if entity_type is None:
            arguments(reader, node)
            return None
    for argument in text:
        texts.clauses(reader.module, entity_type, argument)
    return Many(Entity(entity_type))


def _create(reader: Expressions, node: ast.Call, entity_type: str | None) -> Meaning:
    if entity_type is None:
        return None
    create(reader, node, entity_type, node.args[1:])
    return Entity(entity_type)


def _ensure(reader: Expressions, node: ast.Call, entity_type: str | None) -> Meaning:
    if entity_type is None:
        return None
    by_name = isinstance(node.args[0], ast.Constant)
    create(reader, node, entity_type, node.args[1:])
    return Entity(entity_type) if by_name else Ensured(entity_type)


def _get(reader: Expressions, node: ast.Call, entity_type: str | None) -> Meaning:
    if entity_type is None:
        return None
    place = reader.module.speller.start(node.args[0])
    reader.module.type(entity_type, "get", place)
    for argument in node.args[1:]:
        reader.read(argument)
    return Entity(entity_type)


def _get_many(reader: Expressions, node: ast.Call, entity_type: str | None) -> Meaning:
    entity = _get(reader, node, entity_type)
    return None if entity is None else Many(entity)


_Reader: TypeAlias = "Callable[[Expressions, ast.Call, str | None], Meaning]"

_OF_SESSION: Mapping[str, _Reader] = {
    "query": _query,
    "create": _create,
    "ensure": _ensure,
    "get": _get,
    "get_many": _get_many,
}
"""Methods of sessions whose first argument is an entity type."""


def _method(reader: Expressions, node: ast.Call, function: ast.Attribute) -> Meaning:
    name = function.attr
    if name in ("populate", "effective_custom_attributes") and len(node.args) == 2:
        return _populate(reader, node, function)
    base = reader.read(function.value)
    match base:
        case Many(item=Entity(type=type_) as item):
            texts.refined(reader, node, name, type_)
            if name == "by":
                return _by(reader, node, item)
            if name in _ONE or name == "get":
                return item
            return base if name in _REFINING or name == "values" else None
        case Class(type=type_):
            return _of_path(reader, node, name, type_, base)
        case Value(at=at):
            for argument in node.args:
                reader.read(argument)
                reader.module.compare(at, reader.literals(argument))
            return None
        case Entity(type=type_) if name == "effective_custom_attributes":
            return Custom(type_)
        case Entity() | Custom() if name == "get" and node.args:
            return _get_item(reader, node, base)
        case _:
            pass
    arguments(reader, node)
    return None


def _get_item(reader: Expressions, node: ast.Call, base: Entity | Custom) -> Meaning:
    key, *others = node.args
    for other in others:
        reader.read(other)
    if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
        reader.read(key)
        return None
    place = reader.module.speller.start(key)
    if isinstance(base, Entity):
        return reader.use(base.type, key.value, "read", place)
    reader.module.custom(base.type, key.value, "read", place)
    return None


def _by(reader: Expressions, node: ast.Call, item: Entity) -> Meaning:
    found = [reader.read(argument) for argument in node.args]
    match found:
        case [Value(type=type_, name=name)]:
            return Many(item, (type_, name))
        case _:
            return Many(item)


def _of_path(
    reader: Expressions, node: ast.Call, name: str, type_: str, base: Meaning
) -> Meaning:
    if name == "as_" and node.args:
        meaning = reader.read(node.args[0])
        return meaning if isinstance(meaning, Class) else base
    for argument in node.args:
        if not (name in ("any", "has") and texts.criterion(reader, type_, argument)):
            reader.read(argument)
    return None


def _populate(reader: Expressions, node: ast.Call, function: ast.Attribute) -> Meaning:
    """Read ``session.populate(tasks, "name, status.name")``."""
    reader.read(function.value)
    entities = reader.read(node.args[0])
    item = entities.item if isinstance(entities, Many) else entities
    if isinstance(item, Entity):
        texts.projections(reader, item.type, node.args[1])
    else:
        reader.read(node.args[1])
    return None


def _function(reader: Expressions, node: ast.Call, name: str) -> Meaning:
    module = reader.module
    if name in ("getattr", "setattr", "hasattr") and len(node.args) > 1:
        return _by_text(reader, node, name)
    if name == "cast" and len(node.args) == 2:
        reader.read(node.args[1])
        return annotated(node.args[0], module.name, module.types)
    if name in module.returned and module.name(name) is None:
        arguments(reader, node)
        return module.returned[name]
    reader.read(node.func)
    first = reader.read(node.args[0]) if node.args else None
    rest = ast.Call(node.func, node.args[1:], node.keywords)
    arguments(reader, rest, first.item if isinstance(first, Many) else None)
    if not isinstance(first, Many):
        return None
    if name in _SAME or name == "enumerate":
        return first
    return first.item if name in ("next", "min", "max") else None


def _by_text(reader: Expressions, node: ast.Call, name: str) -> Meaning:
    base = reader.read(node.args[0])
    key = node.args[1]
    for argument in node.args[2:]:
        reader.read(argument)
    if isinstance(base, Entity) and isinstance(key, ast.Constant):
        place = reader.module.speller.start(key)
        wire = reader.module.types.wire.get(str(key.value), str(key.value))
        return reader.use(
            base.type, wire, "assign" if name == "setattr" else "read", place
        )
    return None
