"""What changed between two schemas, and which lines of code that breaks."""

from __future__ import annotations

from .comparing import changes
from .records import Change, Severity
from .words import sentence

__all__ = ["Change", "Severity", "changes", "sentence"]
