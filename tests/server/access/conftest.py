from __future__ import annotations

from collections.abc import Iterator

import pytest

import ftrack_typed_server
from support.databases import Databases
from support.people import employ
from support.site import SiteClient, create, refer


@pytest.fixture(scope="module")
def admin(databases: Databases) -> Iterator[SiteClient]:
    """A site with the projects ``open``, ``other`` and ``private``."""
    with ftrack_typed_server.running(database=databases.passing()) as server:
        site = SiteClient.of(server)
        fill(site)
        yield site
        site.close()


def fill(site: SiteClient) -> None:
    schema = site.keys('ProjectSchema where name is "VFX"')[0]
    status = site.keys('Status where name is "Not started"')[0]
    for name in ("open", "other", "private"):
        site.call(
            create(
                "Project",
                id=name,
                name=name,
                full_name=name,
                project_schema_id=schema,
                is_private=name == "private",
            ),
            create("Shot", id=f"{name}.shot", name="shot", parent_id=name),
            create("Task", id=f"{name}.task", name="task", parent_id=f"{name}.shot"),
            create("Asset", id=f"{name}.asset", name="a", context_id=f"{name}.shot"),
            create(
                "AssetVersion",
                id=f"{name}.version",
                asset_id=f"{name}.asset",
                task_id=f"{name}.task",
                status_id=status,
            ),
            create(
                "SequenceComponent",
                id=f"{name}.component",
                name="main",
                version_id=f"{name}.version",
                padding=4,
            ),
            create(
                "FileComponent",
                id=f"{name}.frame",
                name="1",
                container_id=f"{name}.component",
            ),
            create(
                "Note",
                id=f"{name}.note",
                content="seen",
                parent_id=f"{name}.task",
                parent_type="Task",
            ),
            create(
                "Note", id=f"{name}.reply", content="yes", in_reply_to_id=f"{name}.note"
            ),
            create(
                "Metadata",
                parent_id=f"{name}.version",
                parent_type="AssetVersion",
                key="k",
                value=name,
            ),
            create(
                "Timelog",
                id=f"{name}.timelog",
                context_id=f"{name}.task",
                duration=60,
                comment="",
                start="2024-05-01",
            ),
            create("ReviewSession", id=f"{name}.review", name=name, project_id=name),
            create(
                "ReviewSessionObject",
                id=f"{name}.reviewed",
                name="r",
                version="1",
                description="",
                review_session=refer("ReviewSession", f"{name}.review"),
                asset_version=refer("AssetVersion", f"{name}.version"),
            ),
            create(
                "Note",
                id=f"{name}.remark",
                content="!",
                parent_id=f"{name}.reviewed",
                parent_type="ReviewSessionObject",
            ),
        )


@pytest.fixture(scope="module")
def manager(admin: SiteClient) -> Iterator[SiteClient]:
    """Has the role Project Manager in all open projects."""
    yield from closed(employ(admin, "Project Manager", everywhere=True))


@pytest.fixture(scope="module")
def artist(admin: SiteClient) -> Iterator[SiteClient]:
    """Has the role User in the project ``open``."""
    yield from closed(employ(admin, "User", "open"))


@pytest.fixture(scope="module")
def nobody(admin: SiteClient) -> Iterator[SiteClient]:
    """Has no role."""
    yield from closed(employ(admin, None))


def closed(site: SiteClient) -> Iterator[SiteClient]:
    yield site
    site.close()
