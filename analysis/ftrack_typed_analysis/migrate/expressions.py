"""Queries as expressions of the typed model: ``Task.status.name == "Done"``.

What expressions cannot say, or not with the types that they are checked with, is
refused: the query stays a text then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs
import libcst as cst

from ftrack_typed.language import (
    Aggregate,
    And,
    Comparison,
    Criterion,
    LiteralValue,
    Membership,
    Not,
    Operator,
    Or,
    Path,
    Quantified,
    Statement,
    walk,
)

from .studio import Studio
from .texts import Hole, Marked, quoted, template_of

_OPERATORS = {
    Operator.IS: "==",
    Operator.IS_NOT: "!=",
    Operator.GREATER: ">",
    Operator.GREATER_OR_EQUAL: ">=",
    Operator.LESS: "<",
    Operator.LESS_OR_EQUAL: "<=",
}
_PATTERNS = {Operator.LIKE: "like", Operator.NOT_LIKE: "not_like"}
_EQUALITIES = (Operator.IS, Operator.IS_NOT)
_PYTHON: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "float": (int, float),
    "int": int,
    "bool": bool,
}


class InexpressibleError(Exception):
    """Expressions cannot say this; the message says why."""


@attrs.frozen
class Step:
    """One method of a query: its name and its arguments as code."""

    method: str
    arguments: tuple[str, ...]


@attrs.frozen
class Expressions:
    """Writes the parts of one query as code.

    Attributes:
        studio: the package.
        name_of: returns what an entity type's class is called in the module.
        text: the query's text and its holes.
        session: the session as code, for queries inside of the query; none where it is
            more than a name.
    """

    studio: Studio
    name_of: Callable[[str], str]
    text: Marked
    session: str | None

    def steps(self, statement: Statement) -> Iterator[Step]:
        """Yield what follows ``session.query(Class)``.

        Raises:
            InexpressibleError: the statement cannot be said so.
        """
        place = statement.entity_type
        if statement.group_by or any(
            isinstance(item, Aggregate) for item in statement.projections
        ):
            raise InexpressibleError("it groups rows")
        if statement.projections:
            yield Step(
                "select",
                tuple(
                    self.path(place, item)
                    for item in statement.projections
                    if isinstance(item, Path)
                ),
            )
        if statement.criterion is not None:
            yield Step("where", tuple(self._operands(place, statement.criterion)))
        if statement.order_by:
            keys: list[str] = []
            for key in statement.order_by:
                code = self.scalar(place, key.path)[0]
                keys.append(f"{code}.desc()" if key.descending else code)
            yield Step("order_by", tuple(keys))
        if statement.offset is not None:
            yield Step("offset", (str(statement.offset),))
        if statement.limit is not None:
            yield Step("limit", (str(statement.limit),))

    def path(self, place: str, path: Path) -> str:
        """Return *path* from the class of *place*."""
        code = self.name_of(place)
        for segment in path.segments:
            code = f"{code}.{self.studio.python_name(segment.name)}"
            if segment.cast is not None:
                code = f"{code}.as_({self.name_of(segment.cast)})"
        return code

    def scalar(self, place: str, path: Path) -> tuple[str, str]:
        """Return a *path* that ends in a scalar, and the type of its values.

        A reference is compared by the key that it stands on.

        Raises:
            InexpressibleError: it ends in something else.
        """
        owner, wire = self.studio.resolve(place, path)
        item = self.studio.attribute(owner, wire)
        if item is not None and item.target is not None:
            key = None if item.is_collection else self.studio.key(owner, wire)
            if key is None or path.segments[-1].cast is not None:
                raise InexpressibleError(f"{owner}.{wire} is no value to compare")
            return self.path(place, with_last(path, key)), self.studio.value_type(
                owner, key
            )
        return self.path(place, path), self.studio.value_type(owner, wire)

    def _operands(self, place: str, criterion: Criterion) -> Iterator[str]:
        operands = criterion.operands if isinstance(criterion, And) else (criterion,)
        for operand in operands:
            yield self.criterion(place, operand)

    def criterion(self, place: str, criterion: Criterion) -> str:
        """Return *criterion* of entities of the type *place*.

        Raises:
            InexpressibleError: it cannot be said so.
        """
        if isinstance(criterion, Comparison):
            return self._comparison(place, criterion)
        if isinstance(criterion, Membership):
            return self._membership(place, criterion)
        if isinstance(criterion, Quantified):
            return self._quantified(place, criterion)
        if isinstance(criterion, Not):
            return f"~{self._grouped(place, criterion.operand)}"
        if isinstance(criterion, (And, Or)):
            sign = " & " if isinstance(criterion, And) else " | "
            return sign.join(
                self._grouped(place, operand) for operand in criterion.operands
            )
        raise InexpressibleError("it has a criterion of another kind")

    def _grouped(self, place: str, criterion: Criterion) -> str:
        code = self.criterion(place, criterion)
        is_call = isinstance(criterion, (Membership, Not, Quantified)) or (
            isinstance(criterion, Comparison) and criterion.operator in _PATTERNS
        )
        return code if is_call else f"({code})"

    def _comparison(self, place: str, criterion: Comparison) -> str:
        code, kind = self.scalar(place, criterion.path)
        method = _PATTERNS.get(criterion.operator)
        if method is not None:
            if kind not in ("str", "Any") or not isinstance(criterion.value, str):
                raise InexpressibleError("like is for texts alone")
            return f"{code}.{method}({self.value(criterion.value, kind)})"
        if criterion.value is None and criterion.operator not in _EQUALITIES:
            raise InexpressibleError("nothing is greater or less than none")
        sign = _OPERATORS[criterion.operator]
        return f"{code} {sign} {self.value(criterion.value, kind)}"

    def _membership(self, place: str, criterion: Membership) -> str:
        code, kind = self.scalar(place, criterion.path)
        method = "not_in" if criterion.negated else "in_"
        choices = criterion.choices
        if isinstance(choices, Statement):
            if self.session is None:
                raise InexpressibleError("it has a query inside")
            inner = f"{self.session}.query({self.name_of(choices.entity_type)})"
            for step in self.steps(choices):
                inner += f".{step.method}({', '.join(step.arguments)})"
            return f"{code}.{method}({inner})"
        spread = self._spread(choices)
        if spread is not None:
            return f"{code}.{method}({spread})"
        values = ", ".join(self.value(choice, kind) for choice in choices)
        return f"{code}.{method}([{values}])"

    def _spread(self, choices: tuple[LiteralValue, ...]) -> str | None:
        """Return the values that are joined to one text in a hole, if they are.

        ``in ({})`` with ``", ".join(ids)``, or with each put in quotes before.
        """
        if len(choices) != 1 or not isinstance(choices[0], str):
            return None
        parts = self.text.parts(choices[0])
        if len(parts) != 1 or not isinstance(parts[0], Hole):
            return None
        joined = parts[0].value
        if not (
            isinstance(joined, cst.Call)
            and isinstance(joined.func, cst.Attribute)
            and joined.func.attr.value == "join"
            and len(joined.args) == 1
        ):
            return None
        return spread_values(joined)

    def _quantified(self, place: str, criterion: Quantified) -> str:
        owner, wire = self.studio.resolve(place, criterion.path)
        item = self.studio.attribute(owner, wire)
        if item is None or item.target is None:
            raise InexpressibleError(f"{owner}.{wire} leads to no other entity")
        target = criterion.path.segments[-1].cast or self.studio.target(owner, wire)
        inner: tuple[str, ...] = ()
        if criterion.criterion is not None:
            inner = tuple(self._operands(target, criterion.criterion))
        code = self.path(place, criterion.path)
        return f"{code}.{criterion.quantifier}({', '.join(inner)})"

    def value(self, value: LiteralValue, kind: str) -> str:
        """Return *value*, which is compared with values of the type *kind*.

        Raises:
            InexpressibleError: a checker, or the server, would not take it.
        """
        if value is None:
            return "None"
        if kind == "datetime":
            raise InexpressibleError("it compares dates, which are datetimes here")
        if isinstance(value, str) and self.text.has_hole(value):
            return self._filled(self.text.parts(value))
        if kind.startswith("Literal["):
            kind = "str"
        python = _PYTHON.get(kind)
        fits = kind == "Any" or (
            python is not None
            and isinstance(value, python)
            and isinstance(value, bool) == (kind == "bool")
        )
        if not fits:
            raise InexpressibleError(f"it compares {value!r} with what is {kind}")
        return quoted(value) if isinstance(value, str) else repr(value)

    def _filled(self, parts: tuple[str | Hole, ...]) -> str:
        """Return a text with holes: the value itself, if it is nothing but one."""
        if len(parts) == 1 and isinstance(parts[0], Hole):
            value = parts[0].value
            return f"({_code(value)})" if _is_loose(value) else _code(value)
        holes = [_code(part.value) for part in parts if isinstance(part, Hole)]
        # Before Python 3.12 an f-string cannot hold every expression.
        inside = not any(sign in code for code in holes for sign in "\"'\\\n{}:!=")
        pattern = "".join(
            _braced(part)
            if isinstance(part, str)
            else f"{{{_code(part.value) if inside else ''}}}"
            for part in parts
        )
        if inside:
            return f"f{quoted(pattern)}"
        return f"{quoted(pattern)}.format({', '.join(holes)})"


def problem_of(studio: Studio, statement: Statement, text: Marked) -> str | None:
    """Return what *statement* names that is not in the schema, none if all is.

    A hole in the place of a name is a problem, too.
    """
    for entity_type, path in walk(statement):
        if not studio.has(entity_type):
            return studio.missing_type(entity_type)
        if any(
            text.has_hole(part)
            for segment in path.segments
            for part in (segment.name, segment.cast or "")
        ):
            return "a name in it is only known when it runs"
        try:
            studio.resolve(entity_type, path)
        except LookupError as error:
            return str(error)
    return None


def spread_values(joined: cst.Call) -> str | None:
    """Return the values that ``", ".join(...)`` joins, as code, if they are plain."""
    assert isinstance(joined.func, cst.Attribute)
    separator = joined.func.value
    if not (
        isinstance(separator, cst.SimpleString)
        and str(separator.evaluated_value).strip() == ","
    ):
        return None
    values = joined.args[0].value
    if isinstance(values, (cst.Name, cst.Attribute)):
        return _code(values)
    if isinstance(values, (cst.GeneratorExp, cst.ListComp)):
        value = _in_quotes(values.elt)
        if value is None and isinstance(values.elt, (cst.Subscript, cst.Attribute)):
            value = values.elt
        if value is None:
            return None
        if values.for_in.target.deep_equals(value) and not values.for_in.ifs:
            return _code(values.for_in.iter)
        return _code(cst.ListComp(value, values.for_in))
    return None


def _in_quotes(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """Return the value that *node* puts in quotes: *x* for ``f'"{x}"'``."""
    template = template_of(node)
    if template is None or len(template) not in (1, 3):
        return None
    parts = [part for part in template if isinstance(part, Hole)]
    around = [part for part in template if isinstance(part, str)]
    if len(parts) == 1 and around in ([], ['"', '"'], ["'", "'"]):
        return parts[0].value
    return None


def with_last(path: Path, name: str) -> Path:
    """Return *path* with *name* for its last step."""
    last = path.segments[-1].replace(name=name)
    return Path((*path.segments[:-1], last))


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def _is_loose(node: cst.BaseExpression) -> bool:
    """Whether *node* needs brackets to be an operand."""
    return not node.lpar and isinstance(
        node,
        (
            cst.BinaryOperation,
            cst.BooleanOperation,
            cst.Comparison,
            cst.IfExp,
            cst.Lambda,
            cst.NamedExpr,
            cst.UnaryOperation,
            cst.Await,
        ),
    )
