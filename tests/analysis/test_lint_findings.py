"""Which texts of a program are checked, found where they are spelled."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from ftrack_typed.checking import Checker
from ftrack_typed_analysis.lint import Problem, check_file
from ftrack_typed_analysis.python_files import PythonFile
from ftrack_typed_server.stock import stock_document

# At the end of a line, "E" is followed by the words at fault in it.
OFFICIAL = """\
import ftrack_api

QUERY = 'select name from Task where nam is "x"'  # E nam


def publish(session, name, clauses):
    tasks = session.query('Task where project.full_nam is "{0}"'.format(name)).all()  # E full_nam
    task = session.query('Task where nam is "%s" and bid > %d' % (name, 3)).one()  # E nam
    session.query('Task where nam is "' + name + '" and bidd > 3').first()  # E nam bidd
    session.query(f'Task where nam is "{name}"')  # E nam
    session.query(QUERY)
    session.query('Tsk where name is "x"')  # E Tsk
    session.get('Tsk', name)  # E Tsk
    session.create('Tsk', {'name': name})  # E Tsk
    session.create('Task', {'nme': name, 'parent': task, **clauses})  # E nme
    session.ensure('Task', {'nme': name}, identifying_keys=['name'])  # E nme
    session.populate(tasks, 'nam, parent.name')  # E nam
    session.populate([task], 'nam')  # E nam
    session.populate(task['parent'], 'nam')  # E nam
    for task in tasks:
        session.populate(task, 'nam')  # E nam
    [session.populate(one['children'], 'nam') for one in sorted(tasks)]  # E nam


def right(session, name, clauses, keys):
    session.query('Task where name is "{}"'.format(name))
    session.query('Task where {}'.format(clauses))
    session.query('select {} from Task'.format(', '.join(keys)))
    session.query('Task where id in (%s)' % ', '.join(keys))
    session.query('{} where nam is "x"'.format(name))
    session.query(name)
    text = 'Task where nam is "x"'
    text += clauses
    session.query(text)
    session.get('user', None)
    session.get('https://example.com/Tsk', name)
    session.get(name, keys)
    session.create('Task', clauses)
    session.populate(keys, 'nam')
    table.query('nam > 3')
    sqlalchemy.create('Tsk', {})


class Publisher:
    def __init__(self):
        self._api = None
        self._api = ftrack_api.Session()

    def run(self):
        self._api.query('Task where nam is "x"')  # E nam
        with ftrack_api.Session() as server:
            server.query('Task where nam is "x"')  # E nam
"""  # noqa: E501

TYPED = """\
from studio_schema import Session, Shot, Task
from ftrack_typed.session import Query


def refine(
    server: Session, name: str, shots: Query[Shot], tasks: "list[Task]", shot: Shot | None
) -> None:
    server.query(Task, "where nam is 3 order by name")  # E nam
    server.query(Task, text=f"where nam is '{name}'")  # E nam
    server.query(Task).select("name", "paren.name").where("nam is 3")  # E paren nam
    server.query("Task").order_by("name, nam desc")  # E nam
    shots.where("nam is 3", "bid > much")  # E nam much
    server.populate(tasks, "nam")  # E nam
    server.populate(shot, "name, nam")  # E nam
    server.query(Task).where(Task.timelogs.any("duratio > 3"))  # E duratio
    server.query(Task).where(Task.parent.has("nam is 'x'"), Task.name == "nam")  # E nam
    query = server.query(Task)
    if name:
        query = query.where("nam is 'x'")  # E nam
    query = query.order_by("nam")  # E nam
    for one in query:
        server.populate(one, "nam")  # E nam
    query.limit(3)[0:2], server.populate(query[0], "nam")  # E nam
    task = server.query(Task).first() or server.create(Task, name="nam")
    server.query(Task).where(Task.name.like("nam%"), name)


def changing(session: Session, both: bool) -> None:
    query = session.query(Task)
    if both:
        query = session.query(Shot)
    query.where("nam is 'x'")
"""  # noqa: E501


FLOWING = """\
import ftrack_api
import studio_schema as schema
from studio_schema import Session, Task


class Report:
    def __init__(self, server: Session) -> None:
        self.server = server

    def run(self) -> None:
        self.server.query("Task where nam is 3")  # E nam
        self.tasks().where("nam is 3")  # E nam
        self.server.query(schema.Task, "where nam is 3")  # E nam

    def tasks(self) -> "Query[Task]":
        return self.server.query(Task)


