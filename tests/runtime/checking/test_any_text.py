"""Texts that make no sense at all: the checker says so, or nothing."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.checking import Checked, Checker, QueryText
from ftrack_typed.language import QuerySyntaxError, parse, render
from ftrack_typed.language.lexer import tokenize
from ftrack_typed_server.stock import stock_document
from support.query_strategies import statements

WORDS = ["Task", "where", "select", "from", "name", "is", "'x'", "(", ")", ",", "any"]
ANY_TEXTS = st.one_of(
    statements().map(render),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.text(max_size=20),
)


@cache
def checker() -> Checker:
    return Checker(stock_document())


def is_within(checked: Checked, text: str) -> bool:
    """Return whether all places are places in *text*, or just behind its end."""
    places = [(one.start, one.end) for one in checked.findings]
    places += [(one.start, one.end) for one in checked.uses]
    return all(0 <= start < end <= len(text) + 1 for start, end in places)


@given(ANY_TEXTS)
def test_any_text_has_findings_within_it(text: str) -> None:
    checked = checker().query(text)

    assert is_within(checked, text)
    try:
        parse(text)
    except QuerySyntaxError:
        assert [one.code for one in checked.findings] == ["syntax"]
    else:
        assert "syntax" not in {one.code for one in checked.findings}


@given(ANY_TEXTS)
def test_any_part_of_a_query_has_findings_within_it(text: str) -> None:
    for check in (
        checker().clauses,
        checker().criterion,
        checker().projections,
        checker().orderings,
    ):
        assert is_within(check("Task", text), text)


@given(ANY_TEXTS, st.data())
def test_a_hole_in_place_of_anything_never_adds_a_finding(
    text: str, data: st.DataObject
) -> None:
    tokens = [token for token in tokenize(text) if token.text]
    if not tokens:
        return
    token = data.draw(st.sampled_from(tokens))
    end = token.position + len(token.text)
    open_text = f"{text[: token.position]}0{text[end:]}"
    before = {(one.code, one.message) for one in checker().query(text).findings}
    checked = checker().query(QueryText(open_text, (token.position,)))
    after = {(one.code, one.message) for one in checked.findings}

    assert after <= before or "syntax" in {code for code, _ in before}
