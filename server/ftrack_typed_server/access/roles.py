"""Which roles somebody has, and the projects that they hold for."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    exists,
    false,
    literal,
    or_,
    select,
    true,
)

from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.compile.relations import column_of
from ftrack_typed_server.site import Site

ADMINISTRATOR: Final = "Administrator"
"""The role of who may do everything, if it holds for all projects."""

_MANAGING = (ADMINISTRATOR, "Project Manager")
_API = "API"
_ASSIGNED = "ASSIGNED"
_HELD = "UserSecurityRole"
_GRANTED = "UserSecurityRoleProject"
_ROLE = "SecurityRole"
_ALL = "is_all_open_projects"


def has_roles(site: Site) -> bool:
    """Return whether the schema knows of roles; without, everyone may do everything."""
    return site.has(_HELD, "user_id", "security_role_id", _ALL) and site.has(
        _ROLE, "name", "type"
    )


def administers(site: Site, user_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether the user with the key *user_id* is an administrator, in SQL."""
    held, roles, mine = _held(site, user_id)
    return exists(
        select(literal(1))
        .select_from(held.join(roles, _of(site, held, roles)))
        .where(*mine, _everywhere(site, held), roles.c.name == ADMINISTRATOR)
        .correlate_except(held, roles)
    )


def own_roles(site: Site, user_id: str | None) -> Select[Any]:
    """Return the keys of a user's roles; without a user, those of global keys."""
    if user_id is None:
        every = site.table(_ROLE).alias()
        return select(every.c.id).where(_column(site, _ROLE, "type", every) == _API)
    held, roles, mine = _held(site, user_id)
    return (
        select(roles.c.id)
        .select_from(held.join(roles, _of(site, held, roles)))
        .where(*mine)
    )


def role_names(site: Site, connection: Connection, user_id: str | None) -> list[str]:
    """Return the names of a user's roles, or those of global keys, in order."""
    if not has_roles(site):
        return []
    roles = site.table(_ROLE)
    names = connection.scalars(
        select(_column(site, _ROLE, "name", roles))
        .where(roles.c.id.in_(own_roles(site, user_id)))
        .distinct()
    )
    return sorted(name for name in names if name)


def projects_of(site: Site, user_id: str, *, managed: bool = False) -> Select[Any]:
    """Return the keys of the projects that a role of the user's holds for.

    Args:
        site: the resolved schema.
        user_id: the user's key.
        managed: only those that the user may change itself, create and delete.
    """
    projects = site.table("Project").alias()
    reasons: list[ColumnElement[bool]] = [
        projects.c.id.in_(_granted(site, user_id, managed=managed))
    ]
    held, roles, mine = _held(site, user_id)
    everywhere = exists(
        select(literal(1))
        .select_from(held.join(roles, _of(site, held, roles)))
        .where(*mine, *_managing(site, roles, managed), _everywhere(site, held))
    )
    is_open: ColumnElement[bool] = true()
    if site.has("Project", "is_private"):
        private = _column(site, "Project", "is_private", projects)
        is_open = or_(private.is_(None), private == false())
    reasons.append(and_(is_open, everywhere))
    assigns = site.has("Appointment", "context_id", "resource_id", "type")
    if not managed and assigns and site.has("Context", "project_id"):
        reasons.append(projects.c.id.in_(_assigned(site, user_id)))
    found = select(projects.c.id).where(or_(*reasons))
    if TYPE_COLUMN in projects.c:
        found = found.where(projects.c[TYPE_COLUMN] == "Project")
    return found


def _granted(site: Site, user_id: str, *, managed: bool) -> Select[Any]:
    held, roles, mine = _held(site, user_id)
    if not site.has(_GRANTED, "user_security_role_id", "project_id"):
        return select(held.c.id).where(false())
    granted = site.table(_GRANTED).alias()
    return (
        select(_column(site, _GRANTED, "project_id", granted))
        .select_from(
            granted.join(
                held,
                _column(site, _GRANTED, "user_security_role_id", granted) == held.c.id,
            ).join(roles, _of(site, held, roles))
        )
        .where(*mine, *_managing(site, roles, managed))
    )


def _assigned(site: Site, user_id: str) -> Select[Any]:
    """Return the projects of what a user with an ASSIGNED role is assigned to."""
    held, roles, mine = _held(site, user_id)
    appointments = site.table("Appointment").alias()
    contexts = site.table("Context").alias()
    column = site.types["Appointment"]
    restricted = exists(
        select(literal(1))
        .select_from(held.join(roles, _of(site, held, roles)))
        .where(*mine, _column(site, _ROLE, "type", roles) == _ASSIGNED)
    )
    return (
        select(contexts.c.project_id)
        .select_from(
            contexts.join(
                appointments,
                appointments.c[column_of(column, "context_id")] == contexts.c.id,
            )
        )
        .where(
            appointments.c[column_of(column, "resource_id")] == user_id,
            appointments.c[column_of(column, "type")] == "assignment",
            restricted,
        )
    )


def _held(
    site: Site, user_id: object
) -> tuple[FromClause, FromClause, list[ColumnElement[bool]]]:
    """Return roles that are held, the roles, and what makes them the user's.

    Roles of global keys are nobody's.
    """
    held, roles = site.table(_HELD).alias(), site.table(_ROLE).alias()
    kind = _column(site, _ROLE, "type", roles)
    mine = _column(site, _HELD, "user_id", held) == user_id
    return held, roles, [mine, or_(kind.is_(None), kind != _API)]


def _of(site: Site, held: FromClause, roles: FromClause) -> ColumnElement[bool]:
    return _column(site, _HELD, "security_role_id", held) == roles.c.id


def _everywhere(site: Site, held: FromClause) -> ColumnElement[bool]:
    return _column(site, _HELD, _ALL, held) == true()


def _managing(
    site: Site, roles: FromClause, managed: bool
) -> list[ColumnElement[bool]]:
    return [_column(site, _ROLE, "name", roles).in_(_MANAGING)] if managed else []


def _column(
    site: Site, entity_type: str, name: str, source: FromClause
) -> ColumnElement[Any]:
    return source.c[column_of(site.types[entity_type], name)]
