"""Queries that ask for more than a database can do, or for very much at once."""

from __future__ import annotations

import orjson
import pytest

from support.site import RefusedError, SiteClient, query


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        (f"Task where {'parent.' * 50}name is x", "More than 40 relations"),
        (f"Task order by {'parent.' * 50}name", "More than 40 relations"),
        (f"Task where name like '{'%a' * 3000}'", "more than 5000 characters"),
        (
            f"Task where id in ({','.join(f'a{n}' for n in range(50_001))})",
            "more than 50000 values",
        ),
        (
            "Task order by "
            + ", ".join(f"{'parent.' * (n % 10)}{name}" for n in range(10)
                        for name in ("id", "name", "created_at", "parent_id",
                                     "project_id", "context_type", "thumbnail_id")),
            "by 64 attributes at most",
        ),
    ],
)  # fmt: skip
def test_what_no_database_can_do_is_a_parse_error(
    production: SiteClient, expression: str, part: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        production.call(query(expression))
    assert refused.value.exception == "ParseError"
    assert part in refused.value.content


def test_deep_nesting_is_answered_or_refused(production: SiteClient) -> None:
    # It depends on the database and its version how deep is too deep.
    expression = f"Task where {'children any (' * 12}name is x{')' * 12}"
    answer = orjson.loads(production.post(orjson.dumps([query(expression)])).data)
    if isinstance(answer, dict):
        assert answer["exception"] == "ParseError"
        assert "nested too deeply for the database" in answer["content"]
    else:
        assert answer[0]["data"] == []


def test_repeated_sort_keys_cost_nothing(production: SiteClient) -> None:
    keys = ", ".join(f"{'parent.' * (n % 8)}name" for n in range(600))
    assert production.keys(f"Task where id in (t1, t2) order by {keys}") == ["t1", "t2"]


@pytest.mark.parametrize(
    "expression",
    [
        "select id from Task where start_date in ({})",
        "select key from ContextCustomAttributeValue where value in ({})",
        "select id from User where is_active in ({})",
    ],
)
def test_thousands_of_literals_are_one_list(
    production: SiteClient, expression: str
) -> None:
    moments = [f"'2020-01-{day:02}T{hour:02}:00:{second:02}'" for day in range(1, 29)
               for hour in range(24) for second in range(7)]  # fmt: skip
    literals = ["true", "false"] * 3000 if "is_active" in expression else moments
    production.rows(expression.format(",".join(literals)))
