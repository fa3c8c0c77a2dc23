"""Checking the calls of a file that take the text of a query, or the name of a type."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

import attrs

from ftrack_typed.checking import Checked, Checker, Finding, QueryText, SpelledText

from ..inference import Module, Types, infer
from ..inference.meanings import Class, Entity, Many, Session
from ..python_files import PythonFile
from ..schema_views import view_of
from .problems import Problem

_Check: TypeAlias = "Callable[[Checker, str, QueryText], Checked]"

_PARTS: dict[str, _Check] = {
    "where": Checker.criterion,
    "select": Checker.projections,
    "order_by": Checker.orderings,
}
_QUANTIFIERS = ("any", "has")


def check_file(file: PythonFile, checker: Checker) -> list[Problem]:
    """Return what is wrong with the texts of *file*, in the order of the file.

    Args:
        file: the module.
        checker: knows the schema.
    """
    module = infer(file.tree, file.text, _types_of(checker))
    lint = _Lint(file, checker, module)
    found = {
        problem
        for call in ast.walk(file.tree)
        if isinstance(call, ast.Call)
        for problem in lint.check(call)
    }
    return sorted(found, key=lambda problem: (problem.start, problem.message))


@lru_cache(maxsize=1)
def _types_of(checker: Checker) -> Types:
    return Types.of(view_of(checker.document))


@attrs.frozen
class _Lint:
    file: PythonFile
    checker: Checker
    module: Module

    def check(self, call: ast.Call) -> Iterator[Problem]:
        """Yield what is wrong with the texts that a call is given."""
        if not isinstance(call.func, ast.Attribute) or not call.args:
            return
        if self._is_ignored(call):
            return
        for problem in self._problems(call.func, call):
            if problem.start.line not in self.file.ignored:
                yield problem

    def _problems(self, function: ast.Attribute, call: ast.Call) -> Iterator[Problem]:
        method = function.attr
        match self.module.of(function.value):
            case Session() as session:
                if method == "query":
                    yield from self._query(session, call)
                elif method == "populate":
                    yield from self._populate(call)
                elif method in ("get", "create", "ensure"):
                    yield from self._named_type(call)
            case Many(item=Entity(type=entity_type), is_query=True):
                if method in _PARTS:
                    yield from self._parts(entity_type, call.args, _PARTS[method])
            case Class(type=entity_type) if method in _QUANTIFIERS:
                yield from self._parts(entity_type, call.args, Checker.criterion)
            case _:
                pass

    def _query(self, session: Session, call: ast.Call) -> Iterator[Problem]:
        first, *others = call.args
        others += [word.value for word in call.keywords if word.arg == "text"]
        entity_type = self.module.entity_type(first)
        text = self.module.text(first)
        if text is not None:
            checked = self.checker.query(text.text)
            # Without a type it may be SQL, which a session of another library is asked.
            if checked.entity_type or session.certain or self._is_about_ftrack():
                yield from self._told(checked.findings, text)
        elif entity_type is not None:
            yield from self._parts(entity_type, others[:1], Checker.clauses)

    def _populate(self, call: ast.Call) -> Iterator[Problem]:
        match self.module.of(call.args[0]):
            case Entity(type=entity_type) | Many(item=Entity(type=entity_type)):
                yield from self._parts(entity_type, call.args[1:], Checker.projections)
            case _:
                pass

    def _parts(
        self, entity_type: str, texts: Iterable[ast.expr], check: _Check
    ) -> Iterator[Problem]:
        for node in texts:
            text = self.module.text(node)
            if text is not None:
                checked = check(self.checker, entity_type, text.text)
                yield from self._told(checked.findings, text)

    def _named_type(self, call: ast.Call) -> Iterator[Problem]:
        """Check ``get("Task", key)``, ``create("Task", {"name": "x"})``."""
        name = self.module.text(call.args[0])
        if name is None or name.text.holes or len(call.args) < 2:
            return
        # Other libraries have sessions, too, from which texts are got by texts.
        if not (name.text.text.isidentifier() and name.text.text[0].isupper()):
            return
        findings = self.checker.type_name(name.text.text)
        yield from self._told(findings, name, in_query=False)
        if findings or not isinstance(call.args[1], ast.Dict):
            return
        for key in call.args[1].keys:
            attribute = None if key is None else self.module.text(key)
            if attribute is not None and not attribute.text.holes:
                found = self.checker.attribute(name.text.text, attribute.text.text)
                yield from self._told(found, attribute, in_query=False)

    def _told(
        self, findings: Sequence[Finding], text: SpelledText, *, in_query: bool = True
    ) -> Iterator[Problem]:
        for finding in findings:
            yield Problem(
                path=self.file.path,
                start=text.place(finding.start),
                end=text.end(finding.end),
                code=finding.code,
                message=finding.message,
                position=finding.start if in_query else None,
                entity_type=finding.entity_type,
                nearest=finding.nearest,
            )

    def _is_about_ftrack(self) -> bool:
        return "ftrack" in self.file.text.lower()

    def _is_ignored(self, call: ast.Call) -> bool:
        # A comment cannot stand inside of a text of several lines.
        assert call.end_lineno is not None
        return not self.file.ignored.isdisjoint((call.lineno, call.end_lineno))
