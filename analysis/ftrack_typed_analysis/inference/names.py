"""What the names of a module stand for, at each place in it."""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Literal, TypeAlias

import attrs

from .meanings import Meaning, either

Kind: TypeAlias = "Literal['function', 'class', 'inline']"
"""A module or a function; a class; what is carried out where it stands."""


@attrs.frozen
class Bound:
    """What a name stands for.

    Attributes:
        meaning: what it is.
        expression: the only expression whose value it has; none if there are several.
    """

    meaning: Meaning = None
    expression: ast.expr | None = None

    @property
    def is_none(self) -> bool:
        """Whether it is ``None``, which says nothing of what it is otherwise."""
        return is_none(self.expression)


State: TypeAlias = "dict[str, Bound]"


@attrs.define(eq=False)
class Scope:
    """A part of a module that has names of its own.

    Attributes:
        kind: which part.
        name: of a class, its name.
        of_self: what ``self`` is in the methods of a class, if more is known.
        now: what its names stand for at the place that is read.
        ever: what they stand for wherever they are bound.
    """

    kind: Kind
    name: str = ""
    of_self: Meaning = None
    now: State = attrs.field(factory=dict[str, Bound])
    ever: State = attrs.field(factory=dict[str, Bound])


@attrs.define
class Learnt:
    """What is only known when all of a module was read, for reading it once more.

    Attributes:
        members: what attributes of ``self`` are, by class and name.
        bases: the classes that a class of the module derives from, by name.
        loops: what names stand for that the body of a loop changes.
    """

    members: dict[tuple[str, str], Bound] = attrs.field(
        factory=dict[tuple[str, str], Bound]
    )
    bases: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]])
    loops: dict[ast.stmt, State] = attrs.field(factory=dict[ast.stmt, State])

    def member(self, cls: str, name: str) -> Bound | None:
        """Return what ``self.name`` is in a class, or in those that it derives from."""
        seen: set[str] = set()
        waiting = [cls]
        while waiting:
            cls = waiting.pop(0)
            if (cls, name) in self.members:
                return self.members[cls, name]
            if cls not in seen:
                seen.add(cls)
                waiting += self.bases.get(cls, [])
        return None


class Names:
    """The scopes of a module while it is read.

    Args:
        before: what was learnt when it was read before, none if it was not.
        shared: names that functions bind in a scope around them.
        guess: whether what is not known is taken to be what is.
    """

    def __init__(
        self, before: Learnt | None, shared: frozenset[str], *, guess: bool
    ) -> None:
        self.learnt: Learnt = Learnt()
        self._told: dict[tuple[str, str], Bound | None] = {}
        self.scopes: list[Scope] = [Scope("function")]
        self._before = before or Learnt()
        self._is_first = before is None
        self._shared = shared
        self._guess = guess

    def find(self, name: str) -> Bound | None:
        """Return what *name* stands for here, none if nothing binds it."""
        in_place = True
        for scope in reversed(self.scopes):
            if in_place:
                found = scope.now.get(name)
                in_place = scope.kind != "function"
            else:
                found = None if scope.kind == "class" else scope.ever.get(name)
            if found is not None:
                return found
        return None

    def bind(self, name: str, bound: Bound) -> None:
        """Let *name* stand for something from here on."""
        scope = self.scopes[-1]
        if name in self._shared:
            bound = Bound()
        scope.now[name] = bound
        known = scope.ever.get(name)
        scope.ever[name] = bound if known is None else self._either(known, bound)
        if scope.kind == "class":
            self.bind_member(name, bound)

    def member(self, name: str) -> Bound | None:
        """Return what ``self.name`` is in the class that is read."""
        classes = [scope.name for scope in self.scopes if scope.kind == "class"]
        if not classes:
            return None
        learnt = self.learnt if self._is_first else self._before
        found = learnt.member(classes[-1], name)
        self._told.setdefault((classes[-1], name), found)
        return found

    def bind_member(self, name: str, bound: Bound) -> None:
        """Let ``self.name`` stand for something, wherever it does."""
        for scope in reversed(self.scopes):
            if scope.kind == "class":
                members, key = self.learnt.members, (scope.name, name)
                known = members.get(key)
                members[key] = bound if known is None else self._either(known, bound)
                return

    def begin_loop(self, node: ast.stmt) -> State:
        """Let names stand for what they do in any turn of a loop; return the first."""
        scope = self.scopes[-1]
        first = scope.now
        scope.now = self.merge([first, self._before.loops.get(node, {})])
        return first

    def end_loop(self, node: ast.stmt, first: State) -> None:
        """Let names stand for what they do after any number of turns."""
        scope = self.scopes[-1]
        last = scope.now
        changed = {name: last[name] for name in first if last[name] != first[name]}
        if changed:
            self.learnt.loops[node] = changed
        scope.now = self.merge([first, last])

    @property
    def is_settled(self) -> bool:
        """Whether nothing was told that proved to be otherwise afterwards."""
        return self.learnt.loops == self._before.loops and all(
            self.learnt.member(*asked) == found for asked, found in self._told.items()
        )

    def merge(self, states: Iterable[State]) -> State:
        """Return what names stand for where several ways come together."""
        merged: State = {}
        for state in states:
            for name, bound in state.items():
                known = merged.get(name)
                merged[name] = bound if known is None else self._either(known, bound)
        return merged

    @contextmanager
    def within(self, scope: Scope) -> Generator[None, None, None]:
        """Read something in a scope of its own."""
        self.scopes.append(scope)
        try:
            yield
        finally:
            self.scopes.pop()

    def _either(self, one: Bound, other: Bound) -> Bound:
        if one is other or other.is_none:
            return one
        if one.is_none:
            return other
        same = one.expression is other.expression
        return Bound(
            either(one.meaning, other.meaning, guess=self._guess),
            one.expression if same else None,
        )


def is_none(node: ast.expr | None) -> bool:
    """Return whether *node* is ``None`` as it is written."""
    return isinstance(node, ast.Constant) and node.value is None
