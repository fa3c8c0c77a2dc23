"""The workflows that ``init --ci`` writes: parsed, and carried out step by step.

Where a forge is needed, there is a repository and a server of the test's own, and on
GitHub a program in place of ``gh``, which keeps what it is given.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import attrs
import pytest
import yaml

import ftrack_typed_server
from ftrack_typed.commands import main
from ftrack_typed_codegen.workflows import WORKFLOWS
from ftrack_typed_schema import CustomAttributeConfiguration, Session
from ftrack_typed_server import RunningServer

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """\
from studio import Session, Shot

with Session() as session:
    for shot in session.query(Shot):
        print(shot.custom_attributes["fstart"])
"""
GH = """\
#!/bin/sh
echo "$1 $2" >>"$GH_CALLS"
while test $# -gt 0; do
  if test "$1" = --body-file; then cp "$2" "$GH_CALLS.md"; fi
  shift
done
"""
RENAMED = "Shot.custom_attributes['fstart']: is called 'frame_start' now"


@attrs.define
class Checkout:
    """A project under version control, with a remote repository."""

    folder: Path
    remote: Path
    environment: dict[str, str]

    def git(self, *words: str) -> str:
        """Run git in the project; return what it prints."""
        return self.shell(f"git {' '.join(words)}").stdout

    def shell(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a step as a CI does."""
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )

    def proposed(self, name: str) -> str:
        """Return a file of the branch that was pushed."""
        return self.git(f"--git-dir={self.remote}", "show", f"ftrack-schema:{name}")


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with ftrack_typed_server.running(seed="demo") as running:
        yield running


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the schema that every such server begins with."""
    output = tmp_path_factory.mktemp("generated")
    with ftrack_typed_server.running(seed="demo") as running:
        options = ["--server", running.url, "--api-user", running.api_user]
        options += ["--api-key", running.api_key, "--output", str(output)]
        assert main(["generate", *options, "--package", "studio"]) == 0
    return output / "studio"


@pytest.fixture
def checkout(
    server: RunningServer,
    package: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Checkout:
    """A project whose package is of the server's schema, in a repository."""
    folder, remote = tmp_path / "project", tmp_path / "remote.git"
    (folder / "scripts").mkdir(parents=True)
    (folder / "scripts" / "frames.py").write_text(SCRIPT)
    monkeypatch.chdir(folder)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    for ci in WORKFLOWS:
        words = ["--package", "studio", "--output", "src", "--ci", ci]
        assert main(["init", "--yes", *words]) == 0
    shutil.copytree(package, folder / "src" / "studio")
    own = ("FTRACK_SERVER", "GIT_", "VIRTUAL_ENV")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    path = f"{tmp_path / 'bin'}{os.pathsep}{Path(sys.executable).parent}"
    checkout = Checkout(
        folder,
        remote,
        {
            **kept,
            "PATH": f"{path}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
        },
    )
    checkout.git("init", "--quiet", "--initial-branch=main")
    checkout.git("init", "--quiet", "--bare", str(remote))
    checkout.git("remote", "add", "origin", str(remote))
    checkout.git("add", ".")
    checkout.git("-c user.name=a -c user.email=a@b", "commit", "--quiet", "-m", "start")
    return checkout


def rename(server: RunningServer) -> None:
    with Session(server.url, server.api_user, server.api_key) as session:
        key = CustomAttributeConfiguration.key
        configurations = session.query(CustomAttributeConfiguration)
        configurations.where(key == "fstart").one().key = "frame_start"
        session.commit()


def of(ci: str) -> Any:
    return yaml.safe_load(WORKFLOWS[ci].text)


