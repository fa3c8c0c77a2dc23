"""What is wrong with changes that no server would take, found before they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..model.value_types import value_type
from .changes import Change, Created, Deleted
from .commit_errors import Problem

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from ..model.registry import Registry

_FILLED_BY_THE_SERVER = frozenset(
    {
        # Who does it, and when.
        *("created_by_id", "user_id"),
        # What the entity's type, or that of what it belongs to, says by itself.
        *("context_type", "system_type", "resource_type", "object_type_id"),
        *("entity_type", "entity_type_to", "parent_type", "config"),
        # Where it is, and where in the workflow of its project it begins.
        *("project_id", "status_id", "type_id", "priority_id", "status"),
        # What the server invents where nothing is given.
        *("username", "id"),
    }
)
"""Required attributes that may be left out on creation, by wire name."""


def problems_of(registry: Registry, changes: Iterable[Change]) -> tuple[Problem, ...]:
    """Return what is wrong with *changes*, in their order.

    Checked are values of the wrong type, texts that are none of an attribute's choices,
    none for what always has a value, and on creation missing texts and references that
    the schema requires and the server does not fill in.
    """
    found: list[Problem] = []
    for change in changes:
        if isinstance(change, Deleted):
            continue
        cls = registry[change.key.entity_type]
        messages = list(_wrong_values(cls, change.values))
        if isinstance(change, Created):
            messages += _missing(cls, change.values)
        found += [
            Problem(
                entity_type=change.key.entity_type,
                key=change.key.values,
                attribute=name,
                message=message,
            )
            for name, message in messages
        ]
    return tuple(found)


def _wrong_values(
    cls: type[Entity], values: Mapping[str, object]
) -> Iterable[tuple[str, str]]:
    for name, value in values.items():
        attribute = cls.__by_wire__.get(name)
        if attribute is None or attribute.to_many or attribute.relation:
            continue
        if value is None:
            if not attribute.nullable:
                yield name, "It always has a value, so it cannot be none."
        elif not attribute.variable:
            expected = value_type(cls, attribute.name)
            if not expected.takes(value):
                yield name, f"It takes {expected.name}, not {value!r}."


def _missing(
    cls: type[Entity], values: Mapping[str, object]
) -> Sequence[tuple[str, str]]:
    return [
        (attribute.wire, "It is required: give it to session.create.")
        for attribute in cls.__attributes__.values()
        if _is_asked_for(cls, attribute) and values.get(attribute.wire) is None
    ]


def _is_asked_for(cls: type[Entity], attribute: Attribute) -> bool:
    return not (
        attribute.nullable
        or attribute.read_only
        or attribute.relation
        or attribute.temporal
        or attribute.default is not ...
        or attribute.name in cls.__primary_key__
        or attribute.wire in _FILLED_BY_THE_SERVER
        or value_type(cls, attribute.name).name != "a text"
    )
