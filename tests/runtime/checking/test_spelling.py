"""Which texts the expressions of a program make, and where each character stands."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.checking import Place, SpelledText, Speller


def spelled(source: str) -> SpelledText | None:
    """Return the text that *source*, an expression, makes."""
    # In parentheses, as expressions of several lines are.
    whole = f"({source})"
    return Speller(whole).spell(ast.parse(whole, mode="eval").body)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("'Task where bid > 3'", "Task where bid > 3"),
        (r"'name is \"\x61\u00e9\" \\'", 'name is "aé" \\'),
        (r"r'name like \"50\%\"'", r"name like \"50\%\""),
        ('u\'Task\' """ where\nbid > 3"""', "Task where\nbid > 3"),
        ("'Task '  # all\n  'where ' \\\n 'bid > 3'", "Task where bid > 3"),
        ("'Task \\\nwhere'", "Task where"),
        ("f'name is \"{name}\" or bid > {1 + 2:>{4}}'", 'name is "?" or bid > ?'),
        ("f'{{}} {d[\"}\"]} {f(lambda: 3)!r:>10}'", "{} ? ?"),
        ("rf'\\d{x}' 'a{b}'", "\\d?a{b}"),
        ("f'{a}' f'{b}'", "??"),
        ("'name is \"{}\" {{}} {0[a]!r:>{1}}'.format(a, b)", 'name is "?" {} ?'),
        (
            '\'name is "%s" and bid > %(x)05.2f and a like "b%%"\' % y',
            'name is "?" and bid > ? and a like "b%"',
        ),
        ("'Task where name is \"' + name + '\"'", 'Task where name is "?"'),
        ("'a' + f'{b}' + c", "a??"),
        ("'Task where %s' % ('x' + y)", "Task where ?"),
        ("''", ""),
    ],
)
def test_text_of_an_expression_has_a_hole_for_what_is_put_in(
    source: str, text: str
) -> None:
    found = spelled(source)

    assert found is not None
    holes = tuple(at for at, char in enumerate(text) if char == "?")
    assert found.text.text == text.replace("?", "0")
    assert found.text.holes == holes


@pytest.mark.parametrize(
    "source",
    ["name", "b'Task'", "f()", "3", "'a' * 3", "'50%' % x", "a + b", "'{' .format(x)"],
)
def test_what_is_not_known_to_be_a_text_is_none(source: str) -> None:
    assert spelled(source) is None


def test_a_constant_is_read_where_it_is_defined() -> None:
    source = "QUERY = 'Task where '\nsession.query(QUERY + 'bid > 3')\n"
    module = ast.parse(source)
    (constant, call) = module.body
    assert isinstance(constant, ast.Assign)
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    known = {"QUERY": constant.value}
    found = Speller(source).spell(call.value.args[0], lambda name: known.get(name.id))

    assert found is not None
    assert found.text.text == "Task where bid > 3"
    assert (found.place(0), found.place(11)) == (Place(1, 10), Place(2, 24))


def test_places_count_characters_whatever_the_line_ends_with() -> None:
    source = "x = 1\r\ny = 'é', 'Task'\r\n"
    module = ast.parse(source)
    assert isinstance(module.body[1], ast.Assign)
    pair = module.body[1].value
    assert isinstance(pair, ast.Tuple)
    found = Speller(source).spell(pair.elts[1])

    assert found is not None
    assert (found.place(0), found.end(4)) == (Place(2, 11), Place(2, 15))


_PREFIXES = ["", "r", "f", "rf", "F", "u", "R"]
_BODIES = st.lists(
    st.sampled_from(
        [
            "a",
            "Task ",
            "é",
            "\\n",
            "\\'",
            '\\"',
            "\\x41",
            "\\N{DIGIT ONE}",
            "{{",
            "}}",
            "{x}",
            "{x!r:>{y}}",
            "\\\\",
            "\\d",
            "%",
            "\U0001f600",
            "\n",
        ]
    ),
    max_size=6,
)


@st.composite
def literals(draw: st.DrawFn) -> str:
    """Draw literals side by side, of which Python may refuse some."""
    found: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        quote = draw(st.sampled_from(["'''", '"""', "'", '"']))
        body = "".join(draw(_BODIES))
        found.append(f"{draw(st.sampled_from(_PREFIXES))}{quote}{body}{quote}")
    return draw(st.sampled_from([" ", "\n", "  # why\n "])).join(found)


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@given(literals())
def test_a_literal_is_read_as_python_reads_it(source: str) -> None:
    try:
        node = ast.parse(f"({source})", mode="eval").body
    except SyntaxError:
        return
    found = spelled(source)

    assert found is not None
    expected = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(
        str(part.value) if isinstance(part, ast.Constant) else "0" for part in expected
    )
    assert found.text.text == text
    lines = f"({source})".split("\n")
    for offset, char in enumerate(found.text.text):
        place = found.place(offset)
        there = lines[place.line - 1][place.column - 1 :]
        assert there[:1] in (char, "\\", "{") or (there == "" and char == "\n")
