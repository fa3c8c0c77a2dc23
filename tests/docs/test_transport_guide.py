"""Every snippet of ``docs/transport.md`` runs, in order, against a demo production."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ftrack_typed_server
from ftrack_typed import errors

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "transport.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def variables() -> Iterator[dict[str, object]]:
    """What the snippets so far have defined."""
    with (
        ftrack_typed_server.running(seed="demo") as server,
        pytest.MonkeyPatch.context() as patched,
    ):
        for name, value in server.environment.items():
            patched.setenv(name, value)
        yield {}


def test_the_snippets_run_in_order(variables: dict[str, object]) -> None:
    for number, snippet in enumerate(SNIPPETS):
        exec(compile(snippet, f"snippet {number}", "exec"), variables)

    assert len(SNIPPETS) > 8


def test_the_snippets_print_what_the_guide_says(
    variables: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    exec(SNIPPETS[0], variables)
    assert "My Project" in capsys.readouterr().out

    exec(SNIPPETS[-1], variables)
    assert capsys.readouterr().out == "1 delete ('no-such-task',)\n"

    (timed,) = [text for text in SNIPPETS if "def timed" in text]
    exec(timed, variables)
    assert "RequestRecord(url=" in (said := capsys.readouterr().out)
    assert "query_server_information 0." in said


def test_the_table_of_errors_names_those_of_calls() -> None:
    named = re.findall(r"^\| `(\w+Error)` \|", GUIDE, re.MULTILINE)
    kinds = {getattr(errors, name) for name in named}

    assert kinds == {
        kind
        for base in (errors.ServerError, errors.TransportError, errors.ResponseError)
        for kind in (base, *base.__subclasses__())
    }
