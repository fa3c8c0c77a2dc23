"""Date-times: the one form that is stored and sent back.

Storage holds UTC as ISO text, ``2024-05-01T08:30:00`` with microseconds only where
they are not zero: text of this form sorts as the moments do, in every database.
"""

from __future__ import annotations

from datetime import datetime, timezone


def stored(moment: datetime) -> str:
    """Return *moment* as it is stored; one with an offset is converted to UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment.isoformat()


def now() -> str:
    """Return the current moment as it is stored, in whole seconds."""
    return stored(datetime.now(timezone.utc).replace(microsecond=0))


def tagged(text: str) -> dict[str, str]:
    """Return stored *text* as it stands on the wire."""
    return {"__type__": "datetime", "value": text}
