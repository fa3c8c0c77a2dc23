"""What an operation of a batch works with, and what it leaves to the batch's end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, cast

import attrs

from ftrack_typed_server.effects import Effects
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.media import Uploads
from ftrack_typed_server.projection import Emitter
from ftrack_typed_server.reading import Reading
from ftrack_typed_server.users import Caller
from ftrack_typed_server.writes import Change, Writer

Operation: TypeAlias = "Mapping[str, Any]"
"""An operation as a client sent it."""

Pending: TypeAlias = "Change | Callable[[Emitter], object]"
"""A change to be described when the batch ends, or what makes the result then."""


@attrs.frozen
class Operating:
    """What the operations of one batch work with.

    Attributes:
        reading: the transaction to read in.
        writer: what writes.
        caller: who asks.
        uploads: the files of components.
        effects: what is done when the batch has ended.
    """

    reading: Reading
    writer: Writer
    caller: Caller
    uploads: Uploads
    effects: Effects


Action: TypeAlias = "Callable[[Operating, Operation], Pending]"
"""What carries out the operations of one name."""


def answer(value: object) -> Pending:
    """Return what answers an operation with *value*, whatever follows in the batch."""
    return lambda emitter: value


def done(operation: Operation, data: object = True) -> Pending:
    """Return what answers an operation with its action and *data*."""
    return answer({"action": operation["action"], "data": data})


def text(operation: Operation, name: str) -> str:
    """Return the text *name* of an operation.

    Raises:
        ValidationError: there is none.
    """
    value = optional_text(operation, name)
    if not value:
        raise ValidationError(f"The operation {operation['action']!r} needs {name!r}.")
    return value


def optional_text(operation: Operation, name: str) -> str | None:
    """Return the text *name* of an operation, none if it has none.

    Raises:
        ValidationError: it is something else.
    """
    value: object = operation.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(operation, name, "text")
    return value


def optional_count(operation: Operation, name: str) -> int | None:
    """Return the whole number *name* of an operation, none if it has none.

    Raises:
        ValidationError: it is something else, or negative.
    """
    value: object = operation.get(name)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _wrong(operation, name, "a whole number")
    return value


def flag(operation: Operation, name: str) -> bool:
    """Return the flag *name* of an operation, false if it has none.

    Raises:
        ValidationError: it is something else.
    """
    value: object = operation.get(name)
    if value is not None and not isinstance(value, bool):
        raise _wrong(operation, name, "true or false")
    return value is True


def texts(operation: Operation, name: str) -> list[str]:
    """Return the list of texts *name* of an operation, empty if it has none.

    Raises:
        ValidationError: it is something else.
    """
    value: object = operation.get(name)
    if value is None:
        return []
    found = cast("Sequence[object]", value) if isinstance(value, list) else (None,)
    strings = [item for item in found if isinstance(item, str)]
    if len(strings) != len(found):
        raise _wrong(operation, name, "a list of texts")
    return strings


def _wrong(operation: Operation, name: str, expected: str) -> ValidationError:
    return ValidationError(
        f"{name!r} of the operation {operation['action']!r} must be {expected}."
    )
