"""Literals drawn by Hypothesis, near the values that they are compared with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

from hypothesis import strategies as st

from ftrack_typed.language import LiteralValue, Operator
from support.value_pools import DAYS, NAMES, TAGS, TIMES

Draw: TypeAlias = st.DrawFn

LIKES = [Operator.LIKE, Operator.NOT_LIKE]
_TRUTHS: list[LiteralValue] = [True, False, "true", "False", "1", 0]


def draw_literal(
    draw: Draw, kind: str, pool: list[object], how: Operator
) -> LiteralValue:
    if draw(st.integers(0, 11)) == 0:
        return None
    if kind == "variable":
        value = draw(st.sampled_from(pool)) if pool else 5
        kind = _kind_of_value(value)
        pool = [value] if value is not None else []
    if how in LIKES:
        return _pattern(draw, kind, pool)
    match kind:
        case "boolean":
            return draw(st.sampled_from(_TRUTHS))
        case "datetime":
            return _date(draw, pool)
        case "number":
            return _number(draw, pool)
        case "list":
            return draw(st.sampled_from(TAGS)).swapcase()
        case "key":
            return str(draw(st.sampled_from([*pool, "nothing"])))
        case _:
            return _text(draw, pool)


def _number(draw: Draw, pool: list[object]) -> LiteralValue:
    value = draw(st.sampled_from([*pool, 0, 1, 2.5, -3]))
    assert isinstance(value, (int, float))
    near = value + draw(st.sampled_from([0, 0, 0.5, -1]))
    return repr(near) if draw(st.booleans()) else near


def _text(draw: Draw, pool: list[object]) -> str:
    text = str(draw(st.sampled_from([*pool, draw(st.sampled_from(NAMES))])))
    return draw(st.sampled_from([text, text.upper(), text.lower()]))


def _pattern(draw: Draw, kind: str, pool: list[object]) -> str:
    if kind == "datetime":
        moment = draw(st.sampled_from(DAYS)) + draw(st.sampled_from(TIMES))
        text = moment.replace(microsecond=0).isoformat()
    elif kind == "key":
        text = str(draw(st.sampled_from([*pool, "nothing"])))
    else:
        text = _text(draw, pool)
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    inner = list(text[start:end])
    for place, char in enumerate(inner):
        if draw(st.integers(0, 4)) == 0:
            inner[place] = draw(st.sampled_from(["_", f"\\{char}", "%", "\\"]))
    before, after = draw(st.sampled_from([("%", "%"), ("", "%"), ("%", ""), ("", "")]))
    return before + "".join(inner) + after


def _date(draw: Draw, pool: list[object]) -> str:
    value = draw(st.sampled_from([*pool, draw(st.sampled_from(DAYS))]))
    assert isinstance(value, datetime)
    value += draw(st.sampled_from([timedelta(), timedelta(), timedelta(seconds=1)]))
    form = draw(st.integers(0, 4))
    if form == 0:
        return value.date().isoformat()
    if form == 1:
        return value.replace(microsecond=0).isoformat(" ")
    if form == 2:
        return f"{(value + timedelta(hours=2)).isoformat()}+02:00"
    if form == 3:
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat()


def _kind_of_value(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        return "list"
    return "datetime" if isinstance(value, datetime) else "text"
