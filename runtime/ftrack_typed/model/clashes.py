"""The error for a studio's own member that has an attribute's name."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import FtrackTypedError


class NameClashError(FtrackTypedError, TypeError):
    """A member of a mixin or subclass has the name of an attribute; rename the member.

    Attributes:
        entity_type: the type whose attribute it is.
        names: the names that clash.
        place: the class that has the members.
    """

    def __init__(self, entity_type: str, names: Sequence[str], place: str) -> None:
        super().__init__(
            f"{place} defines {', '.join(names)}, which {entity_type} has as "
            f"attribute{'s' * (len(names) > 1)}: rename what {place} defines."
        )
        self.entity_type = entity_type
        self.names: tuple[str, ...] = tuple(names)
        self.place = place
