"""Changes as records: their order in a batch, and what is sent."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.session import (
    Change,
    Created,
    Deleted,
    EntityKey,
    Members,
    Modified,
    Plan,
    in_dependency_order,
    payload,
)
from ftrack_typed_schema import Task


def key(identifier: str, entity_type: str = "Task") -> EntityKey:
    return EntityKey(entity_type, (("id", identifier),))


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    count = draw(st.integers(0, 12))
    found: list[Change] = []
    for position in range(count):
        identifier = f"id{position}"
        # Referring to a lower number only leaves no cycles.
        targets = [f"id{lower}" for lower in range(position)]
        chosen = draw(st.sampled_from(targets)) if targets else None
        values: dict[str, object] = {"name": f"n{position}"}
        form = draw(st.sampled_from(["key", "reference", "members"]))
        if chosen is not None and form == "key":
            values["parent_id"] = chosen
        elif chosen is not None and form == "reference":
            values["parent"] = key(chosen)
        elif chosen is not None:
            values["items"] = Members((key(chosen),))
        kind = draw(st.sampled_from([Created, Modified, Deleted]))
        if kind is Created:
            found.append(Created(key(identifier), values))
        elif kind is Modified:
            found.append(Modified(key(identifier), values, {}))
        else:
            found.append(Deleted(key(identifier)))
    return draw(st.permutations(found))


def referred(change: Change) -> set[str]:
    if isinstance(change, Deleted):
        return set()
    ids: set[str] = set()
    for name, value in change.values.items():
        if isinstance(value, EntityKey):
            ids.add(value.values[0])
        elif isinstance(value, Members):
            ids.update(member.values[0] for member in value.keys)
        elif name == "parent_id":
            ids.add(str(value))
    return ids


@given(changes())
def test_created_entities_come_before_what_refers_to_them(given: list[Change]) -> None:
    ordered = in_dependency_order(given)

    assert sorted(map(id, ordered)) == sorted(map(id, given))
    created = {
        change.key.values[0] for change in ordered if isinstance(change, Created)
    }
    seen: set[str] = set()
    for change in ordered:
        assert not (referred(change) & created) - seen
        seen.add(change.key.values[0])


@given(changes())
def test_changes_in_dependency_order_stay_as_they_are(given: list[Change]) -> None:
    ordered = in_dependency_order(given)

    assert in_dependency_order(ordered) == ordered


def test_entities_that_refer_to_each_other_are_both_kept() -> None:
    first = Created(key("a"), {"parent_id": "b"})
    second = Created(key("b"), {"parent_id": "a"})

    assert set(map(id, in_dependency_order([first, second]))) == {id(first), id(second)}


def test_a_long_chain_of_parents_is_ordered_without_recursion() -> None:
    chain = [Created(key(f"id{n}"), {"parent_id": f"id{n + 1}"}) for n in range(5000)]

    ordered = in_dependency_order(chain)

    assert ordered == tuple(reversed(chain))


def test_a_creation_is_sent_with_its_key_and_its_references() -> None:
    change = Created(
        key("a"),
        {"name": "comp", "state": key("s", "State"), "items": Members((key("b"),))},
    )

    assert payload(change) == {
        "action": "create",
        "entity_type": "Task",
        "entity_key": ["a"],
        "entity_data": {
            "__entity_type__": "Task",
            "id": "a",
            "name": "comp",
            "state": {"__entity_type__": "State", "id": "s"},
            "items": [{"__entity_type__": "Task", "id": "b"}],
        },
    }


def test_a_composite_key_is_sent_in_its_order() -> None:
    metadata = EntityKey("Metadata", (("parent_id", "a"), ("key", "fps")))

    assert payload(Deleted(metadata)) == {
        "action": "delete",
        "entity_type": "Metadata",
        "entity_key": ["a", "fps"],
    }


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("bid", float("nan"), "It cannot be nan"),
        ("bid", float("inf"), "It cannot be inf"),
        ("bid", float("-inf"), "It cannot be -inf"),
        ("bid", 2**64, "It takes 64 bits, not 65"),
        ("description", "a\udc00", r"It has a lone surrogate \(U\+DC00\) at offset 1"),
    ],
)
def test_what_the_wire_cannot_carry_is_a_problem_of_the_plan(
    name: str, value: object, said: str
) -> None:
    right = Modified(key("a"), {name: {"bid": 1.0}.get(name, "right")}, {})
    wrong = Modified(key("b"), {name: value}, {})

    (problem,) = Plan.of(Task.__registry__, [right, wrong]).problems

    assert (problem.key, problem.attribute) == (("b",), name)
    assert re.match(said, problem.message)


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_is_a_problem_if_and_only_if_utf8_cannot_encode_it(value: str) -> None:
    change = Modified(key("a"), {"description": value}, {})

    problems = Plan.of(Task.__registry__, [change]).problems

    try:
        value.encode()
    except UnicodeEncodeError:
        assert len(problems) == 1
    else:
        assert problems == ()
