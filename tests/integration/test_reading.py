"""Reading the demo production through the typed package."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ftrack_typed.errors import (
    MultipleResultsError,
    NoResultError,
    ServerQueryError,
    UnknownEntityTypeError,
)
from ftrack_typed.language import QuerySyntaxError
from ftrack_typed_schema import (
    AssetVersion,
    Context,
    Project,
    Session,
    Shot,
    Status,
    Task,
    TypedContext,
    User,
)
from integration.conftest import requests_of

ARTICLE = (
    "select name, parent.name from Task "
    'where project.full_name is "My Project" '
    'and status.type.name is "DONE" '
    "and not timelogs any ()"
)


def test_opening_a_session_sends_nothing(reader: Session) -> None:
    assert requests_of(reader) == 0


def test_the_articles_query_gives_the_same_in_every_form(reader: Session) -> None:
    typed = (
        reader.query(Task)
        .select(Task.name, Task.parent.name)
        .where(
            Task.project.full_name == "My Project",
            Task.status.type.name == "DONE",
            ~Task.timelogs.any(),
        )
    )

    assert str(typed) == ARTICLE
    tasks = typed.all()
    assert tasks
    assert list[object](reader.query(ARTICLE)) == tasks
    assert reader.query(Task, ARTICLE).all() == tasks
    before = requests_of(reader)
    assert all(task.parent.name and task["parent"]["name"] for task in tasks)
    assert requests_of(reader) == before


def test_a_project_is_found_by_raw_text(reader: Session) -> None:
    project = reader.query('Project where name is "My Project"').one()

    assert isinstance(project, Project)
    assert project["full_name"] == "My Project"


def test_an_entity_is_one_object_in_a_session(reader: Session) -> None:
    first = reader.query(Task).select(Task.status.name).first()
    assert first is not None

    again = reader.query(Task).where(Task.id == first.id).one()

    assert again is first
    assert reader.get(Task, first.id) is first
    assert reader.get(TypedContext, first.id) is first
    assert reader.get(Context, first.id) is first
    assert reader.get(Shot, first.id) is None


def test_what_is_known_is_got_without_a_request(reader: Session) -> None:
    task = reader.query(Task).first()
    assert task is not None
    before = requests_of(reader)

    found: object = reader.get("Task", task.id)

    assert found is task
    assert requests_of(reader) == before


def test_what_was_not_projected_is_loaded_on_first_touch(reader: Session) -> None:
    task = reader.query(Task).first()
    assert task is not None
    before = requests_of(reader)

    bid = task.bid

    assert isinstance(bid, float)
    assert requests_of(reader) == before + 1
    assert task.bid == bid
    assert requests_of(reader) == before + 1


def test_references_and_collections_are_entities(reader: Session) -> None:
    task = reader.query(Task).where(Task.timelogs.any()).first()
    assert task is not None

    assert isinstance(task.status, Status)
    assert isinstance(task.project, Project)
    assert task.timelogs[0].context is task
    assert len(task.timelogs) == len(list(task["timelogs"]))
    assert isinstance(task.start_date, datetime)
    assert task.start_date.tzinfo is timezone.utc


def test_results_are_fetched_page_by_page(reader: Session) -> None:
    tasks = reader.query(Task).order_by(Task.id)
    paged = tasks.paged(100)
    before = requests_of(reader)
    iterator = iter(paged)

    next(iterator)

    assert requests_of(reader) == before + 1
    rest = list(iterator)
    assert len(rest) == 312
    # Further pages come one by one, or together where waiting for them takes longer.
    assert before + 2 <= requests_of(reader) <= before + 4
    assert [next(iter(paged)), *rest] == tasks.all()


def test_limits_and_offsets_are_kept_over_pages(reader: Session) -> None:
    everything = reader.query(Task).order_by(Task.name, Task.id).all()
    query = reader.query(Task).order_by(Task.name, Task.id).offset(3).limit(25)
    paged = query.paged(10)

    assert paged.all() == everything[3:28]
    assert query[2] is everything[5]
    assert query[20:40] == everything[23:28]
    assert query[23:] == everything[26:28]
    with pytest.raises(IndexError):
        query[25]
    with pytest.raises(IndexError):
        query[-1]


def test_a_limit_inside_a_value_is_a_value(reader: Session) -> None:
    query = reader.query(Task, 'where name is "speed limit 5 offset 2"')

    assert query.statement.limit is None
    assert query.all() == []


def test_one_and_first_say_how_many_there_are(reader: Session) -> None:
    with pytest.raises(NoResultError, match="no such task"):
        reader.query(Task).where(Task.name == "no such task").one()
    with pytest.raises(MultipleResultsError):
        reader.query(Task).one()
    assert reader.query(Task).where(Task.name == "no such task").first() is None
    assert reader.query(Task).where(Task.name == "no such task").one_or_none() is None


def test_criteria_combine_to_any_depth(reader: Session) -> None:
    tasks = reader.query(Task).select(Task.name, Task.bid, Task.type.name).all()
    query = (
        reader.query(Task)
        .where((Task.type.name == "Animation") | (Task.bid > 36000.0))
        .where(~(Task.name == "anim"))
    )

    expected = {
        task
        for task in tasks
        if (task.type.name == "Animation" or task.bid > 36000.0) and task.name != "anim"
    }
    assert set(query.all()) == expected


def test_in_takes_values_and_queries(reader: Session) -> None:
    shots = reader.query(Shot).limit(5).all()
    ids = [shot.id for shot in shots]

    by_values = set(reader.query(Task).where(Task.parent_id.in_(ids)).all())
    by_entities = set(reader.query(Task).where(Task.parent.in_(shots)).all())
    by_query = set(
        reader.query(Task)
        .where(Task.parent.in_(reader.query(Shot).where(Shot.id.in_(ids))))
        .all()
    )

    assert by_values
    assert by_values == by_entities == by_query
    assert reader.query(Task).where(Task.id.in_([])).all() == []


def test_a_cast_reaches_attributes_of_a_subtype(reader: Session) -> None:
    tasks = (
        reader.query(Task)
        .select(Task.parent.name)
        .where(Task.parent.as_(Shot).status.name == "In progress")
        .all()
    )

    assert tasks
    for task in tasks:
        assert isinstance(task.parent, Shot)
        assert task.parent.status.name == "In progress"


def test_references_compare_with_entities_and_none(reader: Session) -> None:
    done = reader.query(Status).where(Status.name == "Completed").one()
    tasks = reader.query(Task).where(Task.status == done).all()

    assert tasks
    assert all(task.status is done for task in tasks)
    assert not set(tasks) & set(reader.query(Task).where(Task.status != done).all())
    assert reader.query(Task).where(Task.status == None).all() == []  # noqa: E711


def test_dates_compare_as_dates(reader: Session) -> None:
    tasks = [
        task for task in reader.query(Task).select(Task.start_date) if task.start_date
    ]
    dates = sorted(task.start_date for task in tasks if task.start_date)
    middle = dates[len(dates) // 2]

    later = set(reader.query(Task).where(Task.start_date > middle).all())

    assert later == {
        task for task in tasks if task.start_date and task.start_date > middle
    }


def test_populate_fetches_for_many_at_once(reader: Session) -> None:
    tasks = reader.query(Task).limit(50).all()
    before = requests_of(reader)

    reader.populate(tasks, Task.status.name, "bid, parent.name")

    assert requests_of(reader) == before + 1
    assert all(task.status.name and task.parent.name for task in tasks)
    assert all(task.bid >= 0 for task in tasks)
    assert requests_of(reader) == before + 1


def test_an_entity_is_a_mapping_of_wire_names(reader: Session) -> None:
    user = reader.query(User).where(User.username == "admin").one()

    assert {"first_name", "last_name", "email"} <= set(user.keys())
    assert "custom_attribute_links" not in user
    assert user["email"] == user.email == dict(user.items())["email"]
    assert user.get("no_such") is None
    assert "email" in user
    assert len(user) == len(list(user)) == len(user.values())


def test_all_items_are_loaded_in_one_request(reader: Session) -> None:
    version = reader.query(AssetVersion).first()
    assert version is not None
    before = requests_of(reader)

    items = dict(version.items())

    assert requests_of(reader) == before + 1
    assert items["version"] == version.version


def test_metadata_and_custom_attributes_are_mappings(reader: Session) -> None:
    shot = reader.query(Shot).where(Shot.metadata.any()).first()
    assert shot is not None

    assert dict(shot.metadata) == {key: shot["metadata"][key] for key in shot.metadata}
    assert isinstance(shot.custom_attributes["fstart"], (int, float))


def test_raw_criteria_mix_with_expressions(reader: Session) -> None:
    mixed = reader.query(Task).where("timelogs any ()", Task.bid > 0.0).all()
    typed = reader.query(Task).where(Task.timelogs.any(), Task.bid > 0.0).all()

    assert mixed == typed


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("Task where (name is 'a'", 23),
        ("Task where name is", 18),
        ("Task where name is 'a", 21),
        ("select name, from Task where", None),
    ],
)
def test_a_syntax_error_is_found_before_anything_is_sent(
    reader: Session, text: str, position: int | None
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        reader.query(text)

    assert requests_of(reader) == 0
    if position is not None:
        assert caught.value.position == position


def test_an_unknown_attribute_is_named(reader: Session) -> None:
    with pytest.raises(ServerQueryError, match="full_nam"):
        reader.query("Task where project.full_nam is 'x'").all()


def test_an_unknown_type_is_named_with_its_neighbours(reader: Session) -> None:
    with pytest.raises(UnknownEntityTypeError, match="Task"):
        reader.query("Taks where name is 'x'")


def test_a_misspelt_path_is_refused_at_run_time() -> None:
    with pytest.raises(AttributeError, match=r"project\.full_nam"):
        getattr(Task.project, "full_nam")  # noqa: B009


def test_a_comparison_that_python_answered_is_no_criterion(reader: Session) -> None:
    with pytest.raises(TypeError, match="criterion is needed"):
        reader.query(Task).where(True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match="no truth value"):
        bool(Task.name == "x")
