"""Which proxy stands between here and the server, if any.

This module is imported with the first request that a proxy may be named for.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

import attrs

from ftrack_typed.secret import Secret

_LOOPBACK = ("localhost", "127.", "[::1]")


@attrs.frozen
class Proxy:
    """A proxy, its credentials apart from its address.

    Attributes:
        url: its address, without credentials.
        credentials: ``user:password``, or empty.
    """

    url: str
    credentials: Secret

    @classmethod
    def parse(cls, text: str) -> Proxy | None:
        """Return the proxy that *text* names, none if it is no URL.

        ``http://user:password@host:3128``; without scheme it is ``http``. Special
        characters of user and password are written as in URLs, ``%40`` for ``@``.
        """
        try:
            parts = urlsplit(text if "://" in text else f"http://{text}")
            _ = parts.port
        except ValueError:
            return None
        if parts.path.strip("/") or parts.query or parts.fragment:
            return None  # or a password with characters that end the host
        user, _, host = parts.netloc.rpartition("@")
        url = urlunsplit((parts.scheme, host, "", "", ""))
        return cls(url, Secret(unquote(user)))


def proxy_for(url: str, given: Secret | None) -> Proxy | None:
    """Return the proxy to use for *url*, if any.

    Args:
        url: what is to be asked.
        given: the URL of the proxy, empty for none; by default the environment says,
            but never one for this machine itself.

    Raises:
        ValueError: what is named is no URL; it is not shown.
    """
    text = _from_environment(url) if given is None else given
    if not text:
        return None
    parsed = Proxy.parse(text)
    if parsed is None:
        # A password that is not written as in URLs may stand anywhere before the host.
        shown = text.rpartition("@")[2]
        raise ValueError(
            f"{shown!r} is no URL of a proxy; special characters of a password are "
            "written as in URLs, %40 for @"
        )
    return parsed


def _from_environment(url: str) -> Secret | None:
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0]
    if host.lower().startswith(_LOOPBACK) or proxy_bypass(host):
        return None
    proxies = getproxies()
    return Secret(proxies.get(scheme.lower()) or proxies.get("all") or "")
