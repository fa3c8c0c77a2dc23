"""One site being served: its schema, its data, and what answers a batch."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import attrs
from sqlalchemy import select

from ftrack_typed.schema import SchemaDocument
from ftrack_typed_server.batches import Files, Request, SchemaAnswers, run_batch
from ftrack_typed_server.compile.relations import column_of
from ftrack_typed_server.configured import configured_rows
from ftrack_typed_server.effects import effects_of_transaction
from ftrack_typed_server.events import Announcement, Hub
from ftrack_typed_server.media import FileStore, Uploads, plain_file_name
from ftrack_typed_server.object_types import (
    OBJECT_TYPE,
    agree,
    current_document,
    seed_rows,
)
from ftrack_typed_server.operations.uploading import COMPLETE, assemble_parts
from ftrack_typed_server.seeding import SeedRow, insert_rows
from ftrack_typed_server.signing import Signer
from ftrack_typed_server.site import Site
from ftrack_typed_server.site_building import build_site
from ftrack_typed_server.storage import Storage
from ftrack_typed_server.users import (
    Caller,
    Credentials,
    authenticate,
    ensure_credentials,
)


@attrs.frozen(eq=False)
class Served:
    """The schema of the moment.

    Attributes:
        site: the resolved schema.
        answers: what is answered about it.
    """

    site: Site
    answers: SchemaAnswers

    @classmethod
    def of(cls, document: SchemaDocument, storage: Storage) -> Served:
        """Return what is made of *document*."""
        site = build_site(document, storage.text)
        return cls(site, SchemaAnswers.of(document))


@attrs.define(eq=False)
class Service:
    """A site that answers requests.

    Attributes:
        document: the schema that it was opened with.
        served: the schema of the moment.
        storage: the data.
        files: the files of components, and signed addresses.
        credentials: a user that may ask.
        hub: what tells clients of each other's events and commits.
        requests: how many API requests have been served.
    """

    document: SchemaDocument
    served: Served
    storage: Storage
    files: Files
    credentials: Credentials
    hub: Hub = attrs.field(factory=Hub)
    requests: int = 0
    _counting: threading.Lock = attrs.field(factory=threading.Lock)

    @classmethod
    def open(
        cls,
        document: SchemaDocument,
        storage: Storage,
        store: FileStore,
        rows: Iterable[SeedRow],
    ) -> Service:
        """Return the site of *document* on *storage*.

        Args:
            document: the schema.
            storage: the database; what it holds already is kept.
            store: where the files of components are kept.
            rows: what a new database is filled with, together with what the site of
                *document* has configured.
        """
        served = Served.of(document, storage)
        site = served.site
        with storage.transaction(writes=True) as connection:
            new = storage.prepare(connection, site.metadata)
            preferred: str | None = None
            if new:
                seeded = configured_rows(document, rows)
                insert_rows(connection, site, seed_rows(document, seeded))
                preferred = _first_user(seeded)
            agree(connection, site, document, new=new)
            current = current_document(connection, site, document)
            credentials = ensure_credentials(connection, site, preferred)
        files = Files(Uploads(store), Signer())
        if current != document:
            served = Served.of(current, storage)
        return cls(document, served, storage, files, credentials)

    @property
    def site(self) -> Site:
        """The resolved schema of the moment."""
        return self.served.site

    def answer(self, request: Request) -> list[object]:
        """Return one result for each operation of *request*.

        Raises:
            RequestError: the request is refused; nothing was changed.
        """
        with self._counting:
            self.requests += 1
        news = self._announcement(request)
        self._assemble(request)
        changed: list[Served] = []

        def committed() -> None:
            # Before another batch writes: it may write rows of a new type.
            for served in changed:
                self.served = served
            if news is not None:
                news.send()

        # What is done to files comes when the transaction has ended.
        with (
            effects_of_transaction() as effects,
            self.storage.transaction(
                writes=request.writes, committed=committed
            ) as connection,
        ):
            caller = authenticate(connection, self.site, request.username, request.key)
            # Only now, as what was just read may be of a type that is new.
            served = self.served
            results = run_batch(
                served.site,
                served.answers,
                self.files,
                connection,
                caller,
                request,
                effects,
                None if news is None else news.journal,
            )
            if news is not None:
                news.prepare(served.site, connection, caller)
            if request.changes(OBJECT_TYPE):
                document = current_document(connection, served.site, self.document)
                if document != served.site.document:
                    changed.append(Served.of(document, self.storage))
            return results

    def identify(self, username: str | None, key: str | None) -> Caller:
        """Return the user that *username* and *key* belong to.

        Raises:
            InvalidCredentialsError: they do not belong to an active user.
        """
        with self.storage.transaction(writes=False) as connection:
            return authenticate(connection, self.site, username, key)

    def allow_file(
        self, username: str | None, key: str | None, component_id: str, *, changes: bool
    ) -> None:
        """Check that *username* may fetch the file of a component, or change it.

        Raises:
            InvalidCredentialsError: user and key do not belong to an active user.
            PermissionRefusedError: the user may not.
        """
        with self.storage.transaction(writes=False) as connection:
            caller = authenticate(connection, self.site, username, key)
            caller.check_component(self.site, connection, component_id, changes=changes)

    def file_name(self, component_id: str) -> str:
        """Return what to call the file of a component: its name and file type."""
        found = None
        if self.site.has("Component", "name", "file_type"):
            table, entity = self.site.table("Component"), self.site.types["Component"]
            columns = (
                table.c[column_of(entity, "name")],
                table.c[column_of(entity, "file_type")],
            )
            with self.storage.transaction(writes=False) as connection:
                found = connection.execute(
                    select(*columns).where(table.c.id == component_id)
                ).first()
        if found is None:
            return component_id
        name, file_type = found
        suffix = f".{file_type.lstrip('.')}" if file_type else ""
        return plain_file_name(f"{name or component_id}{suffix}")

    def _assemble(self, request: Request) -> None:
        """Put parts of uploads together, while no transaction waits for it."""
        wanted = [item for item in request.operations if item.get("action") == COMPLETE]
        if wanted:
            self.identify(request.username, request.key)
        for operation in wanted:
            assemble_parts(self.files.uploads, operation)

    def _announcement(self, request: Request) -> Announcement | None:
        """Return what tells clients of a batch, none where no one wants to know."""
        if not request.writes or not self.hub.awaits_updates:
            return None
        return Announcement(self.hub, request.client_token, request.push_token)


def _first_user(rows: Iterable[SeedRow]) -> str | None:
    for row in rows:
        if row.entity_type == "User" and row.values.get("is_active", True):
            return str(row.values["username"])
    return None
