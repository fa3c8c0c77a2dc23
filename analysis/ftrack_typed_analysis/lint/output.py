"""Problems as text, as JSON, and as GitHub shows them beside a change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal, TypeAlias

from .problems import Problem

Format: TypeAlias = Literal["text", "json", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "github")

_BOLD = "\033[1m"
_RED = "\033[31m"
_PLAIN = "\033[0m"


def shown(problems: Sequence[Problem], form: Format, *, colours: bool = False) -> str:
    """Return *problems* in a format, each line ended.

    Args:
        problems: what was found.
        form: ``text`` has a line for each, as compilers write them; ``json`` is a list
            of objects; ``github`` has a workflow command for each.
        colours: whether a person looks at the text on a terminal.
    """
    if form == "json":
        return json.dumps([_object(problem) for problem in problems], indent=1) + "\n"
    line = _command if form == "github" else _coloured if colours else _line
    return "".join(f"{line(problem)}\n" for problem in problems)


def _line(problem: Problem) -> str:
    return f"{_place(problem)}: {problem.message} [{problem.code}]"


def _coloured(problem: Problem) -> str:
    return (
        f"{_BOLD}{_place(problem)}:{_PLAIN} {problem.message} "
        f"{_RED}[{problem.code}]{_PLAIN}"
    )


def _place(problem: Problem) -> str:
    return f"{problem.path}:{problem.start.line}:{problem.start.column}"


def _object(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.path.as_posix(),
        "line": problem.start.line,
        "column": problem.start.column,
        "end_line": problem.end.line,
        "end_column": problem.end.column,
        "code": problem.code,
        "message": problem.message,
        "position": problem.position,
        "entity_type": problem.entity_type,
        "nearest": problem.nearest,
    }


def _command(problem: Problem) -> str:
    facts = {
        "file": problem.path.as_posix(),
        "line": problem.start.line,
        "col": problem.start.column,
        "endLine": problem.end.line,
        "title": f"ftrack-typed: {problem.code}",
    }
    if problem.end.line == problem.start.line:
        # GitHub counts the last column in.
        facts["endColumn"] = max(problem.end.column - 1, problem.start.column)
    named = ",".join(f"{name}={_property(str(fact))}" for name, fact in facts.items())
    return f"::error {named}::{_data(problem.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
