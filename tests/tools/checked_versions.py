"""Check the runtime and generated packages as each Python that is supported.

mypy --strict and pyright strict read the runtime, the stock package, packages with
custom attributes and names of a workflow, and what must and must not check, once for
each version; no interpreter of that version is needed. In the project's folder::

    python -m tests.tools.checked_versions
    python -m tests.tools.checked_versions 3.10 3.13
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ftrack_typed_codegen.settings import PYTHONS

ROOT = Path(__file__).resolve().parents[2]

CHECKED = (
    "runtime",
    "generated",
    "tests/golden/custom_attributes/expected",
    "tests/golden/workflow_names/expected",
    "tests/typing/model_types.py",
)
CHECKERS = {
    "mypy": ("--no-error-summary", "--python-version"),
    "pyright": ("--pythonpath", sys.executable, "--pythonversion"),
}


def check(checker: str, version: str) -> tuple[int, str]:
    """Return the exit code of *checker* on all of it as *version*, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", checker, *CHECKERS[checker], version, *CHECKED],
        cwd=ROOT,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    """Check as what was asked for, print a table; return the exit code."""
    parser = argparse.ArgumentParser(
        description="Check the runtime and generated packages as each Python."
    )
    parser.add_argument("versions", nargs="*", metavar="VERSION", help="such as 3.12")
    versions: list[str] = parser.parse_args().versions or list(PYTHONS)
    failures: list[str] = []
    print("Python   ", *(f"{checker:<12}" for checker in CHECKERS), sep="")
    for version in versions:
        start = time.perf_counter()
        with ThreadPoolExecutor() as pool:
            found = list(pool.map(check, CHECKERS, [version] * len(CHECKERS)))
        cells = [f"{'FAILED' if code else 'ok':<12}" for code, _ in found]
        seconds = time.perf_counter() - start
        print(f"{version:<9}", *cells, f"{seconds:.0f} s", sep="", flush=True)
        failures += [f"{version}:\n{said}" for code, said in found if code]
    print(*failures, sep="\n\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
