"""The generator: a server's schema in, a typed client package out.

:func:`generate` is the whole of it; the command ``ftrack-typed generate`` calls it.
"""

from __future__ import annotations

from .pipeline import generate

__all__ = ["generate"]
