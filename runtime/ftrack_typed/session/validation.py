"""What is wrong with changes that no server would take, found before they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..model.value_types import value_type
from .commit_errors import Problem
from .sendable import has_unsendable, why_unsendable

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from ..model.registry import Registry
    from .changes import Columns

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


_NONE: frozenset[type] = frozenset({type(None)})


def problems_of(registry: Registry, columns: Iterable[Columns]) -> tuple[Problem, ...]:
    """Return what is wrong with changes, those that set the same together.

    Checked are values of the wrong type, texts that are none of an attribute's choices,
    none for what always has a value, what the wire cannot carry, and on creation
    missing texts and references that the schema requires and the server does not fill
    in.

    Args:
        registry: the entity classes.
        columns: the changes.
    """
    rules: dict[str, _Rules] = {}
    found: list[Problem] = []
    for group in columns:
        checks = rules.get(group.entity_type)
        if checks is None:
            checks = rules[group.entity_type] = _Rules(registry[group.entity_type])
        for name, values in group.values.items():
            if not checks.are_right(name, values):
                messages = [checks.wrong(name, value) for value in values]
                found += _problems(group, name, messages)
        if group.created:
            for name in checks.required:
                if name not in group.values:
                    messages = [_REQUIRED] * len(group.keys)
                    found += _problems(group, name, messages)
    return tuple(found)


_REQUIRED = "It is required: give it to session.create."


def _problems(group: Columns, name: str, messages: Sequence[str]) -> Iterable[Problem]:
    for key, message in zip(group.keys, messages, strict=True):
        if message:
            yield Problem(
                entity_type=group.entity_type,
                key=key,
                attribute=name,
                message=message,
            )


class _Rules:
    """What the values of one entity type have to be like.

    Attributes:
        required: wire names of what a new entity must be given.
    """

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
        asked_for = [each.wire for each in scalars if _is_asked_for(cls, each)]
        # A reference stands on its key, which may be given instead.
        asked_for += [
            attribute.key or attribute.wire
            for attribute in cls.__attributes__.values()
            if attribute.required
        ]
        self.required = list(dict.fromkeys(asked_for))

    def are_right(self, name: str, values: Sequence[object]) -> bool:
        """Whether nothing is wrong with *values* of an attribute, without a doubt."""
        kinds = set(map(type, values))
        if has_unsendable(values, kinds):
            return False
        expected = self._types.get(name)
        if expected is None:
            return type(None) not in kinds or name not in self._filled
        always = expected.always if name in self._filled else expected.always | _NONE
        return kinds <= always

    def wrong(self, name: str, value: object) -> str:
        """Return what is wrong with one *value*, or nothing."""
        if value is None:
            filled = name in self._filled
            return "It always has a value, so it cannot be none." if filled else ""
        expected = self._types.get(name)
        if expected is not None and not expected.takes(value):
            return f"It takes {expected.name}, not {value!r}."
        return why_unsendable(value)


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
