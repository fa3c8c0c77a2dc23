"""What a request can be refused with, in the words and codes of the protocol.

::

    RequestError
    ├── ParseError               a query that is not understood
    ├── ValidationError          a value, an attribute or an operation is wrong
    ├── IntegrityError           a row would clash with another, or is still in use
    ├── InvalidCredentialsError  the user or the key is unknown
    ├── InvalidActionError       an operation that does not exist
    ├── PermissionRefusedError   no role allows it, or an address is wrong or too old
    ├── NotFoundError            nothing is at this address
    ├── RangeError               a part of a file that it does not have
    ├── RequestTooLargeError     a body over the limit
    ├── RequestTimeoutError      a body that did not come in time
    ├── UnsupportedEncodingError a body in an encoding that is not read
    └── StorageError             the disk does not take a file
"""

from __future__ import annotations

from typing import ClassVar


class RequestError(Exception):
    """A request that fails; the whole batch is rolled back.

    Args:
        message: what is wrong, for the client's user.
    """

    exception: ClassVar[str] = "RequestError"
    status: ClassVar[int] = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def as_body(self) -> dict[str, object]:
        """Return the error object that answers the request."""
        return error_body(self.exception, self.message)


class ParseError(RequestError):
    """A query that is not understood, or names what does not exist."""

    exception = "ParseError"


class ValidationError(RequestError):
    """A value, an attribute or an operation's shape is wrong."""

    exception = "ValidationError"
    status = 422


class IntegrityError(RequestError):
    """A row would clash with another one, or is still referred to."""

    exception = "IntegrityError"
    status = 409


class InvalidCredentialsError(RequestError):
    """The user or the key is unknown."""

    exception = "InvalidCredentialsError"
    status = 401

    def __init__(self) -> None:
        super().__init__("The supplied API key is not valid.")


class InvalidActionError(RequestError):
    """An operation that the server does not have."""

    exception = "InvalidActionError"

    def __init__(self, action: object) -> None:
        # Clients look for this text, quotes and prefix included.
        super().__init__(f"Invalid action u'{action}'")


class RequestTooLargeError(RequestError):
    """A body over the limit."""

    exception = "RequestTooLargeError"
    status = 413


class RequestTimeoutError(RequestError):
    """A body that did not come in time."""

    exception = "RequestTimeoutError"
    status = 408

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The request did not come in whole within {seconds:g} seconds."
        )


class PermissionRefusedError(RequestError):
    """What no role of the caller's allows; a signed address that is wrong or old."""

    exception = "PermissionError"
    status = 403


class NotFoundError(RequestError):
    """Nothing is at an address."""

    exception = "NotFoundError"
    status = 404


class RangeError(RequestError):
    """A part of a file that it does not have."""

    exception = "RangeError"
    status = 416


class UnsupportedEncodingError(RequestError):
    """A body in an encoding that is not read here."""

    exception = "UnsupportedEncodingError"
    status = 415

    def __init__(self, encoding: str) -> None:
        super().__init__(
            f"Bodies with the content encoding {encoding!r} are not read here: send "
            "the body as it is. Requests to /api may be compressed with gzip."
        )


class StorageError(RequestError):
    """The disk does not take a file."""

    exception = "StorageError"
    status = 507


def error_body(exception: str, message: str) -> dict[str, object]:
    """Return an error object.

    The official client formats the text as a template, so it holds no braces.
    """
    content = message.replace("{", "(").replace("}", ")")
    return {"exception": exception, "content": content, "error_code": None}
