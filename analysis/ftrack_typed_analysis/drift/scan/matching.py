"""Which uses a change breaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ftrack_typed.schema import (
    Reference,
    SchemaDocument,
    base_of,
    descendants,
    infer_relations,
)

from ..records import Change, Kind, Part, Severity
from ..uses import BrokenUse
from .found import Found, Mode

_EVERY: frozenset[Mode] = frozenset(
    {"read", "assign", "create", "query", "fetch", "get", "name"}
)
_BROKEN: Mapping[Kind, frozenset[Mode]] = {
    "removed": _EVERY,
    "renamed": _EVERY,
    "type": _EVERY,
    "target": _EVERY,
    "scope narrowed": _EVERY,
    "choices removed": _EVERY,
    "nullable": frozenset({"read"}),
    "not selectable": frozenset({"read", "fetch"}),
    "mutability narrowed": frozenset({"assign", "create"}),
    "key": frozenset({"get", "create"}),
}
"""What of a use a change breaks; what is not here breaks no line that can be named."""

_HOW: Mapping[Mode, str] = {
    "read": "read",
    "assign": "assigned",
    "create": "given on creation",
    "query": "asked for in a query",
    "fetch": "fetched by a query",
    "get": "got by its key",
    "name": "named",
}


def _how(use: Found, change: Change) -> str:
    if change.kind == "required" and use.part == "entity type":
        return "not given"
    return _HOW[use.mode]


class Breaking:
    """The breaking changes, by what they are about.

    Args:
        found: all changes.
        old: the schema before.
        new: the schema after.
    """

    def __init__(
        self, found: Iterable[Change], old: SchemaDocument, new: SchemaDocument
    ) -> None:
        self._old, self._new = old, new
        self._bases = base_of(old)
        self._relations = infer_relations(new)
        self._changes: dict[tuple[Part, str], list[Change]] = defaultdict(list)
        self._required: list[Change] = []
        for change in found:
            if change.severity is Severity.BREAKING:
                self._changes[change.part, change.name].append(change)
                if change.kind == "required":
                    self._required.append(change)

    def uses(self, file: Path, found: Iterable[Found]) -> Iterator[BrokenUse]:
        """Yield what of *found* in *file* is broken, each place once for a change."""
        seen: set[tuple[object, ...]] = set()
        for use in found:
            for change, certain in self._of(use):
                key = (use.place, change)
                if key in seen:
                    continue
                seen.add(key)
                yield BrokenUse(
                    file=file,
                    line=use.place.line,
                    column=use.place.column,
                    change=change,
                    certain=certain,
                    how=_how(use, change),
                    entity_type=use.entity_type
                    if certain and use.entity_type
                    else change.entity_type,
                )

    def _of(self, use: Found) -> Iterator[tuple[Change, bool]]:
        for change in self._changes.get((use.part, use.name), ()):
            concerned = self._concerned(use, change)
            if concerned is not None and self._breaks(use, change):
                yield change, concerned and use.sure
        if use.mode == "create" and use.part == "entity type" and use.given is not None:
            for change in self._required:
                if use.entity_type in change.entity_types and not self._is_given(
                    use.given, change
                ):
                    yield change, True

    def _is_given(self, given: frozenset[str], change: Change) -> bool:
        """Whether what is *given* has the attribute, or what stands for it."""
        relation = self._relations.get((change.entity_type, change.name))
        key = relation.key if isinstance(relation, Reference) else None
        if key is not None and ("attribute", key) in self._changes:
            # It is told of the key.
            return True
        references = {
            name
            for (type_, name), other in self._relations.items()
            if type_ == change.entity_type
            and isinstance(other, Reference)
            and other.key == change.name
        }
        return not given.isdisjoint({change.name, key, *references})

    def _concerned(self, use: Found, change: Change) -> bool | None:
        """Whether a change is certainly of what is used; none if it is not."""
        if use.entity_type is None:
            return False
        if use.entity_type in change.entity_types:
            return True
        below = descendants(self._bases, use.entity_type)
        return False if set(below) & set(change.entity_types) else None

    def _breaks(self, use: Found, change: Change) -> bool:
        if change.kind == "required":
            return use.nothing
        if use.mode not in _BROKEN.get(change.kind, ()):
            return False
        if change.kind == "choices removed":
            return not self._left(change).issuperset(use.values)
        if change.kind == "mutability narrowed" and use.mode == "create":
            return "computed" in change.after
        return True

    def _left(self, change: Change) -> frozenset[str]:
        """Return the choices that there are now."""
        if change.part == "attribute":
            entity = self._new.entities[change.entity_type]
            return frozenset(entity.properties[change.name].enum)
        site = self._new.site
        configured = () if site is None else site.custom_attributes
        return frozenset(
            option
            for each in configured
            if each.key == change.name
            for option in each.options
        )
