"""A small production, every row of which a test may rely on."""

from __future__ import annotations

from typing import Any

from support.site import SiteClient, create, moment, refer, update

NOT_STARTED = "44dd9fb2-4164-11df-9218-0019bb4983d8"
IN_PROGRESS = "44ddd0fe-4164-11df-9218-0019bb4983d8"
COMPLETED = "9bb65936-88e7-11e3-9264-04011030cf01"
VFX_SCHEMA = "caddd816-acb5-11e1-8668-f23c91df1211"
ANIMATION = "44dc3636-4164-11df-9218-0019bb4983d8"
COMPOSITING = "44dd23b6-4164-11df-9218-0019bb4983d8"
SHOT_FSTART = "acd86546-4082-11e2-95b1-0019bb4983d8"


def people() -> list[dict[str, Any]]:
    return [
        create("User", id="amy", username="amy", first_name="Amy", is_active=True),
        create("User", id="bob", username="Bob", first_name="Bob", email="bob@x.org"),
        create("Group", id="animators", name="Animators"),
        create("Membership", id="m1", user_id="amy", group_id="animators"),
    ]


def breakdown() -> list[dict[str, Any]]:
    return [
        create("Project", id="p1", name="Alpha", project_schema_id=VFX_SCHEMA),
        create("Project", id="p2", name="beta", project_schema_id=VFX_SCHEMA),
        create("Sequence", id="sq1", name="sq010", parent=refer("Project", "p1")),
        create("Shot", id="sh1", name="sh010", parent=refer("Sequence", "sq1")),
        create("Shot", id="sh2", name="SH020", parent=refer("Sequence", "sq1")),
        create("Folder", id="f1", name="misc", parent_id="p2"),
        create(
            "Task",
            id="t1",
            name="anim",
            parent_id="sh1",
            status_id=NOT_STARTED,
            type_id=ANIMATION,
            bid=3600,
            description='say "hi"',
            start_date=moment("2024-05-01T08:30:00.250000"),
        ),
        create(
            "Task",
            id="t2",
            name="Comp_50%",
            parent_id="sh1",
            status_id=IN_PROGRESS,
            type_id=COMPOSITING,
            bid=7200,
            start_date=moment("2024-05-02"),
        ),
        create(
            "Task",
            id="t3",
            name="Écran",
            parent_id="sh2",
            status_id=COMPLETED,
            type_id=COMPOSITING,
            description="back\\slash",
            start_date=moment("2024-05-01T23:30:00-02:00"),
        ),
        create("Task", id="t4", name="écume", parent_id="f1", type_id=ANIMATION),
    ]


def work() -> list[dict[str, Any]]:
    return [
        create("Timelog", id="l1", context_id="t1", user_id="amy", duration=3600),
        create("Timelog", id="l2", context_id="t1", user_id="bob", duration=1800),
        create("Timelog", id="l3", context_id="t2", user_id="amy", duration=600),
        create(
            "Appointment",
            id="ap1",
            context_id="t1",
            resource_id="amy",
            type="assignment",
        ),
        create(
            "Appointment",
            id="ap2",
            context_id="p1",
            resource_id="animators",
            type="allocation",
        ),
        create("Note", id="n1", content="First", user_id="amy"),
        create("Note", id="n2", content="Second", user_id="bob", in_reply_to_id="n1"),
        update("Task", ["t1"], notes=[refer("Note", "n1")]),
        create("Metadata", parent_id="t1", parent_type="Task", key="a", value="b"),
        create("Metadata", parent_id="sh1", parent_type="Shot", key="a", value="c"),
        create("Scope", id="sc1", name="Paris"),
        update("Shot", "sh1", scopes=[refer("Scope", "sc1")]),
        update("ContextCustomAttributeValue", [SHOT_FSTART, "sh1"], value=1001),
        create(
            "TypedContextList",
            id="li1",
            name="Dailies",
            project_id="p1",
            category_id="lc1",
            items=[refer("Task", "t1"), refer("Task", "t2")],
        ),
        create("ListCategory", id="lc1", name="Default"),
    ]


def publishes() -> list[dict[str, Any]]:
    return [
        create("AssetType", id="at1", name="Test", short="tst"),
        create("Asset", id="a1", name="hero", context_id="sh1", type_id="at1"),
        create("AssetVersion", id="v1", asset_id="a1", task_id="t1", comment="x"),
        create("AssetVersion", id="v2", asset_id="a1", comment="y"),
        create("AssetVersion", id="v3", asset_id="a1", comment="x"),
        update("AssetVersion", ["v3"], uses_versions=[refer("AssetVersion", "v1")]),
        create("FileComponent", id="c1", name="main", version_id="v1", size=10),
        create("SequenceComponent", id="c2", name="seq", version_id="v2", padding=4),
        create("FileComponent", id="c3", name="1", container_id="c2", size=5),
    ]


def fill(client: SiteClient) -> None:
    """Put the production into an empty site."""
    client.call(*people(), *breakdown())
    client.call(*work(), *publishes())
