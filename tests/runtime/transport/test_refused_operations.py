"""Which operation of a batch a refusal is about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ftrack_typed.errors import NotFoundError, ServerError, ServerQueryError
from ftrack_typed.transport import Operation, OperationSummary
from support.http_client import Connect, Serve
from support.raw_server import json_reply


def create(entity_type: str, key: str, **data: Any) -> Operation:
    return _write("create", entity_type, key, data)


def update(entity_type: str, key: str, **data: Any) -> Operation:
    return _write("update", entity_type, key, data)


def delete(entity_type: str, key: str) -> Operation:
    return {"action": "delete", "entity_type": entity_type, "entity_key": [key]}


def query(text: str) -> Operation:
    return {"action": "query", "expression": text}


def refer(entity_type: str, key: str) -> dict[str, str]:
    return {"__entity_type__": entity_type, "id": key}


def _write(action: str, entity_type: str, key: str, data: dict[str, Any]) -> Operation:
    return {
        "action": action,
        "entity_type": entity_type,
        "entity_key": [key],
        "entity_data": {"__entity_type__": entity_type, "id": key, **data},
    }


BATCH = (
    create("Shot", "sh-1", name="sh010", parent=refer("Sequence", "sq-1")),
    create("Shot", "sh-2", name="sh020", parent=refer("Sequence", "sq-9")),
    create("Task", "ta-1", name="anim", bid=-7.25, parent=refer("Shot", "sh-1")),
    update("Task", "ta-2", description="a long story", status=refer("Status", "st-9")),
    delete("Sequence", "sq-9"),
    delete("Note", "no-1"),
    query("select name from Task where bid > ("),
)

ONE = {
    "a quoted query": ("Failed to parse: select name from Task where bid > (", 6),
    "its own key": ("Note no-1 cannot be deleted: it is read.", 5),
    "a key in quotes": ("Something is wrong with 'ta-2'", 3),
    "a key at the end of a sentence": ("Refused: ta-2.", 3),
    "a reference, by type and attribute": (
        "Shot.parent refers to Sequence 'sq-9', which does not exist.",
        1,
    ),
    "a value of an attribute": ("DuplicateEntryError: another Shot has the name "
                                "'sh020'", 1),
    "a number": ("Task.bid must be at least 0, not -7.25.", 2),
    "an attribute that one alone has": ("description is too long", 3),
    "a type that one alone is of": ("You may not remove a Note", 5),
}  # fmt: skip

SEVERAL = {
    "a type": ("A Shot is not allowed here", (0, 1)),
    "an attribute": ("Task.parent is wrong", (2,)),
    "attributes of several": ("name is too long", (0, 1, 2)),
}


def refused(serve: Serve, connect: Connect, content: str) -> ServerError:
    body = {"exception": "SomeError", "content": content}
    server = serve(json_reply(body, "500 Failed"))
    with pytest.raises(ServerError) as caught:
        connect(server.url).call(BATCH)
    return caught.value


@pytest.mark.parametrize(("content", "position"), ONE.values(), ids=ONE)
def test_the_operation_that_the_text_points_at_is_named(
    serve: Serve, connect: Connect, content: str, position: int
) -> None:
    error = refused(serve, connect, content)

    assert error.operation == OperationSummary.of(BATCH[position], position)
    assert error.candidates == ()
    assert f"(operations[{position}] of 7)" in str(error)


@pytest.mark.parametrize(("content", "expected"), SEVERAL.values(), ids=SEVERAL)
def test_else_those_that_it_can_be_are_named(
    serve: Serve, connect: Connect, content: str, expected: tuple[int, ...]
) -> None:
    error = refused(serve, connect, content)

    found = error.candidates or (error.operation,)
    assert tuple(each.position for each in found if each) == expected
    assert all(f"[{position}]" in str(error) for position in expected)


@pytest.mark.parametrize("content", ["no", "Something went wrong.", ""])
def test_where_nothing_tells_the_batch_is_counted(
    serve: Serve, connect: Connect, content: str
) -> None:
    error = refused(serve, connect, content)

    assert error.operation is None
    assert error.candidates == ()
    assert error.operations == 7
    assert "refused all 7 operations" in str(error)


def test_a_message_names_a_few_candidates_and_counts_the_others(
    serve: Serve, connect: Connect
) -> None:
    batch = [create("Task", f"ta-{number}", name="x") for number in range(40)]
    body = {"exception": "SomeError", "content": "Task.name is too short"}
    server = serve(json_reply(body, "500 Failed"))

    with pytest.raises(ServerError, match=r"; .* and 35 more") as caught:
        connect(server.url).call(batch)

    assert len(caught.value.candidates) == 40


def test_the_entity_that_is_gone_is_named_within_a_batch(
    serve: Serve, connect: Connect
) -> None:
    body = {"exception": "ValidationError", "content": "There is no Task ta-2."}
    server = serve(json_reply(body, "422 Unprocessable"))

    with pytest.raises(NotFoundError, match=r"to update Task ta-2 \(op") as caught:
        connect(server.url).call(BATCH)

    assert caught.value.operation == OperationSummary.of(BATCH[3], 3)


def test_a_reference_to_what_is_gone_is_not_the_entity_itself(
    serve: Serve, connect: Connect
) -> None:
    content = "Task.status refers to Status 'st-9', which does not exist."
    error = refused(serve, connect, content)

    assert not isinstance(error, NotFoundError)
    assert error.operation == OperationSummary.of(BATCH[3], 3)


def test_a_refused_query_is_an_error_of_its_text(
    serve: Serve, connect: Connect
) -> None:
    content = f"Failed to parse: {BATCH[6]['expression']}\nat 12"
    server = serve(json_reply({"exception": "ParseError", "content": content}))

    with pytest.raises(ServerQueryError) as caught:
        connect(server.url).call(BATCH)

    assert caught.value.operation == OperationSummary.of(BATCH[6], 6)


def test_no_data_of_an_operation_is_in_an_error(serve: Serve, connect: Connect) -> None:
    error = refused(serve, connect, "A Task is wrong")

    assert "a long story" not in f"{error} {json.dumps(repr(vars(error)))}"
