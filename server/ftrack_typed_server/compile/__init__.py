"""Queries into SQL."""

from __future__ import annotations

from ftrack_typed_server.compile.aggregates import compile_aggregates
from ftrack_typed_server.compile.database_limits import database_limits
from ftrack_typed_server.compile.statements import CompiledQuery, compile_query

__all__ = ["CompiledQuery", "compile_aggregates", "compile_query", "database_limits"]
