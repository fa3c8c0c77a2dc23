"""Queries into SQL."""

from __future__ import annotations

from ftrack_typed_server.compile.nesting import nesting_refused
from ftrack_typed_server.compile.statements import (
    CompiledQuery,
    compile_aggregates,
    compile_query,
)

__all__ = ["CompiledQuery", "compile_aggregates", "compile_query", "nesting_refused"]
