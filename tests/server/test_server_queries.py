"""Which rows a query finds, over HTTP on the small production."""

from __future__ import annotations

from uuid import uuid4

import pytest

from support.production import IN_PROGRESS
from support.site import RefusedError, SiteClient, query

MINE = "project_id in (p1, p2)"

FOUND = [
    # equality, case and accents
    ("Task where name is anim", ["t1"]),
    ("Task where name is 'ANIM'", ["t1"]),
    ("Task where name = 'écran'", ["t3"]),
    ("Task where name is 'ecran'", []),
    (f"Task where name != anim and {MINE}", ["t2", "t3", "t4"]),
    ("Shot where name is sh020", ["sh2"]),
    ('Task where description is "say \\"hi\\""', ["t1"]),
    ('Task where description is "back\\\\slash"', ["t3"]),
    # like
    ("Task where name like 'A%'", ["t1"]),
    ("Task where name like 'é%'", ["t3", "t4"]),
    ("Task where name like '%50\\%'", ["t2"]),
    ("Task where name like '%50%%'", ["t2"]),
    ("Task where name like 'Comp\\_%'", ["t2"]),
    ("Task where name like 'ani_'", ["t1"]),
    ("Task where name like 'Co\\_p%'", []),
    (f"Task where name not_like '%a%' and {MINE}", ["t2", "t4"]),
    ("Task where start_date like '2024-05-01%'", ["t1"]),
    # numbers
    ("Task where bid > 3600", ["t2"]),
    ("Task where bid >= '3600'", ["t1", "t2"]),
    (f"Task where bid less_than 3600.5 and {MINE}", ["t1", "t3", "t4"]),
    ("Task where bid in (3600, 7200)", ["t1", "t2"]),
    # dates
    ("Task where start_date is '2024-05-01'", ["t1"]),
    ("Task where start_date is '2024-05-01T08:30:00'", ["t1"]),
    ("Task where start_date is '2024-05-01 10:30:00+02:00'", ["t1"]),
    ("Task where start_date after '2024-05-01T08:30:00'", ["t2", "t3"]),
    ("Task where start_date >= '2024-05-02'", ["t2", "t3"]),
    ("Task where start_date before '2024-05-02'", ["t1"]),
    ("Task where start_date <= '2024-05-01T08:30:00'", ["t1"]),
    ("Task where start_date is_not '2024-05-02'", ["t1"]),
    ("Task where start_date in ('2024-05-02')", ["t2", "t3"]),
    # null
    (f"Task where start_date is none and {MINE}", ["t4"]),
    (f"Task where description is_not None and {MINE}", ["t1", "t3"]),
    (f"Task where description is_not x and {MINE}", ["t1", "t3"]),
    (f"Task where not (description is x) and {MINE}", ["t1", "t3"]),
    (f"Task where description not_in (x, y) and {MINE}", ["t1", "t3"]),
    (f"Task where description in (none, 'say') and {MINE}", ["t2", "t4"]),
    ("Task where id in ()", []),
    (f"Task where id not_in () and {MINE}", ["t1", "t2", "t3", "t4"]),
    ("Project where parent.name is x", []),
    ("Project where not (parent.name is x)", []),
    (f"Project where not parent has (name is x) and {MINE}", ["p1", "p2"]),
    # booleans
    ("User where is_active is True and username in (amy, bob)", ["amy"]),
    ("User where is_active is 'false' and username in (amy, bob)", ["bob"]),
    # paths through references
    ("Task where parent.name is sh010", ["t1", "t2"]),
    ("Task where parent.parent.name is SQ010", ["t1", "t2", "t3"]),
    ("Task where project.full_name is alpha", ["t1", "t2", "t3"]),
    ("Task where status.state.short is DONE", ["t3"]),
    ("Task where status.type.short is DONE", ["t3"]),
    ("Task where parent has (name is sh010)", ["t1", "t2"]),
    ("Task where parent.parent has (name is sq010) and bid > 0", ["t1", "t2"]),
    ("Shot where object_type.name is shot and " + MINE, ["sh1", "sh2"]),
    # keys and references
    ("Task where parent is sh2", ["t3"]),
    ("Project where parent is none and " + MINE, ["p1", "p2"]),
    (f"Task where status is '{IN_PROGRESS}'", ["t2"]),
    ("Task where parent in (sh1, f1)", ["t1", "t2", "t4"]),
    ("Asset where latest_version is v3", ["a1"]),
    ("Asset where latest_version.comment is x", ["a1"]),
    # collections
    ("Task where timelogs any ()", ["t1", "t2"]),
    (f"Task where not timelogs any () and {MINE}", ["t3", "t4"]),
    ("Task where timelogs any (user.username is bob)", ["t1"]),
    ("Task where timelogs.user.username is amy", ["t1", "t2"]),
    ("Asset where versions.comment is y and versions.version is 3", ["a1"]),
    ("Asset where versions any (comment is y and version is 3)", []),
    ("Context where assignments any (resource.username = 'amy')", ["t1"]),
    ("Context where allocations any ()", ["p1"]),
    ("Context where appointments any () and " + MINE, ["p1", "t1"]),
    (
        "Project where allocations.resource[Group].memberships any "
        "(user.username is amy)",
        ["p1"],
    ),
    ("TypedContext where children any (name is anim)", ["sh1"]),
    ("Task where lists.name is dailies", ["t1", "t2"]),
    ("TypedContextList where items any (name is anim)", ["li1"]),
    ("Shot where scopes.name is paris", ["sh1"]),
    ("TypedContext where descendants any (name is anim)", ["sh1", "sq1"]),
    ("Task where ancestors any (name is sq010)", ["t1", "t2", "t3"]),
    (
        "TypedContext where not ancestors any () and " + MINE,
        ["f1", "sq1"],
    ),
    ("Asset where ancestors.name is sq010", ["a1"]),
    ("Project where descendants any (bid > 5000)", ["p1"]),
    ("Note where replies any ()", ["n1"]),
    ("Task where notes.content is first", ["t1"]),
    ("AssetVersion where uses_versions any (id is v1)", ["v3"]),
    ("AssetVersion where used_in_versions any ()", ["v1"]),
    ("Component where members any ()", ["c2"]),
    (
        "Status where tasks any (name is 'Écran')",
        ["9bb65936-88e7-11e3-9264-04011030cf01"],
    ),
    # metadata and custom attributes
    ("Task where metadata any (key is a and value is b)", ["t1"]),
    ("Context where metadata.key is a", ["sh1", "t1"]),
    ("Shot where custom_attributes any (key is fstart and value is 1001)", ["sh1"]),
    ("Shot where custom_attributes any (key is fstart and value < 1001)", ["sh2"]),
    ("Shot where custom_attributes any (key is fstart and value > '1000')", ["sh1"]),
    ("Shot where custom_attributes.configuration.key is fps", ["sh1", "sh2"]),
    # casts and subtypes
    ("Task where parent[Shot].name is sh010", ["t1", "t2"]),
    ("Task where parent[Folder].name is_not none", ["t4"]),
    ("Task where parent[Shot] has ()", ["t1", "t2", "t3"]),
    ("Context where bid > 5000", ["t2"]),
    ("Component where padding is 4", ["c2"]),
    ("Context where id is sh1", ["sh1"]),
    ("TypedContext where id is p1", []),
    # sub-queries
    ("Task where id in (select context_id from Timelog where duration < 1000)", ["t2"]),
    (
        f"Task where id not_in (select context_id from Timelog) and {MINE}",
        ["t3", "t4"],
    ),
    ("Shot where id in (select parent.id from Task where bid > 5000)", ["sh1"]),
    ("Task where id in (select notes.parent_id from Task)", ["t1"]),
    (
        "Task where parent.name in (select name from Shot where id is sh2)",
        ["t3"],
    ),
    (
        "Task where id in (select id from Task order by bid desc limit 1)",
        ["t2"],
    ),
    # computed values
    ("Task where time_logged > 3600", ["t1"]),
    ("Task where bid_time_logged_difference > 0", ["t2"]),
    ("AssetVersion where is_latest_version is True", ["v3"]),
    ("AssetVersion where project_id is p1", ["v1", "v2", "v3"]),
    ("AssetVersion where version > 1 and comment is x", ["v3"]),
    ("Note where project_id is p1", ["n1"]),
    # precedence and spelling
    (
        f"Task where name is anim or name is 'écume' and bid is 0 and {MINE}",
        ["t1", "t4"],
    ),
    ("Task where(name is 'anim'or name='écume')and bid=0", ["t4"]),
    ("Task where not name is anim and not bid is 0 and " + MINE, ["t2"]),
    # ordering and paging
    (f"Task where {MINE} order by name", ["t1", "t2", "t3", "t4"]),
    (f"Task where {MINE} order by name desc", ["t4", "t3", "t2", "t1"]),
    (f"Task where {MINE} order by start_date", ["t4", "t1", "t2", "t3"]),
    (f"Task where {MINE} order by start_date descending", ["t3", "t2", "t1", "t4"]),
    (f"Task where {MINE} order by parent.name, bid desc", ["t4", "t2", "t1", "t3"]),
    (f"Task where {MINE} order by type.name, id desc", ["t4", "t1", "t3", "t2"]),
    (f"Task where {MINE} order by timelogs.duration", ["t3", "t4", "t2", "t1"]),
    (f"Task where {MINE} order by time_logged desc, id", ["t1", "t2", "t3", "t4"]),
    (f"Task where {MINE} offset 1 limit 2", ["t2", "t3"]),
    (f"Task where {MINE} limit 3 offset 2 limit 1", ["t3"]),
    (f"Task where {MINE} limit 0", []),
]


