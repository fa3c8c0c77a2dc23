"""A query that was migrated says what its text said, whatever it is."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ftrack_typed_schema
from ftrack_typed import Query
from ftrack_typed.language import (
    And,
    Comparison,
    Criterion,
    LiteralValue,
    Membership,
    Not,
    Operator,
    Or,
    Ordering,
    Path,
    Quantified,
    Segment,
    Statement,
    parse,
    render,
)
from ftrack_typed_analysis.migrate import Options, Queries, migrate_source
from support.endurance import times
from support.migration import STUDIO

TEXTS = st.text(st.sampled_from("ab '\"\\%_{}$é"), max_size=5)
VALUES: dict[str, st.SearchStrategy[LiteralValue]] = {
    "str": TEXTS,
    "float": st.sampled_from([0.5, 3, -2]),
    "int": st.integers(-5, 5),
    "bool": st.booleans(),
    "datetime": st.just("2024-01-01"),
}
OPERATORS = {
    "bool": [Operator.IS, Operator.IS_NOT],
    "str": [Operator.IS, Operator.IS_NOT, Operator.LIKE, Operator.NOT_LIKE],
}
ORDERED = [Operator.IS, Operator.GREATER, Operator.LESS_OR_EQUAL]


@st.composite
def paths(draw: st.DrawFn, entity_type: str) -> tuple[Path, str]:
    """A path to a scalar that can be compared, and the type of its values."""
    segments: list[Segment] = []
    place = entity_type
    for _ in range(draw(st.integers(0, 2))):
        items = STUDIO.view.document.entities[place].properties.values()
        relations = sorted(item.name for item in items if item.is_reference)
        if not relations:
            break
        wire = draw(st.sampled_from(relations))
        segments.append(Segment(wire))
        place = STUDIO.target(place, wire)
    items = STUDIO.view.document.entities[place].properties.values()
    scalars = sorted(
        item.name
        for item in items
        if item.target is None and STUDIO.value_type(place, item.name) in VALUES
    )
    wire = draw(st.sampled_from(scalars))
    return Path((*segments, Segment(wire))), STUDIO.value_type(place, wire)


@st.composite
def criteria(draw: st.DrawFn, entity_type: str, depth: int = 2) -> Criterion:
    shape = draw(st.sampled_from(["is", "in", "none", "any", "not", "and", "or"]))
    if depth and shape in ("not", "and", "or"):
        inner = st.deferred(lambda: criteria(entity_type, depth - 1))
        if shape == "not":
            return Not(draw(inner))
        operands = draw(st.lists(inner, min_size=2, max_size=3))
        return And(operands) if shape == "and" else Or(operands)
    if depth and shape == "any":
        items = STUDIO.view.document.entities[entity_type].properties.values()
        wires = sorted(item.name for item in items if item.type == "array")
        if wires:
            wire = draw(st.sampled_from(wires))
            target = STUDIO.target(entity_type, wire)
            some = draw(st.none() | criteria(target, 0))
            return Quantified(Path.of(wire), "any", some)
    path, kind = draw(paths(entity_type))
    if shape == "in":
        values = draw(st.lists(VALUES[kind], min_size=1, max_size=3))
        return Membership(path, tuple(values), draw(st.booleans()))
    if shape == "none":
        return Comparison(path, Operator.IS_NOT, None)
    operator = draw(st.sampled_from(OPERATORS.get(kind, ORDERED)))
    return Comparison(path, operator, draw(VALUES[kind]))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    entity_type = draw(
        st.sampled_from(["Task", "Shot", "AssetVersion", "User", "Note", "Timelog"])
    )
    selected = draw(st.lists(paths(entity_type), max_size=2))
    ordered = draw(st.lists(paths(entity_type), max_size=2))
    return Statement(
        entity_type,
        tuple(dict.fromkeys(path for path, _ in selected)),
        draw(st.none() | criteria(entity_type)),
        order_by=tuple(Ordering(path, draw(st.booleans())) for path, _ in ordered),
        limit=draw(st.none() | st.integers(0, 9)),
    )


@pytest.mark.parametrize("queries", ["dsl", "text"])
@given(statement=statements(), quote=st.sampled_from(["repr", "format", "formatted"]))
@settings(
    max_examples=times(20, at_length=100),
    suppress_health_check=[HealthCheck.too_slow],
)
def test_what_is_asked_stays_the_same(
    queries: Queries, statement: Statement, quote: str
) -> None:
    text = render(statement)
    spelled = repr(text)
    if quote == "format":
        spelled = repr(text.replace("{", "{{").replace("}", "}}")) + ".format()"
    elif quote == "formatted" and "\\" not in spelled:
        spelled = "f" + spelled.replace("{", "{{").replace("}", "}}")
    found = asked(f"found = session.query({spelled})\n", Options(queries=queries))

    assert found.statement == parse(text)


@pytest.mark.parametrize(
    "spelled",
    [
        "f'Task where name is \"{name}\"'",
        "'Task where name is \"{}\"'.format(name)",
        "'Task where name is \"%s\"' % name",
        "'Task where name is \"' + name + '\"'",
        "'Task where name in ({})'.format(', '.join('\"%s\"' % n for n in [name]))",
    ],
)
@given(name=TEXTS)
@settings(max_examples=times(6, at_length=20))
def test_a_value_that_filled_a_text_is_no_syntax(spelled: str, name: str) -> None:
    script = f"name = {name!r}\nfound = session.query({spelled})\n"
    criterion = asked(script, Options()).statement.criterion

    assert isinstance(criterion, (Comparison, Membership))
    told = criterion.value if isinstance(criterion, Comparison) else criterion.choices
    assert told in (name, (name,))


def asked(script: str, options: Options) -> Query[Any]:
    """Return what *script*, migrated, names ``found``."""
    migrated = migrate_source(script, STUDIO, options)
    assert migrated.changed
    with ftrack_typed_schema.Session("http://127.0.0.1:1", "amy", "key") as session:
        names: dict[str, object] = {"session": session}
        sys.modules["studio_schema"] = ftrack_typed_schema
        try:
            exec(migrated.after, names)
        finally:
            del sys.modules["studio_schema"]
    found = names["found"]
    assert isinstance(found, Query)
    return found
