"""Which server to talk to, and as whom."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from ftrack_typed.errors import ConfigurationError
from ftrack_typed.frozen import Frozen, set_part
from ftrack_typed.secret import Secret, masked_url

_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "server_url": ("FTRACK_SERVER",),
    "api_user": ("FTRACK_API_USER",),
    "api_key": ("FTRACK_API_KEY", "FTRACK_APIKEY"),
}
"""For each setting the variables that may hold it, the first choice first."""


def is_header_text(value: str) -> bool:
    """Say whether HTTP can carry *value* in a header."""
    return all(" " <= character <= "ÿ" and character != "\x7f" for character in value)


def _check_credential(setting: str, value: str) -> None:
    if value and is_header_text(value):
        return
    # The value is not shown: it may be the key.
    fault = "is empty" if not value else "holds characters that HTTP cannot carry"
    raise ConfigurationError(
        f"The {setting} {fault}; write it as it stands in ftrack.",
        settings=[setting],
    )


def _server_url(value: str) -> str:
    stripped = value.strip()
    trimmed = stripped.rstrip("/")
    return stripped if trimmed.endswith(":") else trimmed


def _suggested_url(value: str) -> str:
    """Return the URL that was probably meant by *value*."""
    rest = re.sub(r"^[A-Za-z]*:?/+", "", value)
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    host = host or "company.ftrackapp.com"
    scheme = "http" if re.match(r"localhost\b|127\.", host) else "https"
    return f"{scheme}://{host}"


def _check_server_url(value: str) -> None:
    def refuse(why: str) -> ConfigurationError:
        shown = re.sub(r"//[^/?#]*@", "//", value)
        return ConfigurationError(
            f"The server URL {shown!r} {why}; write {_suggested_url(value)!r}.",
            settings=["server_url"],
        )

    if not value.lower().startswith(("https://", "http://")):
        raise refuse("does not begin with 'https://' or 'http://'")
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise refuse("has a host or port that is none") from None
    if not parts.hostname or any(
        character <= " " or character == "\x7f" for character in value
    ):
        raise refuse("has no usable host name")
    if "@" in parts.netloc:
        raise refuse("holds a user name, which belongs in api_user and api_key")
    if parts.query or parts.fragment or "?" in value or "#" in value:
        raise refuse("is the address of a page, not of the server")


class Configuration(Frozen):
    """The server's address and the credentials to use there.

    It cannot be pickled, as that would show the key: resolve one where it is needed.

    Attributes:
        server_url: ``https://company.ftrackapp.com``; a trailing slash is cut off.
        api_user: the login name of the user.
        api_key: the user's key, or one of an API role; it is never shown.

    Raises:
        ConfigurationError: a value that cannot be used; the message says why.
    """

    __slots__ = ("api_key", "api_user", "server_url")
    __match_args__: ClassVar[tuple[str, ...]] = ("server_url", "api_user", "api_key")

    server_url: str
    api_user: str
    api_key: str

    def __init__(self, server_url: str, api_user: str, api_key: str) -> None:
        # Some reports of a failure show the variables of each frame: these are none
        # that hold the key, or a password in the URL, which is refused.
        api_key = Secret(api_key.strip())
        server_url = masked_url(server_url)
        set_part(self, "server_url", _server_url(server_url))
        set_part(self, "api_user", api_user.strip())
        set_part(self, "api_key", api_key)
        _check_server_url(self.server_url)
        _check_credential("api_user", self.api_user)
        _check_credential("api_key", self.api_key)

    @classmethod
    def resolve(
        cls,
        server_url: str | None = None,
        api_user: str | None = None,
        api_key: str | None = None,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> Configuration:
        """Return the configuration from arguments, else from the environment.

        What is not given is read from ``FTRACK_SERVER``, ``FTRACK_API_USER`` (else the
        login name of the operating system) and ``FTRACK_API_KEY`` (else
        ``FTRACK_APIKEY``), as ftrack's own client does.

        Args:
            server_url: the address of the server.
            api_user: the login name on the server.
            api_key: the key of that user.
            environment: the variables to read, by default those of the process.

        Raises:
            ConfigurationError: something is missing or cannot be used.
        """
        given: dict[str, str | None] = {
            "server_url": server_url,
            "api_user": api_user,
            "api_key": Secret(api_key or ""),
        }
        del server_url, api_key  # as above: no variables of this frame any more
        _fill(given, os.environ if environment is None else environment)
        del environment
        absent = {name: _VARIABLES[name][0] for name in given if not given[name]}
        if absent:
            what = " and ".join(absent)
            how = " and ".join(absent.values())
            raise ConfigurationError(
                f"There is no {what}: give it as an argument, or set {how} in the "
                "environment.",
                settings=list(absent),
            )
        return cls(**{name: value or "" for name, value in given.items()})


def _fill(given: dict[str, str | None], variables: Mapping[str, str]) -> None:
    """Set what is not *given* to what the environment's *variables* say."""
    for name, choices in _VARIABLES.items():
        for variable in choices:
            given[name] = given[name] or variables.get(variable)
    given["api_user"] = given["api_user"] or _login_name()
    given["server_url"] = masked_url(given["server_url"] or "")
    given["api_key"] = Secret(given["api_key"] or "")


def _login_name() -> str | None:
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        # No variable names the user and the system has no entry for it, as in some
        # containers: then the user is missing like any other setting.
        return None
