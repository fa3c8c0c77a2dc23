"""Combining many conditions without nesting them deeply, and many values in one.

A database parses ``a OR b OR c ...`` into a tree as deep as the list is long, and
refuses what is deeper than a thousand levels; clients send longer ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Boolean, ColumnElement, FromClause, and_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from ftrack_typed_server.membership import is_among

Condition: TypeAlias = "ColumnElement[bool]"

_WIDEST = 100


class _Parenthesised(FunctionElement[bool]):
    """A condition that is not merged with the ones beside it."""

    type = Boolean()
    inherit_cache = True


@compiles(_Parenthesised)
def _render(element: _Parenthesised, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


def all_of(conditions: Sequence[Condition]) -> Condition:
    """Return whether all of at least one *conditions* hold."""
    return _combined(and_, conditions)


def any_of(conditions: Sequence[Condition]) -> Condition:
    """Return whether any of at least one *conditions* holds."""
    return _combined(or_, conditions)


def has_key(
    rows: FromClause, names: Sequence[str], keys: Sequence[tuple[Any, ...]]
) -> Condition:
    """Return whether a row has one of at least one *keys*.

    Args:
        rows: the rows.
        names: the columns of their key.
        keys: the keys, one part a column.
    """
    if len(names) == 1:
        return is_among(rows.c[names[0]], [key[0] for key in keys])
    return any_of(
        [
            and_(*(rows.c[name] == part for name, part in zip(names, key, strict=True)))
            for key in keys
        ]
    )


def _combined(
    combine: Callable[..., ColumnElement[Any]], conditions: Sequence[Condition]
) -> Condition:
    while len(conditions) > _WIDEST:
        conditions = [
            _Parenthesised(combine(*conditions[start : start + _WIDEST]))
            for start in range(0, len(conditions), _WIDEST)
        ]
    return combine(*conditions)
