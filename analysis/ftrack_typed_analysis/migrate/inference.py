"""What expressions of a script are: a session, an entity of a type, several of them.

It is told from the script itself, name by name: a name is what every assignment to it
gives, or nothing is known of it. Nothing is followed from one function into another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal, TypeAlias, cast

import attrs
import libcst as cst
from libcst.helpers import get_full_name_for_node
from libcst.metadata import (
    Assignment,
    BaseAssignment,
    CodeRange,
    MetadataWrapper,
    PositionProvider,
    QualifiedName,
    QualifiedNameProvider,
    QualifiedNameSource,
    ScopeProvider,
)

from .bindings import Binding, bindings_of
from .studio import Studio
from .texts import literal_text, type_in

SESSIONS = frozenset({"ftrack_api.Session", "ftrack_api.session.Session"})

_REFINING = frozenset(
    {"limit", "max_age", "offset", "order_by", "paged", "select", "where"}
)
_SINGLE = frozenset({"first", "one", "one_or_none"})
_COPYING = frozenset({"list", "reversed", "sorted", "tuple"})

What: TypeAlias = Literal["session", "entity", "query", "several", "ensured", "other"]


@attrs.frozen
class Known:
    """What an expression is.

    Attributes:
        what: a session; an entity; a query, or a list or collection, of entities;
            what ``ensure`` of this client returns; or a session of another library.
        entity_type: of which type the entities are.
        certain: whether more than a name says so.
    """

    what: What
    entity_type: str = ""
    certain: bool = attrs.field(default=True, eq=False)


_NAMED = Known("session", certain=False)


class Inference:
    """What is known of the expressions of one module.

    Attributes:
        module: the module, whose nodes may be asked about.
        positions: where each node stands.
    """

    def __init__(self, parsed: cst.Module, studio: Studio) -> None:
        wrapper = MetadataWrapper(parsed)
        self.module: cst.Module = wrapper.module
        self.positions: Mapping[cst.CSTNode, CodeRange] = wrapper.resolve(
            PositionProvider
        )
        self._scopes = wrapper.resolve(ScopeProvider)
        self._names = cast("Mapping[Any, Any]", wrapper.resolve(QualifiedNameProvider))
        self._studio = studio
        self._bindings = bindings_of(self.module)
        self._underway: set[cst.CSTNode] = set()

    def imported_name(self, node: cst.CSTNode) -> str:
        """Return the full name of what *node* has by an import, else nothing."""
        found = self._names.get(node, ())
        names = cast("Collection[QualifiedName]", found() if callable(found) else found)
        for name in names:
            if name.source is QualifiedNameSource.IMPORT:
                return name.name
        return ""

    def annotated_name(self, node: cst.Annotation) -> str:
        """Return the full name of an annotation, which may be a text; else nothing."""
        return literal_text(node.annotation) or self.imported_name(node.annotation)

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

    def of(self, node: cst.CSTNode) -> Known | None:
        """Return what *node* is, none if that is not certain."""
        if node in self._underway:
            return None
        self._underway.add(node)
        try:
            return self._of(node)
        finally:
            self._underway.discard(node)

    def entity_type_of(self, node: cst.BaseExpression) -> str | None:
        """Return the type that *node* names: by a text, or by the package's class."""
        text = literal_text(node)
        if text is not None:
            return text if self._studio.has(text) else None
        module, _, name = self.imported_name(node).rpartition(".")
        return (
            self._studio.type_of_class(name) if module == self._studio.package else None
        )

    def _is_own(self, node: cst.ImportFrom) -> bool:
        module = None if node.module is None else get_full_name_for_node(node.module)
        return module in (self._studio.package, "ftrack_typed.errors")

    def _of(self, node: cst.CSTNode) -> Known | None:
        if isinstance(node, cst.Name):
            return self._of_name(node)
        if isinstance(node, cst.Attribute):
            return self._of_attribute(node)
        if isinstance(node, cst.Call):
            return self._of_call(node)
        if isinstance(node, cst.Subscript):
            return self._of_subscript(node)
        if isinstance(node, cst.NamedExpr):
            return self.of(node.value)
        if isinstance(node, cst.ListComp):
            return _several(self.of(node.elt))
        return None

    def _of_name(self, node: cst.Name) -> Known | None:
        scope = self._scopes.get(node)
        assignments = scope[node.value] if scope is not None else set[BaseAssignment]()
        found = {
            self._of_assignment(node.value, assignment.node)
            if isinstance(assignment, Assignment)
            else None
            for assignment in assignments
        }
        if _is_session(node.value):
            known = found - {None}
            if known <= {_NAMED}:
                # What else is assigned is taken to be one, too.
                return known.pop() if known else _NAMED
        return found.pop() if len(found) == 1 else None

    def _of_assignment(self, name: str, node: cst.CSTNode) -> Known | None:
        if isinstance(node, cst.Param):
            return self._of_annotated(name, node.annotation)
        binding = self._bindings.get(node)
        if binding is None:
            return None
        return self._of_binding(name, binding)

    def _of_binding(self, name: str, binding: Binding) -> Known | None:
        if binding.value is None:
            return self._of_annotated(name, binding.annotation)
        found = self.of(binding.value)
        return _item(found) if binding.is_item else found

    def _of_annotated(
        self, name: str, annotation: cst.Annotation | None
    ) -> Known | None:
        full = "" if annotation is None else self.annotated_name(annotation)
        if full in (*SESSIONS, f"{self._studio.package}.Session"):
            return Known("session")
        if full.endswith("Session"):
            return Known("other")
        return _NAMED if _is_session(name) else None

    def _of_attribute(self, node: cst.Attribute) -> Known | None:
        name = node.attr.value
        owner = self.of(node.value)
        if owner is None:
            return _NAMED if _is_session(name) else None
        if owner.what == "ensured" and name == "entity":
            return Known("entity", owner.entity_type)
        if owner.what == "entity":
            wire = self._studio.wire_name(owner.entity_type, name)
            return None if wire is None else self._related(owner.entity_type, wire)
        return None

    def _of_subscript(self, node: cst.Subscript) -> Known | None:
        owner = self.of(node.value)
        if owner is None or len(node.slice) != 1:
            return None
        if owner.what in ("query", "several"):
            is_slice = isinstance(node.slice[0].slice, cst.Slice)
            return Known("several", owner.entity_type) if is_slice else _item(owner)
        wire = subscript_text(node)
        if owner.what != "entity" or wire is None:
            return None
        return self._related(owner.entity_type, wire)

    def _related(self, entity_type: str, wire: str) -> Known | None:
        item = self._studio.attribute(entity_type, wire)
        if item is None or item.target is None or item.key_value_attributes is not None:
            return None
        target = self._studio.target(entity_type, wire)
        return Known("several" if item.is_collection else "entity", target)

    def _of_call(self, node: cst.Call) -> Known | None:
        full = self.imported_name(node.func)
        if full in SESSIONS or full == f"{self._studio.package}.Session":
            return Known("session")
        if (
            isinstance(node.func, cst.Name)
            and node.func.value in _COPYING
            and node.args
        ):
            return _several(_item(self.of(node.args[0].value)))
        if not isinstance(node.func, cst.Attribute):
            return None
        owner = self.of(node.func.value)
        method = node.func.attr.value
        if owner is None:
            return None
        if owner.what == "session":
            return self._of_session_call(method, node)
        if owner.what in ("query", "several"):
            if method in _SINGLE:
                return Known("entity", owner.entity_type)
            if method == "all":
                return Known("several", owner.entity_type)
            if method in _REFINING:
                return owner
        return None

    def _of_session_call(self, method: str, node: cst.Call) -> Known | None:
        if not node.args or node.args[0].star:
            return None
        first = node.args[0].value
        named = self.entity_type_of(first)
        if method == "query":
            found = named or type_in(first)
            if found is None or not self._studio.has(found):
                return None
            return Known("query", found)
        if named is None:
            return None
        if method in ("create", "get"):
            return Known("entity", named)
        if method == "ensure":
            is_ours = literal_text(first) is None
            return Known("ensured" if is_ours else "entity", named)
        return None


def subscript_text(node: cst.Subscript) -> str | None:
    """Return the text that *node* is subscripted with, none if it is none."""
    if len(node.slice) != 1 or not isinstance(node.slice[0].slice, cst.Index):
        return None
    return literal_text(node.slice[0].slice.value)


def _is_session(name: str) -> bool:
    plain = name.strip("_").lower()
    named_so = plain == "session" or plain.endswith("_session")
    return named_so and not plain.endswith("review_session")


def _item(found: Known | None) -> Known | None:
    if found is None or found.what not in ("query", "several"):
        return None
    return Known("entity", found.entity_type)


def _several(found: Known | None) -> Known | None:
    if found is None or found.what != "entity":
        return None
    return Known("several", found.entity_type)
