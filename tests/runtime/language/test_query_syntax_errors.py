from __future__ import annotations

import pytest

from ftrack_typed.language import (
    QuerySyntaxError,
    parse,
    parse_clauses,
    parse_criterion,
    parse_projections,
)


@pytest.mark.parametrize(
    ("text", "position", "expected", "found"),
    [
        ("", 0, '"select" or the name of an entity type', "end of text"),
        ("1Task", 0, '"select" or the name of an entity type', '"1Task"'),
        ("select", 6, "the name of an attribute", "end of text"),
        ("select name", 11, '"," or "from"', "end of text"),
        ("select * from Task", 7, "the name of an attribute", '"*"'),
        ("select a, from Task", 15, '"," or "from"', '"Task"'),
        ("select a.b. from T", 17, '"," or "from"', '"T"'),
        ("select name from", 16, "the name of an entity type", "end of text"),
        ("select count(id from Task", 16, '")"', '"from"'),
        ("select a[Shot from Task", 14, '"]"', '"from"'),
        ("Task where", 10, "the name of an attribute", "end of text"),
        ("Task where name", 15, "an operator", "end of text"),
        ("Task where name not in (1)", 16, "an operator", '"not"'),
        ("Task where name is", 18, "a value", "end of text"),
        ("Task where name == 1", 17, "a value", '"="'),
        ("Task where name is (1)", 19, "a value", '"("'),
        ("Task where a is 1 and", 21, "the name of an attribute", "end of text"),
        ("Task where a is 1 b is 2", 18, '"and", "or", "where",', '"b"'),
        ("Task where a is not none", 20, '"and", "or", "where",', '"none"'),
        ("Task where (a is 1", 18, '"and", "or" or ")"', "end of text"),
        ("Task where a is 1)", 17, '"and", "or", "where",', '")"'),
        ("Task where a any b", 17, '"("', '"b"'),
        ("Task where a in 1", 16, '"("', '"1"'),
        ("Task where a in (1 2)", 19, '"," or ")"', '"2"'),
        ("Task where a in (1,)", 19, "a value", '")"'),
        ("Task where a in (select b)", 25, '"," or "from"', '")"'),
        ("Task where a in (select b from C limit 1, 2)", 40, '"where",', '","'),
        ("Task where a is a@b", 17, '"and", "or", "where",', '"@"'),
        ("Task were a is 1", 5, '"where",', '"were"'),
        ("Task order name", 11, '"by"', '"name"'),
        ("Task order by a b", 16, '",", "where",', '"b"'),
        ("Task limit", 10, "a whole number", "end of text"),
        ("Task limit -1", 11, "a whole number", '"-1"'),
        ("Task offset 1.5", 12, "a whole number", '"1.5"'),
        ('Task where a is "b', 18, 'the closing " of the string at position 16', "end"),
        ("Task where a is 'b\" ", 20, "the closing ' of the string", "end of text"),
        ('Task where a is "b\\"', 20, 'the closing " of the string', "end of text"),
        ('Task "x"', 5, '"where",', 'the string "x"'),
        (f"Task where a is {'9' * 400}.0", 16, "a number of fewer digits", '"999'),
        (f"Task where {'(' * 101}", 111, "at most 100 levels of nesting", '"("'),
        (f"Task where {'not ' * 9999}", 411, "at most 100 levels of nesting", '"not"'),
        (f"T where {'a any (' * 101}", 714, "at most 100 levels of nesting", '"("'),
    ],
)
def test_an_error_says_where_and_what_was_expected(
    text: str, position: int, expected: str, found: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(text)
    error = caught.value
    assert (error.text, error.position) == (text, position)
    assert error.expected.startswith(expected)
    assert error.found.startswith(found)


def test_the_message_shows_the_place() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse('Task where (name is "x" or bid is 3 !')
    assert str(caught.value) == (
        'Expected "and", "or" or ")" at position 36, found "!":\n'
        '  Task where (name is "x" or bid is 3 !\n'
        "                                      ^"
    )


def test_the_message_shows_only_the_line_at_fault() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse("Task\nwhere\tname\tas 1\nlimit 3")
    message = str(caught.value)
    assert message.splitlines()[1:] == ["  where name as 1", "             ^"]


def test_the_message_shows_only_the_neighbourhood_in_a_long_line() -> None:
    keys = ", ".join(str(number) for number in range(1000))
    with pytest.raises(QuerySyntaxError) as caught:
        parse(f"Task where id in ({keys} 1000, {keys})")
    line, caret = str(caught.value).splitlines()[1:]
    assert len(line) < 90
    assert line.startswith("  ...")
    assert line.endswith("...")
    assert line[caret.index("^") :].startswith("1000,")


def test_a_criterion_ends_where_its_text_does() -> None:
    with pytest.raises(QuerySyntaxError, match='"and", "or" or end of text at') as e:
        parse_criterion("a is 1 limit 3")
    assert e.value.position == 7


def test_projections_end_where_their_text_does() -> None:
    with pytest.raises(QuerySyntaxError, match='"," or end of text at position 2'):
        parse_projections("a b")
    with pytest.raises(QuerySyntaxError, match="name of an attribute at position 0"):
        parse_projections("")


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("select name from Shot", 17, 'the entity type "Task"'),
        ("bid > 3", 0, '"where",'),
        ("Task where bid > 3", 0, '"where",'),
    ],
)
def test_clauses_refuse_what_is_not_about_their_type(
    text: str, position: int, expected: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse_clauses("Task", text)
    assert caught.value.position == position
    assert caught.value.expected.startswith(expected)
