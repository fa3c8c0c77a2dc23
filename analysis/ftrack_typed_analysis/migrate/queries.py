"""Rewriting the texts of queries: typed by a class, or as expressions."""

from __future__ import annotations

import libcst as cst

from ftrack_typed.language import QuerySyntaxError, Statement, parse

from ..inference.query_texts import clauses_start, type_of_text
from .comments import count_comments
from .expressions import Expressions, InexpressibleError, Step, problem_of
from .texts import (
    Hole,
    Marked,
    literal_text,
    marked,
    template_of,
)
from .work import LeftError, Work, argument, arguments, code

_WIDTH = 88
_INDENT = "    "
_UNTYPED = "it works as it is, and is not checked"


def rewrite_query(work: Work, original: cst.Call, call: cst.Call) -> cst.BaseExpression:
    """Return ``session.query("...")`` typed.

    Raises:
        LeftError: the text cannot be told, or names what the schema has not.
    """
    given = arguments(call, ("expression", "page_size"))
    node = given.get("expression")
    if node is None:
        raise LeftError("it has no text")
    if work.inference.entity_type_of(node) is not None and literal_text(node) is None:
        # It is of this client already.
        return call
    try:
        text, statement = _read(work, node)
    except LeftError as error:
        if "page_size" in given:
            raise LeftError(f"{error.text}, and page_size is query.paged() here") from (
                error
            )
        if _is_spread(call):
            return call
        raise
    assert isinstance(call.func, cst.Attribute)
    plain = Step("paged", (code(given["page_size"]),)) if "page_size" in given else None
    rewritten = None
    if work.options.queries == "dsl":
        rewritten = _expressed(work, original, call, text, statement, plain)
    if rewritten is None:
        rewritten = _typed(work, call, node, statement, plain)
    if count_comments(rewritten) != count_comments(call):
        return _typed(work, call, node, statement, plain)
    return rewritten


def _is_spread(call: cst.Call) -> bool:
    return any(arg.star for arg in call.args)


def _read(work: Work, node: cst.BaseExpression) -> tuple[Marked, Statement]:
    """Return the text of a query, and what it says.

    Raises:
        LeftError: see :func:`rewrite_query`.
    """
    template = template_of(node)
    if template is None or not template:
        raise LeftError(
            f"the text of the query is only known when it runs; {_UNTYPED}",
            by_hand=False,
        )
    text = marked(template)
    try:
        statement = parse(text.text)
    except QuerySyntaxError as error:
        if not text.holes:
            raise LeftError(
                f"the text is no query: expected {error.expected}, found {error.found}"
            ) from error
        raise LeftError(
            f"what fills the text is more than values; {_UNTYPED}", by_hand=False
        ) from error
    problem = problem_of(work.studio, statement, text)
    if not work.studio.has(statement.entity_type):
        problem = work.studio.missing_type(statement.entity_type)
        if text.has_hole(statement.entity_type):
            problem = "a name in it is only known when it runs"
    if problem is not None:
        by_hand = "only known when it runs" not in problem
        raise LeftError(
            problem if by_hand else f"{problem}; {_UNTYPED}", by_hand=by_hand
        )
    return text, statement


def _expressed(
    work: Work,
    original: cst.Call,
    call: cst.Call,
    text: Marked,
    statement: Statement,
    paged: Step | None,
) -> cst.BaseExpression | None:
    """Return the query as expressions, none if they cannot say it."""
    assert isinstance(call.func, cst.Attribute)
    session = call.func.value
    named: list[tuple[str, str]] = []

    def name_of(entity_type: str) -> str:
        name = work.studio.class_name(entity_type)
        named.append((work.studio.package, name))
        return work.imports.would_name(work.studio.package, name)

    is_plain = isinstance(session, (cst.Name, cst.Attribute))
    writer = Expressions(
        work.studio, name_of, text, code(session) if is_plain else None
    )
    try:
        start = f"{code(call.func)}({name_of(statement.entity_type)})"
        steps = [*writer.steps(statement), *([paged] if paged else [])]
    except InexpressibleError:
        return None
    for module, name in named:
        work.imports.name(module, name)
    return cst.parse_expression(_laid_out(work, original, start, steps))


