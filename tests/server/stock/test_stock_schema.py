"""The stock schema, held against a real server's and what newer servers add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import pytest

from ftrack_typed.schema import (
    EntitySchema,
    HiddenCollection,
    PropertySchema,
    Reference,
    base_of,
    dump_document,
    infer_relations,
    load_document,
    read_document,
)
from ftrack_typed_server.stock import (
    STOCK_OBJECT_TYPES,
    ObjectTypeTraits,
    object_type_entity,
    stock_document,
)
from support.expected_relations import unexpected
from support.shared import SHARED, needs_shared

STOCK = stock_document()

LINKED = ("Asset", "AssetVersion", "Component", "Context", "Group", "List", "User")

NEWER_TYPES = """
ApiKey AssetVersionStatusRuleGroup BaseUser Collaborator NoteAnnotationComponent
ReviewSessionFolder ReviewSessionObjectAnnotation ReviewSessionObjectAnnotationComponent
SplitTaskPart StatusRule StatusRuleGroup TypedContextStatusRuleGroup UserSession
UserView
"""

NEWER_ATTRIBUTES: Mapping[str, str] = {
    "Asset": "ancestors project_id",
    "AssetVersion": "project_id",
    "Note": "frame_number project project_id",
    "ObjectType": "is_prioritizable",
    "Project": "review_session_folders",
    "ReviewSession": "review_session_folder review_session_folder_id "
    "thumbnail_source_id",
    "ReviewSessionInvitee": "resource resource_id",
    "ReviewSessionObject": "annotations",
    "ReviewSessionObjectStatus": "resource resource_id",
    "Status": "type",
    "TypedContext": "split_parts thumbnail_source_id",
    "TypedContextLink": "lag type",
    "CustomAttributeLink": "from_entity_type to_entity_type",
}
"""What the older server does not have, at the types that declare it."""

CHANGED = {
    # A note's author may be a collaborator.
    "Note.author",
    "Note.user_id",
    # The older server declares these foreign keys in an odd way.
    "DashboardResource.dashboard_id",
    "DashboardResource.resource_id",
    "User.user_type_id",
}

ATTRIBUTES_OF_NEWER_TYPES: Mapping[str, str] = {
    "ApiKey": "id identifier prefix resource_id",
    "Collaborator": "created_from_shared_url",
    "NoteAnnotationComponent": "data",
    "ReviewSessionFolder": "id name project project_id review_sessions",
    "ReviewSessionObjectAnnotation": "created_at data frame_number id "
    "review_session_object review_session_object_id updated_at",
    "ReviewSessionObjectAnnotationComponent": "component component_id frame_number "
    "review_session_object review_session_object_id thumbnail_url url",
    "SplitTaskPart": "end_date id label start_date task task_id",
    "StatusRule": "id status status_id status_rule_group status_rule_group_id",
    "StatusRuleGroup": "entity_type id role role_id schema schema_id status status_id "
    "status_rules",
    "AssetVersionStatusRuleGroup": "",
    "TypedContextStatusRuleGroup": "object_type object_type_id",
    "BaseUser": "email first_name last_name thumbnail thumbnail_id thumbnail_url",
    "UserSession": "accessed_time creation_time id user user_id",
    "UserView": "global id name shared_with user user_id",
}
"""Without what they inherit."""

BASES: Mapping[str, str] = {
    "Context": "Project TypedContext",
    "TypedContext": "Task Milestone AssetBuild Shot Episode Sequence Folder",
    "Component": "FileComponent ContainerComponent",
    "ContainerComponent": "SequenceComponent",
    "Resource": "Group BaseUser",
    "BaseUser": "User Collaborator",
    "List": "TypedContextList AssetVersionList",
    "StatusChange": "TypedContextStatusChange AssetVersionStatusChange",
    "StatusRuleGroup": "AssetVersionStatusRuleGroup TypedContextStatusRuleGroup",
    "NoteComponent": "NoteAnnotationComponent",
    "NoteLabel": "NoteCategory",
    "CustomConfigurationBase": "CustomAttributeConfiguration "
    "CustomAttributeLinkConfiguration",
    "CustomAttributeLink": " ".join(f"{name}CustomAttributeLink" for name in LINKED),
    "CustomAttributeLinkFrom": " ".join(
        f"{name}CustomAttributeLinkFrom" for name in LINKED
    ),
}

GROUPED = """
Asset AssetBuild AssetCustomAttributeValue AssetVersion AssetVersionCustomAttributeValue
AssetVersionList CalendarEvent Component ComponentLocation ContainerComponent Context
ContextCustomAttributeValue Episode Event FileComponent Folder List
ListCustomAttributeValue Milestone Note Project Sequence SequenceComponent Shot Task
TypedContext TypedContextList
"""


def said(item: PropertySchema) -> PropertySchema:
    """Return what an attribute says without its prose and its keys' spelling."""
    alias = None if item.alias_for == item.name else item.alias_for
    prose = item.description if item.foreign_key is not None else None
    return attrs.evolve(item, alias_for=alias, description=prose)


def newer(name: str) -> set[str]:
    """Return the attributes that *name* has from newer servers alone."""
    bases = base_of(STOCK)
    found: set[str] = set()
    owner: str | None = name
    while owner is not None:
        found.update(NEWER_ATTRIBUTES.get(owner, "").split())
        owner = bases[owner]
    return found


@pytest.fixture(scope="module")
def older() -> Mapping[str, EntitySchema]:
    return read_document(SHARED / "schema" / "query_schemas.json").entities


@needs_shared
def test_every_type_of_a_real_server_is_there(
    older: Mapping[str, EntitySchema],
) -> None:
    assert set(STOCK.entities) == {*older, *NEWER_TYPES.split()}


