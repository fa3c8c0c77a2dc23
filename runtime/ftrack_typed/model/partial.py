"""The class that an entity is of at run time: its entity class, made lazy in part.

A value that lies in an instance's ``__dict__`` is read at full speed only if no class
of the instance has an attribute of that name: with one, even one that the value
shadows, CPython leaves its specialised path (3.5 to 5 times slower). So the entity
classes themselves hold no descriptors. An entity is of a subclass that has them for
those attributes alone that did not come with it; entities that came with the same
attributes share one. Its name is that of the entity class, and ``isinstance`` sees no
difference; ``type(task) is Task`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import new_class
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from .entity import Entity

E = TypeVar("E", bound="Entity")


def partial_class(cls: type[E], loaded: Iterable[str]) -> type[E]:
    """Return the class of entities of *cls* that come with *loaded* attributes.

    Args:
        cls: an entity class.
        loaded: Python names of the attributes whose values are at hand.
    """
    names = frozenset(loaded)
    known = cls.__partials__.get(names)
    if known is None:
        known = cls.__partials__[names] = _make(cls, names)
    return cast("type[E]", known)


def setter_of_values(cls: type[Entity]) -> Callable[[Entity, dict[str, Any]], None]:
    """Return what makes a dict the ``__dict__`` of an entity of *cls*."""
    # The topmost class without slots is the one that has the descriptor.
    owner = next(base for base in reversed(cls.__mro__) if "__dict__" in vars(base))
    setter: Callable[[Entity, dict[str, Any]], None] = vars(owner)["__dict__"].__set__
    return setter


def unload(entity: Entity, *names: str) -> None:
    """Take the values of the attributes *names* away; they are loaded when read."""
    values = vars(entity)
    for name in names:
        del values[name]
    cls = type(entity)
    if not cls.__loaded__.isdisjoint(names):
        rest = partial_class(cls.__entity_class__, cls.__loaded__.difference(names))
        object.__setattr__(entity, "__class__", rest)


def _make(cls: type[Entity], loaded: frozenset[str]) -> type[Entity]:
    namespace: dict[str, object] = {
        name: attribute
        for name, attribute in cls.__attributes__.items()
        if name not in loaded
    }
    namespace |= {
        "__doc__": cls.__doc__,
        "__loaded__": loaded,
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
        "__slots__": (),
    }
    made = new_class(
        cls.__name__, (cls,), exec_body=lambda body: body.update(namespace)
    )
    return cast("type[Entity]", made)
