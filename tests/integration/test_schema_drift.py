"""A package that was generated from another schema than the server has."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import ftrack_typed_schema
import ftrack_typed_server
from ftrack_typed.schema import SchemaDocument
from ftrack_typed.session import SchemaDriftError, SchemaDriftWarning
from ftrack_typed_codegen.snapshot import snapshot_text
from ftrack_typed_schema import Session, Status, Task
from ftrack_typed_server import RunningServer
from ftrack_typed_server.stock import stock_document


def other_schema() -> SchemaDocument:
    """Return the stock schema with one attribute less."""
    stock = stock_document()
    task = stock.entities["Note"]
    kept = {name: item for name, item in task.properties.items() if name != "is_todo"}
    changed = attrs.evolve(task, properties=kept)
    return SchemaDocument({**stock.entities, "Note": changed})


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of another schema than the package's."""
    file = tmp_path_factory.mktemp("other") / "schema.json"
    file.write_text(snapshot_text(other_schema()))
    with ftrack_typed_server.running(schema=file, seed="empty") as server:
        yield server


def test_the_package_of_the_server_is_used_in_silence(demo: RunningServer) -> None:
    before = demo.requests
    with Session(*_access(demo), on_schema_drift="error") as session:
        session.query(Task).first()
        session.query(Status).first()

    assert demo.requests == before + 2


def test_another_schema_is_told_once_at_the_line_that_asked(
    other: RunningServer,
) -> None:
    before = other.requests
    with Session(*_access(other)) as session:
        with pytest.warns(SchemaDriftWarning, match="ftrack_typed_schema") as told:
            session.query(Status).all()
        session.query(Status).all()

    assert [Path(each.filename).name for each in told] == [Path(__file__).name]
    assert "ftrack-typed check" in str(told[0].message)
    assert other.requests == before + 2


def test_another_schema_is_refused_where_that_is_asked_for(
    other: RunningServer,
) -> None:
    with Session(*_access(other), on_schema_drift="error") as session:
        for _ in range(2):
            with pytest.raises(SchemaDriftError) as caught:
                session.query(Status).all()

    assert caught.value.package == "ftrack_typed_schema"
    assert caught.value.expected == ftrack_typed_schema.Task.__registry__.digest
    assert caught.value.found != caught.value.expected


def test_another_schema_is_refused_before_anything_is_written(
    other: RunningServer,
) -> None:
    with Session(*_access(other), on_schema_drift="error") as session:
        session.create(Status, name="Never there", color="#000000")
        with pytest.raises(SchemaDriftError):
            session.commit()
    with Session(*_access(other), on_schema_drift="ignore") as session:
        assert not session.query(Status).where(Status.name == "Never there").exists()


def test_a_commit_that_comes_first_is_carried_out_and_told_of(
    other: RunningServer,
) -> None:
    before = other.requests
    with Session(*_access(other)) as session:
        status = session.create(Status, name="First", color="#000000")
        with pytest.warns(SchemaDriftWarning):
            session.commit()
        assert other.requests == before + 1
        assert session.query(Status).where(Status.name == "First").one() is status


def test_a_commit_is_no_failure_where_warnings_are_errors(
    other: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    with Session(*_access(other)) as session:
        status = session.create(Status, name="Second", color="#000000")
        session.commit()

        assert session.query(Status).where(Status.name == "Second").one() is status
    assert "was generated from another schema" in caplog.text


def test_nothing_is_asked_where_it_is_ignored(other: RunningServer) -> None:
    with (
        warnings.catch_warnings(),
        Session(*_access(other), on_schema_drift="ignore") as session,
    ):
        warnings.simplefilter("error")
        session.query(Status).all()


def _access(server: RunningServer) -> tuple[str, str, str]:
    return server.url, server.api_user, server.api_key
