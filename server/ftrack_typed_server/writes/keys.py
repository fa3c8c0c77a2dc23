"""Keys and references as clients send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from ftrack_typed_server.attributes import Kind, Related, Stored
from ftrack_typed_server.encoding import is_key, shortened
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.writes.state import KeyParts


def entity_type(site: Site, name: str) -> EntityType:
    """Return the entity type *name*.

    Raises:
        ValidationError: there is none.
    """
    entity = site.types.get(name)
    if entity is None:
        raise ValidationError(f"There is no entity type {name!r}.")
    return entity


def key_parts(entity: EntityType, entity_key: object) -> KeyParts:
    """Return the key that an operation names: a list, or one value by itself.

    Raises:
        ValidationError: it does not have a value for each attribute of the key.
    """
    parts: list[object]
    if isinstance(entity_key, list):
        parts = [*cast("list[object]", entity_key)]
    else:
        parts = [] if entity_key is None else [entity_key]
    names = entity.schema.primary_key
    if len(parts) != len(names):
        raise ValidationError(
            f"The key of {entity.name} consists of {', '.join(names)}: expected "
            f"{len(names)} values as 'entity_key', got {len(parts)}."
        )
    return tuple(
        key_part(entity, name, part) for name, part in zip(names, parts, strict=True)
    )


def key_part(entity: EntityType, name: str, part: object) -> Any:
    """Return one part of a key as it is stored.

    Raises:
        ValidationError: it can be no key.
    """
    attribute = entity.attributes[name]
    if isinstance(attribute, Stored) and attribute.kind is Kind.INTEGER:
        if isinstance(part, str) and part.lstrip("-").isdecimal():
            part = int(part)
        if isinstance(part, int) and not isinstance(part, bool) and abs(part) < 2**63:
            return part
    elif is_key(part):
        return part
    raise ValidationError(f"{entity.name}.{name} cannot be {shortened(part)}.")


def referred_key(site: Site, owner: str, relation: Related, value: object) -> KeyParts:
    """Return the key in a reference: an object with it, or the key by itself.

    Raises:
        ValidationError: it is neither.
    """
    target = site.types[relation.target]
    names = target.schema.primary_key
    if isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        if all(name in given for name in names):
            return tuple(key_part(target, name, given[name]) for name in names)
    elif isinstance(value, (str, int)) and len(names) == 1:
        return (key_part(target, names[0], value),)
    raise ValidationError(
        f"{owner}.{relation.name} must refer to a {relation.target} by its "
        f"{' and '.join(names)}, not {value!r}."
    )


def referred_keys(
    site: Site, owner: str, relation: Related, value: object
) -> list[KeyParts]:
    """Return the keys in a list of references, each once.

    Raises:
        ValidationError: it is no list of references.
    """
    if value is None:
        return []
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValidationError(
            f"{owner}.{relation.name} must be a list of references, not {value!r}."
        )
    references = cast("Sequence[object]", value)
    return list(
        dict.fromkeys(
            referred_key(site, owner, relation, reference) for reference in references
        )
    )
