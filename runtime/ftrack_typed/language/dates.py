"""Dates as they are written in a query, and by every client in values."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_FORM = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,](?P<fraction>\d+))?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_date(text: str) -> datetime:
    """Return the moment that *text* names, naive, in UTC.

    Accepts a date alone (midnight), seconds and fractions or not, ``T`` or a space,
    an offset or ``Z`` or neither (UTC).

    Raises:
        ValueError: the text is no date, or there is no such day or time.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a date")
    time = match["time"] or "00:00:00"
    if len(time) == 5:
        time += ":00"
    moment = datetime.fromisoformat(f"{match['date']}T{time}")
    if match["fraction"]:
        moment = moment.replace(microsecond=int(match["fraction"][:6].ljust(6, "0")))
    zone = match["zone"]
    if zone and zone not in "Zz":
        sign = -1 if zone[0] == "-" else 1
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        try:
            moment -= sign * timedelta(hours=hours, minutes=minutes)
        except OverflowError as error:
            raise ValueError(f"{text!r} is outside the calendar") from error
    return moment


def is_day(text: str) -> bool:
    """Return whether *text* names a day without a time."""
    return _DAY.fullmatch(text.strip()) is not None
