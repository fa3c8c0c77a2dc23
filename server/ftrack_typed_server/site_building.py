"""Making a :class:`Site` of a schema document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnClause, MetaData, Table, TableClause, column
from sqlalchemy import table as table_clause

from ftrack_typed.schema import (
    Bases,
    EntitySchema,
    ForeignCollection,
    LinkedCollection,
    PropertySchema,
    Reference,
    Relations,
    SchemaDocument,
    Subtype,
    ancestors,
    base_of,
    descendants,
    infer_relations,
    root_of,
)
from ftrack_typed_server.attributes import Attribute, Computed, Kind, Related, Stored
from ftrack_typed_server.collation import TextRules
from ftrack_typed_server.derived import derived_attribute, derived_key
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.tables import (
    further_key_table,
    hidden_link_tables,
    key_table,
    tables_of,
    values_table,
)

_DISCRIMINATORS = ("object_type_id",)
_KINDS: Mapping[str, Kind] = {
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "object": Kind.OBJECT,
    "variable": Kind.VARIABLE,
}


def build_site(document: SchemaDocument, text: TextRules) -> Site:
    """Return the resolved view of *document*.

    Args:
        document: the schema document.
        text: how the database at hand compares text.

    Raises:
        SchemaError: types of the document are their own ancestors.
    """
    builder = _Builder(document)
    types = builder.types()
    metadata = MetaData()
    tables = tables_of(types, text, metadata)
    key_table(metadata)
    further_key_table(metadata)
    return Site(
        document=document,
        types=types,
        metadata=metadata,
        tables=tables,
        rows={name: _rows_of(table) for name, table in tables.items()},
        hidden_links=hidden_link_tables(builder.relations, metadata),
        values=values_table(tables, metadata),
        text=text,
    )


def _rows_of(table: Table) -> TableClause:
    columns: list[ColumnClause[Any]] = []
    for stored in table.c:
        named: ColumnClause[Any] = column(stored.name, stored.type)
        named.key = stored.key
        columns.append(named)
    return table_clause(table.name, *columns)


class _Builder:
    def __init__(self, document: SchemaDocument) -> None:
        self.document = document
        self.bases: Bases = base_of(document)
        self.relations: Relations = infer_relations(document)
        self.keys = _key_attributes(document, self.relations)
        self.columns = _shared_columns(document, self.bases)

    def types(self) -> dict[str, EntityType]:
        attributes = {
            entity.name: self._attributes(entity)
            for entity in self.document.entities.values()
        }
        return {
            name: self._type(entity, attributes)
            for name, entity in self.document.entities.items()
        }

    def _type(
        self, entity: EntitySchema, attributes: Mapping[str, Mapping[str, Attribute]]
    ) -> EntityType:
        name = entity.name
        root = root_of(self.bases, name)
        below = descendants(self.bases, name)
        shown_as = {
            other: self._shown_as(other)
            for other in (root, *descendants(self.bases, root))
        }
        own = attributes[name]
        concrete = dict.fromkeys(shown_as[other] for other in (name, *below))
        inherited_by: dict[str, list[Attribute]] = {}
        for other in below:
            for attribute in attributes[other].values():
                if attribute.name not in own:
                    inherited_by.setdefault(attribute.name, []).append(attribute)
        return EntityType(
            name=name,
            schema=entity,
            root=root,
            shown_as=shown_as[name],
            concrete=tuple(concrete),
            partial=set(concrete) != set(shown_as.values()),
            attributes=own,
            inherited_by={
                key: tuple(candidates) for key, candidates in inherited_by.items()
            },
            primary_key=tuple(
                attribute.column if isinstance(attribute, Stored) else key
                for key in entity.primary_key
                for attribute in (own[key],)
            ),
            shown_always=_shown_always(entity, own),
            twins=_twins(entity),
        )

    def _shown_as(self, name: str) -> str:
        """Return the type that stands for *name*, where two share a table wholly."""
        base = self.bases[name]
        if base is None:
            return name
        alias = self.document.entities[name].alias_for
        same = isinstance(alias, str) and alias == (
            self.document.entities[base].alias_for
        )
        return self._shown_as(base) if same else name

    def _attributes(self, entity: EntitySchema) -> dict[str, Attribute]:
        lineage = (entity.name, *ancestors(self.bases, entity.name))
        scalars: dict[str, Attribute] = {}
        for item in entity.properties.values():
            if not item.is_reference and not item.is_collection:
                kind = self._kind(entity, item)
                column = self.columns[root_of(self.bases, entity.name)][item.name]
                scalars[item.name] = derived_attribute(lineage, item, kind) or Stored(
                    item.name, kind, column, item
                )
        found: dict[str, Attribute] = {}
        for item in entity.properties.values():
            found[item.name] = scalars.get(item.name) or self._relation(
                entity, lineage, item, scalars
            )
        return found

    def _relation(
        self,
        entity: EntitySchema,
        lineage: tuple[str, ...],
        item: PropertySchema,
        scalars: Mapping[str, Attribute],
    ) -> Related:
        relation = self.relations[entity.name, item.name]
        keys: tuple[tuple[str, str], ...] = ()
        expression = None
        if isinstance(relation, Reference):
            target = self.document.entities[relation.target]
            first = target.primary_key[0]
            key = scalars.get(relation.key) if relation.key else None
            expression = derived_key(lineage, item.name)
            if isinstance(key, Computed):
                expression = key.expression
            elif isinstance(key, Stored):
                keys = ((key.column, first),)
            elif expression is None and len(target.primary_key) > 1:
                keys = tuple((name, name) for name in target.primary_key)
            elif expression is None:
                keys = ((hidden_key(entity, item), first),)
        return Related(
            name=item.name,
            target=relation.target,
            many=not isinstance(relation, Reference),
            relation=relation,
            property=item,
            keys=keys,
            computed_key=expression,
        )

    def _kind(self, entity: EntitySchema, item: PropertySchema) -> Kind:
        kind = _KINDS.get(item.type or "string")
        if kind is not None:
            return kind
        if item.format == "date-time":
            return Kind.DATETIME
        if item.format == "integer":
            return Kind.INTEGER
        is_key = (entity.name, item.name) in self.keys
        return Kind.KEY if is_key else Kind.TEXT


def hidden_key(entity: EntitySchema, item: PropertySchema) -> str:
    """Return the column for a reference whose key the schema does not name.

    Two public names of one internal reference share it.
    """
    names = _twins(entity).get(item.name, (item.name,))
    return f"{min(names)}_id"


def _shown_always(
    entity: EntitySchema, attributes: Mapping[str, Attribute]
) -> tuple[str, ...]:
    internal = {
        item.alias_for: name
        for name, item in entity.properties.items()
        if item.alias_for and not isinstance(attributes[name], Related)
    }
    names = dict.fromkeys(entity.primary_key)
    for wanted in (*entity.system_projections, *_DISCRIMINATORS):
        # Public names come before internal ones of the same spelling.
        name = wanted if wanted in attributes else internal.get(wanted, "")
        if name in attributes and not isinstance(attributes[name], Related):
            if wanted in _DISCRIMINATORS and "context_type" not in attributes:
                continue
            names[name] = None
    return tuple(names)


def _twins(entity: EntitySchema) -> dict[str, tuple[str, ...]]:
    groups: dict[tuple[str, bool], list[str]] = {}
    for name, item in entity.properties.items():
        if item.alias_for:
            is_relation = item.is_reference or item.is_collection
            groups.setdefault((item.alias_for, is_relation), []).append(name)
    return {
        name: tuple(names)
        for names in groups.values()
        if len(names) > 1
        for name in names
    }


def _key_attributes(
    document: SchemaDocument, relations: Relations
) -> set[tuple[str, str]]:
    keys = {
        (entity.name, item.name)
        for entity in document.entities.values()
        for item in entity.properties.values()
        if (
            item.foreign_key is not None
            and item.foreign_key.entity_type in document.entities
        )
        or item.name == "id"
    }
    for (owner, _), relation in relations.items():
        match relation:
            case Reference(key=str() as key):
                keys.add((owner, key))
            case ForeignCollection():
                keys.add((relation.target, relation.key))
            case LinkedCollection():
                keys.add((relation.link, relation.source_key))
                keys.add((relation.link, relation.target_key))
            case _:
                pass
    return keys


def _shared_columns(
    document: SchemaDocument, bases: Bases
) -> dict[str, dict[str, str]]:
    """Return, by family, the column of each scalar.

    Names that stand for one internal attribute in any type of the family share one.
    """
    columns: dict[str, dict[str, str]] = {}
    for name, entity in document.entities.items():
        family = columns.setdefault(root_of(bases, name), {})
        for item in entity.properties.values():
            if not item.is_reference and not item.is_collection:
                family.setdefault(item.name, item.name)
        for names in _scalar_twins(entity):
            shared = min(family[other] for other in names)
            joined = {family[other] for other in names}
            for other, joint in family.items():
                if joint in joined:
                    family[other] = shared
    return columns


def _scalar_twins(entity: EntitySchema) -> Iterable[tuple[str, ...]]:
    for name, names in _twins(entity).items():
        item = entity.properties[name]
        if name == names[0] and not (item.is_reference or item.is_collection):
            yield names


def classifier_values(entity: EntityType) -> dict[str, object]:
    """Return the column values that mark rows of a subtype: its object type's key."""
    alias = entity.schema.alias_for
    if not isinstance(alias, Subtype):
        return {}
    internal = {
        attribute.property.alias_for or attribute.name: attribute.column
        for attribute in entity.stored
    }
    return {
        internal[name]: value
        for name, value in alias.classifiers.items()
        if name in internal
    }
