"""What the failures of connections mean.

This module is imported with the first failure.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from http.client import HTTPException

from urllib3 import exceptions

from ftrack_typed.errors import CancelledError, TransportError, TransportFault

_MEANINGS: Mapping[TransportFault, str] = {
    "unreachable": "{url} cannot be reached ({detail}). Check the server's URL, that "
    "the server runs and that this machine has a network.",
    "timeout": "{url} did not answer in time ({detail}). Try again later, or allow a "
    "longer timeout.",
    "tls": "There is no trusted connection to {url} ({detail}). If the server has a "
    "certificate of your own authority, name its file in SSL_CERT_FILE, or as the "
    "authorities of Tls.",
    "interrupted": "The connection to {url} broke before the answer was complete "
    "({detail}).",
    "invalid": "{url} cannot be asked ({detail}). Check the server's URL and the "
    "proxy settings.",
}

_UNUSABLE = (
    # Also LocationParseError, URLSchemeUnknown and all that urllib is asked wrongly.
    ValueError,
    exceptions.InvalidHeader,
    exceptions.ProxySchemeUnknown,
    exceptions.ProxySchemeUnsupported,
)

_BROKEN_TLS = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
"""Of a connection that broke; nobody was found untrustworthy."""


def translate(
    error: Exception, url: str, *, sent: bool, proxy: str | None = None
) -> TransportError:
    """Return what *error* means, which was raised while asking *url*.

    Of its causes only the operating system's error is kept, without frames: those of
    HTTP hold what was sent, credentials included, or the words of whoever answered.

    Args:
        error: what was raised.
        url: what was asked.
        sent: whether any byte of the request was handed to the system.
        proxy: the address of the proxy that stands between, if one does.
    """
    chain = list(_chain(error))
    fault = _fault(chain, sent=sent)
    detail = _detail(chain)
    translated = TransportError(
        _MEANINGS[fault].format(
            url=url, detail=f"{detail}, by the proxy {proxy}" if proxy else detail
        ),
        url=url,
        fault=fault,
        may_have_been_sent=sent,
    )
    translated.__cause__ = _bare(chain)
    return translated


def cancelled(url: str, *, sent: bool) -> CancelledError:
    """Return the error of a call that was cancelled."""
    outcome = (
        "it may have been carried out all the same"
        if sent
        else "nothing of it was sent"
    )
    return CancelledError(
        f"The call to {url} was cancelled; {outcome}.",
        url=url,
        fault="cancelled",
        may_have_been_sent=sent,
    )


def out_of_time(url: str, seconds: float | None, *, sent: bool) -> TransportError:
    """Return the error of a call that took longer than it may as a whole."""
    return TransportError(
        _MEANINGS["timeout"].format(
            url=url, detail=f"the call as a whole may take {seconds} s"
        ),
        url=url,
        fault="timeout",
        may_have_been_sent=sent,
    )


def _fault(chain: list[BaseException], *, sent: bool) -> TransportFault:
    def any_is(*kinds: type[BaseException]) -> bool:
        return any(isinstance(each, kinds) for each in chain)

    if any_is(ssl.SSLError) and not any_is(*_BROKEN_TLS, TimeoutError):
        return "tls"
    if any_is(TimeoutError, exceptions.TimeoutError):
        return "timeout"
    if sent:
        return "interrupted"
    if any_is(ssl.SSLError):
        return "tls"
    return "invalid" if any_is(*_UNUSABLE) else "unreachable"


def _detail(chain: list[BaseException]) -> str:
    """Return what the operating system says, else what ours and urllib3 say."""
    for error in chain:
        if isinstance(error, ssl.SSLError):
            # OpenSSL's errors have these, those made by Python may not.
            told = getattr(error, "verify_message", "") or getattr(error, "reason", "")
            if told or error.strerror:
                return str(told or error.strerror)
        elif isinstance(error, OSError) and error.strerror:
            return error.strerror
    last = chain[-1]
    if isinstance(last, HTTPException) and not isinstance(last, ConnectionError):
        # Its text may be what came in place of HTTP.
        return f"what came is no whole HTTP answer: {type(last).__name__}"
    return str(last) or type(last).__name__


def _bare(chain: list[BaseException]) -> OSError | None:
    """Return the operating system's error by itself, if there is one."""
    for error in chain:
        if isinstance(error, OSError) and error.errno is not None:
            error.__traceback__ = error.__cause__ = error.__context__ = None
            return error
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield *error* and what is behind it, the outermost first."""
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner is not None and id(inner) not in seen:
        yield inner
        seen.add(id(inner))
        wrapped = next((a for a in inner.args if isinstance(a, BaseException)), None)
        context = None if inner.__suppress_context__ else inner.__context__
        inner = wrapped or inner.__cause__ or context
