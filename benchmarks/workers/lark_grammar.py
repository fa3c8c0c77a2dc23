"""The query language as a grammar for lark, which makes the same nodes of it.

For comparison alone: its errors say nothing of what is expected, and attributes cannot
be named as some of the keywords.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from lark import Lark, Token, Transformer

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
    Ordering,
    Path,
    Quantified,
    Segment,
    Statement,
)

_GRAMMAR = r"""
start: [_SELECT projections _FROM] NAME clause*
?clause: _WHERE or_expr -> where
    | _GROUP _BY path ("," path)* -> group_by
    | _ORDER _BY ordering ("," ordering)* -> order_by
    | _OFFSET NUMBER -> offset
    | _LIMIT NUMBER -> limit
projections: projection ("," projection)*
?projection: path | FUNCTION "(" path ")" -> aggregate
ordering: path [DIRECTION]
path: segment ("." segment)*
segment: NAME ["[" NAME "]"]
?or_expr: and_expr (_OR and_expr)*
?and_expr: not_expr (_AND not_expr)*
?not_expr: _NOT not_expr -> negation | primary
?primary: "(" or_expr ")"
    | path QUANTIFIER "(" [or_expr] ")" -> quantified
    | path OPERATOR value -> comparison
    | path MEMBERSHIP "(" [choices] ")" -> membership
?choices: values | start
values: value ("," value)*
?value: STRING | NUMBER | WORD

_SELECT.2: /select\b/i
_FROM: /from\b/i
_WHERE: /where\b/i
_GROUP: /group\b/i
_ORDER: /order\b/i
_BY: /by\b/i
_OFFSET: /offset\b/i
_LIMIT: /limit\b/i
_OR: /or\b/i
_AND: /and\b/i
_NOT.2: /not\b/i
FUNCTION.2: /(count|sum|avg|min|max)(?=\s*\()/i
DIRECTION: /(ascending|asc|descending|desc)\b/i
QUANTIFIER: /(any|has)\b/i
MEMBERSHIP: /(not_in|in)\b/i
OPERATOR: /<=|>=|!=|[=<>]/
    | /(is_not|is|greater_than|after|less_than|before|not_like|like)\b/i
STRING: /"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'/s
NUMBER.1: /-?[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_-])/
WORD: /[A-Za-z0-9_][A-Za-z0-9_-]*/
NAME: /[A-Za-z_][A-Za-z0-9_]*/
%ignore /\s+/
"""
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
_FUNCTIONS: Mapping[str, Literal["count", "sum", "avg", "min", "max"]] = {
    "count": "count",
    "sum": "sum",
    "avg": "avg",
    "min": "min",
    "max": "max",
}
_QUANTIFIERS: Mapping[str, Literal["any", "has"]] = {"any": "any", "has": "has"}
_WORDS = {"none": None, "null": None, "true": True, "false": False}


class _Nodes(Transformer[Token, Any]):
    """Makes nodes of what the grammar's rules found, while it is parsed."""

    def STRING(self, token: Token) -> str:  # noqa: N802
        return str(token[1:-1])

    def NUMBER(self, token: Token) -> int | float:  # noqa: N802
        return float(token) if "." in token else int(token)

    def WORD(self, token: Token) -> LiteralValue:  # noqa: N802
        return _WORDS.get(token.lower(), str(token))

    def NAME(self, token: Token) -> str:  # noqa: N802
        return str(token)

    def segment(self, found: tuple[str, str | None]) -> Segment:
        return Segment(*found)

    def path(self, segments: list[Segment]) -> Path:
        return Path(tuple(segments))

    def aggregate(self, found: tuple[Token, Path]) -> Aggregate:
        function, path = found
        return Aggregate(_FUNCTIONS[function.lower()], path)

    def ordering(self, found: tuple[Path, Token | None]) -> Ordering:
        path, direction = found
        return Ordering(path, direction is not None and direction[0] in "dD")

    def or_expr(self, operands: list[Criterion]) -> Or:
        return Or(tuple(operands))

    def and_expr(self, operands: list[Criterion]) -> And:
        return And(tuple(operands))

    def negation(self, found: tuple[Criterion]) -> Not:
        return Not(*found)

    def comparison(self, found: tuple[Path, Token, LiteralValue]) -> Comparison:
        path, operator, value = found
        return Comparison(path, _OPERATORS[operator.lower()], value)

    def quantified(self, found: tuple[Path, Token, Criterion | None]) -> Quantified:
        path, quantifier, criterion = found
        return Quantified(path, _QUANTIFIERS[quantifier.lower()], criterion)

    def membership(
        self, found: tuple[Path, Token, tuple[LiteralValue, ...] | Statement | None]
    ) -> Membership:
        path, word, choices = found
        return Membership(path, choices or (), word.lower() == "not_in")

    def values(self, values: list[LiteralValue]) -> tuple[LiteralValue, ...]:
        return tuple(values)

    def projections(
        self, found: list[Path | Aggregate]
    ) -> tuple[Path | Aggregate, ...]:
        return tuple(found)

    def where(self, found: list[Criterion]) -> tuple[str, object]:
        return "criterion", found[0]

    def group_by(self, found: list[Path]) -> tuple[str, object]:
        return "group_by", tuple(found)

    def order_by(self, found: list[Ordering]) -> tuple[str, object]:
        return "order_by", tuple(found)

    def offset(self, found: list[int]) -> tuple[str, object]:
        return "offset", found[0]

    def limit(self, found: list[int]) -> tuple[str, object]:
        return "limit", found[0]

    def start(self, found: list[Any]) -> Statement:
        projections, entity_type, *clauses = found
        return Statement(entity_type, projections or (), **dict(clauses))


def make_parser() -> Callable[[str], Statement]:
    """Return what parses a query with lark's LALR(1) parser and contextual lexer."""
    parser = Lark(
        _GRAMMAR, parser="lalr", transformer=_Nodes(), maybe_placeholders=True
    )

    def parse(text: str) -> Statement:
        # Declared to return a tree, whatever the transformer makes of it.
        found: Any = parser.parse(text)  # pyright: ignore[reportUnknownMemberType]
        assert isinstance(found, Statement)
        return found

    return parse
