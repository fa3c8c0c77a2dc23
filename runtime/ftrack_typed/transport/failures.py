"""What an answer means that holds no results: the failure it reports, or none at all.

This module is imported with the first failure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import attrs
import orjson

from ftrack_typed.errors import (
    AuthenticationError,
    ConflictError,
    OperationSummary,
    PermissionDeniedError,
    ResponseError,
    ServerError,
    ServerQueryError,
    ValidationError,
)
from ftrack_typed.transport.base import Operation
from ftrack_typed.transport.records import Answer

_EXCERPT_LENGTH = 200

_BY_EXCEPTION: dict[str, type[ServerError]] = {
    "InvalidCredentialsError": AuthenticationError,
    "FTAuthenticationError": AuthenticationError,
    "PermissionError": PermissionDeniedError,
    "ValidationError": ValidationError,
    "IntegrityError": ConflictError,
    "DuplicateEntryError": ConflictError,
    "ParseError": ServerQueryError,
}

_BY_STATUS: dict[int, type[ServerError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    409: ConflictError,
    422: ValidationError,
}


def failure(
    answer: Answer,
    decoded: object,
    problem: orjson.JSONDecodeError | None,
    operations: Sequence[Operation],
    secret: str,
) -> ServerError | ResponseError:
    """Return the error for an *answer* that does not hold a result per operation.

    Args:
        answer: what came back.
        decoded: its body decoded, if it is JSON.
        problem: why it is not.
        operations: what was sent.
        secret: the API key, which is struck out of every message.
    """
    return _Reading(answer, operations, secret).failure(decoded, problem)


@attrs.frozen(eq=False, repr=False)
class _Reading:
    """One answer, with what is needed to say what is wrong with it."""

    answer: Answer
    operations: Sequence[Operation]
    secret: str = attrs.field(repr=False)

    def failure(
        self, decoded: object, problem: orjson.JSONDecodeError | None
    ) -> ServerError | ResponseError:
        status = self.answer.status
        if 300 <= status < 400:
            return self._redirected()
        if problem is not None:
            return self._not_json(problem)
        if isinstance(decoded, dict):
            return self._reported(cast("dict[str, Any]", decoded))
        if not isinstance(decoded, list) or status >= 300:
            return self._unusable("JSON that is no list of results")
        count = len(cast("list[object]", decoded))
        if count != len(self.operations):
            return self._unusable(
                f"{count} results for {len(self.operations)} operations"
            )
        return self._unusable("a result that is neither object nor list")

    def _reported(self, body: dict[str, Any]) -> ServerError | ResponseError:
        if isinstance(body.get("exception"), str):
            return self._reported_failure(body)
        details = body.get("detail")
        if self.answer.status == 422 and isinstance(details, list):
            return self._malformed_operation(cast("Sequence[object]", details))
        return self._unusable("a JSON object that is neither results nor an error")

    def _reported_failure(self, body: dict[str, Any]) -> ServerError:
        exception = str(body["exception"])
        content = self._without_secret(str(body.get("content", "")))
        code = body.get("error_code")
        kind = _BY_EXCEPTION.get(exception) or _BY_STATUS.get(self.answer.status)
        if "DuplicateEntryError" in content:
            kind = ConflictError
        return (kind or ServerError)(
            content,
            exception=exception,
            error_code=None if code is None else str(code),
            status=self.answer.status,
            operation=self._operation_named_in(content),
        )

    def _malformed_operation(self, details: Sequence[object]) -> ServerError:
        """Read ``{"loc": ["body", 0, "action"], "msg": "..."}`` of newer servers."""
        messages: list[str] = []
        operation = self._operation_named_in("")
        for detail in details:
            if not isinstance(detail, dict):
                messages.append(str(detail))
                continue
            entry = cast("dict[str, Any]", detail)
            where: list[object] = list(entry.get("loc") or ())
            messages.append(f"{'.'.join(map(str, where))}: {entry.get('msg', '')}")
            for step in where:
                if isinstance(step, int) and 0 <= step < len(self.operations):
                    operation = OperationSummary.of(self.operations[step])
        return ValidationError(
            self._without_secret("; ".join(messages)),
            exception="ValidationError",
            status=self.answer.status,
            operation=operation,
        )

    def _operation_named_in(self, content: str) -> OperationSummary | None:
        """Return the failed operation: the only one, or the query that is quoted."""
        if len(self.operations) == 1:
            return OperationSummary.of(self.operations[0])
        for operation in self.operations:
            expression = operation.get("expression")
            if isinstance(expression, str) and expression and expression in content:
                return OperationSummary.of(operation)
        return None

    def _redirected(self) -> ResponseError:
        try:
            parts = urlsplit(self.answer.location)
            target = f"{parts.netloc.rpartition('@')[2]}{parts.path}"
            if parts.scheme:
                target = f"{parts.scheme}://{target}"
        except ValueError:
            target = "another address"
        return self._unusable(
            f"a redirect to {target}", "If that is the server, use its address."
        )

    def _not_json(self, error: orjson.JSONDecodeError) -> ResponseError:
        body = self.answer.body
        if not body.strip():
            return self._unusable("nothing")
        if "html" in self.answer.content_type or body.lstrip()[:1] == b"<":
            title = re.search(rb"<title>(.*?)</title>", body, re.IGNORECASE | re.DOTALL)
            shown = title[1].decode("utf-8", "replace").strip() if title else ""
            named = f" titled {self._without_secret(shown)!r}" if shown else ""
            return self._unusable(f"a web page{named}")
        return self._unusable(
            f"half or broken JSON ({error.msg} at byte {error.pos} of {len(body)})",
            "Something between here and the server may have cut it short.",
        )

    def _unusable(
        self,
        what: str,
        advice: str = "Check that the URL is the ftrack server's own and that no "
        "log-in page or proxy stands before it.",
    ) -> ResponseError:
        url, status = self.answer.url, self.answer.status
        return ResponseError(
            f"{url} answered {what} with HTTP status {status}, where the ftrack API "
            f"answers a list of results. {advice}",
            url=url,
            status=status,
            excerpt=self._excerpt(),
        )

    def _excerpt(self) -> str:
        text = self._without_secret(self.answer.body.decode("utf-8", "replace"))
        return " ".join(text.split())[:_EXCERPT_LENGTH]

    def _without_secret(self, text: str) -> str:
        return text.replace(self.secret, "***") if self.secret else text
