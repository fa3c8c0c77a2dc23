"""What a module's names are bound to, by the node that binds them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import libcst as cst


@attrs.frozen
class Binding:
    """What one assignment gives a name.

    Attributes:
        value: the expression, none where only an annotation says what it is.
        is_item: whether the name is an item of the expression's value.
        annotation: the annotation, if there is one.
    """

    value: cst.BaseExpression | None
    is_item: bool = False
    annotation: cst.Annotation | None = None


class _Reader(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[cst.CSTNode, Binding] = {}

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            self.found[target.target] = Binding(node.value)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self.found[node.target] = Binding(node.value, annotation=node.annotation)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self.found[node.target] = Binding(node.value)

    def visit_For(self, node: cst.For) -> None:
        self.found[node.target] = Binding(node.iter, is_item=True)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self.found[node.target] = Binding(node.iter, is_item=True)

    def visit_WithItem(self, node: cst.WithItem) -> None:
        if node.asname is not None:
            self.found[node.asname.name] = Binding(node.item)


def bindings_of(module: cst.Module) -> Mapping[cst.CSTNode, Binding]:
    """Return the bindings of *module* by the node that is assigned to."""
    reader = _Reader()
    module.visit(reader)
    return reader.found
