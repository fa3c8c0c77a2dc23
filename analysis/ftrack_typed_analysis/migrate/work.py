"""What the rewriting of one module has at hand."""

from __future__ import annotations

import attrs
import libcst as cst

from .imports import Imports
from .inference import Inference
from .records import Options, Remark
from .studio import Studio


class LeftError(Exception):
    """A node is left as it is.

    Attributes:
        text: why, and what to do.
        by_hand: whether it does not work as it is.
    """

    def __init__(self, text: str, *, by_hand: bool = True) -> None:
        super().__init__(text)
        self.text = text
        self.by_hand = by_hand


@attrs.define
class Work:
    """One pass over one module.

    Attributes:
        studio: the package to migrate to.
        options: what is asked for.
        inference: what is known of the module's expressions.
        imports: what the rewritten code imports.
        lines: the module's lines, to see how far one is indented.
        remarks: what was left.
        notices: comments to put above the statement that is being read.
        blocks: how far each block is indented that is being read, from the outermost.
    """

    studio: Studio
    options: Options
    inference: Inference
    imports: Imports
    lines: list[str]
    remarks: list[Remark] = attrs.field(factory=list[Remark])
    notices: list[str] = attrs.field(factory=list[str])
    blocks: list[str] = attrs.field(factory=list[str])

    def remark(self, node: cst.CSTNode, text: str, *, by_hand: bool = True) -> None:
        """Tell that *node* was left, and why."""
        start = self.inference.positions[node].start
        self.remarks.append(Remark(start.line, start.column + 1, text, by_hand))

    def indentation(self, node: cst.CSTNode) -> str:
        """Return how far the line that *node* begins in is indented in its block."""
        line = self.lines[self.inference.positions[node].start.line - 1]
        whole = line[: len(line) - len(line.lstrip())]
        return whole.removeprefix("".join(self.blocks))

    def column(self, node: cst.CSTNode) -> int:
        """Return how many characters stand before *node* in its line."""
        return self.inference.positions[node].start.column

    def rest_of_line(self, node: cst.CSTNode) -> int:
        """Return how many characters stand behind *node* in its last line."""
        end = self.inference.positions[node].end
        return len(self.lines[end.line - 1]) - end.column


def code(node: cst.CSTNode) -> str:
    """Return *node* as text."""
    return cst.Module([]).code_for_node(node)


def arguments(call: cst.Call, names: tuple[str, ...]) -> dict[str, cst.BaseExpression]:
    """Return the arguments of *call* by the names of its parameters.

    Raises:
        LeftError: some are spread with stars, or are not the parameters'.
    """
    found: dict[str, cst.BaseExpression] = {}
    for number, arg in enumerate(call.args):
        if arg.star:
            raise LeftError("its arguments are only known when it runs")
        name = arg.keyword.value if arg.keyword is not None else ""
        if not name:
            if number >= len(names):
                raise LeftError("it has more arguments than ftrack_api takes")
            name = names[number]
        if name not in names:
            raise LeftError(f"ftrack_api has no argument {name!r} here")
        found[name] = arg.value
    return found


def named(arg: cst.Arg, name: str) -> cst.Arg:
    """Return *arg* given by *name*."""
    tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return arg if arg.keyword else arg.with_changes(keyword=cst.Name(name), equal=tight)


def argument(
    value: cst.BaseExpression, name: str = "", *, last: bool = True
) -> cst.Arg:
    """Return *value* as an argument, with a comma behind it if it is not the last."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    arg = cst.Arg(value, comma=cst.MaybeSentinel.DEFAULT if last else comma)
    return named(arg, name) if name else arg
