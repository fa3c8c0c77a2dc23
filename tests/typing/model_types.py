"""What must check and what must not, for mypy and pyright; read, never run.

A line that must be refused carries both checkers' ignores. Both report an ignore that
is not needed, so a line that stops being refused fails the check.
"""

# ruff: noqa: B018

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
from typing_extensions import assert_type

from ftrack_typed import (
    EntityCollection,
    KeyValueMap,
    Query,
    Rows,
    Shape,
    UntypedEntity,
    column,
    listed,
)
from ftrack_typed.model import Converted, LinkItem
from ftrack_typed.session import Ensured
from ftrack_typed_schema import (
    Asset,
    AssetVersion,
    Context,
    Group,
    Job,
    Metadata,
    Note,
    ObjectType,
    Project,
    Session,
    Shot,
    Status,
    Task,
    Timelog,
    Timer,
    Type,
    TypedContext,
    TypedContextLink,
    TypedContextList,
    User,
)


@attrs.frozen
class ValueOfOurs:
    """A value of a type that the studio defines."""

    fps: float


class StudioTask(Task):
    """A class that a session registers."""

    def hours(self) -> float:
        return self.bid / 3600


class ReviewShot(Shot):
    """A class with a value of a type of its own."""

    review = Converted(ValueOfOurs, "review", json=True)


def converted(shot: ReviewShot, value: ValueOfOurs) -> None:
    assert_type(shot.review, ValueOfOurs | None)
    shot.review.fps  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    shot.review = value
    shot.review = None
    shot.review = 3  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    Converted(ValueOfOurs, "review", within="notes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def registered(session: Session, user: User) -> None:
    assert_type(session.register(StudioTask), type[StudioTask])
    assert_type(session.query(StudioTask), Query[StudioTask])
    assert_type(session.query(StudioTask).where(StudioTask.bid > 3).one(), StudioTask)
    assert_type(session.get(StudioTask, "id"), StudioTask | None)
    task = session.create(StudioTask, name="anim", bid=3.0)
    assert_type(task, StudioTask)
    assert_type(task.hours(), float)
    assert_type(task.parent.name, str)
    session.register(user)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    session.create(StudioTask, hours=3.0)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    task.hour()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


def conveniences(
    session: Session, task: Task, user: User, group: Group, version: AssetVersion
) -> None:
    note = task.create_note("look", author=user, recipients=[user, group])
    assert_type(note, Note)
    assert_type(version.create_note("look", author=user), Note)
    assert_type(note.create_reply("done", author=user), Note)
    with user.job("Publish") as job:
        assert_type(job, Job)
    assert_type(user.start_timer(task, comment="x"), Timer)
    assert_type(user.timer(), Timer | None)
    assert_type(user.stop_timer(), Timelog)
    assert_type(task.path(), str)
    assert_type(task.link[0].name, str)
    assert_type(task.link[0]["id"], str)
    assert_type(task.allowed_statuses(), list[Status])
    assert_type(task.allowed_types(), list[Type])
    assert_type(version.allowed_statuses(), list[Status])
    schema = task.project.project_schema
    assert_type(schema.get_statuses(Shot), list[Status])
    assert_type(schema.get_statuses(Task, task.type), list[Status])
    assert_type(schema.get_types("Task"), list[Type])
    assert_type(task.effective_custom_attributes(), dict[str, Any])
    assert_type(session.effective_custom_attributes([task]), dict[Task, dict[str, Any]])
    session.create(Task, name="x", custom_attributes={"fstart": 1001})
    ensured = session.ensure(Task, (Task.name, Task.parent), name="x", parent=task)
    assert_type(ensured, Ensured[Task])
    assert_type(ensured.entity, Task)
    assert_type(ensured.created, bool)
    assert_type(session.ensure(User, User.username, username="amy").entity, User)
    assert_type(
        session.ensure("User", "username", {"username": "amy"}), Ensured[UntypedEntity]
    )
    session.ensure(Task, Task.name, name="x", bidd=3)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    task.create_note("look", author=task)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    task.create_note("look", author=user, labels=[user])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    user.start_timer(user)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    schema.get_statuses(Task, task.status)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    task.link[0]["nam"]  # type: ignore[index]  # pyright: ignore[reportArgumentType]


def queries(session: Session) -> None:
    query = session.query(Task)
    assert_type(query, Query[Task])
    assert_type(query.select(Task.name, Task.parent.name, "bid"), Query[Task])
    assert_type(query.where(Task.bid > 3).order_by(Task.name.desc()), Query[Task])
    assert_type(query.all(), list[Task])
    assert_type(query.first(), Task | None)
    assert_type(query.one(), Task)
    assert_type(query[0], Task)
    assert_type(query[0:2], list[Task])
    assert_type(session.query(Task, "where bid > 3"), Query[Task])
    assert_type(session.query("select name from Task"), Query[UntypedEntity])
    assert_type(session.get(Task, "id"), Task | None)
    assert_type(session.get("Task", "id"), UntypedEntity | None)


class Summary(Shape):
    """A shape with what a path may give."""

    name: str = column(Task.name)
    bid: float | None = column(Task.bid)
    status: str = column(Task.status.name)
    thumbnail: str | None = column(Task.thumbnail.name)
    hours: list[float] = column(listed(Task.timelogs.duration))

    @property
    def title(self) -> str:
        return f"{self.name} ({self.status})"


class WrongSummary(Shape):
    """Fields of other types than their paths."""

    name: int = column(Task.name)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    thumbnail: str = column(Task.thumbnail.name)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    hours: list[str] = column(listed(Task.timelogs.duration))  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
    users: list[str] = column(listed(AssetVersion.user.username))  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
    status: Status = column(Task.status)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportUnknownVariableType]