def flowing(session: Session, kinds: dict[str, Task], both: bool) -> None:
    text = "Task where nam is 3"  # E nam
    session.query(text)
    text = "Shot where nme is 3"  # E nme
    session.query(text).where("nmae is 3")  # E nmae
    found = session.query(Task) if both else None
    found.where("nam is 3")  # E nam
    for name, task in kinds.items():
        session.populate(task, "nam")  # E nam
    tasks = {task["name"]: task for task in session.query(Task)}
    session.populate(tasks["anim"], "nam")  # E nam
    from threading import Timer

    session.query(Timer, "where nam is 3")
"""


@cache
def checker() -> Checker:
    return Checker(stock_document())


def found(tmp_path: Path, text: str) -> list[Problem]:
    path = tmp_path / "script.py"
    path.write_text(text, encoding="utf-8")
    return check_file(PythonFile.read(path), checker())


def words(text: str, problems: list[Problem]) -> list[tuple[int, str]]:
    """Return the line and the word of each problem."""
    lines = text.splitlines()
    return [
        (
            problem.start.line,
            lines[problem.start.line - 1][
                problem.start.column - 1 : problem.end.column - 1
            ],
        )
        for problem in problems
    ]


@pytest.mark.parametrize(
    "text", [OFFICIAL, TYPED, FLOWING], ids=["official", "typed", "flowing"]
)
def test_mistakes_are_found_and_nothing_else(tmp_path: Path, text: str) -> None:
    expected = [
        (number, word)
        for number, line in enumerate(text.splitlines(), start=1)
        if (mistakes := re.search(r"  # E ([\w ]+)$", line))
        for word in mistakes[1].split()
    ]

    assert words(text, found(tmp_path, text)) == expected


def test_a_problem_tells_the_place_in_the_text_as_well(tmp_path: Path) -> None:
    text = "session.query(\n    'select name '\n    'from Task where nme is 3'\n)\n"
    (problem,) = found(tmp_path, text)

    assert (problem.start.line, problem.start.column) == (3, 22)
    assert (problem.end.line, problem.end.column) == (3, 25)
    assert (problem.position, problem.nearest) == (28, "name")
    assert problem.entity_type == "Task"


@pytest.mark.parametrize(
    "text",
    [
        "session.query('Task where nme is 3')  # ftrack-typed: ignore",
        "session.query(  # ftrack-typed: ignore\n    'Task where nme is 3'\n)",
        "session.query(\n    'Task where nme is 3'  # why; # ftrack-typed:ignore\n)",
        "session.query('''\nTask where nme is 3\n''')  # ftrack-typed: ignore it",
    ],
)
def test_a_line_with_the_comment_is_passed_over(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "session.query('Task where nme is 3')\n# ftrack-typed: ignore",
        "session.query('Task where nme is 3'), '# ftrack-typed: ignore'",
        "session.query('Task where nme is 3')  # ftrack-typed: ignored",
    ],
)
def test_any_other_line_is_not(tmp_path: Path, text: str) -> None:
    assert len(found(tmp_path, text)) == 1


@pytest.mark.parametrize(
    ("before", "count"),
    [
        ("", 0),
        ("import ftrack_api\n", 2),
        ("session = Session()\n", 2),
    ],
)
def test_what_may_be_a_query_of_another_library_is_left_alone(
    tmp_path: Path, before: str, count: int
) -> None:
    text = f"{before}session.query('SELECT * FROM users')\nsession.query('users')\n"

    assert len(found(tmp_path, text)) == count


def test_a_text_of_several_lines_is_read_line_by_line(tmp_path: Path) -> None:
    text = '''session.query("""
        select name, paren.name from Task
        where status.nme is "x"
    """)
'''
    problems = found(tmp_path, text)

    assert words(text, problems) == [(2, "paren"), (3, "nme")]


def test_a_text_that_two_calls_share_is_told_once(tmp_path: Path) -> None:
    text = "Q = 'Task where nme is 3'\nsession.query(Q)\nsession.query(Q).first()\n"

    assert len(found(tmp_path, text)) == 1


def test_a_program_of_any_depth_and_circle_is_read(tmp_path: Path) -> None:
    chain = "session.query(Task)" + ".where('nme is 3')" * 150
    circle = "a = b\nb = a\na.query('Task where nme is 3')\nb.where('nme is 3')\n"
    own = "".join(f"q = q.where('nme is {at}')\n" for at in range(60))
    text = f"{chain}\n{circle}q = session.query(Task)\n{own}"

    assert len(found(tmp_path, text)) >= 60
