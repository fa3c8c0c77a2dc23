"""What a batch does besides writing rows, once it is known how it ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeAlias

import attrs

Effect: TypeAlias = "Callable[[], object]"

_LOG = logging.getLogger(__name__)


@attrs.define
class Effects:
    """Steps to take when a transaction has ended, in the order they were added.

    Attributes:
        committed: what to do when it was committed.
        rolled_back: what to do when it was not.
    """

    committed: list[Effect] = attrs.field(factory=list[Effect])
    rolled_back: list[Effect] = attrs.field(factory=list[Effect])


@contextmanager
def effects_of_transaction() -> Generator[Effects]:
    """Yield effects, and take their steps when the block has ended.

    The transaction begins and ends within the block.
    """
    effects = Effects()
    try:
        yield effects
    except BaseException:
        _take(effects.rolled_back)
        raise
    _take(effects.committed)


def _take(effects: list[Effect]) -> None:
    for effect in effects:
        try:
            effect()
        except OSError as error:
            # The batch has ended as it has; a file that stays does no harm.
            _LOG.warning("A file could not be removed: %s", error)
