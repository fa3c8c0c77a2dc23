"""Every night: take over the cut that editorial has written as a CSV file.

``python -m studio_pipeline.sync PROJECT CUT.csv [--dry-run]``, where the columns are
``sequence,shot,first,last,due``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from studio_pipeline.sessions import open_session, status
from studio_schema import Project, Sequence, Session, Shot
from studio_schema.names import StatusName

SETTLED: tuple[StatusName, ...] = ("Client approved", "Omitted")
"""What the status of a shot that is no longer in the cut may stay."""


class Cut(NamedTuple):
    """A line of the cut: a shot, its frames, and when the client gets it."""

    sequence: str
    shot: str
    first: int
    last: int
    due: datetime


def read_cut(path: Path) -> Iterator[Cut]:
    """Yield the lines of the file at *path*."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            due = datetime.fromisoformat(row["due"]).replace(tzinfo=timezone.utc)
            first, last = int(row["first"]), int(row["last"])
            yield Cut(row["sequence"], row["shot"], first, last, due)


def apply_cut(session: Session, project: Project, cuts: Iterable[Cut]) -> None:
    """Make the shots of *project* what the cut says; nothing is committed.

    Shots of its sequences that are not in the cut are omitted, not deleted.
    """
    kept: set[Shot] = set()
    sequences: dict[str, Sequence] = {}
    for cut in cuts:
        if cut.sequence not in sequences:
            sequences[cut.sequence] = session.ensure(
                Sequence,
                (Sequence.name, Sequence.parent),
                name=cut.sequence,
                parent=project,
            ).entity
        kept.add(take_over(session, sequences[cut.sequence], cut))
    omitted = status(session, "Omitted")
    shots = session.query(Shot).where(
        Shot.parent.in_(sequences.values()), Shot.status.name.not_in(SETTLED)
    )
    for shot in shots.select(Shot.name, Shot.status_id):
        if shot not in kept:
            shot.status = omitted


def take_over(session: Session, sequence: Sequence, cut: Cut) -> Shot:
    """Find or make the shot of *cut*, and give it its frames."""
    return session.ensure(
        Shot,
        (Shot.name, Shot.parent),
        name=cut.shot,
        parent=sequence,
        custom_attributes={
            "fstart": cut.first,
            "fend": cut.last,
            "client_due": cut.due,
        },
    ).entity


def main(arguments: list[str]) -> None:
    """Take over the cut; with ``--dry-run`` say what would be written."""
    dry_run = "--dry-run" in arguments
    name, file = (each for each in arguments if each != "--dry-run")
    with open_session() as session:
        project = session.query(Project).where(Project.name == name).one()
        apply_cut(session, project, read_cut(Path(file)))
        print(session.plan())
        if not dry_run:
            session.commit(check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
