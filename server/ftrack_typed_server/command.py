"""``ftrack-typed serve``: the server on the command line."""

from __future__ import annotations

import argparse
import gc
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import get_args

from ftrack_typed_server.bodies import LARGEST_REQUEST
from ftrack_typed_server.seeds import SeedName
from ftrack_typed_server.serving import RunningServer, running

_MEBIBYTE = 2**20
_MOST_MEBIBYTES = 4096
_EPILOG = """\
examples:
  A production to look at, at the same address each time:
    ftrack-typed serve --seed demo --port 8090

  Your own site's schema, custom attributes and names, with data that stay:
    ftrack-typed serve --schema schema.json --database sqlite:///site.sqlite

  The same on a PostgreSQL server (pip install 'ftrack-typed[postgresql]'):
    ftrack-typed serve --database postgresql+psycopg://USER:PASSWORD@HOST/NAME

Once it answers it prints its URL and three lines to paste into a shell, after which
ftrack-typed, the packages it generates and ftrack's own clients find the server.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.description = (
        "Serve a site of your own: the protocol of an ftrack server, on this machine."
    )
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen at (%(default)s)"
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=0,
        metavar="N",
        help="port to listen at; 0, the default, for any that is free",
    )
    parser.add_argument(
        "--database",
        default="sqlite://",
        metavar="URL",
        help="where the data are kept: sqlite:///FILE or "
        "postgresql+psycopg://USER:PASSWORD@HOST/NAME; by default in memory, gone "
        "when the server ends",
    )
    parser.add_argument(
        "--schema",
        type=Path,
        metavar="FILE",
        help="a snapshot that ftrack-typed schema has saved, whose custom attributes "
        "and names a new database has, or what a server answered to query_schemas; by "
        "default the stock schema is served",
    )
    parser.add_argument(
        "--files",
        type=Path,
        metavar="FOLDER",
        help="where the files of components are kept; by default beside the "
        "database's file, else in a temporary folder, gone when the server ends",
    )
    parser.add_argument(
        "--seed",
        choices=get_args(SeedName),
        default="fresh",
        help="what a new database begins with (%(default)s)",
    )
    parser.add_argument(
        "--largest-request",
        type=_mebibytes,
        default=LARGEST_REQUEST,
        metavar="MIB",
        help="how large a batch may be, compressed or not, in MiB "
        f"({LARGEST_REQUEST // _MEBIBYTE})",
    )
    parser.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        dest="origins",
        help="let web pages of this origin ask, such as https://tools.example; pages "
        "of this machine may always; can be given several times",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted.

    Args:
        arguments: what :func:`configure` asked for.

    Returns:
        the exit code: 0 when interrupted.

    Raises:
        FtrackTypedError: the server cannot start: its schema, database or address
            cannot be used.
    """
    with (
        _interruptible() as interrupted,
        running(
            schema=arguments.schema,
            database=arguments.database,
            seed=arguments.seed,
            host=arguments.host,
            port=arguments.port,
            files=arguments.files,
            origins=arguments.origins,
            largest_request=arguments.largest_request,
        ) as server,
    ):
        # What a site is made of stays: the collector need not look through it again.
        gc.freeze()
        _announce(server)
        interrupted.wait()
    return 0


@contextmanager
def _interruptible() -> Generator[threading.Event]:
    """Set the event that is yielded when the process is interrupted or terminated."""
    interrupted = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        interrupted.set()

    before = {
        number: signal.signal(number, stop)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield interrupted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announce(server: RunningServer) -> None:
    print(f"Serving at {server.url} (Ctrl-C ends it)")
    print(f"export FTRACK_SERVER={server.url}")
    print(f"export FTRACK_API_USER={server.api_user}")
    print(f"export FTRACK_API_KEY={server.api_key}", flush=True)


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to 65535")
    return port


def _mebibytes(text: str) -> int:
    """Return a number of MiB as bytes."""
    try:
        size = int(text)
    except ValueError:
        size = 0
    if not 1 <= size <= _MOST_MEBIBYTES:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no size: 1 to {_MOST_MEBIBYTES} MiB"
        )
    return size * _MEBIBYTE
