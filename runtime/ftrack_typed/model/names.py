"""Names of a studio's workflow, with the keys of the rows that are called so."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from ..frozen import Frozen, set_part

N = TypeVar("N", bound=str)


class Named(Frozen, Generic[N]):
    """A status, a type or the like, as the package was generated.

    Args:
        name: what it is called.
        id: its key on the server.
    """

    __slots__ = ("id", "name")
    __match_args__: ClassVar[tuple[str, ...]] = ("name", "id")

    name: N
    id: str

    def __init__(self, name: N, id: str) -> None:
        set_part(self, "name", name)
        set_part(self, "id", id)
