"""What someone who is no administrator may see and change.

The rules are in ``docs/adr/0010-permissions.md``: a role holds for projects; what is in
such a project can be seen and changed, and nothing in another one. All of it is
conditions in SQL, which are added to the rows that statements read from.
"""

from ftrack_typed_server.access.access import Access, SeenSite
from ftrack_typed_server.access.places import is_work
from ftrack_typed_server.access.roles import (
    ADMINISTRATOR,
    administers,
    has_roles,
    role_names,
)

__all__ = [
    "ADMINISTRATOR",
    "Access",
    "SeenSite",
    "administers",
    "has_roles",
    "is_work",
    "role_names",
]
