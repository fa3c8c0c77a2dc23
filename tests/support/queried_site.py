"""A random site in a database, queried below HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from ftrack_typed.schema import SchemaDocument
from ftrack_typed_server.projection import Emitter
from ftrack_typed_server.queries import run_query
from ftrack_typed_server.reading import Reading
from ftrack_typed_server.seeding import insert_rows
from ftrack_typed_server.signing import Signer
from ftrack_typed_server.site import Site
from ftrack_typed_server.site_building import build_site
from ftrack_typed_server.storage import Storage, open_storage
from support.complete_rows import SiteRow
from support.query_projection import on_the_wire
from support.random_site import RandomSite


@attrs.frozen(eq=False)
class QueriedSite:
    """A site's database and what to ask it with."""

    site: Site
    storage: Storage

    @classmethod
    def of(cls, document: SchemaDocument, random: RandomSite, url: str) -> QueriedSite:
        """Insert *random* into the new database at *url*."""
        storage = open_storage(url)
        site = build_site(document, storage.text)
        with storage.transaction(writes=True) as connection:
            storage.prepare(connection, site.metadata)
            insert_rows(connection, site, map(_tagged, random.rows))
            for table, pairs in random.world.hidden.items():
                connection.execute(
                    site.hidden_links[table].insert(),
                    [{"source_id": one, "target_id": other} for one, other in pairs],
                )
        return cls(site, storage)

    def rows(self, expression: str, *, normalise: bool) -> list[dict[str, object]]:
        """Return what a query finds."""
        with self.storage.transaction(writes=False) as connection:
            reading = Reading(self.site, connection, "http://site", Signer())
            result = run_query(reading, expression, strict=True)
            data = result(Emitter(self.site, normalise=normalise))["data"]
        assert isinstance(data, list)
        return data


def _tagged(row: SiteRow) -> SiteRow:
    """Return *row* with its values of any type as clients send them."""
    variable: Mapping[str, object] = {
        name: on_the_wire(value)
        for name, value in row.values.items()
        if name in ("default", "value") and isinstance(value, datetime)
    }
    return attrs.evolve(row, values={**row.values, **variable})
