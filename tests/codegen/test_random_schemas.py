"""Whatever a schema says, its package can be imported or the schema is refused."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftrack_typed.errors import SchemaError
from ftrack_typed.schema import load_document
from ftrack_typed_codegen.pipeline import generate
from support.schema_documents import ID, Json, imported

TYPES = [
    "Context",
    "TypedContext",
    "Task",
    "List",
    "Import",
    "Session",
    "Any",
    "Metadata",
]
ATTRIBUTES = st.sampled_from(
    [
        "name",
        "link",
        "from",
        "items",
        "Task",
        "status",
        "status_id",
        "key",
        "value",
        "__x",
    ]
) | st.text("ab-_ é", min_size=1, max_size=4)


def properties(names: list[str]) -> st.SearchStrategy[Json]:
    target = st.sampled_from(names)
    anything = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    return st.one_of(
        st.builds(
            lambda kind, more: {"type": kind, **more},
            st.sampled_from(["string", "integer", "number", "boolean", "variable"]),
            st.fixed_dictionaries(
                {}, optional={"default": anything, "description": st.text(max_size=40)}
            ),
        ),
        st.just({"type": "string", "format": "date-time"}),
        st.just({"type": "object"}),
        st.lists(st.text(max_size=8), min_size=1, max_size=3).map(
            lambda values: {"type": "string", "enum": values}
        ),
        target.map(lambda name: {"$ref": name}),
        target.map(lambda name: {"type": "array", "items": {"$ref": name}}),
        target.map(
            lambda name: {
                "type": "mapped_array",
                "items": {"$ref": name},
                "key_value_attributes": {"key": "key", "value": "value"},
            }
        ),
        target.map(
            lambda name: {
                "type": "mapped_array",
                "items": {"$ref": name},
                "restricted_projection": True,
            }
        ),
    )


@st.composite
def schemas(draw: st.DrawFn) -> list[Json]:
    """Return a document; a type may derive from any that comes before it."""
    names = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=5, unique=True))
    result: dict[str, Json] = {}
    for name in names:
        bases: list[str | None] = [*result, None]
        base = draw(st.sampled_from(bases))
        above: Json = result[base] if base is not None else {}
        own = draw(st.dictionaries(ATTRIBUTES, properties(names), max_size=4))
        item: Json = {
            "id": name,
            "properties": {"id": ID, **above.get("properties", {}), **own},
            "primary_key": ["id"],
        }
        for fact in ("required", "immutable", "computed"):
            more = draw(st.lists(st.sampled_from(list(item["properties"])), max_size=3))
            item[fact] = [*above.get(fact, []), *more]
        if base is not None:
            item["$mixin"] = {"$ref": base}
        result[name] = item
    return list(result.values())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schemas())
def test_package_of_any_schema_can_be_imported(schema: list[Json]) -> None:
    with tempfile.TemporaryDirectory() as name:
        document = load_document(schema, source="the test")
        try:
            generate(document, package="random_schema", output=Path(name))
        except SchemaError:
            return
        with imported(Path(name), "random_schema") as package:
            registry = package.Session.registry
            for entity in document.entities.values():
                assert set(registry[entity.name].__by_wire__) == set(entity.properties)
