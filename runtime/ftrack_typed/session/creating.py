"""The values that an entity is created with, by Python name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from ..model.entity import Entity, attribute_of


def values_by_name(
    cls: type[Entity], args: Sequence[object], kwargs: Mapping[str, object]
) -> dict[str, object]:
    """Return *kwargs* and the mappings of wire names in *args* as one.

    Raises:
        KeyError: *cls* has no attribute of such a wire name.
        TypeError: an argument is no mapping.
    """
    values = dict(kwargs)
    for data in args:
        if not isinstance(data, Mapping):
            raise TypeError(
                f"{cls.__entity_type__} takes its values as keywords or as one "
                f"mapping of wire names, not {data!r}."
            )
        for name, value in cast("Mapping[str, object]", data).items():
            values[attribute_of(cls, name).name] = value
    return values
