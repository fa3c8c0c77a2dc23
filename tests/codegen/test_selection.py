"""Packages of some entity types of a schema."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ftrack_typed_server
from ftrack_typed.schema import (
    Site,
    base_of,
    descendants,
    digest,
    dump_document,
    infer_relations,
    load_document,
)
from ftrack_typed_codegen.build import build_package
from ftrack_typed_codegen.errors import SettingsError
from ftrack_typed_codegen.pipeline import generate
from ftrack_typed_codegen.selection import selected
from ftrack_typed_codegen.settings import Settings
from ftrack_typed_server.stock import stock_document
from support.checkers import mypy_report, pyright_report
from support.schema_documents import (
    TEXT,
    collection,
    document,
    entity_type,
    foreign_key,
    imported,
    reference,
)

STOCK = stock_document()
SMALL = document(
    entity_type("Place", {"name": TEXT}),
    entity_type(
        "Thing",
        {
            "place": reference("Place"),
            "place_id": foreign_key("Place"),
            "owner": reference("Owner"),
            "owner_id": foreign_key("Owner"),
        },
    ),
    entity_type("Toy", {"size": TEXT}, base="Thing"),
    entity_type("Owner", {"things": collection("Thing"), "country_id": TEXT}),
    entity_type("Child", {"toys": collection("Toy")}),
)


def test_no_types_are_all_types() -> None:
    assert selected(SMALL, ()) is SMALL


def test_a_type_comes_with_what_it_refers_to_and_their_kinds() -> None:
    assert set(selected(SMALL, ["Owner"]).entities) == {"Owner", "Thing", "Toy"}


def test_a_type_comes_with_what_it_derives_from() -> None:
    assert set(selected(SMALL, ["Toy"]).entities) == {"Toy", "Thing", "Place", "Owner"}


def test_what_the_site_has_configured_stays() -> None:
    site = Site(names={"Status": {"Done": "s1"}})

    assert selected(attrs.evolve(SMALL, site=site), ["Toy"]).site == site


def test_relations_to_what_is_left_out_are_left_out_and_their_keys_stay() -> None:
    thing = selected(SMALL, ["Owner"]).entities["Thing"]

    assert set(thing.properties) == {"id", "place_id", "owner", "owner_id"}


def test_an_entity_type_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        selected(SMALL, ["Thnig"], tmp_path / "pyproject.toml")

    assert str(caught.value) == (
        f"{tmp_path / 'pyproject.toml'}: [tool.ftrack-typed] types: there is no "
        "'Thnig' in the schema; did you mean Thing?."
    )


@given(st.sets(st.sampled_from(sorted(STOCK.entities)), min_size=1, max_size=3))
@settings(deadline=None, max_examples=40)
def test_a_part_of_the_stock_schema_is_a_usable_schema(types: set[str]) -> None:
    part = selected(STOCK, sorted(types))

    assert load_document(dump_document(part), source="the part") == part
    bases, all_bases = base_of(part), base_of(STOCK)
    assert dict(bases) == {name: all_bases[name] for name in part.entities}
    relations = infer_relations(STOCK)
    assert infer_relations(part) == {
        (entity.name, item.name): relations[entity.name, item.name]
        for entity in part.entities.values()
        for item in entity.properties.values()
        if item.target is not None
    }
    for name in types:
        assert part.entities[name].properties == STOCK.entities[name].properties
        for item in part.entities[name].properties.values():
            if item.target is not None:
                target = relations[name, item.name].target
                assert part.entities.keys() >= set(descendants(all_bases, target))
    model = build_package(STOCK, name="part", settings=Settings(types=tuple(types)))
    assert model.digest == digest(STOCK)
    assert len(model.classes) == len(part.entities)


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("part")
    asked = Settings(types=("Timelog",), python="3.12")
    generate(STOCK, package="part", output=folder, settings=asked)
    return folder


def test_a_part_is_smaller_and_passes_both_checkers(part: Path) -> None:
    count = len(list((part / "part").glob("*.py")))

    assert count < len(STOCK.entities) / 2
    assert mypy_report(part, cache=part / "cache") == ""
    assert pyright_report(part) == ""


def test_a_part_works_with_the_whole_server(tmp_path: Path) -> None:
    generate(STOCK, package="part", output=tmp_path, settings=Settings(types=("Shot",)))
    with (
        ftrack_typed_server.running(seed="demo") as server,
        imported(tmp_path, "part") as package,
        package.Session(server.url, server.api_user, server.api_key) as session,
    ):
        shot = session.query(package.Shot).first()
        assert {type(child).__name__ for child in shot.children} == {"Task"}
        assert shot.status.name
        shot.custom_attributes["handles"] = 4
        session.commit()
        assert session.query(package.Task).first().parent.name


def test_code_for_a_later_python_takes_from_it_what_it_has(tmp_path: Path) -> None:
    schema = document(
        entity_type("Free", {"name": TEXT}),
        entity_type("Fixed", {"name": TEXT}, base="Free", immutable=("id", "name")),
    )

    def line(python: str) -> str:
        asked = Settings(python=python)
        generate(schema, package="fixed", output=tmp_path / python, settings=asked)
        text = (tmp_path / python / "fixed" / "fixed.py").read_text()
        return next(line for line in text.splitlines() if line.endswith(" Never"))

    assert line("3.10").strip() == "from typing_extensions import Never"
    assert line("3.11").strip() == "from typing import Never"
