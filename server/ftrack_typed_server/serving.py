"""A server in a thread, for tests, demonstrations and the command line."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import attrs
import uvicorn

from ftrack_typed.errors import FtrackTypedError
from ftrack_typed.schema import SchemaDocument, read_document
from ftrack_typed_server.app import Workers, make_app
from ftrack_typed_server.bodies import LARGEST_REQUEST
from ftrack_typed_server.configured import check_site
from ftrack_typed_server.http_protocol import JsonProtocol
from ftrack_typed_server.media import FileStore
from ftrack_typed_server.seeds import SeedName, rows
from ftrack_typed_server.service import Service
from ftrack_typed_server.snapshots import Snapshot, snapshot_of
from ftrack_typed_server.storage import Storage, open_storage

_BACKLOG = 128
_READERS = 16
_PATIENCE = 30.0


@attrs.frozen
class RunningServer:
    """A server that answers.

    Attributes:
        url: its address, without a slash at the end.
        api_user: the login name of a user that may do everything.
        api_key: that user's API key.
    """

    url: str
    api_user: str
    api_key: str = attrs.field(repr=False)
    _service: Service = attrs.field(repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which clients find the server."""
        return {
            "FTRACK_SERVER": self.url,
            "FTRACK_API_USER": self.api_user,
            "FTRACK_API_KEY": self.api_key,
        }

    @property
    def requests(self) -> int:
        """How many API requests have been served so far."""
        return self._service.requests

    @contextmanager
    def snapshot(self) -> Generator[Snapshot]:
        """Yield the site as it is now, to be restored for as long as the block lasts.

        Raises:
            DatabaseError: the database is not one in memory.
        """
        with snapshot_of(self._service) as snapshot:
            yield snapshot


@contextmanager
def running(
    schema: SchemaDocument | Path | None = None,
    database: str = "sqlite://",
    seed: SeedName = "fresh",
    host: str = "127.0.0.1",
    port: int = 0,
    files: Path | None = None,
    origins: Iterable[str] = (),
    largest_request: int = LARGEST_REQUEST,
) -> Generator[RunningServer]:
    """Run a server in a thread for as long as the block lasts.

    Args:
        schema: what to serve: a document, a file with one, or the stock schema. If it
            says what its site has configured, a new database has these custom
            attributes and names, with these keys, instead of the seed's.
        database: an SQLAlchemy URL, of SQLite or of a database on a PostgreSQL server
            (with the extra ``postgresql``); by default a new database in memory. A
            database that holds data already is kept as it is, its key included.
        seed: what a new database is filled with: a new site's data, a demo production
            besides, or next to nothing.
        host: the address to listen at.
        port: the port to listen at; 0 for any free one.
        files: the folder that the files of components are kept in; by default one
            beside the database's file, named after it with ``.components``. Without a
            database file it is temporary and goes when the block ends: name one for a
            database server.
        origins: whose web pages may ask besides those of this machine, each as browsers
            write it, such as ``https://tools.studio.example``.
        largest_request: bytes that a batch may have, compressed or not; 64 MiB by
            default.

    Yields:
        the server, once it answers.

    Raises:
        SchemaError: the schema is none, or contradicts what it says of its site.
        DatabaseError: the database cannot be used.
        FolderError: the folder cannot be used.
        AddressError: the address or the port is not to be had.
        OriginError: one of the origins is none.
    """
    listener = _listen(host, port)
    try:
        storage = open_storage(database)
        try:
            with _file_store(storage, files) as store:
                service = Service.open(_document(schema), storage, store, rows(seed))
                with _serving(service, listener, largest_request, origins):
                    yield RunningServer(
                        _url(listener),
                        service.credentials.username,
                        service.credentials.key,
                        service,
                    )
        finally:
            storage.close()
    finally:
        listener.close()


class AddressError(FtrackTypedError):
    """The server cannot listen at an address; choose another address or port.

    Attributes:
        host: the address.
        port: the port.
    """

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Cannot listen at {host}:{port}: {reason}. Choose another address or "
            "port; port 0 takes any that is free."
        )
        self.host = host
        self.port = port


class _Uvicorn(uvicorn.Server):
    """Uvicorn that says when it has begun to answer."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()


@contextmanager
def _serving(
    service: Service,
    listener: socket.socket,
    largest_request: int,
    origins: Iterable[str],
) -> Generator[None]:
    reading = ThreadPoolExecutor(_READERS, thread_name_prefix="ftrack-typed-reader")
    writing = ThreadPoolExecutor(1, thread_name_prefix="ftrack-typed-writer")
    server = _Uvicorn(
        uvicorn.Config(
            make_app(
                service,
                Workers(reading, writing),
                largest_request=largest_request,
                origins=origins,
            ),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            http=JsonProtocol,
            ws="websockets-sansio",
            # Requests for WebSockets are logged with their parameters: the user's key.
            log_level="warning",
            timeout_graceful_shutdown=5,
        )
    )
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="ftrack-typed-server"
    )
    thread.start()
    try:
        if not server.answering.wait(_PATIENCE):
            raise RuntimeError("The server did not begin to answer.")
        yield
    finally:
        server.should_exit = True
        thread.join()
        reading.shutdown()
        writing.shutdown()


@contextmanager
def _file_store(storage: Storage, folder: Path | None) -> Generator[FileStore]:
    if folder is None and storage.path is not None:
        folder = storage.path.with_name(f"{storage.path.name}.components")
    if folder is not None:
        yield FileStore.open(folder)
        return
    with tempfile.TemporaryDirectory(prefix="ftrack-typed-") as temporary:
        yield FileStore.open(Path(temporary))


def _document(schema: SchemaDocument | Path | None) -> SchemaDocument:
    if isinstance(schema, SchemaDocument):
        check_site(schema)
        return schema
    if schema is not None:
        document = read_document(schema)
        check_site(document, str(schema))
        return document
    from ftrack_typed_server.stock import stock_document

    return stock_document()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, or asyncio leaves Nagle's algorithm on, which costs each answer
    # that is sent in two packets 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressError(host, port, error.strerror or str(error)) from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"
