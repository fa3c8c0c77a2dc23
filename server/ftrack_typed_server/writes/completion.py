"""What can only be filled in when the whole batch is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, case, func, select, update

from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.custom_attribute_links import LINK
from ftrack_typed_server.membership import is_among
from ftrack_typed_server.seeding import fill_projects
from ftrack_typed_server.site import Site
from ftrack_typed_server.writes.link_ends import complete_link
from ftrack_typed_server.writes.state import Touched, Writing

_STATES = ("NOT_STARTED", "IN_PROGRESS", "BLOCKED", "DONE")
_BEGINNINGS = ("not started", "pending review")


def complete_batch(writing: Writing) -> None:
    """Fill in projects, versions' numbers, and where in their workflow things start."""
    contexts = [
        touched
        for touched in writing.touched.values()
        if touched.entity.root == "Context" and touched.entity.name != "Project"
    ]
    if contexts:
        _move(writing, contexts)
    created = list(writing.created.values())
    _start_contexts(writing, [item for item in created if item in contexts])
    _number(writing, [item for item in created if item.entity.root == "AssetVersion"])
    for item in created:
        if item.entity.root == LINK:
            complete_link(writing, item)


def _move(writing: Writing, contexts: Iterable[Touched]) -> None:
    """Give contexts that have a new parent, and all below, the parent's project."""
    site = writing.site
    table = site.table("Context")
    parents = table.alias()
    rows = writing.connection.execute(
        select(table.c.id)
        .join_from(table, parents, parents.c.id == table.c.parent_id)
        .where(
            is_among(table.c.id, [item.key[0] for item in contexts]),
            func.coalesce(table.c.project_id, "")
            != func.coalesce(parents.c.project_id, ""),
        )
    )
    moved = [key for (key,) in rows]
    if not moved:
        return
    below = select(table.c.id).where(is_among(table.c.id, moved)).cte(recursive=True)
    below = below.union(select(parents.c.id).where(parents.c.parent_id == below.c.id))
    writing.remember(site.types["Context"], table.c.id.in_(select(below.c.id)))
    writing.connection.execute(
        update(table).where(table.c.id.in_(select(below.c.id))).values(project_id=None)
    )
    fill_projects(writing.connection, site)


def _start_contexts(writing: Writing, contexts: list[Touched]) -> None:
    site = writing.site
    table = site.table("Context") if contexts else None
    if table is None:
        return
    starts: dict[tuple[object, object], dict[str, object]] = {}
    for context in contexts:
        row = writing.fetch(context.entity, context.key)
        if row is None:
            continue
        values: dict[str, object] = {}
        place = (row["project_id"], row.get("object_type_id"))
        if place not in starts:
            starts[place] = _start(writing, context, *place)
        for name, value in starts[place].items():
            if row[name] is None and value is not None:
                values[name] = value
        if "sort" in table.c and row["sort"] is None:
            siblings = table.c.parent_id == row["parent_id"]
            highest = writing.connection.scalar(
                select(func.max(table.c.sort)).where(siblings)
            )
            values["sort"] = 0.0 if highest is None else highest + 1
        writing.change(context.entity, context.key, values)


def _start(
    writing: Writing, context: Touched, project_id: object, object_type_id: object
) -> dict[str, object]:
    """Return the first status and type of an object type in a project."""
    site = writing.site
    if project_id is None or not _has_workflows(site):
        return {}
    schema = _project_schema(writing, project_id)
    flags = _flags(writing, object_type_id)
    if schema is None or flags is None:
        return {}
    found: dict[str, object] = {}
    is_task = context.entity.name == "Task"
    if flags["is_statusable"]:
        statement = (
            _workflow_statuses(site, schema["task_workflow_schema_id"])
            if is_task
            else _own_statuses(site, schema["id"], object_type_id)
        )
        found["status_id"] = writing.connection.scalar(statement)
    if flags["is_typeable"]:
        statement = (
            _task_types(site, schema["task_type_schema_id"])
            if is_task
            else _own_types(site, schema["id"], object_type_id)
        )
        found["type_id"] = writing.connection.scalar(statement)
    return found


def _number(writing: Writing, versions: list[Touched]) -> None:
    """Number new versions within their asset, and give them their first status."""
    site = writing.site
    for version in versions:
        row = writing.fetch(version.entity, version.key)
        if row is None:
            continue
        table = site.table("AssetVersion")
        values: dict[str, object] = {}
        if row["version"] is None:
            highest = writing.connection.scalar(
                select(func.max(table.c.version)).where(
                    table.c.asset_id == row["asset_id"]
                )
            )
            values["version"] = (highest or 0) + 1
        if row["status_id"] is None and _has_workflows(site):
            project = _project_of(writing, row["asset_id"])
            schema = None if project is None else _project_schema(writing, project)
            if schema is not None:
                values["status_id"] = writing.connection.scalar(
                    _workflow_statuses(site, schema["asset_version_workflow_schema_id"])
                )
        writing.change(version.entity, version.key, values)


