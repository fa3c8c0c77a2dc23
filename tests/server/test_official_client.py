"""The official Python client cannot tell the server from the real one.

The examples in the folder ``official`` run in that client's own environment.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import ftrack_typed_server
from support.databases import Databases
from support.official_client import official_python
from support.shared import SHARED, needs_shared

EXAMPLES = Path(__file__).parent / "official"


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(None, id="stock"),
        pytest.param(
            SHARED / "schema/query_schemas.json", id="real", marks=needs_shared
        ),
    ],
)
def test_official_client_works_through_its_examples(
    schema: Path | None, databases: Databases
) -> None:
    ours = ("FTRACK_", "PYTEST_", "PYTHON")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(ours)
    }
    # In the midst of a production, so that every type has rows.
    with ftrack_typed_server.running(
        schema=schema, seed="demo", database=databases.passing()
    ) as server:
        done = subprocess.run(
            [
                *(str(official_python()), "-W", "ignore", "-m", "pytest", "-q"),
                *("-c", os.devnull, "--rootdir", str(EXAMPLES)),
                *("--confcutdir", str(EXAMPLES), "-p", "no:cacheprovider"),
                *("-o", "python_files=example_*.py", str(EXAMPLES)),
            ],
            env={**environment, **server.environment},
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert done.returncode == 0, done.stdout + done.stderr
