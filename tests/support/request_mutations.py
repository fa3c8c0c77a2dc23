"""Hypothesis strategies for requests that are nearly right."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import orjson
from hypothesis import strategies as st

from support.production import NOT_STARTED, SHOT_FSTART, breakdown, publishes, work
from support.site import create, delete, moment, query, refer, update

Json: TypeAlias = Any
_Place: TypeAlias = "tuple[str | int, ...]"

QUERIES = [
    query("select name, parent.name, timelogs.user from Task where bid > 10 limit 5"),
    query("Context where children any (name like 'a%') order by parent.name desc"),
    query("select custom_attributes, metadata from Shot where id in (sh1, sh2)"),
    query("Task where id in (select context_id from Timelog where duration > 1)"),
    query("Shot where custom_attributes any (key is fstart and value > 1000)"),
    query("AssetVersion where date after '2024-01-01' and not uses_versions any ()"),
    query("select count(id), sum(bid) from Task group by project_id"),
    {"action": "query_server_information", "values": ["version"]},
    {
        "action": "search",
        "expression": "select name from Task",
        "entity_type": "Task",
        "terms": ["anim"],
        "context_id": "p1",
    },
]
WRITES = [
    update("Task", ["t1"], name="anim2", bid=5, start_date=moment("2024-05-01")),
    update("Task", "t2", notes=[refer("Note", "n1")], parent=refer("Shot", "sh1")),
    update("Shot", ["sh1"], scopes=[refer("Scope", "sc1")], status_id=NOT_STARTED),
    update("ContextCustomAttributeValue", [SHOT_FSTART, "sh1"], value=1002),
    update("Metadata", ["t1", "a"], value="c"),
    update("TypedContextList", ["li1"], items=[refer("Task", "t1")]),
    delete("Timelog", "l1"),
    delete("Task", "t4"),
    delete("Project", "p2"),
    create("User", username="carl"),
    create("Job", status="queued", user_id="bob", type="api_job", data='{"a":1}'),
    {"action": "get_upload_metadata", "file_name": "a.jpg", "file_size": 9}
    | {"component_id": "c1", "checksum": None, "parts": None},
    {"action": "encode_media", "component_id": "c1", "version_id": "v1"},
    {"action": "get_widget_url", "name": "tasks", "theme": None},
    {"action": "send_user_invite", "user_id": "bob"},
    {"action": "delayed_job", "job_type": "SYNC_USERS_LDAP", "data": None},
]
_SCALARS: list[Json] = [
    None,
    True,
    0,
    -1,
    2**63,
    2**64,
    1e308,
    0.5,
    "",
    "x",
    "t1",
    "p1",
    "id",
    "name",
    "children",
    "link",
    "Task",
    "Context",
    "ContextCustomAttributeValue",
    "CustomAttributeLinkFrom",
    "Nothing",
    "__type__",
    "create",
    "update",
    "delete",
    "query",
    "..",
    "../../etc/passwd",
    "..\\..\\x",
    "\ud800",
    10**400,
    -(2**63) - 1,
    "a\x00b",
    "é\U0001f600" * 40,
    "2024-13-45",
    "9999-12-31T23:59:59-23:00",
    "{}",
    "%",
    {"__type__": "datetime", "value": "soon"},
    {"__type__": "datetime", "value": 5},
    {"__entity_type__": "Shot", "id": "sh1"},
    {"__entity_type__": "Metadata", "parent_id": "t1"},
    [],
    {},
    [[[[]]]],
    json.loads("[" * 300 + "]" * 300),
    json.loads('{"id":' * 100 + "1" + "}" * 100),
]
_TOKENS = [
    " and ",
    " or ",
    " not ",
    "(",
    ")",
    ",",
    ".",
    "[Task]",
    " in ()",
    " any ()",
    " has ",
    "'",
    '"',
    "\\",
    "%",
    " limit 99999999999999999999",
    " offset -1",
    " order by ",
    " group by ",
    " is none",
    " > none",
    " like '_'",
    "parent.",
    "children.",
    "custom_attributes.",
    "metadata",
    "link",
    "ancestors",
    "select ",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "1e999",
    "9" * 400,
    "-" + "9" * 20,
    "(" * 70,
    "not " * 70,
    "children any (" * 20,
    "2024-05-01",
]


def valid_batches() -> st.SearchStrategy[list[Json]]:
    """Return batches that a site with the small production accepts, more or less."""
    return _batches_of([*QUERIES, *WRITES, *breakdown(), *work(), *publishes()])


def _batches_of(operations: list[Json]) -> st.SearchStrategy[list[Json]]:
    return st.lists(st.sampled_from(operations), min_size=1, max_size=4).map(_copied)


@st.composite
def mutated_batches(draw: st.DrawFn) -> bytes:
    """Return a batch of which some values were exchanged, removed or doubled."""
    batch: Json = draw(valid_batches())
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(batch, ()))
        place = draw(st.sampled_from(places)) if places else ()
        if place:
            _mutate(draw, batch, place, places)
    return json.dumps(batch).encode()


def mutated_bytes() -> st.SearchStrategy[bytes]:
    """Return a batch's text of which some bytes were changed."""
    return valid_batches().map(orjson.dumps).flatmap(_mutations)


