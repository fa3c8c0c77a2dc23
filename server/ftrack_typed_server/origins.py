"""Which web pages a browser lets ask the server (CORS).

The JavaScript client asks with ``credentials: include`` and headers of its own, so a
browser first asks the server about the page's origin, and the answer has to name it.
The server sets no cookies: whoever asks has to know a key, and a page that is let in
gets nothing that a program could not ask for. All the same, pages from elsewhere have
no business with a server on somebody's machine. So only pages of this machine are let
in (``localhost``, names that end in ``.localhost`` and loopback addresses, any scheme
and port), and those of origins that were named when the server was started.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from ftrack_typed.errors import FtrackTypedError

_LOOPBACK: Final = (
    r"https?://(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?"
)
_FORM = re.compile(r"https?://[a-z0-9._-]+(:\d{1,5})?", re.ASCII)
_METHODS = ("GET", "POST", "PUT")
_SHOWN = ("Accept-Ranges", "Content-Disposition", "Content-Range", "ETag")
_SECONDS = 600


class OriginError(FtrackTypedError):
    """A text that is no origin; write it as browsers do."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is no origin of web pages: write it as browsers do, in lower "
            "case and without a path, such as https://tools.studio.example:8080."
        )


def cross_origin(origins: Iterable[str] = ()) -> Middleware:
    """Return what answers browsers about origins.

    A browser may send any header of those it asked for, and keeps the answer for ten
    minutes. Requests without an origin, as programs send them, are passed on as they
    are.

    Args:
        origins: whose pages are let in besides this machine's.

    Raises:
        OriginError: one of them is none.
    """
    allowed = list(origins)
    for origin in allowed:
        if _FORM.fullmatch(origin) is None:
            raise OriginError(origin)
    return Middleware(
        CORSMiddleware,
        allow_origins=allowed,
        allow_origin_regex=_LOOPBACK,
        allow_methods=_METHODS,
        # Sessions may be given further headers, which no list would have.
        allow_headers=["*"],
        allow_credentials=True,
        expose_headers=_SHOWN,
        max_age=_SECONDS,
    )
