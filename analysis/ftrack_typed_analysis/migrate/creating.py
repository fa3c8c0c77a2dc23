"""Rewriting what a session is given values by: create, ensure, get, populate."""

from __future__ import annotations

from typing import TypeVar, cast

import libcst as cst

from .texts import literal_text
from .work import LeftError, Work, argument, arguments, code

N = TypeVar("N", bound=cst.CSTNode)

_UNTYPED = "it works as it is, and is not checked"


def rewrite_create(work: Work, call: cst.Call) -> cst.Call:
    """Return ``session.create("Task", {"name": x})`` with class and keywords.

    Raises:
        LeftError: type or values are only known when it runs, or the schema lacks a
            name.
    """
    given = arguments(call, ("entity_type", "data", "reconstructing"))
    if "reconstructing" in given:
        raise LeftError("an entity that exists is fetched here, never reconstructed")
    entity_type = _type(work, given.get("entity_type"))
    data = given.get("data")
    if data is None:
        return call.with_changes(args=[argument(_class(work, entity_type))])
    values = _values(work, entity_type, data)
    if not values:
        return call.with_changes(args=[argument(_class(work, entity_type))])
    return _with_keywords(
        work, call, [argument(_class(work, entity_type), last=False)], data, values
    )


def rewrite_get(work: Work, call: cst.Call) -> cst.Call:
    """Return ``session.get("Task", key)`` as ``session.get(Task, key)``.

    Raises:
        LeftError: the type is only known when it runs, or is not in the schema.
    """
    given = arguments(call, ("entity_type", "entity_key"))
    entity_type = _type(work, given.get("entity_type"))
    if any(arg.keyword is not None for arg in call.args):
        if "entity_key" not in given:
            raise LeftError("it has no key")
        cls = _class(work, entity_type)
        return call.with_changes(
            args=[argument(cls, last=False), argument(given["entity_key"])]
        )
    first = call.args[0].with_changes(value=_class(work, entity_type))
    return call.with_changes(args=[first, *call.args[1:]])


def rewrite_ensure(work: Work, call: cst.Call, *, used: bool) -> cst.BaseExpression:
    """Return ``session.ensure("User", {...}, ["username"])`` with keywords.

    The attributes that tell the entity apart come before the values, and the entity is
    a part of what is returned. The official client commits by itself; the caller has to
    add that.

    Args:
        work: the pass.
        call: the call.
        used: whether its value is used.

    Raises:
        LeftError: type, values or keys are only known when it runs.
    """
    given = arguments(call, ("entity_type", "data", "identifying_keys"))
    data = given.get("data")
    if data is None:
        raise LeftError("it has no values")
    entity_type = _type(work, given.get("entity_type"))
    values = _values(work, entity_type, data)
    keys = _keys(given.get("identifying_keys")) or [key for key, _ in values]
    known = {key for key, _ in values}
    if not keys or not known.issuperset(keys):
        raise LeftError("the keys that tell the entity apart have no values")
    cls = code(_class(work, entity_type))
    paths = [f"{cls}.{work.studio.python_name(key)}" for key in keys]
    identifying = f"({', '.join(paths)})" if len(paths) > 1 else paths[0]
    rewritten = _with_keywords(
        work,
        call,
        [
            argument(cst.Name(cls), last=False),
            argument(cst.parse_expression(identifying), last=False),
        ],
        data,
        values,
    )
    return cst.Attribute(rewritten, cst.Name("entity")) if used else rewritten


def rewrite_populate(call: cst.Call) -> cst.Call:
    """Return ``session.populate(...)`` with its arguments by place.

    Raises:
        LeftError: they are only known when it runs.
    """
    given = arguments(call, ("entities", "projections"))
    if not any(arg.keyword is not None for arg in call.args):
        return call
    values = [given[name] for name in ("entities", "projections") if name in given]
    return call.with_changes(
        args=[argument(value, last=value is values[-1]) for value in values]
    )


def _type(work: Work, node: cst.BaseExpression | None) -> str:
    """Return the entity type that *node*, a literal, names.

    Raises:
        LeftError: it is none, or the schema lacks it.
    """
    text = None if node is None else literal_text(node)
    if text is None:
        raise LeftError(
            f"the entity type is only known when it runs; {_UNTYPED}", by_hand=False
        )
    if not work.studio.has(text):
        raise LeftError(work.studio.missing_type(text))
    return text


def _class(work: Work, entity_type: str) -> cst.Name:
    name = work.studio.class_name(entity_type)
    return cst.Name(work.imports.name(work.studio.package, name))


