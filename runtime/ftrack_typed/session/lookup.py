"""Finding one entity by its key: known, in the cache, or on the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from ..language.nodes import Statement
from ..model.expressions import conjunction
from .loading import equals

if TYPE_CHECKING:
    from ..model.entity import Entity
    from .identity_map import Key
    from .workspace import Workspace


def get(
    workspace: Workspace, cls: type[Entity], key: str | Sequence[str]
) -> Entity | None:
    """Return the entity of *cls* with *key*, or none.

    One that is known is remembered as the answer, see :class:`IdentityMap`.

    Raises:
        ValueError: the key has another number of parts, or one that is no text.
    """
    workspace.check_open()
    parts = (key,) if isinstance(key, str) else _texts(key)
    names = cls.__primary_key__
    if len(parts) != len(names):
        wires = [cls.__attributes__[name].wire for name in names]
        raise ValueError(
            f"The key of {cls.__entity_type__} is ({', '.join(wires)}), "
            f"{len(wires)} text(s); {key!r} was given."
        )
    single: Key = parts[0] if len(parts) == 1 else parts
    found = workspace.known.find(cls, single)
    if found is None:
        workspace.load_cached(cls, [single])
        found = workspace.known.find(cls, single)
    if found is None:
        return _fetched(workspace, cls, parts)
    if workspace.is_deleted(found):
        return None
    workspace.known.answer(cls, single, found)
    return found


def _fetched(
    workspace: Workspace, cls: type[Entity], parts: Sequence[str]
) -> Entity | None:
    names = [cls.__attributes__[name].wire for name in cls.__primary_key__]
    criterion = conjunction(
        [equals(name, part) for name, part in zip(names, parts, strict=True)]
    )
    statement = Statement(cls.__entity_type__, criterion=criterion, limit=1)
    found, _ = workspace.fetch(statement)
    return found[0] if found else None


def _texts(key: object) -> tuple[str, ...]:
    """Return the parts of *key*, or nothing if it is not several texts."""
    if not isinstance(key, (list, tuple)):
        return ()
    parts = cast("Sequence[object]", key)
    texts = tuple(part for part in parts if isinstance(part, str))
    return texts if len(texts) == len(parts) else ()
