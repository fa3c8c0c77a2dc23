"""The console command ``ftrack-typed``: finds the command asked for and runs it.

The commands live in packages of their own, whose libraries are extras of this
distribution; only the module of the command asked for is imported.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol, cast

import attrs

from ftrack_typed._version import __version__
from ftrack_typed.errors import FtrackTypedError

_PROGRAM = "ftrack-typed"
_FAILURE = 2
_INTERRUPTED = 130
_OWN_PACKAGES = (
    "ftrack_typed",
    "ftrack_typed_analysis",
    "ftrack_typed_codegen",
    "ftrack_typed_server",
)

_DESCRIPTION = """\
A typed Python client for ftrack, generated from your server's own schema:
editors complete every entity and attribute, and mypy or pyright find the
mistakes before the script runs.
"""

_EPILOG = """\
examples:
  Generate a client package from your server:
    export FTRACK_SERVER=https://company.ftrackapp.com
    export FTRACK_API_USER=me@company.com
    export FTRACK_API_KEY=...
    ftrack-typed generate --output . --package studio_schema

  Try it without a server of your own:
    ftrack-typed serve --seed demo

environment:
  FTRACK_SERVER     the server's URL
  FTRACK_API_USER   your login name there; else that of the operating system
  FTRACK_API_KEY    your API key, from ftrack's account settings
  NO_COLOR          set it to have no colours
"""


class CommandModule(Protocol):
    """What the module of a command has."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments to *parser*."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do the work and return the exit code."""
        ...


@attrs.frozen(kw_only=True)
class Command:
    """One command, as far as it is known without importing it.

    Attributes:
        module: the module that has ``configure`` and ``run``.
        extra: the extra that installs what the module needs.
        summary: what it does, in a line.
        failure: its exit code when it fails.
    """

    module: str
    extra: str
    summary: str
    failure: int = _FAILURE


COMMANDS: Mapping[str, Command] = {
    "init": Command(
        module="ftrack_typed_codegen.init_command",
        extra="codegen",
        summary="write a project's settings by asking, and a CI workflow",
    ),
    "generate": Command(
        module="ftrack_typed_codegen.command",
        extra="codegen",
        summary="write a typed client package from a server's schema",
    ),
    "schema": Command(
        module="ftrack_typed_codegen.schema_command",
        extra="codegen",
        summary="save a server's schema, to generate from and to serve without it",
    ),
    "check": Command(
        module="ftrack_typed_analysis.drift.check_command",
        extra="codegen",
        summary="say what changed on the server since a package was generated",
        failure=3,
    ),
    "diff": Command(
        module="ftrack_typed_analysis.drift.diff_command",
        extra="codegen",
        summary="say what changed between two saved schemas",
        failure=3,
    ),
    "lint": Command(
        module="ftrack_typed_analysis.lint.command",
        extra="codegen",
        summary="find wrong texts of queries in Python programs",
    ),
    "migrate": Command(
        module="ftrack_typed_analysis.migrate.command",
        extra="migrate",
        summary="rewrite scripts for the official client, as far as it is mechanical",
    ),
    "serve": Command(
        module="ftrack_typed_server.command",
        extra="server",
        summary="run a small ftrack server of your own, to try things and for tests",
    ),
}


def main(
    argv: Sequence[str] | None = None, *, commands: Mapping[str, Command] = COMMANDS
) -> int:
    """Run the command line and return the exit code.

    Args:
        argv: the arguments, by default those of the process.
        commands: the commands to choose from.

    Returns:
        What the command returns; when it failed, 2 or what the command has for it,
        explained on the error output, with a traceback if it is a mistake of its own;
        130 when it was interrupted.

    Raises:
        SystemExit: after ``--help``, ``--version``, and for wrong arguments.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    # No option before the command takes a value, so the first word is the command.
    name = next((word for word in words if not word.startswith("-")), "")
    command = commands.get(name)
    failure = _FAILURE if command is None else command.failure
    try:
        return _run(words, name, command, commands)
    except (FtrackTypedError, OSError) as error:
        return _fail(str(error), failure)
    except SystemExit as error:
        # argparse has one exit code for wrong arguments, which may mean something else.
        if error.code == _FAILURE:
            raise SystemExit(failure) from error
        raise
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:
        library = _missing_library(error)
        if library is not None and command is not None:
            return _fail(
                f"'{name}' needs {library!r} and has it from the extra: "
                f"pip install 'ftrack-typed[{command.extra}]'",
                failure,
            )
        # Python itself would end with 1, which may say something else.
        traceback.print_exc()
        return _fail(
            f"'{name}' failed where it should not, which is a mistake in ftrack-typed "
            f"{__version__}: please report it with the lines above.",
            failure,
        )


def _missing_library(error: Exception) -> str | None:
    """Return what could not be imported, if that is it and it is not one's own."""
    if not isinstance(error, ModuleNotFoundError):
        return None
    missing = error.name or ""
    return None if missing.partition(".")[0] in _OWN_PACKAGES else missing


def _run(
    words: list[str],
    name: str,
    command: Command | None,
    commands: Mapping[str, Command],
) -> int:
    parser = argparse.ArgumentParser(
        prog=_PROGRAM,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"{_PROGRAM} {__version__}"
    )
    choices = parser.add_subparsers(title="commands", metavar="COMMAND")
    module: CommandModule | None = None
    for choice, entry in commands.items():
        subparser = choices.add_parser(
            choice,
            help=entry.summary,
            description=entry.summary[0].upper() + entry.summary[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if entry is command:
            module = cast("CommandModule", import_module(entry.module))
            module.configure(subparser)
    arguments = parser.parse_args(words)
    if module is None:
        parser.print_help(sys.stderr)
        return _FAILURE
    return module.run(arguments)


def _fail(message: str, failure: int) -> int:
    """Explain a failure on the error output, and return its exit code."""
    prefix = f"{_PROGRAM}: error:"
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        prefix = f"\033[31m{prefix}\033[0m"
    print(prefix, message, file=sys.stderr)
    return failure
