"""Loading what a plan shows: one statement a relation, never one a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import attrs
from sqlalchemy import (
    Select,
    select,
)

from ftrack_typed.schema import Closure
from ftrack_typed_server.attributes import Related
from ftrack_typed_server.compile import CompiledQuery, database_limits
from ftrack_typed_server.compile.combining import has_key
from ftrack_typed_server.compile.relations import items
from ftrack_typed_server.compile.scope import Scope
from ftrack_typed_server.membership import is_among
from ftrack_typed_server.projection.plan import Node
from ftrack_typed_server.projection.selection import Selection
from ftrack_typed_server.reading import Reading

_CHUNK = 5000

Key: TypeAlias = Any
"""A row's key: the value itself, or a tuple of several."""

Row: TypeAlias = "Sequence[Any]"


@attrs.define(eq=False)
class Loaded:
    """The rows for one node of a plan.

    Attributes:
        selection: what was selected, and where it stands in the rows.
        rows: the rows, in order.
        composed: attribute to its value by the row's key.
        places: relation to the places of its rows among the inner ones, by the row's
            key for a collection, by the key that is referred to for a reference.
        inner: the rows at the end of each relation.
    """

    selection: Selection
    rows: list[Row]
    composed: dict[str, dict[Key, object]] = attrs.field(
        factory=dict[str, "dict[Key, object]"]
    )
    places: dict[str, dict[Key, list[int]]] = attrs.field(
        factory=dict[str, "dict[Key, list[int]]"]
    )
    inner: dict[str, Loaded] = attrs.field(factory=dict[str, "Loaded"])


def load_query(
    reading: Reading, query: CompiledQuery, node: Node
) -> tuple[Loaded, bool]:
    """Return the rows of *query* and whether there are more than its limit.

    Raises:
        ParseError: it is nested too deeply for the database.
    """
    selection = Selection.of(reading.site, node, query.scope.source)
    statement = query.select(selection.elements)
    with database_limits():
        found = reading.connection.execute(statement)
    rows: list[Row] = list(found.all())
    more = query.limit is not None and len(rows) > query.limit
    if more:
        rows.pop()
    return _completed(reading, selection, rows), more


def load_keys(reading: Reading, node: Node, keys: Iterable[Key]) -> Loaded:
    """Return the rows of the node's type that have *keys*, in any order."""
    scope = Scope.of(reading.site, node.entity)
    selection = Selection.of(reading.site, node, scope.source)
    rows: list[Row] = []
    for chunk in _chunks(keys):
        statement = (
            select(*selection.elements)
            .select_from(scope.rows)
            .where(
                has_key(scope.source, node.entity.primary_key, _parts(node, chunk)),
                *scope.restrictions(),
            )
        )
        rows += reading.connection.execute(statement).all()
    return _completed(reading, selection, rows)


def _completed(reading: Reading, selection: Selection, rows: list[Row]) -> Loaded:
    loaded = Loaded(selection, rows)
    for name, attribute in selection.composed.items():
        unique = {selection.key(row): row for row in rows}
        needed = [selection.needed(attribute, row) for row in unique.values()]
        values = attribute.compose(reading, needed)
        loaded.composed[name] = dict(zip(unique, values, strict=True))
    for name, (relation, inner) in selection.node.relations.items():
        if relation.many:
            _load_collection(reading, loaded, name, relation, inner)
        else:
            _load_references(reading, loaded, name, inner)
    return loaded


def _load_references(reading: Reading, loaded: Loaded, name: str, node: Node) -> None:
    selection = loaded.selection
    wanted = dict.fromkeys(
        key for row in loaded.rows if (key := selection.referred(name, row)) is not None
    )
    inner = load_keys(reading, node, wanted)
    loaded.inner[name] = inner
    loaded.places[name] = {
        inner.selection.key(row): [place] for place, row in enumerate(inner.rows)
    }


def _load_collection(
    reading: Reading, loaded: Loaded, name: str, relation: Related, node: Node
) -> None:
    scope = Scope.of(reading.site, node.entity)
    selection = Selection.of(reading.site, node, scope.source)
    keys = dict.fromkeys(loaded.selection.key(row) for row in loaded.rows)
    rows: list[Row] = []
    places: dict[Key, list[int]] = {}
    for chunk in _chunks(keys):
        if isinstance(relation.relation, Closure):
            statement = _closure(reading, loaded, relation.relation, scope, chunk)
        else:
            statement = _items(reading, loaded, relation, scope, chunk)
        statement = statement.add_columns(*selection.elements).order_by(
            *(scope.source.c[part] for part in node.entity.primary_key)
        )
        for owner, *row in reading.connection.execute(statement).all():
            places.setdefault(owner, []).append(len(rows))
            rows.append(row)
    loaded.inner[name] = _completed(reading, selection, rows)
    loaded.places[name] = places


def _items(
    reading: Reading,
    loaded: Loaded,
    relation: Related,
    scope: Scope,
    keys: Sequence[Key],
) -> Select[Any]:
    """Return the owner's key of each item; the items' columns are to be added."""
    owner = loaded.selection.node.entity
    bridges, key, filters = items(reading.site, relation, owner, scope.source)
    rows = scope.rows
    for bridge, condition in bridges:
        rows = rows.join(bridge, condition)
    return (
        select(key)
        .select_from(rows)
        .where(is_among(key, keys), *filters, *scope.restrictions())
    )


def _closure(
    reading: Reading,
    loaded: Loaded,
    closure: Closure,
    scope: Scope,
    keys: Sequence[Key],
) -> Select[Any]:
    site = reading.site
    owners = site.source(loaded.selection.node.entity)
    step = site.source(site.types[closure.target])
    parent = step.c[closure.parent_key]
    if closure.upwards:
        first = select(
            owners.c.id.label("owner"), owners.c[closure.start].label("id")
        ).where(is_among(owners.c.id, keys))
        found = first.cte(recursive=True)
        following = select(found.c.owner, parent).where(step.c.id == found.c.id)
    else:
        first = select(parent.label("owner"), step.c.id.label("id")).where(
            is_among(parent, keys)
        )
        found = first.cte(recursive=True)
        below = site.source(site.types[closure.target])
        following = select(found.c.owner, below.c.id).where(
            below.c[closure.parent_key] == found.c.id
        )
    found = found.union(following)
    return (
        select(found.c.owner)
        .select_from(scope.rows.join(found, scope.source.c.id == found.c.id))
        .where(*scope.restrictions())
    )


def _chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    every = list(keys)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _parts(node: Node, keys: Sequence[Key]) -> list[tuple[Any, ...]]:
    composite = len(node.entity.primary_key) > 1
    return [key if composite else (key,) for key in keys]
