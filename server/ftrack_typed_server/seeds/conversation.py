"""Notes, replies, recipients and labels of the demo."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from .breakdown import project_id
from .defaults_people import user_id
from .defaults_site import NOTE_LABEL_IDS
from .productions import ProjectPlan
from .publishing import Version
from .records import Row, Value, identifier, moment
from .schedule import Task

_TASK_NOTES = (
    "Please check the frame range, the cut is 8 frames longer now.",
    "Can you have this ready for Thursday's dailies?",
    'The brief says "dusk", the plate is clearly noon. Let\'s talk.',
    "Reuse the setup from the shot before, it is 90% the same.",
    "Waiting for the new camera.\nWill start as soon as it is published.",
)

_VERSION_NOTES = (
    "Lovely. Final from my side 🎉",
    "Edges on the left sleeve are too sharp, see frame.",
    "Timing is right; the hand pops at the end.",
    "Bring the haze up by a third, compare with sq010.",
    "Noise in the shadows: is that the plate or the render?",
    "Client asks for an alternative without the birds.",
)

_REPLIES = (
    "Done, see the next version.",
    "On it.",
    "That is in the plate; I'll paint it out.",
    "Could you show me at my desk?",
    "Fixed (it was the `premult` on the second merge).",
)


@attrs.frozen(kw_only=True)
class _Thread:
    """A note to be written, with its reply."""

    parent_id: str
    parent_type: str
    plan: ProjectPlan
    content: str
    author: str
    addressee: str
    date: datetime
    label: str
    frame: int | None = None
    is_todo: bool = False
    is_completed: bool = False


def conversation_rows(
    plan: ProjectPlan, tasks: tuple[Task, ...], versions: tuple[Version, ...]
) -> Iterator[Row]:
    """The notes of one project: on itself, on tasks and on versions."""
    chance = random.Random(f"conversation/{plan.name}")
    threads = [
        _project_thread(plan),
        *_task_threads(plan, tasks, chance),
        *_version_threads(plan, versions, chance),
    ]
    for thread in threads:
        yield from _thread_rows(thread, chance)


def _project_thread(plan: ProjectPlan) -> _Thread:
    return _Thread(
        parent_id=project_id(plan),
        parent_type="Project",
        plan=plan,
        content=f"Kick-off with {plan.client} went well, minutes are on the wiki.",
        author=plan.producer,
        addressee=plan.supervisor,
        date=moment(plan.begins, 17),
        label="Internal",
    )


def _task_threads(
    plan: ProjectPlan, tasks: tuple[Task, ...], chance: random.Random
) -> Iterator[_Thread]:
    for task in tasks:
        if task.state == "IN_PROGRESS" and chance.random() < 0.6:
            is_todo = chance.random() < 0.5
            yield _Thread(
                parent_id=task.id,
                parent_type="Task",
                plan=plan,
                content=chance.choice(_TASK_NOTES),
                author=plan.producer,
                addressee=task.assignees[0],
                date=task.start + timedelta(minutes=45),
                label="Internal",
                is_todo=is_todo,
                is_completed=is_todo and chance.random() < 0.5,
            )


def _version_threads(
    plan: ProjectPlan, versions: tuple[Version, ...], chance: random.Random
) -> Iterator[_Thread]:
    for version in versions:
        if version.status == "Pending Review" or chance.random() < 0.7:
            continue
        is_final = version.status == "Client approved"
        frames = version.task.part.frames
        yield _Thread(
            parent_id=version.id,
            parent_type="AssetVersion",
            plan=plan,
            content=_VERSION_NOTES[0]
            if is_final
            else chance.choice(_VERSION_NOTES[1:]),
            author=plan.supervisor,
            addressee=version.username,
            date=version.date + timedelta(minutes=48),
            label=chance.choice(("Client feedback", "External Note", "Technical")),
            frame=chance.randrange(frames) if frames else None,
            is_todo=not is_final,
            is_completed=not is_final and not version.is_latest,
        )


def _thread_rows(thread: _Thread, chance: random.Random) -> Iterator[Row]:
    key = identifier("Note", thread.parent_id, thread.author)
    has_reply = chance.random() < 0.45
    reply_date = thread.date + timedelta(minutes=chance.randint(10, 240))
    completed = thread.date + timedelta(days=1) if thread.is_completed else None
    values = _note(thread, key, thread.author, thread.content, thread.date)
    values["is_todo"] = thread.is_todo
    values["completed_at"] = completed
    values["completed_by_id"] = user_id(thread.addressee) if completed else None
    values["thread_activity"] = reply_date if has_reply else thread.date
    values["frame_number"] = thread.frame
    yield Row("Note", values)
    yield Row(
        "NoteLabelLink", {"note_id": key, "label_id": NOTE_LABEL_IDS[thread.label]}
    )
    yield from _recipients(key, thread.author, thread.addressee)
    if has_reply:
        reply = identifier("Note", key, thread.addressee)
        content = chance.choice(_REPLIES)
        values = _note(thread, reply, thread.addressee, content, reply_date)
        values["in_reply_to_id"] = key
        yield Row("Note", values)
        yield from _recipients(reply, thread.author)


def _note(
    thread: _Thread, key: str, author: str, content: str, date: datetime
) -> dict[str, Value]:
    return {
        "id": key,
        "content": content,
        "user_id": user_id(author),
        "parent_id": thread.parent_id,
        "parent_type": thread.parent_type,
        "project_id": project_id(thread.plan),
        "category_id": NOTE_LABEL_IDS[thread.label],
        "date": date,
        "thread_activity": date,
        "is_todo": False,
        "in_reply_to_id": None,
    }


def _recipients(note: str, *usernames: str) -> Iterator[Row]:
    for username in usernames:
        yield Row(
            "Recipient",
            {
                "note_id": note,
                "resource_id": user_id(username),
                "text_mentioned": None,
            },
        )
