"""Whatever is done in a session, in any order: what it shows, sends and leaves behind.

A plain Python model says what is expected. Before a commit the session shows the model;
after one a second session reads the model; after a rollback, or a commit that the
server refused, nothing of it has reached the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import cast
from uuid import uuid4

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

import ftrack_typed_server
from ftrack_typed.cache import MemoryCache
from ftrack_typed.errors import DeletedEntityError, ServerError
from ftrack_typed.session import Change
from ftrack_typed_schema import (
    Context,
    Folder,
    ListCategory,
    Note,
    Priority,
    Project,
    ProjectSchema,
    Scope,
    Session,
    Shot,
    Task,
    Timelog,
    TypedContext,
    TypedContextList,
    User,
)
from ftrack_typed_server import RunningServer
from integration.conftest import open_session

TEXTS = st.text("ab\"'\\é{}", max_size=4)
KEYS = st.sampled_from(["fps", "disk", "a b"])
LOOK = st.sampled_from(["never", "before", "after", "both"])
COUNT = 3
"""How many scopes and lists there are."""


@attrs.define
class Item:
    """What an entity is expected to be: values, references by id, sets of ids."""

    kind: type[Folder | Shot | Task | Timelog | Note | TypedContextList]
    text: str = ""
    number: float = 0.0
    parent: str | None = None
    priority: str = ""
    members: frozenset[str] = frozenset()
    metadata: dict[str, str] = attrs.field(factory=dict[str, str])


Items = dict[str, Item]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with ftrack_typed_server.running(seed="fresh") as running:
        yield running


@attrs.frozen
class Given:
    """What a new site has, in the session that is tested."""

    server: RunningServer
    cache: MemoryCache | None
    session: Session
    schema: ProjectSchema
    category: ListCategory
    author: User
    priorities: list[Priority]


@pytest.mark.parametrize("cache", [None, MemoryCache()], ids=["alone", "with a cache"])
def test_a_session_agrees_with_a_model_of_it(
    server: RunningServer, cache: MemoryCache | None
) -> None:
    with open_session(server, cache) as session:
        given = Given(
            server,
            cache,
            session,
            session.query(ProjectSchema)[0],
            session.query(ListCategory)[0],
            session.query(User).where(User.username == "admin").one(),
            session.query(Priority).all(),
        )
        run_state_machine_as_test(
            # Any factory will do, though a class is declared.
            cast("type[SessionMachine]", lambda: SessionMachine(given)),
            settings=settings(
                max_examples=30,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


class SessionMachine(RuleBasedStateMachine):
    """A project of its own in one long session, and what is expected of it."""

    folders: Bundle[str] = Bundle("folders")
    works: Bundle[str] = Bundle("works")
    timelogs: Bundle[str] = Bundle("timelogs")
    notes: Bundle[str] = Bundle("notes")
    lists: Bundle[str] = Bundle("lists")

    def __init__(self, given: Given) -> None:
        super().__init__()
        self.given = given
        self.session = given.session
        self.items: Items = {}
        self.committed: Items = {}
        self.entities: dict[str, Folder | Shot | Task | Timelog | Note] = {}
        self.tables: dict[str, TypedContextList] = {}
        self.begin()

    def teardown(self) -> None:
        self.session.rollback()

    # What there is

    def begin(self) -> None:
        """Commit the project, and what only refers to entities."""
        session = self.session
        name = uuid4().hex
        self.project = session.create(
            Project, name=name, full_name=name, project_schema=self.given.schema
        )
        self.scopes = [
            session.create(Scope, name=f"{name} {number}") for number in range(COUNT)
        ]
        for number in range(COUNT):
            made = session.create(
                TypedContextList,
                name=f"{name} {number}",
                project=self.project,
                category=self.given.category,
                owner=self.given.author,
            )
            self.tables[made.id] = made
            self.items[made.id] = Item(TypedContextList)
        for folder in (self.create_folder_of("a"), self.create_folder_of("b")):
            self.create_timelog_of(folder, 1, 0)
            self.create_work_of(folder, "c", shot=True)
            self.create_work_of(folder, "d", shot=False)
        session.commit()
        self.committed = deepcopy(self.items)

    @initialize(target=lists)
    def begin_lists(self) -> MultipleResults[str]:
        return multiple(*self.tables)

    @initialize(target=folders)
    def begin_folders(self) -> MultipleResults[str]:
        return self.kept(Folder)

    @initialize(target=works)
    def begin_works(self) -> MultipleResults[str]:
        return self.kept(Shot, Task)

    @initialize(target=timelogs)
    def begin_timelogs(self) -> MultipleResults[str]:
        return self.kept(Timelog)

    def kept(self, *kinds: type[object]) -> MultipleResults[str]:
        found = [key for key, item in self.committed.items() if item.kind in kinds]
        return multiple(*found)

    def exists(self, *keys: str) -> bool:
        """Whether there are all of *keys*; those rolled back remain in bundles."""
        return all(key in self.items for key in keys)

    def parent_of(self, key: str | None) -> Project | Folder:
        if key is None:
            return self.project
        found = self.entities[key]
        assert isinstance(found, Folder)
        return found

    def below(self, key: str, kind: type[object]) -> set[str]:
        return {
            each
            for each, item in self.items.items()
            if item.parent == key and issubclass(item.kind, kind)
        }

    def timelog(self, key: str) -> Timelog:
        found = self.entities[key]
        assert isinstance(found, Timelog)
        return found

    def context(self, key: str) -> Folder | Shot | Task:
        found = self.entities[key]
        assert isinstance(found, (Folder, Shot, Task))
        return found

    # Creating

    @rule(target=folders, text=TEXTS)
    def create_folder(self, text: str) -> str:
        return self.create_folder_of(text)

    def create_folder_of(self, text: str) -> str:
        made = self.session.create(
            Folder, name=uuid4().hex, description=text, parent=self.project
        )
        self.entities[made.id] = made
        self.items[made.id] = Item(Folder, text)
        return made.id

    @rule(target=works, folder=folders, text=TEXTS, shot=st.booleans())
    def create_work(self, folder: str, text: str, *, shot: bool) -> str:
        parent = folder if self.exists(folder) else None
        return self.create_work_of(parent, text, shot=shot)

    def create_work_of(self, parent: str | None, text: str, *, shot: bool) -> str:
        made: Shot | Task
        if shot:
            made = self.session.create(Shot, name=uuid4().hex, description=text)
            made.parent = self.parent_of(parent)
        else:
            priority = self.given.priorities[0]
            made = self.session.create(
                Task,
                name=uuid4().hex,
                description=text,
                parent=self.parent_of(parent),
                priority=priority,
            )
        self.entities[made.id] = made
        self.items[made.id] = Item(type(made).__entity_class__, text, parent=parent)  # type: ignore[arg-type]
        if not shot:
            self.items[made.id].priority = self.given.priorities[0].id
        return made.id

    @rule(
        target=timelogs, folder=folders, hours=st.integers(0, 9), way=st.integers(0, 2)
    )
    def create_timelog(
        self, folder: str, hours: int, way: int
    ) -> MultipleResults[str] | str:
        if not self.exists(folder):
            return multiple()
        return self.create_timelog_of(folder, hours, way)

    def create_timelog_of(self, folder: str, hours: int, way: int) -> str:
        owner = self.parent_of(folder)
        assert isinstance(owner, Folder)
        if way == 0:
            made = self.session.create(Timelog, duration=float(hours), context=owner)
        elif way == 1:
            made = self.session.create(
                Timelog, duration=float(hours), context_id=owner.id
            )
        else:
            made = self.session.create(Timelog, duration=float(hours))
            owner.timelogs.append(made)
        self.entities[made.id] = made
        self.items[made.id] = Item(Timelog, number=float(hours), parent=folder)
        return made.id

    @rule(target=notes, folder=folders, text=TEXTS)
    def create_note(self, folder: str, text: str) -> MultipleResults[str] | str:
        if not self.exists(folder):
            return multiple()
        made = self.session.create(Note, content=text, author=self.given.author)
        self.context(folder).notes.append(made)
        self.entities[made.id] = made
        self.items[made.id] = Item(Note, text, parent=folder)
        return made.id

    # Assigning

    @rule(work=st.one_of(folders, works), text=TEXTS)
    def describe(self, work: str, text: str) -> None:
        if self.exists(work):
            self.context(work).description = text
            self.items[work].text = text

    @rule(work=works, number=st.integers(0, 9), key=st.booleans())
    def prioritise(self, work: str, number: int, *, key: bool) -> None:
        if self.exists(work) and self.items[work].kind is Task:
            chosen = self.given.priorities[number % len(self.given.priorities)]
            task = self.entities[work]
            assert isinstance(task, Task)
            if key:
                task.priority_id = chosen.id
            else:
                task.priority = chosen
            self.items[work].priority = chosen.id

    @rule(work=works, folder=folders, way=st.integers(0, 2), look=LOOK)
    def move(self, work: str, folder: str, way: int, look: str) -> None:
        if self.exists(work, folder):
            with self.looking(look, folder, self.items[work].parent):
                if way == 0:
                    self.context(work).parent = self.parent_of(folder)
                elif way == 1:
                    self.context(work).parent_id = folder
                else:
                    self.context(folder).children.append(self.context(work))
                self.items[work].parent = folder

    @rule(timelog=timelogs, folder=folders, append=st.booleans(), look=LOOK)
    def log_elsewhere(
        self, timelog: str, folder: str, look: str, *, append: bool
    ) -> None:
        if self.exists(timelog, folder):
            with self.looking(look, folder, self.items[timelog].parent):
                if append:
                    self.context(folder).timelogs.append(self.timelog(timelog))
                else:
                    self.timelog(timelog).context = self.context(folder)
                self.items[timelog].parent = folder

    @rule(timelog=timelogs, look=LOOK)
    def take_out(self, timelog: str, look: str) -> None:
        owner = self.items[timelog].parent if self.exists(timelog) else None
        if owner is not None:
            with self.looking(look, owner):
                self.context(owner).timelogs.remove(self.timelog(timelog))
                self.items[timelog].parent = None

    @rule(folder=folders, chosen=st.lists(timelogs, max_size=3), look=LOOK)
    def replace_timelogs(self, folder: str, chosen: list[str], look: str) -> None:
        if self.exists(folder, *chosen):
            former = [self.items[each].parent for each in chosen]
            with self.looking(look, folder, *former):
                self.context(folder).timelogs = list(map(self.timelog, chosen))
                for each in self.below(folder, Timelog) - set(chosen):
                    self.items[each].parent = None
                for each in chosen:
                    self.items[each].parent = folder

    @rule(work=works, number=st.integers(0, COUNT - 1))
    def scope(self, work: str, number: int) -> None:
        if self.exists(work):
            scopes = self.context(work).scopes
            chosen = self.scopes[number]
            if chosen.id in self.items[work].members:
                scopes.remove(chosen)
            else:
                scopes.append(chosen)
            self.items[work].members ^= {chosen.id}

    @rule(work=works, numbers=st.sets(st.integers(0, COUNT - 1)))
    def scope_anew(self, work: str, numbers: set[int]) -> None:
        if self.exists(work):
            chosen = [self.scopes[number] for number in numbers]
            self.context(work).scopes = chosen
            self.items[work].members = frozenset(scope.id for scope in chosen)

    @rule(table=lists, work=works)
    def put_on_a_list(self, table: str, work: str) -> None:
        if self.exists(work):
            items = self.tables[table].items_
            if work in self.items[table].members:
                items.remove(self.context(work))
            else:
                items.append(self.context(work))
            self.items[table].members ^= {work}

    @rule(work=st.one_of(folders, works), key=KEYS, text=TEXTS)
    def set_metadata(self, work: str, key: str, text: str) -> None:
        if self.exists(work):
            self.context(work).metadata[key] = text
            self.items[work].metadata[key] = text

    @rule(work=st.one_of(folders, works), key=KEYS)
    def delete_metadata(self, work: str, key: str) -> None:
        if self.exists(work) and key in self.items[work].metadata:
            del self.context(work).metadata[key]
            del self.items[work].metadata[key]

    @rule(work=works, values=st.dictionaries(KEYS, TEXTS, max_size=2))
    def assign_metadata(self, work: str, values: dict[str, str]) -> None:
        if self.exists(work):
            self.context(work).metadata = values
            self.items[work].metadata = dict(values)

    # Deleting

    @rule(key=st.one_of(consumes(works), consumes(timelogs), consumes(notes)))
    def delete(self, key: str) -> None:
        if self.exists(key):
            self.session.delete(self.entities.pop(key))
            del self.items[key]
            for table in self.tables:
                self.items[table].members -= {key}

    # Looking

    @contextmanager
    def looking(self, when: str, *folders: str | None) -> Iterator[None]:
        """Compare collections *when* it is said: those looked into are loaded."""
        for folder in folders:
            if when in ("before", "both") and folder is not None:
                self.compare_collections(self.context(folder), folder)
        yield
        for folder in folders:
            if when in ("after", "both") and folder is not None:
                self.compare_collections(self.context(folder), folder)

    @rule(key=st.one_of(folders, works, timelogs, notes))
    def read_values(self, key: str) -> None:
        if self.exists(key):
            compare_values(self.entities[key], self.items[key], self.project.id)

    @rule(key=st.one_of(folders, works))
    def read_collections(self, key: str) -> None:
        if self.exists(key):
            self.compare_collections(self.context(key), key)

    @rule(table=lists)
    def read_list(self, table: str) -> None:
        shown = {item.id for item in self.tables[table].items_}
        assert shown == self.items[table].members

    @rule(
        projections=st.sets(
            st.sampled_from(
                [
                    "description",
                    "parent.name",
                    "parent_id",
                    "children",
                    "children.parent",
                    "timelogs",
                    "timelogs.duration",
                    "timelogs.context_id",
                    "notes.content",
                    "scopes.name",
                    "lists.items",
                    "metadata",
                    "metadata.key",
                    "priority.name",
                ]
            ),
            min_size=1,
        ),
        kept=st.booleans(),
    )
    def query_again(self, projections: set[str], *, kept: bool) -> None:
        kind = Task if "priority.name" in projections else TypedContext
        query = self.session.query(kind).where(
            TypedContext.project_id == self.project.id
        )
        if kept:
            query = query.max_age(3600.0)
        for found in query.select(", ".join(sorted(projections))):
            if found.id in self.items:
                assert found is self.entities[found.id]
                assert found.description == self.items[found.id].text

    @rule(keys=st.sets(st.one_of(folders, works, timelogs, notes), max_size=4))
    def expire(self, keys: set[str]) -> None:
        self.session.expire(*[self.entities[key] for key in keys if self.exists(key)])

    @rule(keys=st.sets(st.one_of(folders, works, timelogs, notes), max_size=4))
    def refresh(self, keys: set[str]) -> None:
        self.session.refresh([self.entities[key] for key in keys if self.exists(key)])

    @rule(kind=st.sampled_from([None, Folder, Context, Timelog, Scope, "Metadata"]))
    def expire_many(self, kind: type[Context] | str | None) -> None:
        if kind is None:
            self.session.expire_all()
        else:
            self.session.expire(kind)

    def compare_collections(self, entity: Folder | Shot | Task, key: str) -> None:
        item = self.items[key]
        assert ids(entity.timelogs) == self.below(key, Timelog)
        assert ids(entity.notes) == self.below(key, Note)
        assert ids(entity.children) == self.below(key, TypedContext)
        assert ids(entity.scopes) == item.members
        assert dict(entity.metadata) == item.metadata

    # Ending

    @rule(
        work=works,
        way=st.sampled_from(["commit", "commit", "roll back", "fail"]),
        look=st.booleans(),
    )
    def end(self, work: str, way: str, *, look: bool) -> None:
        self.end_by(work, way)
        if look:
            for key, entity in self.entities.items():
                compare_values(entity, self.items[key], self.project.id)
                if not isinstance(entity, (Timelog, Note)):
                    self.compare_collections(entity, key)

    def end_by(self, work: str, way: str) -> None:
        if way == "commit":
            self.commit()
        elif way == "roll back":
            self.roll_back()
        else:
            self.fail_to_commit(work)

    def commit(self) -> None:
        self.session.commit()
        assert self.session.changes == ()
        self.committed = deepcopy(self.items)
        self.compare_with_server()

    def roll_back(self) -> None:
        before = dict(self.entities)
        self.session.rollback()
        assert self.session.changes == ()
        self.items = deepcopy(self.committed)
        for key, entity in before.items():
            if key not in self.items:
                del self.entities[key]
                with pytest.raises(DeletedEntityError):
                    self.session.delete(entity)
        for key in self.items:
            if key not in self.entities and key not in self.tables:
                found = self.session.get(self.items[key].kind, key)
                assert found is not None
                assert not isinstance(found, TypedContextList)
                self.entities[key] = found

    def fail_to_commit(self, work: str) -> None:
        if not self.exists(work) or self.items[work].kind is not Task:
            return
        task = self.entities[work]
        assert isinstance(task, Task)
        task.priority_id = "no such priority"
        pending: tuple[Change, ...] = self.session.changes
        with pytest.raises(ServerError, match="no such priority"):
            self.session.commit()
        assert self.session.changes == pending
        self.compare_with_server()
        task.priority_id = self.items[work].priority

    def compare_with_server(self) -> None:
        """Compare what a second session reads with what was committed."""
        with open_session(self.given.server) as other:
            assert read(other, self.project.id, self.committed) == self.committed
        if self.given.cache is not None:
            with open_session(self.given.server, self.given.cache) as other:
                compare_cached(other, self.project.id, self.committed)


def ids(entities: Iterable[Timelog | Note | Context | Scope]) -> set[str]:
    return {entity.id for entity in entities}


def compare_values(
    entity: Folder | Shot | Task | Timelog | Note, item: Item, project: str
) -> None:
    if isinstance(entity, Timelog):
        assert entity.duration == item.number
        assert entity.context_id == item.parent
        assert (entity.context.id if entity.context else None) == item.parent
        return
    if isinstance(entity, Note):
        assert entity.content == item.text
        assert entity.parent_id == item.parent
        return
    assert entity.description == item.text
    assert entity.parent_id == (item.parent or project)
    assert entity.parent.id == (item.parent or project)
    if isinstance(entity, Task):
        assert entity.priority_id == item.priority
        assert entity.priority.id == item.priority


def compare_cached(session: Session, project: str, expected: Items) -> None:
    """Compare what is got from the cache, and from the server where it has nothing."""
    for key, item in expected.items():
        found = session.get(item.kind, key)
        assert found is not None
        if not isinstance(found, TypedContextList):
            compare_values(found, item, project)


def read(session: Session, project: str, expected: Items) -> Items:
    """Return everything of *project*, and the timelogs expected, as the server has it.

    Timelogs are reached through what they belong to, and by key: some were taken out.
    """
    items: Items = {}
    for timelog in session.query(Timelog).where(Timelog.id.in_(expected)):
        items[timelog.id] = Item(
            Timelog, number=timelog.duration, parent=timelog.context_id
        )
    contexts = (
        session.query(TypedContext)
        .select("description, parent_id, scopes, metadata, notes.content")
        .select("timelogs.duration")
        .where(TypedContext.project_id == project)
    )
    for context in contexts:
        assert isinstance(context, (Folder, Shot, Task))
        items[context.id] = Item(
            context.__entity_class__,  # type: ignore[arg-type]
            context.description or "",
            parent=None if context.parent_id == project else context.parent_id,
            priority=context.priority_id if isinstance(context, Task) else "",
            members=frozenset(scope.id for scope in context.scopes),
            metadata=dict(context.metadata),
        )
        for timelog in context.timelogs:
            items[timelog.id] = Item(
                Timelog, number=timelog.duration, parent=context.id
            )
        for note in context.notes:
            items[note.id] = Item(Note, note.content or "", parent=context.id)
    lists = session.query(TypedContextList).where(
        TypedContextList.project_id == project
    )
    for table in lists.select("items"):
        items[table.id] = Item(TypedContextList, members=frozenset(ids(table.items_)))
    return items
