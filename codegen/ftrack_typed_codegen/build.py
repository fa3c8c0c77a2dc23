"""From the schema to what is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from ftrack_typed.schema import (
    EntitySchema,
    PropertySchema,
    SchemaDocument,
    ancestors,
    digest,
    infer_relations,
)

from .bases import sound_bases
from .conveniences import conveniences_of
from .custom_attributes import custom_classes, module_of
from .custom_links import links_classes
from .docstrings import docstring_lines
from .errors import unsuitable_schema
from .imports import of_fields, of_overloads, split
from .kinds import kind_of
from .mixins import classes_below, with_mixin, without_mixin
from .model import EntityClass, Field, Import, PackageModel
from .names import names_classes
from .naming import name_document
from .nullability_settings import check_attributes
from .overloads import (
    Access,
    Group,
    groups_of,
    narrows,
    read_type,
    rendered,
    write_type,
)
from .selection import selected
from .sentences import describe_attribute, describe_entity
from .settings import Settings
from .values import expression
from .view import SchemaView

_ENTITY_DEFAULTS = ("id",)
"""Primary key and default projections of an entity class that declares none."""


@attrs.define(kw_only=True)
class _Draft:
    """What is known of a class before its subtypes are.

    Attributes:
        entity: the entity type.
        own: the fields that the class declares.
        resolved: all fields by wire name, inherited ones included.
        redeclares: whether one of its own is of another type than in the base.
        reading: groups of keys that are read.
        writing: groups of keys that are assigned.
    """

    entity: EntitySchema
    own: tuple[Field, ...]
    resolved: Mapping[str, Field]
    redeclares: bool
    reading: tuple[Group, ...] = ()
    writing: tuple[Group, ...] = ()


def build_package(
    document: SchemaDocument,
    *,
    name: str,
    source: str | None = None,
    settings: Settings | None = None,
) -> PackageModel:
    """Return the package that is to be rendered for *document*.

    Args:
        document: the schema.
        name: the package's import name.
        source: where the document came from, for the error.
        settings: what the project asks for, by default nothing.

    Raises:
        SchemaError: names of the schema cannot be used in Python, or a default is no
            JSON value; it tells every problem.
        SettingsError: a mixin, an entity type or an attribute that it names cannot be
            had.
    """
    problems: list[str] = []
    settings = settings or Settings()
    whole, document = document, selected(document, settings.types, settings.source)
    names = name_document(document, problems)
    if problems:
        raise unsuitable_schema(source, problems)
    below = classes_below(names, settings)
    relations = infer_relations(document)
    bases = sound_bases(document, relations)
    view = SchemaView(
        document=document,
        relations=relations,
        bases=bases,
        names=names,
        custom_classes=custom_classes(document, bases, names),
        links_classes=links_classes(document, bases, names),
        names_classes=names_classes(document, settings, names.classes.values()),
        nullable=settings.nullable,
        required=settings.asked_for,
    )
    check_attributes(view, settings)
    drafts = _draft_all(view, problems)
    if problems:
        raise unsuitable_schema(source, problems)
    _group_all(view, drafts)
    classes: list[EntityClass] = []
    below_mixins: list[EntityClass] = []
    for wire in drafts:
        lower = below.get(wire)
        module = view.names.modules[wire] if lower is None else lower.module
        cls = _finish(view, drafts, wire, module=f".{module}")
        if lower is not None:
            below_mixins.append(without_mixin(cls, lower))
            cls = with_mixin(cls, lower, settings.mixins[wire])
        classes.append(cls)
    return PackageModel(
        name=name,
        digest=digest(whole),
        classes=tuple(sorted(classes, key=lambda item: item.name)),
        base_types=tuple(
            expression(name)
            for name in sorted({base for base in view.bases.values() if base})
        ),
        below_mixins=tuple(sorted(below_mixins, key=lambda item: item.name)),
        names=tuple(view.names_classes.values()),
        custom_attributes=module_of(
            names, view.custom_classes.values(), view.links_classes.values()
        ),
        attributes=sum(len(item.properties) for item in document.entities.values()),
    )


def _draft_all(view: SchemaView, problems: list[str]) -> dict[str, _Draft]:
    """Draft every class, bases first."""
    drafts: dict[str, _Draft] = {}
    for wire in sorted(view.bases, key=lambda name: (_depth(view, name), name)):
        base = view.bases[wire]
        inherited = dict[str, Field]() if base is None else drafts[base].resolved
        drafts[wire] = _draft(view, wire, inherited, problems)
    return drafts


def _draft(
    view: SchemaView,
    wire: str,
    inherited: Mapping[str, Field],
    problems: list[str],
) -> _Draft:
    entity = view.document.entities[wire]
    own: list[Field] = []
    redeclares = False
    for item in sorted(
        entity.properties.values(), key=lambda item: _order(entity, item)
    ):
        try:
            field = _field(view, entity, item)
        except ValueError as error:
            problems.append(f"the default of {wire}.{item.name} is unusable: {error}")
            continue
        known = inherited.get(item.name)
        if known is None or known.kind != field.kind:
            own.append(field)
            redeclares |= known is not None and known.annotation != field.annotation
    resolved = {**inherited, **{field.wire: field for field in own}}
    return _Draft(
        entity=entity, own=tuple(own), resolved=resolved, redeclares=redeclares
    )


def _order(entity: EntitySchema, item: PropertySchema) -> tuple[bool, str]:
    return item.name not in entity.primary_key, item.name


def _depth(view: SchemaView, name: str) -> int:
    return len(ancestors(view.bases, name))


def _field(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Field:
    return Field(
        name=view.names.attributes[item.name],
        wire=item.name,
        kind=kind_of(view, entity, item),
        docstring=docstring_lines(describe_attribute(view, entity, item), indent=4),
    )


def _group_all(view: SchemaView, drafts: Mapping[str, _Draft]) -> None:
    reading = _changes(view, drafts, read_type)
    writing = _changes(view, drafts, write_type)
    for wire, draft in drafts.items():
        base = view.bases[wire]
        above = None if base is None else drafts[base]
        draft.reading = groups_of(
            draft.own, above.reading if above else (), read_type, reading.get(wire, {})
        )
        draft.writing = groups_of(
            draft.own, above.writing if above else (), write_type, writing.get(wire, {})
        )


def _changes(
    view: SchemaView, drafts: Mapping[str, _Draft], access: Access
) -> dict[str, dict[str, tuple[tuple[str, str], ...]]]:
    """Return, by declaring type and attribute, which subtypes change its type."""
    found: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
    for wire, draft in drafts.items():
        base = view.bases[wire]
        if base is None:
            continue
        for field in draft.own:
            known = drafts[base].resolved.get(field.wire)
            if known is None:
                continue
            before, after = access(known), access(field)
            if before != after:
                declaring = view.declaring(draft.entity, field.wire).name
                change = (wire, after.text if after else "")
                changes = found.setdefault(declaring, {})
                changes[field.wire] = (*changes.get(field.wire, ()), change)
    return found


def _finish(
    view: SchemaView, drafts: Mapping[str, _Draft], wire: str, *, module: str
) -> EntityClass:
    draft = drafts[wire]
    entity = draft.entity
    base = view.bases[wire]
    above = None if base is None else drafts[base]
    getters = _if_changed(draft.reading, above.reading if above else ())
    setters = _if_changed(draft.writing, above.writing if above else ())
    projections = _projections(entity)
    inherited_key = above.entity.primary_key if above else _ENTITY_DEFAULTS
    inherited_projections = _projections(above.entity) if above else _ENTITY_DEFAULTS
    added = list(conveniences_of(view, wire))
    needed = _imports_of_class(view, wire).union(*(imports for _, imports in added))
    needed |= of_fields(draft.own) | of_overloads(getters) | of_overloads(setters)
    if entity.primary_key != inherited_key or projections != inherited_projections:
        needed.add(Import("typing", "ClassVar"))
    early, late = split(needed, module=module)
    return EntityClass(
        wire=expression(wire),
        name=view.names.classes[wire],
        module=view.names.modules[wire],
        bases=(
            *(name for name, _ in added),
            "Entity" if base is None else view.names.classes[base],
        ),
        is_root=base is None,
        docstring=docstring_lines(*describe_entity(view, entity), indent=4),
        primary_key=None
        if entity.primary_key == inherited_key
        else tuple(
            expression(view.names.attributes[key]) for key in entity.primary_key
        ),
        default_projections=None
        if projections == inherited_projections
        else tuple(expression(name) for name in projections),
        fields=draft.own,
        getters=None if getters is None else rendered(getters),
        setters=None if setters is None else rendered(setters),
        narrows_setters=setters is not None
        and any(
            narrows(setters, drafts[name].writing)
            for name in ancestors(view.bases, wire)
        ),
        redeclares=draft.redeclares,
        imports=early,
        late_imports=late,
    )


def _imports_of_class(view: SchemaView, wire: str) -> set[Import]:
    base = view.bases[wire]
    decorator = Import("ftrack_typed.model", "entity")
    if base is not None:
        return {decorator, Import(view.module(base), view.names.classes[base])}
    root = Import("ftrack_typed.model", "Entity")
    return {decorator, root, Import("._registry", "REGISTRY")}


def _projections(entity: EntitySchema) -> tuple[str, ...]:
    """Return what a query fetches by default; a schema may name missing attributes."""
    found = tuple(
        name for name in entity.default_projections if name in entity.properties
    )
    return found or entity.primary_key


def _if_changed(
    groups: Sequence[Group], inherited: Sequence[Group]
) -> tuple[Group, ...] | None:
    changed = [(group.keys, group.type) for group in groups] != [
        (group.keys, group.type) for group in inherited
    ]
    return tuple(groups) if changed else None
