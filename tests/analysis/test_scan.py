"""Which lines a change breaks: every way of using what changed, and nothing else.

In the sources below, a line that has to be named ends in a comment with what it uses;
after a question mark, it has to be told as what may be so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ftrack_typed.schema import SchemaDocument, load_document
from ftrack_typed.schema.dumping import dump_snapshot
from ftrack_typed_analysis.drift import changes
from ftrack_typed_analysis.drift.scan import scan
from ftrack_typed_server.stock import stock_document

MARKED = re.compile(r"#((?: \??\w+)+)$")

CHANGED = """\
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from studio_schema import Session, Shot, Status, Task
from studio_schema import TypedContext
from studio_schema.names import StatusName, Statuses
import studio_schema as schema
if TYPE_CHECKING:
    from collections.abc import Iterable

FIND = "select name from Task where bid > 3"  # bid
FPS = "fps"


def late(task: Task) -> bool:
    return task.bid > 3600 and task.status.name == "Approved"  # bid Approved


def several(tasks: list[Task], by_name: dict[str, Task], maybe: Task | None) -> None:
    total = sum(task.bid for task in tasks)  # bid
    first = tasks[0].bid  # bid
    for number, task in enumerate(tasks[1:]):
        print(number, task["bid"])  # bid
    print(by_name["anim"].bid)  # bid
    print(maybe.bid if maybe else 0)  # bid
    print([each.bid for each in sorted(tasks, key=lambda each: each.bid)])  # bid
    print(getattr(tasks[0], "bid"), tasks[0].get("bid"))  # bid
    print(cast(Task, total).bid, first)  # bid


def narrowed(context: TypedContext) -> None:
    if isinstance(context, Shot):
        print(context.custom_attributes["fstart"])  # fstart
    print(context.name)
    print(context.custom_attributes["fstart"])  # ?fstart


def nested(shot: "Shot", task: schema.Task) -> list[Task]:
    print(shot.parent.name, shot.custom_attributes["fend"])
    for child in shot.children:
        print(child.bid)  # ?bid
    task.bid = 3.0  # bid
    task["bid"] = 3.0  # bid
    print(task.parent.custom_attributes["fps"])
    return []


class Publisher:
    shot: Shot

    def __init__(self, session: Session, shot: Shot) -> None:
        self.session = session
        self.shot = shot

    def run(self) -> None:
        shot = self.shot
        shot.custom_attributes["fstart"] += 1  # fstart
        print(self.shot.custom_attributes["fstart"])  # fstart
        for task in self.session.query(Task):
            print(task.bid)  # bid


def queries(session: Session) -> None:
    (
        session.query(Task)
        .select(Task.name, Task.bid)  # bid
        .where(
            Task.bid > 3.0,  # bid
            Task.status.name.in_(["Approved", "Ready"]),  # Approved
            "bid < 9",  # bid
            Task.project.full_name == "Approved",
        )
        .order_by(Task.bid.desc(), "bid")  # bid
    )
    session.query(Task, "where bid > 3")  # bid
    task = session.query(FIND).one()
    print(task.bid)  # bid
    session.query(f"Task where bid > {3 + 4} and name is 'bid'").one().name  # bid
    session.query(f"Task where id is '{task.bid}'")  # bid
    print(session.query(
        "select name, "
        "bid from Task "  # bid
        "where status.name is 'Approved'"  # Approved
    ).all())
    session.query("Shot where custom_attributes any (key is 'fstart')")  # fstart
    session.query("Sequence where custom_attributes any (key is 'fps')")
    session.query(Shot).where("parent[Shot].bid > 3")  # bid
    session.populate(session.query(Task).all(), "name, bid")  # bid
    print(session.query(Status).by(Status.name)["Approved"])  # Approved
    print({s.name: s for s in session.query(Status)}["Approved"])  # Approved


def names(session: Session, shot: Shot) -> None:
    wanted: StatusName = "Approved"  # Approved
    session.query(Task).where(Task.status_id == Statuses.APPROVED.id)  # Approved
    print(wanted, Statuses.READY.name)
    shot.custom_attributes.fstart = shot.custom_attributes.fend  # fstart
    session.query(Shot).where(Shot.custom_attributes.fstart > 3)  # fstart


def creates(session: Session, parent: Shot) -> None:
    session.create(Task, name="bid", parent=parent, bid=3.0)  # bid
    session.create(Task, name="a", parent=parent)
    session.create(Shot, name="a", custom_attributes={"fstart": 3, "fend": 4})  # fstart
    session.ensure(Task, (Task.name,), name="a", bid=3).entity.bid = 4  # bid
    session.get(Task, "id").bid  # bid


