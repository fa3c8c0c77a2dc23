"""A comparison as text for a terminal, as JSON, or as annotations of a CI run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping

import attrs

from .comparison import Comparison
from .records import Change, Severity
from .uses import BrokenUse
from .words import sentence

_COLOURS: Mapping[Severity, str] = {
    Severity.BREAKING: "31",
    Severity.ADDITIVE: "32",
    Severity.COSMETIC: "2",
}
_GITHUB: Mapping[Severity, str] = {
    Severity.BREAKING: "warning",
    Severity.ADDITIVE: "notice",
    Severity.COSMETIC: "notice",
}
_AGAIN = "edited by hand, or written by another version; generate the package again"


def text_report(comparison: Comparison, *, colours: bool = False) -> str:
    """Return *comparison* as it is read by a person."""

    def painted(text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if colours else text

    lines: list[str] = []
    for severity in sorted(Severity, reverse=True):
        found = [each for each in comparison.changes if each.severity is severity]
        if found:
            lines += ["", painted(f"{severity.word}:", _COLOURS[severity])]
            lines += [f"  {sentence(change)}" for change in found]
    if comparison.files:
        lines += ["", f"not as the package's schema gives them ({_AGAIN}):"]
        lines += [f"  {name}" for name in comparison.files]
    if comparison.uses:
        lines += ["", "used in:"]
        lines += [f"  {use_line(use)}" for use in comparison.uses]
    return "\n".join([summary(comparison), *lines, ""])


def summary(comparison: Comparison) -> str:
    """Return the comparison in a line."""
    between = f"{comparison.old} and {comparison.new}"
    if not comparison.changes:
        return f"No difference between {between}."
    counts = [
        f"{count} {severity.word}"
        for severity in sorted(Severity, reverse=True)
        if (count := sum(each.severity is severity for each in comparison.changes))
    ]
    noun = "change" if len(comparison.changes) == 1 else "changes"
    return f"{', '.join(counts)} {noun} between {between}."


def use_line(use: BrokenUse) -> str:
    """Return where a change breaks code, and how: ``a.py:3:9: Task.bid ...``."""
    return f"{use.place}: {_broken(use)}"


def json_report(comparison: Comparison) -> str:
    """Return *comparison* as a JSON object."""
    places = {change: number for number, change in enumerate(comparison.changes)}
    content = {
        "old": comparison.old,
        "new": comparison.new,
        "exit_code": comparison.exit_code,
        "changes": [_change(change) for change in comparison.changes],
        "files": comparison.files,
        "uses": [
            {
                "file": str(use.file),
                "line": use.line,
                "column": use.column,
                "change": places[use.change],
                "certain": use.certain,
                "how": use.how,
                "text": _broken(use),
            }
            for use in comparison.uses
        ],
    }
    return json.dumps(content, indent=2) + "\n"


def github_report(comparison: Comparison) -> str:
    """Return *comparison* as the commands by which GitHub annotates a run."""
    return "".join(f"{line}\n" for line in _annotations(comparison))


REPORTS: Mapping[str, Callable[[Comparison], str]] = {
    "text": lambda comparison: text_report(comparison, colours=_on_terminal()),
    "json": json_report,
    "github": github_report,
}
"""Format to what makes it."""


def _annotations(comparison: Comparison) -> Iterator[str]:
    for use in comparison.uses:
        level = "error" if use.certain else "warning"
        place = f"file={_property(str(use.file))},line={use.line},col={use.column}"
        yield f"::{level} {place}::{_data(_broken(use))}"
    for change in comparison.changes:
        title = f"title={change.severity.word} schema change"
        yield f"::{_GITHUB[change.severity]} {title}::{_data(sentence(change))}"
    for name in comparison.files or ():
        yield f"::warning file={_property(name)}::{_data(_AGAIN)}"
    yield summary(comparison)


def _broken(use: BrokenUse) -> str:
    change = attrs.evolve(use.change, entity_type=use.entity_type, also=())
    it = "it is" if use.certain else "it may be"
    return f"{sentence(change)}; {it} {use.how} here"


def _change(change: Change) -> dict[str, object]:
    content = attrs.asdict(change)
    content["severity"] = change.severity.word
    content["text"] = sentence(change)
    return content


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _on_terminal() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
