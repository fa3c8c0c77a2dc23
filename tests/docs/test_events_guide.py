"""The snippet of ``docs/events.md``, as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ftrack_typed_server

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "events.md"
SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_guide_can_be_followed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (snippet,) = SNIPPET.findall(GUIDE.read_text(encoding="utf-8"))
    with ftrack_typed_server.running(seed="empty") as server:
        for variable, value in server.environment.items():
            monkeypatch.setenv(variable, value)
        exec(snippet, {})

    said = capsys.readouterr().out
    assert said.startswith("studio.render {'shot': 'sh010', 'frames': 24} {'username'")
