"""What a session's converter can be taught.

cattrs' own classes have types that a strict checker calls unknown in part; who checks
scripts strictly is spared them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class ValueConverter(Protocol):
    """Turns values of the studio's own types into what ftrack keeps, and back.

    A session's is a ``cattrs.Converter`` for JSON. What takes one of those, such as
    cattrs' strategies, can be given it after
    ``assert isinstance(session.converter, cattrs.Converter)``.
    """

    def register_structure_hook(
        self, kind: type[T], hook: Callable[[Any, type[T]], T], /
    ) -> object:
        """Have *hook* make a value of *kind* of what is kept."""
        ...

    def register_unstructure_hook(
        self, kind: type[T], hook: Callable[[T], object], /
    ) -> object:
        """Have *hook* make what is kept of a value of *kind*."""
        ...

    def structure(self, held: Any, kind: type[T], /) -> T:
        """Return the value of *kind* for which *held* is kept."""
        ...

    def unstructure(self, value: object, kind: Any = None, /) -> object:
        """Return what is kept for *value*, by default as its own class says."""
        ...