def rows(session: Session) -> None:
    assert_type(session.select(Task.name), Rows[tuple[str]])
    assert_type(
        session.select(Task.name, AssetVersion.user.username, Task.start_date),
        Rows[tuple[str, str | None, datetime | None]],
    )
    # A reference that may be none, anywhere on the path.
    assert_type(session.select(Task.thumbnail.name), Rows[tuple[str | None]])
    assert_type(session.select(AssetVersion.task.project.name), Rows[tuple[str | None]])
    assert_type(session.select(AssetVersion.asset.name), Rows[tuple[str | None]])
    assert_type(session.select(AssetVersion.status.name), Rows[tuple[str]])
    assert_type(
        session.select(Task.parent.as_(Shot).status.name), Rows[tuple[str | None]]
    )
    assert_type(
        session.select(
            listed(Task.timelogs.duration),
            listed(Task.assignments.resource.as_(User).username),
        ),
        Rows[tuple[list[float], list[str | None]]],
    )
    ten = session.select(
        Task.id,
        Task.name,
        Task.bid,
        Task.start_date,
        Task.link,
        Task.status.sort,
        Task.status.state.name,
        Task.thumbnail.name,
        Task.project.full_name,
        Task.parent.name,
    )
    assert_type(
        ten,
        Rows[
            tuple[
                str,
                str,
                float,
                datetime | None,
                list[LinkItem],
                int | None,
                str,
                str | None,
                str | None,
                str,
            ]
        ],
    )
    assert_type(
        session.select(
            *(Task.id, Task.id, Task.id, Task.id, Task.id, Task.id),
            *(Task.id, Task.id, Task.id, Task.id, Task.id, Task.id),
        ),
        Rows[tuple[Any, ...]],
    )
    refined = ten.where(Task.bid > 3, "bid > 4").order_by(Task.thumbnail.name, "bid")
    ten = refined.limit(3).offset(2).paged(10).max_age(3.0)
    for key, name in session.select(Task.id, Task.name):
        assert_type(key, str)
        assert_type(name, str)
    assert_type(session.select(Task.bid).first(), tuple[float] | None)
    assert_type(session.select(Task.bid)[0], tuple[float])
    assert_type(session.select(Summary), Rows[Summary])
    assert_type(session.select(Summary).where(Task.bid > 3).one().title, str)
    assert_type(session.select(Summary).one().thumbnail, str | None)
    session.query(Task).where(Task.id.in_(session.select(Shot.id)))
    Summary(name="a", bid=None, status="b", thumbnail=None, hours=[])


