"""What becomes of each kind of call: before and after, and what is left."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ftrack_typed_analysis.migrate import Options, migrate_source
from support.migration import STUDIO

ATTRIBUTES = Options(attributes=True)
TEXTS = Options(queries="text")


def migrated(before: str, options: Options = ATTRIBUTES) -> str:
    """Return *before* after a migration that comes to rest."""
    found = migrate_source(before, STUDIO, options)
    assert not migrate_source(found.after, STUDIO, options).changed
    return found.after


def left(before: str, options: Options = ATTRIBUTES) -> list[tuple[int, str, bool]]:
    """Return line, reason and whether it is by hand, of what is left."""
    found = migrate_source(before, STUDIO, options)
    return [(item.line, item.text, item.by_hand) for item in found.remarks]


def body(text: str) -> str:
    """Return *text* without its imports."""
    lines = text.split("\n")
    return "\n".join(line for line in lines if not line.startswith("from ")).strip()


CALLS = [
    ('session.create("Task")', "session.create(Task)"),
    ('session.create("Task", {})', "session.create(Task)"),
    (
        'session.create("Task", {"name": x, "parent": y})',
        "session.create(Task, name=x, parent=y)",
    ),
    (
        'session.create("Task", data={"name": x})',
        "session.create(Task, name=x)",
    ),
    (
        'session.create(entity_type="Task", data={"name": x})',
        "session.create(Task, name=x)",
    ),
    (
        'self._ftrack_session.create("AssetVersionLink", {"from": a, "to": b})',
        "self._ftrack_session.create(AssetVersionLink, from_=a, to=b)",
    ),
    ('session.get("Task", key)', "session.get(Task, key)"),
    ('session.get("Metadata", ["a", "b"])', 'session.get(Metadata, ["a", "b"])'),
    (
        'session.get(entity_key=key, entity_type="Task")',
        "session.get(Task, key)",
    ),
    (
        'session.populate(projections="status.name", entities=tasks)',
        'session.populate(tasks, "status.name")',
    ),
    (
        'user = session.ensure("User", {"username": "amy"})',
        'user = session.ensure(User, User.username, username="amy").entity\n'
        "session.commit()",
    ),
    (
        'session.ensure("User", {"username": n, "email": e}, ["username", "email"])',
        "session.ensure(User, (User.username, User.email), username=n, email=e)\n"
        "session.commit()",
    ),
    ('len(session.query("Task"))', "len(session.query(Task).all())"),
    ("session.delete(task)", "session.delete(task)"),
]


@pytest.mark.parametrize(("before", "after"), CALLS)
def test_a_call_names_classes_and_keywords(before: str, after: str) -> None:
    assert body(migrated(before)) == after


QUERIES = [
    ('session.query("Task").all()', "session.query(Task).all()"),
    (
        "session.query(\"Task where name is 'anim'\").one()",
        'session.query(Task).where(Task.name == "anim").one()',
    ),
    (
        "session.query(f'Task where name is \"{name}\"')",
        "session.query(Task).where(Task.name == name)",
    ),
    (
        'session.query("Task where name is \'{}\'".format(shot["name"]))[0]',
        'session.query(Task).where(Task.name == shot["name"])[0]',
    ),
    (
        "session.query('Task where id is \"{0[id]}\"'.format(task))",
        'session.query(Task).where(Task.id == task["id"])',
    ),
    (
        "session.query('Task where name is \"{name}\"'.format(name=a or b))",
        "session.query(Task).where(Task.name == (a or b))",
    ),
    (
        "session.query('Task where name is \"%s\" and bid > %s' % (name, 3 * hours))",
        "session.query(Task).where(Task.name == name, Task.bid > (3 * hours))",
    ),
    (
        "session.query('Task where name is \"%(name)s\"' % {'name': n})",
        "session.query(Task).where(Task.name == n)",
    ),
    (
        "session.query('Task where name is \"' + name + '\"')",
        "session.query(Task).where(Task.name == name)",
    ),
    (
        "session.query('Task where bid > ' + str(bid))",
        "session.query(Task).where(Task.bid > bid)",
    ),
    (
        "session.query(f'Task where name like \"{name}%\"')",
        'session.query(Task).where(Task.name.like(f"{name}%"))',
    ),
    (
        "session.query(f'Task where name like \"%{names[0].lower()}%\"')",
        'session.query(Task).where(Task.name.like(f"%{names[0].lower()}%"))',
    ),
    (
        "session.query('Task where name like \"%{}%\"'.format(a['b']))",
        "session.query(Task).where(Task.name.like(\"%{}%\".format(a['b'])))",
    ),
    (
        "session.query('Task where name not_like \"50{{%\"'.format())",
        'session.query(Task).where(Task.name.not_like("50{%"))',
    ),
    (
        "session.query('select name, status.name from Task')",
        "session.query(Task).select(Task.name, Task.status.name)",
    ),
    (
        "session.query('Task where parent is none and type.name != \"x\"')",
        'session.query(Task).where(Task.parent_id == None, Task.type.name != "x")',
    ),
    (
        "session.query('Task where project is \"{}\"'.format(key))",
        "session.query(Task).where(Task.project_id == key)",
    ),
    (
        "session.query('Task where bid > 3 or (bid < 2 and not name is a)')",
        "session.query(Task).where("
        '(Task.bid > 3) | ((Task.bid < 2) & ~(Task.name == "a")))',
    ),
    (
        'session.query(\'Task where status.name in ("a", "b")\')',
        'session.query(Task).where(Task.status.name.in_(["a", "b"]))',
    ),
    (
        "session.query('Task where id not_in ({})'.format(', '.join(ids)))",
        "session.query(Task).where(Task.id.not_in(ids))",
    ),
    (
        "session.query(f'Task where id in ({\",\".join(x[0] for x in y if x)})')",
        "session.query(Task).where(Task.id.in_([x[0] for x in y if x]))",
    ),
    (
        "session.query('Task where id in (%s)' % ','.join('\"%s\"' % i for i in ids))",
        "session.query(Task).where(Task.id.in_(ids))",
    ),
    (
        "session.query('Task where not timelogs any () and notes any (content is x)')",
        "session.query(Task).where("
        '~Task.timelogs.any(), Task.notes.any(Note.content == "x"))',
    ),
    (
        "session.query('Task where parent[Shot].status.name is \"Done\"')",
        'session.query(Task).where(Task.parent.as_(Shot).status.name == "Done")',
    ),
    (
        "session.query('Task where id in (select context_id from Timelog)')",
        "session.query(Task).where(\n"
        "    Task.id.in_(session.query(Timelog).select(Timelog.context_id)),\n"
        ")",
    ),
    (
        "session.query('Task order by name desc, bid limit 5 offset 10')",
        "session.query(Task).order_by(Task.name.desc(), Task.bid).offset(10).limit(5)",
    ),
    ("session.query('Task', page_size=50)", "session.query(Task).paged(50)"),
    (
        "session.query('AssetVersion where is_published is true')",
        "session.query(AssetVersion).where(AssetVersion.is_published == True)",
    ),
    # What expressions cannot say is typed by its class.
    (
        "session.query('Task where created_at > \"2024-01-01\"')",
        "session.query(Task, 'where created_at > \"2024-01-01\"')",
    ),
    (
        "session.query('Task where bid > \"three\"')",
        "session.query(Task, 'where bid > \"three\"')",
    ),
    (
        'session.query(f\'Task where end_date < "{now}" and name is "{name}"\')',
        'session.query(Task, f\'where end_date < "{now}" and name is "{name}"\')',
    ),
]


@pytest.mark.parametrize(("before", "after"), QUERIES)
def test_the_text_of_a_query_becomes_expressions(before: str, after: str) -> None:
    assert body(migrated(before)) == after


TYPED = [
    ('session.query("Task")', "session.query(Task)"),
    (
        "session.query('Task where name is \"{}\"'.format(name)).one()",
        "session.query(Task, 'where name is \"{}\"'.format(name)).one()",
    ),
    (
        'session.query(r"Task  where name is x")',
        'session.query(Task, r"where name is x")',
    ),
    (
        "session.query(f'Task where name is \"{name}\"')",
        "session.query(Task, f'where name is \"{name}\"')",
    ),
    (
        'session.query("select name from Task where bid > 3")',
        'session.query(Task, "select name from Task where bid > 3")',
    ),
    (
        'session.query("Task where name is %s" % name, page_size=3)',
        'session.query(Task, "where name is %s" % name).paged(3)',
    ),
    (
        'session.query(\n    "Task "  # those\n    "where bid > 3"\n)',
        'session.query(\n    "Task "  # those\n    "where bid > 3"\n)',
    ),
    (
        'session.query(\n    "Task where "  # those\n    "bid > 3"  # long ones\n)',
        "session.query(\n    Task,\n"
        '    "where "  # those\n    "bid > 3"  # long ones\n)',
    ),
]


@pytest.mark.parametrize(("before", "after"), TYPED)
def test_the_text_of_a_query_stays_one_on_request(before: str, after: str) -> None:
    assert body(migrated(before, TEXTS)) == after


def test_layout_and_comments_of_values_stay() -> None:
    before = dedent("""\
        task = session.create("Task", {
            # What people see.
            "name": "anim",  # short

            "parent": shot,
        })  # the task
        session.create(
            "Timelog",
            {
                "user": {
                    "amy": amy,
                }["amy"],
                "duration": 3600.0  # an hour
            },
        )
        session.create(
            "Note", {"content": "x", "author": amy}
        )
    """)
    assert body(migrated(before)) == dedent("""\
        task = session.create(
            Task,
            # What people see.
            name="anim",  # short

            parent=shot,
        )  # the task
        session.create(
            "Timelog",
            {
                "user": {
                    "amy": amy,
                }["amy"],
                "duration": 3600.0  # an hour
            },
        )
        session.create(
            Note, content="x", author=amy
        )""")
    ((line, reason, by_hand),) = left(before)
    assert (line, by_hand) == (7, False)
    assert "comments" in reason


def test_values_that_are_nested_move_with_their_argument() -> None:
    before = dedent("""\
        def f(session):
            session.create(
                "Timelog",
                {
                    "user": pick(
                        amy,  # me
                    ),
                    "duration": 3600.0,
                },
            )
    """)
    assert body(migrated(before)) == dedent("""\
        def f(session):
            session.create(
                Timelog,
                user=pick(
                    amy,  # me
                ),
                duration=3600.0,
            )""")


SESSIONS = [
    ("ftrack_api.Session()", "Session()"),
    (
        'ftrack_api.Session("https://x", KEY, "amy")',
        'Session("https://x", api_key=KEY, api_user="amy")',
    ),
    (
        "ftrack_api.Session(\n    server_url=url,\n    auto_populate=True,\n)",
        "Session(\n    server_url=url,\n)",
    ),
    ("ftrack_api.Session(schema_cache_path=False)", "Session()"),
    ("ftrack_api.session.Session(strict_api=True)", "Session()"),
]


@pytest.mark.parametrize(("before", "after"), SESSIONS)
def test_a_session_is_opened_with_what_it_takes(before: str, after: str) -> None:
    text = f"import ftrack_api.session\n\ns = {before}\n"
    assert migrated(text) == f"from studio_schema import Session\n\ns = {after}\n"
    assert left(text) == []


def test_what_a_session_no_longer_takes_is_told_without_its_value() -> None:
    text = dedent("""\
        import ftrack_api

        with ftrack_api.Session(headers={"a": "secret"}):
            f()
    """)
    after = migrated(text)

    assert after.startswith(
        "from studio_schema import Session\n\n# ftrack-typed: headers"
    )
    assert "with Session():" in after
    assert "secret" not in after
    ((line, reason, by_hand),) = left(text)
    assert (line, by_hand) == (3, True)
    assert "transport" in reason
    assert "secret" not in reason


@pytest.mark.parametrize(
    "call",
    ["ftrack_api.Session(*args)", "ftrack_api.Session(\n    # why\n    timeout=3\n)"],
)
def test_a_session_whose_arguments_cannot_be_told_stays_the_official_one(
    call: str,
) -> None:
    text = f"import ftrack_api\n\ns = {call}\n"
    assert migrated(text) == text
    ((line, _, by_hand),) = left(text)
    assert (line, by_hand) == (3, True)


def test_the_import_of_the_client_becomes_that_of_the_package() -> None:
    before = dedent('''\
        """A script."""

        import os

        # The client.
        import ftrack_api  # noqa: E402
        import ftrack_api.exception
        from ftrack_api.exception import NoResultFoundError as Nothing


        def find(session: ftrack_api.Session, name: str):
            try:
                return session.query(f'Task where name is "{name}"').one()
            except (ftrack_api.exception.ServerError, Nothing):
                return os.environ
    ''')
    assert migrated(before) == dedent('''\
        """A script."""

        import os

        # The client.
        from ftrack_typed.errors import NoResultError, ServerError  # noqa: E402
        from studio_schema import Session, Task


        def find(session: Session, name: str):
            try:
                return session.query(Task).where(Task.name == name).one()
            except (ServerError, NoResultError):
                return os.environ
    ''')


def test_an_annotation_that_is_a_text_names_a_session_too() -> None:
    before = dedent("""\
        from typing import TYPE_CHECKING, Any
        if TYPE_CHECKING:
            import ftrack_api

        def f(session: "ftrack_api.Session", other_session: Any):
            return other_session.get("Task", "1")
    """)
    assert migrated(before) == dedent("""\
        from typing import TYPE_CHECKING, Any
        from studio_schema import Session, Task
        if TYPE_CHECKING:
            pass

        def f(session: "Session", other_session: Any):
            return other_session.get(Task, "1")
    """)


def test_an_import_that_is_still_needed_stays() -> None:
    before = dedent("""\
        import ftrack_api
        import os, ftrack_api.symbol

        session = ftrack_api.Session()
        print(ftrack_api.symbol.NOT_SET, os.sep)
    """)
    assert migrated(before) == dedent("""\
        from studio_schema import Session
        import os, ftrack_api.symbol

        session = Session()
        print(ftrack_api.symbol.NOT_SET, os.sep)
    """)
    ((line, reason, by_hand),) = left(before)
    assert (line, by_hand) == (5, True)
    assert "symbol" in reason


def test_an_import_inside_of_a_function_leaves_a_block_that_is_one() -> None:
    before = dedent("""\
        def connect():
            import ftrack_api
            return ftrack_api.Session()

        try:
            import ftrack_api
        except ImportError:
            print("no")
    """)
    assert migrated(before) == dedent("""\
        from studio_schema import Session
        def connect():
            return Session()

        try:
            pass
        except ImportError:
            print("no")
    """)


def test_names_that_a_script_has_for_something_else_are_left_to_it() -> None:
    before = dedent("""\
        from requests import Session

        class Task:
            pass

        session.create("Task", {"name": "x"})
    """)
    assert migrated(before) == dedent("""\
        from requests import Session
        from studio_schema import Task as FtrackTask

        class Task:
            pass

        session.create(FtrackTask, name="x")
    """)


def test_a_known_import_is_extended() -> None:
    before = "from studio_schema import Task\n\nsession.get('Shot', k)\n"
    assert migrated(before) == (
        "from studio_schema import Shot, Task\n\nsession.get(Shot, k)\n"
    )


def test_keys_become_attributes_where_it_is_certain_what_has_them() -> None:
    before = dedent("""\
        def f(session, unknown):
            task = session.query("Task where bid > 3").first()
            task["name"] = unknown["name"]
            print(task["parent"]["name"], task["metadata"]["fps"], task["link"][0])
            for log in task["timelogs"]:
                log["duration"] += 1
            names = [user["username"] for user in session.query("User")]
            some = [t for t in session.query("Task").all() if t["bid"]]
            for t in some:
                print(t["type"]["name"])
            either = session.get("Task", "1")
            either = {"name": 1}
            print(either["name"], task[key], task["metadata"][key])
            made = session.create("AssetVersionLink", {"from": a, "to": b})
            return made["from"]
    """)
    assert body(migrated(before)) == dedent("""\
        def f(session, unknown):
            task = session.query(Task).where(Task.bid > 3).first()
            task.name = unknown["name"]
            print(task.parent.name, task.metadata["fps"], task.link[0])
            for log in task.timelogs:
                log.duration += 1
            names = [user.username for user in session.query(User)]
            some = [t for t in session.query(Task).all() if t.bid]
            for t in some:
                print(t.type.name)
            either = session.get(Task, "1")
            either = {"name": 1}
            print(either["name"], task[key], task.metadata[key])
            made = session.create(AssetVersionLink, from_=a, to=b)
            return made.from_""")
    kept = migrated(before, Options())
    assert 'task["parent"]["name"]' in kept
    assert 'made["from"]' in kept


def test_what_an_entity_is_is_followed_through_members_mappings_and_branches() -> None:
    before = dedent("""\
        class Publisher:
            def run(self):
                print(f"ä {self.task['name']}, {self.other['name']}")
                by_name = {s["name"]: s for s in self.session.query("Status")}
                return by_name["Done"]["id"], self.task["name"] if self.task else ""

            def load(self, either):
                self.task = None
                self.task = self.session.get("Task", "1")
                self.other = self.session.get("Task", "1")
                self.other = {}
                found = self.session.query("Shot").first()
                if either:
                    found = self.session.get("Task", "1")
                    print(found["name"])
                print(found["name"])
    """)
    assert body(migrated(before)) == dedent("""\
        class Publisher:
            def run(self):
                print(f"ä {self.task.name}, {self.other['name']}")
                by_name = {s.name: s for s in self.session.query(Status)}
                return by_name["Done"].id, self.task.name if self.task else ""

            def load(self, either):
                self.task = None
                self.task = self.session.get(Task, "1")
                self.other = self.session.get(Task, "1")
                self.other = {}
                found = self.session.query(Shot).first()
                if either:
                    found = self.session.get(Task, "1")
                    print(found.name)
                print(found["name"])""")


def test_a_session_that_is_made_where_none_is_given_is_one() -> None:
    before = dedent("""\
        import ftrack_api
        from studio import get_session

        def f(session=None):
            session = session or ftrack_api.Session()
            return session.get("Task", "1")

        def g():
            session = get_session()
            return session.get("Task", "1")
    """)
    after = migrated(before)
    assert after.count('session.get(Task, "1")') == 2


LEFT = [
    ('session.create(kind, {"name": x})', "the entity type is only known", False),
    ('session.create("Task", values)', "the values are only known", False),
    ('session.create("Task", {**values})', "a key is only known", False),
    ('session.create("Task", {key: x})', "a key is only known", False),
    ('session.create("Tusk", {})', "did you mean Task", True),
    ('session.create("Task", {"nam": x})', "no attribute 'nam' (did you mean", True),
    ('session.create("Task", {"link": x})', "computed by the server", True),
    ('session.create("Task", {}, True)', "never reconstructed", True),
    ("session.create(*args)", "only known when it runs", True),
    ("session.query(text)", "only known when it runs", False),
    ('session.query(f"Task where {criteria}")', "more than values", False),
    ('session.query(f"{kind} where name is x")', "only known when it runs", False),
    ('session.query(f"Task where {key} is x")', "only known when it runs", False),
    ('session.query("Task where nam is x")', "no attribute 'nam'", True),
    ('session.query("Task where name is")', "is no query", True),
    ('session.query("Tusk")', "did you mean Task", True),
    (
        "session.query('Task where status.kind.name is \"DONE\"')",
        "Status has no attribute 'kind'",
        True,
    ),
    ('f(session.ensure("User", {"username": x}))', "make it a statement", True),
    ('session.ensure("User", values)', "only known when it runs", True),
    ("session.event_hub.wait()", "no event hub on a session", True),
    ("session.pick_location()", "keep ftrack_api", True),
    ("session.types", "session.registry", True),
    ('session.get("Task", k).session', "pass the session along", True),
    ('session.get("Task", k)["nam"]', "no attribute 'nam'", True),
    ('session.query("Resource").one()["username"]', "User has it", False),
    ('q = session.query("Task")\nlen(q)', ".count()", True),
    ('q = session.query("Task")\nif q:\n    pass', ".exists()", True),
    ('q = session.query("Task")\nx = not q', ".exists()", True),
    ('q = session.query("Task")\nq[-1]', "from its end", True),
]


@pytest.mark.parametrize(("before", "reason", "by_hand"), LEFT)
def test_what_is_not_certain_is_left_and_told(
    before: str, reason: str, by_hand: bool
) -> None:
    (found,) = left(f"# With ftrack.\n{before}")
    lines = [line for line in before.split("\n") if not line.startswith(" ")]

    assert reason in found[1]
    assert found[2] is by_hand
    assert found[0] == 1 + len(lines)


@pytest.mark.parametrize(
    "text",
    [
        'requests.get("Task", timeout=3)\n',
        'd = {"name": 1}\nprint(d["name"])\n',
        'import requests\nsession = requests.Session()\nsession.get("https://x")\n',
        'def f(session, url):\n    session.get("https://x")\n    session.get(url)\n',
        "import os\n",
        "",
    ],
)
def test_what_is_not_ftracks_is_none_of_its_business(text: str) -> None:
    assert migrated(text) == text
    assert left(text) == []
