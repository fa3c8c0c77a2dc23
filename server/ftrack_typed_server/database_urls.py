"""Addresses of databases: read, and shown without what is secret in them."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_SECRETS = ("password", "sslpassword")
_HIDDEN = "***"


def read_url(text: str) -> URL:
    """Return the database URL that *text* is.

    Raises:
        ArgumentError: it is none; says what is wrong, and nothing of the text.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ArgumentError("it does not begin with the kind of database") from error
    except ValueError as error:
        raise ArgumentError("its port is no number") from error
    if url.host is not None and "@" in url.host:
        raise ArgumentError("an @ in the name or the password is written %40")
    return url


def shown_url(text: str) -> str:
    """Return the URL *text* without passwords, as far as it can be shown."""
    try:
        url = read_url(text)
    except ArgumentError:
        beginning, at, end = text.rpartition("@")
        scheme, colon, _ = beginning.partition("://")
        return f"{scheme if colon else ''}{colon}{_HIDDEN}{at}{end}" if at else text
    hidden = {name: _HIDDEN for name in _SECRETS if name in url.query}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)
