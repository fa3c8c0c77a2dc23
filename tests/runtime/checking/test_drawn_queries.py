"""Laws of the checker, on queries drawn for random sites of the stock schema."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ftrack_typed.checking import Checker
from ftrack_typed.checking.places import Places
from ftrack_typed.language import Statement, parse, render, walk
from ftrack_typed_server.stock import stock_document
from support.random_site import random_site
from support.schema_queries import SchemaQueries

often = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def checker() -> Checker:
    return Checker(stock_document())


@cache
def queries() -> SchemaQueries:
    return SchemaQueries(random_site(stock_document(), 0).world)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    if draw(st.booleans()):
        return queries().projections(draw)
    return queries().statement(draw)


@often
@given(statements())
def test_a_query_that_makes_sense_has_no_finding(statement: Statement) -> None:
    assert checker().query(render(statement)).findings == ()


@often
@given(statements(), st.data())
def test_a_misspelt_attribute_is_the_only_finding_and_at_its_place(
    statement: Statement, data: st.DataObject
) -> None:
    text = render(statement)
    found = [path for _, path in walk(parse(text))]
    assume(found)
    path = data.draw(st.sampled_from(found))
    assert path.position is not None
    token = Places(text).at(path.position)
    wrong = f"{token.text}_x"
    misspelt = text[: token.position] + wrong + text[token.position + len(token.text) :]
    (finding,) = checker().query(misspelt).findings

    assert finding.code == "attribute"
    assert (finding.start, misspelt[finding.start : finding.end]) == (
        token.position,
        wrong,
    )


@often
@given(statements())
def test_every_path_is_used_where_it_stands(statement: Statement) -> None:
    text = render(statement)
    places = {use.start for use in checker().query(text).uses}

    assert {path.position for _, path in walk(parse(text))} <= places
