"""Results and errors as HTTP responses."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import orjson
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ftrack_typed_server.errors import (
    RequestError,
    StorageError,
    ValidationError,
    error_body,
)

Endpoint: TypeAlias = "Callable[[Request], Awaitable[Response]]"

_LOG = logging.getLogger(__name__)
_NAMES = {404: "NotFoundError", 405: "MethodNotAllowedError"}


def result(content: object, status: int = 200) -> Response:
    """Return *content* as JSON."""
    return Response(orjson.dumps(content), status, media_type="application/json")


def failure(error: Exception, *, strict: bool = True) -> Response:
    """Return the error object that answers *error*, whatever it is.

    Args:
        error: what was raised.
        strict: whether the response's status tells of it, too.
    """
    status, body = _described(error)
    return result(body, status if strict else 200)


def guarded(endpoint: Endpoint) -> Endpoint:
    """Return *endpoint* that answers its errors as JSON, with their status."""

    async def answer(http: Request) -> Response:
        try:
            return await endpoint(http)
        except ClientDisconnect:
            # No one is left to be told.
            return Response(status_code=400)
        except Exception as error:
            return failure(error)

    return answer


async def refuse_http(http: Request, error: Exception) -> Response:
    """Answer an address or a method that there is none of."""
    if not isinstance(error, HTTPException):
        return failure(error)
    name = _NAMES.get(error.status_code, "RequestError")
    message = f"{error.detail}: {http.method} {http.scope['path']}"
    return result(error_body(name, message), error.status_code)


def _described(error: Exception) -> tuple[int, dict[str, object]]:
    match error:
        case RequestError():
            return error.status, error.as_body()
        case SQLAlchemyError():
            # Without SQL and values, which can be long and are the client's own.
            reason = str(getattr(error, "orig", None) or type(error).__name__)
            reason = reason.partition("\n")[0]
            _LOG.error("The database refused a request: %s", reason)
            return 500, error_body("DatabaseError", reason)
        case RecursionError():
            return _described(ValidationError("The request is nested too deeply."))
        case OSError():
            reason = error.strerror or type(error).__name__
            _LOG.error("A file could not be read or written: %s", error)
            return _described(
                StorageError(f"The file cannot be read or written: {reason}.")
            )
        case _:
            # Whatever goes wrong, clients expect JSON; the log has the traceback.
            _LOG.error("A request failed", exc_info=error)
            message = f"The server failed: {type(error).__name__}."
            return 500, error_body("ServerError", message)
