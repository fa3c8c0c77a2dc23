from __future__ import annotations

import pytest

from ftrack_typed.language import (
    Aggregate,
    And,
    Comparison,
    LiteralValue,
    Membership,
    Not,
    Operator,
    Or,
    Ordering,
    Path,
    Quantified,
    Segment,
    Statement,
    parse,
    parse_clauses,
    parse_criterion,
    parse_projections,
    render,
    render_criterion,
    walk,
)


def _is(path: str, value: LiteralValue) -> Comparison:
    return Comparison(Path.of(path), Operator.IS, value)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("Project", Statement("Project")),
        (
            "select name, status.state.short from Task "
            "where status.state.short is NOT_STARTED limit 2",
            Statement(
                "Task",
                (Path.of("name"), Path.of("status.state.short")),
                _is("status.state.short", "NOT_STARTED"),
                limit=2,
            ),
        ),
        (
            'TypedContext where parent_id is "f9" and (name like "sh%" or not '
            "assignments any ()) order by name desc, id offset 20 limit 10",
            Statement(
                "TypedContext",
                criterion=And(
                    (
                        _is("parent_id", "f9"),
                        Or(
                            (
                                Comparison(Path.of("name"), Operator.LIKE, "sh%"),
                                Not(Quantified(Path.of("assignments"), "any")),
                            )
                        ),
                    )
                ),
                order_by=(Ordering(Path.of("name"), True), Ordering(Path.of("id"))),
                offset=20,
                limit=10,
            ),
        ),
        (
            "select thumbnail_url from AssetVersion where task[Task].type.name in "
            '("Animation", \'FX\') and date after "2024-01-01"',
            Statement(
                "AssetVersion",
                (Path.of("thumbnail_url"),),
                And(
                    (
                        Membership(
                            Path(
                                (
                                    Segment("task", "Task"),
                                    Segment("type"),
                                    Segment("name"),
                                )
                            ),
                            ("Animation", "FX"),
                        ),
                        Comparison(Path.of("date"), Operator.GREATER, "2024-01-01"),
                    )
                ),
            ),
        ),
        (
            "select id from Task where id not_in "
            "(select context_id from Timelog where user_id is u-1)",
            Statement(
                "Task",
                (Path.of("id"),),
                Membership(
                    Path.of("id"),
                    Statement(
                        "Timelog", (Path.of("context_id"),), _is("user_id", "u-1")
                    ),
                    negated=True,
                ),
            ),
        ),
        (
            "Note where author has (username is_not none)",
            Statement(
                "Note",
                criterion=Quantified(
                    Path.of("author"),
                    "has",
                    Comparison(Path.of("username"), Operator.IS_NOT, None),
                ),
            ),
        ),
        (
            'User where (memberships.group.name = "a" or is_active = True) '
            "and not email is None",
            Statement(
                "User",
                criterion=And(
                    (
                        Or(
                            (_is("memberships.group.name", "a"), _is("is_active", True))
                        ),
                        Not(_is("email", None)),
                    )
                ),
            ),
        ),
        (
            "select count(id), sum(bid) from Task group by project_id, status_id",
            Statement(
                "Task",
                (Aggregate("count", Path.of("id")), Aggregate("sum", Path.of("bid"))),
                group_by=(Path.of("project_id"), Path.of("status_id")),
            ),
        ),
    ],
)
def test_statements_of_every_kind_parse(text: str, statement: Statement) -> None:
    assert parse(text) == statement


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ('a is 1 or b is 2 and c is "x"', 'a is 1 or b is 2 and c is "x"'),
        ("(a is 1 or b is 2) and c is 3", "(a is 1 or b is 2) and c is 3"),
        ("a is 1 or (b is 2 and c is 3)", "a is 1 or b is 2 and c is 3"),
        ("(a is 1 and b is 2) and ((c is 3))", "a is 1 and b is 2 and c is 3"),
        ("not a is 1 and b is 2", "not a is 1 and b is 2"),
        ("not (a is 1 and b is 2)", "not (a is 1 and b is 2)"),
        ("not (a is 1)", "not a is 1"),
        ("not not a any ()", "not not a any ()"),
        ("NOT a IS 1 And b Not_In (2)", "not a is 1 and b not_in (2)"),
    ],
)
def test_not_binds_tighter_than_and_and_and_than_or(text: str, canonical: str) -> None:
    assert render_criterion(parse_criterion(text)) == canonical


