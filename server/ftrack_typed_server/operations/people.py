"""Keys, invitations and one-time codes of users."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
import time

from ftrack_typed_server.errors import ValidationError
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
    """Give a user a new API key, by default the caller; the old one ends."""
    what = text(operation, "reset_type")
    kind = optional_text(operation, "entity_type") or "User"
    if what != "api_key" or kind != "User":
        raise ValidationError(
            f"The {what!r} of {kind} cannot be reset: reset the 'api_key' of a User."
        )
    user_id: object = operation.get("entity_key") or batch.caller.user_id
    user = batch.writer.find("User", user_id)
    key = reset_key(batch.reading.connection, batch.reading.site, user["username"])
    return done(operation, {"api_key": key})


def send_user_invite(batch: Operating, operation: Operation) -> Pending:
    """Answer as if a user had been invited; no mail is sent."""
    batch.writer.find("User", text(operation, "user_id"))
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
    except binascii.Error as error:
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
