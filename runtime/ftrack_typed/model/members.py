"""What entity classes have besides attributes: the studio's own methods and properties.

They come from a mixin that the generated class derives from, or from a subclass that
is registered on a session. Neither may take the name of an attribute: which of the two
a script got would depend on what is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from .attributes import Attribute
    from .clashes import NameClashError
    from .entity import Entity


def is_entity_class(cls: type) -> bool:
    """Whether *cls* is what ``entity`` decorated, or a registered subclass of it."""
    return vars(cls).get("__entity_class__") is cls


def inherited_members(cls: type[Entity]) -> frozenset[str]:
    """Return names of what *cls* has from mixins, and its bases have from theirs."""
    found: set[str] = set()
    for base in cls.__bases__:
        found |= getattr(base, "__members__", frozenset[str]())
    for base in cls.__mro__[1:]:
        if is_entity_class(base) or "__session__" in vars(base):
            break
        found |= _public(vars(base))
    return frozenset(found)


def name_clash(
    cls: type[Entity], members: Iterable[str], attributes: Mapping[str, Attribute]
) -> NameClashError | None:
    """Return the error for *members* that are named as *attributes* are, if any."""
    clashes = sorted(attributes.keys() & set(members))
    if not clashes:
        return None
    from .clashes import NameClashError

    places = [
        base.__qualname__
        for base in cls.__mro__
        if not is_entity_class(base) and set(clashes) & vars(base).keys()
    ]
    return NameClashError(cls.__entity_type__, clashes, places[0] if places else "")


def subclass(cls: type[Entity]) -> None:
    """Make *cls*, which derives from an entity class, one that entities can be of.

    Raises:
        NameClashError: a member of it has an attribute's name.
    """
    if is_entity_class(cls):
        return
    for base in cls.__mro__:
        if is_entity_class(base):
            break
        error = name_clash(cls, _public(vars(base)), cls.__attributes__)
        if error is not None:
            raise error
    cls.__members__ = inherited_members(cls) | _public(vars(cls))
    cls.__entity_class__ = cls
    cls.__partials__ = {}


def set_member(entity: Entity, name: str, value: object) -> bool:
    """Assign *value* to the studio's own property *name*; say if there is one.

    Raises:
        AttributeError: the property cannot be assigned.
    """
    if name.startswith("__"):
        return False
    for base in type(entity).__mro__:
        member: object = vars(base).get(name)
        if member is not None:
            if not hasattr(type(member), "__set__"):
                return False
            cast("Any", member).__set__(entity, value)
            return True
    return False


def _public(namespace: Mapping[str, object]) -> frozenset[str]:
    return frozenset(
        name for name in namespace if not (name.startswith("__") and name[-2:] == "__")
    )
