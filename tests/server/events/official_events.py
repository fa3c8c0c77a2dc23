"""What two official Python clients tell each other, as a script of its own.

It is run in a process of its own, as that client warns of its own imports. Each of the
two prints what it was told, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

# Neither typed nor installed everywhere.
ftrack_api: Any = import_module("ftrack_api")

PATIENCE = 60.0
DESCRIBED = "described by the one who answers"


def main(role: str, url: str, user: str, key: str) -> None:
    """Be the one who asks, or the one who answers."""
    session = ftrack_api.Session(
        url, key, user, auto_connect_event_hub=False, schema_cache_path=False
    )
    session.event_hub.connect()
    told = answer(session) if role == "answering" else ask(session)
    session.close()
    print(json.dumps(told))


def answer(session: Any) -> object:
    """Answer a question, describe the task that is created, and wait for the end."""
    updates = collect(session, "topic=ftrack.update")
    ended = collect(session, "topic=studio.end and data.reason=done")
    asked: list[Any] = []

    def reply(event: Any) -> object:
        asked.append(event)
        return {"answer": event["data"]["number"] * 2}

    session.event_hub.subscribe("topic=studio.question", reply)
    # Acknowledged after the subscriptions: those are in force when it comes back.
    echo = collect(session, "topic=studio.echo")
    session.event_hub.publish(ftrack_api.event.base.Event("studio.echo"))
    wait(session, lambda: bool(echo))
    print("ready", flush=True)
    wait(session, lambda: bool(entities(updates, "add", "Task")))
    (task,) = entities(updates, "add", "Task")
    session.get("Task", task["entityId"])["description"] = DESCRIBED
    session.commit()
    wait(session, lambda: bool(ended))
    return {
        "asked_by": asked[0]["source"]["user"],
        "updates": [update["data"] for update in updates],
    }


def ask(session: Any) -> object:
    """Ask a question, create a task, and wait until it is described."""
    updates = collect(session, "topic=ftrack.update and source.user.username=*")
    answers: list[Any] = []
    question = ftrack_api.event.base.Event("studio.question", data={"number": 21})
    session.event_hub.publish(question, on_reply=answers.append)
    wait(session, lambda: bool(answers))
    schema = session.query("ProjectSchema").first()
    project = session.create(
        "Project", {"name": "p", "full_name": "P", "project_schema": schema}
    )
    task = session.create("Task", {"name": "one", "parent": project})
    session.commit()
    wait(session, lambda: bool(entities(updates, "update", "Task")))
    task["name"] = "two"
    session.commit()
    session.delete(task)
    session.commit()
    end = ftrack_api.event.base.Event("studio.end", data={"reason": "done"})
    session.event_hub.publish(end)
    return {
        "task": task["id"],
        "project": project["id"],
        "answer": answers[0]["data"],
        "in_reply_to_question": answers[0]["in_reply_to_event"] == question["id"],
        "updates": [update["data"] for update in updates],
    }


def collect(session: Any, subscription: str) -> list[Any]:
    events: list[Any] = []
    # A callback that returns anything replies with it.
    session.event_hub.subscribe(subscription, events.append)
    return events


def entities(updates: list[Any], action: str, entity_type: str) -> list[Any]:
    return [
        entity
        for update in updates
        for entity in update["data"]["entities"]
        if (entity["action"], entity["entity_type"]) == (action, entity_type)
    ]


def wait(session: Any, happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "Nothing was heard."
        session.event_hub.wait(0.01)


if __name__ == "__main__":
    main(*sys.argv[1:])
