"""Checking the calls of a file that take the text of a query, or the name of a type."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from ftrack_typed.checking import (
    Checked,
    Checker,
    Finding,
    QueryText,
    SpelledText,
    Speller,
)

from ..inference import Held, Inference
from ..python_files import PythonFile
from ..scopes import Scope, calls
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
    speller = Speller(file.text)
    lint = _Lint(file, checker, speller, Inference(checker, speller))
    found = {
        problem
        for call, scope in calls(file.tree)
        for problem in lint.check(call, scope)
    }
    return sorted(found, key=lambda problem: (problem.start, problem.message))


@attrs.frozen
class _Lint:
    file: PythonFile
    checker: Checker
    speller: Speller
    inference: Inference

    def check(self, call: ast.Call, scope: Scope) -> Iterator[Problem]:
        """Yield what is wrong with the texts that a call is given."""
        if not isinstance(call.func, ast.Attribute) or not call.args:
            return
        if self._is_ignored(call):
            return
        of = self.inference.held(call.func.value, scope)
        if of is None:
            return
        for problem in self._problems(of, call.func.attr, call, scope):
            if problem.start.line not in self.file.ignored:
                yield problem

    def _problems(
        self, of: Held, method: str, call: ast.Call, scope: Scope
    ) -> Iterator[Problem]:
        if of.kind == "session":
            if method == "query":
                yield from self._query(of, call, scope)
            elif method == "populate":
                yield from self._populate(call, scope)
            elif method in ("get", "create", "ensure"):
                yield from self._named_type(call, scope)
        elif of.kind == "query" and method in _PARTS:
            check = _PARTS[method]
            yield from self._parts(of.entity_type, call.args, scope, check)
        elif of.kind == "class" and method in _QUANTIFIERS:
            check = Checker.criterion
            yield from self._parts(of.entity_type, call.args, scope, check)

    def _query(self, of: Held, call: ast.Call, scope: Scope) -> Iterator[Problem]:
        first, *others = call.args
        others += [word.value for word in call.keywords if word.arg == "text"]
        text = self.inference.text(first, scope)
        if text is not None:
            checked = self.checker.query(text.text)
            # Without a type it may be SQL, which a session of another library is asked.
            if checked.entity_type or of.certain or self._is_about_ftrack():
                yield from self._told(checked.findings, text)
            return
        entity_type = self.inference.entity_type(first, scope)
        if entity_type is not None:
            yield from self._parts(entity_type, others[:1], scope, Checker.clauses)

    def _populate(self, call: ast.Call, scope: Scope) -> Iterator[Problem]:
        of = self.inference.held(call.args[0], scope)
        if of is not None and of.kind in ("entity", "entities", "query"):
            texts = call.args[1:]
            yield from self._parts(of.entity_type, texts, scope, Checker.projections)

    def _parts(
        self, entity_type: str, texts: Iterable[ast.expr], scope: Scope, check: _Check
    ) -> Iterator[Problem]:
        for node in texts:
            text = self.inference.text(node, scope)
            if text is not None:
                checked = check(self.checker, entity_type, text.text)
                yield from self._told(checked.findings, text)

    def _named_type(self, call: ast.Call, scope: Scope) -> Iterator[Problem]:
        """Check ``get("Task", key)``, ``create("Task", {"name": "x"})``."""
        name = self.inference.text(call.args[0], scope)
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
            attribute = None if key is None else self.inference.text(key, scope)
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
