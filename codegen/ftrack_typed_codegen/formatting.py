"""The layout of the output, by ruff, which no configuration of the user's changes."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from .errors import FormattingError

_OPTIONS = ("--isolated", "--no-cache", "--line-length=88")


def format_files(files: Mapping[str, str], python: str) -> dict[str, str]:
    """Return *files*, file name to text, laid out for a version of Python.

    Args:
        files: the texts as they were rendered.
        python: the oldest version that is to run them, such as ``3.10``; what later
            ones have in a new place is imported from there.

    Raises:
        FormattingError: ruff is missing, or refuses a file.
    """
    ruff = _find_ruff()
    with TemporaryDirectory(prefix="ftrack-typed-") as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8", newline="\n")
        target = f"--target-version=py{python.replace('.', '')}"
        _run(ruff, "check", target, "--quiet", "--fix", "--select=I,UP035", folder)
        _run(ruff, "format", target, "--quiet", folder)
        return {file: (folder / file).read_text(encoding="utf-8") for file in files}


def _run(ruff: str, command: str, *arguments: str | Path) -> None:
    result = subprocess.run(
        [ruff, command, *_OPTIONS, "--no-respect-gitignore", *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode != 0:
        report = " ".join((result.stderr + result.stdout).split())
        raise FormattingError(
            f"ruff {command} refused the rendered files; nothing was written. It says: "
            f"{report[:1000]}"
        )


def _find_ruff() -> str:
    # ruff ships no types; this place is the same in all its versions.
    module = import_module("ruff.__main__")
    try:
        return str(module.find_ruff_bin())
    except FileNotFoundError as error:
        raise FormattingError(
            "ruff, which lays out the generated files, has no program beside its "
            "package; install it again: pip install --force-reinstall ruff"
        ) from error
