"""Values that are written out: as frozen, comparable and copyable as attrs has them."""

from __future__ import annotations

import copy
import pickle

import pytest

from ftrack_typed.language import Comparison, Operator, Path, Statement, parse

PATH = Path.of("status.name")


def test_values_of_equal_parts_are_equal_and_have_one_hash() -> None:
    one, other = (Comparison(Path.of("bid"), Operator.IS, 3) for _ in range(2))

    assert one == other
    assert hash(one) == hash(other)
    assert one != Comparison(Path.of("bid"), Operator.IS, 4)
    assert one != PATH
    assert {one: "found"}[other] == "found"


def test_where_a_node_stood_is_no_part_of_it_and_stays_with_it() -> None:
    parsed = parse("select name from Task")

    assert parsed.position == 17
    assert parsed == Statement("Task", (Path.of("name"),))
    assert parsed.replace(limit=3).position == 17


def test_a_value_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match=r"replace\(segments=\.\.\.\)"):
        PATH.segments = ()
    with pytest.raises(AttributeError, match="cannot be changed"):
        del PATH.segments
    with pytest.raises(AttributeError):
        PATH.other = 1  # pyright: ignore[reportAttributeAccessIssue]


def test_another_value_is_made_of_other_parts() -> None:
    statement = Statement("Task", limit=3)

    assert statement.replace(limit=4) == Statement("Task", limit=4)
    assert statement.limit == 3
    with pytest.raises(TypeError, match="limits"):
        statement.replace(limits=4)


def test_values_are_copied_and_pickled() -> None:
    statement = parse('Task where bid > 3 and not name is "x" order by name limit 2')

    for twin in (copy.copy(statement), copy.deepcopy(statement)):
        assert twin == statement
    assert pickle.loads(pickle.dumps(statement)) == statement


def test_the_representation_is_what_makes_the_value() -> None:
    assert repr(PATH) == (
        "Path(segments=(Segment(name='status', cast=None), "
        "Segment(name='name', cast=None)))"
    )
