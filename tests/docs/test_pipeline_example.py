"""The example's pipeline: its snapshot, both checkers, and what each tool does.

The package is generated here, from the snapshot, as a studio would generate it.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import ftrack_typed_server
from ftrack_typed.session import StaleChangesError
from ftrack_typed_server import RunningServer, Snapshot
from support.checked_scripts import body_of, refused
from support.pipeline_example import EXAMPLES, generated_pipeline
from support.schema_documents import imported
from tools.save_example_schema import save

MONDAY = datetime(2026, 9, 14, tzinfo=timezone.utc)

WRONG = '''"""What this studio does not have."""

from __future__ import annotations

from studio_pipeline.publish import ASSET_TYPES
from studio_pipeline.review import decide
from studio_pipeline.sessions import status
from studio_schema import AssetVersion, Session, Shot, User


def text(session: Session) -> None:
    session.query("Shot where custom_attributes any (key is 'client_duo')")


def wrong(session: Session, shot: Shot, version: AssetVersion, user: User) -> None:
    status(session, "Aproved")
    decide(session, version, "On Hold", supervisor=user)
    shot.custom_attributes.fstart = "1001"
    print(shot.custom_attributes.first_frame)
    print(ASSET_TYPES["Animating"])
    session.query(Shot).where(Shot.custom_attributes.client_due < 3)
'''


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example, with its package and a module of mistakes."""
    folder = generated_pipeline(tmp_path_factory.mktemp("example"))
    (folder / "studio_pipeline" / "wrong.py").write_text(WRONG)
    return folder


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[RunningServer, Snapshot]]:
    """The demo's site, and what it was at first."""
    with (
        ftrack_typed_server.running(seed="demo") as server,
        server.snapshot() as snapshot,
    ):
        yield server, snapshot


@attrs.frozen
class Studio:
    """Where the tools are run: a server, a session of its own, and the modules."""

    server: RunningServer
    schema: ModuleType
    tool: Callable[[str], ModuleType]
    session: Any

    @property
    def project(self) -> Any:
        projects = self.session.query(self.schema.Project)
        return projects.where(self.schema.Project.name == "My Project").one()

    def user(self, username: str) -> Any:
        return self.tool("sessions").user(self.session, username)

    def other_session(self) -> Any:
        """Open a session that has not seen anything, to be closed."""
        return self.tool("sessions").open_session()


@pytest.fixture
def studio(
    pipeline: Path,
    site: tuple[RunningServer, Snapshot],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Studio]:
    server, snapshot = site

    def tool(name: str) -> ModuleType:
        return importlib.import_module(f"studio_pipeline.{name}")

    monkeypatch.setenv("STUDIO_CACHE", str(tmp_path / "studio.sqlite"))
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    with ExitStack() as stack:
        stack.callback(snapshot.restore)
        schema = stack.enter_context(imported(pipeline / "generated", "studio_schema"))
        stack.enter_context(imported(pipeline, "studio_pipeline"))
        session = stack.enter_context(tool("sessions").open_session())
        yield Studio(server, schema, tool, session)


def animation(studio: Studio, status: str) -> Any:
    """Return an animator's task on a shot of the project."""
    task = studio.schema.Task
    shot = studio.schema.Shot
    tasks = studio.session.query(task).where(
        task.project == studio.project,
        task.type.name == "Animation",
        task.status.name == status,
        task.parent.as_(shot).custom_attributes.fstart > 0,
    )
    return tasks.order_by(task.id)[0]


def playblast(folder: Path) -> dict[str, Path]:
    """Return the files of a publish, by the names of their components."""
    files = {"main": folder / "sh.ma", "ftrackreview-mp4": folder / "sh.mp4"}
    for path in files.values():
        path.write_bytes(b"frames")
    return files


