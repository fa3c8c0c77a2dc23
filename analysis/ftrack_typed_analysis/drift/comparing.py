"""From two schemas to what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from ftrack_typed.schema import (
    EntitySchema,
    SchemaDocument,
    ancestors,
    base_of,
    digest,
)
from ftrack_typed.schema.dumping import dump_entity
from ftrack_typed_codegen.settings import Settings
from ftrack_typed_codegen.view import SchemaView

from ..schema_views import view_of
from .attributes import attribute_changes
from .facts import facts_of
from .records import Change, Kind, Severity
from .site import site_changes


def changes(
    old: SchemaDocument, new: SchemaDocument, *, settings: Settings | None = None
) -> tuple[Change, ...]:
    """Return what changed from *old* to *new*: entity types, then what a site adds.

    A change that subtypes inherit is told once, of the topmost type that has it. The
    schemas have the same digest if and only if nothing of their types changed.

    Args:
        old: the schema before.
        new: the schema after.
        settings: those of the project whose package is compared. Where they say whether
            an attribute may be none, it does not matter what the schemas say of it.
    """
    return (*_schema_changes(old, new, settings), *site_changes(old, new))


def _schema_changes(
    old: SchemaDocument, new: SchemaDocument, settings: Settings | None
) -> list[Change]:
    if digest(old) == digest(new):
        return []
    above = _common_ancestors(old, new)
    views = view_of(old, settings), view_of(new, settings)
    found = [*_come_and_gone(old, new), *_folded(_of_types(*views, above), above)]
    if not found:
        # All that is left is the order in which types are listed.
        found = [Change(part="schema", kind="declared", severity=Severity.COSMETIC)]
    return found


def _common_ancestors(
    old: SchemaDocument, new: SchemaDocument
) -> Mapping[str, tuple[str, ...]]:
    """Return, for every type of both, the ancestors that it has in both, nearest first.

    Types are in an order in which ancestors come first.
    """
    before, after = base_of(old), base_of(new)
    found = {
        name: tuple(
            other
            for other in ancestors(before, name)
            if other in ancestors(after, name)
        )
        for name in old.entities
        if name in new.entities
    }
    return dict(sorted(found.items(), key=lambda item: len(item[1])))


def _come_and_gone(old: SchemaDocument, new: SchemaDocument) -> Iterator[Change]:
    for name in old.entities:
        if name not in new.entities:
            yield _of_type(name, "removed", Severity.BREAKING)
    for name in new.entities:
        if name not in old.entities:
            yield _of_type(name, "added", Severity.ADDITIVE)


def _of_types(
    before: SchemaView, after: SchemaView, names: Iterable[str]
) -> Iterator[Change]:
    """Yield what became of the types that are in both, inherited changes included."""
    old, new = before.document, after.document
    bases = base_of(old), base_of(new)
    for name in names:
        entity, other = old.entities[name], new.entities[name]
        found = [
            *_entity_changes(entity, other, bases[0][name], bases[1][name]),
            *attribute_changes(name, facts_of(before, entity), facts_of(after, other)),
        ]
        if not found and dump_entity(entity) != dump_entity(other):
            found = [_of_type(name, "declared", Severity.COSMETIC)]
        yield from found


def _entity_changes(
    old: EntitySchema, new: EntitySchema, old_base: str | None, new_base: str | None
) -> Iterator[Change]:
    name, keys = old.name, (old.primary_key, new.primary_key)
    if old.primary_key != new.primary_key:
        before, after = (", ".join(key) for key in keys)
        yield _of_type(name, "key", Severity.BREAKING, before, after)
    if old_base != new_base:
        before, after = old_base or "nothing", new_base or "nothing"
        yield _of_type(name, "base", Severity.BREAKING, before, after)
    if old.default_projections != new.default_projections:
        before, after = (
            ", ".join(each.default_projections) or "its key" for each in (old, new)
        )
        yield _of_type(name, "fetched", Severity.ADDITIVE, before, after)
    if old.supports_group_by and not new.supports_group_by:
        yield _of_type(name, "grouping off", Severity.BREAKING)
    if new.supports_group_by and not old.supports_group_by:
        yield _of_type(name, "grouping on", Severity.ADDITIVE)


def _of_type(
    name: str, kind: Kind, severity: Severity, before: str = "", after: str = ""
) -> Change:
    return Change(
        part="entity type",
        kind=kind,
        severity=severity,
        entity_type=name,
        before=before,
        after=after,
    )


def _folded(
    found: Iterable[Change], above: Mapping[str, tuple[str, ...]]
) -> list[Change]:
    """Join what a type inherits to the change of the topmost type that has the same."""
    joined: dict[Change, list[str]] = {}
    for change in found:
        line = above[change.entity_type]
        same = (attrs.evolve(change, entity_type=name) for name in reversed(line))
        topmost = next((each for each in same if each in joined), None)
        if change.part == "attribute" and topmost is not None:
            joined[topmost].append(change.entity_type)
        else:
            joined[change] = []
    return [
        attrs.evolve(change, also=tuple(sorted(also)))
        for change, also in joined.items()
    ]
