"""Tables for the entity types of a schema document.

A family of types shares one table, with the stored attributes of all of them as
columns and, where rows can be of several types, the row's type. Foreign keys are
indexed and not enforced by the database: within a batch they may dangle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from ftrack_typed.schema import HiddenCollection, Relations
from ftrack_typed_server.attributes import (
    TYPE_COLUMN,
    VARIABLE_NUMBER,
    VARIABLE_TEXT,
    Kind,
    Related,
    Stored,
)
from ftrack_typed_server.collation import TextRules
from ftrack_typed_server.custom_attribute_links import stored_as
from ftrack_typed_server.custom_attributes import is_dense
from ftrack_typed_server.identifiers import identifier
from ftrack_typed_server.site import EntityType

KEY_TABLE = "__api_key__"
"""The table of API keys; no entity type has such a name, so no query reaches it."""

FURTHER_KEY_TABLE = "__further_api_key__"
"""The table of the keys of ``ApiKey`` rows."""

# By its code points, as SQLite sorts text; PostgreSQL would as its own settings say.
_TEXT = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_COLUMN_TYPES: Mapping[Kind, TypeEngine[Any]] = {
    Kind.KEY: _TEXT,
    Kind.TEXT: _TEXT,
    Kind.INTEGER: BigInteger(),
    Kind.NUMBER: Float(),
    Kind.BOOLEAN: Boolean(),
    Kind.DATETIME: _TEXT,
    Kind.OBJECT: _TEXT,
    Kind.VARIABLE: _TEXT,
}
_VALUES = "CustomAttributeValue"


def tables_of(
    types: Mapping[str, EntityType], text: TextRules, metadata: MetaData
) -> dict[str, Table]:
    """Return the table of each family, by the name of its root.

    Args:
        types: entity types by name.
        text: how the database at hand compares text.
        metadata: what the tables are added to.
    """
    families: dict[str, list[EntityType]] = {}
    for entity in types.values():
        if not is_dense(entity.name):
            families.setdefault(_shared_root(types, entity), []).append(entity)
    tables = {
        root: _table(types[root], members, text, metadata)
        for root, members in families.items()
    }
    return tables | {
        entity.root: tables[_shared_root(types, entity)]
        for entity in types.values()
        if not is_dense(entity.name)
    }


def _shared_root(types: Mapping[str, EntityType], entity: EntityType) -> str:
    root = stored_as(entity.root)
    return root if root in types else entity.root


def hidden_link_tables(relations: Relations, metadata: MetaData) -> dict[str, Table]:
    """Return a table of key pairs for each relation that no public type shows."""
    names = {
        relation.table
        for relation in relations.values()
        if isinstance(relation, HiddenCollection)
    }
    return {name: _pairs(f"__{name}__", metadata) for name in sorted(names)}


def _pairs(name: str, metadata: MetaData) -> Table:
    table = Table(
        identifier(name),
        metadata,
        Column("source_id", _TEXT, primary_key=True),
        Column("target_id", _TEXT, primary_key=True),
    )
    _index(table, name, "target_id")
    return table


def values_table(tables: Mapping[str, Table], metadata: MetaData) -> Table:
    """Return the table that custom attribute values are stored in."""
    table = tables.get(_VALUES)
    if table is not None and {"configuration_id", "entity_id", "value"} <= set(
        table.c.keys()
    ):
        return table
    name = "__custom_attribute_value__"
    table = Table(
        name,
        metadata,
        Column("configuration_id", _TEXT, primary_key=True),
        Column("entity_id", _TEXT, primary_key=True),
        *variable_columns("value"),
    )
    _index(table, name, "entity_id")
    return table


def key_table(metadata: MetaData) -> Table:
    """Return the table of API keys: one key a user."""
    return Table(
        KEY_TABLE,
        metadata,
        Column("username", _TEXT, primary_key=True),
        Column("key", _TEXT, nullable=False),
        # The user that the server names when it starts.
        Column("is_first", Boolean),
    )


def further_key_table(metadata: MetaData) -> Table:
    """Return the table of the keys of ``ApiKey`` rows."""
    return Table(
        FURTHER_KEY_TABLE,
        metadata,
        Column("id", _TEXT, primary_key=True),
        Column("key", _TEXT, nullable=False),
    )


def variable_columns(name: str) -> list[Column[object]]:
    """Return the columns of a value of any type: as JSON, as text, as a number."""
    return [
        _column(name, _TEXT),
        _column(name + VARIABLE_TEXT, _TEXT),
        _column(name + VARIABLE_NUMBER, Float()),
    ]


def _table(
    root: EntityType, members: list[EntityType], text: TextRules, metadata: MetaData
) -> Table:
    columns: dict[str, Column[object]] = {}
    indexed: list[str] = []
    for attribute in (item for entity in members for item in entity.stored):
        _add(columns, indexed, attribute, root)
    for relation in (item for entity in members for item in entity.relations):
        for key in _hidden_keys(relation, columns):
            columns[key] = _column(key, _TEXT)
            indexed.append(key)
    if len({entity.shown_as for entity in members}) > 1:
        columns[TYPE_COLUMN] = Column(TYPE_COLUMN, _TEXT, nullable=False)
        indexed.append(TYPE_COLUMN)
    # SQLite keeps the rows in the order of their keys, which is the order of replies:
    # a page of one type is read from its index, without sorting all of them.
    keyed = any(column.primary_key for column in columns.values())
    table = Table(
        identifier(root.name),
        metadata,
        *columns.values(),
        sqlite_with_rowid=not keyed,
    )
    for name in indexed:
        if (name,) != root.primary_key:
            _index(table, root.name, name)
    _index_name(root, table, text)
    return table


def _index(table: Table, table_name: str, column: str) -> None:
    Index(identifier(f"ix_{table_name}_{column}"), table.c[column])


def _index_name(root: EntityType, table: Table, text: TextRules) -> None:
    """Index the names of a table's rows, by which most things are looked for."""
    name = root.find("name")
    if isinstance(name, Stored) and name.kind is Kind.TEXT:
        types = [table.c[TYPE_COLUMN]] if TYPE_COLUMN in table.c else []
        called = identifier(f"ix_{root.name}_{name.column}")
        text.index(called, table.c[name.column], types)


def _column(name: str, kind: TypeEngine[Any], *, is_key: bool = False) -> Column[Any]:
    return Column(
        identifier(name), kind, key=name, primary_key=is_key, autoincrement=False
    )


def _add(
    columns: dict[str, Column[object]],
    indexed: list[str],
    attribute: Stored,
    root: EntityType,
) -> None:
    name = attribute.column
    if name in columns:
        return
    if attribute.kind is Kind.VARIABLE:
        columns.update((str(column.key), column) for column in variable_columns(name))
        return
    columns[name] = _column(
        name, _COLUMN_TYPES[attribute.kind], is_key=name in root.primary_key
    )
    if attribute.kind is Kind.KEY:
        indexed.append(name)


def _hidden_keys(relation: Related, columns: Mapping[str, Column[object]]) -> list[str]:
    return [own for own, _ in relation.keys if own not in columns]