def github_steps(checkout: Checkout, tmp_path: Path) -> dict[str, str]:
    """Carry out the steps of the job, as long as their conditions say."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "gh"
    program.write_text(GH)
    program.chmod(0o755)
    outputs = tmp_path / "outputs"
    outputs.touch()
    variables = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(outputs),
        "GH_CALLS": str(tmp_path / "gh"),
    }
    for step in of("github")["jobs"]["schema"]["steps"]:
        told = dict(line.split("=") for line in outputs.read_text().splitlines())
        condition = step.get("if")
        if condition is not None:
            assert condition == "steps.check.outputs.code != '0'"
            if told["code"] == "0":
                continue
        if "run" in step and not step["run"].startswith("pip install"):
            checkout.shell(step["run"], **variables)
    return {path.name: path.read_text() for path in tmp_path.glob("gh*")}


def test_github_proposes_the_new_package_with_what_changed_in_words(
    checkout: Checkout, server: RunningServer, tmp_path: Path
) -> None:
    rename(server)

    told = github_steps(checkout, tmp_path)

    assert told["gh"] == "pr create\n"
    assert RENAMED in told["gh.md"]
    assert "scripts/frames.py:5:" in told["gh.md"]
    assert '"frame_start"' in checkout.proposed("src/studio/schema.json")


def test_github_proposes_nothing_where_nothing_changed(
    checkout: Checkout, tmp_path: Path
) -> None:
    told = github_steps(checkout, tmp_path)

    assert told == {}
    assert checkout.git("branch", "--list", "ftrack-schema") == ""


class Forge(BaseHTTPRequestHandler):
    """Takes merge requests, and refuses a second one as GitLab does."""

    requests: list[tuple[str, str, dict[str, list[str]]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        token = self.headers["PRIVATE-TOKEN"]
        self.send_response(409 if self.requests else 201)
        self.end_headers()
        self.requests.append((self.path, token, parse_qs(body)))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def forge() -> Iterator[HTTPServer]:
    Forge.requests = []
    with HTTPServer(("127.0.0.1", 0), Forge) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def gitlab_script(checkout: Checkout, forge: HTTPServer) -> None:
    first, script = of("gitlab")["ftrack-schema"]["script"]
    assert first.startswith("pip install")
    host = "gitlab.studio"
    checkout.shell(
        script,
        SCHEMA_TOKEN="sesame",
        CI_SERVER_HOST=host,
        CI_PROJECT_PATH="pipeline/tools",
        CI_PROJECT_ID="7",
        CI_DEFAULT_BRANCH="main",
        CI_API_V4_URL=f"http://127.0.0.1:{forge.server_port}/api/v4",
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0=f"url.{checkout.remote}.insteadOf",
        GIT_CONFIG_VALUE_0=f"https://oauth2:sesame@{host}/pipeline/tools.git",
    )


def test_gitlab_proposes_the_new_package_with_what_changed_in_words(
    checkout: Checkout, server: RunningServer, forge: HTTPServer
) -> None:
    rename(server)

    gitlab_script(checkout, forge)
    checkout.git("switch", "--quiet", "main")
    gitlab_script(checkout, forge)

    (path, token, told), again = Forge.requests
    assert path == "/api/v4/projects/7/merge_requests"
    assert token == "sesame"
    assert told["source_branch"] == ["ftrack-schema"]
    assert told["target_branch"] == ["main"]
    assert RENAMED in told["description"][0]
    assert again[2]["description"] == told["description"]
    assert '"frame_start"' in checkout.proposed("src/studio/schema.json")


def test_gitlab_proposes_nothing_where_nothing_changed(
    checkout: Checkout, forge: HTTPServer
) -> None:
    gitlab_script(checkout, forge)

    assert Forge.requests == []
    assert checkout.git("branch", "--list", "ftrack-schema") == ""


@pytest.mark.parametrize("ci", WORKFLOWS)
def test_what_could_not_be_told_fails_the_run(ci: str, checkout: Checkout) -> None:
    checkout.environment["FTRACK_API_KEY"] = "wrong"
    job = of(ci)["jobs"]["schema"] if ci == "github" else of(ci)["ftrack-schema"]
    script = job["steps"][3]["run"] if ci == "github" else job["script"][1]
    files = {"RUNNER_TEMP": str(checkout.folder), "GITHUB_OUTPUT": "/dev/null"}

    with pytest.raises(subprocess.CalledProcessError):
        checkout.shell(script, **files)

    assert checkout.git("branch", "--list", "ftrack-schema") == ""


@pytest.mark.parametrize("ci", WORKFLOWS)
def test_no_workflow_holds_a_key(ci: str) -> None:
    for line in WORKFLOWS[ci].text.splitlines():
        key = re.search(r"(?:KEY|TOKEN|USER): (.*)", line)
        assert key is None or key[1].startswith(("${{ ", "$SCHEMA_TOKEN"))


def test_hooks_name_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    assert [hook["entry"] for hook in hooks] == [
        "ftrack-typed lint",
        "ftrack-typed check",
    ]
    for hook in hooks:
        assert {"id", "name", "description", "language"} <= hook.keys()
        with pytest.raises(SystemExit) as caught:
            main([hook["entry"].split()[1], "--help"])
        assert caught.value.code == 0
