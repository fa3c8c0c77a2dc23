"""Writing a collection: the list that is sent is the complete new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from ftrack_typed.schema import (
    Closure,
    ForeignCollection,
    HiddenCollection,
    LinkedCollection,
)
from ftrack_typed_server.attributes import TYPE_COLUMN, Related
from ftrack_typed_server.compile.combining import has_key
from ftrack_typed_server.compile.relations import column_of, item_filters
from ftrack_typed_server.custom_attributes import is_dense
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.membership import is_among
from ftrack_typed_server.site import EntityType
from ftrack_typed_server.writes.defaults import fill_defaults
from ftrack_typed_server.writes.keys import referred_keys
from ftrack_typed_server.writes.state import (
    Attachment,
    KeyParts,
    SetReference,
    Touched,
    Values,
    Writing,
    shown_key,
)


def replace_items(
    writing: Writing, owner: Touched, relation: Related, value: object
) -> None:
    """Make *value* the items of a collection.

    Items that are not there yet are attached when the batch ends. An item whose key
    cannot be empty stays where it is when it is left out: clients delete it next.

    Raises:
        ValidationError: the value is no list of references, or the collection cannot
            be written.
    """
    if is_dense(relation.target):
        # There is one for each configuration; they are written one by one.
        return
    keys = referred_keys(writing.site, owner.entity.name, relation, value)
    match relation.relation:
        case ForeignCollection() as kind:
            _detach(writing, owner, relation, kind, keys)
            _attach(writing, owner, relation, kind, keys)
        case LinkedCollection() as kind:
            _replace_links(writing, owner, relation.name, kind, keys)
        case HiddenCollection() as kind:
            _replace_hidden(writing, owner, relation.name, kind, keys)
        case Closure():
            raise ValidationError(
                f"{owner.entity.name}.{relation.name} follows from the parents and "
                "cannot be written."
            )
        case _:
            raise AssertionError(f"{relation.name} is no collection.")


def attach_missing(writing: Writing) -> None:
    """Attach the items that came later in the batch than their collection.

    Raises:
        ValidationError: they did not come.
    """
    attachments, writing.attachments = writing.attachments, []
    for attachment in attachments:
        relation = attachment.owner.entity.attributes[attachment.relation]
        assert isinstance(relation, Related)
        kind = relation.relation
        assert isinstance(kind, ForeignCollection)
        _attach(writing, attachment.owner, relation, kind, [attachment.item])
    if writing.attachments:
        missing = writing.attachments[0]
        raise ValidationError(
            f"{missing.owner.entity.name}.{missing.relation} refers to "
            f"{shown_key(missing.item)}, which does not exist."
        )


def _detach(
    writing: Writing,
    owner: Touched,
    relation: Related,
    kind: ForeignCollection,
    keys: Sequence[KeyParts],
) -> None:
    target = writing.site.types[relation.target]
    column = column_of(target, kind.key)
    if column in target.primary_key or kind.key in target.schema.required:
        return
    table = writing.site.tables[target.root]
    emptied: Values = {column: None}
    if kind.parent_type is not None:
        emptied[column_of(target, kind.parent_type)] = None
    conditions = [
        table.c[column] == owner.key[0],
        *item_filters(writing.site, kind, owner.entity, table),
        *_type_restriction(target, table.c),
    ]
    if keys:
        conditions.append(~has_key(table, target.primary_key, keys))
    writing.allow(target, *conditions)
    writing.remember(target, *conditions)
    writing.connection.execute(table.update().where(*conditions).values(emptied))


def _attach(
    writing: Writing,
    owner: Touched,
    relation: Related,
    kind: ForeignCollection,
    keys: Sequence[KeyParts],
) -> None:
    target = writing.site.types[relation.target]
    table = writing.site.tables[target.root]
    column = column_of(target, kind.key)
    if not keys:
        return
    known = {
        tuple(row)
        for row in writing.connection.execute(
            select(*(table.c[name] for name in target.primary_key)).where(
                has_key(table, target.primary_key, keys),
                *_type_restriction(target, table.c),
            )
        )
    }
    writing.attachments += [
        Attachment(owner, relation.name, key) for key in keys if key not in known
    ]
    present = [key for key in keys if key in known]
    if not present or column in target.primary_key:
        return
    values: Values = {column: owner.key[0]}
    if kind.parent_type is not None:
        values[column_of(target, kind.parent_type)] = owner.entity.name
    for name, value in kind.where:
        values[column_of(target, name)] = value
    attached = has_key(table, target.primary_key, present)
    writing.allow(target, attached)
    writing.remember(target, attached)
    writing.connection.execute(table.update().where(attached).values(values))
    for key in present:
        row = writing.fetch(target, key)
        if row is not None:
            writing.touch(writing.concrete(target, row), key)


def _replace_links(
    writing: Writing,
    owner: Touched,
    name: str,
    kind: LinkedCollection,
    keys: Sequence[KeyParts],
) -> None:
    link = writing.site.types[kind.link]
    table = writing.site.tables[link.root]
    source = table.c[column_of(link, kind.source_key)]
    target = table.c[column_of(link, kind.target_key)]
    wanted = [key[0] for key in keys]
    mine = source == owner.key[0]
    gone = ~is_among(target, wanted)
    writing.allow(link, mine, gone)
    writing.remember(link, mine, gone)
    writing.connection.execute(table.delete().where(mine, gone))
    there = set(writing.connection.scalars(select(target).where(mine)))
    for key in wanted:
        if key in there:
            continue
        values: Values = {source.key: owner.key[0], target.key: key}
        fill_defaults(writing, link, values)
        writing.insert(link, values)
        writing.references.add(SetReference(owner.entity.name, name, kind.target, key))


def _replace_hidden(
    writing: Writing,
    owner: Touched,
    name: str,
    kind: HiddenCollection,
    keys: Sequence[KeyParts],
) -> None:
    table = writing.site.hidden_links[kind.table]
    wanted = [key[0] for key in keys]
    writing.connection.execute(table.delete().where(table.c.source_id == owner.key[0]))
    if wanted:
        rows = [{"source_id": owner.key[0], "target_id": key} for key in wanted]
        writing.connection.execute(table.insert(), rows)
    for key in wanted:
        writing.references.add(SetReference(owner.entity.name, name, kind.target, key))


def _type_restriction(target: EntityType, columns: Any) -> list[ColumnElement[bool]]:
    if not target.partial or TYPE_COLUMN not in columns:
        return []
    return [columns[TYPE_COLUMN].in_(target.concrete)]
