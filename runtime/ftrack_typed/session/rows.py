"""Rows: values of a query without entities, as tuples or of a declared class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..frozen import set_part
from ..language.nodes import Path, Statement
from ..model.columns import Column
from ..model.expressions import dotted
from ..model.shapes import Shape, is_column, not_a_column
from .paging import PAGE_SIZE, Asked, Page, Run, fetch_results
from .results import Results
from .row_reading import RowReader
from .splitting import attributes_on, in_order, python_names

if TYPE_CHECKING:
    from ..model.entity import Entity
    from ..model.registry import Registry
    from .workspace import Workspace

R = TypeVar("R")


class RowResults(Results[R]):
    """How the rows of a query are fetched.

    It is a class of its own so that editors offer what :class:`Rows` is for first.

    Attributes:
        paths: what a row holds, in order.
        make: makes a row of a tuple of values.
    """

    __slots__ = ("make", "paths")
    _parts_of: ClassVar[tuple[str, ...]] = (*Results._parts_of, "paths", "make")

    paths: tuple[Path, ...]
    make: Callable[[tuple[Any, ...]], R]

    def __init__(
        self,
        workspace: Workspace,
        statement: Statement,
        page_size: int = PAGE_SIZE,
        oldest: float | None = None,
        *,
        paths: tuple[Path, ...],
        make: Callable[[tuple[Any, ...]], R],
    ) -> None:
        super().__init__(workspace, statement, page_size, oldest)
        set_part(self, "paths", paths)
        set_part(self, "make", make)

    def _fetch(self, asked: Sequence[Asked]) -> Sequence[Page[R]]:
        return self.workspace.fetch_rows(asked, self._reader(self.paths, self.make))

    def _reader(
        self, paths: Sequence[Path], make: Callable[[tuple[Any, ...]], Any]
    ) -> RowReader:
        registry = self.workspace.registry
        return RowReader(registry, self.statement.entity_type, paths, make)

    def _merged(self, parts: tuple[Statement, ...]) -> list[R]:
        root = self.workspace.registry[self.statement.entity_type]
        keys = [
            Path.of(root.__attributes__[name].wire) for name in root.__primary_key__
        ]
        sort_keys = [each.path for each in self.statement.order_by]
        for path in sort_keys:
            # Refuses what leads to several values.
            python_names(root, path)
        reader = self._reader([*keys, *sort_keys, *self.paths], tuple)
        fetch = partial(self.workspace.fetch_rows, reader=reader)
        runs = [Run(part, self.page_size, max_age=self.oldest) for part in parts]
        values, sorted_by = len(keys) + len(sort_keys), len(keys)
        rows = [
            (tuple(map(str, row[:sorted_by])), row[sorted_by:values], row[values:])
            for result in fetch_results(fetch, runs)
            for row in result
        ]
        return list(map(self.make, in_order(self.statement, rows)))


class Rows(RowResults[R]):
    """Values of a query's rows: tuples, or instances of a :class:`Shape`.

    Every method that refines returns new rows; nothing is sent before a result is asked
    for. ``str(rows)`` is the query's text. Rows are the session's no longer once they
    are handed out, so that a loop over any number of them takes the memory of what
    comes with one request.

    What they hold is what the server has: changes that are not committed are not in it,
    and nothing that a row holds is tracked.

    Attributes:
        workspace: what fetches, the machinery of a session.
        statement: what is asked for.
        page_size: rows fetched by one request, 500 by default.
        oldest: how many seconds ago the server may have answered, if it need not be
            asked now.
        paths: what a row holds, in order.
        make: makes a row of a tuple of values.
    """

    __slots__ = ()


class Row(tuple[Any, ...]):
    """A row as a tuple whose values have names, too; for type checkers, a tuple."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    """The names, which are those of the attributes on the way: ``status_name``."""

    def _asdict(self) -> dict[str, Any]:
        """Return the values by their names."""
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self._asdict().items())
        return f"Row({', '.join(shown)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _row, (self._fields, tuple(self))


@cache
def _row_class(names: tuple[str, ...]) -> type[Row]:
    places = {name: property(itemgetter(at)) for at, name in enumerate(names)}
    return type("Row", (Row,), {"__slots__": (), "_fields": names, **places})


def _row(names: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    return _row_class(names)(values)


def select(workspace: Workspace, columns: Sequence[object]) -> Rows[Any]:
    """Return the rows of *columns*, or of the shape that is the only one.

    Raises:
        TypeError: one is no column.
        ValueError: they do not go together, or a path is none that a row can hold.
    """
    if len(columns) == 1 and _is_shape(columns[0]):
        shape: Any = columns[0]
        declared: dict[str, Column[Any]] = dict(shape.__columns__)
        root, paths = _paths(workspace.registry, list(declared.values()))
        return _rows(workspace, root, paths, partial(_shaped, shape, tuple(declared)))
    root, paths = _paths(workspace.registry, columns)
    names = _names(workspace.registry[root], paths)
    return _rows(workspace, root, paths, _row_class(names))


def _rows(
    workspace: Workspace,
    root: str,
    paths: tuple[Path, ...],
    make: Callable[[tuple[Any, ...]], Any],
) -> Rows[Any]:
    statement = Statement(root, tuple(dict.fromkeys(paths)))
    return Rows(workspace, statement, paths=paths, make=make)


def _is_shape(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Shape)


def _shaped(shape: type[Shape], names: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    # As entities are: its constructor has nothing to add, and takes five times longer.
    made = object.__new__(shape)
    vars(made).update(zip(names, values, strict=True))
    return made


def _paths(
    registry: Registry, columns: Sequence[object]
) -> tuple[str, tuple[Path, ...]]:
    """Return the type that *columns* start from, and their paths."""
    root = ""
    paths: list[Path] = []
    for column in columns:
        if not is_column(column):
            raise TypeError(not_a_column(column))
        root = root or column.__root__
        if column.__root__ != root:
            raise ValueError(
                f"A row is of one type: {_shown(root, paths[0])} and "
                f"{_shown(column.__root__, column.__path__)} are of two. Start both "
                "from the type that is queried, or send two queries."
            )
        _check(registry[root], column)
        paths.append(column.__path__)
    if not paths:
        raise ValueError("Say what a row holds: session.select(Task.name, ...).")
    return root, tuple(paths)


def _check(root: type[Entity], column: Column[Any]) -> None:
    """Raise ValueError if rows cannot hold *column* as it is."""
    lists = 0
    for attribute in attributes_on(root, column.__path__):
        if not attribute.selectable:
            raise ValueError(
                f"{_shown(root.__entity_type__, column.__path__)}: {attribute.wire} is "
                "for criteria alone, the server never hands it out."
            )
        lists += attribute.to_many
    if lists != column.__depth__:
        shown = _shown(root.__entity_type__, column.__path__)
        for _ in range(lists):
            shown = f"listed({shown})"
        raise ValueError(
            f"{_shown(root.__entity_type__, column.__path__)} leads over "
            f"{_COLLECTIONS.get(lists, f'{lists} collections')}: write {shown}."
        )


_COLLECTIONS = {0: "no collection", 1: "a collection"}


def _names(root: type[Entity], paths: Sequence[Path]) -> tuple[str, ...]:
    """Return a name for each of *paths*: the Python names along it.

    Raises:
        ValueError: two have the same.
    """
    known: dict[str, Path] = {}
    for path in paths:
        name = "_".join(each.name for each in attributes_on(root, path))
        if name in known:
            raise ValueError(
                f"Two columns of {root.__entity_type__} are called {name}: "
                f"{_shown(root.__entity_type__, known[name])} and "
                f"{_shown(root.__entity_type__, path)}. Leave one out, or declare a "
                "Shape, which gives them names of your own."
            )
        known[name] = path
    return tuple(known)


def _shown(root: str, path: Path) -> str:
    return f"{root}.{dotted(path.segments)}"
