"""What project schemas allow: all of the site's that no seed says anything of.

A snapshot has the names of project schemas, and not what projects of them may use.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from ftrack_typed.schema import SchemaDocument
from ftrack_typed_server.object_types import OBJECT_TYPE, entities_by_key, has_flag
from ftrack_typed_server.seeding import NewRow, SeedRow
from ftrack_typed_server.seeds.records import identifier

PROJECT_SCHEMA: Final = "ProjectSchema"

_WORKFLOWS = ("task_workflow_schema_id", "asset_version_workflow_schema_id")
_TYPES = "task_type_schema_id"
_AFTER = 1000
"""Where what no seed has is sorted: after what a seed has."""


def parts_of(key: str) -> dict[str, str]:
    """Return the keys of the workflows and task types of a new project schema."""
    return {
        name: identifier(PROJECT_SCHEMA, key, name) for name in (*_WORKFLOWS, _TYPES)
    }


def allowance_rows(
    document: SchemaDocument, rows: Sequence[SeedRow], unknown: Container[object]
) -> Iterator[SeedRow]:
    """Yield rows that have project schemas allow what no seed knows.

    A project schema that the seed does not have allows all; one that it has allows
    what it does there, and what the seed does not have.

    Args:
        document: the schema.
        rows: all other rows.
        unknown: the keys of rows that the seed does not have.
    """
    whole = _Allowed(rows)
    further = _Allowed([row for row in rows if row.values.get("id") in unknown])
    for row in rows:
        if row.entity_type == PROJECT_SCHEMA:
            is_new = row.values["id"] in unknown
            allowed = whole if is_new else further
            yield from _of_workflows(row, is_new, allowed)
            yield from _object_types(row, allowed)
            yield from _of_object_types(document, rows, row, whole, allowed)


class _Allowed:
    """The keys of what a project schema allows, by entity type."""

    def __init__(self, rows: Iterable[SeedRow]) -> None:
        self._keys: dict[str, list[object]] = {}
        for row in rows:
            if (key := row.values.get("id")) is not None:
                self._keys.setdefault(row.entity_type, []).append(key)

    def of(self, kind: str) -> Sequence[object]:
        return self._keys.get(kind, ())


def _of_workflows(row: SeedRow, is_new: bool, allowed: _Allowed) -> Iterator[SeedRow]:
    """Yield what belongs to the workflows and the task types of a project schema."""
    for name in _WORKFLOWS:
        workflow = row.values.get(name)
        if workflow is None:
            continue
        if is_new:
            yield NewRow("WorkflowSchema", {"id": workflow, "name": row.values["name"]})
        for status in allowed.of("Status"):
            values = {"workflow_schema_id": workflow, "status_id": status}
            yield NewRow("WorkflowSchemaStatus", values)
    types = row.values.get(_TYPES)
    if types is None:
        return
    if is_new:
        yield NewRow("TaskTypeSchema", {"id": types, "name": row.values["name"]})
    for task_type in allowed.of("Type"):
        values = {"task_type_schema_id": types, "type_id": task_type}
        yield NewRow("TaskTypeSchemaType", values)


def _object_types(row: SeedRow, allowed: _Allowed) -> Iterator[SeedRow]:
    for object_type in allowed.of(OBJECT_TYPE):
        yield NewRow(
            "ProjectSchemaObjectType",
            {"object_type_id": object_type, "project_schema_id": row.values["id"]},
        )


def _of_object_types(
    document: SchemaDocument,
    rows: Iterable[SeedRow],
    row: SeedRow,
    whole: _Allowed,
    further: _Allowed,
) -> Iterator[SeedRow]:
    """Yield what entities of each object type may have in a project schema.

    Tasks have the task workflow and the task types instead.

    Args:
        document: the schema.
        rows: the rows that are there.
        row: the project schema's.
        whole: all that there is, for object types of which the rows say nothing.
        further: what is allowed besides where they do.
    """
    key = str(row.values["id"])
    there = _schemas(rows, key)
    for object_type, entity in entities_by_key(document).items():
        schema = there.get(object_type)
        allowed = whole if schema is None else further
        statuses = allowed.of("Status") if has_flag(entity, "is_statusable") else ()
        types = allowed.of("Type") if has_flag(entity, "is_typeable") else ()
        if entity.name == "Task" or not (statuses or types):
            continue
        if schema is None:
            schema = identifier("Schema", key, object_type)
            # type_id and object_type_id are two public names of one attribute.
            keys = {"type_id": object_type, "object_type_id": object_type}
            yield NewRow("Schema", {"id": schema, "project_schema_id": key, **keys})
        for sort, status in enumerate(statuses, _AFTER):
            values = {"schema_id": schema, "status_id": status, "sort": sort}
            yield NewRow("SchemaStatus", values)
        for sort, task_type in enumerate(types, _AFTER):
            values = {"schema_id": schema, "type_id": task_type, "sort": sort}
            yield NewRow("SchemaType", values)


def _schemas(rows: Iterable[SeedRow], key: str) -> Mapping[object, object]:
    """Return object type to schema of the project schema *key*."""
    return {
        row.values["object_type_id"]: row.values["id"]
        for row in rows
        if row.entity_type == "Schema" and row.values["project_schema_id"] == key
    }
