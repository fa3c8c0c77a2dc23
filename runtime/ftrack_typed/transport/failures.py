"""What an answer means that holds no results: the failure it reports, or none at all.

This module is imported with the first failure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import attrs

from ftrack_typed.errors import ResponseError, ServerError
from ftrack_typed.secret import struck
from ftrack_typed.transport.answers import Answer
from ftrack_typed.transport.base import Operation
from ftrack_typed.transport.refusals import malformed, refusal

_EXCERPT_LENGTH = 200


def failure(
    answer: Answer,
    decoded: object,
    problem: str | None,
    operations: Sequence[Operation],
    secrets: Sequence[str],
) -> ServerError | ResponseError:
    """Return the error for an *answer* that does not hold a result per operation.

    Args:
        answer: what came back.
        decoded: its body decoded, if it is JSON.
        problem: why it is not.
        operations: what was sent.
        secrets: what is struck out of every message.
    """
    return _Reading(answer, operations, secrets).failure(decoded, problem)


@attrs.frozen(eq=False, repr=False)
class _Reading:
    """One answer, with what is needed to say what is wrong with it."""

    answer: Answer
    operations: Sequence[Operation]
    secrets: Sequence[str] = attrs.field(repr=False)

    def failure(
        self, decoded: object, problem: str | None
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
        status = self.answer.status
        if isinstance(body.get("exception"), str):
            return refusal(body, status, self.operations, self.secrets)
        details = body.get("detail")
        if status == 422 and isinstance(details, list):
            return malformed(
                cast("Sequence[object]", details), status, self.operations, self.secrets
            )
        return self._unusable("a JSON object that is neither results nor an error")

    def _redirected(self) -> ResponseError:
        try:
            parts = urlsplit(self.answer.location)
            target = f"{parts.netloc.rpartition('@')[2]}{parts.path}"
            if parts.scheme:
                target = f"{parts.scheme}://{target}"
        except ValueError:
            target = "another address"
        return self._unusable(
            f"a redirect to {self._without_secrets(target)}",
            "If that is the server, use its address.",
        )

    def _not_json(self, problem: str) -> ResponseError:
        body = self.answer.body
        if not body.strip():
            return self._unusable("nothing")
        if "html" in self.answer.content_type or body.lstrip()[:1] == b"<":
            title = re.search(rb"<title>(.*?)</title>", body, re.IGNORECASE | re.DOTALL)
            shown = title[1].decode("utf-8", "replace").strip() if title else ""
            named = f" titled {self._without_secrets(shown)!r}" if shown else ""
            return self._unusable(f"a web page{named}")
        return self._unusable(
            f"half or broken JSON ({problem})",
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
        text = self._without_secrets(self.answer.body.decode("utf-8", "replace"))
        return " ".join(text.split())[:_EXCERPT_LENGTH]

    def _without_secrets(self, text: str) -> str:
        return struck(text, self.secrets)
