"""What the rows of a query can hold: attributes at the end of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from ..language.nodes import Path, Segment

if TYPE_CHECKING:
    from typing_extensions import Never

    from ..language.nodes import Criterion

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Column(Generic[T_co]):
    """A value of each row: an attribute of the queried type, or one behind a path.

    ``Task.name`` is a ``Column[str]``. Where a reference on the path may be none, so
    may the value: see :class:`Absent`.
    """

    __slots__ = ("_root", "_segments")

    def __init__(self, segments: tuple[Segment, ...], root: str) -> None:
        self._segments = segments
        self._root = root

    @property
    def __path__(self) -> Path:
        """The path as a node of the query language."""
        return Path(self._segments)

    @property
    def __root__(self) -> str:
        """The type that the path starts from."""
        return self._root

    @property
    def __depth__(self) -> int:
        """How many lists the value lies in, one for each collection on the path."""
        return 0


class Absent(Column[None]):
    """What a path is, for type checkers, where a reference on it is none.

    ``Task.thumbnail`` is ``type[Component] | Absent``, and ``Task.thumbnail.name`` is
    ``Expression[str] | Absent``: a text, or none. It allows everything, so that what is
    allowed is said by the other half alone. At run time there is no such object.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Absent: ...

        def __call__(self, *arguments: object, **named: object) -> Never:
            """Add nothing to what a call on the path gives where there is one."""
            ...

        # As for expressions, object's own signature is overridden on purpose.
        def __eq__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            other: object,
        ) -> Criterion: ...
        def __ne__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            other: object,
        ) -> Criterion: ...
        def __lt__(self, other: object) -> Criterion: ...
        def __le__(self, other: object) -> Criterion: ...
        def __gt__(self, other: object) -> Criterion: ...
        def __ge__(self, other: object) -> Criterion: ...


class _Listed(Column[list[T]], Generic[T]):
    __slots__ = ("_depth",)

    def __init__(self, column: Column[T]) -> None:
        super().__init__(column.__path__.segments, column.__root__)
        self._depth = column.__depth__ + 1

    @property
    def __depth__(self) -> int:
        return self._depth


def listed(column: Column[T]) -> Column[list[T]]:
    """Return *column* for rows that have a list of its values.

    So it is written where the path leads over a collection, once for each:
    ``listed(Task.timelogs.duration)``. The list has a value for each item, in the order
    of the items' keys; it is empty where there is none, or nothing that could have any.

    Args:
        column: a column whose path leads over a collection.
    """
    return _Listed(column)
