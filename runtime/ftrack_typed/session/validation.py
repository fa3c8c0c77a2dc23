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
    rules: dict[str, _Rules] = {}
    found: list[Problem] = []
    for change in changes:
        if isinstance(change, Deleted):
            continue
        entity_type = change.key.entity_type
        checks = rules.get(entity_type)
        if checks is None:
            checks = rules[entity_type] = _Rules(registry[entity_type])
        messages = list(checks.wrong_values(change.values))
        if isinstance(change, Created):
            messages += checks.missing(change.values)
        found += [
            Problem(
                entity_type=entity_type,
                key=change.key.values,
                attribute=name,
                message=message,
            )
            for name, message in messages
        ]
    return tuple(found)


class _Rules:
    """What the values of one entity type have to be like."""

    def __init__(self, cls: type[Entity]) -> None:
        scalars = [
            attribute
            for attribute in cls.__attributes__.values()
            if not (attribute.to_many or attribute.relation)
        ]
        self._types = {
            attribute.wire: value_type(cls, attribute.name)
            for attribute in scalars
            if not attribute.variable
        }
        self._filled = {each.wire for each in scalars if not each.nullable}
        self._required = [
            attribute.wire for attribute in scalars if _is_asked_for(cls, attribute)
        ]

    def wrong_values(self, values: Mapping[str, object]) -> Iterable[tuple[str, str]]:
        for name, value in values.items():
            if value is None:
                if name in self._filled:
                    yield name, "It always has a value, so it cannot be none."
                continue
            expected = self._types.get(name)
            if expected is None or value.__class__ in expected.always:
                continue
            if not expected.takes(value):
                yield name, f"It takes {expected.name}, not {value!r}."

    def missing(self, values: Mapping[str, object]) -> Sequence[tuple[str, str]]:
        return [
            (name, "It is required: give it to session.create.")
            for name in self._required
            if values.get(name) is None
        ]


def _is_asked_for(cls: type[Entity], attribute: Attribute) -> bool:
    return not (
        attribute.nullable
        or attribute.read_only
        or attribute.temporal
        or attribute.default is not ...
        or attribute.name in cls.__primary_key__
        or attribute.wire in _FILLED_BY_THE_SERVER
        or value_type(cls, attribute.name).name != "a text"
    )
