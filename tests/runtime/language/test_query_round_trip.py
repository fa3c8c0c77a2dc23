from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.language import (
    Comparison,
    Criterion,
    Operator,
    Path,
    QuerySyntaxError,
    Statement,
    escape_like,
    parse,
    parse_clauses,
    parse_criterion,
    render,
    render_criterion,
)
from support.query_strategies import (
    KEYWORDS,
    criteria,
    paths,
    statements,
    texts,
)


@given(statements())
def test_a_rendered_statement_parses_to_itself(statement: Statement) -> None:
    again = parse(render(statement))
    assert again == statement
    # 1, 1.0 and True are equal in Python; their representations are not.
    assert repr(again) == repr(statement)


@given(criteria())
def test_a_rendered_criterion_parses_to_itself(criterion: Criterion) -> None:
    assert repr(parse_criterion(render_criterion(criterion))) == repr(criterion)


@given(statements())
def test_the_clauses_of_a_rendered_statement_parse_to_it(statement: Statement) -> None:
    text = render(statement)
    if not statement.projections:
        text = text[len(statement.entity_type) :]
    assert parse_clauses(statement.entity_type, text) == statement


@given(paths(), st.sampled_from(Operator), texts())
def test_any_text_survives_as_a_value(
    path: Path, operator: Operator, text: str
) -> None:
    criterion = Comparison(path, operator, text)
    assert parse_criterion(render_criterion(criterion)) == criterion


@given(texts())
def test_an_escaped_pattern_survives(text: str) -> None:
    criterion = Comparison(Path.of("name"), Operator.LIKE, f"%{escape_like(text)}%")
    assert parse_criterion(render_criterion(criterion)) == criterion


_T = TypeVar("_T")

_SOUP = st.lists(
    st.sampled_from(
        [
            *KEYWORDS,
            *'()[].,"=<>!-\\',
            "'",
            '"text"',
            "Task",
            "name",
            "parent[Shot].name",
            "12",
            "-1.5",
            "\n",
            "@",
            "é",
        ]
    ),
    max_size=25,
)


@given(st.text() | _SOUP.map(" ".join) | _SOUP.map("".join))
def test_any_text_parses_or_is_refused_at_a_place_in_it(text: str) -> None:
    outcome = _outcome(parse, text)
    if isinstance(outcome, QuerySyntaxError):
        assert 0 <= outcome.position <= len(text)
        assert str(outcome).encode()
        assert len(str(outcome).splitlines()) == 3
    else:
        assert parse(render(outcome)) == outcome


@given(_SOUP.map(" ".join))
def test_any_criterion_text_parses_or_is_refused(text: str) -> None:
    outcome = _outcome(parse_criterion, text)
    if isinstance(outcome, QuerySyntaxError):
        assert 0 <= outcome.position <= len(text)
    else:
        assert parse_criterion(render_criterion(outcome)) == outcome


def _outcome(parse_text: Callable[[str], _T], text: str) -> _T | QuerySyntaxError:
    try:
        return parse_text(text)
    except QuerySyntaxError as error:
        return error


def test_a_syntax_error_survives_pickling_and_copying() -> None:
    error = QuerySyntaxError("Task x", 5, "end of text", '"x"')
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert str(again) == str(error)
        assert again.position == 5
