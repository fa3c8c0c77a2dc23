"""What is needed to read rows for one request."""

from __future__ import annotations

import attrs
from sqlalchemy import Connection

from ftrack_typed_server.site import Site


@attrs.frozen
class Reading:
    """One request's view of the data.

    Attributes:
        site: the resolved schema.
        connection: an open transaction.
        url: the server's own address, without a slash at the end.
    """

    site: Site
    connection: Connection
    url: str
