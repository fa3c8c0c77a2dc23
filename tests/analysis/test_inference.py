"""What expressions are: told by how values flow, and by nothing that is uncertain."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from ftrack_typed_analysis.inference import Types, infer
from ftrack_typed_analysis.inference.meanings import (
    Class,
    Entity,
    Many,
    Mapped,
    Meaning,
    Session,
)
from ftrack_typed_analysis.schema_views import view_of
from ftrack_typed_server.stock import stock_document

TASK, SHOT = Entity("Task"), Entity("Shot")
HEAD = "from studio_schema import Session, Shot, Task, TypedContext\n"


@cache
def types() -> Types:
    return Types.of(view_of(stock_document()))


def last(source: str, *, guess: bool = False, package: str | None = None) -> Meaning:
    """Return what the expression is that stands last in *source*."""
    text = HEAD + source
    tree = ast.parse(text)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    node = max(found, key=lambda each: each.lineno)
    return infer(tree, text, types(), package=package, guess=guess).of(node.value)


CASES: dict[str, tuple[str, Meaning]] = {
    "text": ("session.query('select name from Task').first()\n", TASK),
    "text with holes": ("session.query(f'Task where {x}').one()\n", TASK),
    "relation": ("session.get('Task', k)['timelogs'][0]\n", Entity("Timelog")),
    "no relation": ("session.get('Task', k)['metadata']['a']\n", None),
    "class": ("session.query(Task).where(x)[0]\n", TASK),
    "query": ("session.query(Task).limit(3)\n", Many(TASK, is_query=True)),
    "slice": ("session.query(Task)[:3]\n", Many(TASK)),
    "item": ("for x in sorted(session.query(Task)):\n    x\n", TASK),
    "counted": ("for n, x in enumerate(session.query(Task)):\n    x\n", TASK),
    "pairs": (
        "for a, b in zip(session.query(Shot), session.query(Task)):\n    b\n",
        TASK,
    ),
    "mapping": ("{x['name']: x for x in session.query(Task)}['a']\n", TASK),
    "items": (
        "d = {x['id']: x for x in session.query(Task)}\n"
        "for k, v in d.items():\n    v\n",
        TASK,
    ),
    "keys": (
        "d = {x['id']: x for x in session.query(Task)}\nfor k in d:\n    k\n",
        None,
    ),
    "ensured": ("session.ensure(Task, Task.name, name='a').entity\n", TASK),
    "ensured as before": ("session.ensure('Task', {'name': 'a'})\n", TASK),
    "path": ("Task.parent.as_(Shot)\n", Class("Shot")),
    "module": ("import studio_schema as s\nsession.get(s.Task, k)\n", TASK),
    "other module": ("from threading import Timer\nsession.get(Timer, k)\n", None),
    "everything": ("from studio_schema import *\nsession.get(Shot, k)\n", SHOT),
    "annotation": ("def f(x: 'list[Task] | None'):\n    x[0]\n", TASK),
    "mapping of": ("def f(x: dict[str, Task]):\n    x['a']\n", TASK),
    "either": ("def f(x: Task | Shot):\n    x\n", None),
    "returned": ("def f() -> Task: ...\nf()\n", TASK),
    "last assignment": (
        "x = session.get(Shot, k)\nx = session.get(Task, k)\nx\n",
        TASK,
    ),
    "branches differ": (
        "x = session.get(Shot, k)\nif y:\n    x = session.get(Task, k)\nx\n",
        None,
    ),
    "branches agree": (
        "if y:\n    x = session.get(Task, k)\n"
        "elif z:\n    x = None\nelse:\n    x = session.create(Task)\nx\n",
        TASK,
    ),
    "branch leaves": (
        "def f():\n    x = session.get(Task, k)\n"
        "    if y:\n        x = session.get(Shot, k)\n        return x\n    x\n",
        TASK,
    ),
    "branch unknown": ("x = session.get(Task, k)\nif y:\n    x = y\nx\n", None),
    "narrowed": (
        "def f(x: TypedContext):\n    if isinstance(x, Task):\n        x\n",
        TASK,
    ),
    "no longer narrowed": (
        "def f(x: TypedContext):\n    if isinstance(x, Task):\n        y = x\n    x\n",
        Entity("TypedContext"),
    ),
    "loop comes back": (
        "x = session.get(Task, k)\nwhile y:\n    x\n    x = y\n",
        None,
    ),
    "loop begins with none": (
        "x = None\nwhile y:\n    x\n    x = session.get(Task, k)\n",
        TASK,
    ),
    "loop changes": (
        "x = session.get(Task, k)\nwhile y:\n"
        "    if z:\n        x\n    else:\n        x = session.get(Shot, k)\n",
        None,
    ),
    "refined in a loop": (
        "q = session.query(Task)\nfor w in y:\n    q = q.where(w)\nq\n",
        Many(TASK, is_query=True),
    ),
    "raised": (
        "try:\n    x = session.query(Task).one()\n"
        "except ValueError:\n    x = None\nx\n",
        TASK,
    ),
    "raised on the way": (
        "try:\n    x = session.query(Task).one()\n    x = session.get(Shot, k)\n"
        "except ValueError:\n    x\n",
        None,
    ),
    "with": ("with Session() as s:\n    s\n", Session()),
    "captured": (
        "def f():\n    x\nx = session.get(Task, k)\ndef g():\n    x\n",
        TASK,
    ),
    "captured and changed": (
        "x = session.get(Task, k)\ndef g():\n    x\nx = 3\ndef h():\n    x\n",
        None,
    ),
    "global": (
        "x = session.get(Task, k)\ndef g():\n    global x\n    x = 3\n"
        "def h():\n    x\n",
        None,
    ),
    "member of a later method": (
        "class A:\n    def f(self):\n        self.x\n"
        "    def g(self):\n        self.x = session.get(Task, k)\n"
        "class B(A):\n    def f(self):\n        return (\n            self.x)\n"
        "    def h(self):\n        self.x\n",
        TASK,
    ),
    "members differ": (
        "class A:\n    def g(self):\n        self.x = session.get(Task, k)\n"
        "    def h(self):\n        self.x = 3\n    def f(self):\n        self.x\n",
        None,
    ),
    "property": (
        "class A:\n    @property\n    def x(self) -> Task: ...\n"
        "    def f(self):\n        self.x\n",
        TASK,
    ),
    "mixin": ("class A(Task):\n    def f(self):\n        self\n", TASK),
    "named so": ("self._api_session.get('Task', k)\n", TASK),
    "a review": ("review_session.get('Task', k)\n", None),
    "named otherwise": ("server.get('Task', k)\n", None),
    "subclass": (
        "import ftrack_api\nclass S(ftrack_api.Session): ...\nserver = S()\nserver\n",
        Session(),
    ),
}


@pytest.mark.parametrize(("source", "meaning"), CASES.values(), ids=CASES)
def test_an_expression_is_what_flows_into_it(source: str, meaning: Meaning) -> None:
    assert last(source) == meaning


@pytest.mark.parametrize(
    ("source", "meaning"),
    [
        ("server.get('Task', k)\n", TASK),
        ("x = session.get(Task, k)\nif y:\n    x = y\nx\n", TASK),
        ("x = y or session.get(Task, k)\nx\n", TASK),
        ("if y:\n    x = session.get(Shot, k)\nelse:\n    x = Task\nx\n", None),
    ],
)
def test_what_is_likely_is_taken_for_what_is_on_request(
    source: str, meaning: Meaning
) -> None:
    assert last(source, guess=True) == meaning


@pytest.mark.parametrize(
    ("source", "meaning"),
    [
        (
            "import requests\nsession = requests.Session()\nsession.get('Task', k)\n",
            None,
        ),
        (
            "import requests\ndef f(session: requests.Session):\n"
            "    session.get('Task', k)\n",
            None,
        ),
        ("from other import Shot\nsession.get(Shot, k)\n", None),
        ("session.get(Task, k)\n", TASK),
    ],
)
def test_where_the_package_is_known_others_have_neither_classes_nor_sessions(
    source: str, meaning: Meaning
) -> None:
    assert last(source, package="studio_schema") == meaning


def test_a_mapping_by_an_attribute_says_which() -> None:
    found = last("session.query(Task).by(Task.name)\n")

    assert isinstance(found, Mapped)
    assert found.by is not None
    assert (found.by.type, found.by.name) == ("Task", "name")


def test_code_of_any_length_is_read() -> None:
    chain = "session.query(Task)" + ".where(x)" * 180
    total = " + ".join(["x"] * 1500)
    branches = "if y:\n    z = 1\n" + "elif y:\n    z = 2\n" * 700
    loops = "".join(f"{' ' * n}for x{n} in y:\n" for n in range(18)) + " " * 18 + "z\n"

    source = f"a = {total}\n{branches}{loops}{chain}\n"

    assert last(source) == Many(TASK, is_query=True)
