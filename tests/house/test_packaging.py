"""What is built and what is installed from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import ftrack_typed_server
from ftrack_typed import __version__
from support import virtual_environments

ROOT = Path(__file__).resolve().parents[2]

SOURCE_ROOTS = {
    "ftrack_typed": "runtime",
    "ftrack_typed_analysis": "analysis",
    "ftrack_typed_codegen": "codegen",
    "ftrack_typed_schema": "generated",
    "ftrack_typed_server": "server",
}

RUNTIME_NEEDS = {"attrs", "cattrs", "orjson", "typing-extensions", "urllib3"}
if sys.version_info < (3, 11):
    RUNTIME_NEEDS |= {"exceptiongroup"}  # by cattrs

SCRIPT = """\
from ftrack_typed_schema import Session, Task

with Session() as session:
    for task in session.query(Task).where(Task.status.name != "Done")[:3]:
        print(task.name, task["parent"]["name"])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    virtual_environments.run(
        *(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder)
    )
    (built,) = folder.glob("*.whl")
    assert len(list(folder.glob("*.tar.gz"))) == 1
    return built


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel and no extra."""
    folder = tmp_path_factory.mktemp("bare")
    return virtual_environments.make(folder, str(wheel)).parent


def test_wheel_holds_the_five_packages_and_the_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        file.relative_to(ROOT / folder).as_posix()
        for package, folder in SOURCE_ROOTS.items()
        for file in (ROOT / folder / package).rglob("*")
        if file.suffix == ".py" or file.name in ("py.typed", "schema.json")
    } | {
        f"ftrack_typed_codegen/templates/{file.name}"
        for file in (ROOT / "templates").iterdir()
    }

    assert {name for name in names if ".dist-info/" not in name} == expected
    assert {f"{package}/py.typed" for package in SOURCE_ROOTS} <= names
    assert "ftrack_typed_schema/schema.json" in names


def test_driver_of_postgresql_comes_with_its_extra_or_with_all(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        lines = archive.read(name).decode().splitlines()
    drivers = [line for line in lines if line.startswith("Requires-Dist: psycopg")]

    extras = sorted(line.split("; ")[1] for line in drivers)
    assert extras == ["extra == 'all'", "extra == 'postgresql'"]


def test_wheel_has_nothing_that_a_wheel_should_not(wheel: Path) -> None:
    command = [sys.executable, "-m", "check_wheel_contents", str(wheel)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.stdout.strip().endswith(": OK"), done.stdout + done.stderr


def test_wheel_tells_pytest_of_the_fixtures(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (item for item in archive.namelist() if item.endswith("entry_points.txt"))
    text = archive.read(name).decode()

    assert "[pytest11]\nftrack_typed = ftrack_typed_server.pytest_plugin" in text


def test_bare_install_has_the_runtime_and_what_it_needs_alone(bare: Path) -> None:
    code = (
        "import importlib.metadata as m, json;"
        "print(json.dumps([d.metadata['Name'] for d in m.distributions()]))"
    )
    names = json.loads(virtual_environments.run(bare / "python", "-c", code))

    assert {name.lower().replace("_", "-") for name in names} == {
        "ftrack-typed",
        *RUNTIME_NEEDS,
    }


def test_bare_install_is_imported_from_anywhere(bare: Path) -> None:
    code = "import ftrack_typed; print(ftrack_typed.__version__)"
    printed = virtual_environments.run(bare / "python", "-c", code, cwd=Path("/"))

    assert printed.strip() == __version__


def test_bare_install_reads_from_a_server(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    with ftrack_typed_server.running(seed="demo") as server:
        printed = virtual_environments.run(
            bare / "python", "script.py", cwd=tmp_path, **server.environment
        )

    assert len(printed.splitlines()) == 3


def test_following_updates_names_the_extra_that_it_needs(
    bare: Path, tmp_path: Path
) -> None:
    (tmp_path / "script.py").write_text(
        "from ftrack_typed_schema import Session\n"
        "Session('http://127.0.0.1:1', 'amy', 'the-key').follow_updates()\n"
    )
    command = [str(bare / "python"), "script.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert "pip install 'ftrack-typed[events]'" in done.stderr


def test_command_tells_its_version(bare: Path) -> None:
    printed = virtual_environments.run(bare / "ftrack-typed", "--version")

    assert printed == f"ftrack-typed {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("generate", "--output", "out", "--package", "studio"), "codegen"),
        (("schema", "--output", "schema.json"), "codegen"),
        (("lint", "src"), "codegen"),
        (("serve", "--port", "0"), "server"),
        (("migrate", "scripts"), "migrate"),
    ],
)
def test_command_names_the_extra_that_it_needs(
    bare: Path, tmp_path: Path, arguments: tuple[str, ...], extra: str
) -> None:
    command = [str(bare / "ftrack-typed"), *arguments]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=30
    )

    assert done.returncode == 2
    assert f"pip install 'ftrack-typed[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("checker", "option"),
    [("mypy", "--python-executable"), ("pyright", "--pythonpath")],
)
def test_installed_packages_are_typed(
    bare: Path, tmp_path: Path, checker: str, option: str
) -> None:
    (tmp_path / "right.py").write_text(SCRIPT)
    (tmp_path / "wrong.py").write_text(SCRIPT.replace("task.name,", "task.nam,"))

    def check(script: str) -> str:
        return virtual_environments.run(
            *(sys.executable, "-m", checker, option, bare / "python", script),
            cwd=tmp_path,
            PYRIGHT_PYTHON_IGNORE_WARNINGS="1",
        )

    check("right.py")
    with pytest.raises(virtual_environments.CommandError, match=r"wrong.py:5.*nam"):
        check("wrong.py")


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, as it lies in an environment."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


SCRIPTS_IMPORT = ("ftrack_typed", "ftrack_typed_schema")
"""The packages whose types may not even be left open by a library."""


@pytest.mark.parametrize("package", SOURCE_ROOTS)
def test_every_public_symbol_has_a_type_that_needs_no_guess(
    unpacked: Path, package: str
) -> None:
    options = () if package in SCRIPTS_IMPORT else ("--ignoreexternal",)
    report = completeness(unpacked, package, *options)

    assert report["exportedSymbolCounts"]["withKnownType"] > 100
    assert [
        f"{symbol['name']}: {found['message']}"
        for symbol in report["symbols"]
        for found in symbol["diagnostics"]
        if symbol["isTypeAmbiguous"] or not symbol["isTypeKnown"]
    ] == []
    assert report["completenessScore"] == 1


def completeness(unpacked: Path, package: str, *options: str) -> dict[str, Any]:
    """Return what pyright says of the types of an installed package."""
    # Pyright finds what the packages import by the first Python on the path.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pyright", "--outputjson"),
            *(*options, "--verifytypes", package),
        ],
        cwd=unpacked.parent,
        env={
            **os.environ,
            "PATH": path,
            "PYTHONPATH": str(unpacked),
            "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)["typeCompleteness"]
    assert Path(report["packageRootDirectory"]) == unpacked / package
    return report
