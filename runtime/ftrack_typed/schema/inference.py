"""Inferring which keys and links a document's relations stand on.

A document names a relation's target alone. Most relations follow from the foreign
keys that it declares and from ftrack's habits of naming; the rest are listed.
"""

from __future__ import annotations

import attrs

from ftrack_typed.schema.foreign_keys import KeyIndex, foreign_keys
from ftrack_typed.schema.records import EntitySchema, PropertySchema, SchemaDocument
from ftrack_typed.schema.relations import (
    Closure,
    ForeignCollection,
    HiddenCollection,
    LinkedCollection,
    Reference,
    Relation,
    Relations,
)
from ftrack_typed.schema.tables import (
    ITEM_FILTERS,
    KNOWN_COLLECTIONS,
    MAPPED_KEYS,
    TYPED_LINK_KEYS,
)


def infer_relations(document: SchemaDocument) -> Relations:
    """Return what each relation of *document* stands on, inherited ones included.

    The records name the targets that are meant in effect: ``TypedContext`` where the
    document says ``Task`` for want of a public name of all object types. A reference
    whose key cannot be told has none; a collection that cannot be told is one through
    a hidden table.

    Raises:
        SchemaError: if types are their own ancestors.
    """
    index = KeyIndex.of(document)
    relations: dict[tuple[str, str], Relation] = {}
    for entity in document.entities.values():
        for item in entity.properties.values():
            if item.is_collection:
                owner = _declaring(index, entity, item)
                relations[entity.name, item.name] = _collection(index, owner, item)
            elif item.is_reference:
                relations[entity.name, item.name] = Reference(
                    target=index.target(item), key=_reference_key(index, entity, item)
                )
    return relations


def _declaring(
    index: KeyIndex, entity: EntitySchema, item: PropertySchema
) -> EntitySchema:
    """Return the topmost ancestor that has the same relation.

    A subtype's document repeats it, but the foreign keys refer to that ancestor.
    """
    for name in reversed(index.ancestors[entity.name]):
        other = index.entities[name].properties.get(item.name)
        if other is not None and (other.type, other.target) == (item.type, item.target):
            return index.entities[name]
    return entity


def _collection(index: KeyIndex, owner: EntitySchema, item: PropertySchema) -> Relation:
    assert item.target is not None
    relation = (
        _known(index, owner, item)
        or _mapped(index.entities[item.target], item)
        or _of_generic_parent(owner, index.entities[item.target])
        or _of_foreign_key(index, owner, item)
        or _through_link(index, owner, item)
        or HiddenCollection(target=item.target, table=f"{owner.name}_{item.name}")
    )
    return attrs.evolve(relation, target=index.target(item))


def _known(
    index: KeyIndex, owner: EntitySchema, item: PropertySchema
) -> Relation | None:
    """Return what the table says, if this document has the attributes that it names."""
    relation = KNOWN_COLLECTIONS.get((owner.name, item.name))
    match relation:
        case ForeignCollection():
            needed = [(relation.target, relation.key)]
        case LinkedCollection(link=link):
            needed = [(link, relation.source_key), (link, relation.target_key)]
        case Closure():
            needed = [(owner.name, relation.start)]
            needed.append((relation.target, relation.parent_key))
        case _:
            needed = []
    for name, attribute in needed:
        entity = index.entities.get(name)
        if entity is None or attribute not in entity.properties:
            return None
    return relation


def _mapped(target: EntitySchema, item: PropertySchema) -> Relation | None:
    """Relate the items of a mapping, whose types are few and known."""
    if item.type != "mapped_array":
        return None
    for end, (key, parent_type) in MAPPED_KEYS.items():
        if target.name.endswith(end) and key in target.properties:
            return ForeignCollection(
                target=target.name, key=key, parent_type=parent_type
            )
    return None


def _of_generic_parent(owner: EntitySchema, target: EntitySchema) -> Relation | None:
    """Relate items whose parent may be of any type: notes, status changes."""
    parent = target.properties.get("parent_id")
    if (
        owner.name == target.name
        or parent is None
        or parent.foreign_key is not None
        or "parent_type" not in target.properties
    ):
        return None
    return ForeignCollection(
        target=target.name, key="parent_id", parent_type="parent_type"
    )


def _of_foreign_key(
    index: KeyIndex, owner: EntitySchema, item: PropertySchema
) -> Relation | None:
    """Relate by the target's only key to the owner, or else to a relative of it."""
    assert item.target is not None
    target = index.entities[item.target]
    nearest = [(name,) for name in (owner.name, *index.ancestors[owner.name])]
    for names in (*nearest, index.descendants[owner.name]):
        keys = foreign_keys(target, names)
        if len(keys) == 1:
            where = ITEM_FILTERS.get((target.name, item.name), ())
            return ForeignCollection(target=target.name, key=keys[0].name, where=where)
        if keys:
            return None
    return None


def _through_link(
    index: KeyIndex, owner: EntitySchema, item: PropertySchema
) -> Relation | None:
    """Relate through the only type whose key is a pair of keys to both sides."""
    assert item.target is not None
    sources, targets = index.family(owner.name), index.family(item.target)
    found = [
        LinkedCollection(
            target=item.target, link=link.name, source_key=source, target_key=target
        )
        for link in index.links
        for (source, source_type), (target, target_type) in (
            link.keys,
            link.keys[::-1],
        )
        if source_type in sources and target_type in targets
    ]
    return found[0] if len(found) == 1 else None


def _reference_key(
    index: KeyIndex, entity: EntitySchema, item: PropertySchema
) -> str | None:
    """Return the attribute that holds the key of what a reference leads to."""
    assert item.target is not None
    related = index.family(item.target)
    keys = foreign_keys(entity, related)
    named = entity.properties.get(f"{item.name}_id")
    if named is not None and (
        named.foreign_key is None or named.foreign_key.entity_type in related
    ):
        return named.name
    if len(keys) == 1:
        return keys[0].name
    for key in keys:
        if item.alias_for is not None and key.alias_for == f"{item.alias_for}id":
            return key.name
    for end, key_name in TYPED_LINK_KEYS.items():
        if entity.name == f"{item.target}{end}" and key_name in entity.properties:
            return key_name
    exact = [key for key in keys if _leads_to(key, item.target)]
    return exact[0].name if len(exact) == 1 else None


def _leads_to(key: PropertySchema, target: str) -> bool:
    return key.foreign_key is not None and key.foreign_key.entity_type == target
