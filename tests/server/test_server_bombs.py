"""Requests that are small to send and large to take in, or that no one can spell."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from support.production import SHOT_FSTART
from support.site import SiteClient, create, query, update

STRICT = {"ftrack-strict-api": "true"}
DEEPEST = 1000


def refusal(site: SiteClient, body: bytes) -> tuple[int, str, str]:
    """Return status, exception and text of a refused request that left no trace."""
    response = site.post(body, **STRICT)
    answer = orjson.loads(response.data)
    assert isinstance(answer, dict), answer
    assert "Traceback" not in answer["content"]
    assert site.call() == []
    return response.status, answer["exception"], answer["content"]


def holding(value: bytes, operation: dict[str, Any]) -> bytes:
    """Return a batch of *operation*, in which *value* stands for "@"."""
    return orjson.dumps([operation]).replace(b'"@"', value)


@pytest.mark.parametrize("depth", [300, DEEPEST, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
@pytest.mark.parametrize(
    "operation",
    [
        update("Task", ["t1"], description="@"),
        update("Task", ["t1"], notes="@"),
        update("Task", ["t1"], metadata="@"),
        update("ContextCustomAttributeValue", [SHOT_FSTART, "sh1"], value="@"),
        create("Job", data="@"),
        {"action": "delete", "entity_type": "Task", "entity_key": "@"},
        {"action": "query", "expression": "@"},
        {"action": "@"},
    ],
)
def test_nesting_in_json_is_refused(
    production: SiteClient,
    depth: int,
    opening: bytes,
    closing: bytes,
    operation: dict[str, Any],
) -> None:
    nested = opening * depth + b"1" + closing * depth
    status, exception, _ = refusal(production, holding(nested, operation))
    assert (status, exception) in (
        (422, "ValidationError"),
        (400, "InvalidActionError"),
    )


@pytest.mark.parametrize(
    "criterion",
    [
        "(" * 100_000,
        "(" * 5000 + "id is 1" + ")" * 5000,
        "not " * 100_000 + "id is 1",
        "children any (" * 1000 + "id is 1" + ")" * 1000,
        "id in (select id from Task where " * 1000 + "id is 1" + ")" * 1000,
    ],
)
def test_nesting_in_a_query_is_refused(production: SiteClient, criterion: str) -> None:
    body = orjson.dumps([query(f"Task where {criterion}")])
    status, exception, content = refusal(production, body)
    assert (status, exception) == (400, "ParseError")
    assert "levels of nesting" in content


@pytest.mark.parametrize(
    ("number", "part"),
    [
        (b"1e999", "not JSON"),
        (b"-1e999", "not JSON"),
        (b"NaN", "not JSON"),
        (b"9" * 400, "not JSON"),
        (b"9223372036854775808", "AssetVersion.version"),
        (b"1e300", "AssetVersion.version"),
        (b"0.5", "AssetVersion.version"),
        (b'"\\ud800"', "surrogate"),
        (b'"\xed\xa0\x80"', "not JSON"),
    ],
)
def test_values_that_cannot_be_kept_are_refused(
    production: SiteClient, number: bytes, part: str
) -> None:
    body = holding(number, update("AssetVersion", ["v1"], version="@"))
    status, exception, content = refusal(production, body)
    assert (status, exception) == (422, "ValidationError")
    assert part in content


@pytest.mark.parametrize(
    "expression",
    [
        "Task where bid > " + "9" * 300,
        "Task where bid in (-" + "9" * 30 + ", 1)",
        "AssetVersion where version is 9223372036854775808",
        "Task offset " + "9" * 30,
    ],
)
def test_numbers_beyond_the_database_find_nothing(
    production: SiteClient, expression: str
) -> None:
    assert production.keys(expression) == []


@pytest.mark.parametrize("digits", [310, 5000])
def test_numbers_beyond_all_bounds_are_answered(
    production: SiteClient, digits: int
) -> None:
    response = production.post(
        orjson.dumps([query("Task where bid > " + "9" * digits)]), **STRICT
    )
    assert response.status in (200, 400)
    assert "Traceback" not in response.data.decode()


@pytest.mark.parametrize("key", ["..", "../../etc/passwd", "..\\x", "/etc/passwd", "."])
def test_ids_that_are_paths_are_but_ids(production: SiteClient, key: str) -> None:
    assert production.keys(f"Component where id is '{key}'") == []
    for endpoint in ("get", "thumbnail", "remove"):
        fields = {"id": key, "username": production.user, "apiKey": production.key}
        address = f"{production.url}/component/{endpoint}"
        response = production.pool.request("GET", address, fields=fields)
        assert 400 <= response.status < 500
        assert orjson.loads(response.data)["exception"] == "ValidationError"
