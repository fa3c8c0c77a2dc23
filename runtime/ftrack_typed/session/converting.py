"""Converting values that are kept in custom attributes and metadata, with cattrs."""

from __future__ import annotations

import json as json_
from typing import TYPE_CHECKING, TypeVar

from cattrs import transform_error
from cattrs.preconf.json import make_converter

from ..errors import FtrackTypedError
from ..mixins.access import workspace_of

if TYPE_CHECKING:
    from ..model.entity import Entity
    from .value_converter import ValueConverter
    from .workspace import Workspace

T = TypeVar("T")


class ConversionError(FtrackTypedError, ValueError):
    """What is kept on an entity is no value of the type that is asked for.

    Attributes:
        entity_type: the type of the entity.
        key: the key under which it is kept.
        problems: what is wrong.
    """

    def __init__(
        self, entity_type: str, entity: str, key: str, problems: tuple[str, ...]
    ) -> None:
        super().__init__(f"{key} of {entity} cannot be read: {'; '.join(problems)}.")
        self.entity_type = entity_type
        self.key = key
        self.problems = problems


def converter_of(workspace: Workspace) -> ValueConverter:
    """Return the converter of a session, made when it is first asked for."""
    if workspace.converter is None:
        workspace.converter = make_converter()
    return workspace.converter


def read(entity: Entity, key: str, held: object, type_: type[T], *, json: bool) -> T:
    """Return *held*, which *entity* has under *key*, as a value of *type_*.

    Raises:
        ConversionError: it cannot be converted.
    """
    converter = converter_of(workspace_of(entity))
    try:
        value: object = json_.loads(str(held)) if json else held
        return converter.structure(value, type_)
    except Exception as error:
        # Hooks of the studio's own may raise anything.
        raise ConversionError(
            entity.__entity_type__, repr(entity), key, _problems(error)
        ) from error


def written(entity: Entity, value: T, type_: type[T], *, json: bool) -> object:
    """Return *value* as *entity* keeps it."""
    plain: object = converter_of(workspace_of(entity)).unstructure(value, type_)
    return json_.dumps(plain) if json else plain


def _problems(error: Exception) -> tuple[str, ...]:
    if hasattr(error, "exceptions"):
        return tuple(transform_error(error))
    return (f"{type(error).__name__}: {error}",)
