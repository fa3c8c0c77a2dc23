"""Immutable values that the first line of a script takes.

Everywhere else such records are attrs classes. Importing attrs and having it define the
dozen classes that a query is made of takes a quarter of the time from the start of
Python to the first entity, so these are written out (ADR 17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

set_part: Callable[[object, str, Any], None] = object.__setattr__
"""What a constructor sets a part with, as nothing else can."""


class Frozen:
    """A value made of parts that are set once, by its constructor.

    Values of one class whose parts are equal are equal. A subclass names its parts in
    ``__match_args__``, in the order in which its constructor takes them.
    """

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def replace(self, **parts: Any) -> Self:
        """Return the same value with other *parts*."""
        known = {name: getattr(self, name) for name in self.__match_args__}
        return type(self)(**(known | parts))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"A {type(self).__name__} cannot be changed: make another one, with "
            f"replace({name}=...)."
        )

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"A {type(self).__name__} cannot be changed.")

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frozen) or other.__class__ is not self.__class__:
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.__class__, self._parts()))

    def __reduce__(self) -> tuple[Any, ...]:
        # The usual way would set attributes, which is refused.
        return type(self), self._parts()

    def _parts(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])
