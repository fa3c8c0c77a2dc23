"""What calls use: those of sessions, queries and entities."""

from __future__ import annotations

import ast

from ftrack_typed.checking import Checker

from ...inference.calls import asked
from ...inference.meanings import Class, Custom, Entity, Many
from .collecting import Uses
from .creating import create
from .found import Found
from .texts import about, query

_REFINING = {
    "where": Checker.criterion,
    "filter": Checker.criterion,
    "select": Checker.projections,
    "order_by": Checker.orderings,
}
_POPULATING = ("populate", "effective_custom_attributes")


def read_call(uses: Uses, node: ast.Call) -> None:
    """Keep what a call uses by its arguments."""
    match node:
        case ast.Call(func=ast.Attribute(attr=method), args=[_, *_]) if (
            asked(uses.module, node) is not None
        ):
            _of_session(uses, node, method)
        case ast.Call(func=ast.Attribute(attr=method), args=[entities, texts]) if (
            method in _POPULATING
        ):
            _populate(uses, entities, texts)
        case ast.Call(func=ast.Attribute() as function):
            _method(uses, node, function)
        case ast.Call(func=ast.Name(id=name), args=[value, key, *_]):
            if name in ("getattr", "setattr", "hasattr"):
                _by_text(uses, node, value, key, is_set=name == "setattr")
        case _:
            pass


def _of_session(uses: Uses, node: ast.Call, method: str) -> None:
    first, *others = node.args
    entity_type = uses.module.entity_type(first)
    if method == "query":
        if isinstance(uses.module.of(first), Class) and entity_type is not None:
            others += [each.value for each in node.keywords if each.arg == "text"]
            for text in others:
                about(uses, entity_type, text, Checker.clauses)
        else:
            query(uses, first)
    elif entity_type is not None and method in ("create", "ensure"):
        create(uses, node, entity_type, others)
    elif entity_type is not None:
        place = uses.module.speller.start(first)
        uses.note(Found("entity type", entity_type, "", "get", place))


def _populate(uses: Uses, entities: ast.expr, text: ast.expr) -> None:
    """Read ``session.populate(tasks, "name, status.name")``."""
    match uses.module.of(entities):
        case Entity(type=entity_type) | Many(item=Entity(type=entity_type)):
            about(uses, entity_type, text, Checker.projections)
        case _:
            pass


def _method(uses: Uses, node: ast.Call, function: ast.Attribute) -> None:
    match uses.module.of(function.value):
        case Many(item=Entity(type=entity_type)) if function.attr in _REFINING:
            for argument in node.args:
                about(uses, entity_type, argument, _REFINING[function.attr])
        case Class(type=entity_type) if function.attr in ("any", "has"):
            for argument in node.args:
                about(uses, entity_type, argument, Checker.criterion)
        case Entity() | Custom() if function.attr == "get" and node.args:
            _by_text(uses, node, function.value, node.args[0])
        case _:
            for argument in node.args:
                uses.compare(function.value, argument)


def _by_text(
    uses: Uses, node: ast.Call, value: ast.expr, key: ast.expr, *, is_set: bool = False
) -> None:
    """Read ``getattr(task, "bid")``, ``task.get("bid")``."""
    module = uses.module
    of = module.of(value)
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and of is not None:
        wire = module.types.wire.get(key.value, key.value)
        place = module.speller.start(key)
        uses.item(node, of, wire, "assign" if is_set else "read", place)
