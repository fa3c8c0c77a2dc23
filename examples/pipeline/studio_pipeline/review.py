"""Playblasts for the dailies: what is to be looked at, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, TypeAlias

from studio_pipeline.sessions import status
from studio_schema import (
    AssetVersion,
    AssetVersionList,
    ListCategory,
    Project,
    Session,
    User,
)

Verdict: TypeAlias = Literal["Approved", "Revise"]
"""Both are statuses of the studio's; one that is renamed is an error here."""

PLAYBLAST = "ftrackreview-mp4"


def waiting(session: Session, project: Project, day: date) -> list[AssetVersion]:
    """Return the playblasts that nobody has looked at, first what is due in a week.

    The text is checked by the plugin of mypy and by ``ftrack-typed lint``.
    """
    limit = (day + timedelta(days=7)).isoformat()
    due = session.query(
        "select id from Shot where "
        f"custom_attributes any (key is 'client_due' and value < '{limit}')"
    )
    versions = (
        session.query(AssetVersion)
        .select(
            AssetVersion.asset.context_id,
            AssetVersion.status.name,
            AssetVersion.task.status.name,
        )
        .where(
            AssetVersion.project_id == project.id,
            AssetVersion.status.name == "Pending Review",
            AssetVersion.components.any(f"name is {PLAYBLAST}"),
        )
        .order_by(AssetVersion.date)
    )
    urgent = {shot.id for shot in due}
    return sorted(versions, key=lambda each: each.asset.context_id not in urgent)


def dailies(session: Session, project: Project, day: date) -> AssetVersionList:
    """Put what is waiting on the list of *day*, which is made if there is none."""
    categories = session.query(ListCategory)
    with session.transaction():
        dailies = session.ensure(
            AssetVersionList,
            (AssetVersionList.name, AssetVersionList.project),
            name=f"Dailies {day.isoformat()}",
            project=project,
            category=categories.where(ListCategory.name == "Dailies").one(),
        ).entity
        listed = set(dailies.items_)
        for version in waiting(session, project, day):
            if version not in listed:
                dailies.items_.append(version)
    return dailies


def decide(
    session: Session,
    version: AssetVersion,
    verdict: Verdict,
    *,
    supervisor: User,
    remark: str = "",
    frame: int | None = None,
) -> None:
    """Give *version* and its task the *verdict*, and tell the artist why.

    Raises:
        StaleChangesError: somebody else has decided meanwhile; nothing was written.
    """
    if remark:
        artist = version.user
        note = version.create_note(
            remark,
            author=supervisor,
            recipients=[artist] if artist is not None else [],
            is_todo=verdict == "Revise",
        )
        note.frame_number = frame
    version.status = status(session, verdict)
    if version.task is not None:
        version.task.status = status(session, verdict)
    session.commit(check=True)
