"""What an entity asks of the session that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..errors import DeletedEntityError
    from .attributes import Attribute
    from .entity import Entity


class NotLoaded:
    """Marks a value that was not loaded, which is never the same as none."""

    # Without a dict, so that the garbage collector need not look at what holds it.
    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_LOADED"


NOT_LOADED = NotLoaded()


class Gone:
    """Stands in for the session of an entity that is no longer in one.

    It was deleted, or its creation was undone. Values that were loaded can be read;
    whatever else is asked for is answered with :class:`DeletedEntityError`.

    Args:
        label: the entity, for messages.
    """

    def __init__(self, label: str) -> None:
        self._label = label

    def error(self) -> DeletedEntityError:
        """Return the error that tells so."""
        from ..errors import DeletedEntityError

        return DeletedEntityError(self._label)

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            raise self.error()


class Given(dict[str, object]):
    """Attributes that new entities were given, each to :data:`NOT_LOADED`.

    All that were given the same share one, until they are changed.
    """

    __slots__ = ()


class Changes(dict["Entity", "dict[str, object]"]):
    """Changed entities to what their changed attributes were before, by Python name.

    What was not loaded is :data:`NOT_LOADED`.
    """

    # A method, since it is quicker to call than a __setitem__ that is overridden.
    def add(self, entity: Entity, originals: dict[str, object]) -> dict[str, object]:
        """Note *entity* as changed, and return *originals*, or those it has."""
        return self.setdefault(entity, originals)

    def of(self, entity: Entity) -> dict[str, object]:
        """Return what changed attributes of *entity* were before, to be added to."""
        known = self.get(entity)
        if known is None:
            return self.add(entity, {})
        if known.__class__ is Given:
            known = self[entity] = {**known}
        return known


class Editable(Protocol):
    """A collection with edits that are pending, or of an entity that is new."""

    @property
    def owner(self) -> Entity:
        """The entity whose collection it is."""
        ...

    def accept(self, *, is_new: bool) -> None:
        """Take the edits for done; *is_new* if the owner was created with them."""
        ...

    def restore(self) -> None:
        """Drop the edits."""
        ...


class Owner(Protocol):
    """The session, as entities and their collections see it.

    Attributes:
        originals: what changed.
    """

    originals: Changes

    @property
    def watchers(self) -> Sequence[object]:
        """Functions that want to know of each assignment."""
        ...

    def tell_watchers(self, entity: Entity, name: str) -> None:
        """Tell the watchers that the attribute *name* of *entity* was assigned."""
        ...

    @property
    def has_deleted(self) -> bool:
        """Whether any entity was deleted so far, so that collections must look."""
        ...

    def load(self, entity: Entity, attribute: Attribute) -> object:
        """Return the value of an attribute that is not loaded, and keep it loaded."""
        ...

    def load_all(self, entity: Entity) -> None:
        """Load every scalar and reference that is not loaded, in one request."""
        ...

    def load_items(self, entity: Entity, attribute: Attribute) -> None:
        """Load the content of the collection *attribute*, which is not loaded."""
        ...

    def custom_value(self, owner: Entity, attribute: Attribute, key: str) -> Entity:
        """Return the entity that holds the custom attribute *key* of *owner*.

        Its value need not be loaded.

        Raises:
            KeyError: no such custom attribute is configured for entities like it.
        """
        ...

    def assign(self, entity: Entity, attribute: Attribute, value: object) -> None:
        """Assign a relation or a key, or refuse a read-only attribute."""
        ...

    def create_entity(self, cls: type[Entity], values: Mapping[str, object]) -> Entity:
        """Create an entity of *cls* with *values* by Python name."""
        ...

    def delete(self, entity: Entity) -> None:
        """Delete *entity* with the next commit."""
        ...

    def edited(self, collection: Editable) -> None:
        """Note a collection that a rollback has to restore."""
        ...

    def arrivals(self, key: str) -> Iterable[Entity]:
        """Return entities of which a key attribute was assigned *key*, uncommitted."""
        ...

    def is_new(self, entity: Entity) -> bool:
        """Whether *entity* was created in this session and not committed yet."""
        ...

    def is_deleted(self, entity: Entity) -> bool:
        """Whether *entity* was deleted, or is to be with the next commit."""
        ...
