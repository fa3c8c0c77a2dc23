"""What is known of the nodes of one module: what they are, and where they stand.

What an expression is, is told by ``ftrack_typed_analysis.inference`` on the syntax tree
of the same text, and found again by its place.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias, cast

import libcst as cst
from libcst.helpers import get_full_name_for_node
from libcst.metadata import (
    Assignment,
    CodeRange,
    MetadataWrapper,
    PositionProvider,
    QualifiedName,
    QualifiedNameProvider,
    QualifiedNameSource,
    ScopeProvider,
)

from ..inference import Module, infer
from ..inference.meanings import Many, Meaning
from ..python_files import tree_of
from .studio import Studio
from .texts import literal_text

_Span: TypeAlias = "tuple[int, int, int, int]"


class Inference:
    """What is known of the nodes of one module.

    Args:
        parsed: the module.
        text: the same as text.
        studio: the package to migrate to.

    Attributes:
        module: the module, whose nodes may be asked about.
        positions: where each node stands.

    Raises:
        SyntaxError: it is no Python.
    """

    def __init__(self, parsed: cst.Module, text: str, studio: Studio) -> None:
        wrapper = MetadataWrapper(parsed)
        self.module: cst.Module = wrapper.module
        self.positions: Mapping[cst.CSTNode, CodeRange] = wrapper.resolve(
            PositionProvider
        )
        self._scopes = wrapper.resolve(ScopeProvider)
        self._names = cast("Mapping[Any, Any]", wrapper.resolve(QualifiedNameProvider))
        self._studio = studio
        tree = tree_of(text)
        known = infer(tree, text, studio.types, package=studio.package)
        self._known: Mapping[_Span, Meaning] = dict(_spans(tree, known))

    def of(self, node: cst.BaseExpression) -> Meaning:
        """Return what *node* is, none if that is not certain."""
        place = self.positions[node]
        start, end = place.start, place.end
        return self._known.get((start.line, start.column, end.line, end.column))

    def is_query(self, node: cst.BaseExpression) -> bool:
        """Return whether *node* is a query."""
        found = self.of(node)
        return isinstance(found, Many) and found.is_query

    def imported_name(self, node: cst.CSTNode) -> str:
        """Return the full name of what *node* has by an import, else nothing."""
        found = self._names.get(node, ())
        names = cast("Collection[QualifiedName]", found() if callable(found) else found)
        for name in names:
            if name.source is QualifiedNameSource.IMPORT:
                return name.name
        return ""

    def taken_names(self) -> frozenset[str]:
        """Return the names that the module gives a meaning, but for the package's."""
        taken: set[str] = set()
        for scope in {scope for scope in self._scopes.values() if scope is not None}:
            for assignment in scope.assignments:
                if not isinstance(assignment, Assignment):
                    continue
                node = assignment.node
                if isinstance(node, cst.ImportFrom) and self._is_own(node):
                    continue
                taken.add(assignment.name.partition(".")[0])
        return frozenset(taken)

    def entity_type_of(self, node: cst.BaseExpression) -> str | None:
        """Return the type that *node* names: by a text, or by the package's class."""
        text = literal_text(node)
        if text is not None:
            return text if self._studio.has(text) else None
        module, _, name = self.imported_name(node).rpartition(".")
        own = module == self._studio.package
        return self._studio.types.classes.get(name) if own else None

    def _is_own(self, node: cst.ImportFrom) -> bool:
        module = None if node.module is None else get_full_name_for_node(node.module)
        return module in (self._studio.package, "ftrack_typed.errors")


def subscript_text(node: cst.Subscript) -> str | None:
    """Return the text that *node* is subscripted with, none if it is none."""
    if len(node.slice) != 1 or not isinstance(node.slice[0].slice, cst.Index):
        return None
    return literal_text(node.slice[0].slice.value)


def _spans(tree: ast.Module, known: Module) -> Iterator[tuple[_Span, Meaning]]:
    """Yield what is known of expressions, with their places as LibCST counts them."""
    for node in ast.walk(tree):
        meaning = known.of(node) if isinstance(node, ast.expr) else None
        if isinstance(node, ast.expr) and meaning is not None:
            start, end = known.speller.start(node), known.speller.end(node)
            span = start.line, start.column - 1, end.line, end.column - 1
            yield span, meaning
