"""The cyclic garbage collector, out of the way while many objects are made at once.

A decoded page is thousands of containers and no garbage; up to Python 3.11 the
collector takes half of the time looking for it. So they are moved past it. It then does
not know that there is more to look through, and would never look for entities that are
no longer needed, which are in cycles: this is seen to here.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

_LEAST = 250_000
"""Objects moved past the collector until all are looked through, at the least."""


class _Moved:
    """What was moved past the collector.

    Attributes:
        count: how many objects were, since all were looked through.
        allowed: how many may be.
    """

    count = 0
    allowed = _LEAST


class Pause:
    """A block in which the collector is paused.

    Attributes:
        made: how many objects the block made, if it freed others in between: the
            collector takes those off its own count, though they were moved past it.
    """

    made = 0


@contextmanager
def collector_paused(*, cycles: bool = True) -> Generator[Pause, None, None]:
    """Pause the collector inside the block, if it runs; blocks may be nested.

    The collector is one for the process: other threads go without it, too, and one
    that ends its own block earlier starts it again for all, which costs time only.

    Args:
        cycles: whether the collector alone can free what is made in the block, once it
            is not needed.
    """
    pause = Pause()
    if not gc.isenabled():
        yield pause
        return
    gc.disable()
    young = _young()
    try:
        yield pause
    finally:
        # Fewer than make it run are left to it. What was freed in between was more.
        most = gc.get_threshold()[0]
        many = gc.get_count()[0] > most or pause.made > most // 4
        if many and not gc.get_freeze_count():
            if cycles:
                young = max(_young(), young + pause.made)
            _move()
            _Moved.count += young
            if _Moved.count > _Moved.allowed:
                _collect()
        gc.enable()


def collect_early() -> None:
    """Look through all objects, if the collector runs, once a quarter of them is new.

    This is for those who make many objects, of which hardly any is kept.
    """
    due = _Moved.count > _Moved.allowed // 4
    if due and gc.isenabled() and not gc.get_freeze_count():
        _collect()


def _move() -> None:
    """Move all objects to the oldest generation, in no time at all.

    The next collection would look through those that are young, one by one.
    """
    gc.freeze()
    gc.unfreeze()


def _young() -> int:
    """Return about how many objects were made that the collector has yet to heed."""
    objects, first, second = gc.get_count()
    size, rounds, _ = gc.get_threshold()
    return objects + size * (first + rounds * second)


def _collect() -> None:
    """Look through all objects, and say when to do so again.

    That is once as many were made as there are, so that each is looked at about twice,
    however many there come to be.
    """
    gc.collect()
    gc.freeze()
    _Moved.allowed = max(_LEAST, gc.get_freeze_count())
    gc.unfreeze()
    _Moved.count = 0