def _has_workflows(site: Site) -> bool:
    return (
        site.has("Project", "project_schema_id")
        and site.has("WorkflowSchemaStatus", "workflow_schema_id", "status_id")
        and site.has("TaskTypeSchemaType", "task_type_schema_id", "type_id")
        and site.has("SchemaStatus", "schema_id", "status_id", "sort")
        and site.has("SchemaType", "schema_id", "type_id", "sort")
        and site.has("Schema", "project_schema_id", "type_id")
        and site.has("Status", "state", "sort")
        and site.has("ObjectType", "is_statusable", "is_typeable")
    )


def _project_schema(writing: Writing, project_id: object) -> Mapping[str, Any] | None:
    contexts = writing.site.table("Context")
    schemas = writing.site.table("ProjectSchema")
    row = (
        writing.connection.execute(
            select(schemas)
            .join_from(contexts, schemas, schemas.c.id == contexts.c.project_schema_id)
            .where(contexts.c.id == project_id)
        )
        .mappings()
        .first()
    )
    return None if row is None else dict(row)


def _project_of(writing: Writing, asset_id: object) -> object:
    assets = writing.site.table("Asset")
    contexts = writing.site.table("Context")
    return writing.connection.scalar(
        select(contexts.c.project_id)
        .join_from(assets, contexts, contexts.c.id == assets.c.context_id)
        .where(assets.c.id == asset_id, contexts.c[TYPE_COLUMN].is_not(None))
    )


def _flags(writing: Writing, object_type_id: object) -> Mapping[str, Any] | None:
    types = writing.site.table("ObjectType")
    row = (
        writing.connection.execute(select(types).where(types.c.id == object_type_id))
        .mappings()
        .first()
    )
    return None if row is None else dict(row)


def _workflow_statuses(site: Site, workflow_id: object) -> Select[Any]:
    links = site.table("WorkflowSchemaStatus")
    statuses = site.table("Status")
    found = select(statuses.c.id).join_from(
        links, statuses, statuses.c.id == links.c.status_id
    )
    return _first_status(site, found.where(links.c.workflow_schema_id == workflow_id))


def _own_statuses(site: Site, schema_id: object, object_type_id: object) -> Select[Any]:
    links = site.table("SchemaStatus")
    statuses = site.table("Status")
    schemas = site.table("Schema")
    type_column = _object_type_column(site)
    found = (
        select(statuses.c.id)
        .join_from(links, statuses, statuses.c.id == links.c.status_id)
        .join(schemas, schemas.c.id == links.c.schema_id)
        .where(
            schemas.c.project_schema_id == schema_id,
            schemas.c[type_column] == object_type_id,
        )
    )
    return _first_status(site, found)


def _first_status(site: Site, found: Select[Any]) -> Select[Any]:
    """Sort statuses by how early they come: by state, by name, by their order."""
    statuses = site.table("Status")
    states = site.table("State")
    relation = {item.name: item for item in site.types["Status"].relations}["state"]
    key = statuses.c[relation.keys[0][0]]
    rank = case(
        {name: place for place, name in enumerate(_STATES)},
        value=states.c.short,
        else_=len(_STATES),
    )
    return (
        found.outerjoin(states, states.c.id == key)
        .order_by(
            rank,
            func.lower(statuses.c.name).not_in(_BEGINNINGS),
            statuses.c.sort.desc(),
            statuses.c.id,
        )
        .limit(1)
    )


def _task_types(site: Site, type_schema_id: object) -> Select[Any]:
    links = site.table("TaskTypeSchemaType")
    types = site.table("Type")
    return (
        select(types.c.id)
        .join_from(links, types, types.c.id == links.c.type_id)
        .where(links.c.task_type_schema_id == type_schema_id)
        .order_by(types.c.sort, types.c.id)
        .limit(1)
    )


def _own_types(site: Site, schema_id: object, object_type_id: object) -> Select[Any]:
    links = site.table("SchemaType")
    types = site.table("Type")
    schemas = site.table("Schema")
    return (
        select(types.c.id)
        .join_from(links, types, types.c.id == links.c.type_id)
        .join(schemas, schemas.c.id == links.c.schema_id)
        .where(
            schemas.c.project_schema_id == schema_id,
            schemas.c[_object_type_column(site)] == object_type_id,
        )
        .order_by(links.c.sort, types.c.sort, types.c.id)
        .limit(1)
    )


def _object_type_column(site: Site) -> str:
    columns = {item.name: item.column for item in site.types["Schema"].stored}
    return columns["type_id"]
