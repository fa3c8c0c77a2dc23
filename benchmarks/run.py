"""Measure this client against the official one: ``python benchmarks/run.py --help``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[1]
    # In place of this folder, so that its modules are those of one package.
    sys.path[0] = str(ROOT)
    sys.path += [str(ROOT / source) for source in ("runtime", "codegen", "server")]
    from benchmarks.command import main

    sys.exit(main())
