"""Collections of an entity: a list of the entities that belong to it.

A collection is loaded when it is first looked into. Where an item's own key decides
where it belongs (a timelog's ``context_id``), adding an item writes that key and loads
nothing, and assigning the key moves the item from one collection to the other.
Elsewhere (scopes, items of a list) the server takes the complete list, so the list is
loaded before it is edited; of two sessions that edit it, the last to commit wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableSequence
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar, cast, overload

from .entity import refuse_assignment
from .references import check_reference, reference_on

if TYPE_CHECKING:
    from .attributes import Attribute
    from .entity import Entity

E = TypeVar("E", bound="Entity")


class EntityCollection(MutableSequence[E]):
    """Entities that belong to one entity: each at most once, in no promised order.

    Entities that were deleted in the session are not shown.
    """

    __slots__ = ("_attribute", "_before", "_held", "_owner")

    def __init__(
        self, owner: Entity, attribute: Attribute, items: list[E] | None
    ) -> None:
        self._owner = owner
        self._attribute = attribute
        self._held: list[E] | dict[E, None] | None = None
        # What the server has, while edits of a list that is sent whole are pending.
        self._before: dict[E, None] | None = None
        if items is None:
            return
        if owner.__session__.originals:
            self.loaded(items)
        else:
            self._held = items

    @property
    def _items(self) -> dict[E, None] | None:
        """The items, none if they are not loaded.

        They are a dictionary as ordered set: entities are equal to themselves alone.
        It is made when it is first needed, as a query may bring thousands.
        """
        held = self._held
        if isinstance(held, list):
            held = self._held = dict.fromkeys(held)
        return held

    @_items.setter
    def _items(self, items: dict[E, None] | None) -> None:
        self._held = items

    def __repr__(self) -> str:
        items = "not loaded" if self._items is None else repr(list(self._items))
        return f"<{self.label}: {items}>"

    def __len__(self) -> int:
        return len(self._load())

    def __iter__(self) -> Iterator[E]:
        # A copy, so that items can be added and removed in a loop over them.
        return iter(list(self._load()))

    def __contains__(self, item: object) -> bool:
        return item in self._load()

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> list[E]: ...
    def __getitem__(self, index: int | slice) -> E | list[E]:
        return list(self._load())[index]

    @overload
    def __setitem__(self, index: int, value: E) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[E]) -> None: ...
    def __setitem__(self, index: int | slice, value: E | Iterable[E]) -> None:
        items = list(self._load())
        if isinstance(index, slice):
            items[index] = cast("Iterable[E]", value)
        else:
            items[index] = cast("E", value)
        self.replace(items)

    def __delitem__(self, index: int | slice) -> None:
        items = list(self._load())
        for item in items[index] if isinstance(index, slice) else [items[index]]:
            self.remove(item)

    def insert(self, index: int, value: E) -> None:
        """Add *value*; the server keeps no positions, so it comes last wherever asked.

        What is in the collection already stays where it is.

        Raises:
            TypeError: it is of another type, or of another session.
            ReadOnlyError: the server computes the collection, or *value* belongs to
                one entity for good.
        """
        self._check([value])
        if self._attribute.key:
            self._attach(value)
            return
        items = self._load()
        if value not in items:
            self._note_change()
            cast("dict[E, None]", self._items)[value] = None

    def append(self, value: E) -> None:
        """Add *value* (see :meth:`insert`)."""
        # The sequence's own append would ask for the length, and load everything.
        self.insert(0, value)

    def remove(self, value: E) -> None:
        """Take *value* out, without deleting it.

        Raises:
            ValueError: it is not in the collection.
            ReadOnlyError: it cannot exist outside of one, so delete it instead; or the
                server computes the collection.
        """
        self._check([])
        if value not in self._load():
            raise ValueError(f"{value!r} is not in {self!r}.")
        if self._attribute.key:
            self._detach(value)
        else:
            self._note_change()
            del cast("dict[E, None]", self._items)[value]

    def replace(self, items: Iterable[E]) -> None:
        """Make *items* the whole content."""
        wanted = dict.fromkeys(items)
        self._check(wanted)
        for item in list(self._load()):
            if item not in wanted:
                self.remove(item)
        for item in wanted:
            self.append(item)

    @property
    def owner(self) -> Entity:
        """The entity whose collection this is."""
        return self._owner

    @property
    def attribute(self) -> Attribute:
        """The attribute whose value this is."""
        return self._attribute

    @property
    def label(self) -> str:
        """Entity type and attribute, for messages."""
        return f"{self._owner.__entity_type__}.{self._attribute.wire}"

    @property
    def is_loaded(self) -> bool:
        """Whether the items are at hand."""
        return self._held is not None

    @property
    def before(self) -> tuple[E, ...]:
        """What the server has of a list that is sent whole, while it is edited."""
        return tuple(self._before or ())

    @property
    def is_changed(self) -> bool:
        """Whether a list that is sent whole differs from what the server has."""
        return self._before is not None and self._load().keys() != self._before.keys()

    def loaded(self, items: Iterable[E]) -> None:
        """Take *items* as the server's content; pending edits stay on top of it."""
        fetched = dict.fromkeys(items)
        session = self._owner.__session__
        if not session.originals:
            self._items = fetched
        elif self._attribute.key:
            moved = [item for item in fetched if self._was_moved_away(item)]
            arrived = [
                item
                for item in session.arrivals(self._owner.__key__[0])
                if item not in fetched and self.owns(item)
            ]
            for item in moved:
                del fetched[item]
            fetched.update(dict.fromkeys(cast("list[E]", arrived)))
            self._items = fetched
            if moved or arrived:
                session.edited(self)
        elif self._before is None:
            self._items = fetched
        else:
            before, items_now = self._before, self._items or {}
            self._before = fetched
            kept = [item for item in fetched if item in items_now or item not in before]
            added = [item for item in items_now if item not in before]
            self._items = dict.fromkeys([*kept, *added])

    def owns(self, item: Entity) -> bool:
        """Whether *item* says that it belongs here, by its key and what goes with it.

        Always false for an item of another type.
        """
        attribute = self._attribute
        if not isinstance(item, self._target()):
            return False
        names = type(item).__by_wire__
        values = vars(item)
        # What is not loaded of the rest is taken to be right.
        return values.get(names[attribute.key].name) == self._owner.__key__[0] and all(
            values.get(names[name].name, value) == value
            for name, value in attribute.where.items()
        )

    def follow(self, item: Any) -> None:
        """Take *item* in or out, as its key says; nothing is to be done if not loaded.

        For collections that stand on their items' keys.
        """
        if self._items is None or (item in self._items) == self.owns(item):
            return
        if item in self._items:
            del self._items[item]
        else:
            self._items[item] = None
        self._owner.__session__.edited(self)

    def accept(self, *, is_new: bool) -> None:
        """Take pending edits for done; called after a commit.

        A new entity has empty collections, some of which the server fills: those are
        loaded when they are needed.
        """
        self._before = None
        if is_new and not self._items:
            self._items = None

    def restore(self) -> None:
        """Drop pending edits; what stands on keys is loaded again when it is needed."""
        self._items, self._before = self._before, None

    def expire(self) -> None:
        """Load the content again when it is needed, unless edits of it are pending."""
        if self._before is None:
            self._items = None

    def _load(self) -> dict[E, None]:
        session = self._owner.__session__
        if self._items is None:
            session.load_items(self._owner, self._attribute)
        items = cast("dict[E, None]", self._items)
        if session.has_deleted:
            return {item: None for item in items if not session.is_deleted(item)}
        return items

    def _target(self) -> type[Entity]:
        return self._owner.__registry__[self._attribute.relation]

    def _check(self, items: Iterable[object]) -> None:
        if self._attribute.read_only:
            raise refuse_assignment(type(self._owner), self._attribute)
        for item in items:
            check_reference(self._owner, self._attribute, item)

    def _was_moved_away(self, item: Entity) -> bool:
        originals = self._owner.__session__.originals.get(item)
        if not originals:
            return False
        names = type(item).__by_wire__
        decisive = [self._attribute.key, *self._attribute.where]
        return any(
            names[name].name in originals for name in decisive
        ) and not self.owns(item)

    def _attach(self, item: E) -> None:
        attribute = self._attribute
        names = type(item).__by_wire__
        values = vars(item)
        wanted = dict(attribute.where)
        if attribute.owner_type:
            wanted[attribute.owner_type] = self._owner.__entity_type__
        for wire, value in wanted.items():
            if values.get(names[wire].name) != value:
                setattr(item, names[wire].name, value)
        reference = reference_on(type(item), attribute.key)
        if reference is not None:
            if vars(item).get(reference.name) is not self._owner:
                setattr(item, reference.name, self._owner)
        elif values.get(names[attribute.key].name) != self._owner.__key__[0]:
            setattr(item, names[attribute.key].name, self._owner.__key__[0])
        self.follow(item)

    def _detach(self, item: E) -> None:
        reference = reference_on(type(item), self._attribute.key)
        if reference is None:
            reference = type(item).__by_wire__[self._attribute.key]
        setattr(item, reference.name, None)
        self.follow(item)

    def _note_change(self) -> None:
        if self._before is None:
            self._before = dict(cast("dict[E, None]", self._items))
        session = self._owner.__session__
        session.edited(self)
        changed = session.originals.of(self._owner)
        changed.setdefault(self._attribute.name, self)


def is_collection(value: object) -> TypeGuard[EntityCollection[Any]]:
    """Whether *value* is a collection, of any entity type."""
    # Asked of every value of a commit; isinstance takes six times as long, since the
    # class has an abstract base.
    return value.__class__ is EntityCollection
