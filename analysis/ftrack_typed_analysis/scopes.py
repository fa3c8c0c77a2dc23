"""What names are bound to in the scopes of a module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Literal, TypeAlias

import attrs

How: TypeAlias = Literal["value", "item", "context", "annotation", "unknown"]
"""How an expression binds a name: it is the value, the value is an item of it, what
``with`` makes of it, of the type that it names; or in a way that tells nothing."""

_Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@attrs.frozen(eq=False)
class Binding:
    """One place where a name gets a value."""

    how: How
    expression: ast.expr | None = None


@attrs.frozen(eq=False)
class Scope:
    """A module or a function, and the names that are bound in it.

    Attributes:
        outer: the scope around it; none for a module.
        names: each name with all that binds it. ``self.name`` stands in the module's.
    """

    outer: Scope | None
    names: dict[str, list[Binding]] = attrs.field(factory=dict[str, list[Binding]])

    def find(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """Return the scope that *name* is bound in, and what binds it there."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope, scope.names[name]
            scope = scope.outer
        return None

    def meaning(self, name: str) -> ast.expr | None:
        """Return the only expression that *name* is ever the value of, if it is one."""
        found = self.find(name)
        if found is None or len(found[1]) != 1 or found[1][0].how != "value":
            return None
        return found[1][0].expression

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        return self if self.outer is None else self.outer.module

    def bind(self, name: str, how: How, expression: ast.expr | None = None) -> None:
        """Note what binds *name*."""
        self.names.setdefault(name, []).append(Binding(how, expression))


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, Scope]]:
    """Yield the calls of a module, each with its scope, in no certain order."""
    reader = _Reader()
    reader.read(tree, Scope(None))
    yield from reader.calls


class _Reader:
    """Walks a module without recursion into expressions that are deeply nested."""

    def __init__(self) -> None:
        self.calls: list[tuple[ast.Call, Scope]] = []

    def read(self, root: ast.AST, scope: Scope) -> None:
        waiting: list[tuple[ast.AST, Scope]] = [(root, scope)]
        while waiting:
            node, scope = waiting.pop()
            if isinstance(node, ast.Call):
                self.calls.append((node, scope))
            _bind(node, scope)
            inner = scope
            if isinstance(node, _FUNCTIONS):
                inner = Scope(scope)
                _bind_arguments(node, inner)
            waiting.extend((child, inner) for child in ast.iter_child_nodes(node))


def _bind(node: ast.AST, scope: Scope) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _bind_target(target, scope, "value", value)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            if value is None or not _is_final(annotation):
                _bind_target(target, scope, "annotation", annotation)
            else:
                _bind_target(target, scope, "value", value)
        case ast.NamedExpr(target=target, value=value):
            _bind_target(target, scope, "value", value)
        case (
            ast.For(target=target, iter=items) | ast.AsyncFor(target=target, iter=items)
        ):
            _bind_target(target, scope, "item", items)
        case ast.comprehension(target=target, iter=items):
            _bind_target(target, scope, "item", items)
        case ast.withitem(context_expr=value, optional_vars=target) if target:
            _bind_target(target, scope, "context", value)
        case ast.AugAssign(target=target):
            _bind_target(target, scope, "unknown", None)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            # Who else binds them is not followed.
            for name in names:
                scope.bind(name, "unknown")
                scope.module.bind(name, "unknown")
        case _:
            pass


def _is_final(annotation: ast.expr) -> bool:
    named = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return last_name(named) == "Final"


def _bind_target(
    target: ast.expr, scope: Scope, how: How, value: ast.expr | None
) -> None:
    match target:
        case ast.Name(id=name):
            scope.bind(name, how, value)
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            scope.module.bind(f"self.{name}", how, value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                _bind_target(part, scope, "unknown", None)
        case ast.Starred(value=part):
            _bind_target(part, scope, "unknown", None)
        case _:
            pass


def _bind_arguments(function: _Function, scope: Scope) -> None:
    arguments = function.args
    for argument in (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        *filter(None, (arguments.vararg, arguments.kwarg)),
    ):
        if argument.annotation is None:
            scope.bind(argument.arg, "unknown")
        else:
            scope.bind(argument.arg, "annotation", argument.annotation)


def last_name(node: ast.expr) -> str:
    """Return the last name of a dotted expression, empty if it is none."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Constant(value=str() as text):
            return text.rpartition(".")[2]
        case _:
            return ""
