"""Jobs that run in the background of a real server, and are over at once here."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import orjson

from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.operations.context import Operating, Operation, Pending, text


def delayed_job(batch: Operating, operation: Operation) -> Pending:
    """Answer a job that is done: there is no other system to exchange data with."""
    data: object = operation.get("data")
    if data is not None and not isinstance(data, Mapping):
        raise ValidationError(
            "'data' of the operation 'delayed_job' must be an object."
        )
    job = {
        "type": text(operation, "job_type"),
        "status": "done",
        "data": orjson.dumps(data or {}).decode(),
        "finished_at": batch.writer.now,
    }
    return attrs.evolve(batch.writer.create("Job", None, job), action="delayed_job")
