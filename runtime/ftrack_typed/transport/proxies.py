"""Which proxy stands between here and the server, if any.

This module is imported with the first request.
"""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit, urlunsplit

import attrs

from ftrack_typed.secret import Secret, masked_url

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
    def parse(cls, text: str) -> Proxy:
        """Return the proxy that *text* names: ``http://user:password@host:3128``.

        Without scheme it is ``http``. Special characters of user and password are
        written as in URLs, ``%40`` for ``@``.

        Raises:
            ValueError: it is no URL.
        """
        parts = urlsplit(text if "://" in text else f"http://{text}")
        user, _, host = parts.netloc.rpartition("@")
        _ = parts.port
        return cls(
            urlunsplit((parts.scheme, host, parts.path, "", "")),
            Secret(unquote(user)),
        )


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
    try:
        return Proxy.parse(text)
    except ValueError:
        # The error's own text may hold a part of the password.
        raise ValueError(f"{masked_url(text)!r} is no URL of a proxy") from None


def _from_environment(url: str) -> Secret | None:
    if not any(name.lower().endswith("_proxy") for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass

    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0]
    if host.lower().startswith(_LOOPBACK) or proxy_bypass(host):
        return None
    proxies = getproxies()
    return Secret(proxies.get(scheme.lower()) or proxies.get("all") or "")
