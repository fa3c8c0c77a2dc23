"""The cyclic garbage collector, out of the way while many objects are made at once.

A decoded page is thousands of containers and no garbage; up to Python 3.11 the
collector takes half of the time looking for it.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Generator[None, None, None]:
    """Pause the collector inside the block, if it runs; blocks may be nested.

    The collector is one for the process: other threads go without it, too, and one
    that ends its own block earlier starts it again for all, which costs time only.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            # Both together move all that is young to the oldest generation, in no time
            # at all: the next collection would look through it object by object.
            gc.freeze()
            gc.unfreeze()
        gc.enable()
