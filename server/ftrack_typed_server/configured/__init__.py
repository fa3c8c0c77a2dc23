"""What a snapshot says that a site has configured, as the rows of a new database.

A snapshot has the site's custom attributes, and the names of its statuses, types,
priorities, object types and project schemas, with their keys. A server that is started
from it has these and no others, whatever it is seeded with: a snapshot of that server
is the snapshot that it was started from.
"""

from __future__ import annotations

from .contradictions import check_site
from .rows import configured_rows

__all__ = ["check_site", "configured_rows"]
