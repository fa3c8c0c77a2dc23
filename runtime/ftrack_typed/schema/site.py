"""What a site adds to its schema: custom attributes, links, and names, as records.

A schema says that shots have custom attributes; which ones, and what statuses and types
there are, is data. It is fetched with the schema and kept beside it, so that both are
known without the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import attrs

NamedType: TypeAlias = Literal[
    "ObjectType", "Priority", "ProjectSchema", "Status", "Type"
]
"""Entity types whose names are part of a site's workflow."""


@attrs.frozen(kw_only=True)
class CustomAttribute:
    """One configuration of a custom attribute.

    Attributes:
        key: the attribute's name in scripts.
        label: the attribute's name in forms.
        kind: the name of its type: ``text``, ``url``, ``number``, ``boolean``,
            ``date``, ``enumerator``, ``dynamic enumerator`` or ``expression``; servers
            may have more.
        entity_type: the level that has it: ``task`` for typed contexts, ``show`` for
            projects, ``assetversion``, ``asset``, ``list``, ``listobject`` or ``user``.
        object_type: the name of the only object type that has it, on level ``task``.
        object_type_id: the key of that object type.
        project_id: the key of the only project that has it, none if all have.
        hierarchical: whether projects, typed contexts, assets and versions all have it.
        options: the values of an enumerator, where they are known.
        multiple: whether an enumerator takes several of them.
        decimal: whether a number may have a fraction.
        default: the value where an entity has none of its own, as JSON.
        id: the configuration's key.
    """

    key: str
    label: str = ""
    kind: str
    entity_type: str
    object_type: str | None = None
    object_type_id: str | None = None
    project_id: str | None = None
    hierarchical: bool = False
    options: tuple[str, ...] = ()
    multiple: bool = False
    decimal: bool = True
    default: Any = None
    id: str


@attrs.frozen(kw_only=True)
class CustomAttributeLink:
    """One configuration of links from entities to others.

    Attributes:
        key: the link's name in scripts.
        label: the link's name in forms.
        entity_type: the level that it leads from, as in :class:`CustomAttribute`.
        object_type: the name of the only object type that has it, on level ``task``.
        object_type_id: the key of that object type.
        project_id: the key of the only project that has it, none if all have.
        entity_type_to: the level that it leads to; ``asset_version``, ``component`` and
            ``group`` are others than above.
        object_type_to: the name of the only object type that it leads to.
        object_type_id_to: the key of that object type.
        one_to_one: whether an entity has at most one.
        id: the configuration's key.
    """

    key: str
    label: str = ""
    entity_type: str
    object_type: str | None = None
    object_type_id: str | None = None
    project_id: str | None = None
    entity_type_to: str
    object_type_to: str | None = None
    object_type_id_to: str | None = None
    one_to_one: bool = False
    id: str


@attrs.frozen(kw_only=True)
class Site:
    """What a site has configured.

    Attributes:
        custom_attributes: sorted by level, object type, key and project.
        links: sorted likewise.
        names: for an entity type such as ``Status``, the name of each row to its key,
            sorted; where two rows have one name, it is the smaller key.
    """

    custom_attributes: tuple[CustomAttribute, ...] = ()
    links: tuple[CustomAttributeLink, ...] = ()
    names: Mapping[NamedType, Mapping[str, str]] = attrs.field(
        factory=dict[NamedType, Mapping[str, str]]
    )
