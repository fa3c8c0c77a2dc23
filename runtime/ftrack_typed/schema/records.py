"""The schema document as frozen records: one :class:`EntitySchema` an entity type.

The document is what a server answers to ``query_schemas``: a list of objects in the
manner of JSON Schema. Nothing of it is interpreted here; keys that are not known are
kept in ``extra``, so that a newer server's document can be read and written back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import attrs

from ftrack_typed.schema.site import Site

PropertyType: TypeAlias = Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "object",
    "variable",
    "array",
    "mapped_array",
]

JsonObject: TypeAlias = Mapping[str, Any]
"""Decoded JSON of unknown shape."""


@attrs.frozen(kw_only=True)
class ForeignKey:
    """What a foreign key's description says: ``Foreign key(s): Note.id``.

    Attributes:
        entity_type: the type referred to.
        attribute: the referred attribute; where it is no public attribute of that
            type, the type's primary key is meant.
    """

    entity_type: str
    attribute: str


@attrs.frozen(kw_only=True)
class KeyValueAttributes:
    """Which attributes of a mapped array's items are a mapping's key and value."""

    key: str
    value: str


@attrs.frozen(kw_only=True)
class PropertySchema:
    """One attribute of an entity type.

    Attributes:
        name: the public name, as used on the wire.
        type: the declared type; none for a reference; ``variable`` where the document
            declares a type that this version does not know.
        type_assumed: whether the document leaves the type out and ``string`` stands
            in for it, as on the foreign key ``User.user_type_id`` of some servers.
        target: the entity type referred to (``$ref``) or listed (``items.$ref``).
        format: ``date-time``, ``foreign_key``, ``json`` or ``integer``, if any.
        alias_for: the server's internal name, if it differs.
        description: free text.
        foreign_key: what the description of a foreign key names.
        has_default: whether a default is declared (which may be null).
        default: the value that a client fills in on creation; ``"{uid}"`` stands for
            a new UUID4 text.
        enum: the only values allowed, if the schema names them.
        key_value_attributes: set on a mapped array that is shown as a mapping.
        restricted_projection: usable in criteria, never selectable.
        transform: how the server stores an entity type name, if it does not as is.
        extra: keys that this version does not know.
    """

    name: str
    type: PropertyType | None = None
    type_assumed: bool = False
    target: str | None = None
    format: str | None = None
    alias_for: str | None = None
    description: str | None = None
    foreign_key: ForeignKey | None = None
    has_default: bool = False
    default: Any = None
    enum: tuple[str, ...] = ()
    key_value_attributes: KeyValueAttributes | None = None
    restricted_projection: bool = False
    transform: JsonObject | None = None
    extra: JsonObject = attrs.field(factory=dict[str, Any])

    @property
    def is_reference(self) -> bool:
        """Whether this is a to-one relation."""
        return self.target is not None and not self.is_collection

    @property
    def is_collection(self) -> bool:
        """Whether this is a to-many relation."""
        return self.type in ("array", "mapped_array")


@attrs.frozen(kw_only=True)
class Subtype:
    """A type that shares its base's storage, told apart by column values.

    Attributes:
        base: the base's internal name (``Task`` for every typed context).
        classifiers: internal column name to the value that marks this subtype.
    """

    base: str
    classifiers: JsonObject


@attrs.frozen(kw_only=True)
class EntitySchema:
    """One entity type.

    Attributes:
        name: the public type name, as used on the wire (the document's ``id``).
        properties: attribute name to attribute, inherited ones included.
        primary_key: names of the key's attributes, in order.
        required: attributes that are never null in storage; the server fills many of
            them itself. May name attributes that do not exist.
        immutable: attributes that may be set on creation and never updated. May name
            attributes that do not exist.
        default_projections: what a query without ``select`` fetches.
        system_projections: internal names of what a server adds to every row.
        computed: attributes that the server computes.
        alias_for: the internal table name, or the base and classifiers of a subtype.
        mixin: the direct base type, where the server declares it.
        metadata: the document's free-form annotations.
        extra: keys that this version does not know.
    """

    name: str
    properties: Mapping[str, PropertySchema]
    primary_key: tuple[str, ...] = ("id",)
    required: tuple[str, ...] = ()
    immutable: tuple[str, ...] = ()
    default_projections: tuple[str, ...] = ()
    system_projections: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    alias_for: str | Subtype | None = None
    mixin: str | None = None
    metadata: JsonObject = attrs.field(factory=dict[str, Any])
    extra: JsonObject = attrs.field(factory=dict[str, Any])

    @property
    def supports_group_by(self) -> bool:
        """Whether aggregates with ``group by`` may be asked of this type."""
        return bool(self.metadata.get("group_by"))


@attrs.frozen
class SchemaDocument:
    """All entity types of a site, by name, in the document's order.

    Attributes:
        entities: entity type name to entity type.
        site: what the site has configured, where that is known.
    """

    entities: Mapping[str, EntitySchema]
    site: Site | None = None
