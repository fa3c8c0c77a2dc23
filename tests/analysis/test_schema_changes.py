"""What changed between two schemas: laws, and each kind of change."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, TypeAlias

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftrack_typed.schema import (
    SchemaDocument,
    SchemaError,
    digest,
    dump_document,
    load_document,
)
from ftrack_typed.schema.dumping import dump_snapshot
from ftrack_typed_analysis.drift import Change, Severity, changes, sentence
from ftrack_typed_codegen.settings import Settings
from ftrack_typed_server.stock import stock_document
from support.schema_documents import (
    NUMBER,
    TEXT,
    Json,
    collection,
    entity_type,
    foreign_key,
    reference,
)

STOCK = stock_document()
SCHEMAS: list[Json] = [
    entity_type(
        "Place",
        {
            "name": TEXT,
            "floor": {"type": "integer"},
            "kind": {"type": "string", "enum": ["room", "hall"]},
            "opened": {"type": "string", "format": "date-time"},
            "things": collection("Thing"),
            "old": {"type": "string", "alias_for": "inner"},
        },
        required=("name",),
        metadata={"group_by": True},
    ),
    entity_type(
        "Thing",
        {"place": reference("Place"), "place_id": foreign_key("Place"), "size": NUMBER},
        immutable=("id", "size"),
    ),
    entity_type(
        "Toy",
        {"place": reference("Place"), "place_id": foreign_key("Place"), "size": NUMBER},
        base="Thing",
        immutable=("id", "size"),
    ),
    entity_type("Owner"),
]
SITE: Json = {
    "custom_attributes": [
        {"id": "c1", "key": "fstart", "kind": "number", "entity_type": "show"},
        {
            "id": "c2",
            "key": "look",
            "kind": "enumerator",
            "entity_type": "show",
            "options": ["dark", "light"],
        },
        {
            "id": "c3",
            "key": "fps",
            "kind": "number",
            "entity_type": "show",
            "hierarchical": True,
        },
    ],
    "links": [
        {
            "id": "l1",
            "key": "lead",
            "entity_type": "show",
            "entity_type_to": "user",
            "one_to_one": True,
        }
    ],
    "names": {"Status": {"Done": "s1", "Open": "s2"}, "Type": {}},
}
Edit: TypeAlias = Callable[[dict[str, Json], Json], object]
"""Changes the schemas, by name, or the site."""


def edited(edit: Edit) -> SchemaDocument:
    document = {"schemas": SCHEMAS, "site": SITE}
    copy: Any = dump_snapshot(load_document(document, source="the test"))
    by_name = {entity["id"]: entity for entity in copy["schemas"]}
    edit(by_name, copy["site"])
    copy["schemas"] = list(by_name.values())
    return load_document(copy, source="the test")


BEFORE = edited(lambda schemas, site: None)


def of(schemas: dict[str, Json], entity: str, attribute: str = "") -> Json:
    found: Json = schemas[entity]
    return found["properties"][attribute] if attribute else found


def put(entity: str, attribute: str, **values: Any) -> Edit:
    return lambda schemas, site: of(schemas, entity, attribute).update(values)


def listed(entity: str, key: str, names: list[str]) -> Edit:
    return lambda schemas, site: of(schemas, entity).update({key: names})


def added(entity: str, attribute: str, value: Json) -> Edit:
    return lambda s, site: of(s, entity)["properties"].update({attribute: value})


def gone(entity: str, *attributes: str) -> Edit:
    def edit(schemas: dict[str, Json], site: Json) -> None:
        for name in attributes:
            del of(schemas, entity)["properties"][name]

    return edit


def configured(number: int, **values: Any) -> Edit:
    return lambda schemas, site: site["custom_attributes"][number].update(values)


def both(*edits: Edit) -> Edit:
    def edit(schemas: dict[str, Json], site: Json) -> None:
        for each in edits:
            each(schemas, site)

    return edit


def replaced(attribute: str, value: Json) -> Edit:
    return both(gone("Place", attribute), added("Place", attribute, value))


BREAKING: dict[str, Edit] = {
    "Owner: is gone": lambda schemas, site: schemas.pop("Owner"),
    "Place.floor: is gone; it was a whole number": gone("Place", "floor"),
    "Place.floor: was a whole number, is text now": put(
        "Place", "floor", type="string"
    ),
    "Place.opened: was a time, is text now": replaced("opened", TEXT),
    "Place.name: was text, is a reference of Owner now": replaced(
        "name", reference("Owner")
    ),
    "Place.things: led to Thing, leads to Owner now": put(
        "Place", "things", items={"$ref": "Owner"}
    ),
    "Thing.place: led to Place, leads to Owner now (also Toy)": both(
        put("Thing", "place", **{"$ref": "Owner"}),
        put("Toy", "place", **{"$ref": "Owner"}),
    ),
    "Toy.place: led to Place, leads to Owner now": put(
        "Toy", "place", **{"$ref": "Owner"}
    ),
    "Place.kind: no longer takes 'hall'": put("Place", "kind", enum=["room"]),
    "Place.name: takes only 'a' now": put("Place", "name", enum=["a"]),
    "Place.name: may be None now": listed("Place", "required", ["id"]),
    "Place.floor: always has a value now, and needs one on creation": listed(
        "Place", "required", ["id", "name", "floor"]
    ),
    "Place.floor: was set at any time, is computed by the server now": listed(
        "Place", "computed", ["floor"]
    ),
    "Place.floor: was set at any time, is set on creation alone now": listed(
        "Place", "immutable", ["id", "floor"]
    ),
    "Place.things: can be filtered by and no longer be fetched": put(
        "Place", "things", restricted_projection=True
    ),
    "Place: its key was id, is id, name now": listed(
        "Place", "primary_key", ["id", "name"]
    ),
    "Toy: derived from Thing, derives from nothing now": (
        lambda schemas, site: of(schemas, "Toy").pop("$mixin")
    ),
    "Place: cannot be grouped any more": (
        lambda schemas, site: of(schemas, "Place").pop("metadata")
    ),
    "Place.old: is gone; it was text; it may be 'new'": both(
        gone("Place", "old"),
        added("Place", "new", {"type": "string", "alias_for": "inner"}),
    ),
    "Project.custom_attributes['fstart']: is gone; it was a number": (
        lambda schemas, site: site["custom_attributes"].pop(0)
    ),
    "Project.custom_attributes['fstart']: is called 'frame_start' now": configured(
        0, key="frame_start"
    ),
    "Project.custom_attributes['fstart']: is gone; it was a number; it may be "
    "'begin'": configured(0, key="begin", id="c9"),
    "Project.custom_attributes['fstart']: was a number, is text now": configured(
        0, kind="text"
    ),
    "Project.custom_attributes['fstart']: was on all projects, is on one project only "
    "now": configured(0, project_id="p1"),
    "Project.custom_attributes['look']: no longer takes 'light'": configured(
        1, options=["dark"]
    ),
    "Project.custom_attributes['look']: was a choice, is several choices now": (
        configured(1, multiple=True)
    ),
    "Project.custom_attributes['fps']: was inherited by all below, is on show only "
    "now": configured(2, hierarchical=False),
    "Project.custom_attributes['lead']: was a link to user, is links to user now": (
        lambda schemas, site: site["links"][0].update(one_to_one=False)
    ),
    "Status 'Done': is called 'Final' now": (
        lambda schemas, site: site["names"].update(Status={"Final": "s1", "Open": "s2"})
    ),
    "Status 'Done': is gone": (
        lambda schemas, site: site["names"].update(Status={"Open": "s2"})
    ),
}
ADDITIVE: dict[str, Edit] = {
    "Room: is new": lambda schemas, site: schemas.update(Room=entity_type("Room")),
    "Owner.name: is new, text": added("Owner", "name", TEXT),
    "Place.kind: takes 'attic' now": put(
        "Place", "kind", enum=["room", "hall", "attic"]
    ),
    "Thing.size: was set on creation alone, can be set at any time now "
    "(also Toy)": both(
        listed("Thing", "immutable", ["id"]), listed("Toy", "immutable", ["id"])
    ),
    "Place: a query fetched id, fetches id, name now": listed(
        "Place", "default_projections", ["id", "name"]
    ),
    "Place.floor: begins as 3 now": put("Place", "floor", default=3),
    "Project.custom_attributes['end']: is new, a number": (
        lambda schemas, site: site["custom_attributes"].append(
            {"id": "c4", "key": "end", "kind": "number", "entity_type": "show"}
        )
    ),
    "Project.custom_attributes['look']: takes 'grey' now": configured(
        1, options=["dark", "light", "grey"]
    ),
    "Project.custom_attributes['fstart']: was on show, is inherited by all below now": (
        configured(0, hierarchical=True)
    ),
    "Status 'New': is new": (
        lambda schemas, site: site["names"]["Status"].update(New="s3")
    ),
}
COSMETIC: dict[str, Edit] = {
    "Place.name: is described in other words": put("Place", "name", description="A"),
    "Place: is declared otherwise, and works as before": listed(
        "Place", "immutable", ["id", "no_attribute"]
    ),
    "Place.name: is declared otherwise, and works as before": put(
        "Place", "name", alias_for="label"
    ),
    "The schema: is declared otherwise, and works as before": (
        lambda schemas, site: schemas.update(Place=schemas.pop("Place"))
    ),
    "Project.custom_attributes['fstart']: is labelled 'Start' now, was ''": configured(
        0, label="Start"
    ),
    "Status 'Done': is another row on the server now": (
        lambda schemas, site: site["names"]["Status"].update(Done="s9")
    ),
}
CASES = [
    pytest.param(words, edit, severity, id=words)
    for severity, table in (
        (Severity.BREAKING, BREAKING),
        (Severity.ADDITIVE, ADDITIVE),
        (Severity.COSMETIC, COSMETIC),
    )
    for words, edit in table.items()
]


@pytest.mark.parametrize(("words", "edit", "severity"), CASES)
def test_each_kind_of_change_is_found_with_what_it_means(
    words: str, edit: Edit, severity: Severity
) -> None:
    found = changes(BEFORE, edited(edit))

    assert words in [sentence(change) for change in found]
    assert max(change.severity for change in found) == severity


def mirrored(change: Change) -> tuple[object, ...]:
    """Return what *change* is, seen from the other side."""
    kinds = {
        "added": "removed",
        "nullable": "required",
        "grouping off": "grouping on",
        "mutability narrowed": "mutability widened",
        "selectable": "not selectable",
        "choices removed": "choices added",
        "scope narrowed": "scope widened",
    }
    kinds |= {other: kind for kind, other in kinds.items()}
    if change.kind == "renamed":
        return change.part, "renamed", change.entity_type, change.after
    kind = kinds.get(change.kind, change.kind)
    return (
        *(change.part, kind, change.entity_type, change.name),
        *(change.after, change.before),
    )


def told(change: Change) -> tuple[object, ...]:
    if change.kind == "renamed":
        return change.part, "renamed", change.entity_type, change.name
    return (
        *(change.part, change.kind, change.entity_type, change.name),
        *(change.before, change.after),
    )


def one_way(found: tuple[Change, ...]) -> list[Change]:
    """Leave out moves, which narrow what has it in both directions."""
    return [each for each in found if not each.kind.startswith("scope")]


@given(
    st.lists(st.sampled_from(sorted({**BREAKING, **ADDITIVE, **COSMETIC})), max_size=4)
)
@settings(deadline=None, max_examples=60)
def test_the_way_back_is_the_way_in_a_mirror(names: list[str]) -> None:
    table = {**BREAKING, **ADDITIVE, **COSMETIC}
    documents = [BEFORE]
    for group in (names[:2], names[2:]):
        try:
            documents.append(edited(both(*(table[name] for name in group))))
        except (LookupError, SchemaError):
            # Two edits may want the same attribute: then there is nothing to compare.
            return
    before, after = documents[-2], documents[-1]

    there, back = one_way(changes(before, after)), one_way(changes(after, before))

    assert sorted(map(repr, map(told, back))) == sorted(map(repr, map(mirrored, there)))


@given(
    st.lists(st.sampled_from(sorted({**BREAKING, **ADDITIVE, **COSMETIC})), max_size=3)
)
@settings(deadline=None, max_examples=40)
def test_nothing_changed_if_and_only_if_the_digests_are_the_same(
    names: list[str],
) -> None:
    table = {**BREAKING, **ADDITIVE, **COSMETIC}
    try:
        after = edited(both(*(table[name] for name in names)))
    except (LookupError, SchemaError):
        return

    of_types = [
        change
        for change in changes(BEFORE, after)
        if change.part in ("schema", "entity type", "attribute")
    ]

    assert (digest(BEFORE) == digest(after)) == (of_types == [])


def test_a_schema_is_what_it_is() -> None:
    assert changes(STOCK, STOCK) == ()
    assert changes(STOCK, load_document(dump_document(STOCK), source="again")) == ()
    assert changes(BEFORE, edited(lambda schemas, site: None)) == ()


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_every_attribute_that_the_stock_schema_loses_is_named(
    chance: random.Random,
) -> None:
    entity = STOCK.entities[chance.choice(sorted(STOCK.entities))]
    free = sorted(set(entity.properties) - set(entity.primary_key))
    if not free:
        return
    name = chance.choice(free)
    kept = {key: item for key, item in entity.properties.items() if key != name}
    less = attrs.evolve(entity, properties=kept)

    found = changes(
        STOCK, SchemaDocument({**STOCK.entities, entity.name: less}, STOCK.site)
    )

    (removed,) = [change for change in found if change.kind == "removed"]
    assert (removed.entity_type, removed.name) == (entity.name, name)
    assert removed.severity is Severity.BREAKING


@pytest.mark.parametrize(
    ("attribute", "nullable", "required"),
    [
        ("name", True, ["id"]),
        ("name", False, ["id"]),
        ("floor", True, ["id", "name", "floor"]),
        ("floor", False, ["id", "name", "floor"]),
    ],
)
def test_where_the_project_says_what_may_be_none_the_schemas_do_not(
    attribute: str, nullable: bool, required: list[str]
) -> None:
    after = edited(listed("Place", "required", required))
    project = Settings(nullable={f"Place.{attribute}": nullable, "Gone.by": True})
    (by_schema,) = changes(BEFORE, after)

    (found,) = changes(BEFORE, after, settings=project)

    assert by_schema.severity is Severity.BREAKING
    assert sentence(found) == "Place: is declared otherwise, and works as before"
    assert found.severity is Severity.COSMETIC


def test_what_is_not_known_of_a_site_is_not_gone() -> None:
    without = SchemaDocument(BEFORE.entities)

    assert changes(BEFORE, without) == changes(without, BEFORE) == ()


def test_a_custom_attribute_is_told_of_all_types_that_have_it() -> None:
    def site(hierarchical: bool) -> SchemaDocument:
        row = {"id": "c1", "key": "fps", "kind": "number", "entity_type": "show"}
        document = {
            "schemas": dump_document(STOCK),
            "site": {"custom_attributes": [{**row, "hierarchical": hierarchical}]},
        }
        return load_document(document, source="the test")

    (narrowed,) = changes(site(True), site(False))

    assert {"Project", "Shot", "Task", "Asset", "AssetVersion"} <= {
        *narrowed.entity_types
    }
    assert "User" not in narrowed.entity_types
    (widened,) = changes(site(False), site(True))
    assert widened.entity_types == ("Project",)
