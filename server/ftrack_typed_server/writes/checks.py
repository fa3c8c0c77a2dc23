"""What must hold when a batch ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from ftrack_typed_server.attributes import TYPE_COLUMN, Kind, Stored
from ftrack_typed_server.collation import fold
from ftrack_typed_server.compile.combining import has_key
from ftrack_typed_server.encoding import LONGEST_KEY, is_key, shortened
from ftrack_typed_server.errors import IntegrityError, ValidationError
from ftrack_typed_server.membership import is_among
from ftrack_typed_server.site import EntityType
from ftrack_typed_server.writes.state import KeyParts, Touched, Writing, shown_key

_CHUNK = 5000
_FILLED_BY_THE_SERVER = frozenset(
    ["bid", "object_type_id", "priority_id", "sort", "status_id", "type_id"]
)
"""Required attributes of typed contexts and versions that some sites leave empty."""

_UNIQUE: Mapping[str, tuple[str, ...]] = {
    "AssetType": ("short",),
    "Timer": ("user_id",),
    "User": ("username",),
}


def check_batch(writing: Writing) -> None:
    """Check required attributes, keys, and what must be unique.

    Raises:
        ValidationError: something required is missing, or a key leads nowhere.
        IntegrityError: a row clashes with another one.
    """
    _check_references(writing)
    by_type: dict[str, list[Touched]] = {}
    for touched in writing.touched.values():
        by_type.setdefault(touched.entity.name, []).append(touched)
    for items in by_type.values():
        entity = items[0].entity
        rows = [
            row
            for item in items
            if (row := writing.fetch(entity, item.key)) is not None
        ]
        for row in rows:
            _check_required(entity, row)
        if entity.root == "Context":
            _check_names(writing, entity, rows)
        for name in _UNIQUE.get(entity.name, ()):
            _check_unique(writing, entity, name, rows)


def check_allowed(writing: Writing) -> None:
    """Check that the caller may have made rows what they are now.

    Raises:
        PermissionRefusedError: the caller may not.
    """
    if writing.seen is None:
        return
    by_family: dict[str, list[KeyParts]] = {}
    for root, key in writing.written - writing.removed:
        by_family.setdefault(root, []).append(key)
    for root, keys in by_family.items():
        entity, table = writing.site.types[root], writing.site.tables[root]
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            writing.allow(entity, has_key(table, entity.primary_key, chunk))


def _check_references(writing: Writing) -> None:
    wanted: dict[str, set[str]] = {}
    for reference in writing.references:
        wanted.setdefault(reference.target, set()).add(reference.key)
    missing: dict[str, set[str]] = {}
    for name, keys in wanted.items():
        target = writing.site.types[name]
        column = writing.site.tables[target.root].c[target.primary_key[0]]
        found = writing.connection.scalars(select(column).where(is_among(column, keys)))
        missing[name] = keys - set(found)
    for reference in sorted(
        writing.references, key=lambda item: (item.owner, item.attribute, item.key)
    ):
        if reference.key in missing[reference.target]:
            raise ValidationError(
                f"{reference.owner}.{reference.attribute} refers to "
                f"{reference.target} {reference.key!r}, which does not exist."
            )


def _check_required(entity: EntityType, row: Mapping[str, Any]) -> None:
    for name in entity.schema.required:
        attribute = entity.attributes.get(name)
        if not isinstance(attribute, Stored) or row[attribute.column] is not None:
            continue
        if entity.root in ("Context", "AssetVersion") and name in _FILLED_BY_THE_SERVER:
            continue
        if attribute.kind is Kind.VARIABLE:
            continue
        key = shown_key([row[part] for part in entity.primary_key])
        raise ValidationError(
            f"{entity.name}.{name} is required, but {entity.name} {key} has none."
        )


def _check_names(
    writing: Writing, entity: EntityType, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Siblings have different names, and so have projects."""
    site = writing.site
    table = site.tables[entity.root]
    folded = site.text.folded(table.c.name)
    is_project = entity.name == "Project"
    parents = {row["parent_id"] for row in rows} - {None}
    names = {
        (None if is_project else row["parent_id"], fold(row["name"] or ""))
        for row in rows
    }
    group = table.c[TYPE_COLUMN] if is_project else table.c.parent_id
    among = (
        table.c[TYPE_COLUMN] == "Project" if is_project else is_among(group, parents)
    )
    clashes = writing.connection.execute(
        select(group, folded, func.min(table.c.name))
        .where(among, table.c.name.is_not(None), table.c.name != "")
        .group_by(group, folded)
        .having(func.count() > 1)
    )
    for parent, name, shown in clashes:
        if (None if is_project else parent, name) in names:
            where = "" if is_project else " with the same parent"
            raise IntegrityError(
                f"DuplicateEntryError: there is another {entity.name}{where} named "
                f"{shown!r}."
            )


def _check_unique(
    writing: Writing,
    entity: EntityType,
    name: str,
    rows: Iterable[Mapping[str, Any]],
) -> None:
    table = writing.site.tables[entity.root]
    attribute = entity.attributes.get(name)
    if not isinstance(attribute, Stored):
        return
    column = table.c[attribute.column]
    values = {row[attribute.column] for row in rows} - {None}
    for value in values:
        if not is_key(value):
            raise ValidationError(
                f"{entity.name}.{name} has {LONGEST_KEY} characters at most, unlike "
                f"{shortened(value)}."
            )
    clash = writing.connection.scalar(
        select(column)
        .where(is_among(column, values))
        .group_by(column)
        .having(func.count() > 1)
    )
    if clash is not None:
        raise IntegrityError(
            f"DuplicateEntryError: there is another {entity.name} with the {name} "
            f"{clash!r}."
        )
