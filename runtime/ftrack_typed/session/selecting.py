"""Reading rows: values without entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from .base import SessionBase

if TYPE_CHECKING:
    from ..model.columns import Column
    from ..model.shapes import Shape
    from .rows import Rows

S = TypeVar("S", bound="Shape")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")
T6 = TypeVar("T6")
T7 = TypeVar("T7")
T8 = TypeVar("T8")
T9 = TypeVar("T9")
T10 = TypeVar("T10")


class Selecting(SessionBase):
    """What a session reads as rows."""

    @overload
    def select(self, shape: type[S], /) -> Rows[S]: ...
    @overload
    def select(self, a: Column[T1], /) -> Rows[tuple[T1]]: ...
    @overload
    def select(self, a: Column[T1], b: Column[T2], /) -> Rows[tuple[T1, T2]]: ...
    @overload
    def select(
        self, a: Column[T1], b: Column[T2], c: Column[T3], /
    ) -> Rows[tuple[T1, T2, T3]]: ...
    @overload
    def select(
        self, a: Column[T1], b: Column[T2], c: Column[T3], d: Column[T4], /
    ) -> Rows[tuple[T1, T2, T3, T4]]: ...
    @overload
    def select(
        self,
        a: Column[T1],
        b: Column[T2],
        c: Column[T3],
        d: Column[T4],
        e: Column[T5],
        /,
    ) -> Rows[tuple[T1, T2, T3, T4, T5]]: ...
    @overload
    def select(
        self,
        a: Column[T1],
        b: Column[T2],
        c: Column[T3],
        d: Column[T4],
        e: Column[T5],
        f: Column[T6],
        /,
    ) -> Rows[tuple[T1, T2, T3, T4, T5, T6]]: ...
    @overload
    def select(
        self,
        a: Column[T1],
        b: Column[T2],
        c: Column[T3],
        d: Column[T4],
        e: Column[T5],
        f: Column[T6],
        g: Column[T7],
        /,
    ) -> Rows[tuple[T1, T2, T3, T4, T5, T6, T7]]: ...
    @overload
    def select(
        self,
        a: Column[T1],
        b: Column[T2],
        c: Column[T3],
        d: Column[T4],
        e: Column[T5],
        f: Column[T6],
        g: Column[T7],
        h: Column[T8],
        /,
    ) -> Rows[tuple[T1, T2, T3, T4, T5, T6, T7, T8]]: ...
    @overload
    def select(
        self,
        a: Column[T1],
        b: Column[T2],
        c: Column[T3],
        d: Column[T4],
        e: Column[T5],
        f: Column[T6],
        g: Column[T7],
        h: Column[T8],
        i: Column[T9],
        /,
    ) -> Rows[tuple[T1, T2, T3, T4, T5, T6, T7, T8, T9]]: ...
    @overload
    def select(
        self,
        a: Column[T1],
        b: Column[T2],
        c: Column[T3],
        d: Column[T4],
        e: Column[T5],
        f: Column[T6],
        g: Column[T7],
        h: Column[T8],
        i: Column[T9],
        j: Column[T10],
        /,
    ) -> Rows[tuple[T1, T2, T3, T4, T5, T6, T7, T8, T9, T10]]: ...
    @overload
    def select(self, *columns: Column[Any]) -> Rows[tuple[Any, ...]]: ...
    def select(self, *columns: Any) -> Rows[Any]:
        """Return rows of values: made in less than half of the time of entities.

        ``select(Task.name, Task.status.name).where(Task.bid > 3600.0)`` finds tuples,
        ``select(Summary)`` instances of a :class:`Shape`. They hold what the server
        has: changes that are not committed are not seen. The queried type is the one
        that the columns start from.

        The values of a tuple have names, too, those of the attributes on the way:
        ``row.status_name``; to have them checked, declare a shape. A reference is
        selected by its key, ``Task.status.id``; what leads over a collection is put
        in ``listed(...)``.

        Args:
            columns: attributes of one type or behind its paths, or one shape.

        Raises:
            TypeError: one is no column.
            ValueError: columns are of different types, or two have the same name, or a
                path leads over a collection without ``listed``.
            UnknownEntityTypeError: the package does not have the columns' type.
        """
        from .rows import select

        self._workspace.check_open()
        return select(self._workspace, columns)
