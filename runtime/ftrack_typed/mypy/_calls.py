"""One call that takes the text of a query, as mypy sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import attrs
from mypy.checker import TypeChecker
from mypy.errorcodes import ErrorCode
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import Context, Expression, RefExpr, StrExpr, TypeInfo
from mypy.plugin import MethodSigContext
from mypy.types import (
    CallableType,
    FunctionLike,
    Instance,
    LiteralType,
    ProperType,
    Type,
    TypeType,
    get_proper_type,
)

from ftrack_typed.checking import Checked, Checker, Finding, QueryText, SpelledText
from ftrack_typed.errors import SchemaError
from ftrack_typed.mypy._classes import Classes, Known
from ftrack_typed.mypy._sources import Sources

QUERY_CODE: ErrorCode = ErrorCode(
    "ftrack-query", "Check the texts of queries", "ftrack-typed"
)

_SESSION = "ftrack_typed.session.reading.Reading"
_QUERY = "ftrack_typed.session.query.Query"

_Check: TypeAlias = Callable[[Checker, str, QueryText], Checked]
"""Checks a text about an entity type."""


@attrs.frozen
class _Given:
    """A text that an argument makes, and where it is spelled, if in this file."""

    text: QueryText
    expression: Expression
    spelled: SpelledText | None = None

    def context(self, finding: Finding) -> Context:
        """Return where to report a finding: at what is wrong, or at the argument."""
        if self.spelled is None:
            return self.expression
        start, end = self.spelled.place(finding.start), self.spelled.end(finding.end)
        context = Context(start.line, start.column - 1)
        context.end_line, context.end_column = end.line, end.column - 1
        return context


@attrs.frozen
class Call:
    """A call, and the means to say something of its arguments.

    Attributes:
        context: the call, and mypy's type checker.
        sources: reads the file that it is in.
        paths: where modules are that mypy has from its cache.
    """

    context: MethodSigContext
    sources: Sources
    paths: Mapping[str, str]

    @property
    def _api(self) -> TypeChecker:
        assert isinstance(self.context.api, TypeChecker)
        return self.context.api

    def refined(self, hook: Callable[[Call], FunctionLike]) -> FunctionLike:
        """Return the signature that *hook* makes of the call's, or else that itself."""
        try:
            return hook(self)
        except SchemaError as error:
            reason = " ".join(str(error).split())
            problem = f"This query cannot be checked: {reason}"
            self._say(problem, self.context.context)
            return self.context.default_signature

    @property
    def _classes(self) -> Classes:
        return Classes(self._api.modules, self.paths)

    def query(self) -> FunctionLike:
        """Check ``session.query("Task where ...")``, ``session.query(Task, "...")``."""
        signature = self.context.default_signature
        of = self.context.type
        if not (isinstance(of, Instance) and of.type.has_base(_SESSION)):
            return signature
        if not self.context.args or not self.context.args[0]:
            return signature
        (first, *_) = self.context.args[0]
        if _is_text(signature.arg_types[0]):
            return self._raw_query(of.type, first)
        texts = self.context.args[1] if len(self.context.args) > 1 else []
        if texts:
            known = self._classes.entity_type(self._type_of(first))
            self._check_all(known, texts, Checker.clauses)
        return signature

    def where(self) -> FunctionLike:
        """Check ``query.where("bid > 3")``."""
        return self._refine(Checker.criterion)

    def select(self) -> FunctionLike:
        """Check ``query.select("name, parent.name")``."""
        return self._refine(Checker.projections)

    def order_by(self) -> FunctionLike:
        """Check ``query.order_by("name desc")``."""
        return self._refine(Checker.orderings)

    def populate(self) -> FunctionLike:
        """Check ``session.populate(tasks, "name, parent.name")``."""
        of, arguments = self.context.type, self.context.args
        if isinstance(of, Instance) and of.type.has_base(_SESSION):
            for entities in arguments[0]:
                item = self._classes.item(self._type_of(entities))
                known = self._classes.entity_type(item)
                self._check_all(known, arguments[1], Checker.projections)
        return self.context.default_signature

    def quantified(self) -> FunctionLike:
        """Check ``Task.timelogs.any("duration > 3")``."""
        if isinstance(self.context.type, (CallableType, TypeType)):
            known = self._classes.entity_type(self.context.type)
            for arguments in self.context.args:
                self._check_all(known, arguments, Checker.criterion)
        return self.context.default_signature

    def _refine(self, check: _Check) -> FunctionLike:
        of = self.context.type
        if isinstance(of, Instance) and of.type.has_base(_QUERY):
            query = map_instance_to_supertype(of, self._classes.info(_QUERY))
            known = self._classes.entity_type(get_proper_type(query.args[0]))
            for arguments in self.context.args:
                self._check_all(known, arguments, check)
        return self.context.default_signature

    def _raw_query(self, session: TypeInfo, text: Expression) -> FunctionLike:
        """Check a whole query; return a signature that says what it queries."""
        signature = self.context.default_signature
        given = self._given(text)
        package = None if given is None else self._classes.package(session)
        if given is None or package is None:
            return signature
        checked = package.checker.query(given.text)
        self._report(checked.findings, given)
        info = self._classes.find(package, checked.entity_type)
        result = get_proper_type(signature.ret_type)
        if info is None or not isinstance(result, Instance):
            return signature
        return _returning(signature, Instance(result.type, [Instance(info, [])]))

    def _check_all(
        self, known: Known | None, texts: Sequence[Expression], check: _Check
    ) -> None:
        if known is None:
            return
        for text in texts:
            given = self._given(text)
            if given is not None:
                checker = known.package.checker
                checked = check(checker, known.entity_type, given.text)
                self._report(checked.findings, given)

    def _report(self, findings: Sequence[Finding], given: _Given) -> None:
        for finding in findings:
            message = finding.message.removesuffix(".")
            message = f"{message} (position {finding.start} of the text)"
            self._say(message, given.context(finding))

    def _say(self, message: str, at: Context) -> None:
        # Not simply ``fail``: an ignore belongs on a line of the call, and cannot stand
        # inside of a text of several lines.
        origin = self.context.context
        self._api.msg.report(
            message, at, "error", code=QUERY_CODE, origin_context=origin
        )

    def _given(self, text: Expression) -> _Given | None:
        """Return the text that an argument makes, none if it is not known."""
        if isinstance(text, RefExpr):
            if isinstance(text.node, TypeInfo):
                return None
            value = _literal(self._type_of(text))
            return None if value is None else _Given(QueryText(value), text)
        api = self._api
        spelled = self.sources.spelled(api.path, api.options, text)
        if spelled is not None:
            return _Given(spelled.text, text, spelled)
        if isinstance(text, StrExpr):
            # There is no such file, or it changed since mypy has read it.
            return _Given(QueryText(text.value), text)
        return None

    def _type_of(self, expression: Expression) -> ProperType:
        return get_proper_type(self._api.get_expression_type(expression))


def _returning(signature: CallableType, result: Instance) -> CallableType:
    made = signature.copy_modified(  # pyright: ignore[reportUnknownMemberType] - mypy's
        ret_type=result
    )
    assert isinstance(made, CallableType)
    return made


def _is_text(found: Type) -> bool:
    found = get_proper_type(found)
    return isinstance(found, Instance) and found.type.fullname == "builtins.str"


def _literal(found: ProperType) -> str | None:
    """Return the text that is the only value of a type, if it is such a type."""
    if isinstance(found, Instance) and found.last_known_value is not None:
        found = found.last_known_value
    value = found.value if isinstance(found, LiteralType) else None
    return value if isinstance(value, str) else None
