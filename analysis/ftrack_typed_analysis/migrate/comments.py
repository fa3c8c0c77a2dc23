"""The comments of a piece of code: none may be lost."""

from __future__ import annotations

import libcst as cst


class _Counter(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def visit_Comment(self, node: cst.Comment) -> None:
        self.count += 1


def count_comments(node: cst.CSTNode) -> int:
    """Return how many comments are in *node*."""
    counter = _Counter()
    node.visit(counter)
    return counter.count
