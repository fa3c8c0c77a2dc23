"""What makes a session the studio's own: its classes in place of generated ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from ..model.entity import Entity
from ..model.members import subclass
from ..model.partial import partial_class
from .base import SessionBase

if TYPE_CHECKING:
    from os import PathLike

    from .plugins import Plugin
    from .value_converter import ValueConverter
    from .workspace import Workspace

E = TypeVar("E", bound=Entity)


class Extending(SessionBase):
    """What a session takes of the studio's own."""

    def register(self, cls: type[E]) -> type[E]:
        """Make entities of a type, in this session, entities of *cls*.

        ``session.register(StudioTask)``, or ``@session.register`` above the class:
        whatever task the session creates or fetches from now on, and each that it
        knows already, is a ``StudioTask``; ``session.query(StudioTask)`` and
        ``session.create(StudioTask, ...)`` are typed so.

        Args:
            cls: a subclass of a generated class, or of one that was registered.

        Returns:
            *cls*.

        Raises:
            NameClashError: a member of it has an attribute's name.
            TypeError: it is no class of this package; or entities of its type are
                only ever of subtypes; or another class was registered for the type.
        """
        name = self._of_package(cls).__entity_type__
        current = self._workspace.registry[name]
        if issubclass(current, cls):
            return cls
        if not issubclass(cls, current):
            raise TypeError(
                f"{name} is {current.__qualname__} in this session, from which "
                f"{cls.__qualname__} does not derive: derive one from the other."
            )
        if name in self.registry.base_types:
            raise TypeError(
                f"{name} has subtypes, entities of which would not be "
                f"{cls.__qualname__}: register subclasses of those, or give {name} a "
                "mixin when the package is generated."
            )
        subclass(cls)
        _replace(self._workspace, cls)
        return cls

    def load_plugins(
        self,
        paths: Iterable[str | PathLike[str]] | None = None,
        arguments: Mapping[str, object] | None = None,
    ) -> tuple[Plugin, ...]:
        """Find plugins and call ``register(session)`` of each.

        They are the entry points ``ftrack_typed.plugins`` of what is installed, by
        name, and then every Python file below the folders that has such a function.
        One that fails is logged with its place, and the others go on.

        Args:
            paths: the folders, by default those in ``FTRACK_TYPED_PLUGIN_PATH``.
            arguments: what to call plugins with besides; each gets what it takes.

        Returns:
            What was found, with what went wrong.
        """
        from .plugins import load_plugins

        return load_plugins(self, paths, arguments)

    @property
    def converter(self) -> ValueConverter:
        """What turns values of the studio's own types into what ftrack keeps.

        It is one of cattrs' for JSON: teach it types with its ``register_...`` methods.
        See :class:`ftrack_typed.model.Converted`.
        """
        from .converting import converter_of

        return converter_of(self._workspace)


def _replace(workspace: Workspace, cls: type[Entity]) -> None:
    """Let *cls* stand for its entity type, in entities that are known as well."""
    former = workspace.registry[cls.__entity_type__]
    workspace.use(workspace.registry.with_class(cls))
    for entity in workspace.known.families[cls.__identity__].values():
        if entity.__entity_class__ is former:
            partial = partial_class(cls, type(entity).__loaded__)
            object.__setattr__(entity, "__class__", partial)
