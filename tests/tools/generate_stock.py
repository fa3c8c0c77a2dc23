"""Generate the package of the stock schema, or check that it is up to date.

The embedded server is started and asked, as a user's own server is. The package is for
any site, so that what a site has configured is left out::

    python -m tests.tools.generate_stock generated
    python -m tests.tools.generate_stock --check generated
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import ftrack_typed_server

PACKAGE = "ftrack_typed_schema"


def generate(output: Path) -> None:
    """Generate the package into *output*, with the commands that a user types."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "schema.json"
        with ftrack_typed_server.running(seed="empty") as server:
            _run("schema", "--output", str(file), **server.environment)
        schemas = json.loads(file.read_text())["schemas"]
        file.write_text(json.dumps(schemas))
        words = ("--output", str(output), "--package", PACKAGE)
        _run("generate", "--schema", str(file), *words)


def _run(*words: str, **environment: str) -> None:
    command = [sys.executable, "-m", "ftrack_typed", *words]
    subprocess.run(command, env={**os.environ, **environment}, check=True)


def differences(committed: Path, fresh: Path) -> list[str]:
    """Return the lines of a diff from *committed* to *fresh*, empty if they agree."""
    lines: list[str] = []
    names = {
        path.name
        for folder in (committed, fresh)
        for path in folder.iterdir()
        if path.suffix in (".py", ".json")
    }
    for name in sorted(names):
        before, after = (
            (folder / name).read_text(encoding="utf-8").splitlines()
            if (folder / name).exists()
            else []
            for folder in (committed, fresh)
        )
        lines += difflib.unified_diff(before, after, name, name, lineterm="")
    return lines


def main() -> int:
    """Generate or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("output", type=Path, help="the folder that holds the package")
    arguments = parser.parse_args()
    if not arguments.check:
        generate(arguments.output)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        found = differences(arguments.output / PACKAGE, Path(folder) / PACKAGE)
    if found:
        print(*found[:200], sep="\n")
        print("\nThe generated package is out of date; run: make generate")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
