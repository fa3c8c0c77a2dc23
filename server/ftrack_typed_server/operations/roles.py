"""Security roles of users, and the projects that they hold for."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from ftrack_typed_server.access import role_names
from ftrack_typed_server.compile.relations import column_of
from ftrack_typed_server.errors import IntegrityError, ValidationError
from ftrack_typed_server.operations.context import (
    Operating,
    Operation,
    Pending,
    done,
    flag,
    optional_text,
    text,
)

_ROLE = "UserSecurityRole"
_PROJECT = "UserSecurityRoleProject"
_ALL = "all_open_projects"
_IS_ALL = "is_all_open_projects"


def add_user_security_role(batch: Operating, operation: Operation) -> Pending:
    """Give a user a role, on all open projects or on those granted later."""
    user_id, role_id = text(operation, "user_id"), text(operation, "role_id")
    batch.writer.find("User", user_id)
    batch.writer.find("SecurityRole", role_id)
    if _held(batch, user_id, role_id) is not None:
        raise _duplicate(user_id, role_id)
    row = {
        "user_id": user_id,
        "security_role_id": role_id,
        _IS_ALL: flag(operation, _ALL),
    }
    batch.writer.create(_ROLE, None, row)
    return done(operation)


def remove_user_security_role(batch: Operating, operation: Operation) -> Pending:
    """Take a role from a user."""
    batch.writer.delete(_ROLE, _role(batch, operation))
    return done(operation)


def update_user_security_role(batch: Operating, operation: Operation) -> Pending:
    """Give a user another role in place of one, or on other projects."""
    key = _role(batch, operation)
    values: dict[str, object] = {}
    new = optional_text(operation, "new_role_id")
    if new is not None:
        batch.writer.find("SecurityRole", new)
        user_id = text(operation, "user_id")
        if _held(batch, user_id, new) not in (None, key):
            raise _duplicate(user_id, new)
        values["security_role_id"] = new
    if operation.get(_ALL) is not None:
        values[_IS_ALL] = flag(operation, _ALL)
    if not values:
        raise ValidationError(
            f"The operation {operation['action']!r} needs 'new_role_id' or {_ALL!r}."
        )
    batch.writer.update(_ROLE, key, values)
    return done(operation)


def grant_user_security_role_project(batch: Operating, operation: Operation) -> Pending:
    """Make a user's role hold for a project, or for all open ones."""
    key = _role(batch, operation)
    if flag(operation, _ALL):
        batch.writer.update(_ROLE, key, {_IS_ALL: True})
        return done(operation)
    project_id = text(operation, "project_id")
    batch.writer.find("Project", project_id)
    if _granted(batch, key, project_id) is not None:
        raise IntegrityError(
            f"DuplicateEntryError: the role holds for Project {project_id} already."
        )
    row = {"user_security_role_id": key, "project_id": project_id}
    batch.writer.create(_PROJECT, None, row)
    return done(operation)


def revoke_user_security_role_project(
    batch: Operating, operation: Operation
) -> Pending:
    """Make a user's role hold no longer for a project, or for all open ones."""
    key = _role(batch, operation)
    if flag(operation, _ALL):
        batch.writer.update(_ROLE, key, {_IS_ALL: False})
        return done(operation)
    project_id = text(operation, "project_id")
    granted = _granted(batch, key, project_id)
    if granted is None:
        raise ValidationError(f"The role does not hold for Project {project_id}.")
    batch.writer.delete(_PROJECT, granted)
    return done(operation)


def permissions(batch: Operating, operation: Operation) -> Pending:
    """Answer the names of the caller's roles, or of a global key's."""
    caller = batch.caller
    user_id = None if caller.global_key is not None else caller.user_id
    reading = batch.reading
    return done(operation, role_names(reading.site, reading.connection, user_id))


def _role(batch: Operating, operation: Operation) -> str:
    """Return the key of the role that an operation is about."""
    user_id, role_id = text(operation, "user_id"), text(operation, "role_id")
    found = _held(batch, user_id, role_id)
    if found is None:
        raise ValidationError(f"User {user_id} does not have the role {role_id}.")
    return found


def _held(batch: Operating, user_id: str, role_id: str) -> str | None:
    return _find(batch, _ROLE, {"user_id": user_id, "security_role_id": role_id})


def _granted(batch: Operating, key: str, project_id: str) -> str | None:
    wanted = {"user_security_role_id": key, "project_id": project_id}
    return _find(batch, _PROJECT, wanted)


def _find(batch: Operating, name: str, wanted: Mapping[str, str]) -> str | None:
    """Return the key of the row of a type that has the *wanted* values."""
    site = batch.reading.site
    if not site.has(name, *wanted):
        raise ValidationError(f"This site has no {name}.")
    entity, table = site.types[name], site.table(name)
    conditions = [
        table.c[column_of(entity, attribute)] == value
        for attribute, value in wanted.items()
    ]
    found: str | None = batch.reading.connection.scalar(
        select(table.c[entity.primary_key[0]]).where(*conditions)
    )
    return found


def _duplicate(user_id: str, role_id: str) -> IntegrityError:
    return IntegrityError(
        f"DuplicateEntryError: User {user_id} has the role {role_id} already."
    )
