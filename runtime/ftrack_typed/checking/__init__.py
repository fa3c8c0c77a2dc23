"""Checking the text of a query against a schema, before any server sees it.

What the mypy plugin, ``ftrack-typed lint`` and ``ftrack-typed check --scan`` have in
common. Scripts that run never import it.
"""

from __future__ import annotations

from ftrack_typed.checking.checker import Checker
from ftrack_typed.checking.findings import Checked, Code, Finding, Use
from ftrack_typed.checking.spelling import Place, SpelledText, Speller
from ftrack_typed.checking.texts import QueryText

__all__ = [
    "Checked",
    "Checker",
    "Code",
    "Finding",
    "Place",
    "QueryText",
    "SpelledText",
    "Speller",
    "Use",
]
