from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from ftrack_typed._version import __version__
from ftrack_typed.commands import COMMANDS, Command, main

RUNTIME = Path(__file__).resolve().parents[2] / "runtime"

MODULE = """
    import sys
    from ftrack_typed.errors import ConfigurationError

    def configure(parser):
        parser.add_argument("--what", default="ok", help="what to do")

    def run(arguments):
        if arguments.what == "own":
            raise ConfigurationError("There is no api_key: set FTRACK_API_KEY.")
        if arguments.what == "os":
            open("/no/such/file")
        if arguments.what == "stop":
            raise KeyboardInterrupt
        if arguments.what == "bug":
            raise ZeroDivisionError
        if arguments.what == "late":
            import no_such_library.part
        print("done")
        return 7
"""


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Command]]:
    modules = {
        "probe_command": MODULE,
        "bare_command": "import no_such_library",
        "broken_command": "import ftrack_typed.no_such_module",
    }
    for name, text in modules.items():
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield {
        name.partition("_")[0]: Command(
            module=name, extra="probing", summary="probe it"
        )
        for name in modules
    }
    for name in modules:
        sys.modules.pop(name, None)


def test_the_command_asked_for_is_run_and_gives_the_exit_code(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe"], commands=commands) == 7
    assert capsys.readouterr().out == "done\n"
    assert "bare_command" not in sys.modules


@pytest.mark.parametrize("words", [["bare"], ["probe", "--what", "late"]])
def test_a_missing_library_is_answered_with_the_extra_to_install(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(words, commands=commands) == 2

    error = capsys.readouterr().err
    assert "no_such_library" in error
    assert "pip install 'ftrack-typed[probing]'" in error
    assert len(error.splitlines()) == 1


def test_a_missing_module_of_our_own_is_a_bug_and_shows(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["broken"], commands=commands) == 2

    error = capsys.readouterr().err
    assert "ModuleNotFoundError: No module named 'ftrack_typed.no_such" in error
    assert "pip install" not in error


def test_own_errors_become_one_paragraph(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", "--what", "own"], commands=commands) == 2
    assert capsys.readouterr().err == (
        "ftrack-typed: error: There is no api_key: set FTRACK_API_KEY.\n"
    )


def test_errors_of_the_system_become_one_paragraph(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", "--what", "os"], commands=commands) == 2
    assert "'/no/such/file'" in capsys.readouterr().err


@pytest.mark.parametrize("failure", [2, 3])
def test_bugs_are_not_hidden_and_have_the_exit_code_of_failures(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str], failure: int
) -> None:
    commands["probe"] = attrs.evolve(commands["probe"], failure=failure)

    assert main(["probe", "--what", "bug"], commands=commands) == failure

    error = capsys.readouterr().err
    assert "in run\n    raise ZeroDivisionError" in error
    assert error.splitlines()[-1].startswith("ftrack-typed: error: 'probe' failed")
    assert "please report it" in error


def test_an_interrupt_ends_quietly(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", "--what", "stop"], commands=commands) == 130
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_errors_are_red_on_a_terminal_only_and_not_with_no_color(
    commands: dict[str, Command],
    monkeypatch: pytest.MonkeyPatch,
    no_color: str,
    coloured: bool,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("NO_COLOR", no_color)

    main(["probe", "--what", "own"], commands=commands)

    assert ("\033[31m" in terminal.getvalue()) is coloured


def test_help_of_the_whole_needs_no_command_module(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"], commands=commands)

    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert "probe it" in text
    assert "FTRACK_SERVER" in text
    assert not {"probe_command", "bare_command"} & set(sys.modules)


def test_help_of_a_command_shows_its_arguments(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["probe", "--help"], commands=commands)

    assert "what to do" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["nonsense"], ["probe", "--nonsense"]])
def test_wrong_arguments_end_with_usage(
    commands: dict[str, Command], capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words, commands=commands)

    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_without_a_command_the_help_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    assert "generate" in capsys.readouterr().err


def test_the_table_names_modules_of_this_distribution() -> None:
    assert {name: entry.extra for name, entry in COMMANDS.items()} == {
        "init": "codegen",
        "generate": "codegen",
        "schema": "codegen",
        "check": "codegen",
        "diff": "codegen",
        "lint": "codegen",
        "serve": "server",
        "migrate": "migrate",
    }


def test_python_dash_m_runs_the_command_without_heavy_imports() -> None:
    script = "import runpy, sys; sys.argv[1:] = ['--version']\n" + textwrap.dedent(
        """
        try:
            runpy.run_module("ftrack_typed", run_name="__main__", alter_sys=True)
        finally:
            heavy = {"urllib3", "orjson", "cattrs", "jinja2", "sqlalchemy"}
            assert not heavy & set(sys.modules), heavy & set(sys.modules)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(RUNTIME)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"ftrack-typed {__version__}\n"
