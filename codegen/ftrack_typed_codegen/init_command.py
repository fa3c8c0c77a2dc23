"""The command ``ftrack-typed init``."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import ConfigurationError

from .errors import PackageNameError, SettingsError
from .naming import check_package_name
from .questions import Questions
from .schema_command import write
from .settings import FILE, NAMES, PYTHONS, TABLE, Settings, read_settings
from .workflows import WORKFLOWS

_EPILOG = """\
examples:
  Ask for what is needed, and write it into this folder's pyproject.toml:
    ftrack-typed init

  Ask nothing:
    ftrack-typed init --yes --server https://company.ftrackapp.com

  And add the workflow that proposes the new package when the schema has changed:
    ftrack-typed init --yes --ci github

It writes the table [tool.ftrack-typed], which generate, schema, check and lint read;
see docs/configuration.md. What else is in the file stays as it is, and so does what the
table says besides. The API key is not asked for: it belongs in FTRACK_API_KEY.

An end of the input, or Ctrl-C, changes nothing.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for name, metavar, text in (
        ("server", "URL", "the server to ask"),
        ("package", "NAME", "the import name of the package"),
        ("output", "DIR", "the folder that gets the package's"),
        ("types", "LIST", "entity types with commas between, or all"),
        (
            "names",
            "LIST",
            "names to be literal types, with commas between, all or none",
        ),
        ("python", "VERSION", "the oldest Python that is to run the package"),
    ):
        parser.add_argument(f"--{name}", metavar=metavar, help=text)
    parser.add_argument(
        "--yes", action="store_true", help="ask nothing: take options and defaults"
    )
    parser.add_argument(
        "--ci",
        choices=tuple(WORKFLOWS),
        help="write a workflow, too, that opens a pull or merge request with what has "
        "changed in words",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the table, and the workflow that is asked for.

    Raises:
        GenerationError: the file cannot be read, or an answer is wrong or missing.
        OSError: a file cannot be written.
    """
    file = Path.cwd() / FILE
    known = read_settings(file) if file.exists() else Settings()
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    answers = _answers(arguments, known)
    changed = _with_table(text, file, answers)
    wanted = {file: changed}
    if arguments.ci is not None:
        workflow = WORKFLOWS[arguments.ci]
        path = Path.cwd() / workflow.path
        if path.exists() and path.read_text(encoding="utf-8") != workflow.text:
            raise SettingsError(
                path,
                "it is there already, and says something else. Nothing was written",
            )
        wanted[path] = workflow.text
    for path, content in wanted.items():
        done = "written" if write(content, path) else "unchanged"
        print(f"{path.relative_to(Path.cwd())}: {done}")
    print(
        "Next: set FTRACK_API_USER and FTRACK_API_KEY, then run: ftrack-typed generate"
    )
    return 0


def _answers(
    arguments: argparse.Namespace, known: Settings
) -> dict[str, str | list[str]]:
    """Return what each key of the table is to be; an empty one is left out."""
    questions = Questions(silent=arguments.yes)
    output = known.output
    proposed = {
        "server": known.server or os.environ.get("FTRACK_SERVER", ""),
        "package": known.package or "studio_schema",
        "output": _relative(output)
        if output
        else ("src" if Path("src").is_dir() else "."),
        "types": ", ".join(known.types) or "all",
        "names": ", ".join(known.names) or "none",
        "python": known.python,
    }
    answers: dict[str, str] = {}
    for key, (question, problem) in _QUESTIONS.items():
        given: str | None = getattr(arguments, key)
        if given is not None:
            answers[key] = Questions(silent=True).ask(f"--{key}", given, problem)
        else:
            answers[key] = questions.ask(question, proposed[key], problem)
    types, names = _listed(answers["types"]), _listed(answers["names"])
    return {
        **{key: answers[key] for key in ("server", "package", "output")},
        "types": [] if types == ["all"] else types,
        "names": {"all": [*NAMES], "none": []}.get(answers["names"], names),
        "python": answers["python"] if answers["python"] != PYTHONS[0] else "",
    }


def _listed(answer: str) -> list[str]:
    return [name.strip() for name in answer.split(",") if name.strip()]


def _relative(path: Path) -> str:
    return os.path.relpath(path, Path.cwd()).replace(os.sep, "/")


def _of_server(answer: str) -> str | None:
    if not answer:
        return "a server is needed, as in https://company.ftrackapp.com"
    try:
        Configuration(answer, "anyone", "anything")
    except ConfigurationError as error:
        return str(error).rstrip(".")
    return None


def _of_package(answer: str) -> str | None:
    try:
        check_package_name(answer)
    except PackageNameError as error:
        return str(error).rstrip(".")
    return None


def _of_output(answer: str) -> str | None:
    path = Path(answer)
    return f"{answer} is a file" if path.is_file() else None


def _of_types(answer: str) -> str | None:
    if not all(name.replace("_", "").isalnum() for name in _listed(answer)):
        return "names with commas between are needed, as in Task, Shot; or all"
    return None


def _of_names(answer: str) -> str | None:
    if answer in ("all", "none") or set(_listed(answer)) <= set(NAMES):
        return None
    return f"some of {', '.join(NAMES)} are needed; or all, or none"


def _of_python(answer: str) -> str | None:
    return None if answer in PYTHONS else f"one of {', '.join(PYTHONS)} is needed"


_QUESTIONS: dict[str, tuple[str, Callable[[str], str | None]]] = {
    "server": ("Server", _of_server),
    "package": ("Import name of the package", _of_package),
    "output": ("Folder for it", _of_output),
    "types": ("Entity types, with what they need", _of_types),
    "names": ("Names that are to be literal types", _of_names),
    "python": ("Oldest Python to run it", _of_python),
}
"""Key to what is asked, and to what says that an answer is wrong."""


def _with_table(text: str, file: Path, answers: dict[str, str | list[str]]) -> str:
    """Return *text* with the table that the *answers* make."""
    try:
        document = tomlkit.parse(text)
        tool = document.setdefault("tool", tomlkit.table(is_super_table=True))
        table = tool.setdefault(TABLE, tomlkit.table())
        assert isinstance(table, Table)
        for key, value in answers.items():
            if value:
                table[key] = value
            elif key in table:
                del table[key]
    except (TOMLKitError, AssertionError) as error:
        raise SettingsError(
            file, f"[tool.{TABLE}] cannot be written: {error}"
        ) from error
    return document.as_string()
