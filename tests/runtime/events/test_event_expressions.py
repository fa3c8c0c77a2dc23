"""The language of subscriptions and targets."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.events import expressions
from ftrack_typed.events.expression_parser import (
    ExpressionError,
    parse_expression,
)
from ftrack_typed.events.expressions import (
    OPERATORS,
    All,
    Condition,
    Expression,
    Not,
)

WORD = re.compile(r"[A-Za-z0-9\-_,./*@+]+")
EVENT = {
    "topic": "ftrack.update",
    "data": {"count": 5, "kind": "Shot", "list": ["a"]},
    "source": {"user": {"username": "amy"}},
}

fields = st.from_regex(r"[A-Za-z0-9_.]+", fullmatch=True)
values = st.one_of(
    st.from_regex(WORD, fullmatch=True),
    st.text(st.characters(exclude_characters='"\\\r\n', exclude_categories=["Cs"])),
)
conditions = st.builds(Condition, fields, st.sampled_from(OPERATORS), values)


def combined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Not, inner),
        st.builds(All, parts),
        st.builds(expressions.Any, parts),
    )


trees = st.recursive(conditions, combined, max_leaves=12)


def written(expression: Expression) -> str:
    match expression:
        case Condition(field, operator, value):
            quoted = value if WORD.fullmatch(value) else f'"{value}"'
            return f"{field}{operator}{quoted}"
        case Not(inner):
            return f"not ({written(inner)})"
        case All(parts):
            return " and ".join(f"({written(part)})" for part in parts)
        case expressions.Any(parts):
            return " OR ".join(f"({written(part)})" for part in parts)


@given(trees)
def test_what_is_written_is_read_as_it_was(expression: Expression) -> None:
    assert parse_expression(written(expression)) == expression


@given(st.text(st.sampled_from("ab.=!<>()'\"\\ \n*andortAND"), max_size=60))
def test_any_text_is_understood_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        assert parse_expression(text).matches(EVENT) in (True, False)


@given(
    trees, st.sampled_from(["ftrack.update", "other"]), st.dictionaries(fields, values)
)
def test_outcomes_hold_every_outcome(
    expression: Expression, topic: str, event: dict[str, str]
) -> None:
    outcome = expression.matches({**event, "topic": topic})
    assert outcome in expression.outcomes(topic)


@pytest.mark.parametrize(
    "text",
    [
        "topic=ftrack.update",
        "topic = ftrack.*",
        "topic=*",
        "TOPIC=x or topic=ftrack.update",
        "topic='ftrack.update' and source.user.username=\"amy\"",
        "not topic=other and not (data.kind=Task)",
        "topic=other and data.kind=Task or data.kind=Shot",
        "topic!=other",
        "data.kind>Asset and data.kind<=Shot",
        "data.count!=5",
        "data.list=*",
        "NOT NOT data.kind>=Shot",
    ],
)
def test_expressions_that_match(text: str) -> None:
    assert parse_expression(text).matches(EVENT)


@pytest.mark.parametrize(
    "text",
    [
        "topic=update*",
        "topic=Ftrack.update",
        "data.nothing=*",
        "data.nothing!=x",
        "data.kind.deeper=x",
        "data.count=5",
        "data.count=5*",
        "data.count>1",
        "data.list=a",
        "not topic=ftrack.update",
    ],
)
def test_expressions_that_do_not_match(text: str) -> None:
    assert not parse_expression(text).matches(EVENT)


@pytest.mark.parametrize("word", ["not", "and", "or", "Not"])
def test_keywords_are_names_where_names_stand(word: str) -> None:
    expected = Condition(word, "=", word)
    assert parse_expression(f"{word}={word}") == expected
    assert parse_expression(f"not {word} = {word}") == Not(expected)
    assert parse_expression(f"a=b and {word}={word}") == All(
        (Condition("a", "=", "b"), expected)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a field at position 0, not the end"),
        ("topic", "one of = != >= <= > < at position 5"),
        ("topic=", "a value at position 6"),
        ("topic=a b", "'and', 'or' or the end at position 8, not 'b'"),
        ("(topic=a", r"'\)' at position 8"),
        ("topic=a and", "a field at position 11"),
        ("topic='a", "a value"),
        ("topic='a\nb'", "a value"),
        ("(" * 10_000, "at most 50 levels"),
        ("not " * 10_000, "at most 50 levels"),
    ],
)
def test_what_is_not_understood(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        parse_expression(text)


def test_long_lists_are_read() -> None:
    text = " or ".join(["topic=a"] * 10_000)
    found: Any = parse_expression(text)
    assert len(found.parts) == 10_000
