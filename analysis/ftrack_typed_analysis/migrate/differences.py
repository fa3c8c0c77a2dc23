"""What scripts do with sessions, entities and results that differs here."""

from __future__ import annotations

import libcst as cst

from ..inference.meanings import Entity, Session
from .counterparts import ENTITY, SAME, SESSION
from .work import Work


def note_differences(work: Work) -> None:
    """Note members that ours do not have, and queries that are used as lists."""
    work.inference.module.visit(_Reader(work))


class _Reader(cst.CSTVisitor):
    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def visit_Attribute(self, node: cst.Attribute) -> None:
        owner = self._work.inference.of(node.value)
        name = node.attr.value
        if name in SAME:
            return
        if isinstance(owner, Session) and name in SESSION:
            self._work.remark(node, f"session.{name}: {SESSION[name]}")
        elif isinstance(owner, Entity) and name in ENTITY:
            self._work.remark(node, f"entity.{name}: {ENTITY[name]}")

    # A result of the official client's is a sequence; a query of ours is none.

    def visit_If(self, node: cst.If) -> None:
        self._look_at_test(node.test)

    def visit_While(self, node: cst.While) -> None:
        self._look_at_test(node.test)

    def visit_IfExp(self, node: cst.IfExp) -> None:
        self._look_at_test(node.test)

    def visit_BooleanOperation(self, node: cst.BooleanOperation) -> None:
        self._look_at_test(node.left)

    def visit_UnaryOperation(self, node: cst.UnaryOperation) -> None:
        if isinstance(node.operator, cst.Not):
            self._look_at_test(node.expression)

    def visit_Subscript(self, node: cst.Subscript) -> None:
        index = node.slice[0].slice
        if (
            self._work.inference.is_query(node.value)
            and isinstance(index, cst.Index)
            and isinstance(index.value, cst.UnaryOperation)
            and isinstance(index.value.operator, cst.Minus)
        ):
            self._work.remark(
                node,
                "a query cannot count from its end: use .all() before, or .order_by()",
            )

    def _look_at_test(self, node: cst.BaseExpression) -> None:
        if self._work.inference.is_query(node):
            self._work.remark(
                node, "a query is true, whatever its result: use .exists(), or .all()"
            )
