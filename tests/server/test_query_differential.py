"""Random queries about random sites, answered twice: by SQL and by plain loops.

``FTRACK_TYPED_QUERIES`` says how many queries to try, and ``FTRACK_TYPED_SITES`` on
how many sites.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any, TypeAlias

import attrs
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from ftrack_typed.language import Aggregate, Path, Statement, parse, render
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.stock import stock_document
from support.databases import Databases
from support.queried_site import QueriedSite
from support.query_evaluator import evaluate
from support.query_projection import shown, tree_of
from support.query_world import World
from support.random_site import RandomSite, random_site
from support.schema_queries import SchemaQueries

QUERIES = int(os.environ.get("FTRACK_TYPED_QUERIES", "400"))
SITES = int(os.environ.get("FTRACK_TYPED_SITES", "4"))


def often(times: int) -> settings:
    return settings(
        max_examples=times,
        deadline=None,
        derandomize="FTRACK_TYPED_QUERIES" not in os.environ,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@attrs.frozen(eq=False)
class Peer:
    """A random site, queried by plain loops."""

    random: RandomSite
    queries: SchemaQueries

    @property
    def world(self) -> World:
        return self.random.world

    @cache  # noqa: B019 - for the next engine, which is asked the same
    def expected(self, statement: Statement) -> list[dict[str, object]]:
        entity = self.world.document.entities[statement.entity_type]
        paths = [
            path for path in statement.projections if not isinstance(path, Aggregate)
        ] or [Path.of(name) for name in entity.default_projections]
        tree = tree_of(self.world, entity.name, paths)
        return [
            shown(self.world, entity.name, row, tree)
            for row in evaluate(self.world, statement)
        ]


@cache
def peer(seed: int) -> Peer:
    random = random_site(stock_document(), seed)
    return Peer(random, SchemaQueries(random.world))


Sites: TypeAlias = Callable[[int], QueriedSite]


@pytest.fixture(scope="module")
def sites(databases: Databases) -> Iterator[Sites]:
    """The random sites in databases of the engine, by their numbers."""
    with ExitStack() as stack:

        @cache
        def site(seed: int) -> QueriedSite:
            world = peer(seed).random
            made = QueriedSite.of(stock_document(), world, databases.passing())
            stack.callback(made.storage.close)
            return made

        yield site


@attrs.frozen
class Case:
    """A query about a site."""

    seed: int
    statement: Statement = attrs.field(repr=render)


@st.composite
def searches(draw: st.DrawFn) -> Case:
    seed = draw(st.integers(0, SITES - 1))
    return Case(seed, peer(seed).queries.statement(draw))


@st.composite
def views(draw: st.DrawFn) -> Case:
    seed = draw(st.integers(0, SITES - 1))
    return Case(seed, peer(seed).queries.projections(draw))


@often(QUERIES)
@given(searches())
def test_sql_finds_what_the_evaluator_finds(sites: Sites, case: Case) -> None:
    statement = case.statement
    try:
        found = sites(case.seed).rows(render(statement), normalise=False)
    except ParseError as error:
        # SQLite's parser has an end; that it is told is tested elsewhere.
        if "nested too deeply" not in error.message:
            raise
        reject()
    assert found == peer(case.seed).expected(statement)


# What once was answered wrongly.
@pytest.mark.parametrize(
    "text",
    [
        "Task where bid > none",
        "Task where not description like none",
        "Task where parent[Shot] is none",
        "Task where not parent[Folder] in (x)",
        "Task where start_date in (select end_date from Task)",
        "Task where id in (select parent_id from Context order by parent_id limit 3)",
        "Project where id in (select children.parent_id from Project limit 1)",
        "Context where id not_in (select container_id from Component)",
        "User order by timelogs.comment",
        "Context order by custom_attributes.value desc",
        "ContextCustomAttributeValue order by value",
        "Resource where appointments.context.project.name is_not none",
        "Context where project has ()",
        "Context where time_logged is 0",
        "Component where version.is_latest_version is none",
        "Component where version.task.time_logged is none",
        "Recipient where user has ()",
        "CustomAttributeLink where user is none",
        "ContextCustomAttributeValue where value is_not 1",
        "ContextCustomAttributeValue where value > '2024-05-01' or value < true",
        "ContextCustomAttributeValue where value in (RED, 5, true, '2024-05-01')",
        "Task where name like '%οδοσ%'",
        "Task order by name, name desc, id desc",
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_known_differences_are_gone(sites: Sites, text: str, seed: int) -> None:
    found = sites(seed).rows(text, normalise=False)
    assert found == peer(seed).expected(parse(text))


@often(QUERIES // 4)
@given(views())
def test_replies_show_what_the_evaluator_shows(sites: Sites, case: Case) -> None:
    site, world = sites(case.seed), peer(case.seed).world
    text = render(case.statement)
    expected = peer(case.seed).expected(case.statement)
    assert site.rows(text, normalise=False) == expected
    sent: dict[tuple[str, ...], dict[str, Any]] = {}
    rows = site.rows(text, normalise=True)
    _gather(world, rows, sent)
    _agree(world, expected, rows, sent)


def _gather(
    world: World, value: object, sent: dict[tuple[str, ...], dict[str, Any]]
) -> None:
    """Merge all occurrences of each entity, as clients do."""
    if isinstance(value, list):
        for item in value:
            _gather(world, item, sent)
    elif isinstance(value, dict) and "__entity_type__" in value:
        known = sent.setdefault(_key(world, value), {})
        for name, item in value.items():
            known.setdefault(name, item)
            _gather(world, item, sent)


def _agree(
    world: World,
    expected: object,
    value: object,
    sent: dict[tuple[str, ...], dict[str, Any]],
) -> None:
    if isinstance(expected, list):
        assert isinstance(value, list)
        assert len(value) == len(expected)
        for one, other in zip(expected, value, strict=True):
            _agree(world, one, other, sent)
    elif isinstance(expected, dict) and "__entity_type__" in expected:
        assert isinstance(value, dict)
        assert _key(world, value) == _key(world, expected)
        merged = sent[_key(world, value)]
        for name, item in expected.items():
            _agree(world, item, merged[name], sent)
    else:
        assert value == expected


def _key(world: World, entity: dict[str, Any]) -> tuple[str, ...]:
    name = entity["__entity_type__"]
    parts = world.document.entities[name].primary_key
    return (name, *(entity[part] for part in parts))
