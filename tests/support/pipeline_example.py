"""The example's pipeline, beside the other examples, with the package it imports."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def copied_examples(folder: Path) -> Path:
    """Copy the examples into *folder*, without what was generated; return the copy."""
    ignored = shutil.ignore_patterns("__pycache__", "generated", ".*")
    return Path(shutil.copytree(EXAMPLES, folder / "examples", ignore=ignored))


def generated_pipeline(folder: Path) -> Path:
    """Copy the examples into *folder*, generate, and return the pipeline's folder."""
    pipeline = copied_examples(folder) / "pipeline"
    command = [sys.executable, "-m", "ftrack_typed", "generate"]
    command += ["--schema", "schema.json"]
    subprocess.run(command, cwd=pipeline, check=True, capture_output=True, timeout=120)
    return pipeline
