"""Which columns of a type hold keys of which other type."""

from __future__ import annotations

from ftrack_typed_server.site import EntityType, Site


def references_of(site: Site, entity: EntityType) -> dict[str, tuple[str, str]]:
    """Return column to (attribute, target type), for every single key of *entity*."""
    found: dict[str, tuple[str, str]] = {}
    for attribute in entity.stored:
        key = attribute.property.foreign_key
        # The key of a subtype may say that it is its base's key.
        if (
            key is None
            or key.entity_type not in site.types
            or (entity.primary_key == (attribute.column,))
        ):
            continue
        if len(site.types[key.entity_type].primary_key) == 1:
            found[attribute.column] = (attribute.name, key.entity_type)
    names = {attribute.column: attribute.name for attribute in entity.stored}
    for relation in entity.relations:
        if not relation.many and len(relation.keys) == 1:
            column = relation.keys[0][0]
            found[column] = (names.get(column, relation.name), relation.target)
    return found
