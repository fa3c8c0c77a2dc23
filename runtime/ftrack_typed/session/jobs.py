"""Writing a job at once, whatever else is pending in the session."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from .cohort import Cohort

if TYPE_CHECKING:
    from ..model.entity import Entity
    from ..transport import Operation
    from .workspace import Workspace


def start(workspace: Workspace, user: Entity, description: str) -> Entity:
    """Write a new job of *user* that runs, and return it.

    Raises:
        ValueError: the user is new.
    """
    if workspace.is_new(user):
        raise ValueError(f"{user!r} is new: commit it before it has a job.")
    key = str(uuid4())
    data = {
        "id": key,
        "type": "api_job",
        "status": "running",
        "user_id": user.__key__[0],
        "data": _data(description),
    }
    return _written(workspace, "create", key, data)


def finish(workspace: Workspace, job: Entity, status: str, description: str) -> None:
    """Write that *job* has come to its end.

    Args:
        workspace: the session's machinery.
        job: the job.
        status: ``done`` or ``failed``.
        description: what people read.
    """
    data = {"status": status, "data": _data(description)}
    _written(workspace, "update", job.__key__[0], data)


def _data(description: str) -> str:
    return json.dumps({"description": description})


def _written(
    workspace: Workspace, action: str, key: str, data: dict[str, str]
) -> Entity:
    operation: Operation = {
        "action": action,
        "entity_type": "Job",
        "entity_key": [key],
        "entity_data": {"__entity_type__": "Job", **data},
    }
    # A server that carries an operation out says what became of the entity.
    answer: Any = workspace.call([operation])
    (job,) = workspace.decoded([answer[0]["data"]], Cohort())
    return job
