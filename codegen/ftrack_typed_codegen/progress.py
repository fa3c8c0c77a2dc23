"""Telling a person what takes so long."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer

_PATIENCE = 1.0
"""Seconds that a step may take in silence."""


@contextmanager
def announced(step: str) -> Generator[None, None, None]:
    """Print *step* on the error output if what is done inside takes over a second."""
    timer = Timer(
        _PATIENCE, print, [f"{step} ..."], {"file": sys.stderr, "flush": True}
    )
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
