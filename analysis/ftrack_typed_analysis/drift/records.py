"""What became of a schema: changes as frozen records, and what they mean for code."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, TypeAlias

import attrs


class Severity(IntEnum):
    """What a change means for code that was written before it."""

    COSMETIC = 1
    """It reads differently, and works as before."""
    ADDITIVE = 2
    """There is more than there was; what there was works as before."""
    BREAKING = 3
    """Something that worked may fail, or mean something else."""

    @property
    def word(self) -> str:
        """The severity in lower case, as reports have it."""
        return self.name.lower()


Part: TypeAlias = Literal[
    "schema", "entity type", "attribute", "custom attribute", "name"
]
"""What a change is about; a name is that of a status, a type, a priority and so on."""

Kind: TypeAlias = Literal[
    # Of every part.
    "added",
    "removed",
    "renamed",
    "described",
    "declared",
    # Of entity types.
    "key",
    "base",
    "fetched",
    "grouping off",
    "grouping on",
    # Of attributes, and of custom ones.
    "type",
    "target",
    "storage",
    "nullable",
    "required",
    "mutability narrowed",
    "mutability widened",
    "choices removed",
    "choices added",
    "selectable",
    "not selectable",
    "default",
    # Of custom attributes alone.
    "scope narrowed",
    "scope widened",
    "label",
    # Of names.
    "identity",
]
"""What happened to it."""


@attrs.frozen(kw_only=True)
class Change:
    """One difference between two schemas.

    Attributes:
        part: what it is about.
        kind: what happened to it.
        severity: what that means for code.
        entity_type: the entity type concerned, the topmost one that is; for a name the
            type of what it names, and for a custom attribute the type that has it;
            empty where no type is.
        name: the attribute, the custom attribute's key, or the name; empty where the
            entity type itself is meant.
        before: what it was, in words; what was taken away.
        after: what it is now, in words; what was added.
        also: further entity types that inherit the attribute, and so the change.
        hint: what may have become of it, such as another name, or empty.
    """

    part: Part
    kind: Kind
    severity: Severity
    entity_type: str = ""
    name: str = ""
    before: str = ""
    after: str = ""
    also: tuple[str, ...] = ()
    hint: str = ""

    @property
    def entity_types(self) -> tuple[str, ...]:
        """All entity types concerned."""
        return (self.entity_type, *self.also)
