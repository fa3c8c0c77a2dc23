"""Fill a new database with a large production.

Arguments: the database's URL.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count, cycle

import attrs

from ftrack_typed_server.seeding import insert_rows
from ftrack_typed_server.seeds import rows
from ftrack_typed_server.site_building import build_site
from ftrack_typed_server.stock import stock_document
from ftrack_typed_server.storage import open_storage
from ftrack_typed_server.users import ensure_credentials

PROJECTS, SEQUENCES, SHOTS, TASKS = 20, 20, 25, 9
"""How many of them there are in one of what comes before: 100,420 in all."""


@attrs.frozen
class Row:
    """One row of the database, as the server's seeds have them."""

    entity_type: str
    values: dict[str, object]


def production(statuses: list[str], types: list[str]) -> Iterator[Row]:
    """Yield the production's rows.

    Args:
        statuses: keys of the statuses that tasks have, in turn.
        types: keys of the types that tasks have, in turn.
    """
    numbers = count(1)
    status, kind = cycle(statuses), cycle(types)

    def row(entity_type: str, name: str, parent: str | None, **more: object) -> Row:
        # Keys in no order of their own, as keys are.
        key = f"{next(numbers) * 2654435761 % 2**32:08x}-0000-4000-8000-000000000000"
        return Row(entity_type, {"id": key, "name": name, "parent_id": parent, **more})

    for p in range(PROJECTS):
        project = row("Project", f"project {p}", None)
        project_key = project.values["id"]
        yield project
        for q in range(SEQUENCES):
            sequence = row("Sequence", f"sq{q:03}", str(project_key))
            yield sequence
            for s in range(SHOTS):
                shot = row("Shot", f"sh{s:03}", str(sequence.values["id"]))
                yield shot
                for t in range(TASKS):
                    yield row(
                        "Task",
                        f"task {t}",
                        str(shot.values["id"]),
                        bid=3600.0 * t,
                        status_id=next(status),
                        type_id=next(kind),
                    )


def fill(url: str) -> None:
    """Fill the database at *url*."""
    storage = open_storage(url)
    site = build_site(stock_document(), storage.text)
    seeded = list(rows("fresh"))

    def keys(entity_type: str) -> list[str]:
        return [
            str(row.values["id"]) for row in seeded if row.entity_type == entity_type
        ]

    large = production(keys("Status"), keys("Type"))
    with storage.transaction(writes=True) as connection:
        storage.prepare(connection, site.metadata)
        insert_rows(connection, site, [*seeded, *large])
        ensure_credentials(connection, site, "admin")
    storage.close()


if __name__ == "__main__":
    fill(sys.argv[1])
