"""The command ``ftrack-typed migrate``."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import attrs

from ftrack_typed.schema import read_document
from ftrack_typed_codegen.errors import SettingsError
from ftrack_typed_codegen.naming import check_package_name
from ftrack_typed_codegen.progress import announced
from ftrack_typed_codegen.settings import Settings, find_settings, read_settings
from ftrack_typed_codegen.snapshot import NAME as SNAPSHOT

from .records import Migrated, Options, Queries
from .rewriting import migrate_source
from .scripts import Script, UnreadableError, find_scripts
from .showing import diff_lines, remark_lines
from .studio import Studio

_NOTHING, _SOMETHING, _FAILURE = 0, 1, 2

_EPILOG = """\
examples:
  See what would become of a folder of scripts:
    ftrack-typed migrate pipeline --package studio_schema

  Have it written, with attributes instead of keys:
    ftrack-typed migrate pipeline --attributes --write

  Keep the texts of queries, typed by a class in front of them:
    ftrack-typed migrate pipeline/publish.py --queries text

  Take the diff along, to look at it and apply it elsewhere:
    ftrack-typed migrate pipeline > migration.patch

what is rewritten:
  session = ftrack_api.Session()          session = Session()
  session.create("Task", {"name": x})     session.create(Task, name=x)
  session.get("Task", key)                session.get(Task, key)
  session.ensure("User", {...}, [...])    session.ensure(User, User.username, ...)
                                          session.commit()
  session.query("Task")                   session.query(Task)
  session.query(                          session.query(Task).where(
    f'Task where name is "{name}"')         Task.name == name)
  except ftrack_api.exception.            except NoResultError:
    NoResultFoundError:
  task["status"]["name"]                  task.status.name        (with --attributes)

  The imports follow. Only what is certain is rewritten: entity types and attributes
  must be in the schema, and what an entity is must follow from the same file: from how
  its name, or the member of self, is always assigned, or from an annotation.
  Formatting and comments stay. What is left is listed on the error output:

    publish.py:12:5: by hand: ...     does not work as it is; says what to do
    publish.py:20:9: unchecked: ...   works as it is, and no checker looks at it

  docs/migrating.md has a table from each name of ftrack_api to what stands for it.

settings:
  Package and schema are those of the options, else of [tool.ftrack-typed] in the
  pyproject.toml of this folder or of one above it, or in CONFIG. The schema is that
  of --schema, else the one that the generated package holds, else that of the settings.

exit codes:
  0  there is nothing to change, or everything was written; nothing is left by hand
  1  changes are shown and not written, or something is left to be done by hand
  2  a file could not be read or written, or the package or schema not be had
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.description = (
        "Rewrite scripts for the official client to the typed one, as far as that is "
        "mechanical.\nShows a diff; changes nothing without --write."
    )
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        type=Path,
        help="a script, or a folder of which all .py files are taken",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="write the files, each whole or not at all, instead of showing a diff",
    )
    parser.add_argument(
        "--queries",
        choices=("dsl", "text"),
        default="dsl",
        help="what becomes of the texts of queries: expressions where they say the "
        "same (dsl, by default), or texts after a class (text)",
    )
    parser.add_argument(
        "--attributes",
        action="store_true",
        help='turn entity["name"] into entity.name where it is certain what it is',
    )
    parser.add_argument(
        "--package", metavar="NAME", help="the import name of the generated package"
    )
    parser.add_argument(
        "--schema",
        metavar="FILE",
        type=Path,
        help="a schema that ftrack-typed schema has saved",
    )
    parser.add_argument(
        "--config",
        metavar="CONFIG",
        type=Path,
        help="the pyproject.toml with settings, by default that of this folder",
    )


@attrs.define
class _Outcome:
    """What has come of all files so far."""

    files: int = 0
    changed: int = 0
    by_hand: int = 0
    unchecked: int = 0
    failed: int = 0


def run(arguments: argparse.Namespace) -> int:
    """Migrate the scripts and return the exit code.

    Raises:
        FtrackTypedError: the settings or the schema cannot be used.
        OSError: a folder cannot be read.
    """
    config: Path | None = arguments.config
    settings = find_settings(Path.cwd()) if config is None else read_settings(config)
    studio = _studio(arguments, settings)
    options = Options(
        queries=cast("Queries", arguments.queries), attributes=arguments.attributes
    )
    write: bool = arguments.write
    outcome = _Outcome()
    paths: list[Path] = arguments.paths
    with announced("Reading the scripts"):
        for path in find_scripts(paths, studio.package):
            _migrate(path, studio, options, outcome, write=write)
    done = "changed" if write else "to change"
    print(
        f"{outcome.files} files: {outcome.changed} {done}; {outcome.by_hand} places "
        f"left by hand, {outcome.unchecked} unchecked"
        + (f"; {outcome.failed} files could not be migrated" if outcome.failed else ""),
        file=sys.stderr,
    )
    if outcome.failed:
        return _FAILURE
    if outcome.by_hand or (outcome.changed and not write):
        return _SOMETHING
    return _NOTHING


def _migrate(
    path: Path, studio: Studio, options: Options, outcome: _Outcome, *, write: bool
) -> None:
    """Migrate one file, and tell of it."""
    outcome.files += 1
    try:
        script = Script.read(path)
        migrated = migrate_source(script.text, studio, options)
        if write and migrated.changed:
            script.replace(migrated.after)
    except (UnreadableError, OSError) as error:
        outcome.failed += 1
        print(f"{path}: not migrated: {error}", file=sys.stderr)
        return
    outcome.changed += migrated.changed
    for line in _told(path, migrated, write=write):
        print(line)
    remarks = migrated.rest if write else migrated.remarks
    sys.stdout.flush()
    for line in remark_lines(path, remarks):
        print(line, file=sys.stderr)
    by_hand = sum(remark.by_hand for remark in remarks)
    outcome.by_hand += by_hand
    outcome.unchecked += len(remarks) - by_hand


def _told(path: Path, migrated: Migrated, *, write: bool) -> Iterator[str]:
    if not migrated.changed:
        return
    if write:
        yield f"{path}: written"
        return
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    yield from diff_lines(path, migrated, coloured=coloured)


def _studio(arguments: argparse.Namespace, settings: Settings) -> Studio:
    """Return the package to migrate to.

    Raises:
        FtrackTypedError: it is not known, or its schema cannot be had.
    """
    package: str | None = arguments.package or settings.package
    if package is None:
        raise SettingsError(
            settings.source,
            "which package to migrate to is not known: name it with --package, or as "
            '"package" in [tool.ftrack-typed]',
        )
    check_package_name(package)
    # A package knows its own names best.
    schema: Path | None = arguments.schema or _snapshot(package, settings)
    schema = schema or settings.schema
    if schema is None:
        raise SettingsError(
            settings.source,
            f"the package {package} with its {SNAPSHOT} is not found here: name a "
            "file that ftrack-typed schema has saved with --schema, or as "
            '"schema" in [tool.ftrack-typed]',
        )
    return Studio.of(package, read_document(schema), str(schema))


def _snapshot(package: str, settings: Settings) -> Path | None:
    """Return the schema that the generated package holds, none if it is not found."""
    folders = [Path.cwd(), Path.cwd() / "src"]
    if settings.output is not None:
        folders.insert(0, settings.output)
    found = importlib.util.find_spec(package)
    places = [folder / package for folder in folders]
    if found is not None and found.origin is not None:
        places.append(Path(found.origin).parent)
    for place in places:
        if (place / SNAPSHOT).is_file():
            return place / SNAPSHOT
    return None
