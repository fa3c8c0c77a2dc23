from __future__ import annotations

import pytest

from ftrack_typed.errors import (
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    ResponseError,
    ServerError,
    ServerQueryError,
    ValidationError,
)
from ftrack_typed.transport import OperationSummary
from support.http_client import DELETE, HTML, KEY, QUERY, ROWS, Connect, Serve
from support.raw_server import Reply, http_reply, json_reply


@pytest.mark.parametrize(
    ("exception", "content", "status", "expected"),
    [
        ("InvalidCredentialsError", "bad key", "401 No", AuthenticationError),
        ("InvalidCredentialsError", "bad key", "200 OK", AuthenticationError),
        ("FTAuthenticationError", "who?", "401 No", AuthenticationError),
        ("PermissionError", "not you", "403 No", PermissionDeniedError),
        ("ValidationError", "too long", "422 No", ValidationError),
        ("NotFoundError", "gone", "404 No", NotFoundError),
        ("ValidationError", "There is no Task t1.", "422 No", NotFoundError),
        ("ServerError", "Could not find Task with id t1", "500 No", NotFoundError),
        ("ServerError", "Task t1 does not exist", "400 No", NotFoundError),
        ("ValidationError", "Task t1: there is no x", "422 No", ValidationError),
        ("ValidationError", "There is no Task t11.", "422 No", ValidationError),
        ("IntegrityError", "twice", "409 No", ConflictError),
        ("ServerError", "(DuplicateEntryError) twice", "500 No", ConflictError),
        ("ParseError", "Failed to parse: x", "400 No", ServerQueryError),
        ("SomethingNew", "no", "403 No", PermissionDeniedError),
        ("SomethingNew", "no", "500 No", ServerError),
    ],
)
def test_refusals_are_told_apart_by_cause(
    serve: Serve,
    connect: Connect,
    exception: str,
    content: str,
    status: str,
    expected: type[ServerError],
) -> None:
    body = {"exception": exception, "content": content, "error_code": "E7"}
    server = serve(json_reply(body, status))

    with pytest.raises(ServerError) as caught:
        connect(server.url).call([DELETE])

    error = caught.value
    assert type(error) is expected
    assert (error.exception, error.content, error.error_code) == (
        exception,
        content,
        "E7",
    )
    assert error.status == int(status[:3])
    assert error.operation == OperationSummary(
        action="delete", entity_type="Task", key=("t1",), position=0
    )


def test_malformed_operations_are_named_by_their_place(
    serve: Serve, connect: Connect
) -> None:
    detail = [{"loc": ["body", 1, "entity_key"], "msg": "field required"}]
    server = serve(json_reply({"detail": detail}, "422 Unprocessable Entity"))

    with pytest.raises(ValidationError, match=r"body\.1\.entity_key: field") as caught:
        connect(server.url).call([QUERY, DELETE])

    assert caught.value.operation == OperationSummary.of(DELETE, 1)


WRONG_ANSWERS = {
    "web page": (http_reply(HTML, headers={"content-type": "text/html"}), "'Log in'"),
    "web page, untold": (http_reply(b"\n<html>"), "a web page"),
    "not found": (http_reply(HTML, "404 Not Found"), "HTTP status 404"),
    "half JSON": (http_reply(b'[{"action": "query", "da'), "half or broken JSON"),
    "not UTF-8": (http_reply(b'["\xff"]'), "half or broken JSON"),
    "nothing": (http_reply(b""), "answered nothing"),
    "null": (http_reply(b"null"), "no list of results"),
    "text": (http_reply(b'"hello"'), "no list of results"),
    "another object": (json_reply({"name": "x"}), "neither results nor an error"),
    "odd detail": (json_reply({"detail": "Not Found"}, "404 No"), "neither results"),
    "too few": (json_reply([]), "0 results for 1 operations"),
    "too many": (json_reply([{}, {}]), "2 results for 1 operations"),
    "no objects": (json_reply([5]), "neither object nor list"),
    "results with a failure": (json_reply([{}], "500 No"), "HTTP status 500"),
}


@pytest.mark.parametrize(("reply", "said"), WRONG_ANSWERS.values(), ids=WRONG_ANSWERS)
def test_an_answer_that_is_not_the_api_is_described(
    serve: Serve, connect: Connect, reply: Reply, said: str
) -> None:
    server = serve(reply)

    with pytest.raises(ResponseError, match=said) as caught:
        connect(server.url).call([DELETE])

    assert caught.value.url == f"{server.url}/api"
    assert caught.value.status == int(reply.data.split()[1])
    assert KEY not in f"{caught.value} {vars(caught.value)}"
    assert len(server.requests) == 1


def test_redirects_are_told_and_not_followed_with_the_key(
    serve: Serve, connect: Connect
) -> None:
    elsewhere = serve(json_reply(ROWS))
    location = {"location": f"{elsewhere.url}/login?next=/api"}
    server = serve(http_reply(HTML, "302 Found", location))

    with pytest.raises(ResponseError, match=f"redirect to {elsewhere.url}/login "):
        connect(server.url).call([QUERY])

    assert elsewhere.connections == 0
