"""The table of ``docs/configuration.md`` as it stands, but for the server's address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ftrack_typed_server
from ftrack_typed.commands import main
from ftrack_typed_codegen.selection import selected
from ftrack_typed_codegen.settings import PYTHONS, Settings, read_settings
from ftrack_typed_server.stock import stock_document

GUIDE = (Path(__file__).resolve().parents[2] / "docs/configuration.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_guide_can_be_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, said = blocks("toml")
    (command,) = blocks("sh")
    with ftrack_typed_server.running(seed="empty") as server:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("FTRACK_API_USER", server.api_user)
        monkeypatch.setenv("FTRACK_API_KEY", server.api_key)
        monkeypatch.delenv("FTRACK_SERVER", raising=False)
        text = table.replace("https://company.ftrackapp.com", server.url)
        (tmp_path / "pyproject.toml").write_text(f"{text}\n{said}")

        assert main(command.split()[1:]) == 0

    assert (tmp_path / "src" / "studio_schema" / "shot.py").is_file()
    assert not (tmp_path / "src" / "studio_schema" / "dashboard.py").exists()
    asset, context, task = (
        (tmp_path / "src" / "studio_schema" / f"{name}.py").read_text()
        for name in ("asset", "typed_context", "task")
    )
    assert "name: Attr[str] = " in asset
    assert "bid: Attr[float | None] = " in context
    assert "on_creation(Ref(" in " ".join(task.split()).replace("( ", "(")


def test_the_guide_names_every_key_and_version(tmp_path: Path) -> None:
    cells = re.findall(r"^\| (`.*?) \|", GUIDE, re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    (tmp_path / "pyproject.toml").write_text("[tool.ftrack-typed]\nwrong = 1\n")

    with pytest.raises(Exception, match="has no 'wrong'") as caught:
        read_settings(tmp_path / "pyproject.toml")

    known = str(caught.value).partition("it has ")[2].rstrip(".")
    assert named == set(re.split(", | and ", known))
    assert f'`"{PYTHONS[0]}"` to `"{PYTHONS[-1]}"`' in GUIDE
    assert Settings().python == PYTHONS[0]


def test_the_guides_figures_are_right() -> None:
    stock = stock_document()
    said = re.search(r"stock schema's (\d+)\s+types", GUIDE)
    assert said is not None
    assert int(said[1]) == len(stock.entities)
    for name, count in re.findall(r'`\["(\w+)"\]` (?:gives )?(\d+)', GUIDE):
        assert len(selected(stock, [name]).entities) == int(count)
