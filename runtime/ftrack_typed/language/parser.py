"""Parsing the text of queries by recursive descent.

The grammar is wider than ftrack's documentation: clauses come in any order and the last
one of a kind wins, since the official Python client moves and repeats ``limit`` and
``offset``. Keywords have any case and are recognised by where they stand, so that
attributes may be called ``group`` or ``from``.
"""

from __future__ import annotations

from typing import Literal

from ftrack_typed.language.cursor import TokenCursor
from ftrack_typed.language.lexer import Token, TokenKind
from ftrack_typed.language.literals import WORDS, parse_number, parse_string
from ftrack_typed.language.nodes import (
    MAX_NESTING,
    Aggregate,
    And,
    Comparison,
    Criterion,
    LiteralValue,
    Membership,
    Not,
    Operator,
    Or,
    Ordering,
    Path,
    Quantified,
    Segment,
    Statement,
)

_OPERATORS = {
    "is": Operator.IS,
    "=": Operator.IS,
    "is_not": Operator.IS_NOT,
    "!=": Operator.IS_NOT,
    ">": Operator.GREATER,
    "after": Operator.GREATER,
    "greater_than": Operator.GREATER,
    "<": Operator.LESS,
    "before": Operator.LESS,
    "less_than": Operator.LESS,
    ">=": Operator.GREATER_OR_EQUAL,
    "<=": Operator.LESS_OR_EQUAL,
    "like": Operator.LIKE,
    "not_like": Operator.NOT_LIKE,
}
_PATTERN_OPERATORS = {Operator.LIKE, Operator.NOT_LIKE}
_QUANTIFIERS: dict[str, Literal["any", "has"]] = {"any": "any", "has": "has"}
_MEMBERSHIPS = {"in": False, "not_in": True}
_AFTER_PATH = {".", "[", *_OPERATORS, *_QUANTIFIERS, *_MEMBERSHIPS}
_FUNCTIONS: dict[str, Literal["count", "sum", "avg", "min", "max"]] = {
    "count": "count",
    "sum": "sum",
    "avg": "avg",
    "min": "min",
    "max": "max",
}
_DIRECTIONS = {"asc": False, "ascending": False, "desc": True, "descending": True}

_CLAUSES = '"where", "group by", "order by", "offset", "limit"'
_CONNECTIVES = '"and", "or"'
_OPERATOR = "an operator (is, is_not, =, !=, >, <, >=, <=, like, in, any, has, ...)"
_ATTRIBUTE = "the name of an attribute"
_ENTITY_TYPE = "the name of an entity type"


def parse(text: str) -> Statement:
    """Return the query that *text* says.

    Raises:
        QuerySyntaxError: *text* is not a query.
    """
    grammar = _Grammar(text)
    statement = grammar.statement()
    grammar.expect_end_of_statement()
    return statement


def parse_criterion(text: str) -> Criterion:
    """Return the criterion that *text*, the body of a ``where`` clause, says.

    Raises:
        QuerySyntaxError: *text* is not a criterion.
    """
    grammar = _Grammar(text)
    criterion = grammar.criterion()
    grammar.cursor.expect_end(_CONNECTIVES)
    return criterion


def parse_clauses(entity_type: str, text: str) -> Statement:
    """Return the query for *entity_type* whose other part is *text*.

    Args:
        entity_type: the queried type's wire name.
        text: what follows the type's name, ``where bid > 3 order by name limit 5``, or
            nothing; or else a whole query that begins with ``select`` and names the
            same type.

    Raises:
        QuerySyntaxError: *text* is neither, or names another type.
    """
    grammar = _Grammar(text)
    if grammar.cursor.current.key == "select":
        statement = grammar.statement(entity_type)
    else:
        statement = grammar.clauses(entity_type, (), None)
    grammar.expect_end_of_statement()
    return statement