@pytest.mark.parametrize(("expression", "keys"), FOUND)
def test_query_finds_rows(
    production: SiteClient, expression: str, keys: list[str]
) -> None:
    assert production.keys(expression) == keys


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        ("Nothing", "There is no entity type 'Nothing'"),
        ("Task where", "Expected"),
        ("Task where nme is x", "Task has no attribute 'nme'"),
        ("select nme from Task", "Task has no attribute 'nme'"),
        ("Task where name.first is x", "Task.name is no relation"),
        ("select name.first from Task", "Task.name is no relation"),
        ("Task where name any ()", "Task.name is no relation"),
        ("Task where bid is many", "Task.bid is a number"),
        ("Task where start_date > soon", "Task.start_date is a date"),
        ("User where is_active is perhaps", "User.is_active is true or false"),
        ("Task where timelogs is none", "Task.timelogs is a collection"),
        ("Task where link is x", "Task.link is put together by the server"),
        ("Task order by link", "Task.link is put together by the server"),
        ("Task where parent[Note].content is x", "cannot be cast to Note"),
        ("Task where parent[Nothing].name is x", "no entity type 'Nothing'"),
        ("select custom_attribute_links from Task", "cannot be selected"),
        ("Task where id in (select id, name from Task)", "exactly one attribute"),
    ],
)
def test_wrong_query_is_a_parse_error(
    production: SiteClient, expression: str, part: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        production.call(query(expression))
    assert refused.value.exception == "ParseError"
    assert refused.value.content.startswith(f"Failed to parse: {expression}")
    assert part in refused.value.content


def test_next_offset_is_null_on_the_last_page(production: SiteClient) -> None:
    pages = [
        production.call(query(f"Task where {MINE} offset {start} limit 2"))[0]
        for start in (0, 2)
    ]
    assert pages[0]["metadata"] == {"next": {"offset": 2}}
    assert pages[1]["metadata"] == {"next": {"offset": None}}


def test_thousand_keys_in_a_list(production: SiteClient) -> None:
    keys = ",".join([*(str(uuid4()) for _ in range(1000)), "t1"])
    assert production.keys(f"Task where id in ({keys})") == ["t1"]


def test_thousand_alternatives(production: SiteClient) -> None:
    pairs = [f'(parent_id is "x{n}"and key is "a")' for n in range(1000)]
    pairs.append('(parent_id is "t1"and key is "a")')
    (row,) = production.rows(f"Metadata where {' or '.join(pairs)}")
    assert row["value"] == "b"


def test_aggregates_are_grouped(strict_production: SiteClient) -> None:
    rows = strict_production.rows(
        f"select count(id), sum(bid), max(bid) from Task where {MINE} "
        "group by project_id"
    )
    assert rows == [
        {"count_id": 3, "sum_bid": 10800.0, "max_bid": 7200.0, "project_id": "p1"},
        {"count_id": 1, "sum_bid": 0.0, "max_bid": 0.0, "project_id": "p2"},
    ]


def test_aggregates_need_the_strict_interface(production: SiteClient) -> None:
    with pytest.raises(RefusedError, match="strict"):
        production.call(query("select count(id) from Task group by project_id"))
