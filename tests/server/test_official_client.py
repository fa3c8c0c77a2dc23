"""The official Python client works with the server as with the real one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import ftrack_typed_server
from support.official_client import official_python
from support.shared import SHARED, needs_shared

SCRIPT = Path(__file__).parent / "official_session.py"


def work_through(schema: Path | None) -> None:
    with ftrack_typed_server.running(schema=schema) as server:
        done = subprocess.run(
            [
                *(str(official_python()), "-W", "ignore", str(SCRIPT)),
                *(server.url, server.api_user, server.api_key),
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr


def test_official_client_with_the_stock_schema() -> None:
    work_through(None)


@needs_shared
def test_official_client_with_a_real_schema() -> None:
    work_through(SHARED / "schema/query_schemas.json")
