"""Which lines of a studio's code a change of the schema breaks.

The code is read, not run, and no type checker is asked
(``docs/adr/0020-scanning-without-a-checker.md``).
"""

from __future__ import annotations

import ast
import sys
from collections import ChainMap
from collections.abc import Iterable, Sequence
from pathlib import Path

from ftrack_typed.checking import Checker, Speller
from ftrack_typed.schema import SchemaDocument

from ...python_files import PythonFile, UnreadableFileError, python_files
from ..records import Change
from ..uses import BrokenUse
from .found import Found, Meaning
from .matching import Breaking
from .module import Module
from .statements import Statements
from .types import Types

__all__ = ["scan"]

_NOT_OURS = frozenset(sys.stdlib_module_names) | {"ftrack_api", "ftrack_typed"}


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
    types, checker = Types.of(old), Checker(old)
    breaking = Breaking(found, old, new)
    broken: list[BrokenUse] = []
    for path in dict.fromkeys(python_files(paths)):
        try:
            file = PythonFile.read(path)
        except UnreadableFileError as error:
            print(f"{path}: it cannot be read: {error}", file=sys.stderr)
            continue
        broken += breaking.uses(path, _read(file, types, checker, package))
    return tuple(sorted(broken, key=lambda use: (str(use.file), use.line, use.column)))


def _read(
    file: PythonFile, types: Types, checker: Checker, package: str | None
) -> list[Found]:
    names: ChainMap[str, Meaning] = ChainMap({})
    module = Module(types, checker, Speller(file.text), names, _texts(file.tree))
    Statements(module, package, _NOT_OURS).read(file.tree.body)
    return module.found


def _texts(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the names that a module assigns once, to an expression."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found.setdefault(node.target.id, []).extend([node.value, node.value])
    return {name: values[0] for name, values in found.items() if len(values) == 1}
