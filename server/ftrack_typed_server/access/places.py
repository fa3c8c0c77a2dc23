"""Which project a row is in: that of what it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    and_,
    exists,
    literal,
    not_,
    or_,
    select,
)

from ftrack_typed_server.compile.relations import column_of
from ftrack_typed_server.site import Site

_CONTEXT = "Context"
_PROJECT = (("project_id", _CONTEXT),)
_NOTE = (("note_id", "Note"),)
_SESSION = (("review_session_id", "ReviewSession"),)
_REVIEWED = (("review_session_object_id", "ReviewSessionObject"),)

_OWNERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "Appointment": (("context_id", _CONTEXT),),
    "Asset": (("context_id", _CONTEXT),),
    "AssetVersion": (("asset_id", "Asset"),),
    "AssetVersionLink": (("from_id", "AssetVersion"), ("to_id", "AssetVersion")),
    "CalendarEvent": _PROJECT,
    "CalendarEventResource": (("calendar_event_id", "CalendarEvent"),),
    "Component": (("version_id", "AssetVersion"), ("container_id", "Component")),
    "ComponentLocation": (("component_id", "Component"),),
    "Event": _PROJECT,
    "Feed": (("social_id", "Event"),),
    "JobComponent": (("component_id", "Component"),),
    "List": _PROJECT,
    "ListObject": (("list_id", "List"),),
    "Manager": (("context_id", _CONTEXT),),
    "Note": (("in_reply_to_id", "Note"),),
    "NoteComponent": _NOTE,
    "NoteLabelLink": _NOTE,
    "Recipient": _NOTE,
    "ReviewSession": _PROJECT,
    "ReviewSessionFolder": _PROJECT,
    "ReviewSessionInvitee": _SESSION,
    "ReviewSessionObject": _SESSION,
    "ReviewSessionObjectAnnotation": _REVIEWED,
    "ReviewSessionObjectAnnotationComponent": _REVIEWED,
    "ReviewSessionObjectStatus": _REVIEWED,
    "SplitTaskPart": (("task_id", _CONTEXT),),
    "Timelog": (("context_id", _CONTEXT),),
    "Timer": (("context_id", _CONTEXT),),
    "TypedContextLink": (("from_id", _CONTEXT), ("to_id", _CONTEXT)),
    "UserSecurityRoleProject": _PROJECT,
}
"""Family to the keys of what its rows belong to, and the families of these."""

_PARENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "CustomAttributeLink": ("from_id", "to_id"),
    "CustomAttributeLinkFrom": ("from_id", "to_id"),
    "CustomAttributeValue": ("entity_id",),
    "EntitySetting": ("parent_id",),
    "Metadata": ("parent_id",),
    "Note": ("parent_id",),
    "StatusChange": ("parent_id",),
}
"""Family to the keys of what its rows belong to, which can be of many types."""

_POSSIBLE_PARENTS = (
    _CONTEXT,
    "Asset",
    "AssetVersion",
    "Component",
    "List",
    "ReviewSession",
    "ReviewSessionObject",
)
_PERSONAL = frozenset(
    [
        "Dashboard",
        "DashboardResource",
        "DashboardWidget",
        "Job",
        "UserApplicationState",
        "UserView",
    ]
)
"""Families of what people keep for themselves, in no project."""


def is_work(root: str) -> bool:
    """Return whether rows of the family *root* are people's work.

    All others make up the site: users, statuses, schemas and the like.
    """
    return root == _CONTEXT or root in _OWNERS or root in _PARENTS or root in _PERSONAL


class Places:
    """Conditions on which rows are in some projects, or in none at all.

    What rows belong to is looked up in common table expressions, one a family: nested
    sub-queries would be too deep for the databases' parsers.
    """

    def __init__(self, site: Site, projects: Select[Any]) -> None:
        """Make conditions about the projects whose keys *projects* selects."""
        self._site = site
        self._projects = projects.cte("seen_projects")
        self._inside: dict[tuple[str, bool], CTE | None] = {}
        self._outside: dict[str, CTE | None] = {}

    def condition(
        self, root: str, source: FromClause, *, nested: bool = False
    ) -> ColumnElement[bool] | None:
        """Return whether rows are in one of the projects, or in none at all.

        Args:
            root: the rows' family.
            source: the rows.
            nested: whether the rows are what others of their family belong to: what
                these belong to in turn is of no interest any more.

        Returns:
            the condition, which is never null; none where rows of the family are in no
            project.
        """
        if root == _CONTEXT:
            project = source.c.get("project_id")
            if project is None:
                return None
            return or_(project.is_(None), project.in_(select(self._projects.c[0])))
        found: list[ColumnElement[bool]] = []
        for name, owner in _OWNERS.get(root, ()):
            key = self._key(root, name, source)
            if key is None or owner not in self._site.types:
                continue
            if nested and owner == root:
                continue
            rows = self._rows_inside(owner, nested=owner == root)
            if rows is not None:
                found.append(or_(key.is_(None), _among(rows, key)))
        for name in _PARENTS.get(root, ()):
            key = self._key(root, name, source)
            if key is None:
                continue
            note = ("Note",) if root == "Metadata" else ()
            for parent in (*_POSSIBLE_PARENTS, *note):
                rows = self._rows_outside(parent)
                if rows is not None:
                    found.append(~_among(rows, key))
        return and_(*found) if found else None

    def _rows_inside(self, root: str, *, nested: bool) -> CTE | None:
        """Return the keys of a family's rows in the projects; none for all of them."""
        place = (root, nested)
        if place not in self._inside:
            rows = self._site.table(root).alias()
            condition = self.condition(root, rows, nested=nested)
            name = f"seen_{'nested_' if nested else ''}{root}"
            self._inside[place] = _keys(rows, condition, name)
        return self._inside[place]

    def _rows_outside(self, root: str) -> CTE | None:
        """Return the keys of a family's rows outside the projects; none for no row."""
        if root not in self._outside:
            self._outside[root] = None
            if root in self._site.types:
                rows = self._site.table(root).alias()
                condition = self.condition(root, rows)
                refused = None if condition is None else not_(condition)
                self._outside[root] = _keys(rows, refused, f"unseen_{root}")
        return self._outside[root]

    def _key(
        self, root: str, name: str, source: FromClause
    ) -> ColumnElement[Any] | None:
        entity = self._site.types.get(root)
        if entity is None:
            return None
        return source.c.get(column_of(entity, name))


def _keys(
    rows: FromClause, condition: ColumnElement[bool] | None, name: str
) -> CTE | None:
    if condition is None:
        return None
    # Looked into by key, which takes the index of the table below.
    return select(rows.c.id).where(condition).cte(name).prefix_with("NOT MATERIALIZED")


def _among(rows: CTE, key: ColumnElement[Any]) -> ColumnElement[bool]:
    found = rows.alias()
    return exists(
        select(literal(1))
        .select_from(found)
        .where(found.c.id == key)
        .correlate_except(found)
    )
