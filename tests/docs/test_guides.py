"""Every snippet of a guide runs, in order, against a demo production."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import ftrack_typed_schema
import ftrack_typed_server
from ftrack_typed import errors

FOLDER = Path(__file__).resolve().parents[2] / "docs"
SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["reading", "transport", "writing"])
def test_a_guide_can_be_followed(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    snippets = SNIPPET.findall((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    assert len(snippets) >= 7
    monkeypatch.setitem(sys.modules, "studio_schema", ftrack_typed_schema)
    with ftrack_typed_server.running(seed="demo") as server:
        for variable, value in server.environment.items():
            monkeypatch.setenv(variable, value)
        names: dict[str, object] = {}
        for number, snippet in enumerate(snippets):
            exec(compile(snippet, f"{name} {number}", "exec"), names)
    said = capsys.readouterr().out
    expected = {
        "reading": ("select(Task.status.name)", "Task.description is not loaded"),
        "transport": (
            "'My Project'",
            "RequestRecord(url=",
            "query_server_information 0.",
            "1 delete ('no-such-task',)",
        ),
        "writing": ("+ Task", "full_name: 'My Project' -> ", "It takes a number"),
    }
    for text in expected[name]:
        assert text in said


def test_the_table_of_errors_has_all_that_a_call_raises() -> None:
    guide = (FOLDER / "transport.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+Error)` \|", guide, re.MULTILINE)

    assert {getattr(errors, name) for name in named} == {
        kind
        for base in (errors.ServerError, errors.TransportError, errors.ResponseError)
        for kind in (base, *base.__subclasses__())
    }
