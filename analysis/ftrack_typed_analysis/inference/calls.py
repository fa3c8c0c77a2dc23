"""What calls give: those of sessions, queries and entities, by name.

A session is known by what made it, or by its name. Where what is likely is taken for
what is, it is known by what is asked of it, too: ``query``, ``create`` and so on of an
entity type.
"""

from __future__ import annotations

import ast

from .meanings import (
    Class,
    Custom,
    Ensured,
    Entity,
    Imported,
    Many,
    Mapped,
    Meaning,
    Session,
    Value,
)
from .module import Module

OF_SESSION = frozenset({"query", "create", "ensure", "get", "get_many"})
"""Methods of sessions whose first argument is an entity type."""

_SAME = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter"})
_REFINING = frozenset(
    {"where", "filter", "select", "order_by", "limit", "offset", "paged", "max_age"}
)
_LISTING = frozenset({"all", "stream", "copy"})
_ONE = frozenset({"one", "first", "one_or_none", "pop"})


def given_by(module: Module, node: ast.Call) -> Meaning:
    """Return what a call gives whose parts are known."""
    function = node.func
    if isinstance(function, ast.Name) and module.names.find(function.id) is None:
        found = _builtin(module, node, function.id)
    elif isinstance(function, ast.Attribute):
        found = asked(module, node) or _method(module, node, function)
    else:
        found = None
    return found or module.made(function)


def asked(module: Module, node: ast.Call) -> Meaning:
    """Return what a call of a session's method that names an entity type gives.

    None if it is no such call.
    """
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in OF_SESSION:
        return None
    of = module.of(function.value)
    may_be = module.guess and (of is None or isinstance(of, (Imported, Value)))
    if not node.args or not (isinstance(of, Session) or may_be):
        return None
    first = node.args[0]
    if function.attr == "query":
        queried = module.queried_type(first)
        return None if queried is None else Many(Entity(queried), is_query=True)
    entity_type = module.entity_type(first)
    if entity_type is None:
        return None
    if function.attr == "get_many":
        return Many(Entity(entity_type))
    is_ours = function.attr == "ensure" and isinstance(module.of(first), Class)
    return Ensured(entity_type) if is_ours else Entity(entity_type)


def _method(module: Module, node: ast.Call, function: ast.Attribute) -> Meaning:
    name = function.attr
    of = module.of(function.value)
    match of:
        case Many(item=item, is_query=is_query):
            if name in _ONE:
                return item
            if name == "by":
                key = module.of(node.args[0]) if len(node.args) == 1 else None
                return Mapped(item, key if isinstance(key, Value) else None)
            if name in _REFINING:
                return of if is_query else None
            return Many(item) if name in _LISTING else None
        case Mapped(item=item):
            if name == "values":
                return Many(item)
            return item if name in ("get", "pop", "setdefault") else None
        case Class() if name == "as_" and node.args:
            cast = module.of(node.args[0])
            return cast if isinstance(cast, Class) else of
        case Entity(type=entity_type) if name == "effective_custom_attributes":
            return Custom(entity_type)
        case Entity() | Custom() if name == "get" and node.args:
            return _item(module, of, node.args[0])
        case _:
            return None


def _builtin(module: Module, node: ast.Call, name: str) -> Meaning:
    """Return what a function of Python's gives that is given what is known."""
    if not node.args:
        return None
    first = module.of(node.args[0])
    if name == "getattr" and len(node.args) > 1:
        return _item(module, first, node.args[1])
    if not isinstance(first, Many):
        return None
    if name in _SAME:
        return Many(first.item)
    return first.item if name in ("next", "min", "max") else None


def _item(module: Module, of: Meaning, key: ast.expr) -> Meaning:
    if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
        return None
    return module.attribute(of, module.types.wire.get(key.value, key.value))
