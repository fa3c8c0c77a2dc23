"""The fixtures that the server brings along for pytest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import ftrack_typed_server
from ftrack_typed.schema import (
    CustomAttribute,
    SchemaDocument,
    Site,
    dump_document,
    dump_snapshot,
)
from ftrack_typed_server import DatabaseError
from ftrack_typed_server.stock import (
    ObjectTypeTraits,
    object_type_entity,
    stock_document,
)
from support.site import SiteClient, create, delete

pytest_plugins = ["pytester"]

# Each test changes what the other would not survive.
CHANGING = """
import pytest
from ftrack_typed_schema import ObjectType, Project, ProjectSchema, Session

@pytest.mark.parametrize("number", [1, 2])
def test_anything(ftrack_server, number):
    with Session() as session:
        assert session.query(Project).all() == []
        schema = session.query(ProjectSchema).first()
        session.create(Project, name="p", full_name="P", project_schema=schema)
        session.create(ObjectType, name="Prop")
        session.commit()
        assert ftrack_server.api_key
"""


@pytest.fixture
def studio_schema(tmp_path: Path) -> Path:
    scene = object_type_entity(ObjectTypeTraits(name="Scene", id="scene-id"))
    document = SchemaDocument({**stock_document().entities, "Scene": scene})
    file = tmp_path / "studio.json"
    file.write_text(json.dumps(dump_document(document)))
    return file


def test_each_test_has_a_server_that_no_test_has_changed(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(CHANGING)

    result = pytester.runpytest_subprocess("-W", "error")

    result.assert_outcomes(passed=2)


def test_servers_are_started_once_for_each_seed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from ftrack_typed_schema import Project, Session

        urls = {}

        @pytest.mark.parametrize("ftrack_seed", ["fresh", "demo"])
        @pytest.mark.parametrize("number", [1, 2])
        def test_projects(ftrack_server, ftrack_seed, number):
            with Session() as session:
                some = bool(session.query(Project).all())
            assert some is (ftrack_seed == "demo")
            assert urls.setdefault(ftrack_seed, ftrack_server.url) == ftrack_server.url

        def test_how_many():
            assert len(set(urls.values())) == 2
        """
    )

    pytester.runpytest_inprocess("-W", "error").assert_outcomes(passed=5)


@pytest.mark.parametrize("way", ["option", "configuration", "fixture"])
def test_schema_and_seed_are_chosen(
    pytester: pytest.Pytester, studio_schema: Path, way: str
) -> None:
    words: list[str] = []
    if way == "option":
        words = ["--ftrack-schema", str(studio_schema), "--ftrack-seed", "demo"]
    elif way == "configuration":
        pytester.path.joinpath("schema.json").write_text(studio_schema.read_text())
        pytester.makeini("[pytest]\nftrack_schema = schema.json\nftrack_seed = demo\n")
    else:
        pytester.makeconftest(
            f"""
            import pathlib, pytest

            @pytest.fixture(scope="session")
            def ftrack_schema():
                return pathlib.Path({str(studio_schema)!r})

            @pytest.fixture(scope="session")
            def ftrack_seed():
                return "demo"
            """
        )
    pytester.makepyfile(
        """
        from ftrack_typed_schema import ObjectType, Project, Session

        def test_it(ftrack_server):
            with Session(on_schema_drift="ignore") as session:
                names = {item.name for item in session.query(ObjectType)}
                assert "Scene" in names
                assert session.query(Project).first()
        """
    )

    pytester.runpytest_inprocess(*words).assert_outcomes(passed=1)