@needs_shared
def test_every_attribute_of_a_real_server_is_there_and_the_same(
    older: Mapping[str, EntitySchema],
) -> None:
    compared = 0
    for name, entity in older.items():
        stock = STOCK.entities[name].properties
        assert set(stock) - set(entity.properties) <= newer(name), name
        for attribute, item in entity.properties.items():
            if f"{name}.{attribute}" not in CHANGED:
                assert said(stock[attribute]) == said(item), f"{name}.{attribute}"
                compared += 1
    assert compared > 1250


@needs_shared
def test_every_types_own_keys_are_as_on_a_real_server(
    older: Mapping[str, EntitySchema],
) -> None:
    def differences() -> Iterator[tuple[str, str, str]]:
        for name, entity in older.items():
            stock = STOCK.entities[name]
            for kind in (
                "primary_key",
                "required",
                "immutable",
                "default_projections",
                "system_projections",
                "computed",
            ):
                ours, theirs = set(getattr(stock, kind)), set(getattr(entity, kind))
                for item in sorted(ours ^ theirs):
                    yield name, kind, item
            if stock.alias_for != entity.alias_for:
                yield name, "alias_for", ""

    object_types = {traits.entity_type for traits in STOCK_OBJECT_TYPES}
    typed = {"TypedContext", *object_types}
    expected = {
        (name, kind, "thumbnail_source_id")
        for name in typed
        for kind in ("computed", "immutable")
    }
    expected |= {(name, "immutable", "split_parts") for name in object_types - {"Task"}}
    expected |= {
        (name, "system_projections", "container_id")
        for name in STOCK.entities
        if name.endswith("Component")
        and "container_id" in STOCK.entities[name].properties
    }
    expected |= {
        # Episodes of that site have no statuses.
        ("Episode", "immutable", "status"),
        ("Episode", "immutable", "status_id"),
        ("CustomAttributeLink", "required", "id"),
        ("CustomAttributeLinkFrom", "required", "id"),
        ("Note", "system_projections", "project_id"),
        ("NoteComponent", "system_projections", "note_component_type"),
    }
    assert set(differences()) == expected


@pytest.mark.parametrize("name", NEWER_TYPES.split())
def test_a_newer_servers_type_has_its_attributes(name: str) -> None:
    base = base_of(STOCK)[name]
    attributes = set(ATTRIBUTES_OF_NEWER_TYPES[name].split())
    if base is not None:
        attributes.update(STOCK.entities[base].properties)
    assert set(STOCK.entities[name].properties) == attributes


def test_newer_attributes_are_there() -> None:
    missing = [
        f"{name}.{attribute}"
        for name, attributes in NEWER_ATTRIBUTES.items()
        for attribute in attributes.split()
        if attribute not in STOCK.entities[name].properties
    ]
    assert missing == []


def test_every_base_is_declared() -> None:
    bases = {kind: base for base, kinds in BASES.items() for kind in kinds.split()}
    declared = {name: entity.mixin for name, entity in STOCK.entities.items()}
    assert {name: base for name, base in declared.items() if base} == bases


def test_a_type_has_everything_that_its_base_has() -> None:
    for entity in STOCK.entities.values():
        if entity.mixin is not None:
            base = STOCK.entities[entity.mixin]
            assert set(base.properties) <= set(entity.properties)
            assert set(base.required) <= set(entity.required)


def test_types_that_can_be_grouped_say_so() -> None:
    grouped = {name for name, item in STOCK.entities.items() if item.supports_group_by}
    assert grouped == set(GROUPED.split())


def test_a_status_has_its_state_under_both_names() -> None:
    status = STOCK.entities["Status"].properties
    assert attrs.evolve(status["type"], name="state") == status["state"]


def test_every_relation_stands_on_what_is_known() -> None:
    relations = infer_relations(STOCK)
    assert list(unexpected(STOCK, relations)) == []
    unresolved = {
        f"{found.target}: {attribute}"
        for (_, attribute), found in relations.items()
        if isinstance(found, HiddenCollection)
        or (isinstance(found, Reference) and found.key is None)
    }
    assert unresolved == {
        "AssetVersion: latest_version",
        "Resource: shared_with",
        "Scope: scopes",
        "SecurityRole: read_security_roles",
        "SecurityRole: write_security_roles",
        "Setting: setting",
        "State: state",
        "State: type",
    }


def test_the_document_is_one_that_can_be_read() -> None:
    dumped = dump_document(STOCK)
    assert load_document(dumped, source="stock") == STOCK
    assert all(row["type"] == "object" for row in dumped)


@pytest.mark.parametrize(
    ("traits", "immutable"),
    [
        (
            ObjectTypeTraits(name="Rig Part", id="1", is_prioritizable=False),
            {"type", "status", "priority", "bid", "start_date", "split_parts"},
        ),
        (
            ObjectTypeTraits(
                name="Task",
                id="2",
                is_typeable=True,
                is_statusable=True,
                is_schedulable=True,
            ),
            set[str](),
        ),
    ],
)
def test_what_an_object_type_lacks_cannot_be_updated(
    traits: ObjectTypeTraits, immutable: set[str]
) -> None:
    entity = object_type_entity(traits)
    assert entity.name == traits.name.replace(" ", "")
    changing = {"type", "status", "priority", "bid", "start_date", "split_parts"}
    assert changing & set(entity.immutable) == immutable
    assert entity.properties["object_type_id"].default == traits.id
    priority = entity.properties["priority_id"]
    assert (priority.default is None) is ("priority" in immutable)
