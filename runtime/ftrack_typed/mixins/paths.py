"""Where an entity is, as a text."""

from __future__ import annotations

from typing import Any

from ..model.entity import Entity


class WithPath(Entity):
    """An entity with a ``link``: the way to it from its project."""

    __slots__ = ()

    def path(self, separator: str = "/") -> str:
        """Return the names from the project down to this: ``alpha/sq010/sh010``.

        It is the server's ``link``, in which a new entity and a new name are only
        after the commit.

        Raises:
            NotLoadedError: the entity is new.
        """
        me: Any = self
        return separator.join(item.name for item in me.link)
