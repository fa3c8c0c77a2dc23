"""The package that is measured, generated from the stock schema or a schema file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from ftrack_typed.schema import dump_document, read_document
from ftrack_typed_server.stock import stock_document

from .environment import Usage, run_here

PACKAGE = "ftrack_typed_schema"


def schema(file: Path | None) -> list[dict[str, Any]]:
    """Return the schema document of *file*, or the stock one."""
    document = stock_document() if file is None else read_document(file)
    return dump_document(document)


def generate(document: list[dict[str, Any]], output: Path) -> Usage:
    """Generate the package of *document* into *output*, as a user does."""
    output.mkdir(parents=True, exist_ok=True)
    file = output / "schema.json"
    file.write_bytes(orjson.dumps(document))
    return run_here(
        *("-m", "ftrack_typed", "generate", "--schema", str(file)),
        *("--output", str(output), "--package", PACKAGE),
    )
