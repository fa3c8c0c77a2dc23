"""Plugins, found on request in distributions and folders."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ftrack_typed.transport import Operation, Result
from ftrack_typed_schema import Session, Task


class Nowhere:
    """The way to no server: plugins are registered without one."""

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        raise AssertionError("nothing is to be sent")

    def close(self) -> None:
        pass


def open_session(*, plugins: bool = False) -> Session:
    return Session(transport=Nowhere(), plugins=plugins)


GOOD = """\
from ftrack_typed_schema import Task

calls = []

class StudioTask(Task):
    def label(self):
        return f"task {self.name}"

def register(session, site="here", *, unit="s"):
    calls.append((site, unit))
    session.register(StudioTask)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the environment names."""
    monkeypatch.setenv("FTRACK_TYPED_PLUGIN_PATH", str(tmp_path))
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_nothing_is_found_unless_it_is_asked_for(folder: Path) -> None:
    write(folder, bad="raise SystemExit(3)")

    with open_session() as session:
        assert session.query(Task).statement.entity_type == "Task"


def test_files_below_a_folder_are_registered_in_order(folder: Path) -> None:
    write(folder, b="def register(session): pass", a__z="def register(session): pass")
    write(folder, a__no_plugin="x = 1", c=GOOD)
    (folder / "notes.txt").write_text("register")

    with open_session(plugins=True) as session:
        found = session.load_plugins()
        created: Any = session.create(Task, name="anim", parent_id="p")

    assert [Path(plugin.source).name for plugin in found] == ["b.py", "c.py", "z.py"]
    assert [plugin.error for plugin in found] == [None] * 3
    assert created.label() == "task anim"


def test_plugin_is_imported_once_for_all_sessions(folder: Path) -> None:
    write(folder, once=GOOD)

    with open_session(plugins=True) as first, open_session(plugins=True) as second:
        one = first.create(Task, name="a", parent_id="p")
        other = second.create(Task, name="b", parent_id="p")

    assert type(one).__mro__[1] is type(other).__mro__[1]


def test_plugin_gets_the_arguments_that_it_takes(folder: Path) -> None:
    write(folder, some=GOOD)
    write(
        folder,
        every="def register(session, **more):\n    assert more == {'site': 1, 'x': 2}",
    )
    write(folder, none="def register(session):\n    pass")

    with open_session() as session:
        found = session.load_plugins(arguments={"site": 1, "x": 2})

    assert [plugin.error for plugin in found] == [None] * 3


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("def register(session):\n    raise KeyError('lost')", KeyError),
        ("1 / 0", ZeroDivisionError),
        ("def register(:", SyntaxError),
        ("raise SystemExit(3)", SystemExit),
        ("def register(): pass", TypeError),
    ],
)
def test_one_that_fails_is_logged_with_its_path_and_not_fatal(
    text: str,
    error: type[BaseException],
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write(folder, a_bad=text, b_good=GOOD)

    with caplog.at_level(logging.ERROR), open_session() as session:
        bad, good = session.load_plugins()

    assert isinstance(bad.error, error)
    assert good.error is None
    assert str(folder / "a_bad.py") in caplog.text
    assert "b_good" not in caplog.text


def test_folders_may_be_given_and_one_that_is_missing_is_told(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(folder, unwanted="raise SystemExit")
    write(tmp_path / "given", wanted="def register(session): pass")

    with open_session() as session:
        found = session.load_plugins([tmp_path / "given", tmp_path / "missing"])

    assert [plugin.source for plugin in found] == [str(tmp_path / "given/wanted.py")]
    assert str(tmp_path / "missing") in caplog.text


def test_variable_names_several_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [tmp_path / "one", tmp_path / "two"]
    for place in places:
        write(place, plugin="def register(session): pass")
    value = os.pathsep.join(["", *map(str, places)])
    monkeypatch.setenv("FTRACK_TYPED_PLUGIN_PATH", value)

    with open_session() as session:
        assert len(session.load_plugins()) == 2


def test_entry_points_of_distributions_are_plugins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FTRACK_TYPED_PLUGIN_PATH", raising=False)
    write(tmp_path, studio_entry_point=GOOD)
    info = tmp_path / "studio_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: studio-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[ftrack_typed.plugins]\n"
        "ours = studio_entry_point:register\n"
        "gone = no_such_module:register\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    with open_session() as session:
        found = {plugin.source: plugin.error for plugin in session.load_plugins()}
        created: Any = session.create(Task, name="anim", parent_id="p")

    assert isinstance(found.pop("gone = no_such_module:register"), ImportError)
    assert found == {"ours = studio_entry_point:register": None}
    assert created.label() == "task anim"
