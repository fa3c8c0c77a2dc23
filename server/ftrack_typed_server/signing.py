"""Addresses that stand for a permission: signed, and good for a while."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import attrs

from ftrack_typed_server.errors import PermissionRefusedError

DAY = 24 * 60 * 60

_EXPIRES = "expires"
_SIGNATURE = "signature"


@attrs.frozen
class Signer:
    """Signs addresses and checks them; what one has signed no other accepts."""

    _secret: bytes = attrs.field(factory=lambda: secrets.token_bytes(32), repr=False)

    def sign(self, path: str, values: Mapping[str, str], expires: float) -> str:
        """Return *path* with *values* as its query, and what proves them.

        Args:
            path: the address from its first slash.
            values: the query's parameters.
            expires: until when it is good, in seconds since 1970.
        """
        signed = {**values, _EXPIRES: str(int(expires))}
        signed[_SIGNATURE] = self._signature(path, signed)
        return f"{path}?{urlencode(signed)}"

    def verify(self, path: str, query: Mapping[str, str]) -> dict[str, str]:
        """Return the values that :meth:`sign` was given for *path*.

        Raises:
            PermissionRefusedError: they are not as they were signed, or too old.
        """
        values = dict(query)
        given = values.pop(_SIGNATURE, "")
        expected = self._signature(path, values)
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise PermissionRefusedError("The address is not one that was handed out.")
        if int(values.pop(_EXPIRES)) < time.time():
            raise PermissionRefusedError("The address has expired: ask for a new one.")
        return values

    def _signature(self, path: str, values: Mapping[str, str]) -> str:
        text = f"{path}?{urlencode(sorted(values.items()))}"
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


def is_signed(query: Mapping[str, str]) -> bool:
    """Return whether an address with the parameters *query* carries a signature."""
    return _SIGNATURE in query


def soon(seconds: float) -> float:
    """Return the moment in *seconds* from now."""
    return time.time() + seconds


def late_tomorrow() -> float:
    """Return the end of tomorrow, so that addresses stay the same for a day."""
    return (time.time() // DAY + 2) * DAY
