"""Hypothesis strategies for queries, every one of which can be rendered."""

from __future__ import annotations

from typing import Literal

from hypothesis import strategies as st

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

# All words that mean something somewhere; each may also be the name of an attribute.
KEYWORDS = [
    "select",
    "from",
    "where",
    "group",
    "order",
    "by",
    "offset",
    "limit",
    "and",
    "or",
    "not",
    "is",
    "is_not",
    "after",
    "before",
    "greater_than",
    "less_than",
    "like",
    "not_like",
    "in",
    "not_in",
    "any",
    "has",
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "asc",
    "ascending",
    "desc",
    "descending",
    "none",
    "None",
    "true",
    "True",
    "false",
    "False",
    "null",
    "Null",
    "AND",
    "Order",
]

_FUNCTIONS: list[Literal["count", "sum", "avg", "min", "max"]] = [
    "count",
    "sum",
    "avg",
    "min",
    "max",
]
_QUANTIFIERS: list[Literal["any", "has"]] = ["any", "has"]


def identifiers() -> st.SearchStrategy[str]:
    return st.sampled_from(KEYWORDS) | st.from_regex(
        r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True
    )


def entity_types() -> st.SearchStrategy[str]:
    return identifiers().filter(lambda name: name.lower() != "select")


def texts() -> st.SearchStrategy[str]:
    """Any text that UTF-8 can encode, often with quotes, backslashes, wildcards."""
    return st.text() | st.text(alphabet="\"'\\%_a \n\x00é\U0001f600)")


def literals() -> st.SearchStrategy[LiteralValue]:
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        texts(),
    )


def paths() -> st.SearchStrategy[Path]:
    segments = st.builds(Segment, identifiers(), st.none() | identifiers())
    return st.builds(Path, st.lists(segments, min_size=1, max_size=3).map(tuple))


def criteria() -> st.SearchStrategy[Criterion]:
    return st.recursive(_leaves(), _branches, max_leaves=8)


def statements() -> st.SearchStrategy[Statement]:
    return _statements(criteria(), min_projections=0)


def _leaves() -> st.SearchStrategy[Criterion]:
    choices = st.lists(literals(), max_size=4).map(tuple)
    return st.one_of(
        st.builds(Comparison, paths(), st.sampled_from(Operator), literals()),
        st.builds(Membership, paths(), choices, st.booleans()),
        st.builds(Quantified, paths(), st.sampled_from(_QUANTIFIERS)),
    )


def _branches(inner: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    operands = st.lists(inner, min_size=2, max_size=3).map(tuple)
    sub_queries = _statements(inner, min_projections=1)
    return st.one_of(
        st.builds(And, operands),
        st.builds(Or, operands),
        st.builds(Not, inner),
        st.builds(Quantified, paths(), st.sampled_from(_QUANTIFIERS), inner),
        st.builds(Membership, paths(), sub_queries, st.booleans()),
    )


def _statements(
    criterion: st.SearchStrategy[Criterion], *, min_projections: int
) -> st.SearchStrategy[Statement]:
    aggregates = st.builds(Aggregate, st.sampled_from(_FUNCTIONS), paths())
    counts = st.none() | st.integers(min_value=0, max_value=2**40)
    return st.builds(
        Statement,
        entity_types(),
        st.lists(paths() | aggregates, min_size=min_projections, max_size=3).map(tuple),
        st.none() | criterion,
        st.lists(paths(), max_size=2).map(tuple),
        st.lists(st.builds(Ordering, paths(), st.booleans()), max_size=2).map(tuple),
        counts,
        counts,
    )
