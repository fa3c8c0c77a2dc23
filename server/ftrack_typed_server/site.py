"""The resolved view of a schema document: types, attributes, tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import attrs
from sqlalchemy import ColumnElement, FromClause, MetaData, Table, TableClause, select

from ftrack_typed.schema import EntitySchema, SchemaDocument
from ftrack_typed_server.attributes import (
    TYPE_COLUMN,
    Attribute,
    Related,
    Stored,
)
from ftrack_typed_server.collation import TextRules


@attrs.frozen(eq=False)
class EntityType:
    """One entity type, resolved.

    Attributes:
        name: the public name.
        schema: its schema.
        root: the topmost ancestor, whose table it shares.
        shown_as: the type name that its rows are reported under.
        concrete: the types that rows of this type may be reported under.
        partial: whether the table also has rows that are not of this type.
        attributes: its attributes by public name.
        inherited_by: attributes that only subtypes have, by public name.
        primary_key: the key's columns.
        shown_always: the attributes that every row in a reply carries.
        twins: a name to all public names of the same internal attribute, where there
            are several.
    """

    name: str
    schema: EntitySchema
    root: str
    shown_as: str
    concrete: tuple[str, ...]
    partial: bool
    attributes: Mapping[str, Attribute]
    inherited_by: Mapping[str, tuple[Attribute, ...]]
    primary_key: tuple[str, ...]
    shown_always: tuple[str, ...]
    twins: Mapping[str, tuple[str, ...]]

    def find(self, name: str, *, relation: bool = False) -> Attribute | None:
        """Return the attribute *name* of this type, else of any of its subtypes.

        Args:
            name: the public name.
            relation: prefer a relation where subtypes differ.
        """
        attribute = self.attributes.get(name)
        if attribute is not None:
            return attribute
        candidates = self.inherited_by.get(name, ())
        if relation:
            for candidate in candidates:
                if isinstance(candidate, Related):
                    return candidate
        return candidates[0] if candidates else None

    @property
    def stored(self) -> tuple[Stored, ...]:
        """Its attributes that have columns."""
        return tuple(
            attribute
            for attribute in self.attributes.values()
            if isinstance(attribute, Stored)
        )

    @property
    def relations(self) -> tuple[Related, ...]:
        """Its relations."""
        return tuple(
            attribute
            for attribute in self.attributes.values()
            if isinstance(attribute, Related)
        )


class View(Protocol):
    """What somebody can see of the rows."""

    def visible(self, root: str, source: FromClause) -> ColumnElement[bool] | None:
        """Return whether rows of the family *root* can be seen; none if all can."""
        ...


@attrs.frozen(eq=False)
class Site:
    """Everything that is made from a schema document.

    Attributes:
        document: the document.
        types: entity types by name.
        metadata: all tables.
        tables: the table of each family, by the name of its root.
        rows: the same tables to select from, of which aliases are cheaper to make.
        hidden_links: the hidden many-to-many tables, by the relation's table name.
        values: where custom attribute values are stored.
        text: how text is compared in this database.
        view: what is seen of the rows; none for all of them.
    """

    document: SchemaDocument
    types: Mapping[str, EntityType]
    metadata: MetaData
    tables: Mapping[str, Table]
    rows: Mapping[str, TableClause]
    hidden_links: Mapping[str, Table]
    values: Table
    text: TextRules
    view: View | None = None

    def seen_by(self, view: View | None) -> Site:
        """Return the site as *view* shows it: :meth:`source` leaves out the rest."""
        return self if view is None else attrs.evolve(self, view=view)

    def table(self, name: str) -> Table:
        """Return the table that rows of the entity type *name* are in.

        Raises:
            KeyError: rows of this type are computed, or there is no such type.
        """
        return self.tables[self.types[name].root]

    def source(self, entity: EntityType) -> FromClause:
        """Return fresh rows of *entity*'s family to select from, under a new alias.

        They are those that are seen.
        """
        rows = self._rows(entity)
        if self.view is None:
            return rows
        seen = self.view.visible(entity.root, rows)
        return rows if seen is None else select(rows).where(seen).subquery()

    def _rows(self, entity: EntityType) -> FromClause:
        # These modules make their rows of a site, so that they import this one.
        from ftrack_typed_server import custom_attribute_links as links
        from ftrack_typed_server.custom_attributes import dense_values, is_dense

        if is_dense(entity.name):
            return dense_values(self, entity).subquery()
        if entity.root == links.REVERSED_LINK and links.LINK in self.tables:
            return links.reversed_links(self).subquery()
        return self.rows[entity.root].alias()

    def has(self, name: str, *attributes: str) -> bool:
        """Return whether there is an entity type *name* with all *attributes*."""
        entity = self.types.get(name)
        return entity is not None and all(
            attribute in entity.attributes for attribute in attributes
        )


def is_polymorphic(source: FromClause) -> bool:
    """Return whether rows of *source* say their concrete type."""
    return TYPE_COLUMN in source.c
