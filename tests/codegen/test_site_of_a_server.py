"""What a site has configured, fetched from its server with the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import ftrack_typed_server
from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import AuthenticationError
from ftrack_typed.schema import (
    CustomAttribute,
    CustomAttributeLink,
    SchemaDocument,
    Site,
    digest,
    load_document,
)
from ftrack_typed_codegen.loading import load_from_server
from ftrack_typed_codegen.site import site_json
from ftrack_typed_codegen.snapshot import snapshot_text
from ftrack_typed_schema import (
    CustomAttributeConfiguration,
    CustomAttributeLinkConfiguration,
    CustomAttributeType,
    ObjectType,
    Project,
    Session,
    Status,
)
from ftrack_typed_server import RunningServer
from ftrack_typed_server.stock import stock_document
from support.raw_server import RawServer, json_reply

CHOICES = json.dumps(
    {
        "multiSelect": True,
        "data": json.dumps([{"menu": "Red", "value": "red"}, {"value": 'bl"ue\n'}]),
    }
)


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with ftrack_typed_server.running(seed="demo") as running:
        yield running


def session_of(server: RunningServer) -> Session:
    return Session(server.url, server.api_user, server.api_key)


def fetched(server: RunningServer, key: str | None = None) -> SchemaDocument:
    return load_from_server(
        Configuration.resolve(server.url, server.api_user, key or server.api_key)
    )


def site_of(server: RunningServer) -> Site:
    site = fetched(server).site
    assert site is not None
    return site


def configure(session: Session, kind: str, **values: Any) -> str:
    """Create a custom attribute and return its key."""
    found = session.query(CustomAttributeType)
    created = session.create(
        CustomAttributeConfiguration,
        type=found.where(CustomAttributeType.name == kind).one(),
        **{"label": "", "config": "{}", **values},
    )
    return created.id


def test_configurations_of_every_kind_come_with_the_schema(
    server: RunningServer,
) -> None:
    with session_of(server) as session:
        shot = session.query(ObjectType).where(ObjectType.name == "Shot").one()
        project = session.query(Project).all()[0]
        shots: dict[str, Any] = {"entity_type": "task", "object_type_id": shot.id}
        ids = [
            configure(
                session, "number", key="take", config='{"isdecimal":false}', **shots
            ),
            configure(session, "enumerator", key="look", config=CHOICES, **shots),
            configure(
                session,
                "text",
                key="vendor",
                label="Vendor",
                entity_type="show",
                is_hierarchical=True,
                project_id=project.id,
                default="us",
            ),
            configure(session, "url", key="broken", config="{", **shots),
        ]
        link = session.create(
            CustomAttributeLinkConfiguration,
            key="lead",
            label="Lead",
            config="{}",
            entity_type_to="user",
            one_to_one=True,
            **shots,
        )
        session.commit()

    found = site_of(server)

    level: dict[str, Any] = {
        "entity_type": "task",
        "object_type": "Shot",
        "object_type_id": shot.id,
    }
    take, look, vendor, broken = (
        next(each for each in found.custom_attributes if each.id == key) for key in ids
    )
    assert take == CustomAttribute(
        id=ids[0], key="take", kind="number", decimal=False, default="", **level
    )
    assert look == CustomAttribute(
        id=ids[1],
        key="look",
        kind="enumerator",
        options=("red", 'bl"ue\n'),
        multiple=True,
        default="",
        **level,
    )
    assert vendor == CustomAttribute(
        id=ids[2],
        key="vendor",
        label="Vendor",
        kind="text",
        entity_type="show",
        hierarchical=True,
        project_id=project.id,
        default="us",
    )
    assert broken.kind == "url"
    assert found.links == (
        CustomAttributeLink(
            id=link.id,
            key="lead",
            label="Lead",
            entity_type_to="user",
            one_to_one=True,
            **level,
        ),
    )


def test_names_come_with_their_keys_and_sorted(server: RunningServer) -> None:
    names = site_of(server).names

    assert set(names) == {"ObjectType", "Priority", "ProjectSchema", "Status", "Type"}
    assert names["ObjectType"]["Shot"] == "bad911de-3bd6-47b9-8b46-3476e237cb36"
    assert list(names["Status"]) == sorted(names["Status"])
    with session_of(server) as session:
        statuses = session.query(Status).select(Status.name).all()
        assert names["Status"] == {status.name: status.id for status in statuses}


def test_of_two_rows_with_one_name_it_is_the_smaller_key() -> None:
    rows = [{"id": "s2", "name": "Done"}, {"id": "s1", "name": "Done"}]

    assert site_json({"Status": rows})["names"]["Status"] == {"Done": "s1"}


def test_a_site_with_more_than_a_page_of_rows_is_fetched_whole(
    server: RunningServer,
) -> None:
    with session_of(server) as session:
        for number in range(1001):
            session.create(Status, name=f"Status {number}")
        session.commit()

    assert (
        sum(name.startswith("Status ") for name in site_of(server).names["Status"])
        == 1001
    )


def test_schema_and_site_come_with_one_request() -> None:
    rows = {
        "data": [{"id": "s1", "name": "Done"}],
        "metadata": {"next": {"offset": None}},
    }
    nothing = {"data": [], "metadata": {"next": {"offset": None}}}
    task = {"id": "Task", "properties": {"id": {"type": "string"}}}
    answer = [[task], *[nothing] * 6, rows, nothing]
    with RawServer([json_reply(answer)]) as server:
        document = load_from_server(Configuration.resolve(server.url, "me", "key"))

    assert len(server.requests) == 1
    assert document.site == Site(
        names={
            "ObjectType": {},
            "Priority": {},
            "ProjectSchema": {},
            "Status": {"Done": "s1"},
            "Type": {},
        }
    )


def without(document: SchemaDocument, *names: str) -> SchemaDocument:
    """Return *document* without some entity types and what refers to them."""
    entities = {
        name: attrs.evolve(
            entity,
            properties={
                attribute: item
                for attribute, item in entity.properties.items()
                if item.target not in names
                and (
                    item.foreign_key is None
                    or item.foreign_key.entity_type not in names
                )
            },
        )
        for name, entity in document.entities.items()
        if name not in names and entity.mixin not in names
    }
    return SchemaDocument(entities)


def test_a_server_that_does_not_have_all_of_it_is_asked_for_the_rest() -> None:
    schema = without(stock_document(), "CustomAttributeLinkConfiguration", "Priority")
    with ftrack_typed_server.running(schema=schema, seed="fresh") as server:
        document = fetched(server)

    assert digest(document) == digest(schema)
    assert document.site is not None
    assert set(document.site.names) == {"ObjectType", "ProjectSchema", "Status", "Type"}
    assert {each.key for each in document.site.custom_attributes} >= {"fstart", "fps"}


def test_a_server_that_has_none_of_it_has_an_empty_site() -> None:
    task = {"id": "Task", "properties": {"id": {"type": "string"}}}
    schema = load_document([task], source="the test")
    with ftrack_typed_server.running(schema=schema, seed="fresh") as server:
        assert fetched(server).site == Site()


def test_a_wrong_key_is_told_as_such(server: RunningServer) -> None:
    with pytest.raises(AuthenticationError):
        fetched(server, key="wrong")


@pytest.mark.parametrize(
    "config",
    [None, "", "[]", "{", "[" * 100_000, '{"data": "["}', '{"data": "[3]"}',
     '{"data": "[{\\"value\\": 1}]"}', '{"data": "{}"}', '{"data": 3}'],
)  # fmt: skip
def test_options_that_cannot_be_told_are_left_out(config: str | None) -> None:
    row = {"id": "c", "key": "look", "entity_type": "task", "type_id": "t"}
    answers: dict[str, list[dict[str, Any]]] = {
        "CustomAttributeConfiguration": [{**row, "config": config}],
        "CustomAttributeType": [{"id": "t", "name": "enumerator"}],
    }

    (found,) = site_json(answers)["custom_attributes"]

    assert (found["options"], found["multiple"]) == ([], False)


def test_configurations_that_nothing_has_are_left_out() -> None:
    row = {"id": "c", "key": None, "entity_type": "task", "type_id": "t"}
    link = {"id": "l", "key": "k", "entity_type": "task", "entity_type_to": None}
    answers = {
        "CustomAttributeConfiguration": [row, {**row, "key": "a", "entity_type": None}],
        "CustomAttributeLinkConfiguration": [link],
    }

    found = site_json(answers)

    assert (found["custom_attributes"], found["links"]) == ([], [])


def test_a_snapshot_has_a_line_for_each_attribute_and_configuration(
    server: RunningServer,
) -> None:
    document = fetched(server)

    text = snapshot_text(document)

    assert load_document(json.loads(text), source="the test") == document
    lines = text.splitlines()
    assert sum(line.startswith('{"key": "fstart", ') for line in lines) == 1
    assert sum(line.startswith('"bid": {') for line in lines) == sum(
        "bid" in entity.properties for entity in document.entities.values()
    )