def _values(
    work: Work, entity_type: str, data: cst.BaseExpression
) -> list[tuple[str, cst.DictElement]]:
    """Return the elements of *data*, a literal mapping, by wire name.

    Raises:
        LeftError: it is none, has keys that are no literals, or that the type lacks.
    """
    if not isinstance(data, cst.Dict):
        raise LeftError(
            f"the values are only known when it runs; {_UNTYPED}", by_hand=False
        )
    found: list[tuple[str, cst.DictElement]] = []
    for element in data.elements:
        key = None
        if isinstance(element, cst.DictElement):
            key = literal_text(element.key)
        if key is None or not isinstance(element, cst.DictElement):
            raise LeftError(
                f"a key is only known when it runs; {_UNTYPED}", by_hand=False
            )
        if work.studio.attribute(entity_type, key) is None:
            raise LeftError(work.studio.missing(entity_type, key))
        if work.studio.is_computed(entity_type, key):
            raise LeftError(
                f"{entity_type}.{key} is computed by the server, which ftrack_api "
                "leaves to be found out there: take it away"
            )
        found.append((key, element))
    if len({key for key, _ in found}) < len(found):
        raise LeftError("a key is there twice, of which the last counts")
    return found


def _keys(node: cst.BaseExpression | None) -> list[str]:
    """Return the texts in *node*, a literal list; none if there is none.

    Raises:
        LeftError: it is something else.
    """
    if node is None or (isinstance(node, cst.Name) and node.value == "None"):
        return []
    if not isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        raise LeftError("the keys that tell the entity apart are only known later")
    keys = [literal_text(element.value) for element in node.elements]
    if None in keys:
        raise LeftError("the keys that tell the entity apart are only known later")
    return [key for key in keys if key is not None]


def _with_keywords(
    work: Work,
    call: cst.Call,
    first: list[cst.Arg],
    data: cst.BaseExpression,
    values: list[tuple[str, cst.DictElement]],
) -> cst.Call:
    """Return *call* with *first* and then *values* as keywords, laid out as they were.

    A comment that stands where an argument has no place for one is lost.
    """
    assert isinstance(data, cst.Dict)
    keywords = [
        argument(element.value, work.studio.python_name(key)).with_changes(
            comma=element.comma
        )
        for key, element in values
    ]
    opening = data.lbrace.whitespace_after
    before = call.whitespace_before_args
    inside = data.rbrace.whitespace_before
    last = call.args[-1]
    is_tall = isinstance(opening, cst.ParenthesizedWhitespace)
    excess = _indentation(opening) - _indentation(before)
    is_nested = is_tall and isinstance(before, cst.ParenthesizedWhitespace)
    if is_tall:
        # The class, too, gets a line of its own.
        opening = _shifted(opening, excess) if is_nested else opening
        before = before if is_nested else _bare(opening)
        first = [_followed(arg, _bare(opening)) for arg in first]
        first[-1] = _followed(first[-1], opening)
    if is_nested:
        keywords = [_shifted(keyword, excess) for keyword in keywords]
    if is_nested or not is_tall:
        end = last.with_changes(value=keywords[-1].value)
    else:
        end = cst.Arg(
            keywords[-1].value,
            comma=_followed_by(keywords[-1].comma, inside),
            whitespace_after_arg=inside
            if keywords[-1].comma is cst.MaybeSentinel.DEFAULT
            else cst.SimpleWhitespace(""),
        )
    keywords[-1] = keywords[-1].with_changes(
        comma=end.comma, whitespace_after_arg=end.whitespace_after_arg
    )
    return call.with_changes(args=[*first, *keywords], whitespace_before_args=before)


class _Shift(cst.CSTTransformer):
    """Takes so many spaces from the beginning of lines inside of brackets."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def leave_ParenthesizedWhitespace(
        self,
        original_node: cst.ParenthesizedWhitespace,
        updated_node: cst.ParenthesizedWhitespace,
    ) -> cst.ParenthesizedWhitespace:
        return updated_node.with_changes(
            last_line=self._shifted(updated_node.last_line),
            empty_lines=[
                line.with_changes(whitespace=self._shifted(line.whitespace))
                for line in updated_node.empty_lines
            ],
        )

    def _shifted(self, space: cst.SimpleWhitespace) -> cst.SimpleWhitespace:
        count = min(max(self._count, 0), len(space.value))
        return space.with_changes(value=space.value[count:])


def _shifted(node: N, count: int) -> N:
    return cast("N", node.visit(_Shift(count)))


def _indentation(space: cst.BaseParenthesizableWhitespace) -> int:
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return 0
    return len(space.last_line.value)


def _bare(
    space: cst.BaseParenthesizableWhitespace,
) -> cst.BaseParenthesizableWhitespace:
    """Return the same new line without comments and blank lines."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return space
    start = cst.TrailingWhitespace(cst.SimpleWhitespace(""))
    return space.with_changes(first_line=start, empty_lines=[])


def _followed(arg: cst.Arg, space: cst.BaseParenthesizableWhitespace) -> cst.Arg:
    return arg.with_changes(comma=cst.Comma(whitespace_after=space))


def _followed_by(
    comma: cst.Comma | cst.MaybeSentinel, space: cst.BaseParenthesizableWhitespace
) -> cst.Comma | cst.MaybeSentinel:
    """Return the last comma, followed by what stood before the closing brace."""
    if isinstance(comma, cst.Comma):
        return comma.with_changes(whitespace_after=space)
    return comma