def wrong_rows(session: Session, summary: Summary) -> None:
    session.select(Task)  # type: ignore[type-var]  # pyright: ignore[reportCallIssue, reportArgumentType]
    session.select(Task.status)  # type: ignore[type-var]  # pyright: ignore[reportCallIssue, reportArgumentType]
    session.select("name")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    session.select(Task.nam)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
    session.select(Task.thumbnail.nam)  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
    _name, _bid = session.select(Task.name).one()  # type: ignore[misc]  # pyright: ignore[reportAssignmentType, reportUnknownVariableType]
    (thumbnail,) = session.select(Task.thumbnail.name).one()
    thumbnail.upper()  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    session.select(Task.name).where(Task.thumbnail.name == 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    session.select(Task.name).where(Task.thumbnail.name.in_([3]))  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    summary.name = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    summary.nam  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    Summary(name="a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Summary(name=3, bid=None, status="b", thumbnail=None, hours=[])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def criteria(session: Session, project: Project, when: datetime) -> None:
    session.query(Task).where(
        Task.project.full_name == "My Project",
        Task.status.type.name == "DONE",
        Task.status.state.short.in_(["DONE", "BLOCKED"]),
        ~Task.timelogs.any(),
        Task.timelogs.any(Timelog.user.username == "amy", Timelog.duration > 3600),
        Task.parent.has(Context.name.like("sh%")),
        Task.parent.as_(Shot).status.name == "Omitted",
        (Task.start_date < when) | (Task.end_date == None),  # noqa: E711
        Task.project == project,
        Task.parent != None,  # noqa: E711
        Task.parent.in_(session.query(Shot).where(Shot.name == "sh010")),
        Task.parent_id.in_(session.query(Shot).select(Shot.id)),
        Task.metadata.any(Metadata.key == "fps", Metadata.value == "25"),
        Task.custom_attribute_links.any(),
        "bid > 3",
    )


def wrong_criteria(session: Session) -> None:
    query = session.query(Task)
    Task.nam  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    Task.project.full_nam  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    Task.status.type.nam  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    query.where(Task.name == 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.where(Task.bid < "x")  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnknownArgumentType]
    query.where(Task.bid.like("3%"))  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
    query.where(Task.name.in_([3]))  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    query.where(True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.select(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def values(task: Task, version: AssetVersion, link: TypedContextLink) -> None:
    assert_type(task.name, str)
    assert_type(task.bid, float)
    assert_type(task.start_date, datetime | None)
    assert_type(task.status, Status)
    assert_type(task.project, Project)
    assert_type(task.parent, Context)
    assert_type(task.time_logged, float | None)
    assert_type(task.timelogs, EntityCollection[Timelog])
    assert_type(task.metadata, KeyValueMap[str])
    assert_type(task.custom_attributes, KeyValueMap[Any])
    assert_type(task.link, list[LinkItem])
    assert_type(version.asset, Asset)
    assert_type(version.version, int)
    assert_type(version.task, TypedContext | None)
    assert_type(link.from_, TypedContext)


def mapping_values(task: Task, link: TypedContextLink) -> None:
    assert_type(task["name"], str)
    assert_type(task["bid"], float)
    assert_type(task["parent"]["name"], str)
    assert_type(task["status"]["sort"], int | None)
    assert_type(task["status"]["state"]["name"], str)
    assert_type(task["timelogs"], EntityCollection[Timelog])
    assert_type(task["metadata"]["k"], str)
    assert_type(link["from"], TypedContext)
    task["bid"] = 3
    task["metadata"]["k"] = "v"
    task["nam"]  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    task["name"] = 3  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    task["id"] = "x"  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    task["metadata"]["k"] = 3  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]


def relations_that_mean_any_typed_context(
    kind: ObjectType, status: Status, items: TypedContextList
) -> None:
    assert_type(kind.tasks, EntityCollection[TypedContext])
    assert_type(status.tasks, EntityCollection[TypedContext])
    assert_type(items.items_, EntityCollection[TypedContext])
    assert_type(items["items"], EntityCollection[TypedContext])


def assignments(task: Task, shot: Shot, status: Status, user: User) -> None:
    task.bid = 3
    task.status = status
    task.start_date = None
    task.timelogs = []
    user.email = "new@example.com"
    task.bid = "x"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    task.status = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    task.id = "x"  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    task.time_logged = 3  # type: ignore[arg-type, assignment]  # pyright: ignore[reportAttributeAccessIssue]
    task.link = []  # type: ignore[arg-type, assignment]  # pyright: ignore[reportAttributeAccessIssue]
    shot.bid = 3  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    shot["bid"] = 3  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    task.nam = "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    task.timelogs.append(status)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def creation(session: Session, shot: Shot, status: Status) -> None:
    assert_type(session.create(Task, name="anim", parent=shot, bid=3), Task)
    assert_type(session.create("Task", {"name": "anim"}), UntypedEntity)
    session.create(Shot, object_type_id="x", id="y")
    session.create(TypedContextLink, from_=shot, to=shot)
    session.create(Task, nam="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    session.create(Task, name=3)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    session.create(Task, status=shot)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    session.create(Task, time_logged=3)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]


def unchecked_none(version: AssetVersion, task: Task) -> None:
    version.task.name  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    task.start_date.isoformat()  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    task.custom_attribute_links  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
