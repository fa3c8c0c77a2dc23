"""Events: what a server tells of, as it happens, over one connection that is kept.

A session follows what changes elsewhere with ``session.follow_updates()``. This is what
that stands on, usable by itself::

    from ftrack_typed.events import EventHub
    from ftrack_typed.transport import HttpTransport

    with HttpTransport() as transport, EventHub(transport) as hub:
        for event in hub.subscribe("topic=ftrack.update"):
            print(event.data)

The embedded server speaks the same protocol and shares the modules of its language:
frames, and the expressions of subscriptions. What talks to a server is imported when it
is first used, and needs the ``events`` extra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .event import Event as Event
    from .expression_parser import ExpressionError as ExpressionError
    from .hub import EventHub as EventHub
    from .subscription import Subscription as Subscription

__all__ = ["Event", "EventHub", "ExpressionError", "Subscription"]

_PLACES = {
    "Event": "event",
    "EventHub": "hub",
    "ExpressionError": "expression_parser",
    "Subscription": "subscription",
}


def __getattr__(name: str) -> object:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{place}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