def parse_projections(text: str) -> tuple[Path, ...]:
    """Return the paths of a comma-separated list, ``name, parent[Shot].name``.

    Raises:
        QuerySyntaxError: *text* is not such a list.
    """
    grammar = _Grammar(text)
    paths = grammar.paths()
    grammar.cursor.expect_end('","')
    return paths


class _Grammar:
    """One method for each rule; each takes the tokens of what it returns."""

    def __init__(self, text: str) -> None:
        self.cursor = TokenCursor(text)
        self._depth = 0
        self._continuations = ""

    def expect_end_of_statement(self) -> None:
        self.cursor.expect_end(f"{self._continuations}{_CLAUSES}")

    def statement(self, required_type: str | None = None) -> Statement:
        cursor = self.cursor
        projections: tuple[Path | Aggregate, ...] = ()
        expected = f'"select" or {_ENTITY_TYPE}'
        if cursor.accept("select"):
            projections = self._projections()
            cursor.expect("from", '"," or "from"')
            expected = _ENTITY_TYPE
        name = cursor.expect_identifier(expected)
        if required_type is not None and name.text != required_type:
            raise cursor.error(f'the entity type "{required_type}"', name)
        return self.clauses(name.text, projections, name.position)

    def _projections(self) -> tuple[Path | Aggregate, ...]:
        projections = [self._projection()]
        while self.cursor.accept(","):
            projections.append(self._projection())
        return tuple(projections)

    def _projection(self) -> Path | Aggregate:
        function = _FUNCTIONS.get(self.cursor.current.key)
        if function is None or self.cursor.ahead(1).key != "(":
            return self._path()
        self.cursor.take()
        self.cursor.take()
        path = self._path()
        self.cursor.expect(")")
        return Aggregate(function, path)

    def clauses(
        self,
        entity_type: str,
        projections: tuple[Path | Aggregate, ...],
        position: int | None,
    ) -> Statement:
        cursor = self.cursor
        criterion: Criterion | None = None
        group_by: tuple[Path, ...] = ()
        order_by: tuple[Ordering, ...] = ()
        offset: int | None = None
        limit: int | None = None
        # What else could have stood where the last clause ended, for the message.
        self._continuations = ""
        while True:
            if cursor.accept("where"):
                criterion = self.criterion()
                self._continuations = f"{_CONNECTIVES}, "
            elif cursor.accept("group"):
                cursor.expect("by")
                group_by = self.paths()
                self._continuations = '",", '
            elif cursor.accept("order"):
                cursor.expect("by")
                order_by = self._orderings()
                self._continuations = '",", '
            elif cursor.accept("offset"):
                offset = self._whole_number()
                self._continuations = ""
            elif cursor.accept("limit"):
                limit = self._whole_number()
                self._continuations = ""
            else:
                break
        return Statement(
            entity_type,
            projections,
            criterion,
            group_by,
            order_by,
            offset,
            limit,
            position=position,
        )

    def _orderings(self) -> tuple[Ordering, ...]:
        orderings: list[Ordering] = []
        while True:
            path = self._path()
            descending = _DIRECTIONS.get(self.cursor.current.key)
            if descending is not None:
                self.cursor.take()
            orderings.append(Ordering(path, bool(descending)))
            if not self.cursor.accept(","):
                return tuple(orderings)

    def _whole_number(self) -> int:
        token = self.cursor.current
        if token.kind is not TokenKind.NUMBER or not token.text.isdigit():
            raise self.cursor.error("a whole number")
        return int(self._number())

    def paths(self) -> tuple[Path, ...]:
        paths = [self._path()]
        while self.cursor.accept(","):
            paths.append(self._path())
        return tuple(paths)

    def _path(self) -> Path:
        position = self.cursor.current.position
        segments = [self._segment()]
        while self.cursor.accept("."):
            segments.append(self._segment())
        return Path(tuple(segments), position=position)

    def _segment(self) -> Segment:
        name = self.cursor.expect_identifier(_ATTRIBUTE).text
        if not self.cursor.accept("["):
            return Segment(name)
        cast = self.cursor.expect_identifier(_ENTITY_TYPE).text
        self.cursor.expect("]")
        return Segment(name, cast)

    def criterion(self) -> Criterion:
        # Both levels of precedence in one function: nesting takes half the stack.
        alternatives: list[Criterion] = []
        while True:
            operands = [self._operand()]
            while self.cursor.accept("and"):
                operands.append(self._operand())
            alternatives.append(_joined(And, operands))
            if not self.cursor.accept("or"):
                return _joined(Or, alternatives)

    def _operand(self) -> Criterion:
        negations = 0
        while self._negates():
            self._descend(self.cursor.take())
            negations += 1
        operand = self._group() if self.cursor.current.key == "(" else self._predicate()
        self._depth -= negations
        for _ in range(negations):
            operand = Not(operand)
        return operand

    def _negates(self) -> bool:
        # "not" is the attribute of that name where an operator follows, unless what
        # follows is itself an attribute named like an operator: "not is is 1".
        if self.cursor.current.key != "not":
            return False
        following = self.cursor.ahead(1)
        if following.key not in _AFTER_PATH:
            return True
        return (
            following.kind is TokenKind.WORD and self.cursor.ahead(2).key in _AFTER_PATH
        )

    def _group(self) -> Criterion:
        self._descend(self.cursor.take())
        criterion = self.criterion()
        self.cursor.expect(")", f'{_CONNECTIVES} or ")"')
        self._depth -= 1
        return criterion

    def _predicate(self) -> Criterion:
        path = self._path()
        key = self.cursor.current.key
        if key in _OPERATORS:
            self.cursor.take()
            operator = _OPERATORS[key]
            value = self._value(pattern=operator in _PATTERN_OPERATORS)
            return Comparison(path, operator, value, position=path.position)
        if key in _MEMBERSHIPS:
            self.cursor.take()
            choices = self._choices()
            negated = _MEMBERSHIPS[key]
            return Membership(path, choices, negated, position=path.position)
        if key in _QUANTIFIERS:
            self.cursor.take()
            criterion = self._quantified()
            quantifier = _QUANTIFIERS[key]
            return Quantified(path, quantifier, criterion, position=path.position)
        raise self.cursor.error(_OPERATOR)

    def _quantified(self) -> Criterion | None:
        if self.cursor.current.key != "(":
            raise self.cursor.error('"("')
        if self.cursor.ahead(1).key == ")":
            self.cursor.take()
            self.cursor.take()
            return None
        return self._group()

    def _choices(self) -> tuple[LiteralValue, ...] | Statement:
        cursor = self.cursor
        cursor.expect("(")
        if cursor.accept(")"):
            return ()
        if cursor.current.key == "select" and cursor.ahead(1).key not in {",", ")"}:
            return self._sub_query()
        values = [self._value()]
        while cursor.accept(","):
            values.append(self._value())
        cursor.expect(")", '"," or ")"')
        return tuple(values)

    def _sub_query(self) -> Statement:
        self._descend(self.cursor.current)
        statement = self.statement()
        self.cursor.expect(")", f'{self._continuations}{_CLAUSES} or ")"')
        self._depth -= 1
        return statement

    def _value(self, *, pattern: bool = False) -> LiteralValue:
        token = self.cursor.current
        if token.kind is TokenKind.STRING:
            return parse_string(self.cursor.take().text, pattern=pattern)
        if token.kind is TokenKind.NUMBER:
            return self._number()
        if token.kind is TokenKind.WORD:
            self.cursor.take()
            return WORDS.get(token.text, token.text)
        raise self.cursor.error("a value")

    def _number(self) -> int | float:
        token = self.cursor.take()
        try:
            return parse_number(token.text)
        except ValueError:
            raise self.cursor.error("a number of fewer digits", token) from None

    def _descend(self, opening: Token) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self.cursor.error(f"at most {MAX_NESTING} levels of nesting", opening)


def _joined(kind: type[And] | type[Or], operands: list[Criterion]) -> Criterion:
    return operands[0] if len(operands) == 1 else kind(tuple(operands))
