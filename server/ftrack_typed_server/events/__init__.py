"""The event server: socket.io 0.9 over WebSockets, and what is told of commits."""

from __future__ import annotations

from ftrack_typed_server.events.announcement import Announcement
from ftrack_typed_server.events.handshake import Handshakes
from ftrack_typed_server.events.hub import Hub
from ftrack_typed_server.events.routes import event_routes

__all__ = ["Announcement", "Handshakes", "Hub", "event_routes"]
