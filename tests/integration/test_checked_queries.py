"""The checker beside the embedded server: what one finds, the other refuses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

import ftrack_typed_server
from ftrack_typed.checking import Checker
from ftrack_typed.language import render
from ftrack_typed.language.lexer import TokenKind, tokenize
from ftrack_typed_server.stock import stock_document
from support.random_site import random_site
from support.schema_queries import SchemaQueries
from support.site import RefusedError, SiteClient, query

QUERIES = int(os.environ.get("FTRACK_TYPED_QUERIES", "400"))

LITERALS = [
    *("'anim'", "3", "2.5", "'3'", "true", "false", "none", "'yes'", "some-key"),
    *("'2024-05-01'", "2024-05-01", "'2024-05-01 10:00'", "'2024-13-01'", "-1", "'%a'"),
]
# What the server refuses and the checker has no certain word on: what other servers may
# well take, and sizes.
UNCERTAIN = (
    "put together by the server",
    "a key of several attributes",
    "is an object, which cannot be compared",
    "cannot be sorted by way of",
    "cannot be selected in a sub-query",
    "nested too deeply",
)


@cache
def checker() -> Checker:
    return Checker(stock_document())


@cache
def queries() -> SchemaQueries:
    return SchemaQueries(random_site(stock_document(), 0).world)


@cache
def names() -> list[str]:
    entities = stock_document().entities
    attributes = {name for entity in entities.values() for name in entity.properties}
    return [*sorted(entities), *sorted(attributes)]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a query that makes sense, and put other names and values into it."""
    statement = (
        queries().projections(draw)
        if draw(st.integers(0, 2)) == 0
        else queries().statement(draw)
    )
    text = render(statement)
    for _ in range(draw(st.integers(0, 2))):
        tokens = [token for token in tokenize(text) if token.kind is not TokenKind.END]
        token = draw(st.sampled_from(tokens))
        is_name = token.kind is TokenKind.WORD
        other = draw(st.sampled_from(names() if is_name else LITERALS))
        end = token.position + len(token.text)
        text = text[: token.position] + other + text[end:]
    return text


@pytest.fixture(scope="module")
def site() -> Iterator[SiteClient]:
    with ftrack_typed_server.running(seed="demo") as server:
        client = SiteClient.of(server, ftrack_strict_api="true")
        yield client
        client.close()


def refusal(site: SiteClient, text: str) -> str | None:
    """Return why the server refuses a query, none if it answers it."""
    try:
        site.call(query(text))
    except RefusedError as error:
        return str(error)
    return None


@settings(
    max_examples=QUERIES,
    deadline=None,
    derandomize="FTRACK_TYPED_QUERIES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(texts())
@example("select count(id), status_id from Task where bid > 3 group by status_id")
@example("select count(id), bid from Task where bid > 3 group by status_id")
@example("select sum(name) from Task")
@example("select count(id) from Setting")
@example("Task where start_date > '2024-05-01' and start_date in (2024)")
@example("Task where parent[Shot].nme is 'x'")
@example("select parent[Shot].fps from Task")
@example("Task where bid in (select is_active from User)")
@example("Task where id in (select timelogs from Task)")
@example("Note where recipients.user.username is 'x' order by replies.date")
def test_what_the_server_takes_has_no_finding_and_what_has_one_is_refused(
    site: SiteClient, text: str
) -> None:
    refused = refusal(site, text)
    findings = [one for one in checker().query(text).findings if one.code != "choice"]

    event("refused" if refused else "answered")
    if refused is None:
        assert findings == []
    elif not any(reason in refused for reason in UNCERTAIN):
        assert findings, refused
