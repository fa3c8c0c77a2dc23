"""What the official client's helpers answer and write, for comparison; run by a test.

It prints JSON: the statuses and types of every project schema, and what a note, a reply
and a timer of its making come to.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

# It is neither typed nor installed everywhere.
ftrack_api: Any = import_module("ftrack_api")

url, user, key, schema_ids, task_id = sys.argv[1:]
session = ftrack_api.Session(
    url, key, user, auto_connect_event_hub=False, schema_cache_path=False
)


def answered(ask: Callable[..., Any], *arguments: str) -> list[str] | None:
    try:
        return sorted(item["id"] for item in ask(*arguments))
    except ValueError:
        return None


types = [each["id"] for each in session.query("Type").all()]
workflows = {}
for schema_id in schema_ids.split(","):
    schema = session.get("ProjectSchema", schema_id)
    workflows[schema_id] = {
        "tasks": {each: answered(schema.get_statuses, "Task", each) for each in types},
        "statuses": {
            name: answered(schema.get_statuses, name)
            for name in ("Shot", "Sequence", "AssetBuild", "AssetVersion")
        },
        "types": {
            name: answered(schema.get_types, name)
            for name in ("Task", "Shot", "AssetBuild")
        },
    }

author = session.query(f'User where username is "{user}"').one()
task = session.get("Task", task_id)
labels = session.query("NoteLabel").all()[:2]
note = task.create_note("official", author, recipients=[author], labels=labels)
note.create_reply("reply", author)
session.commit()
author.start_timer(task, comment="official")
author.stop_timer()
session.close()
print(json.dumps(workflows))
