"""The HTTP side: requests into batches, results and errors into answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import Any, cast

import attrs
import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from ftrack_typed_server.batches import Request
from ftrack_typed_server.bodies import is_packed, read_body, unpack
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.events import event_routes
from ftrack_typed_server.file_endpoints import file_routes
from ftrack_typed_server.origins import cross_origin
from ftrack_typed_server.responses import (
    failure,
    refuse_http,
    result,
)
from ftrack_typed_server.service import Service

_TRUE = ("1", "true")


@attrs.frozen
class Workers:
    """What runs the work that may take long.

    Attributes:
        reading: several threads, for all that does not write to the database.
        writing: one thread, for the batches that write. They wait for each other in any
            case, and would keep the others' threads waiting with them.
    """

    reading: Executor
    writing: Executor


def make_app(
    service: Service,
    workers: Workers,
    *,
    largest_request: int,
    origins: Iterable[str] = (),
) -> Starlette:
    """Return the web application that serves *service*: ``/api``, events and files.

    Args:
        service: the site.
        workers: what runs the batches.
        largest_request: bytes that a request to ``/api`` may have, compressed or not.
        origins: whose web pages may ask, besides this machine's.

    Raises:
        OriginError: one of the origins is none.
    """

    async def api(http: HttpRequest) -> Response:
        return await _answer(service, workers, largest_request, http)

    return Starlette(
        routes=[
            Route("/api", api, methods=["POST"]),
            *event_routes(service, workers.reading),
            *file_routes(service, workers.reading),
        ],
        middleware=[cross_origin(origins)],
        exception_handlers={HTTPException: refuse_http, Exception: refuse_http},
    )


async def _answer(
    service: Service, workers: Workers, limit: int, http: HttpRequest
) -> Response:
    strict = _is_true(http.headers.get("ftrack-strict-api", ""))
    try:
        packed = is_packed(http, gzip=True)
        body = await read_body(http, limit)
        run = asyncio.get_running_loop().run_in_executor

        def read() -> Request:
            return _request(http, unpack(body, limit) if packed else body, strict)

        request = await run(workers.reading, read)
        worker = workers.writing if request.writes else workers.reading
        return await run(worker, lambda: result(service.answer(request)))
    except ClientDisconnect:
        # No one is left to be told.
        return Response(status_code=400)
    except Exception as error:
        return failure(error, strict=strict)


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
