"""A batch of operations: one transaction, one result each, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, cast

import attrs
from sqlalchemy import Connection

from ftrack_typed.schema import SchemaDocument, digest, dump_document
from ftrack_typed_server.effects import Effects
from ftrack_typed_server.errors import InvalidActionError, ValidationError
from ftrack_typed_server.media import Uploads
from ftrack_typed_server.operations import READING, WRITING
from ftrack_typed_server.operations.context import Operating, Operation, Pending
from ftrack_typed_server.operations.information import user_information
from ftrack_typed_server.projection import Emitter
from ftrack_typed_server.queries import run_query
from ftrack_typed_server.reading import Reading
from ftrack_typed_server.signing import Signer
from ftrack_typed_server.site import Site
from ftrack_typed_server.storage_scenario import storage_scenario
from ftrack_typed_server.users import Caller
from ftrack_typed_server.writes import Change, Described, Journal, Writer, load_changes

VERSION = "4.13.8.100"
"""The version of ftrack whose protocol this is."""

_WRITING = frozenset({"create", "update", "delete", *WRITING})

_Run: TypeAlias = "Callable[[Operation], Pending]"


@attrs.frozen
class Request:
    """What a client sent.

    Attributes:
        operations: the batch, as decoded.
        username: the login name, if any was given.
        key: the API key, if any was given.
        strict: whether to answer errors with HTTP status codes.
        denormalise: whether every occurrence of an entity is to be complete.
        url: the server's address as the client sees it.
        client_token: by what the client knows its own changes among all.
        push_token: by what the client knows this change.
    """

    operations: Sequence[Operation]
    username: str | None
    key: str | None = attrs.field(repr=False)
    strict: bool = False
    denormalise: bool = False
    url: str = ""
    client_token: str | None = None
    push_token: str | None = None

    @property
    def writes(self) -> bool:
        """Whether any operation may write."""
        actions = (operation.get("action") for operation in self.operations)
        return any(isinstance(name, str) and name in _WRITING for name in actions)

    def changes(self, entity_type: str) -> bool:
        """Whether any operation creates, updates or deletes an *entity_type*."""
        return any(
            operation.get("entity_type") == entity_type
            and operation.get("action") in ("create", "update", "delete")
            for operation in self.operations
        )


@attrs.frozen
class SchemaAnswers:
    """What is answered about the schema, the same for every request.

    Attributes:
        schemas: the document as a list.
        digest: its digest, by which clients tell whether theirs is current.
    """

    schemas: list[dict[str, Any]]
    digest: str

    @classmethod
    def of(cls, document: SchemaDocument) -> SchemaAnswers:
        """Return the answers about *document*."""
        return cls(dump_document(document), digest(document))


@attrs.frozen
class Files:
    """What a site has besides rows.

    Attributes:
        uploads: the files of components.
        signer: makes addresses that need no credentials.
    """

    uploads: Uploads
    signer: Signer


def run_batch(
    site: Site,
    answers: SchemaAnswers,
    files: Files,
    connection: Connection,
    caller: Caller,
    request: Request,
    effects: Effects,
    journal: Journal | None = None,
) -> list[object]:
    """Return one result for each operation of *request*.

    Results of writes describe the state after the whole batch.

    Args:
        site: the resolved schema.
        answers: what is answered about the schema.
        files: what the site has besides rows.
        connection: the open transaction.
        caller: who asks.
        request: what was sent.
        effects: what is to be done when the transaction has ended; added to.
        journal: keeps rows as they were, if anyone is to be told of changes.

    Raises:
        RequestError: an operation is refused; the transaction is to be rolled back.
    """
    writer = Writer(site, connection, caller, journal)
    seen = site.seen_by(writer.seen)
    reading = Reading(seen, connection, request.url, files.signer)
    operating = Operating(reading, writer, caller, files.uploads, effects)
    return _Batch(operating, answers, request).run()


class _Batch:
    def __init__(
        self, operating: Operating, answers: SchemaAnswers, request: Request
    ) -> None:
        self._operating = operating
        self._reading = operating.reading
        self._answers = answers
        self._writer = operating.writer
        self._request = request
        self._emitter = Emitter(self._reading.site, normalise=not request.denormalise)
        self._actions: Mapping[str, _Run] = {
            "query": self._query,
            "create": self._create,
            "update": self._update,
            "delete": self._delete,
            "query_server_information": self._server_information,
            "query_schemas": self._schemas,
        }

    def run(self) -> list[object]:
        pending = [self._run(operation) for operation in self._request.operations]
        self._writer.finish()
        self._forget_files()
        described = load_changes(
            self._reading, [item for item in pending if isinstance(item, Change)]
        )
        # Entities are put in order of the results, of which each may be cut short by
        # the ones before.
        return [self._result(item, described) for item in pending]

    def _run(self, operation: Operation) -> Pending:
        action = operation.get("action")
        if isinstance(action, str):
            if (run := self._actions.get(action)) is not None:
                return run(operation)
            if (act := READING.get(action) or WRITING.get(action)) is not None:
                return act(self._operating, operation)
        raise InvalidActionError(action)

    def _forget_files(self) -> None:
        """Remove the files of components that were deleted, once they are."""
        remove = self._operating.uploads.store.remove
        for key in self._writer.removed("Component"):
            self._operating.effects.committed.append(partial(remove, key))

    def _result(self, pending: Pending, described: Described) -> object:
        if isinstance(pending, Change):
            data = described.data(self._emitter, pending)
            return {"action": pending.action, "data": data}
        return pending(self._emitter)

    def _query(self, operation: Operation) -> Pending:
        return run_query(
            self._reading,
            operation.get("expression"),
            strict=self._request.strict,
        )

    def _create(self, operation: Operation) -> Pending:
        return self._writer.create(
            _type_name(operation), operation.get("entity_key"), _data(operation)
        )

    def _update(self, operation: Operation) -> Pending:
        return self._writer.update(
            _type_name(operation), operation.get("entity_key"), _data(operation)
        )

    def _delete(self, operation: Operation) -> Pending:
        self._writer.delete(_type_name(operation), operation.get("entity_key"))
        return lambda emitter: {"action": "delete", "data": True}

    def _server_information(self, operation: Operation) -> Pending:
        every: dict[str, object] = {
            "version": VERSION,
            "schema_hash": self._answers.digest,
            "is_timezone_support_enabled": True,
            "storage_scenario": storage_scenario(self._reading),
            "is_nested_subqueries_enabled": True,
        }
        wanted = operation.get("values")
        if isinstance(wanted, list):
            names = cast("list[object]", wanted)
            every = {name: every[name] for name in every if name in names}
            if "user_information" in names:
                caller = self._operating.caller
                every["user_information"] = user_information(self._reading, caller)
        return lambda emitter: every

    def _schemas(self, operation: Operation) -> Pending:
        return lambda emitter: self._answers.schemas


def _type_name(operation: Operation) -> str:
    name = operation.get("entity_type")
    if not isinstance(name, str):
        raise ValidationError(
            f"The operation {operation['action']!r} needs an 'entity_type'."
        )
    return name


def _data(operation: Operation) -> Mapping[str, Any]:
    data: object = operation.get("entity_data")
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise ValidationError(
            f"'entity_data' of the operation {operation['action']!r} must be an object."
        )
    return cast("Mapping[str, Any]", data)