def _laid_out(work: Work, original: cst.Call, start: str, steps: list[Step]) -> str:
    """Return *start* and *steps*, broken inside of brackets where a line is full."""
    indentation = work.indentation(original)
    depth = len("".join(work.blocks)) + len(indentation)
    line, text = work.column(original) + len(start), start
    # What follows each step in its line: the next one's beginning, or the rest.
    follows = [len(f".{step.method}(") for step in steps]
    follows.append(work.rest_of_line(original))
    for step, after in zip(steps, follows[1:], strict=True):
        flat = f".{step.method}({', '.join(step.arguments)})"
        if line + len(flat) + after <= _WIDTH:
            line += len(flat)
            text += flat
            continue
        inner = "".join(f"\n{indentation}{_INDENT}{item}," for item in step.arguments)
        text += f".{step.method}({inner}\n{indentation})"
        line = depth + 1
    return text


def _typed(
    work: Work,
    call: cst.Call,
    node: cst.BaseExpression,
    statement: Statement,
    paged: Step | None,
) -> cst.BaseExpression:
    """Return the query with its class in front of what the text says of it.

    Raises:
        LeftError: the text cannot be taken apart.
    """
    name = work.studio.class_name(statement.entity_type)
    rest = _clauses(node)
    cls = cst.Name(work.imports.name(work.studio.package, name))
    first = call.args[0].with_changes(
        value=cls, keyword=None, equal=cst.MaybeSentinel.DEFAULT
    )
    if paged is not None:
        first = argument(cls)
    if rest is None:
        args = [first]
    elif paged is None:
        comma = cst.Comma(whitespace_after=_between(call))
        args = [
            first.with_changes(comma=comma),
            call.args[0].with_changes(
                value=rest, keyword=None, equal=cst.MaybeSentinel.DEFAULT
            ),
        ]
        args[0] = args[0].with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
    else:
        args = [argument(cls, last=False), argument(rest)]
    typed = call.with_changes(args=args)
    if paged is None:
        return typed
    return cst.Call(
        cst.Attribute(typed, cst.Name("paged")),
        [cst.Arg(cst.parse_expression(paged.arguments[0]))],
    )


def _between(call: cst.Call) -> cst.BaseParenthesizableWhitespace:
    """Return what goes between class and text: a new line where the text is on one."""
    before = call.whitespace_before_args
    if isinstance(before, cst.ParenthesizedWhitespace):
        return before.with_changes(
            first_line=cst.TrailingWhitespace(cst.SimpleWhitespace("")), empty_lines=[]
        )
    return cst.SimpleWhitespace(" ")


def _clauses(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """Return the text *node* without the entity type that it begins with.

    A text that begins with ``select`` is one that the class can stand before as it is.

    Raises:
        LeftError: the type's name is not in the first literal of several.
    """
    template = template_of(node)
    assert template is not None
    first = template[0]
    assert not isinstance(first, Hole)
    if type_of_text(first) is None or first.lstrip().lower().startswith("select"):
        return node
    start = clauses_start(first)
    if start == len(first) and len(template) == 1:
        return None
    return _cut(node, start)


def _cut(node: cst.BaseExpression, count: int) -> cst.BaseExpression:
    """Return a text without its first *count* characters.

    Raises:
        LeftError: they are not at the beginning of one literal as they are.
    """
    if isinstance(node, cst.SimpleString):
        opening = len(node.prefix) + len(node.quote)
        body = node.value[opening:]
        value = node.evaluated_value
        if isinstance(value, str) and body.startswith(value[:count]):
            return node.with_changes(value=node.value[:opening] + body[count:])
    elif isinstance(node, cst.FormattedString) and node.parts:
        part = node.parts[0]
        if isinstance(part, cst.FormattedStringText):
            cut = part.with_changes(value=part.value[count:])
            parts = [cut, *node.parts[1:]] if cut.value else node.parts[1:]
            return node.with_changes(parts=parts)
    elif isinstance(node, cst.ConcatenatedString):
        template = template_of(node.left)
        known = template[0] if template else ""
        if isinstance(known, str) and len(known) == count and len(template or ()) == 1:
            return node.right.with_changes(lpar=node.lpar, rpar=node.rpar)
        if isinstance(known, str) and len(known) > count:
            return node.with_changes(left=_cut(node.left, count))
    elif isinstance(node, cst.BinaryOperation):
        return node.with_changes(left=_cut(node.left, count))
    elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        func = node.func.with_changes(value=_cut(node.func.value, count))
        return node.with_changes(func=func)
    raise LeftError(
        f"the text cannot be taken apart after the type; {_UNTYPED}", by_hand=False
    )
