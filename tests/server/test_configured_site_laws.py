"""Whatever a site has configured, a server of its snapshot has the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from ftrack_typed.schema import (
    CustomAttribute,
    CustomAttributeLink,
    NamedType,
    SchemaDocument,
    Site,
    dump_document,
    load_document,
)
from ftrack_typed_codegen.site import WANTED, site_json
from ftrack_typed_codegen.snapshot import snapshot_text
from ftrack_typed_server.configured import check_site
from ftrack_typed_server.media import FileStore
from ftrack_typed_server.seeds import SeedName, rows
from ftrack_typed_server.seeds.defaults_attributes import FSTART_ID
from ftrack_typed_server.seeds.defaults_workflow import OBJECT_TYPE_IDS, STATUS_IDS
from ftrack_typed_server.service import Service
from ftrack_typed_server.stock import stock_document
from ftrack_typed_server.storage import open_storage
from support.queried_site import QueriedSite
from support.random_site import random_site
from support.site_snapshots import configured, stock_snapshot

SEEDS: tuple[SeedName, ...] = ("empty", "fresh", "demo")
SHOT = OBJECT_TYPE_IDS["Shot"]


def of_rows(site: QueriedSite) -> Site:
    """Return what a snapshot of *site* would say that it has configured."""
    answers = {
        name: site.rows(f"select {', '.join(attributes)} from {name}", normalise=False)
        for name, attributes in WANTED.items()
    }
    schemas = dump_document(site.site.document)
    found = load_document(
        {"schemas": schemas, "site": site_json(answers)}, source="the test"
    )
    assert found.site is not None
    return found.site


def served_again(document: SchemaDocument, seed: SeedName) -> SchemaDocument:
    """Return what a snapshot of a server of *document* would be."""
    check_site(document)
    storage = open_storage("sqlite://")
    try:
        with tempfile.TemporaryDirectory() as folder:
            store = FileStore.open(Path(folder))
            service = Service.open(document, storage, store, rows(seed))
            site = of_rows(QueriedSite(service.site, storage))
            return attrs.evolve(service.site.document, site=site)
    finally:
        storage.close()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_the_snapshot_of_a_random_site_is_a_fixed_point(seed: int) -> None:
    random = QueriedSite.of(
        stock_document(), random_site(stock_document(), seed), "sqlite://"
    )
    first = attrs.evolve(stock_document(), site=of_rows(random))
    random.storage.close()

    assert first.site is not None
    assert first.site.custom_attributes
    assert snapshot_text(served_again(first, "fresh")) == snapshot_text(first)


def _attribute(*parts: dict[str, Any]) -> CustomAttribute:
    return CustomAttribute(**{name: part[name] for part in parts for name in part})


def _link(*parts: dict[str, Any]) -> CustomAttributeLink:
    return CustomAttributeLink(**{name: part[name] for part in parts for name in part})


words = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12
)
keys = st.uuids().map(str)
levels = st.sampled_from(["task", "show", "asset", "user", "list", "scene"])
owners = st.fixed_dictionaries(
    {
        "id": keys,
        "key": words,
        "label": st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        "project_id": st.none() | keys,
    }
) | st.just({"id": FSTART_ID, "key": "first_frame"})
places = st.sampled_from(
    [
        {"entity_type": "show"},
        {"entity_type": "task", "object_type": "Shot", "object_type_id": SHOT},
        {"entity_type": "task", "object_type": None, "object_type_id": "deleted"},
    ]
)
kinds: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"kind": st.just("number"), "decimal": st.booleans()}),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["enumerator", "dynamic enumerator"]),
            "multiple": st.booleans(),
            "options": st.lists(words, max_size=3, unique=True).map(tuple),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["text", "url", "boolean", "date", "newest", ""])}
    ),
)
defaults: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(-1e6, 1e6)
    | words
    | st.lists(words, max_size=2)
)
attributes = st.builds(
    _attribute,
    owners,
    places,
    kinds,
    st.fixed_dictionaries({"default": defaults, "hierarchical": st.booleans()}),
)
links = st.builds(
    _link,
    owners,
    places,
    st.fixed_dictionaries(
        {"entity_type_to": levels, "one_to_one": st.booleans()},
    ),
)
FREE: list[NamedType] = ["Priority", "ProjectSchema", "Status", "Type"]
names = st.fixed_dictionaries(
    {},
    optional={
        kind: st.dictionaries(
            words | st.sampled_from([*STATUS_IDS, "VFX"]), keys, max_size=4
        )
        for kind in FREE
    },
)


def by_id(item: CustomAttribute | CustomAttributeLink) -> str:
    return item.id


@settings(max_examples=10, deadline=None)
@given(
    st.lists(attributes, max_size=5, unique_by=lambda item: item.id),
    st.lists(links, max_size=3, unique_by=lambda item: item.id),
    names,
    st.sampled_from(SEEDS),
)
def test_whatever_a_site_has_configured_is_served_again(
    drawn: list[CustomAttribute],
    linked: list[CustomAttributeLink],
    named: Any,
    seed: SeedName,
) -> None:
    taken = {item.id for item in drawn}
    free = [item for item in linked if item.id not in taken]
    document = configured(stock_snapshot(), drawn, free, named)

    found = served_again(document, seed)

    assert found.entities == document.entities
    assert found.site is not None
    assert document.site is not None
    assert sorted(found.site.custom_attributes, key=by_id) == sorted(drawn, key=by_id)
    assert sorted(found.site.links, key=by_id) == sorted(free, key=by_id)
    assert found.site.names == document.site.names
