"""``ftrack-typed serve``: the server on the command line."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import get_args

from ftrack_typed.schema import SchemaError
from ftrack_typed_server.running import RunningServer, running
from ftrack_typed_server.seeds import SeedName
from ftrack_typed_server.storage import DatabaseError


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.description = (
        "Serve a site of your own: the protocol of an ftrack server, on this machine."
    )
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
        help="where the data are kept, such as sqlite:///site.db; by default in "
        "memory, gone when the server ends",
    )
    parser.add_argument(
        "--schema",
        type=Path,
        metavar="FILE",
        help="a file with what a server answered to query_schemas; by default the "
        "stock schema is served",
    )
    parser.add_argument(
        "--seed",
        choices=get_args(SeedName),
        default="fresh",
        help="what a new database begins with (%(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted.

    Args:
        arguments: what :func:`configure` asked for.

    Returns:
        the exit code: 0 when interrupted, 2 when the server can not start.
    """
    try:
        with (
            _interruptible() as interrupted,
            running(
                schema=arguments.schema,
                database=arguments.database,
                seed=arguments.seed,
                host=arguments.host,
                port=arguments.port,
            ) as server,
        ):
            _announce(server)
            interrupted.wait()
    except (SchemaError, DatabaseError) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(
            f"Can not listen at {arguments.host}:{arguments.port}: "
            f"{error.strerror or error}. Choose another with --host and --port, or "
            "--port 0 for any free port."
        )
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


def _fail(message: str) -> int:
    print(f"ftrack-typed serve: {message}", file=sys.stderr)
    return 2


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to 65535")
    return port
