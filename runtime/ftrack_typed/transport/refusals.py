"""The server's report of a failure as an error: its cause, and its operation.

This module is imported with the first failure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import attrs

from ftrack_typed.errors import (
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    ServerQueryError,
    ValidationError,
)
from ftrack_typed.secret import struck
from ftrack_typed.transport.base import Operation
from ftrack_typed.transport.locating import positions
from ftrack_typed.transport.summary import OperationSummary, key_of

_BY_EXCEPTION: Mapping[str, type[ServerError]] = {
    "InvalidCredentialsError": AuthenticationError,
    "FTAuthenticationError": AuthenticationError,
    "PermissionError": PermissionDeniedError,
    "ValidationError": ValidationError,
    "NotFoundError": NotFoundError,
    "IntegrityError": ConflictError,
    "DuplicateEntryError": ConflictError,
    "ParseError": ServerQueryError,
}

_BY_STATUS: Mapping[int, type[ServerError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: ValidationError,
}

_ABSENT = (
    r"(?i:there is no|no such|(?:could|can) ?not find)\b[^.;:\n]*\b{key}\b"
    r"|\b{key}\b[^.;:\n]*\b(?i:not found|not be found|does not exist)\b"
)
"""How a server may say that there is no entity with a *key*, within one clause."""


def refusal(
    body: Mapping[str, Any],
    status: int,
    operations: Sequence[Operation],
    secrets: Sequence[str],
) -> ServerError:
    """Return the error for the *body* ``{"exception": ..., "content": ...}``.

    Args:
        body: what came back.
        status: the HTTP status.
        operations: what was sent.
        secrets: what is struck out of the texts.
    """
    exception = struck(str(body["exception"]), secrets)
    content = struck(str(body.get("content", "")), secrets)
    code = body.get("error_code")
    found = positions(content, operations)
    kind = _kind(exception, content, status, [operations[each] for each in found])
    return kind(
        content,
        exception=exception,
        error_code=None if code is None else struck(str(code), secrets),
        status=status,
        **_naming(found, operations, secrets),
    )


def malformed(
    details: Sequence[object],
    status: int,
    operations: Sequence[Operation],
    secrets: Sequence[str],
) -> ServerError:
    """Return the error for ``{"loc": ["body", 0, "action"], "msg": "..."}``.

    Newer servers report operations that have no such form so.
    """
    messages: list[str] = []
    found: list[int] = [0] if len(operations) == 1 else []
    for detail in details:
        if not isinstance(detail, dict):
            messages.append(str(detail))
            continue
        entry = cast("dict[str, Any]", detail)
        where: list[object] = list(entry.get("loc") or ())
        messages.append(f"{'.'.join(map(str, where))}: {entry.get('msg', '')}")
        found += [
            step
            for step in where[1:2]
            if isinstance(step, int) and 0 <= step < len(operations)
        ]
    return ValidationError(
        struck("; ".join(messages), secrets),
        exception="ValidationError",
        status=status,
        **_naming(sorted(set(found)), operations, secrets),
    )


def _kind(
    exception: str, content: str, status: int, concerned: Sequence[Operation]
) -> type[ServerError]:
    if "DuplicateEntryError" in content:
        return ConflictError
    kind = _BY_EXCEPTION.get(exception) or _BY_STATUS.get(status) or ServerError
    if kind in (ValidationError, ServerError) and any(
        _is_absent(content, operation) for operation in concerned
    ):
        return NotFoundError
    return kind


def _is_absent(content: str, operation: Operation) -> bool:
    """Say whether *content* says that the entity to be changed is not there."""
    key = key_of(operation)
    return (
        operation.get("action") in ("update", "delete")
        and all(part in content for part in key)
        and any(re.search(_ABSENT.format(key=re.escape(part)), content) for part in key)
    )


def _naming(
    found: Sequence[int], operations: Sequence[Operation], secrets: Sequence[str]
) -> dict[str, Any]:
    """Return what an error says of the operations that it may be about."""
    summaries = [_summary(operations[each], each, secrets) for each in found]
    return {
        "operation": summaries[0] if len(summaries) == 1 else None,
        "candidates": summaries if len(summaries) > 1 else (),
        "operations": len(operations),
    }


def _summary(
    operation: Operation, position: int, secrets: Sequence[str]
) -> OperationSummary:
    summary = OperationSummary.of(operation, position)
    return attrs.evolve(
        summary,
        key=tuple(struck(part, secrets) for part in summary.key),
        expression=summary.expression and struck(summary.expression, secrets),
    )
