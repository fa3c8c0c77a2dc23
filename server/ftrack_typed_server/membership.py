"""Whether a value is in a list, of which each database takes thousands of items.

A list is one parameter of its statement, not one an item: the number of parameters is
limited, to 65,535 or fewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import BigInteger, Boolean, ColumnElement, Text, bindparam
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Integer, TypeDecorator, TypeEngine


def is_among(
    value: ColumnElement[Any], items: Iterable[str | int]
) -> ColumnElement[bool]:
    """Return whether *value* is one of *items*; null where it is missing.

    Args:
        value: text, or whole numbers.
        items: the same in Python, all of one type.
    """
    kind = BigInteger() if isinstance(value.type, Integer) else Text()
    return _Among(value, bindparam(None, list(items), _List(kind), unique=True))


class _List(TypeDecorator[list[Any]]):
    """A list as one parameter: an array, or JSON where there are no arrays."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: TypeEngine[Any]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(self.kind))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return value
        return orjson.dumps(value).decode()


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True
    # Written as it is: behind "= 1" SQLite would not use its indexes.
    _is_implicitly_boolean = True


@compiles(_Among, "sqlite")
def _among_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    value, items = _parts(element, compiler, options)
    return f"({value} IN (SELECT value FROM json_each({items})))"


@compiles(_Among, "postgresql")
def _among_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    value, items = _parts(element, compiler, options)
    return f"({value} = ANY ({items}))"


def _parts(
    element: _Among, compiler: SQLCompiler, options: dict[str, Any]
) -> tuple[str, str]:
    value, items = element.clauses
    return compiler.process(value, **options), compiler.process(items, **options)
