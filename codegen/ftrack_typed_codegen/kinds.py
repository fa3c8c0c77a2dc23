"""The kind of each attribute: which descriptor stands for it, and of what types."""

from __future__ import annotations

from collections.abc import Mapping

from ftrack_typed.schema import (
    EntitySchema,
    ForeignCollection,
    PropertySchema,
    Reference,
)

from .model import Import, Kind, ValueType
from .mutability import Mutability, mutability_of
from .values import ANY, expression, is_temporal, scalar_type
from .view import SchemaView

NEW_ID = "{uid}"
"""The default by which a schema asks for a new UUID."""

_SCALARS: Mapping[Mutability, str] = {
    Mutability.WRITABLE: "Attr",
    Mutability.IMMUTABLE: "Immutable",
    Mutability.READ_ONLY: "ReadOnly",
}
_REFERENCES: Mapping[tuple[Mutability, bool], str] = {
    (Mutability.WRITABLE, False): "OptionalRef",
    (Mutability.WRITABLE, True): "Ref",
    (Mutability.IMMUTABLE, False): "ImmutableOptionalRef",
    (Mutability.IMMUTABLE, True): "ImmutableRef",
    (Mutability.READ_ONLY, False): "ReadOnlyRef",
    (Mutability.READ_ONLY, True): "ReadOnlyRef",
}
_COLLECTION = Import("ftrack_typed.model", "EntityCollection", late=True)
_MAP = Import("ftrack_typed.model", "KeyValueMap", late=True)
_ITERABLE = Import("collections.abc", "Iterable", late=True)
_MAPPING = Import("collections.abc", "Mapping", late=True)


def kind_of(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    """Return how the attribute *item* of *entity* behaves.

    Raises:
        ValueError: its default is no JSON value.
    """
    if item.restricted_projection and item.target is not None:
        return _filter_only(view, entity, item)
    if item.is_collection:
        if item.key_value_attributes is not None:
            return _mapped(view, entity, item)
        return _collection(view, entity, item)
    if item.is_reference:
        return _reference(view, entity, item)
    return _scalar(view, entity, item)


def _scalar(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    declaring = _declaring(view, entity, item)
    filled = view.is_always_there(declaring, declaring.properties[item.name])
    value = scalar_type(entity, item)
    value = value if filled else value.optional()
    mutability = mutability_of(entity, item)
    parameters = _wire(view, item)
    if item.has_default and item.default is not None:
        is_id = item.default == NEW_ID
        default = "NEW_ID" if is_id else expression(item.default)
        parameters.append(("default", default))
    elif item.has_default:
        parameters.append(("default", "None"))
    if filled:
        parameters.append(("nullable", "False"))
    if is_temporal(item):
        parameters.append(("temporal", "True"))
    if item.type == "variable":
        parameters.append(("variable", "True"))
    return Kind(
        descriptor=_SCALARS[mutability],
        arguments=(value,),
        parameters=tuple(parameters),
        server_side=mutability is Mutability.READ_ONLY,
        read=value,
        write=value if mutability is Mutability.WRITABLE else None,
    )


def _reference(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    relation = view.relations[entity.name, item.name]
    mutability = mutability_of(entity, item)
    filled = view.is_always_there(entity, item)
    target = view.class_type(relation.target, of=entity.name)
    parameters = [("", expression(relation.target)), *_wire(view, item)]
    if isinstance(relation, Reference) and relation.key is not None:
        parameters.append(("key", expression(relation.key)))
    fixed = mutability is Mutability.READ_ONLY
    value = target if filled and not fixed else target.optional()
    return Kind(
        descriptor=_REFERENCES[mutability, filled],
        arguments=(target,),
        parameters=tuple(parameters),
        server_side=fixed,
        read=value,
        write=value if mutability is Mutability.WRITABLE else None,
    )


def _collection(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    relation = view.relations[entity.name, item.name]
    target = view.class_type(relation.target, of=entity.name)
    fixed = _is_fixed(view, entity, item)
    return Kind(
        descriptor="ReadOnlyMany" if fixed else "Many",
        arguments=(target,),
        parameters=_relation_parameters(view, entity, item),
        server_side=fixed,
        read=_generic("EntityCollection", target, _COLLECTION),
        write=None if fixed else _generic("Iterable", target, _ITERABLE),
    )


def _mapped(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    relation = view.relations[entity.name, item.name]
    target = view.class_type(relation.target, of=entity.name)
    value = _mapped_value(view, relation.target, item)
    return Kind(
        descriptor="Mapped",
        arguments=(target, value),
        parameters=_relation_parameters(view, entity, item),
        read=_generic("KeyValueMap", value, _MAP),
        write=ValueType(f"Mapping[str, {value.text}]", (*value.imports, _MAPPING)),
    )


def _mapped_value(view: SchemaView, target: str, item: PropertySchema) -> ValueType:
    """Return the type of a mapping's values: that of the items' value attribute."""
    items = view.document.entities[target]
    assert item.key_value_attributes is not None
    value = items.properties.get(item.key_value_attributes.value)
    if value is None or value.target is not None:
        return ANY
    kind = _scalar(view, items, value)
    return kind.arguments[0]


def _filter_only(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    relation = view.relations[entity.name, item.name]
    return Kind(
        descriptor="FilterOnly",
        arguments=(view.class_type(relation.target, of=entity.name),),
        parameters=(("", expression(relation.target)), *_wire(view, item)),
        server_side=True,
    )


def _relation_parameters(
    view: SchemaView, entity: EntitySchema, item: PropertySchema
) -> tuple[tuple[str, str], ...]:
    relation = view.relations[entity.name, item.name]
    parameters = [("", expression(relation.target)), *_wire(view, item)]
    if isinstance(relation, ForeignCollection):
        parameters.append(("key", expression(relation.key)))
        if relation.parent_type is not None:
            parameters.append(("owner_type", expression(relation.parent_type)))
        if relation.where:
            parameters.append(("where", expression(dict(relation.where))))
    return tuple(parameters)


def _wire(view: SchemaView, item: PropertySchema) -> list[tuple[str, str]]:
    """Return the wire name as a parameter, if Python's name is another one."""
    if view.names.attributes[item.name] == item.name:
        return []
    return [("wire", expression(item.name))]


def _generic(name: str, argument: ValueType, needed: Import) -> ValueType:
    return ValueType(f"{name}[{argument.text}]", (*argument.imports, needed))
