"""The HTTP side: requests into batches, results and errors into answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Any, cast

import orjson
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from ftrack_typed_server.batches import Request
from ftrack_typed_server.errors import (
    RequestError,
    RequestTooLargeError,
    ValidationError,
    error_body,
)
from ftrack_typed_server.events import event_routes
from ftrack_typed_server.service import Service

LARGEST_BODY = 64 * 2**20
"""Bytes that a request may have at the most."""

_TRUE = ("1", "true")
_LOG = logging.getLogger(__name__)


def make_app(service: Service, workers: Executor) -> Starlette:
    """Return the web application that serves *service*: ``/api`` and events.

    Args:
        service: the site.
        workers: what runs the batches.
    """

    async def api(http: HttpRequest) -> Response:
        return await _answer(service, workers, http)

    return Starlette(
        routes=[
            Route("/api", api, methods=["POST"]),
            *event_routes(service, workers),
        ]
    )


async def _answer(service: Service, workers: Executor, http: HttpRequest) -> Response:
    strict = _is_true(http.headers.get("ftrack-strict-api", ""))
    try:
        body = await _body(http)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(workers, _run, service, http, body, strict)
    except RequestError as error:
        return _refusal(error.as_body(), error.status, strict)
    except ClientDisconnect:
        # No one is left to be told.
        return Response(status_code=400)


def _run(service: Service, http: HttpRequest, body: bytes, strict: bool) -> Response:
    try:
        request = _request(http, body, strict)
        return _json(orjson.dumps(service.answer(request)))
    except RequestError:
        raise
    except SQLAlchemyError as error:
        # Without SQL and values, which can be long and are the client's own.
        reason = str(getattr(error, "orig", None) or type(error).__name__)
        _LOG.error("The database refused a request: %s", reason)
        return _refusal(error_body("DatabaseError", reason), 500, strict)
    except RecursionError:
        refused = ValidationError("The request is nested too deeply.")
        return _refusal(refused.as_body(), refused.status, strict)
    except Exception as error:
        # Whatever goes wrong, clients expect JSON; the log has the traceback.
        _LOG.exception("A request failed")
        message = f"The server failed: {type(error).__name__}."
        return _refusal(error_body("ServerError", message), 500, strict)


async def _body(http: HttpRequest) -> bytes:
    """Return the request's body.

    Raises:
        RequestTooLargeError: it is over the limit.
    """
    chunks: list[bytes] = []
    size = 0
    async for chunk in http.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            raise RequestTooLargeError(
                f"The request is larger than {LARGEST_BODY} bytes: send it in parts."
            )
        chunks.append(chunk)
    return b"".join(chunks)


def _request(http: HttpRequest, body: bytes, strict: bool) -> Request:
    try:
        decoded: object = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ValidationError(f"The request is not JSON: {error}.") from error
    if not isinstance(decoded, list):
        raise ValidationError(
            f"A request is a list of operations, not {type(decoded).__name__}."
        )
    operations = cast("list[object]", decoded)
    for position, operation in enumerate(operations):
        if not isinstance(operation, Mapping):
            raise ValidationError(
                f"The operation at position {position} must be an object, not "
                f"{type(operation).__name__}."
            )
    options = _options(http.headers.get("ftrack-api-options", ""))
    return Request(
        operations=cast("list[Mapping[str, Any]]", operations),
        username=http.headers.get("ftrack-user"),
        key=http.headers.get("ftrack-api-key"),
        strict=strict or options.get("strict", False),
        denormalise=options.get("denormalize", False),
        url=f"{http.url.scheme}://{http.url.netloc}",
        client_token=_token(http, "ftrack-clienttoken"),
        push_token=_token(http, "ftrack-pushtoken"),
    )


def _token(http: HttpRequest, header: str) -> str | None:
    # The JavaScript client sends this text where there is none.
    token = http.headers.get(header)
    return None if token == "undefined" else token


def _options(header: str) -> dict[str, bool]:
    """Return ``strict:1;denormalize:1``, written with ``:`` or ``=``, as values."""
    found: dict[str, bool] = {}
    for option in header.split(";"):
        name, _, value = option.replace("=", ":").partition(":")
        found[name.strip()] = _is_true(value.strip())
    return found


def _is_true(text: str) -> bool:
    return text.lower() in _TRUE


def _refusal(body: dict[str, object], status: int, strict: bool) -> Response:
    return _json(orjson.dumps(body), status if strict else 200)


def _json(content: bytes, status: int = 200) -> Response:
    return Response(content, status, media_type="application/json")
