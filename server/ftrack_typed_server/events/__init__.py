"""The event server: socket.io 0.9 over WebSockets, and what is published after commits.

Only what serves requests imports it; the hub itself costs nothing until a client
connects.
"""

from __future__ import annotations

from ftrack_typed_server.events.event import user_of
from ftrack_typed_server.events.handshake import Handshakes
from ftrack_typed_server.events.hub import Hub
from ftrack_typed_server.events.routes import event_routes
from ftrack_typed_server.events.updates import update_event

__all__ = ["Handshakes", "Hub", "event_routes", "update_event", "user_of"]