def test_the_snapshot_is_that_of_the_demo_site(tmp_path: Path) -> None:
    save(tmp_path / "schema.json")
    committed = (EXAMPLES / "pipeline" / "schema.json").read_text()

    assert (tmp_path / "schema.json").read_text() == committed, "run: make generate"


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_checker_accepts_the_pipeline_and_refuses_each_mistake(
    pipeline: Path, checker: str
) -> None:
    python = ["--pythonpath", sys.executable] if checker == "pyright" else []
    done = subprocess.run(
        [sys.executable, "-m", checker, *python],
        cwd=pipeline,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    # The texts of queries are for mypy's plugin; with pyright, for ftrack-typed lint.
    in_text = {("wrong.py", 12)} if checker == "mypy" else set[tuple[str, int]]()
    assert refused(done.stdout) == body_of(WRONG) | in_text, done.stdout + done.stderr


def test_a_publish_is_a_version_with_its_files(studio: Studio, tmp_path: Path) -> None:
    task = animation(studio, "Revise")
    artist = studio.user("zoe.laurent")
    publish = studio.tool("publish").publish
    words = {"artist": artist, "comment": "First pass"}

    versions = [
        publish(studio.session, task, playblast(tmp_path), **words) for _ in range(2)
    ]

    assert versions[1].version == versions[0].version + 1
    with studio.other_session() as session:
        found = session.get(studio.schema.AssetVersion, versions[1].id)
        assert (found.status.name, found.comment) == ("Pending Review", "First pass")
        assert found.asset.parent.id == task.parent.id
        assert found.task.status.name == "Pending Review"
        assert found.metadata["first_frame"] == "1001"
        assert {each.name: each.size for each in found.components} == {
            "main": 6,
            "ftrackreview-mp4": 6,
        }
        places = [
            place.location.name
            for each in found.components
            for place in each.component_locations
        ]
        assert places == ["studio.disk", "studio.disk"]
        assert [job.status for job in jobs(studio, session)] == ["done", "done"]


def jobs(studio: Studio, session: Any) -> list[Any]:
    job = studio.schema.Job
    published = [each for each in session.query(job) if "Publish" in (each.data or "")]
    return sorted(published, key=lambda each: str(each.status))


def test_what_cannot_be_published_leaves_a_failed_job_and_nothing_else(
    studio: Studio, tmp_path: Path
) -> None:
    task = studio.schema.Task
    tasks = studio.session.query(task).where(task.type.name == "Rotoscoping")
    before = studio.session.query(studio.schema.AssetVersion).count()
    publish = studio.tool("publish")

    with pytest.raises(publish.PublishError, match="Rotoscoping publishes nothing"):
        publish.publish(
            studio.session,
            tasks[0],
            playblast(tmp_path),
            artist=studio.user("zoe.laurent"),
            comment="",
        )

    assert studio.session.changes == ()
    assert studio.session.query(studio.schema.AssetVersion).count() == before
    assert [job.status for job in jobs(studio, studio.session)] == ["failed"]


def test_the_dailies_list_what_waits_and_are_not_listed_twice(
    studio: Studio, tmp_path: Path
) -> None:
    review = studio.tool("review")
    version = studio.tool("publish").publish(
        studio.session,
        animation(studio, "Revise"),
        playblast(tmp_path),
        artist=studio.user("zoe.laurent"),
        comment="",
    )

    lists = [
        review.dailies(studio.session, studio.project, MONDAY.date()) for _ in range(2)
    ]

    assert lists[0] is lists[1]
    listed = list(lists[0].items_)
    assert version in listed
    assert len(listed) == len(set(listed)) > 1
    assert {each.status.name for each in listed} == {"Pending Review"}


def test_a_decision_is_told_and_made_once(studio: Studio) -> None:
    review = studio.tool("review")
    version = review.waiting(studio.session, studio.project, MONDAY.date())[0]
    assert version.status.name == "Pending Review"
    supervisor = studio.user("maeve.obrien")
    with studio.other_session() as session:
        (same,) = (
            each
            for each in review.waiting(session, studio.project, MONDAY.date())
            if each.id == version.id
        )
        words = {"supervisor": studio.tool("sessions").user(session, "jurgen.weiss")}

        review.decide(
            studio.session,
            version,
            "Revise",
            supervisor=supervisor,
            remark="The hand pops.",
            frame=12,
        )
        with pytest.raises(StaleChangesError, match="status"):
            review.decide(session, same, "Approved", **words)

    with studio.other_session() as session:
        found = session.get(studio.schema.AssetVersion, version.id)
        assert found.status.name == found.task.status.name == "Revise"
        (note,) = (each for each in found.notes if each.content == "The hand pops.")
        assert (note.frame_number, note.is_todo) == (12, True)
        assert [each.recipient.id for each in note.recipients] == [version.user.id]


def test_the_report_says_what_is_late_and_due_with_a_few_requests(
    studio: Studio,
) -> None:
    project = studio.project
    before = studio.server.requests

    lines = list(studio.tool("report").report(studio.session, project, MONDAY))

    assert studio.server.requests - before < 12
    assert lines[0] == "My Project, Monday 14 September 2026"
    assert lines[1].startswith("Tasks: 51 Approved, 30 Completed, ")
    kinds = [line.partition(":")[0] for line in lines[2:]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "Worked": 8,
        "Late": 17,
        "Due": 12,
    }
    assert "Late: sq030/sh0040/comp, On Hold, helena.novak, marcus.bell" in lines
    assert "Due: sq020/sh0010, 112 frames, In progress" in lines


def test_the_cut_is_taken_over_once(
    studio: Studio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut.csv"
    cut.write_text(
        "sequence,shot,first,last,due\n"
        "sq010,sh0010,1001,1100,2026-10-01\n"
        "sq010,sh0999,1009,1033,2026-10-02\n"
    )
    main = studio.tool("sync").main
    shot = studio.schema.Shot
    project = studio.project
    shots = studio.session.query(shot).where(
        shot.parent.name == "sq010", shot.project == project
    )
    before = {each.name: each.status.name for each in shots}

    main(["My Project", str(cut), "--dry-run"])
    dry = capsys.readouterr().out
    assert "+ Shot" in dry
    assert shots.count() == len(before)
    main(["My Project", str(cut)])
    main(["My Project", str(cut)])
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing is pending."

    with studio.other_session() as session:
        found = {
            each.name: each
            for each in session.query(shot).where(
                shot.parent.name == "sq010", shot.project_id == project.id
            )
        }
        frames = {
            name: [found[name].custom_attributes[key] for key in ("fstart", "fend")]
            for name in ("sh0010", "sh0999")
        }
        assert frames == {"sh0010": [1001, 1100], "sh0999": [1009, 1033]}
        assert found["sh0999"].custom_attributes.client_due.date().day == 2
        after = {name: each.status.name for name, each in found.items()}
    assert after.pop("sh0999")
    assert after == {
        name: status if name == "sh0010" or status == "Client approved" else "Omitted"
        for name, status in before.items()
    }
