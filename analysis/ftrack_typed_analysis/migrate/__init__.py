"""From the official client to this one: the mechanical part, rewritten in place.

``ftrack-typed migrate`` reads scripts with LibCST, which keeps formatting and comments,
and rewrites what it is certain of: calls that name their entity type, and nothing but
what the schema has. All else is left as it is and told with its place and the reason.
"""

from __future__ import annotations

from .records import Migrated, Options, Queries, Remark
from .rewriting import migrate_source
from .studio import Studio

__all__ = [
    "Migrated",
    "Options",
    "Queries",
    "Remark",
    "Studio",
    "migrate_source",
]
