"""An event, as clients see it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import attrs

from ftrack_typed.events.expressions import content_of


def _new_id() -> str:
    return uuid4().hex


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened, or that somebody wants to happen.

    Attributes:
        topic: what it is about, such as ``ftrack.update``.
        data: what else there is to say; what JSON can hold.
        target: an expression that subscribers have to match, empty for all of them.
        source: who sent it: its ``id``, ``user`` and so on.
        id: the event's own id.
        in_reply_to: the id of the event that this one answers, if it does.
    """

    topic: str
    data: object = None
    target: str = ""
    source: Mapping[str, object] = attrs.field(factory=dict[str, object])
    id: str = attrs.field(factory=_new_id)
    in_reply_to: str | None = None

    @classmethod
    def read(cls, content: Mapping[str, object]) -> Event:
        """Return the event that *content*, an object of JSON, describes.

        What is missing or of another kind is left at its default, the topic empty.
        """
        answered = content.get("inReplyToEvent")
        return cls(
            topic=_text(content.get("topic")),
            data=content.get("data"),
            target=_text(content.get("target")),
            source=content_of(content.get("source")),
            id=_text(content.get("id")),
            in_reply_to=answered if isinstance(answered, str) else None,
        )

    @property
    def content(self) -> dict[str, object]:
        """The event as it stands in a packet; official clients drop any other key."""
        return {
            "id": self.id,
            "topic": self.topic,
            "data": self.data,
            "sent": None,
            "source": dict(self.source),
            "target": self.target,
            "inReplyToEvent": self.in_reply_to,
        }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
