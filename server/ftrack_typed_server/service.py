"""One site being served: its schema, its data, and what answers a batch."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import attrs

from ftrack_typed.schema import SchemaDocument
from ftrack_typed_server.batches import Request, SchemaAnswers, run_batch
from ftrack_typed_server.events import Hub, update_event, user_of
from ftrack_typed_server.seeding import SeedRow, insert_rows
from ftrack_typed_server.site import Site
from ftrack_typed_server.site_building import build_site
from ftrack_typed_server.storage import Storage, prepare_tables
from ftrack_typed_server.users import (
    Caller,
    Credentials,
    authenticate,
    ensure_credentials,
)
from ftrack_typed_server.writes import Journal


@attrs.define(eq=False)
class Service:
    """A site that answers requests.

    Attributes:
        site: the resolved schema.
        answers: what is answered about the schema.
        storage: the data.
        credentials: a user that may ask.
        hub: what tells clients of each other's events and commits.
        requests: how many API requests have been served.
    """

    site: Site
    answers: SchemaAnswers
    storage: Storage
    credentials: Credentials
    hub: Hub = attrs.field(factory=Hub)
    requests: int = 0
    _counting: threading.Lock = attrs.field(factory=threading.Lock)

    @classmethod
    def open(
        cls, document: SchemaDocument, storage: Storage, rows: Iterable[SeedRow]
    ) -> Service:
        """Return the site of *document* on *storage*.

        Args:
            document: the schema.
            storage: the database; what it holds already is kept.
            rows: what a new database is filled with.
        """
        site = build_site(document, storage.text)
        with storage.transaction(writes=True) as connection:
            new = prepare_tables(connection, site.metadata)
            preferred: str | None = None
            if new:
                seeded = list(rows)
                insert_rows(connection, site, seeded)
                preferred = _first_user(seeded)
            credentials = ensure_credentials(connection, site, preferred)
        return cls(site, SchemaAnswers.of(document), storage, credentials)

    def answer(self, request: Request) -> list[object]:
        """Return one result for each operation of *request*.

        Raises:
            RequestError: the request is refused; nothing was changed.
        """
        with self._counting:
            self.requests += 1
        if request.writes and self.hub.awaits_updates:
            return self._answer_and_announce(request)
        with self.storage.transaction(writes=request.writes) as connection:
            caller = authenticate(connection, self.site, request.username, request.key)
            return run_batch(self.site, self.answers, connection, caller, request)

    def identify(self, username: str | None, key: str | None) -> Caller:
        """Return the user that *username* and *key* belong to.

        Raises:
            InvalidCredentialsError: they do not belong to an active user.
        """
        with self.storage.transaction(writes=False) as connection:
            return authenticate(connection, self.site, username, key)

    def _answer_and_announce(self, request: Request) -> list[object]:
        update: dict[str, object] | None = None
        source: dict[str, object] = {}

        def announce() -> None:
            if update is not None:
                self.hub.announce(update, source)

        # Announced before the next batch is written: clients hear of commits in order.
        with self.storage.transaction(writes=True, committed=announce) as connection:
            caller = authenticate(connection, self.site, request.username, request.key)
            journal = Journal()
            results = run_batch(
                self.site, self.answers, connection, caller, request, journal
            )
            source |= {"user": user_of(caller), "clientToken": request.client_token}
            update = update_event(
                self.site,
                connection,
                journal,
                caller,
                client_token=request.client_token,
                push_token=request.push_token,
            )
        return results


def _first_user(rows: Iterable[SeedRow]) -> str | None:
    for row in rows:
        if row.entity_type == "User" and row.values.get("is_active", True):
            return str(row.values["username"])
    return None
