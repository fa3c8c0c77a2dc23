"""What code uses of a schema."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

from ftrack_typed.checking import Place

from ..records import Part

Mode: TypeAlias = Literal["read", "assign", "create", "query", "fetch", "get", "name"]
"""What code does with it: read or assign it on an entity, give it on creation, name it
in a query as a criterion or to fetch it, get an entity by its key, name a type."""


@attrs.frozen
class Found:
    """One use of an entity type, an attribute, a custom attribute or a name.

    Attributes:
        part: what is used.
        entity_type: the entity type that it is used of; none if that is not known.
        name: the wire name, the key or the name; empty where the type itself is meant.
        mode: what is done with it.
        place: where it stands.
        values: texts that it is compared with, or assigned.
        given: on creation, the attributes that are given; none if that is not known.
        nothing: whether it is assigned none.
        sure: whether *entity_type* is known for certain.
    """

    part: Part
    entity_type: str | None
    name: str
    mode: Mode
    place: Place
    values: tuple[str, ...] = ()
    given: frozenset[str] | None = None
    nothing: bool = False
    sure: bool = True
