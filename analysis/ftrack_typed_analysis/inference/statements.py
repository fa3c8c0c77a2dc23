"""The statements of a module, in the order in which they are carried out."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Sequence
from typing import TypeAlias

from .annotations import annotated
from .expressions import Expressions, parts
from .meanings import (
    Class,
    Entity,
    Imported,
    Meaning,
    Returning,
    Session,
    either,
    item_of,
)
from .module import Module, last_name
from .names import Bound, Scope, State
from .origins import source_of

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_Loop: TypeAlias = ast.For | ast.AsyncFor | ast.While
_PROPERTIES = frozenset({"property", "cached_property"})


class Statements:
    """Reads the statements of one module.

    Args:
        module: gets what is found.
    """

    def __init__(self, module: Module) -> None:
        self._module = module
        self._reader = Expressions(module)
        self._later: deque[tuple[_Function, list[Scope]]] = deque()

    def read(self, body: Sequence[ast.stmt]) -> None:
        """Read *body*, and what its functions do once all around them is known."""
        self._all(body)
        while self._later:
            function, scopes = self._later.popleft()
            self._module.names.scopes = scopes
            self._function(function)

    def _all(self, body: Sequence[ast.stmt]) -> None:
        for statement in body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        reader = self._reader
        match node:
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._define(node)
            case ast.ClassDef():
                self._class(node)
            case ast.Assign(targets=targets, value=value):
                reader.read(value)
                for target in targets:
                    self._assign(target, value)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                if isinstance(annotation, ast.Name):
                    reader.read(annotation)
                found = None if value is None else reader.read(value)
                declared = annotated(annotation, self._module)
                reader.bind(target, Bound(declared or found, value))
            case ast.AugAssign(target=target, value=value):
                added = reader.read(value)
                before = reader.read_again(target)
                meaning = either(before, added, guess=self._module.guess)
                reader.bind(target, Bound(meaning))
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(node)
            case ast.If():
                self._if(node)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    meaning = reader.read(item.context_expr)
                    # A function that is made one for "with" says that it iterates.
                    meaning = item_of(meaning) or meaning
                    if item.optional_vars is not None:
                        reader.bind(item.optional_vars, Bound(meaning))
                self._all(node.body)
            case ast.Match(subject=subject, cases=cases):
                reader.read(subject)
                self._match(cases)
            case ast.Try():
                self._try(node)
            case _:
                for part in parts(node):
                    reader.read(part)
                self._all(_below(node))

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        module = self._module
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                full = alias.name if alias.asname else first
                module.names.bind(alias.asname or first, Bound(Imported(full)))
            return
        source = source_of(node)
        for alias in node.names:
            if alias.name == "*":
                if module.origins.has_classes(source):
                    module.everything = source
                continue
            meaning = module.origins.member(source, alias.name)
            module.names.bind(alias.asname or alias.name, Bound(meaning))

    def _define(self, node: _Function) -> None:
        module = self._module
        given = node.args
        for part in (*node.decorator_list, *given.defaults, *given.kw_defaults):
            if part is not None:
                self._reader.read(part)
        self._later.append((node, [*module.names.scopes]))
        decorators = {last_name(each) for each in node.decorator_list}
        if "setter" in decorators:
            return
        result = annotated(node.returns, module)
        if result is not None and decorators.isdisjoint(_PROPERTIES):
            result = Returning(result)
        module.names.bind(node.name, Bound(result))

    def _class(self, node: ast.ClassDef) -> None:
        module = self._module
        for part in parts(node):
            self._reader.read(part)
        bases = [module.of(each) for each in node.bases]
        # A mixin, or a class that is registered on a session.
        own = next((each for each in bases if isinstance(each, Class)), None)
        module.names.learnt.bases[node.name] = [last_name(each) for each in node.bases]
        of_self = None if own is None else Entity(own.type)
        with module.names.within(Scope("class", node.name, of_self)):
            self._all(node.body)
        module.names.bind(node.name, Bound(own or self._session_class(node)))

    def _session_class(self, node: ast.ClassDef) -> Meaning:
        """Return the class that a class of the program counts as, to make sessions."""
        origins = self._module.origins
        for base in map(self._module.of, node.bases):
            if isinstance(base, Imported) and origins.session(base.name) == Session():
                return base
        return Imported(node.name) if origins.package is None else None

    def _function(self, node: _Function) -> None:
        module, given = self._module, node.args
        around = module.names.scopes[-1]
        with module.names.within(Scope("function")):
            for each in (*given.posonlyargs, *given.args, *given.kwonlyargs):
                of_self = around.of_self if each.arg == "self" else None
                meaning = annotated(each.annotation, module) or of_self
                module.names.bind(each.arg, Bound(meaning))
            for spread in filter(None, (given.vararg, given.kwarg)):
                module.names.bind(spread.arg, Bound())
            self._all(node.body)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        match target, value:
            case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(
                values
            ):
                for name, each in zip(names, values, strict=True):
                    self._assign(name, each)
            case _:
                self._reader.bind(target, Bound(self._module.of(value), value))

    def _loop(self, node: _Loop) -> None:
        names, reader = self._module.names, self._reader
        if not isinstance(node, ast.While):
            reader.read(node.iter)
        first = names.begin_loop(node)
        if isinstance(node, ast.While):
            reader.read(node.test)
        else:
            reader.loop(node.target, node.iter)
        self._all(node.body)
        names.end_loop(node, first)
        self._all(node.orelse)

    def _if(self, node: ast.If) -> None:
        scope = self._module.names.scopes[-1]
        ends: list[State] = []
        chain: ast.If | None = node
        # Without recursion, for as many elif as there are.
        while chain is not None:
            self._reader.read(chain.test)
            before = scope.now
            narrowed = self._reader.narrowed(chain.test)
            scope.now = before | narrowed
            self._all(chain.body)
            if not _leaves(chain.body):
                ends.append(_widened(scope.now, narrowed, before))
            scope.now = dict(before)
            match chain.orelse:
                case [ast.If() as chain]:
                    pass
                case orelse:
                    self._way(orelse, ends)
                    chain = None
        self._meet(ends)

    def _match(self, cases: Sequence[ast.match_case]) -> None:
        scope = self._module.names.scopes[-1]
        before = scope.now
        ends: list[State] = [before]
        for case in cases:
            scope.now = dict(before)
            for part in ast.walk(case.pattern):
                for name in (getattr(part, "name", None), getattr(part, "rest", None)):
                    if isinstance(name, str):
                        self._module.names.bind(name, Bound())
            if case.guard is not None:
                self._reader.read(case.guard)
            self._way(case.body, ends)
        self._meet(ends)

    def _try(self, node: ast.Try) -> None:
        names = self._module.names
        scope = names.scopes[-1]
        raised = dict(scope.now)
        ends: list[State] = []
        for statement in node.body:
            self._statement(statement)
            raised = names.merge([raised, scope.now])
        self._all(node.orelse)
        if not _leaves(node.orelse or node.body):
            ends.append(scope.now)
        for handler in node.handlers:
            scope.now = dict(raised)
            if handler.type is not None:
                self._reader.read(handler.type)
            if handler.name is not None:
                names.bind(handler.name, Bound())
            self._way(handler.body, ends)
        self._meet(ends)
        self._all(node.finalbody)

    def _way(self, body: Sequence[ast.stmt], ends: list[State]) -> None:
        """Read one of several ways; keep its end if it leads on."""
        self._all(body)
        if not _leaves(body):
            ends.append(self._module.names.scopes[-1].now)

    def _meet(self, ends: Sequence[State]) -> None:
        """Go on from where several ways come together."""
        if ends:
            names = self._module.names
            names.scopes[-1].now = names.merge(ends)


def _widened(state: State, narrowed: State, before: State) -> State:
    """Return *state* with what was only narrowed in a branch as it was before it."""
    kept = {
        name: bound for name, bound in state.items() if bound is not narrowed.get(name)
    }
    return {**{name: before[name] for name in narrowed if name in before}, **kept}


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Return whether nothing that follows *body* is carried out after it."""
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise))


def _below(node: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements below *node*, but not below others of them."""
    found: list[ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            found.append(child)
        elif not isinstance(child, ast.expr):
            found += _below(child)
    return found
