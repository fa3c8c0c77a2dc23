"""Custom attributes of an entity, with what it inherits."""

from __future__ import annotations

from typing import Any

from ..model.entity import Entity
from .access import workspace_of


class WithCustomAttributes(Entity):
    """An entity that has custom attributes."""

    __slots__ = ()

    def effective_custom_attributes(self) -> dict[str, Any]:
        """Return the values of all custom attributes, inherited ones included.

        A hierarchical attribute that was not set on this has the value of the nearest
        entity above on which it was set, else its default. Two requests; for many
        entities call ``session.effective_custom_attributes``, which sends no more.
        """
        from ..session.custom_attributes import effective

        return effective(workspace_of(self), [self])[self]
