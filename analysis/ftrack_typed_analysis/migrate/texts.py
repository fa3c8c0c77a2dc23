"""Texts as scripts build them: literals with holes for values.

``f"Task where name is '{name}'"``, ``"... '{0[name]}'".format(task)``,
``"... '%s'" % name`` and ``"... '" + name + "'"`` are one thing here: a template. To be
parsed, a template becomes a text with a word in the place of each hole that is nowhere
else in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Formatter
from typing import TypeAlias

import attrs
import libcst as cst

from ..inference.query_texts import type_of_text

_FIELD = re.compile(r"([A-Za-z_]\w*|\d*)((?:\.[A-Za-z_]\w*|\[[^\]\[]+\])*)")
_STEP = re.compile(r"\.(\w+)|\[([^\]]+)\]")
_PERCENT = re.compile(r"%(?:%|\((\w+)\)s|s)|%")


@attrs.frozen(eq=False)
class Hole:
    """A value in a text.

    Attributes:
        value: the expression.
    """

    value: cst.BaseExpression


Template: TypeAlias = "tuple[str | Hole, ...]"


def literal_text(node: cst.CSTNode) -> str | None:
    """Return the text that *node* is a literal of, none if it is none."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def template_of(node: cst.BaseExpression) -> Template | None:
    """Return the text that *node* builds, none if it cannot be told."""
    text = literal_text(node)
    if text is not None:
        return (text,)
    if isinstance(node, cst.FormattedString):
        return _of_formatted(node)
    if isinstance(node, cst.ConcatenatedString):
        return _joined(template_of(node.left), template_of(node.right))
    if isinstance(node, cst.BinaryOperation):
        if isinstance(node.operator, cst.Add):
            return _of_sum(node)
        if isinstance(node.operator, cst.Modulo):
            return _of_percent(node)
    if isinstance(node, cst.Call):
        return _of_format(node)
    return None


def type_in(node: cst.BaseExpression) -> str | None:
    """Return the entity type that the query text *node* begins with."""
    template = template_of(node)
    if template is None or not template or isinstance(template[0], Hole):
        return None
    return type_of_text(template[0])


@attrs.frozen
class Marked:
    """A template as one text, and its holes.

    Attributes:
        text: the text, with a marker for each hole.
        holes: the holes in order.
        pattern: matches a marker; its group is the hole's number.
    """

    text: str
    holes: Sequence[Hole]
    pattern: re.Pattern[str]

    def has_hole(self, text: str) -> bool:
        """Return whether there is a marker in *text*."""
        return self.pattern.search(text) is not None

    def parts(self, text: str) -> Template:
        """Return *text*, a part of what was marked, with its holes."""
        parts: list[str | Hole] = []
        end = 0
        for match in self.pattern.finditer(text):
            parts += [text[end : match.start()], self.holes[int(match[1])]]
            end = match.end()
        parts.append(text[end:])
        return tuple(part for part in parts if part != "")


def marked(template: Template) -> Marked:
    """Return *template* with a marker for each hole, which its text has nowhere."""
    known = "".join(part for part in template if isinstance(part, str))
    word = "hole"
    while word in known:
        word += "x"
    holes: list[Hole] = []
    texts: list[str] = []
    for part in template:
        if isinstance(part, Hole):
            texts.append(f"{word}_{len(holes)}_")
            holes.append(part)
        else:
            texts.append(part)
    return Marked("".join(texts), tuple(holes), re.compile(f"{word}_([0-9]+)_"))


def _joined(*templates: Template | None) -> Template | None:
    parts: list[str | Hole] = []
    for template in templates:
        if template is None:
            return None
        parts.extend(template)
    return tuple(parts)


def _of_formatted(node: cst.FormattedString) -> Template | None:
    if "r" in node.start.lower():
        return None
    parts: list[str | Hole] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            text = part.value.replace("{{", "{").replace("}}", "}")
            if "\\" in text:
                # What the backslash stands for depends on the quotes around it.
                return None
            parts.append(text)
        elif isinstance(part, cst.FormattedStringExpression):
            if part.format_spec or part.equal or part.conversion not in (None, "s"):
                return None
            parts.append(Hole(part.expression))
    return tuple(parts)


def _of_sum(node: cst.BinaryOperation) -> Template | None:
    left = template_of(node.left)
    right = template_of(node.right)
    if left is None:
        return None
    return (*left, *((Hole(_unwrapped(node.right)),) if right is None else right))


def _unwrapped(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return what is made a text in *node*: *x* for ``str(x)``."""
    if (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value == "str"
        and len(node.args) == 1
    ):
        return node.args[0].value
    return node


def _of_percent(node: cst.BinaryOperation) -> Template | None:
    text = literal_text(node.left)
    if text is None:
        return None
    named: dict[str, cst.BaseExpression] = {}
    placed: list[cst.BaseExpression] = [node.right]
    if isinstance(node.right, cst.Tuple):
        placed = [element.value for element in node.right.elements]
    elif isinstance(node.right, cst.Dict):
        for element in node.right.elements:
            if not isinstance(element, cst.DictElement):
                return None
            named[literal_text(element.key) or ""] = element.value
    parts: list[str | Hole] = []
    end = 0
    for match in _PERCENT.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        if match[0] == "%%":
            parts.append("%")
        elif match[1]:
            if match[1] not in named:
                return None
            parts.append(Hole(named[match[1]]))
        elif match[0] == "%" or not placed or named:
            return None
        else:
            parts.append(Hole(placed.pop(0)))
    parts.append(text[end:])
    return None if placed and not named else tuple(parts)


def _of_format(node: cst.Call) -> Template | None:
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "format":
        return None
    text = literal_text(node.func.value)
    if text is None or any(arg.star for arg in node.args):
        return None
    arguments: dict[str, cst.BaseExpression] = {}
    for number, arg in enumerate(node.args):
        name = arg.keyword.value if arg.keyword is not None else str(number)
        arguments[name] = arg.value
    parts: list[str | Hole] = []
    count = 0
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        return None
    for before, field, spec, conversion in pieces:
        parts.append(before)
        if field is None:
            continue
        found = _FIELD.fullmatch(field)
        if found is None or spec or conversion not in (None, "s"):
            return None
        name = found[1]
        if not name:
            name, count = str(count), count + 1
        if name not in arguments:
            return None
        parts.append(Hole(_stepped(arguments[name], found[2])))
    return tuple(parts)


def _stepped(value: cst.BaseExpression, steps: str) -> cst.BaseExpression:
    """Return *value* with the steps of a field: ``[name]`` is a key, no expression."""
    for step in _STEP.finditer(steps):
        if step[1]:
            value = cst.Attribute(value, cst.Name(step[1]))
            continue
        key = step[2]
        index = cst.Integer(key) if key.isdigit() else cst.SimpleString(quoted(key))
        value = cst.Subscript(value, [cst.SubscriptElement(cst.Index(index))])
    return value


def quoted(text: str) -> str:
    """Return *text* as a literal, in double quotes where that is no worse."""
    shown = repr(text)
    if shown[0] == "'" and '"' not in text:
        inner = shown[1:-1].replace("\\'", "'")
        return f'"{inner}"'
    return shown
