"""How relations are stored: which foreign key or link a relation stands on.

A schema document names the target of a relation, but not the columns behind it. The
rules here infer them (see :func:`infer_relations`); a table holds what no rule can.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import attrs


@attrs.frozen(kw_only=True)
class Reference:
    """A to-one relation.

    Attributes:
        target: the entity type referred to.
        key: this entity's attribute that holds the target's key; none when the
            schema has no such attribute (``Status.state``, ``Asset.latest_version``)
            or the key is composite (``SettingComponent.setting``).
    """

    target: str
    key: str | None


@attrs.frozen(kw_only=True)
class ForeignCollection:
    """Items of *target* whose attribute *key* is this entity's key.

    Attributes:
        target: the items' entity type.
        key: the items' attribute that holds this entity's key.
        parent_type: the items' attribute that holds this entity's type name, where
            items of one table belong to entities of several (notes, metadata).
        where: further attribute values that the items have, as (attribute, value)
            (``assignments`` are appointments whose ``type`` is ``assignment``).
    """

    target: str
    key: str
    parent_type: str | None = None
    where: tuple[tuple[str, str], ...] = ()


@attrs.frozen(kw_only=True)
class LinkedCollection:
    """Items of *target* reached through rows of the link type *link*.

    Attributes:
        target: the items' entity type.
        link: the link's entity type.
        source_key: the link's attribute that holds this entity's key.
        target_key: the link's attribute that holds the item's key.
    """

    target: str
    link: str
    source_key: str
    target_key: str


@attrs.frozen(kw_only=True)
class HiddenCollection:
    """Items of *target* through a table that no public type shows.

    Attributes:
        target: the items' entity type.
        table: a name for the hidden table, unique in the document.
    """

    target: str
    table: str


@attrs.frozen(kw_only=True)
class Closure:
    """Ancestors or descendants: the transitive closure of a parent reference.

    Attributes:
        target: the items' entity type.
        start: this entity's attribute that holds the first ancestor's key, or, for
            descendants, ``id``.
        parent_key: the items' attribute that holds their parent's key.
        upwards: true for ancestors.
    """

    target: str
    start: str
    parent_key: str
    upwards: bool


Relation: TypeAlias = (
    Reference | ForeignCollection | LinkedCollection | HiddenCollection | Closure
)

Relations: TypeAlias = Mapping[tuple[str, str], Relation]
"""(entity type, attribute) to what the relation stands on, for every relation."""
