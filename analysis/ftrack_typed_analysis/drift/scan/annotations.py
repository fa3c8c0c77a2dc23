"""What the annotations of a program say of its variables."""

from __future__ import annotations

import ast
from collections.abc import Callable

from .found import Class, Entity, Many, Meaning, Package
from .types import Types

_MANY = frozenset(
    {
        *("list", "List", "set", "frozenset", "tuple", "Tuple", "Sequence", "deque"),
        *("Iterable", "Iterator", "Collection", "MutableSequence", "Generator"),
        *("Query", "EntityCollection"),
    }
)
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict"})
_WRAPPED = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Required"})


def annotated(
    node: ast.expr | None, names: Callable[[str], Meaning], types: Types
) -> Meaning:
    """Return what a variable with the annotation *node* is.

    Args:
        node: the annotation.
        names: what the names of the module are.
        types: the schema.
    """
    match node:
        case ast.Constant(value=str() as text):
            try:
                return annotated(ast.parse(text, mode="eval").body, names, types)
            except SyntaxError:
                return None
        case ast.Name(id=name):
            meaning = names(name)
            return Entity(meaning.type) if isinstance(meaning, Class) else None
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            wire = types.classes.get(name)
            known = isinstance(names(module), Package) and wire is not None
            return Entity(wire) if known and wire is not None else None
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return annotated(left, names, types) or annotated(right, names, types)
        case ast.Subscript(value=value, slice=arguments):
            return _generic(_last_name(value), arguments, names, types)
        case _:
            return None


def _generic(
    name: str,
    arguments: ast.expr,
    names: Callable[[str], Meaning],
    types: Types,
) -> Meaning:
    parts = arguments.elts if isinstance(arguments, ast.Tuple) else [arguments]
    first = annotated(parts[0], names, types) if parts else None
    if name in _WRAPPED:
        return first
    if name in ("type", "Type"):
        return Class(first.type) if isinstance(first, Entity) else None
    if name in _MAPPINGS and len(parts) > 1:
        item = annotated(parts[1], names, types)
        return None if item is None else Many(item)
    return Many(first) if name in _MANY and first is not None else None


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