@pytest.mark.parametrize(
    ("operator", "spellings"),
    [
        (Operator.IS, ["is", "="]),
        (Operator.IS_NOT, ["is_not", "!="]),
        (Operator.GREATER, [">", "after", "greater_than"]),
        (Operator.LESS, ["<", "before", "less_than", "BEFORE"]),
        (Operator.GREATER_OR_EQUAL, [">="]),
        (Operator.LESS_OR_EQUAL, ["<="]),
        (Operator.LIKE, ["like"]),
        (Operator.NOT_LIKE, ["not_like"]),
    ],
)
def test_the_spellings_of_an_operator_are_one(
    operator: Operator, spellings: list[str]
) -> None:
    for spelling in spellings:
        expected = Comparison(Path.of("a"), operator, "x")
        assert parse_criterion(f'a {spelling} "x"') == expected


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("none", None),
        ("None", None),
        ("null", None),
        ("Null", None),
        ("true", True),
        ("True", True),
        ("false", False),
        ("False", False),
        ('"none"', "none"),
        ("'True'", "True"),
        ("12", 12),
        ("-12", -12),
        ("1.50", 1.5),
        ("-0.25", -0.25),
        ("2018-05-25", "2018-05-25"),
        ("45b4130c-6af3-11eb-b477-169be7b6c453",) * 2,
        ("1e5", "1e5"),
        ("NOT_STARTED", "NOT_STARTED"),
        ("limit", "limit"),
        (r'"a \"b\" \'c\' \\ d"', r"""a "b" 'c' \ d"""),
        (r"'it\'s \"so\"'", 'it\'s "so"'),
        (r'"C:\path\new"', r"C:\path\new"),
        (r'"\\\\host"', r"\\host"),
        (r'"50\% a\_b"', r"50% a\_b"),
        ('"two\nlines\t"', "two\nlines\t"),
        ('"\U0001f600 é \x00"', "\U0001f600 é \x00"),
        ('""', ""),
    ],
)
def test_literals_have_their_value(literal: str, value: LiteralValue) -> None:
    criterion = parse_criterion(f"a is {literal}")
    assert isinstance(criterion, Comparison)
    assert criterion.value == value
    assert type(criterion.value) is type(value)


@pytest.mark.parametrize(
    ("literal", "pattern"),
    [
        (r'"50\%"', r"50\%"),
        (r'"a\_b%"', r"a\_b%"),
        (r'"\"\\\%"', r'"\\%'),
        (r'"\d"', r"\d"),
    ],
)
def test_patterns_keep_their_escapes(literal: str, pattern: str) -> None:
    for operator in (Operator.LIKE, Operator.NOT_LIKE):
        criterion = parse_criterion(f"a {operator.value} {literal}")
        assert criterion == Comparison(Path.of("a"), operator, pattern)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("id in (a-1,a-2)", ("a-1", "a-2")),
        ("id in(1, 2.5, None, true)", (1, 2.5, None, True)),
        ('id in ("")', ("",)),
        ("id in ()", ()),
        ("id in (select)", ("select",)),
        ("id in (select, from)", ("select", "from")),
    ],
)
def test_lists_hold_literals(text: str, choices: tuple[LiteralValue, ...]) -> None:
    assert parse_criterion(text) == Membership(Path.of("id"), choices)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (
            'Task where (parent_id is "p1"and key is "k1")or(a="b"and b=\'c\')',
            'Task where parent_id is "p1" and key is "k1" or a is "b" and b is "c"',
        ),
        ("Task where(a>=-1)limit 3", "Task where a >= -1 limit 3"),
        ("Task\n\twhere a is 1\n\torder  by\na", "Task where a is 1 order by a"),
        ("SELECT name FROM Task WHERE a IS 1", "select name from Task where a is 1"),
        ("Task where a any(b is 1)", "Task where a any (b is 1)"),
        ("Task where a . b [ C ] . d = 1", "Task where a.b[C].d is 1"),
        ("Task order by a ASC, b Descending", "Task order by a, b desc"),
    ],
)
def test_whitespace_and_case_of_keywords_are_free(text: str, same: str) -> None:
    assert render(parse(text)) == same


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (
            'Task where name is " " limit 7 offset 2 offset 3 limit 5',
            'Task where name is " " offset 3 limit 5',
        ),
        (
            "Task limit 1 order by a where a is 1 group by b order by c where d is 2 "
            "group by e",
            "Task where d is 2 group by e order by c limit 1",
        ),
        (
            "Task where id in (select a from B limit 1 limit 2) limit 3",
            "Task where id in (select a from B limit 2) limit 3",
        ),
    ],
)
def test_clauses_come_in_any_order_and_the_last_of_a_kind_wins(
    text: str, same: str
) -> None:
    assert render(parse(text)) == same