def test_a_snapshot_brings_what_its_site_has_configured(
    pytester: pytest.Pytester,
) -> None:
    status = {"Rendering": "our-rendering"}
    lens = CustomAttribute(
        key="lens", kind="text", entity_type="show", default="35mm", id="our-lens"
    )
    site = Site(custom_attributes=(lens,), names={"Status": status})
    document = SchemaDocument(stock_document().entities, site)
    file = pytester.path / "schema.json"
    file.write_text(json.dumps(dump_snapshot(document)))
    pytester.makepyfile(
        """
        from ftrack_typed_schema import Project, Session, Status

        def test_it(ftrack_server):
            with Session() as session:
                (status,) = session.query(Status)
                assert (status.name, status.id) == ("Rendering", "our-rendering")
                project = session.query(Project).first()
                assert dict(project.custom_attributes) == {"lens": "35mm"}
        """
    )

    words = ["--ftrack-schema", str(file), "--ftrack-seed", "demo"]
    pytester.runpytest_inprocess(*words).assert_outcomes(passed=1)


def test_a_setup_of_ones_own_is_done_once(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest
        from ftrack_typed_schema import Project, ProjectSchema, Session

        @pytest.fixture(scope="session")
        def ftrack_setup():
            def fill(server):
                print("filling")
                with Session(server.url, server.api_user, server.api_key) as session:
                    schema = session.query(ProjectSchema).first()
                    session.create(
                        Project, name="ours", full_name="Ours", project_schema=schema
                    )
                    session.commit()
            return fill
        """
    )
    pytester.makepyfile(
        """
        import pytest
        from ftrack_typed_schema import Project, Session

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(ftrack_server, number):
            with Session() as session:
                (project,) = session.query(Project)
                assert project.name == "ours"
                project.name = "theirs"
                session.commit()
        """
    )

    result = pytester.runpytest_inprocess("-s")

    result.assert_outcomes(passed=2)
    assert result.stdout.str().count("filling") == 1


def test_a_seed_that_is_none_is_explained(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(ftrack_server): pass")

    result = pytester.runpytest_inprocess("--ftrack-seed", "spam")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*'spam' is no seed: ftrack_seed is fresh, demo,*"])


def test_pytest_starts_without_the_server(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_it(pytestconfig):
            assert pytestconfig.pluginmanager.has_plugin("ftrack_typed")
            heavy = {"sqlalchemy", "uvicorn", "starlette", "orjson", "urllib3"}
            assert heavy & set(sys.modules) == set()
        """
    )
    # Another plugin of this environment might import some of these.
    words = ("-p", "no:hypothesispytest", "-p", "no:xdist")

    pytester.runpytest_subprocess(*words).assert_outcomes(passed=1)


def test_the_server_is_imported_without_pytest() -> None:
    code = (
        "import sys, ftrack_typed_server; ftrack_typed_server.running;"
        "print('pytest' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_a_snapshot_brings_rows_files_and_schema_back(tmp_path: Path) -> None:
    with (
        ftrack_typed_server.running(files=tmp_path / "files") as server,
        server.snapshot() as snapshot,
    ):
        client = SiteClient.of(server)
        information = {"action": "query_server_information"}
        (before,) = client.call(information)
        upload = {"component_id": "c", "file_name": "a", "file_size": 1}
        client.call(create("FileComponent", id="c", name="main"))
        (leave,) = client.call({"action": "get_upload_metadata", **upload})
        client.pool.request("PUT", leave["url"], body=b"x", headers=leave["headers"])
        client.call(create("ObjectType", id="o", name="Prop"))
        locations = client.keys("Location")
        client.call(delete("Location", locations[0]))
        assert any(path.is_file() for path in (tmp_path / "files").rglob("*"))

        snapshot.restore()

        assert client.keys("Location") == locations
        assert client.keys("FileComponent") == []
        assert client.call(information) == [before]
        assert [
            path for path in (tmp_path / "files").rglob("*") if path.is_file()
        ] == []
        snapshot.restore()
        assert snapshot.restored == 1
        client.close()


def test_only_a_database_in_memory_has_snapshots(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'site.db'}"
    with (
        ftrack_typed_server.running(database=database, seed="empty") as server,
        pytest.raises(DatabaseError, match="in memory"),
        server.snapshot(),
    ):
        pass
