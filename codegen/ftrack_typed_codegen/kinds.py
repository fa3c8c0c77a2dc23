"""The kind of each attribute: which descriptor stands for it, and of what types."""

from __future__ import annotations

from collections.abc import Mapping

from ftrack_typed.schema import (
    Closure,
    EntitySchema,
    ForeignCollection,
    PropertySchema,
    Reference,
    Relation,
)

from . import custom_links
from .custom_attributes import MODULE, PROPERTY, nearest
from .model import CustomClass, Import, Kind, ValueType
from .mutability import Mutability
from .names import ATTRIBUTE, type_of
from .values import ANY, expression, is_link, is_temporal, scalar_type
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
    # What no one can give is never given: then only what is read differs.
    (Mutability.READ_ONLY, True): "ImmutableRef",
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
    # A subtype's value is of the base's type, or assigning through the base would be
    # wrong for it.
    declaring = view.declaring(entity, item.name)
    filled = view.is_always_there(declaring, declaring.properties[item.name])
    value = _literal_name(view, declaring, item) or scalar_type(entity, item)
    value = value if filled else value.optional()
    mutability = view.mutability(entity, item.name)
    parameters = _wire(view, item)
    if item.has_default:
        minted = item.default == NEW_ID
        default = "NEW_ID" if minted else expression(item.default)
        parameters.append(("default", default))
    if filled:
        parameters.append(("nullable", "False"))
    if is_temporal(item):
        parameters.append(("temporal", "True"))
    if item.type == "variable":
        parameters.append(("variable", "True"))
    if is_link(entity, item):
        parameters.append(("linked", "True"))
    return Kind(
        descriptor=_SCALARS[mutability],
        arguments=(value,),
        parameters=tuple(parameters),
        server_side=mutability is Mutability.READ_ONLY,
        read=value,
        write=value if mutability is Mutability.WRITABLE else None,
    )


def _literal_name(
    view: SchemaView, entity: EntitySchema, item: PropertySchema
) -> ValueType | None:
    """Return the literal type of a name of the workflow, none of anything else."""
    names = view.names_classes.get(entity.name)
    if (
        names is None
        or item.name != ATTRIBUTE
        or scalar_type(entity, item).text != "str"
    ):
        return None
    return type_of(names)


def _reference(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    relation = view.relations[entity.name, item.name]
    mutability = view.mutability(entity, item.name)
    filled = view.is_always_there(entity, item)
    target = view.class_type(relation.target)
    parameters = [("", expression(relation.target)), *_wire(view, item)]
    if isinstance(relation, Reference) and relation.key is not None:
        parameters.append(("key", expression(relation.key)))
    value = target if filled else target.optional()
    return Kind(
        descriptor=_REFERENCES[mutability, filled],
        arguments=(target,),
        parameters=tuple(parameters),
        server_side=mutability is Mutability.READ_ONLY,
        read=value,
        write=value if mutability is Mutability.WRITABLE else None,
    )


def _collection(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    # There is no collection that is given on creation only.
    fixed = (
        isinstance(_relation(view, entity, item), Closure)
        or view.mutability(entity, item.name) is not Mutability.WRITABLE
    )
    target = _items(view, entity, item)
    return Kind(
        descriptor="ReadOnlyMany" if fixed else "Many",
        arguments=(target,),
        parameters=_relation_parameters(view, entity, item),
        server_side=fixed,
        read=_generic("EntityCollection", target, _COLLECTION),
        write=None if fixed else _generic("Iterable", target, _ITERABLE),
    )


def _mapped(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Kind:
    if item.name == PROPERTY:
        cls = nearest(view.custom_classes, view.bases, entity.name)
        if cls is not None:
            return _known_mapped(view, entity, item, cls)
    value = _mapped_value(view, _relation(view, entity, item).target, item)
    return Kind(
        descriptor="Mapped",
        arguments=(_items(view, entity, item), value),
        parameters=_relation_parameters(view, entity, item),
        read=_generic("KeyValueMap", value, _MAP),
        write=ValueType(f"Mapping[str, {value.text}]", (*value.imports, _MAPPING)),
    )


def _known_mapped(
    view: SchemaView, entity: EntitySchema, item: PropertySchema, cls: CustomClass
) -> Kind:
    """Return the kind of a mapping whose keys are known."""
    known = ValueType(cls.name, (Import(f".{MODULE}", cls.name, late=True),))
    # By its key, pyright would take a mapping for one of any texts.
    loose = ValueType("Mapping[str, Any]", (*ANY.imports, _MAPPING))
    values = (
        loose
        if cls.is_open
        else ValueType(cls.values, (Import(f".{MODULE}", cls.values, late=True),))
    )
    relation, *others = _relation_parameters(view, entity, item)
    return Kind(
        descriptor="CustomMapped",
        arguments=(known, values),
        parameters=(relation, ("", expression(cls.name)), *others),
        read=known,
        write=loose,
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
    relation = _relation(view, entity, item)
    links = view.links_classes.get(entity.name)
    if links is not None and item.name == custom_links.PROPERTY:
        known = ("", expression(links.name))
        return Kind(
            descriptor="KnownLinks",
            arguments=(custom_links.type_of(links),),
            parameters=(("", expression(relation.target)), known, *_wire(view, item)),
            server_side=True,
        )
    return Kind(
        descriptor="FilterOnly",
        arguments=(_items(view, entity, item),),
        parameters=(("", expression(relation.target)), *_wire(view, item)),
        server_side=True,
    )


def _relation_parameters(
    view: SchemaView, entity: EntitySchema, item: PropertySchema
) -> tuple[tuple[str, str], ...]:
    relation = _relation(view, entity, item)
    parameters = [("", expression(relation.target)), *_wire(view, item)]
    if isinstance(relation, ForeignCollection):
        parameters.append(("key", expression(relation.key)))
        if relation.parent_type is not None:
            parameters.append(("owner_type", expression(relation.parent_type)))
        if relation.where:
            parameters.append(("where", expression(dict(relation.where))))
    return tuple(parameters)


def _relation(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> Relation:
    """Return what a collection stands on where it is declared first.

    Collections are typed by what is in them exactly, so a subtype cannot narrow them.
    """
    return view.relations[view.declaring(entity, item.name).name, item.name]


def _items(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> ValueType:
    return view.class_type(_relation(view, entity, item).target)


def _wire(view: SchemaView, item: PropertySchema) -> list[tuple[str, str]]:
    """Return the wire name as a parameter, if Python's name is another one."""
    if view.names.attributes[item.name] == item.name:
        return []
    return [("wire", expression(item.name))]


def _generic(name: str, argument: ValueType, needed: Import) -> ValueType:
    return ValueType(f"{name}[{argument.text}]", (*argument.imports, needed))
