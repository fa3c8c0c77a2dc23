"""The official Python client works with the server as with the real one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import ftrack_typed_server
from support.databases import Databases
from support.official_client import official_python
from support.shared import SHARED, needs_shared

FOLDER = Path(__file__).parent
SCRIPTS = ("official_session.py", "official_files.py", "official_roles.py")


def work_through(script: str, schema: Path | None, database: str) -> None:
    with ftrack_typed_server.running(schema=schema, database=database) as server:
        done = subprocess.run(
            [
                *(str(official_python()), "-W", "ignore", str(FOLDER / script)),
                *(server.url, server.api_user, server.api_key),
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("script", SCRIPTS)
def test_official_client_with_the_stock_schema(
    script: str, databases: Databases
) -> None:
    work_through(script, None, databases.passing())


@needs_shared
@pytest.mark.parametrize("script", SCRIPTS)
def test_official_client_with_a_real_schema(script: str, databases: Databases) -> None:
    work_through(script, SHARED / "schema/query_schemas.json", databases.passing())
