"""Batches as bytes: operations encoded, answers decoded.

This module imports orjson and is imported with the first request.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, cast

import orjson

from ftrack_typed.collector import collector_paused
from ftrack_typed.wire import encode_value

if TYPE_CHECKING:
    from ftrack_typed.transport.answers import Answer
    from ftrack_typed.transport.base import Operation, Result


def encode(operations: Sequence[Operation]) -> bytes:
    """Return *operations* as the body of a request.

    A few at a time are encoded, and made if they are made when they are asked for: so
    they take no memory that is not in the processor's cache.

    Raises:
        TypeError: an operation holds a value that has no form on the wire.
    """
    rest = iter(operations)
    parts: list[bytes] = []
    try:
        while piece := list(islice(rest, _AT_ONCE)):
            parts.append(dumps(piece)[1:-1])
    except TypeError:
        from ftrack_typed.transport.summary import OperationSummary

        for position, operation in enumerate(operations):
            try:
                dumps(operation)
            except TypeError as error:
                cause = error.__cause__ or error
                raise TypeError(
                    f"operations[{position}] ({OperationSummary.of(operation)}) "
                    f"cannot be written as JSON: {cause}."
                ) from error
        raise
    if not parts:
        return b"[]"
    # Not around the whole, which would copy it once more.
    parts[0] = b"[" + parts[0]
    parts[-1] += b"]"
    return b",".join(parts)


_AT_ONCE = 100
"""Operations that are encoded at a time."""


def dumps(value: object) -> bytes:
    """Return *value* as JSON, with dates as the API writes them.

    Raises:
        TypeError: it holds a value that has no form on the wire.
    """
    return orjson.dumps(value, encode_value, orjson.OPT_PASSTHROUGH_DATETIME)


def decode(
    answer: Answer, operations: Sequence[Operation], *, secrets: Sequence[str] = ()
) -> list[Result]:
    """Return the results in *answer*, one for each of *operations*.

    Args:
        answer: what came back.
        operations: what was sent.
        secrets: what is struck out of every message, such as the API key.

    Raises:
        ServerError: the answer is the API's report of a failure.
        ResponseError: the answer is not the API's.
    """
    decoded: object = None
    problem: str | None = None
    try:
        with collector_paused(cycles=False):
            decoded = orjson.loads(answer.body)
    except orjson.JSONDecodeError as error:
        problem = f"{error.msg} at byte {error.pos} of {len(answer.body)}"
    results = _results(decoded)
    if results is None or answer.status >= 300 or len(results) != len(operations):
        from ftrack_typed.transport.failures import failure

        failed = failure(answer, decoded, problem, operations, secrets)
        # What came may hold the key, and is no variable of this frame any more.
        del decoded, results
        raise failed
    return results


_RESULTS: frozenset[type] = frozenset({dict, list})


def _results(decoded: object) -> list[Result] | None:
    if not isinstance(decoded, list):
        return None
    results = cast("list[object]", decoded)
    if not _RESULTS.issuperset(map(type, results)):
        return None
    return cast("list[Result]", results)