class Extended(Task):
    def extend(self) -> None:
        self.bid, self.name = 3.0, "bid"  # bid


class Keeper:
    def read(self) -> None:
        print(self.task.bid, [pair[1].name for pair in self.pairs])  # bid

    def keep(self, task: Task) -> None:
        self.task = task
        self.bid = 3


def unknown(thing, other) -> None:
    print(thing.bid, thing["bid"], other.name)  # ?bid
    print(thing.parent.bid, thing["parent"]["bid"])  # ?bid
    print(other["custom_attributes"]["fstart"])  # ?fstart
    print(other["fstart"], "bid", {"bid": 3})
"""
OFFICIAL = """\
import ftrack_api

session = ftrack_api.Session()
task = session.query('Task where bid > 3').first()  # bid
session.query('Task where status.name is "Approved"').first()  # Approved
print(task["bid"], task["status"]["name"] == "Approved")  # bid Approved
for each in session.query('select bid from Task where name is "{}"'.format(3)):  # bid
    each["bid"] = 3  # bid
    print(each["name"], each["custom_attributes"]["fstart"])
shot = session.get("Shot", "id")
print(shot["custom_attributes"]["fstart"], shot["children"][0]["bid"])  # fstart ?bid
session.create("Task", {"name": "x", "bid": 3, "parent": shot})  # bid
session.ensure("Task", {"name": "x", "bid": 3}, identifying_keys=["name"])  # bid
"""


def stock_with_site() -> SchemaDocument:
    shots = {"id": "c1", "entity_type": "task", "object_type": "Shot", "kind": "number"}
    of_shots = stock_document().entities["Shot"].alias_for
    shots["object_type_id"] = of_shots.classifiers["object_typeid"]  # type: ignore[union-attr]
    return edited(
        stock_document(),
        lambda document: document.update(
            site={
                "custom_attributes": [
                    {**shots, "key": "fstart"},
                    {**shots, "key": "fend", "id": "c2"},
                ],
                "links": [],
                "names": {"Status": {"Approved": "s1", "Ready": "s2"}},
            }
        ),
    )


def edited(
    document: SchemaDocument, edit: Callable[[dict[str, Any]], object]
) -> SchemaDocument:
    copy = json.loads(json.dumps(dump_snapshot(document)))
    edit(copy)
    return load_document(copy, source="the test")


OLD = stock_with_site()


def attributes(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [
        entity["properties"][name]
        for entity in document["schemas"]
        if name in entity["properties"]
    ]


def drifted(document: dict[str, Any]) -> None:
    for item in attributes(document, "bid"):
        item["type"] = "string"
    document["site"]["custom_attributes"][0]["key"] = "frame_start"
    document["site"]["names"]["Status"] = {"Final": "s1", "Ready": "s2"}


def broken(
    folder: Path, source: str, new: SchemaDocument, package: str | None
) -> list[tuple[int, str, int]]:
    """Return line, what it uses (with a question mark if it may) and the column."""
    file = folder / "scanned.py"
    file.write_text(source)
    return [
        (use.line, f"{'' if use.certain else '?'}{use.change.name}", use.column)
        for use in scan([file], OLD, new, changes(OLD, new), package=package)
    ]


def marked(source: str) -> set[tuple[int, str]]:
    return {
        (number, name)
        for number, line in enumerate(source.splitlines(), 1)
        if (match := MARKED.search(line))
        for name in match[1].split()
    }


@pytest.mark.parametrize(
    ("source", "package"),
    [(CHANGED, "studio_schema"), (CHANGED, None), (OFFICIAL, None)],
    ids=["generated", "any", "official"],
)
def test_every_line_that_breaks_is_named_and_no_other(
    source: str, package: str | None, tmp_path: Path
) -> None:
    found = broken(tmp_path, source, edited(OLD, drifted), package)

    assert {(line, name) for line, name, _ in found} == marked(source)


def test_the_column_is_that_of_the_name(tmp_path: Path) -> None:
    lines = CHANGED.splitlines()
    for line, name, column in broken(
        tmp_path, CHANGED, edited(OLD, drifted), "studio_schema"
    ):
        rest = lines[line - 1][column - 1 :].lstrip("\"'")
        # A constant has its name in capitals.
        assert rest.lower().startswith(name.lstrip("?").lower())


def entity(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(e for e in document["schemas"] if e["id"] == name)
    return found


HEAD = "from studio_schema import Note, Session, Timelog\n"
CASES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "nullable": (
        lambda d: entity(d, "Timelog").update(required=["id"]),
        "def f(log: Timelog) -> None:\n"
        "    print(log.comment)  # comment\n"
        "    log.comment = 'a'\n"
        "    print(Timelog.comment == 'a')\n",
    ),
    "required": (
        lambda d: entity(d, "Note")["required"].append("category_id"),
        "def f(session: Session, note: Note, more: dict[str, str]) -> None:\n"
        "    session.create(Note, content='a')  # category_id\n"
        "    session.create(Note, content='a', category_id='b')\n"
        "    session.create(Note, content='a', **more)\n"
        "    note.category_id = None  # category_id\n"
        "    note.category_id = 'a'\n",
    ),
    "read-only": (
        lambda d: entity(d, "Note").setdefault("computed", []).append("is_todo"),
        "def f(session: Session, note: Note) -> None:\n"
        "    note.is_todo = True  # is_todo\n"
        "    print(note.is_todo)\n"
        "    session.create(Note, is_todo=True)  # is_todo\n",
    ),
    "fixed on creation": (
        lambda d: entity(d, "Note")["immutable"].append("is_todo"),
        "def f(session: Session, note: Note) -> None:\n"
        "    note.is_todo = True  # is_todo\n"
        "    session.create(Note, is_todo=True)\n",
    ),
    "choices": (
        lambda d: entity(d, "Note")["properties"]["content"].update(enum=["a", "b"]),
        "def f(session: Session, note: Note) -> None:\n"
        "    print(note.content == 'a', note.content)\n"
        "    print(note.content == 'c', Note.content == 'b')  # content\n"
        "    note.content = 'd'  # content\n"
        "    session.create(Note, content='c')  # content\n"
        "    session.create(Note, content='a')\n",
    ),
    "only fetched": (
        lambda d: entity(d, "Note")["properties"]["replies"].update(
            restricted_projection=True
        ),
        "def f(session: Session, note: Note) -> None:\n"
        "    print(note.replies)  # replies\n"
        "    print(Note.replies.any())\n"
        "    session.query(Note).select(Note.replies.content)  # replies\n"
        "    session.query('select replies.content from Note')  # replies\n"
        "    session.query('Note where replies any ()')\n",
    ),
    "target": (
        lambda d: entity(d, "Note")["properties"]["category"].update({"$ref": "User"}),
        "def f(note: Note) -> None:\n"
        "    print(note.category.name, Note.category.name)  # category\n"
        "    print(note.author.username)\n",
    ),
    "key": (
        lambda d: entity(d, "Note").update(primary_key=["id", "content"]),
        "def f(session: Session) -> None:\n"
        "    session.get(Note, 'a')  # \n"
        "    session.query(Note)\n",
    ),
}


@pytest.mark.parametrize(("edit", "body"), CASES.values(), ids=CASES)
def test_a_change_breaks_what_it_breaks_alone(
    edit: Callable[[dict[str, Any]], object], body: str, tmp_path: Path
) -> None:
    source = HEAD + body
    expected = marked(source)
    if "# \n" in source:
        expected = {(source[: source.index("# \n")].count("\n") + 1, "")}

    found = broken(tmp_path, source, edited(OLD, edit), "studio_schema")

    assert {(line, name) for line, name, _ in found} == expected


def test_a_type_that_is_gone_is_named_where_it_is_imported_and_used(
    tmp_path: Path,
) -> None:
    def without_dashboards(document: dict[str, Any]) -> None:
        gone = {"Timer"}
        document["schemas"] = [e for e in document["schemas"] if e["id"] not in gone]
        for each in document["schemas"]:
            for name, item in list(each["properties"].items()):
                leads = item.get("$ref") or item.get("items", {}).get("$ref")
                if leads in gone:
                    del each["properties"][name]

    source = (
        "from studio_schema import Session, Timer\n"
        "from threading import Timer as Clock\n"
        "def f(session: Session) -> None:\n"
        "    session.query(Timer)\n"
        "    session.query('Timer where start is none')\n"
        "    Clock(3, print)\n"
    )

    found = broken(tmp_path, source, edited(OLD, without_dashboards), "studio_schema")

    assert {line for line, name, _ in found if not name} == {1, 4, 5}


def test_what_is_not_the_studios_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uses = "from studio_schema import Task\nprint(Task.bid)\n"
    for name in ("a.py", ".hidden/b.py", "venv/c.py", "__pycache__/d.py", "sub/e.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(uses)
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "_registry.py").touch()
    (tmp_path / "package" / "task.py").write_text(uses)
    (tmp_path / "two.py").write_text("print 'Python 2'\n")
    new = edited(OLD, drifted)

    found = scan([tmp_path, tmp_path / "a.py"], OLD, new, changes(OLD, new))

    assert [use.file.name for use in found] == ["a.py", "e.py"]
    assert "two.py: it cannot be read: no Python 3" in capsys.readouterr().err
