"""Finding wrong texts of queries in programs, without a type checker."""

from __future__ import annotations

from .checking import check_file
from .problems import Problem

__all__ = ["Problem", "check_file"]
