"""Every command and every file of ``docs/server.md``, in the order it has them.

Two kinds of lines are not carried out as they stand: what installs from an index is
here already, and what names a studio's server names one that the test has started.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import pytest

import ftrack_typed_server

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORT = re.compile(r"--port \d+")
STEP = re.compile(r"- run: (.*)")
INSTALL = "pip install 'ftrack-typed[all]' pytest"


@attrs.define
class Studio:
    """The folder and the shell of somebody who follows the guide."""

    folder: Path
    variables: dict[str, str]
    serving: subprocess.Popen[str] | None = None
    done: list[str] = attrs.field(factory=list[str])

    def follow(self, kind: str, text: str) -> None:
        """Do what a block of the guide says."""
        if kind == "sh":
            for line in text.replace("\\\n", "").splitlines():
                self.carry_out(line)
            return
        first, _, _ = text.partition("\n")
        file = self.folder / first.removeprefix("# ")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        for step in STEP.findall(text):
            self.carry_out(step)

    def carry_out(self, line: str) -> None:
        """Run a line of shell; one that serves goes on while the others run."""
        if not line or line.startswith("export FTRACK_"):
            return
        self.done.append(line)
        if line == INSTALL:
            return
        if line.startswith("ftrack-typed serve"):
            # The port of the guide may be in use here.
            self.serve(PORT.sub("--port 0", line))
            return
        done = subprocess.run(
            line,
            shell=True,
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"

    def serve(self, line: str) -> None:
        """Start a server, and take over what it says about itself."""
        assert self.serving is None
        self.serving = subprocess.Popen(
            f"exec {line}",
            shell=True,
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.serving.stdout is not None
        told = [self.serving.stdout.readline().strip() for _ in range(4)]
        assert told[0].startswith("Serving at http")
        for export in told[1:]:
            name, _, value = export.removeprefix("export ").partition("=")
            self.variables[name] = value

    def environment(self) -> Mapping[str, str]:
        own = ("FTRACK_", "PYTEST_", "PYTHON", "VIRTUAL_ENV")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(own)
        }
        path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
        return {**kept, **self.variables, "PATH": path}


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with ftrack_typed_server.running(seed="demo") as company:
        studio = Studio(tmp_path, dict(company.environment))
        yield studio
        if studio.serving is not None:
            studio.serving.terminate()
            studio.serving.communicate(timeout=20)


def test_the_guide_to_the_server_can_be_followed(studio: Studio) -> None:
    text = (ROOT / "docs/server.md").read_text(encoding="utf-8")
    for kind, block in BLOCK.findall(text):
        studio.follow(kind, block)

    assert len(studio.done) == text.count("\nftrack-typed ") + 7
    assert studio.done.count("pytest") == 2
    assert {path.name for path in studio.folder.iterdir()} >= {
        "schema.json",
        "site.sqlite",
        "src",
    }


def test_the_guide_names_options_that_there_are(pytestconfig: pytest.Config) -> None:
    text = (ROOT / "docs/server.md").read_text(encoding="utf-8")
    options = set(re.findall(r"`--(ftrack-\w+)", text))

    assert options == {"ftrack-schema", "ftrack-seed"}
    for name in options:
        assert pytestconfig.getoption(f"--{name}") is None
        assert pytestconfig.getini(name.replace("-", "_")) == ""
