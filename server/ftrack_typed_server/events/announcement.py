"""Telling clients of a batch, once it is committed."""

from __future__ import annotations

import attrs
from sqlalchemy import Connection

from ftrack_typed_server.access import Access
from ftrack_typed_server.events.event import user_of
from ftrack_typed_server.events.hub import Hub
from ftrack_typed_server.events.updates import (
    changed_entities,
    parents_of,
    told_to,
)
from ftrack_typed_server.site import Site
from ftrack_typed_server.users import Caller
from ftrack_typed_server.writes import Journal


@attrs.define
class Announcement:
    """The ``ftrack.update`` event of one batch.

    Who may not see everything is told of what it sees.

    Attributes:
        hub: who sends it.
        client_token: by what the client knows its own changes.
        push_token: by what the client knows this change.
        journal: takes the rows as they were before the batch.
    """

    hub: Hub
    client_token: str | None
    push_token: str | None
    journal: Journal = attrs.field(factory=Journal)
    _data: dict[str, object] | None = None
    _narrowed: dict[Access, dict[str, object] | None] = attrs.field(
        factory=dict["Access", "dict[str, object] | None"]
    )
    _source: dict[str, object] = attrs.field(factory=dict[str, object])

    def prepare(self, site: Site, connection: Connection, caller: Caller) -> None:
        """Put the event together; the batch is written, but not committed.

        Args:
            site: the resolved schema.
            connection: the batch's transaction.
            caller: who sent the batch.
        """
        entities = changed_entities(site, connection, self.journal)
        if not entities:
            return
        self._source = {"user": user_of(caller), "clientToken": self.client_token}
        self._data = self._content(entities, caller)
        for access in self.hub.restricted:
            told = told_to(
                site,
                entities,
                access.projects(site, connection),
                access.hidden_attributes(site, connection),
            )
            self._narrowed[access] = self._content(told, caller) if told else None

    def send(self) -> None:
        """Send the event, if the batch changed anything."""
        if self._data is not None:
            self.hub.announce(self._data, self._source, self._narrowed)

    def _content(
        self, entities: list[dict[str, object]], caller: Caller
    ) -> dict[str, object]:
        return {
            "clientToken": self.client_token,
            "pushToken": self.push_token,
            "parents": parents_of(entities),
            "user": {"userid": caller.user_id, "name": caller.username},
            "entities": entities,
        }
