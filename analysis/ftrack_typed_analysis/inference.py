"""What expressions of a module hold: sessions, queries and entities of which type.

No type checker is at work here: what was made of a session is followed through the
names of a function. What is not certain is not known.
"""

from __future__ import annotations

import ast
from typing import Literal, TypeAlias

import attrs

from ftrack_typed.checking import Checker, SpelledText, Speller

from .scopes import Binding, Scope, last_name

Kind: TypeAlias = Literal["session", "class", "query", "entity", "entities", "nothing"]
"""A session; an entity type, or a relation from it; a query; one or several entities;
what says nothing of a name, such as that it is none at first."""

_REFINING = {
    *("where", "select", "order_by", "limit", "offset", "paged", "max_age"),
}
_ONE = {"one", "first", "one_or_none"}
_LISTS = {"list", "sorted", "set", "tuple", "reversed"}
_FINDING = {"get", "create", "ensure"}
_DEEPEST = 40


@attrs.frozen
class Held:
    """What an expression holds.

    Attributes:
        kind: what it is.
        entity_type: of which entity type it is; empty for a session.
        certain: whether it is more than a name that says so.
    """

    kind: Kind
    entity_type: str = ""
    certain: bool = True


_SESSION = Held("session")
_NOTHING = Held("nothing")


class Inference:
    """Tells what expressions of one module hold.

    Args:
        checker: knows the schema.
        speller: reads the module's texts.
    """

    def __init__(self, checker: Checker, speller: Speller) -> None:
        self.checker = checker
        self.speller = speller
        self._open: set[tuple[Scope, str]] = set()
        self._known: dict[tuple[Scope, str], Held | None] = {}

    def held(self, node: ast.expr, scope: Scope, depth: int = 0) -> Held | None:
        """Return what *node* holds, none if that is not known."""
        if depth > _DEEPEST:
            return None
        match node:
            case ast.Name(id=name):
                return self._named(name, name, scope, depth)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                return self._named(f"self.{name}", name, scope, depth)
            case ast.Attribute(value=value, attr=name):
                found = self._related(self.held(value, scope, depth + 1), name)
                return found or _session_by_name(name)
            case ast.Subscript(value=value, slice=index):
                return self._at(self.held(value, scope, depth + 1), index)
            case ast.Call():
                return self._called(node, scope, depth)
            case ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_]):
                return _several(self.held(first, scope, depth + 1))
            case ast.Await(value=value):
                return self.held(value, scope, depth + 1)
            case _:
                return None

    def entity_type(self, node: ast.expr, scope: Scope) -> str | None:
        """Return the entity type that the first argument of a query says."""
        text = self.text(node, scope)
        if text is not None:
            return self.checker.query(text.text).entity_type
        name = last_name(node)
        return name if self.checker.has_type(name) else None

    def text(self, node: ast.expr, scope: Scope) -> SpelledText | None:
        """Return the text that *node* makes, none if it makes none."""
        return self.speller.spell(node, scope.meaning)

    def _named(self, key: str, name: str, scope: Scope, depth: int) -> Held | None:
        found = scope.find(key)
        if found is None:
            if self.checker.has_type(key):
                return Held("class", key)
            return _session_by_name(name)
        where, bindings = found
        place = (where, key)
        if place in self._open:
            # It is made of itself: query = query.where(...).
            return _NOTHING
        if place not in self._known:
            self._open.add(place)
            held = self._all_bound(bindings, where, depth) or _session_by_name(name)
            self._open.remove(place)
            if self._open:
                return held
            self._known[place] = held
        return self._known[place]

    def _all_bound(
        self, bindings: list[Binding], scope: Scope, depth: int
    ) -> Held | None:
        """Return what a name holds wherever it is bound, none if that differs."""
        held = {self._bound(binding, scope, depth) for binding in bindings}
        held -= {_NOTHING}
        return held.pop() if len(held) == 1 else None

    def _bound(self, binding: Binding, scope: Scope, depth: int) -> Held | None:
        node = binding.expression
        if node is None:
            return None
        if isinstance(node, ast.Constant) and node.value is None:
            return _NOTHING
        match binding.how:
            case "annotation":
                return self._annotated(node)
            case "item":
                return _item(self.held(node, scope, depth + 1))
            case "value" | "context":
                return self.held(node, scope, depth + 1)
            case _:
                return None

    def _annotated(self, node: ast.expr) -> Held | None:
        match node:
            case ast.Subscript(value=value, slice=inner):
                item = self._annotated(inner)
                kind = last_name(value)
                if item is None or item.kind != "entity":
                    return None
                if kind == "Optional":
                    return item
                return Held(
                    "query" if kind == "Query" else "entities", item.entity_type
                )
            case ast.BinOp(left=left, op=ast.BitOr()):
                return self._annotated(left)
            case ast.Constant(value=str() as text) if not text.isidentifier():
                quoted = _parsed(text)
                return None if quoted is None else self._annotated(quoted)
            case _:
                name = last_name(node)
                if self.checker.has_type(name):
                    return Held("entity", name)
                return _SESSION if name.endswith("Session") else None

    def _called(self, node: ast.Call, scope: Scope, depth: int) -> Held | None:
        name = last_name(node.func)
        if isinstance(node.func, ast.Name) and name in _LISTS and node.args:
            return _several(_item(self.held(node.args[0], scope, depth + 1)))
        if not isinstance(node.func, ast.Attribute):
            return _SESSION if name.endswith(("Session", "session")) else None
        of = self.held(node.func.value, scope, depth + 1)
        if of is None:
            return _SESSION if name.endswith(("Session", "session")) else None
        if of.kind == "nothing":
            return of
        if of.kind == "session" and node.args:
            return self._asked(name, node.args[0], scope)
        if of.kind == "query":
            if name in _REFINING:
                return of
            if name == "all":
                return Held("entities", of.entity_type)
            if name in _ONE:
                return Held("entity", of.entity_type)
        return None

    def _asked(self, method: str, first: ast.expr, scope: Scope) -> Held | None:
        """Return what a method of a session returns."""
        if method not in {"query", *_FINDING}:
            return None
        entity_type = self.entity_type(first, scope)
        if entity_type is None:
            return None
        return Held("query" if method == "query" else "entity", entity_type)

    def _at(self, of: Held | None, index: ast.expr) -> Held | None:
        if of is None or of.kind == "nothing":
            return of
        if of.kind in ("query", "entities"):
            several = isinstance(index, ast.Slice)
            return Held("entities" if several else "entity", of.entity_type)
        if isinstance(index, ast.Constant) and isinstance(index.value, str):
            return self._related(of, index.value)
        return None

    def _related(self, of: Held | None, name: str) -> Held | None:
        """Return what an attribute of an entity, or of an entity's class, holds."""
        if of is None or of.kind == "nothing":
            return of
        if of.kind not in ("class", "entity"):
            return None
        found = self.checker.attributes.find(of.entity_type, name, relation=True)
        if found is None or found.relation is None:
            return None
        target = found.relation.target
        if of.kind == "class":
            return Held("class", target)
        return Held("entities" if found.many else "entity", target)


def _parsed(text: str) -> ast.expr | None:
    """Return the expression that an annotation in quotes is."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _session_by_name(name: str) -> Held | None:
    lower = name.lower()
    if lower.endswith("session") or lower == "ftrack":
        return Held("session", certain=False)
    return None


def _item(of: Held | None) -> Held | None:
    if of is None or of.kind not in ("query", "entities"):
        return None
    return Held("entity", of.entity_type)


def _several(of: Held | None) -> Held | None:
    if of is None or of.kind != "entity":
        return None
    return Held("entities", of.entity_type)
