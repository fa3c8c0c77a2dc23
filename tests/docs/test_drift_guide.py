"""``docs/drift.md`` from top to bottom, with a server that the test has started."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

import ftrack_typed_server

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# ([\w/]+\.py)\n")
CODE = re.compile(r"# exit code (\d)$")


def carry_out(line: str, folder: Path, variables: dict[str, str]) -> str:
    """Run a line of shell; its exit code must be the one that the guide names."""
    bin_folder = Path(sys.executable).parent
    done = subprocess.run(
        line,
        shell=True,
        cwd=folder,
        env={
            **os.environ,
            **variables,
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    code = CODE.search(line)
    expected = int(code[1]) if code else 0
    assert done.returncode == expected, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_guide_can_be_followed(tmp_path: Path) -> None:
    said: dict[str, str] = {}
    shown = ""
    with ftrack_typed_server.running(seed="demo") as server:
        variables = {**server.environment, "PYTHONPATH": "src"}
        for language, text in BLOCK.findall(GUIDE):
            named = FILE.match(text)
            if language == "text":
                shown = text.replace("http://127.0.0.1:8090", server.url)
            elif language == "yaml":
                ids = [hook["id"] for hook in yaml.safe_load(text)["repos"][0]["hooks"]]
            elif named is not None:
                file = tmp_path / named[1]
                file.parent.mkdir(exist_ok=True)
                file.write_text(text)
            elif language == "python":
                (tmp_path / "snippet.py").write_text(text)
                said[text] = carry_out(
                    "python -W error snippet.py", tmp_path, variables
                )
            else:
                for line in text.splitlines():
                    if not line.startswith("ftrack-typed serve"):
                        said[line] = carry_out(line, tmp_path, variables)

    scanned = next(out for line, out in said.items() if "check --scan" in line)
    assert scanned == shown
    offline = next(out for line, out in said.items() if "diff before.json" in line)
    assert "1 breaking change between before.json and after.json." in offline
    assert scanned.partition("\n")[2] == offline.partition("\n")[2]
    words = "breaking Shot.custom_attributes['fstart']: is called 'frame_start' now\n"
    assert words in said.values()
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert ids == [hook["id"] for hook in hooks]
