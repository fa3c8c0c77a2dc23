"""Our helpers of entities against those of the official client, on one server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ftrack_typed_server
from ftrack_typed.model import Entity
from ftrack_typed_schema import (
    Note,
    NoteLabel,
    ProjectSchema,
    Session,
    Task,
    Timelog,
    Timer,
    Type,
    User,
)
from support.official_client import official_python

SCRIPT = Path(__file__).parent / "official_conveniences.py"


def answered(ask: Callable[..., list[Any]], *arguments: object) -> list[str] | None:
    try:
        return sorted(entity.id for entity in ask(*arguments))
    except ValueError:
        return None


def scalars(entity: Entity, *left_out: str) -> dict[str, object]:
    attributes = type(entity).__attributes__.values()
    names = {each.wire for each in attributes if not (each.relation or each.to_many)}
    varying = {"id", "date", "start", "duration", "thread_activity", *left_out}
    return {name: entity.get(name) for name in sorted(names - varying)}


def test_helpers_answer_and_write_what_the_official_clients_do() -> None:
    with (
        ftrack_typed_server.running(seed="demo") as server,
        Session(server.url, server.api_user, server.api_key) as session,
    ):
        schemas = session.query(ProjectSchema).all()
        task = session.query(Task)[0]
        keys = ",".join(schema.id for schema in schemas)
        done = subprocess.run(
            [
                *(str(official_python()), "-W", "ignore", str(SCRIPT)),
                *(server.url, server.api_user, server.api_key, keys, task.id),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        theirs = json.loads(done.stdout)

        types = session.query(Type).all()
        for schema in schemas:
            said = theirs[schema.id]
            assert {
                each.id: answered(schema.get_statuses, Task, each) for each in types
            } == said["tasks"]
            for name, statuses in said["statuses"].items():
                assert answered(schema.get_statuses, name) == statuses
            for name, of_type in said["types"].items():
                assert answered(schema.get_types, name) == of_type

        author = session.query(User).where(User.username == server.api_user).one()
        labels = session.query(NoteLabel).limit(2).all()
        mine = task.create_note(
            "ours", author=author, recipients=[author], labels=labels
        )
        mine.create_reply("reply", author=author)
        session.commit()
        author.start_timer(task, comment="ours")
        session.commit()
        logged = author.stop_timer()
        session.commit()

        note = session.query(Note).where(Note.content == "official").one()
        assert scalars(mine, "content") == scalars(note, "content")
        assert {each.resource_id for each in mine.recipients} == {
            each.resource_id for each in note.recipients
        }
        assert len(mine.note_label_links) == len(note.note_label_links)
        assert scalars(mine.replies[0], "in_reply_to_id") == scalars(
            note.replies[0], "in_reply_to_id"
        )
        log = session.query(Timelog).where(Timelog.comment == "official").one()
        assert scalars(logged, "comment") == scalars(log, "comment")
        assert not session.query(Timer).where(Timer.user == author).exists()
