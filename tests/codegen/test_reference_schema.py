"""The package for a real site's schema: everything is there, and typed."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ftrack_typed.model import Entity
from ftrack_typed.schema import (
    Closure,
    ForeignCollection,
    Reference,
    Relation,
    SchemaDocument,
    infer_relations,
    read_document,
)
from ftrack_typed_codegen.mutability import COMPUTED
from ftrack_typed_codegen.nullability import GUARANTEED
from ftrack_typed_codegen.pipeline import generate
from support.checkers import mypy_report, pyright_report
from support.schema_documents import imported
from support.shared import SHARED, needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def document() -> SchemaDocument:
    return read_document(SHARED / "schema" / "query_schemas.json")


@pytest.fixture(scope="module")
def output(document: SchemaDocument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    generate(document, package="reference_schema", output=folder)
    return folder


@pytest.fixture(scope="module")
def classes(
    document: SchemaDocument, output: Path
) -> Iterator[Mapping[str, type[Entity]]]:
    with imported(output, "reference_schema") as package:
        registry = package.Session.registry
        yield {name: registry[name] for name in document.entities}


def test_every_type_and_attribute_is_there(
    document: SchemaDocument, classes: Mapping[str, type[Entity]]
) -> None:
    assert len(classes) == 116
    for name, cls in classes.items():
        assert cls.__entity_type__ == name
        assert set(cls.__by_wire__) == set(document.entities[name].properties)


def test_every_relation_leads_where_the_schema_says(
    document: SchemaDocument, classes: Mapping[str, type[Entity]]
) -> None:
    relations = infer_relations(document)

    checked = 0
    for (name, attribute), relation in relations.items():
        found = classes[name].__by_wire__[attribute]
        assert found.relation == relation.target
        if found.selectable:
            assert (found.key or None, dict(found.where)) == stands_on(relation)
        checked += 1
    assert checked == sum(
        item.target is not None
        for entity in document.entities.values()
        for item in entity.properties.values()
    )


def stands_on(relation: Relation) -> tuple[str | None, dict[str, str]]:
    match relation:
        case Reference(key=key):
            return key, {}
        case ForeignCollection(key=key, where=where):
            return key, dict(where)
        case _:
            return None, {}


def test_computed_relations_are_read_only(
    document: SchemaDocument, classes: Mapping[str, type[Entity]]
) -> None:
    for (name, attribute), relation in infer_relations(document).items():
        computed = attribute in document.entities[name].computed
        if computed or isinstance(relation, Closure):
            assert classes[name].__by_wire__[attribute].read_only


def test_any_stands_only_where_the_schema_says_variable_or_object(
    document: SchemaDocument, output: Path, classes: Mapping[str, type[Entity]]
) -> None:
    free = {
        (name, item.name)
        for name, entity in document.entities.items()
        for item in entity.properties.values()
        if item.type in ("variable", "object") or item.key_value_attributes is not None
    }
    for name, cls in classes.items():
        module = output / Path(*cls.__module__.split(".")).with_suffix(".py")
        for attribute, annotation in declarations(module.read_text()):
            if "Any" in annotation.replace("[", " ").replace("]", " ").split():
                assert (name, cls.__attributes__[attribute].wire) in free, annotation


def declarations(text: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                if not name.startswith("__"):
                    yield name, ast.unparse(annotation)


def test_tables_of_exceptions_name_what_is_there(document: SchemaDocument) -> None:
    for name, attribute in (*GUARANTEED, *COMPUTED):
        assert attribute in document.entities[name].properties


def test_generating_takes_less_than_five_seconds(
    document: SchemaDocument, tmp_path: Path
) -> None:
    start = time.process_time()
    generate(document, package="reference_schema", output=tmp_path)

    assert time.process_time() - start < 5


def test_package_passes_mypy_strict(output: Path, tmp_path: Path) -> None:
    assert mypy_report(output, cache=tmp_path) == ""


def test_package_passes_pyright_strict(output: Path) -> None:
    assert pyright_report(output) == ""
