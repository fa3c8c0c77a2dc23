"""Logged times and what is open when."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, false, func, literal, select

from ftrack_typed_server import dates
from ftrack_typed_server.site import Site


def time_logged(site: Site, source: FromClause) -> ColumnElement[Any]:
    """Seconds logged on the context itself, descendants not included."""
    if not site.has("Timelog", "context_id", "duration"):
        return literal(0.0)
    logs = site.table("Timelog").alias()
    return (
        select(func.coalesce(func.sum(logs.c.duration), 0.0))
        .where(logs.c.context_id == source.c.id)
        .correlate(source)
        .scalar_subquery()
    )


def bid_time_logged_difference(site: Site, source: FromClause) -> ColumnElement[Any]:
    """What is left of the bid, in seconds."""
    if "bid" not in source.c:
        return literal(0.0)
    return func.coalesce(source.c.bid, 0.0) - time_logged(site, source)


def is_review_open(site: Site, source: FromClause) -> ColumnElement[Any]:
    """Whether now lies between a review session's start and end."""
    columns = source.c
    if "start_date" not in columns or "end_date" not in columns:
        return false()
    now = dates.now()
    return func.coalesce(
        and_(columns.start_date <= now, columns.end_date >= now), false()
    )
