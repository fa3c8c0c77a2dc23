"""Overloads of access by key: ``task["bid"]`` is a ``float``.

Keys are grouped by the type of their values, to keep the overloads few. A subtype's
overloads have to be those of its base, in the same order, or checkers refuse them. So a
key that some subtype narrows or fixes has a group of its own from the class on that
declares it: the subtype then changes that group alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from .model import Field, Overload, ValueType
from .values import expression

Access = Callable[[Field], "ValueType | None"]
"""What is read from, or can be assigned to, a field."""


def read_type(field: Field) -> ValueType | None:
    """Return the type of what is read by the field's key."""
    return field.kind.read


def write_type(field: Field) -> ValueType | None:
    """Return the type of what can be assigned by the field's key."""
    return field.kind.write


@attrs.frozen(kw_only=True)
class Group:
    """Keys whose values are of one type in this class and in every subtype.

    Attributes:
        keys: their wire names, sorted.
        type: the type of the value, none if there is no access in this class.
        varies: whether a subtype changes it.
    """

    keys: tuple[str, ...]
    type: ValueType | None
    varies: bool


def groups_of(
    fields: Sequence[Field],
    inherited: Sequence[Group],
    access: Access,
    changes: Mapping[str, tuple[tuple[str, str], ...]],
) -> tuple[Group, ...]:
    """Return the groups of one class.

    Args:
        fields: what the class declares itself, or declares anew.
        inherited: the groups of its base.
        access: whether reading or assigning is meant.
        changes: for the attributes that it declares, which subtypes change the type,
            and to what.
    """
    own = {field.wire: field for field in fields}
    fresh: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    known = {key for group in inherited for key in group.keys}
    types: dict[str, ValueType] = {}
    for wire, field in own.items():
        value = access(field)
        if value is not None and wire not in known:
            types[value.text] = value
            fresh.setdefault((value.text, changes.get(wire, ())), []).append(wire)
    groups: list[Group] = []
    for group in inherited:
        redeclared = own.get(group.keys[0])
        value = group.type if redeclared is None else access(redeclared)
        keys = group.keys
        if value is not None and not group.varies:
            keys = (*keys, *fresh.pop((value.text, ()), ()))
        groups.append(attrs.evolve(group, keys=tuple(sorted(keys)), type=value))
    groups += (
        Group(keys=tuple(sorted(keys)), type=types[text], varies=bool(varied))
        for (text, varied), keys in sorted(fresh.items())
    )
    return tuple(groups)


def rendered(groups: Sequence[Group]) -> tuple[Overload, ...]:
    """Return the overloads of *groups*."""
    return tuple(
        Overload(
            keys=tuple(expression(key) for key in group.keys), type=group.type.text
        )
        for group in groups
        if group.type is not None
    )


def used_types(groups: Sequence[Group]) -> Iterator[ValueType]:
    """Iterate the types that the overloads of *groups* name."""
    return (group.type for group in groups if group.type is not None)


def narrows(groups: Sequence[Group], wider: Sequence[Group]) -> bool:
    """Return whether something of *wider* is changed or gone in *groups*.

    Args:
        groups: a class's groups.
        wider: the groups of a class that it derives from.
    """
    now = {key: group.type for group in groups for key in group.keys}
    return any(
        group.type is not None and now[key] != group.type
        for group in wider
        for key in group.keys
    )
