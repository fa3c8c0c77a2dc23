"""The README's demonstration of a renamed attribute: its commands and what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import ftrack_typed_server
from support.pipeline_example import copied_examples

README = Path(__file__).resolve().parents[2] / "README.md"
SECTION = re.compile(
    r"^## A change that breaks, before it does\n(.*?)^## ", re.MULTILINE | re.DOTALL
)
BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r" +# exit code (\d)$")
EXPORT = re.compile(r"export (\w+)=(.*)")
BREAKS = re.compile(r"^  ([\w/]+\.py):(\d+):\d+: ", re.MULTILINE)


def commands() -> list[tuple[str, str | None]]:
    """Return the section's commands, each with its output if the README shows it."""
    section = SECTION.search(README.read_text(encoding="utf-8"))
    assert section is not None
    found: list[tuple[str, str | None]] = []
    for language, text in BLOCK.findall(section[1]):
        if language == "sh":
            found += [(line, None) for line in text.splitlines()]
        else:
            parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)[1:]
            found += zip(parts[::2], parts[1::2], strict=True)
    return found


def test_the_demonstration_names_the_three_lines_that_break(tmp_path: Path) -> None:
    examples = copied_examples(tmp_path)
    bin_folder = Path(sys.executable).parent
    with ftrack_typed_server.running(seed="demo") as server:
        variables = {
            **os.environ,
            **server.environment,
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "STUDIO_CACHE": str(tmp_path / "studio.sqlite"),
        }
        said = ""
        for line, shown in commands():
            exported = EXPORT.fullmatch(line)
            if exported is not None:
                variables[exported[1]] = exported[2]
                continue
            done = subprocess.run(
                line,
                shell=True,
                cwd=tmp_path,
                env=variables,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            said = done.stdout.replace(server.url, "http://127.0.0.1:8090")
            code = CODE.search(line)
            assert done.returncode == int(code[1] if code else 0), done.stderr
            assert shown is None or said == shown, line

    broken = [(file, int(number)) for file, number in BREAKS.findall(said)]
    uses = [
        (path.relative_to(tmp_path).as_posix(), number)
        for path in sorted(examples.glob("pipeline/studio_pipeline/*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "client_due" in line
    ]
    assert broken == uses
    assert len(broken) == 3
