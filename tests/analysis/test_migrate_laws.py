"""What holds for every script: it stays Python, keeps its comments, and rests."""

from __future__ import annotations

import ast
import io
import tokenize

from hypothesis import given, settings
from hypothesis import strategies as st

from ftrack_typed_analysis.migrate import Options, migrate_source
from support.endurance import times
from support.migration import STUDIO

VALUES = st.sampled_from(
    [
        "x",
        '"text"',
        "3.0",
        "shot",
        "task['name']",
        "pick(\n    a,  # inside\n    b,\n)",
        'f"{x}_{y}"',
        '"%s" % x',
        "None",
        "[session.get('Task', k) for k in keys]",
    ]
)
KEYS = st.sampled_from(["'name'", '"bid"', "'nam'", "key", "'parent'", "'id'"])
SPACES = st.sampled_from([" ", "\n    ", "  # why\n    ", "\n    # said\n\n    "])
TEXTS = st.sampled_from(
    [
        "'Task'",
        "'Tusk'",
        "f'Task where name is \"{name}\" and bid > 3'",
        "'Task where name is \"%s\"' % name",
        "'select name from Task where parent[Shot].name like \"{}%\"'.format(name)",
        "'Task where id in ({0})'.format(', '.join(ids))",
        "('Task '  # those\n 'where bid > 3 '  # long\n f'and name is \"{name}\"')",
        "'Task where not (name is \"{{\" or bid in (1, 2)) order by name desc limit 3'",
        "f'Task where {criterion}'",
        "'Task where created_at > \"2024-01-01\"'",
        "text",
        r"'Task where name is \"a\'b\"'",
        "'Task where name is \\'' + name + '\\''",
    ]
)


@st.composite
def mappings(draw: st.DrawFn) -> str:
    items = draw(st.lists(st.tuples(KEYS, VALUES, SPACES), max_size=3))
    start = draw(SPACES)
    inner = "".join(f"{key}: {value},{space}" for key, value, space in items)
    return f"{{{start}{inner}}}"


@st.composite
def statements(draw: st.DrawFn) -> str:
    call = draw(
        st.one_of(
            st.builds(
                "session.create({}{}{})".format,
                st.sampled_from(
                    ["'Task',", "'Timelog',", "kind,", "'Task',  # which\n    "]
                ),
                SPACES,
                mappings(),
            ),
            st.builds("session.query({})".format, TEXTS),
            st.builds("session.query({}).first()".format, TEXTS),
            st.builds("session.ensure('Task', {}, ['name'])".format, mappings()),
            st.just("ftrack_api.Session(url, key, auto_connect_event_hub=True)"),
            st.just("session.get('Task', key)"),
            st.just("task['status']['name']"),
        )
    )
    before = draw(st.sampled_from(["", "task = ", "return ", "del x; y = "]))
    after = draw(st.sampled_from(["", "  # behind", "; more()"]))
    return f"{before}{call}{after}"


@st.composite
def scripts(draw: st.DrawFn) -> str:
    head = draw(
        st.sampled_from(
            [
                "import ftrack_api  # the client\n",
                '"""Doc."""\n# top\nimport os, ftrack_api\n\n\n',
                "# only\n",
                "from ftrack_api.session import Session as S, Session\n",
                "from studio_schema import (\n    Task,  # ours\n)\n",
                "class Task:\n    pass\nimport ftrack_api.exception\n",
            ]
        )
    )
    lines = draw(st.lists(statements(), min_size=1, max_size=4))
    indented = "".join("    " + line.replace("\n", "\n    ") + "\n" for line in lines)
    handler = draw(
        st.sampled_from(
            [
                "",
                "    try:\n        x\n    except ftrack_api.exception.ServerError:\n"
                "        pass  # so what\n",
            ]
        )
    )
    return f"{head}def f(session, name):\n{indented}{handler}# end\n"


def comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sorted(
        token.string
        for token in tokens
        if token.type == tokenize.COMMENT and "ftrack-typed:" not in token.string
    )


@given(
    script=scripts(),
    options=st.builds(
        Options, queries=st.sampled_from(["dsl", "text"]), attributes=st.booleans()
    ),
)
@settings(max_examples=times(15, at_length=60))
def test_what_comes_out_is_python_with_all_comments_and_comes_out_again(
    script: str, options: Options
) -> None:
    ast.parse(script)
    migrated = migrate_source(script, STUDIO, options)
    again = migrate_source(migrated.after, STUDIO, options)

    ast.parse(migrated.after)
    assert comments(migrated.after) == comments(script)
    assert again.after == migrated.after
    assert again.remarks == migrated.rest