def mutated_packed() -> st.SearchStrategy[bytes]:
    """Return a batch compressed with gzip, of which some bytes were changed."""
    packed = valid_batches().map(orjson.dumps).map(partial(gzip.compress, mtime=0))
    return packed.flatmap(_mutations)


def mutated_requests(
    request_of: Callable[[bytes], bytes],
) -> st.SearchStrategy[bytes]:
    """Return a whole request that asks for data, of which some bytes were changed.

    Args:
        request_of: returns the request with a body.
    """
    bodies = _batches_of(QUERIES).map(orjson.dumps)
    return bodies.map(request_of).flatmap(_mutations)


@st.composite
def _mutations(draw: st.DrawFn, text: bytes) -> bytes:
    mutated = bytearray(text)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(mutated)))
        end = min(len(mutated), start + draw(st.integers(0, 8)))
        mutated[start:end] = draw(st.binary(max_size=4) | st.sampled_from(_PIECES))
    return bytes(mutated)


_PIECES = [b"[", b"]", b"{", b"}", b",", b":", b'"', b"\\u0000", b"\\ud800", b"1e999",
           b"\xed\xa0\x80", b"9" * 30, b"[" * 2000, b"\r\n", b" "]  # fmt: skip


def _mutate(
    draw: st.DrawFn, batch: Json, place: _Place, places: Sequence[_Place]
) -> None:
    holder = _at(batch, place[:-1])
    last = place[-1]
    change = draw(st.integers(0, 5))
    if change == 0:
        del holder[last]
    elif change == 1:
        holder[last] = _copied(_at(batch, draw(st.sampled_from(list(places)))))
    elif change == 2 and isinstance(holder, list):
        holder.insert(int(last), _copied(holder[int(last)]))
    elif change == 2:
        holder[draw(st.sampled_from(["id", "parent", "name", "x"]))] = holder[last]
    elif change >= 4 and isinstance(holder[last], str):
        text = holder[last]
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        middle = draw(st.sampled_from(_TOKENS))
        holder[last] = text[:start] + middle + text[end if change == 5 else start :]
    else:
        holder[last] = _copied(draw(st.sampled_from(_SCALARS)))


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _copied(item) for name, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _places(value: Json, here: _Place) -> list[_Place]:
    places = [here] if here else []
    if isinstance(value, dict):
        for name, item in value.items():
            places += _places(item, (*here, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            places += _places(item, (*here, position))
    return places


def _at(value: Json, place: _Place) -> Json:
    for step in place:
        value = value[step]
    return value
