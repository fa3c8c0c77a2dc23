"""Whatever custom attributes and names a site has, its package is Python."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from ftrack_typed.schema import (
    CustomAttribute,
    CustomAttributeLink,
    Site,
    read_document,
)
from ftrack_typed_codegen.build import build_package
from ftrack_typed_codegen.render import render_package
from ftrack_typed_codegen.settings import NAMES, Settings

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "custom_attributes"
DOCUMENT = read_document(GOLDEN / "schema.json")
SHOT = "bad911de-3bd6-47b9-8b46-3476e237cb36"
KINDS = [
    *("text", "url", "number", "boolean", "date", "enumerator", "dynamic enumerator"),
    *("expression", "notification", ""),
]
texts = st.text(min_size=1, max_size=12) | st.sampled_from(
    ['"', "\\", "'''", '"""', "from", "keys", "__x", "_x", "a-b", "a_b", "\ud800", "}}"]
)
defaults: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=2)
)
attributes = st.builds(
    CustomAttribute,
    id=st.uuids().map(str),
    key=texts,
    label=st.text(max_size=20),
    kind=st.sampled_from(KINDS),
    entity_type=st.sampled_from(["task", "show", "asset", "user", "list", "scene"]),
    object_type_id=st.sampled_from([SHOT, None, "nowhere"]),
    project_id=st.sampled_from([None, "p1", "p2"]),
    hierarchical=st.booleans(),
    options=st.lists(texts, max_size=3, unique=True).map(tuple),
    decimal=st.booleans(),
    default=defaults,
)
links = st.builds(
    CustomAttributeLink,
    id=st.uuids().map(str),
    key=texts,
    label=st.text(max_size=20),
    entity_type=st.sampled_from(["task", "show", "user", "scene"]),
    object_type_id=st.sampled_from([SHOT, None]),
    entity_type_to=st.sampled_from(["task", "show", "user", "asset_version", "x"]),
    object_type_id_to=st.sampled_from([SHOT, None, "nowhere"]),
    one_to_one=st.booleans(),
)
names = st.fixed_dictionaries(
    {},
    optional={
        kind: st.dictionaries(texts, texts, max_size=6) for kind in NAMES.values()
    },
)


@settings(max_examples=60, deadline=None)
@given(st.lists(attributes, max_size=8), st.lists(links, max_size=4), names)
def test_a_package_of_any_site_is_python_with_every_key(
    configured: list[CustomAttribute], linked: list[CustomAttributeLink], named: Any
) -> None:
    site = Site(custom_attributes=tuple(configured), links=tuple(linked), names=named)
    document = attrs.evolve(DOCUMENT, site=site)

    model = build_package(document, name="x", settings=Settings(names=tuple(NAMES)))
    files = render_package(model)

    for name, text in files.items():
        compile(text, name, "exec", dont_inherit=True)
    keys = {each.key for each in configured if each.hierarchical}
    if keys:
        tree = ast.parse(files["custom_attributes.py"])
        (asset,) = (
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and node.name == "AssetCustomAttributes"
        )
        literals = {
            node.value for node in ast.walk(asset) if isinstance(node, ast.Constant)
        }
        assert keys <= literals
