"""Save the schema of the demo production's site, which the example is generated from::

python -m tests.tools.save_example_schema examples/pipeline/schema.json
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import ftrack_typed_server


def save(file: Path) -> None:
    """Write *file*, with the command that a user types."""
    command = [sys.executable, "-m", "ftrack_typed", "schema", "--output", str(file)]
    with ftrack_typed_server.running(seed="demo") as server:
        subprocess.run(command, env={**os.environ, **server.environment}, check=True)


if __name__ == "__main__":
    save(Path(sys.argv[1]))
