"""Counting and adding up on the server, without fetching rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast

import attrs

from ..errors import ServerError
from ..language.nodes import Aggregate, Path, Statement
from ..language.render import render
from ..wire import decode_datetime

if TYPE_CHECKING:
    from ..model.expressions import Expression
    from .workspace import Workspace

K = TypeVar("K")
T = TypeVar("T")

NumberExpression: TypeAlias = "Expression[float] | Expression[float | None] | Expression[int] | Expression[int | None]"  # noqa: E501
Function: TypeAlias = Literal["count", "sum", "avg", "min", "max"]


@attrs.frozen(eq=False)
class Groups(Generic[K]):
    """The rows of a query in groups of equal values, to be counted and added up.

    Attributes:
        workspace: what fetches, the machinery of a session.
        statement: the query, with the attributes to group by.
    """

    workspace: Workspace = attrs.field(repr=False)
    statement: Statement

    def count(self) -> dict[K, int]:
        """Return how many rows each group has."""
        key = self.workspace.registry[self.statement.entity_type]
        first = key.__attributes__[key.__primary_key__[0]].wire
        return {
            group: int(value or 0)
            for group, value in self._values("count", Path.of(first)).items()
        }

    def sum(self, attribute: NumberExpression) -> dict[K, float]:
        """Return the sum of a number in each group; nothing counts as 0."""
        return {
            group: float(value or 0)
            for group, value in self._values("sum", attribute.__path__).items()
        }

    def average(self, attribute: NumberExpression) -> dict[K, float | None]:
        """Return the mean of a number in each group, of the rows that have it."""
        return self._values("avg", attribute.__path__)

    def minimum(self, attribute: Expression[T]) -> dict[K, T | None]:
        """Return the least value in each group, none where no row has one."""
        return self._values("min", attribute.__path__)

    def maximum(self, attribute: Expression[T]) -> dict[K, T | None]:
        """Return the greatest value in each group, none where no row has one."""
        return self._values("max", attribute.__path__)

    def _values(self, function: Function, path: Path) -> dict[K, Any]:
        names = [_only_name(each) for each in (path, *self.statement.group_by)]
        statement = self.statement.replace(
            projections=(Aggregate(function, path), *self.statement.group_by),
            order_by=(),
        )
        operation = {"action": "query", "expression": render(statement)}
        (result,) = self.workspace.call([operation])
        rows: Sequence[dict[str, Any]] = cast("Any", result)["data"]
        dates = function in {"min", "max"} and self._is_date(names[0])
        values: dict[K, Any] = {}
        for row in rows:
            key = tuple(_plain(row[name], self._is_date(name)) for name in names[1:])
            group = cast("K", key[0] if len(key) == 1 else key)
            values[group] = _plain(row[f"{function}_{names[0]}"], dates)
        return values

    def _is_date(self, name: str) -> bool:
        cls = self.workspace.registry[self.statement.entity_type]
        attribute = cls.__by_wire__.get(name)
        return attribute is not None and attribute.temporal


def total(
    workspace: Workspace, statement: Statement, function: Function, path: Path
) -> Any:
    """Return one aggregate of all rows of *statement*."""
    groups: Groups[tuple[()]] = Groups(workspace, statement)
    return groups._values(function, path).get(())  # pyright: ignore[reportPrivateUsage]


def count(workspace: Workspace, statement: Statement) -> int:
    """Return how many rows *statement* has, within its limits.

    Where the server cannot aggregate the type, the number is found by asking for single
    rows at ever nearer offsets, a few requests of a few rows.
    """
    offset, limit = statement.offset or 0, statement.limit
    whole = statement.replace(offset=None, limit=None, order_by=())
    key = workspace.registry[statement.entity_type]
    path = Path.of(key.__attributes__[key.__primary_key__[0]].wire)
    try:
        number = int(total(workspace, whole, "count", path) or 0)
    except ServerError:
        number = _searched(workspace, whole.replace(projections=(path,)))
    left = max(number - offset, 0)
    return left if limit is None else min(left, limit)


def exists(workspace: Workspace, statement: Statement) -> bool:
    """Return whether *statement* has any row, within its limits."""
    if statement.limit == 0:
        return False
    cls = workspace.registry[statement.entity_type]
    path = Path.of(cls.__attributes__[cls.__primary_key__[0]].wire)
    probe = statement.replace(projections=(path,), order_by=(), limit=1)
    return bool(_rows_at(workspace, probe, [statement.offset or 0])[0])


def _searched(workspace: Workspace, statement: Statement) -> int:
    """Return the number of rows, found by asking whether there is one at an offset."""
    # There is a row at every offset below the number, and none from it on.
    powers = [4**power for power in range(16)]
    low, high = _narrowed(workspace, statement, 0, powers[-1] + 1, powers)
    while low < high:
        step = max((high - low) // 16, 1)
        numbers = range(low + 1, high + 1, step)
        low, high = _narrowed(workspace, statement, low, high, numbers)
    return low


def _narrowed(
    workspace: Workspace,
    statement: Statement,
    low: int,
    high: int,
    numbers: Sequence[int],
) -> tuple[int, int]:
    """Return nearer bounds of the number of rows, by asking whether it is *numbers*."""
    offsets = [number - 1 for number in numbers]
    for number, there in zip(
        numbers, _rows_at(workspace, statement, offsets), strict=True
    ):
        if not there:
            return low, number - 1
        low = number
    return low, high


def _rows_at(
    workspace: Workspace, statement: Statement, offsets: Sequence[int]
) -> list[bool]:
    operations = [
        {
            "action": "query",
            "expression": render(statement.replace(offset=offset, limit=1)),
        }
        for offset in offsets
    ]
    results = workspace.call(operations)
    return [bool(cast("Any", result)["data"]) for result in results]


def _only_name(path: Path) -> str:
    if len(path.segments) != 1:
        raise ValueError(
            "The server groups by, and adds up, attributes of the queried type itself, "
            f"not {'.'.join(segment.name for segment in path.segments)}."
        )
    return path.segments[0].name


def _plain(value: Any, is_date: bool) -> Any:
    if not is_date or value is None:
        return value
    # Servers write the date of an aggregate with its tag, or bare.
    tagged: Any = value
    return decode_datetime(value if isinstance(value, str) else tagged["value"])
