"""The HTTP side: requests into batches, results and errors into answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import Any, cast

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from ftrack_typed_server.batches import Request
from ftrack_typed_server.errors import RequestTooLargeError, ValidationError
from ftrack_typed_server.events import event_routes
from ftrack_typed_server.file_endpoints import file_routes
from ftrack_typed_server.origins import cross_origin
from ftrack_typed_server.responses import (
    check_encoding,
    failure,
    refuse_http,
    result,
)
from ftrack_typed_server.service import Service

LARGEST_BODY = 64 * 2**20
"""Bytes that a request may have at the most."""

_TRUE = ("1", "true")


def make_app(
    service: Service, workers: Executor, origins: Iterable[str] = ()
) -> Starlette:
    """Return the web application that serves *service*: ``/api``, events and files.

    Args:
        service: the site.
        workers: what runs the batches.
        origins: whose web pages may ask, besides this machine's.

    Raises:
        OriginError: one of the origins is none.
    """

    async def api(http: HttpRequest) -> Response:
        return await _answer(service, workers, http)

    return Starlette(
        routes=[
            Route("/api", api, methods=["POST"]),
            *event_routes(service, workers),
            *file_routes(service, workers),
        ],
        middleware=[cross_origin(origins)],
        exception_handlers={HTTPException: refuse_http, Exception: refuse_http},
    )


async def _answer(service: Service, workers: Executor, http: HttpRequest) -> Response:
    strict = _is_true(http.headers.get("ftrack-strict-api", ""))
    try:
        check_encoding(http)
        body = await _body(http)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(workers, _run, service, http, body, strict)
    except ClientDisconnect:
        # No one is left to be told.
        return Response(status_code=400)
    except Exception as error:
        return failure(error, strict=strict)


def _run(service: Service, http: HttpRequest, body: bytes, strict: bool) -> Response:
    return result(service.answer(_request(http, body, strict)))


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
    # JSON can say it in no other way.
    if b"\\u0000" in body and _holds_nul(operations):
        raise ValidationError("Text cannot hold the character NUL (\\u0000).")
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


def _holds_nul(value: object) -> bool:
    """Return whether any text in decoded JSON has the character NUL."""
    match value:
        case str():
            return "\0" in value
        case list():
            return any(map(_holds_nul, cast("list[object]", value)))
        case dict():
            items = cast("dict[str, object]", value).items()
            return any(_holds_nul(part) for item in items for part in item)
        case _:
            return False


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
