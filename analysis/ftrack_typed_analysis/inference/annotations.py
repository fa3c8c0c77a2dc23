"""What the annotations of a program say of its variables."""

from __future__ import annotations

import ast

from .meanings import (
    Class,
    Entity,
    Imported,
    Many,
    Mapped,
    Meaning,
    either,
)
from .module import Module, last_name
from .names import is_none

_MANY = frozenset(
    {
        *("list", "List", "set", "frozenset", "tuple", "Tuple", "Sequence", "deque"),
        *("Iterable", "Iterator", "Collection", "MutableSequence", "Generator"),
        *("Query", "EntityCollection"),
    }
)
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict"})
_WRAPPED = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Required"})


def annotated(node: ast.expr | None, module: Module) -> Meaning:
    """Return what a variable with the annotation *node* is.

    Args:
        node: the annotation.
        module: knows the names that are in it.
    """
    match node:
        case ast.Constant(value=str() as text):
            try:
                return annotated(ast.parse(text, mode="eval").body, module)
            except (SyntaxError, ValueError):
                return None
        case ast.Name() | ast.Attribute():
            match _named(node, module):
                case Class(type=entity_type):
                    return Entity(entity_type)
                case Imported(name=full):
                    return module.origins.session(full)
                case _:
                    return None
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            sides = [each for each in (left, right) if not is_none(each)]
            found = [annotated(each, module) for each in sides]
            return either(found[0], found[-1], guess=module.guess) if found else None
        case ast.Subscript(value=value, slice=arguments):
            return _generic(last_name(value), arguments, module)
        case _:
            return None


def _named(node: ast.expr, module: Module) -> Meaning:
    """Return what a dotted name in an annotation stands for."""
    match node:
        case ast.Name(id=name):
            return module.name(name)
        case ast.Attribute(value=value, attr=name):
            of = _named(value, module)
            return (
                module.origins.member(of.name, name)
                if isinstance(of, Imported)
                else None
            )
        case _:
            return None


def _generic(name: str, arguments: ast.expr, module: Module) -> Meaning:
    parts = arguments.elts if isinstance(arguments, ast.Tuple) else [arguments]
    first = annotated(parts[0], module) if parts else None
    if name in _WRAPPED:
        return first
    if name in ("type", "Type"):
        return Class(first.type) if isinstance(first, Entity) else None
    if name in _MAPPINGS and len(parts) > 1:
        item = annotated(parts[1], module)
        return None if item is None else Mapped(item)
    if first is None or name not in _MANY:
        return None
    return Many(first, is_query=name == "Query")
