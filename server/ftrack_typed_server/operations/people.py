"""Keys, invitations and one-time codes of users."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable, Mapping
from typing import Final, cast

from ftrack_typed_server.api_keys import (
    API_KEY,
    create_api_key,
    find_api_key,
    has_api_keys,
    reset_api_key,
)
from ftrack_typed_server.errors import PermissionRefusedError, ValidationError
from ftrack_typed_server.operations.context import (
    Operating,
    Operation,
    Pending,
    answer,
    done,
    optional_text,
    text,
)
from ftrack_typed_server.users import reset_key

_STEP = 30
_DIGITS = 6


def reset_remote(batch: Operating, operation: Operation) -> Pending:
    """Give a new API key in place of an old one, which ends.

    It is a user's, by default the caller's, or that of an ``ApiKey``. Only
    administrators may reset keys that are not their own.
    """
    kind = optional_text(operation, "entity_type") or "User"
    reset = _RESETS.get(kind)
    if text(operation, "reset_type") != "api_key" or reset is None:
        raise ValidationError(
            f"The {operation['reset_type']!r} of {kind} cannot be reset: reset the "
            f"'api_key' of one of {', '.join(_RESETS)}."
        )
    return done(operation, {"api_key": reset(batch, operation)})


def _reset_user(batch: Operating, operation: Operation) -> str:
    user_id: object = operation.get("entity_key") or batch.caller.user_id
    user = batch.writer.find("User", user_id)
    _allow_reset(batch, f"user {user['username']}", user["id"])
    reading = batch.reading
    return reset_key(reading.connection, reading.site, user["username"])


def _reset_api_key(batch: Operating, operation: Operation) -> str:
    """Reset the ``ApiKey`` that is named by its key or its identifier.

    Where a caller names one that is new, it is made and is the caller's own.
    """
    if not has_api_keys(batch.reading.site):
        raise ValidationError("This site has no ApiKey.")
    connection, site = batch.reading.connection, batch.reading.site
    if operation.get("entity_key") is None:
        identifier = _identifier(operation)
        owner = batch.caller.user_id
        key_id, owner = find_api_key(connection, site, identifier) or (
            create_api_key(connection, site, identifier, owner),
            owner,
        )
    else:
        row = batch.writer.find(API_KEY, operation["entity_key"])
        key_id, owner = row["id"], row["resource_id"]
    _allow_reset(batch, f"ApiKey {key_id}", owner)
    return reset_api_key(connection, site, key_id)


def _identifier(operation: Operation) -> str:
    data: object = operation.get("entity_data")
    identifier: object = None
    if isinstance(data, Mapping):
        identifier = cast("Mapping[str, object]", data).get("identifier")
    if not isinstance(identifier, str) or not identifier:
        raise ValidationError(
            "To reset an ApiKey, name it by its 'entity_key', or by its 'identifier' "
            "in 'entity_data'."
        )
    return identifier


def _allow_reset(batch: Operating, what: str, owner: str | None) -> None:
    """Check that the caller may reset a key of *owner*, who is none for all users."""
    caller = batch.caller
    own = owner is not None and owner == caller.user_id and caller.global_key is None
    if not own and not caller.is_administrator:
        raise PermissionRefusedError(
            f"Permission denied: only an administrator may reset the key of {what}."
        )


_RESETS: Final[Mapping[str, Callable[[Operating, Operation], str]]] = {
    "User": _reset_user,
    API_KEY: _reset_api_key,
}


def send_user_invite(batch: Operating, operation: Operation) -> Pending:
    """Answer as if a user had been invited; no mail is sent.

    Only administrators invite users.
    """
    batch.writer.find("User", text(operation, "user_id"))
    if not batch.caller.is_administrator:
        raise PermissionRefusedError(
            "Permission denied: only an administrator may invite users."
        )
    return answer({"sent": True})


def send_review_session_invite(batch: Operating, operation: Operation) -> Pending:
    """Answer as if someone had been invited to a review; no mail is sent."""
    key = text(operation, "review_session_invitee_id")
    batch.writer.find("ReviewSessionInvitee", key)
    return answer({"sent": True})


def configure_totp(batch: Operating, operation: Operation) -> Pending:
    """Note that the caller has an authenticator, which the code shows."""
    code = optional_text(operation, "code")
    if not code:
        raise ValidationError("Code must be provided to enable totp.")
    if not _is_current(text(operation, "secret"), code):
        raise ValidationError("The code is not the one of this moment: try again.")
    batch.writer.update("User", batch.caller.user_id, {"is_totp_enabled": True})
    return done(operation)


def _is_current(secret: str, code: str) -> bool:
    """Return whether *code* is the secret's now, or was a moment before."""
    try:
        key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    except ValueError as error:
        raise ValidationError("The secret is no text in base 32.") from error
    step = int(time.time()) // _STEP
    codes = [_code(key, step - late) for late in (0, 1)]
    return any(hmac.compare_digest(code.encode(), item.encode()) for item in codes)


def _code(key: bytes, step: int) -> str:
    """Return the code of a step in time, as RFC 6238 has it."""
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0xF
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"
