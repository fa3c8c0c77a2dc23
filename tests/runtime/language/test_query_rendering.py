from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path as FilePath
from typing import cast

import pytest

import ftrack_typed.language
from ftrack_typed.language import (
    Comparison,
    Criterion,
    LiteralValue,
    Membership,
    Not,
    Operator,
    Path,
    Segment,
    Statement,
    escape_like,
    parse_criterion,
    render,
    render_criterion,
    render_literal,
    render_path,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "True"),
        (False, "False"),
        (3, "3"),
        (-3, "-3"),
        (0.5, "0.5"),
        (3.0, "3.0"),
        (1e22, "10000000000000000000000.0"),
        (-1.5e-7, "-0.00000015"),
        ('say "hi"', r'"say \"hi\""'),
        ("it's", '"it\'s"'),
        (r"a\b", r'"a\\b"'),
        ("100%", '"100%"'),
        ("a\nb", '"a\nb"'),
    ],
)
def test_values_are_written_so_that_they_stay_values(
    value: LiteralValue, text: str
) -> None:
    assert render_literal(value) == text


@pytest.mark.parametrize("value", [5e-324, 1.7976931348623157e308, 0.1, -0.0, 1e16])
def test_floats_keep_every_digit_without_an_exponent(value: float) -> None:
    text = render_literal(value)
    assert "e" not in text
    assert repr(float(text)) == repr(value)


def test_escapes_of_patterns_are_written_as_they_are() -> None:
    pattern = f"{escape_like('50%_a')}%"
    criterion = Comparison(Path.of("name"), Operator.LIKE, pattern)
    assert render_criterion(criterion) == r'name like "50\%\_a%"'


def test_a_backslash_in_a_pattern_does_not_escape_the_wildcard_after_it() -> None:
    criterion = Comparison(Path.of("name"), Operator.LIKE, escape_like("\\") + "%")
    assert render_criterion(criterion) == r'name like "\\\\%"'
    assert parse_criterion(render_criterion(criterion)) == criterion


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (float("nan"), '"parent.bid": A query cannot hold the number nan'),
        (float("inf"), '"parent.bid": A query cannot hold the number inf'),
        (
            "a\ud800",
            r'"parent.bid": The text has a lone surrogate \(U\+D800\) at offset 1',
        ),
    ],
)
def test_values_without_a_text_are_refused_with_the_path(
    value: float | str, message: str
) -> None:
    path = Path.of("parent.bid")
    with pytest.raises(ValueError, match=message):
        render_criterion(Comparison(path, Operator.IS, value))
    with pytest.raises(ValueError, match=message):
        render_criterion(Membership(path, (1, value)))


def test_values_of_other_types_are_refused() -> None:
    # As code that no type checker has seen may do.
    value = cast(LiteralValue, dt.date(2020, 1, 1))
    with pytest.raises(TypeError, match=r'"day": .* of type date'):
        render_criterion(Comparison(Path.of("day"), Operator.IS, value))


_HOSTILE = ["", "a b", 'x") or (1', "a.b", "1a", "a-b", "ä", "a\n", "a,b", "a]"]


@pytest.mark.parametrize("name", _HOSTILE)
def test_names_cannot_become_syntax(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of an attribute"):
        render_path(Path((Segment(name),)))
    with pytest.raises(ValueError, match="cannot be the name of an entity type"):
        render_path(Path((Segment("a", name),)))
    with pytest.raises(ValueError, match="cannot be the name of an entity type"):
        render(Statement(name))


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (Statement("Task", limit=-1), "limit of a query cannot be negative: -1"),
        (Statement("Task", offset=-2), "offset of a query cannot be negative: -2"),
        (Statement("Select"), "'Select' can be queried with projections only"),
        (
            Statement("A", criterion=Membership(Path.of("b"), Statement("C"))),
            "sub-query of b must say which attribute of C",
        ),
    ],
)
def test_statements_without_a_text_are_refused(
    statement: Statement, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        render(statement)


def test_nesting_deeper_than_the_limit_is_refused() -> None:
    criterion: Criterion = Comparison(Path.of("a"), Operator.IS, 1)
    for _ in range(100):
        criterion = Not(criterion)
    assert parse_criterion(render_criterion(criterion)) == criterion
    with pytest.raises(ValueError, match="nested deeper than 100 levels"):
        render_criterion(Not(criterion))


def test_a_criterion_of_a_foreign_class_is_refused() -> None:
    class Foreign(Criterion):
        pass

    with pytest.raises(TypeError, match="A Foreign is not a criterion"):
        render_criterion(Foreign())


def test_importing_the_language_loads_neither_dependencies_nor_the_parser() -> None:
    root = FilePath(ftrack_typed.language.__file__).parents[2]
    program = (
        f"import sys; sys.path.insert(0, {str(root)!r}); import ftrack_typed.language; "
        "late = {'cattrs', 'urllib3', 'orjson', 'decimal', "
        "'ftrack_typed.language.parser'}; print(late & set(sys.modules)); "
        "from ftrack_typed.language import parse"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert output.strip() == "set()"


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'parsed'"):
        _ = getattr(ftrack_typed.language, "parsed")  # noqa: B009
