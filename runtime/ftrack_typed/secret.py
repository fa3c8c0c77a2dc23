"""Values that are sent, and shown nowhere: keys, tokens, passwords."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

MASK = "***"

_CREDENTIALS = r"//[^/?#\s]*@"
_SECRET_PARAMETERS = r"(?i)([?&](?:api_?key|password|token|signature)=)[^&#\s]*"
_SHORTEST_STRUCK = 8
"""Shorter values are part of too many words to be struck out of a text."""


class Secret(str):
    """A text that is its value everywhere but in ``repr``, and cannot be pickled.

    What shows the variables of a traceback shows ``'***'`` for it, and so does the
    ``repr`` of whatever holds it.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "A secret cannot be pickled: what is stored or sent to another process "
            "would show it. Read it from the environment again over there."
        )

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self


def masked_url(url: str) -> str:
    """Return *url* with credentials in it masked.

    These are a user and password before the host, and query parameters such as
    ``apiKey``, with which the server's files are fetched.
    """
    return re.sub(
        _SECRET_PARAMETERS,
        rf"\g<1>{MASK}",
        re.sub(_CREDENTIALS, f"//{MASK}@", url),
    )


def struck(text: str, secrets: Iterable[str]) -> str:
    """Return *text*, which came from elsewhere, without any of *secrets*.

    Credentials in URLs are masked, too. Secrets of less than 8 characters are left:
    they are parts of too many words.
    """
    for secret in secrets:
        if len(secret) >= _SHORTEST_STRUCK:
            text = text.replace(secret, MASK)
    return masked_url(text)
