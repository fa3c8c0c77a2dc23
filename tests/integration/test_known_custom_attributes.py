"""Custom attributes by name: read, written, queried, with a package of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from types import ModuleType
from typing import Any

import pytest

from ftrack_typed import KeyValueMap
from ftrack_typed.errors import ReadOnlyError
from ftrack_typed.language import render
from ftrack_typed_server import RunningServer
from integration.conftest import requests_of
from support.configured_site import HOSTILE, configured_site

MOMENT = datetime(2024, 6, 22, 12, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RunningServer, ModuleType]]:
    folder = tmp_path_factory.mktemp("package")
    with configured_site(folder, "studio_with_attributes") as found:
        yield found


@pytest.fixture
def studio(site: tuple[RunningServer, ModuleType]) -> Any:
    return site[1]


@pytest.fixture
def opened(site: tuple[RunningServer, ModuleType]) -> Iterator[Callable[[], Any]]:
    """Opens sessions of the package."""
    server, studio = site
    sessions: list[Any] = []

    def session() -> Any:
        sessions.append(studio.Session(server.url, server.api_user, server.api_key))
        return sessions[-1]

    yield session
    for each in sessions:
        each.close()


@pytest.fixture
def session(opened: Callable[[], Any]) -> Any:
    return opened()


def shot_of(
    session: Any, studio: Any, name: str, project: str = "film", **values: Any
) -> Any:
    parent = session.query(studio.Project).where(f"name is {project}").one()
    shot = session.create(
        studio.Shot, name=name, parent=parent, custom_attributes=values
    )
    session.commit()
    return shot


VALUES: list[tuple[str, object]] = [
    ("take", 7),
    ("fstart", 1001.5),
    ("look", ["a", 'b"']),
    ("grade", ["night"]),
    ("tags", ["x", "y"]),
    ("due", MOMENT),
    ("approved", True),
    ("brief", 'Say "it"'),
    ("page", "https://example.com"),
    ("house", "theirs"),
    ("budget", 3.5),
]


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_a_value_of_each_kind_is_given_on_creation_assigned_and_found(
    studio: Any, opened: Callable[[], Any], name: str, value: Any
) -> None:
    session, other = opened(), opened()
    given = shot_of(session, studio, f"given {name}", **{name: value})
    assigned = shot_of(session, studio, f"assigned {name}")
    plain = shot_of(session, studio, f"plain {name}")
    setattr(assigned.custom_attributes, name, value)
    assert getattr(assigned.custom_attributes, name) == value
    session.commit()

    expression = getattr(studio.Shot.custom_attributes, name)
    compared = value[-1] if isinstance(value, list) else value
    names = [given.name, assigned.name, plain.name]
    shots = (
        other.query(studio.Shot)
        .select(studio.Shot.name, expression)
        .where(expression == compared, studio.Shot.name.in_(names))
        .all()
    )

    assert {shot.id for shot in shots} == {given.id, assigned.id}
    for shot in shots:
        assert getattr(shot.custom_attributes, name) == value
        assert shot.custom_attributes[name] == value
    found = other.query(studio.Shot).where(expression.in_([compared]))
    assert {given.id, assigned.id} <= {shot.id for shot in found}


def test_selected_attributes_come_with_the_entities(
    studio: Any, opened: Callable[[], Any]
) -> None:
    shot_of(opened(), studio, "selected", fstart=1010)
    session = opened()

    shots = (
        session.query(studio.Shot)
        .select(studio.Shot.custom_attributes.fstart)
        .where('name is "selected"')
        .all()
    )
    assert [shot.custom_attributes.fstart for shot in shots] == [1010]

    assert requests_of(session) == 1


def test_defaults_are_what_the_types_say(studio: Any, session: Any) -> None:
    attributes = shot_of(session, studio, "new").custom_attributes

    assert (attributes.take, attributes.look, attributes.approved) == (1, ["a"], False)
    assert (attributes.grade, attributes.due, attributes.page) == (None, None, None)
    assert (attributes.tags, attributes.house) == ([], "ours")


def test_a_comparison_is_one_entry_of_the_mapping(studio: Any, session: Any) -> None:
    shot, task = studio.Shot.custom_attributes, studio.Task.parent.as_(studio.Shot)
    cases = [
        (
            shot.fstart > 1001,
            'custom_attributes any (key is "fstart" and value > 1001)',
        ),
        (
            task.custom_attributes.from_ != None,  # noqa: E711
            'parent[Shot].custom_attributes any (key is "from" and value is_not none)',
        ),
        (
            shot.brief.like("a%"),
            'custom_attributes any (key is "brief" and value like "a%")',
        ),
        (
            shot.take.not_in([1, 2]),
            'custom_attributes any (key is "take" and value not_in (1, 2))',
        ),
    ]
    for criterion, text in cases:
        query = session.query(studio.Task).where(criterion)
        assert render(query.statement) == f"Task where {text}"


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("__lt__", {"one"}),
        ("__le__", {"one", "two"}),
        ("__gt__", {"three"}),
        ("__ge__", {"two", "three"}),
        ("__ne__", {"one", "three"}),
    ],
)
def test_numbers_are_compared_as_such_by_the_server(
    studio: Any, session: Any, operator: str, expected: set[str]
) -> None:
    names = {"one": 9, "two": 10, "three": 100}
    for name, value in names.items():
        shot_of(session, studio, f"{operator} {name}", take=value)

    compare = getattr(studio.Shot.custom_attributes.take, operator)
    shots = session.query(studio.Shot).where(
        compare(10), studio.Shot.name.like(f"\\_\\_{operator.strip('_')}%")
    )

    assert {shot.name.removeprefix(f"{operator} ") for shot in shots} == expected


def test_moments_and_nothing_are_compared_by_the_server(
    studio: Any, session: Any
) -> None:
    due = studio.Shot.custom_attributes.due
    early = shot_of(session, studio, "early", due=MOMENT)
    never = shot_of(session, studio, "never")
    named = studio.Shot.name.in_(["early", "never"])

    def found(criterion: Any) -> list[Any]:
        return list(session.query(studio.Shot).where(criterion, named))

    assert found(due > MOMENT.replace(year=2023)) == [early]
    assert found(due > MOMENT.replace(year=2025)) == []
    assert found(due == None) == [never]  # noqa: E711
    assert found(due != None) == [early]  # noqa: E711


def test_keys_that_are_no_names_are_reached_by_key(studio: Any, session: Any) -> None:
    shot = shot_of(
        session, studio, "keys", **{"2d": "yes", HOSTILE: "no", "from": "here"}
    )
    attributes = shot.custom_attributes

    assert (attributes["2d"], attributes[HOSTILE]) == ("yes", "no")
    attributes.from_, attributes.keys_, attributes.value_ = "a", "b", "c"
    session.commit()
    assert (attributes["from"], attributes["keys"], attributes["value"]) == (
        *("a", "b", "c"),
    )
    assert "from" in attributes.keys()  # noqa: SIM118
    shots = session.query(studio.Shot).where(
        studio.Shot.custom_attributes.value_ == "c",
        studio.Shot.custom_attributes.keys_ == "b",
    )
    assert shots.all() == [shot]


def test_what_a_project_has_is_not_there_in_another(studio: Any, session: Any) -> None:
    film = shot_of(session, studio, "film", "film", budget=3)
    series = shot_of(session, studio, "series", "series", budget="little")
    project = session.query(studio.Project).where("name is film").one()
    other = session.create(
        studio.Project,
        name="other",
        full_name="other",
        project_schema=project.project_schema,
    )
    outside = session.create(studio.Shot, name="outside", parent=other)
    session.commit()
    budget = studio.Shot.custom_attributes.budget

    assert (film.custom_attributes.budget, series.custom_attributes.budget) == (
        *(3, "little"),
    )
    assert session.query(studio.Shot).where(budget == "little").all() == [series]
    with pytest.raises(AttributeError, match=r"'outside'.* has no custom attribute"):
        outside.custom_attributes.budget  # noqa: B018
    with pytest.raises(AttributeError, match="has no custom attribute 'budget'"):
        outside.custom_attributes.budget = 3


def test_what_the_server_computes_is_not_assigned(studio: Any, session: Any) -> None:
    shot = shot_of(session, studio, "computed")

    with pytest.raises(ReadOnlyError, match=r"Shot\.custom_attributes\.duration"):
        shot.custom_attributes.duration = "3"
    assert shot.custom_attributes.duration == "{self.fend - self.fstart + 1}"


def test_names_that_are_not_there_are_refused(studio: Any, session: Any) -> None:
    shot = shot_of(session, studio, "unknown")

    with pytest.raises(AttributeError, match="fstrat"):
        shot.custom_attributes.fstrat  # noqa: B018
    with pytest.raises(AttributeError, match="fstrat"):
        shot.custom_attributes.fstrat = 3
    with pytest.raises(AttributeError, match="fstrat"):
        studio.Shot.custom_attributes.fstrat  # noqa: B018
    with pytest.raises(AttributeError, match="fstart"):
        studio.Task.custom_attributes.fstart  # noqa: B018
    with pytest.raises(TypeError, match="sort the entities"):
        session.query(studio.Shot).order_by(studio.Shot.custom_attributes.fstart)
    with pytest.raises(TypeError, match="None"):
        studio.Shot.custom_attributes.fstart > None  # noqa: B015


def test_it_stays_a_mapping(studio: Any, session: Any) -> None:
    attributes: Any = shot_of(session, studio, "mapping", fstart=3).custom_attributes
    is_mapping = isinstance(attributes, KeyValueMap)

    assert is_mapping
    assert {"fstart", "fps", "house", "budget"} <= set(attributes)
    assert dict(attributes.items())["fstart"] == 3
    assert attributes.get("fstrat") is None
    attributes.update(fstart=4, house="b")
    assert (attributes.fstart, attributes.house) == (4, "b")
    session.rollback()
    assert (attributes.fstart, attributes.house) == (3, "ours")


def test_the_entries_are_criteria_as_well(studio: Any, session: Any) -> None:
    shot = shot_of(session, studio, "entries", brief="criteria")
    path = studio.Shot.custom_attributes
    entry = studio.ContextCustomAttributeValue

    for criterion in (
        path.any(entry.key == "brief", entry.value == "criteria"),
        path.any(entry.configuration.key == "brief", entry.value == "criteria"),
    ):
        assert session.query(studio.Shot).where(criterion).all() == [shot]
    assert repr(path.brief) == "<CustomExpression custom_attributes['brief']>"


@pytest.fixture(scope="module")
def linked(site: tuple[RunningServer, ModuleType]) -> dict[str, Any]:
    """Two shots and what they are linked to, by role."""
    server, known = site
    studio: Any = known
    with studio.Session(server.url, server.api_user, server.api_key) as session:
        film = session.query(studio.Project).where("name is film").one()
        user = session.query(studio.User).first()
        first, second = (
            session.create(studio.Shot, name=f"linked {number}", parent=film)
            for number in (1, 2)
        )
        session.commit()
        found = session.query(studio.CustomAttributeLinkConfiguration).all()
        configured = {each.key: each.id for each in found}
        for key, source, cls, end in (
            ("lead", first, studio.UserCustomAttributeLink, user),
            ("previous", second, studio.ContextCustomAttributeLink, first),
            ("from", second, studio.ContextCustomAttributeLink, film),
        ):
            session.create(
                cls,
                configuration_id=configured[key],
                from_id=source.id,
                from_entity_type="Shot",
                to_id=end.id,
                to_entity_type=type(end).__entity_type__,
            )
        session.commit()
        return {
            "first": first.id,
            "second": second.id,
            "film": film.id,
            "user": user.id,
            "username": user.username,
        }


def test_links_are_criteria_by_name(
    studio: Any, session: Any, linked: dict[str, Any]
) -> None:
    links = studio.Shot.custom_attribute_links
    user = session.get(studio.User, linked["user"])
    first = session.get(studio.Shot, linked["first"])
    nobody = session.create(studio.User, username="nobody")
    session.commit()

    def found(*criteria: Any) -> set[str]:
        return {shot.id for shot in session.query(studio.Shot).where(*criteria)}

    assert found(links.lead == user) == {linked["first"]}
    assert found(links.lead == nobody) == set()
    assert found(links.lead.any()) == {linked["first"]}
    assert found(links.lead.any(studio.User.username == linked["username"])) == {
        linked["first"]
    }
    assert found(links.previous.any(studio.Shot.name == "linked 1")) == {
        linked["second"]
    }
    assert found(links.previous.any(studio.Shot.custom_attributes.fstart > 5)) == set()
    assert found(links.previous.in_([first])) == {linked["second"]}
    assert found(links.from_.any(studio.Project.name == "film")) == {linked["second"]}
    assert found(links.previous.any("status.name is none")) == set()


def test_a_link_is_one_configurations(studio: Any, session: Any) -> None:
    links = studio.Shot.custom_attribute_links
    query = session.query(studio.Shot)

    text = render(query.where(links.previous.any(studio.Shot.name == "a")).statement)

    assert text == (
        'Shot where custom_attribute_links any (configuration.key is "previous" and '
        'context[Shot] has (name is "a"))'
    )
    assert repr(links.lead) == "<LinkExpression custom_attribute_links['lead']>"
    with pytest.raises(AttributeError, match="laed"):
        links.laed  # noqa: B018
