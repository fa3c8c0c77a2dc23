"""What is needed to read rows for one request."""

from __future__ import annotations

import attrs
from sqlalchemy import Connection

from ftrack_typed_server.signing import Signer, late_tomorrow
from ftrack_typed_server.site import Site


@attrs.frozen
class Reading:
    """One request's view of the data.

    Attributes:
        site: the resolved schema.
        connection: an open transaction.
        url: the server's own address, without a slash at the end.
        signer: makes addresses that need no credentials.
    """

    site: Site
    connection: Connection
    url: str
    signer: Signer

    def component_url(self, endpoint: str, component_id: str) -> str:
        """Return the address of a component's file, good until tomorrow ends.

        Args:
            endpoint: ``get`` for the file, ``thumbnail`` for an image of it.
            component_id: the component.
        """
        path = self.signer.sign(
            f"/component/{endpoint}", {"id": component_id}, late_tomorrow()
        )
        return self.url + path
