"""Which Python values an attribute takes, read from its annotation.

``status: Attr[Literal["queued", "running"]]`` says it for type checkers; this says the
same at run time, for changes that no checker has seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from .entity import Entity

_ANNOTATION = re.compile(r"\w+\[(?P<inner>.*)\]", re.DOTALL)
_CHOICE = re.compile(r"""(['"])(.*?)\1""")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


_ACCEPTS: Mapping[str, Callable[[object], bool]] = {
    "str": lambda value: isinstance(value, str),
    "float": _is_number,
    "int": _is_integer,
    "bool": lambda value: isinstance(value, bool),
    "datetime": lambda value: isinstance(value, date),
}


@attrs.frozen
class ValueType:
    """What an attribute takes.

    Attributes:
        name: as a person reads it: ``a number``, ``one of 'a', 'b'``.
        choices: the only texts that it takes, if it has such.
        always: classes all of whose instances it takes, to be asked first.
    """

    name: str
    choices: tuple[str, ...] = ()
    always: frozenset[type] = frozenset()
    _accepts: Callable[[object], bool] | None = attrs.field(default=None, repr=False)

    def takes(self, value: object) -> bool:
        """Say whether *value*, which is not none, may be assigned."""
        if self.choices:
            return value in self.choices
        return self._accepts is None or self._accepts(value)


_NAMES: Mapping[str, str] = {
    "str": "a text",
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "datetime": "a date",
}

_ALWAYS: Mapping[str, frozenset[type]] = {
    "str": frozenset({str}),
    "float": frozenset({float, int}),
    "int": frozenset({int}),
    "bool": frozenset({bool}),
    "datetime": frozenset({datetime}),
}

ANYTHING = ValueType("anything")


def value_type(cls: type[Entity], name: str) -> ValueType:
    """Return what the scalar attribute *name* of *cls* takes.

    It is :data:`ANYTHING` where the annotation does not say more.
    """
    for base in cls.__mro__:
        annotations: Mapping[str, object] = vars(base).get("__annotations__", {})
        if name in annotations:
            return _parsed(str(annotations[name]))
    return ANYTHING


@cache
def _parsed(annotation: str) -> ValueType:
    match = _ANNOTATION.fullmatch(annotation)
    inner = match["inner"].removesuffix("| None").strip() if match else ""
    if inner.startswith("Literal["):
        choices = tuple(choice for _, choice in _CHOICE.findall(inner))
        return ValueType(f"one of {', '.join(map(repr, choices))}", choices)
    if inner not in _ACCEPTS:
        return ANYTHING
    return ValueType(_NAMES[inner], (), _ALWAYS[inner], _ACCEPTS[inner])
