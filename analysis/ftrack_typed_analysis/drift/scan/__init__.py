"""Which lines of a studio's code a change of the schema breaks.

The code is read, not run, and no type checker is asked
(``docs/adr/0020-scanning-without-a-checker.md``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ftrack_typed.checking import Checker
from ftrack_typed.schema import SchemaDocument

from ...inference import Types, infer
from ...python_files import PythonFile, UnreadableFileError, python_files
from ...schema_views import view_of
from ..records import Change
from ..uses import BrokenUse
from .matching import Breaking
from .reading import uses_of

__all__ = ["scan"]


def scan(
    paths: Sequence[Path],
    old: SchemaDocument,
    new: SchemaDocument,
    found: Iterable[Change],
    *,
    package: str | None = None,
) -> tuple[BrokenUse, ...]:
    """Return the uses in the Python files at *paths* that the changes *found* break.

    Args:
        paths: files, and folders whose files are read; of one that cannot be read, the
            error output says so.
        old: the schema that the code was written for.
        new: the schema that it will meet.
        found: what changed.
        package: the import name of the generated package; none if it is not known.
    """
    types, checker = Types.of(view_of(old)), Checker(old)
    breaking = Breaking(found, old, new)
    broken: list[BrokenUse] = []
    for path in dict.fromkeys(python_files(paths)):
        try:
            file = PythonFile.read(path)
        except UnreadableFileError as error:
            print(f"{path}: it cannot be read: {error}", file=sys.stderr)
            continue
        module = infer(file.tree, file.text, types, package=package, guess=True)
        broken += breaking.uses(path, uses_of(file.tree, module, checker))
    return tuple(sorted(broken, key=lambda use: (str(use.file), use.line, use.column)))
