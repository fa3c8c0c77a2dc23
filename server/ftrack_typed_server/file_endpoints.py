"""The addresses of components' files, of placeholders and of widgets."""

from __future__ import annotations

import asyncio
import html
import mimetypes
import re
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TypeVar

import attrs
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from ftrack_typed_server.bodies import is_packed
from ftrack_typed_server.errors import NotFoundError, RangeError, ValidationError
from ftrack_typed_server.media import (
    PLACEHOLDER,
    UPLOAD_PATH,
    Grant,
    Incoming,
    check_component_id,
    image_type,
)
from ftrack_typed_server.operations.widgets import WIDGET_PATH
from ftrack_typed_server.responses import Endpoint, guarded, result
from ftrack_typed_server.service import Service
from ftrack_typed_server.signing import is_signed

T = TypeVar("T")

_WRITTEN = 2**20
# One range of few digits; more in one request are asked for by no client.
_RANGE = re.compile(r"bytes=(?=.*[0-9])([0-9]{0,18})-([0-9]{0,18})", re.ASCII)
_AS_IT_IS = {"X-Content-Type-Options": "nosniff"}
_CACHED = {"Cache-Control": "private, max-age=60"}


def file_routes(service: Service, workers: Executor) -> list[Route]:
    """Return the routes of files.

    Args:
        service: the site.
        workers: what reads and writes files and rows.
    """
    endpoints = _Endpoints(service, workers)
    return [
        _route("/component/get", endpoints.get),
        _route("/component/thumbnail", endpoints.thumbnail),
        _route("/component/remove", endpoints.remove),
        _route("/img/thumbnail2.png", endpoints.placeholder),
        _route(WIDGET_PATH, endpoints.widget),
        _route(UPLOAD_PATH, endpoints.upload, "PUT"),
    ]


def _route(path: str, endpoint: Endpoint, method: str = "GET") -> Route:
    return Route(path, guarded(endpoint), methods=[method])


@attrs.frozen
class _Endpoints:
    service: Service
    workers: Executor

    async def get(self, http: Request) -> Response:
        """Answer a component's file."""
        key = await self._component(http)
        path = await self._run(partial(self.service.files.uploads.store.find, key))
        if path is None:
            raise NotFoundError(f"Component {key} has no file on this server.")
        _check_range(http.headers.get("range"), path.stat().st_size)
        name = await self._run(partial(self.service.file_name, key))
        kind, _ = mimetypes.guess_type(name)
        return FileResponse(
            path,
            media_type=kind or "application/octet-stream",
            filename=name,
            headers=_AS_IT_IS,
        )

    async def thumbnail(self, http: Request) -> Response:
        """Answer an image of a component: its file as it is, or a placeholder."""
        key = await self._component(http)
        _check_size(http.query_params.get("size"))
        path, kind = await self._run(partial(self._image, key))
        if path is None:
            return await self.placeholder(http)
        return FileResponse(path, media_type=kind, headers=_AS_IT_IS | _CACHED)

    async def remove(self, http: Request) -> Response:
        """Remove a component's file; one that is gone may be removed again."""
        key = await self._component(http, changes=True)
        store = self.service.files.uploads.store
        removed = await self._run(partial(store.remove, key))
        return result({"action": "remove", "data": removed})

    async def placeholder(self, http: Request) -> Response:
        """Answer the image for what has none."""
        return Response(PLACEHOLDER, media_type="image/png", headers=_AS_IT_IS)

    async def widget(self, http: Request) -> Response:
        """Answer a small page that says what it is about."""
        values = self.service.files.signer.verify(WIDGET_PATH, http.query_params)
        title = html.escape(f"{values['name']} {values.get('entity', '')}".strip())
        back, front = (
            ("#fff", "#222") if values["theme"] == "light" else ("#222", "#ddd")
        )
        return HTMLResponse(
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>"
            f"</head><body style='background:{back};color:{front};font-family:"
            f"sans-serif'><h1>{title}</h1></body></html>"
        )

    async def upload(self, http: Request) -> Response:
        """Take in a file, or a part of one."""
        is_packed(http, gzip=False)
        values = self.service.files.signer.verify(UPLOAD_PATH, http.query_params)
        grant = Grant.of(values)
        length = http.headers.get("content-length")
        if length is not None:
            grant.check_length(int(length))
        incoming = await self._run(self.service.files.uploads.store.begin)
        try:
            await self._receive(http, incoming, grant)
            checksum = http.headers.get("content-md5")
            tag = await self._run(partial(self._keep, incoming, grant, checksum))
        finally:
            await self._run(incoming.discard)
        return Response(headers={"ETag": f'"{tag}"'})

    async def _receive(self, http: Request, incoming: Incoming, grant: Grant) -> None:
        waiting: list[bytes] = []
        size = written = 0
        async for chunk in http.stream():
            size += len(chunk)
            grant.check_length(size)
            waiting.append(chunk)
            if size - written >= _WRITTEN:
                await self._run(partial(incoming.write, b"".join(waiting)))
                waiting, written = [], size
        await self._run(partial(incoming.write, b"".join(waiting)))

    def _keep(self, incoming: Incoming, grant: Grant, checksum: str | None) -> str:
        uploads = self.service.files.uploads
        grant.check_file(incoming, checksum)
        tag = incoming.md5.hex()
        if grant.upload_id is None or grant.part is None:
            incoming.keep(uploads.store.path(grant.component_id))
        else:
            uploads.find(grant.upload_id, grant.component_id)
            uploads.keep_part(incoming, grant.upload_id, grant.part)
        return tag

    def _image(self, key: str) -> tuple[Path | None, str | None]:
        path = self.service.files.uploads.store.find(key)
        kind = None if path is None else image_type(path)
        return (None, None) if kind is None else (path, kind)

    async def _component(self, http: Request, *, changes: bool = False) -> str:
        """Return the component that is asked for, by someone who may ask."""
        query = http.query_params
        key = check_component_id(query.get("id", ""))
        if not changes and is_signed(query):
            # What clients add, such as a size, is not part of what was signed.
            named = {
                name: value
                for name, value in query.items()
                if name in ("id", "expires", "signature")
            }
            self.service.files.signer.verify(http.scope["path"], named)
        else:
            await self._run(
                partial(
                    self.service.allow_file,
                    query.get("username"),
                    query.get("apiKey"),
                    key,
                    changes=changes,
                )
            )
        return key

    async def _run(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.workers, function)


def _check_range(text: str | None, size: int) -> None:
    """Check that a file of *size* bytes has the range that is asked for."""
    if text is None:
        return
    ranges = _RANGE.fullmatch(text.strip())
    if ranges is None:
        raise ValidationError(f"{text[:60]!r} is no range of bytes.")
    first, last = ranges.groups()
    if first and (int(first) >= size or (last and int(last) < int(first))):
        raise RangeError(f"The file has {size} bytes, and not {text!r}.")


def _check_size(size: str | None) -> None:
    if size is not None and not (size.isascii() and size.isdecimal()):
        raise ValidationError(f"'size' is a number of pixels, not {size[:20]!r}.")