@pytest.mark.parametrize(
    "text",
    [
        "select from, to from TypedContextLink",
        "select group from Setting where group is none group by group order by group",
        "select from from from where where is 1 limit 1",
        "Setting where not is 1 and not.a is 1 and not any (and is 1 or or is 2)",
        "Setting where not is is 1 or not in in (1) or not any any ()",
        "Setting where not not in (1) and not[Shot].is is none",
        "Setting where limit is 5 order by limit desc, desc, asc desc limit 5",
        "select count, sum(sum), max.min from Task",
    ],
)
def test_attributes_may_be_called_like_keywords(text: str) -> None:
    assert render(parse(text)) == text


def test_nodes_know_where_they_stood() -> None:
    text = "select a, b.c from Task where d any (e is 1) and f in (2)"
    statement = parse(text)
    assert statement.position == text.index("Task")
    places = [path.position for _, path in walk(statement)]
    assert places == [
        text.index(name) for name in ("a,", "b.c", "d any", "e is", "f in")
    ]
    assert isinstance(statement.criterion, And)
    conjunct = statement.criterion.operands[1]
    assert isinstance(conjunct, Membership)
    assert conjunct.position == text.index("f in")


def test_paths_are_visited_from_the_type_they_start_from() -> None:
    statement = parse(
        "select count(id) from Task where not timelogs any (user has (email is 1)) "
        "or project_id in (select id from Project where name is 1) "
        "group by type.name order by bid"
    )
    visited = [(type_name, _dotted(path)) for type_name, path in walk(statement)]
    assert visited == [
        ("Task", "id"),
        ("Task", "timelogs"),
        ("Task", "timelogs.user"),
        ("Task", "timelogs.user.email"),
        ("Task", "project_id"),
        ("Project", "id"),
        ("Project", "name"),
        ("Task", "type.name"),
        ("Task", "bid"),
    ]


def _dotted(path: Path) -> str:
    return ".".join(segment.name for segment in path.segments)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", "Task"),
        ("  ", "Task"),
        ("where bid > 3 order by name limit 5",) * 2,
        ("limit 5",) * 2,
        ("select name from Task where bid > 3", None),
    ],
)
def test_clauses_complete_a_type(text: str, whole: str | None) -> None:
    expected = text if whole is None else f"Task {text}"
    assert parse_clauses("Task", text) == parse(expected)


def test_projections_parse_alone() -> None:
    assert parse_projections("a, b.c[Shot].d") == (
        Path.of("a"),
        Path((Segment("b"), Segment("c", "Shot"), Segment("d"))),
    )


def test_nesting_as_deep_as_the_limit_parses() -> None:
    statement = parse(f"Task where {'(' * 100}a is 1{')' * 100}")
    assert statement.criterion == _is("a", 1)
    sub_query = "a in (select a from T where " * 100 + "a is 1" + ")" * 100
    assert render_criterion(parse_criterion(sub_query)) == sub_query
