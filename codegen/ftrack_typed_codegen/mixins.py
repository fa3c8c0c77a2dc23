"""Entity classes that derive from a class of the studio's.

``TaskBase`` has what the schema says, and ``Task`` derives from the studio's mixin and
from it. So a mixin may itself derive from ``TaskBase``, by which its methods see every
attribute with its type, and no class derives from itself.
"""

from __future__ import annotations

from difflib import get_close_matches

import attrs

from .docstrings import docstring_lines
from .errors import SettingsError
from .imports import split
from .model import EntityClass, Import
from .naming import Names, module_name
from .reserved import RESERVED_CLASSES
from .settings import Mixin, Settings


@attrs.frozen
class Below:
    """The class below a mixin.

    Attributes:
        name: the class.
        module: its module in the package.
    """

    name: str
    module: str


def classes_below(names: Names, settings: Settings) -> dict[str, Below]:
    """Return the class below the mixin of each entity type that has one.

    Raises:
        SettingsError: there is no such entity type, or the mixin's name is taken.
    """
    found: dict[str, Below] = {}
    classes, modules = set(names.classes.values()), set(names.modules.values())
    for wire, mixin in settings.mixins.items():
        _check(names, settings, wire, mixin)
        name = f"{names.classes[wire]}Base"
        while name in classes or name in RESERVED_CLASSES:
            name += "_"
        module = module_name(name)
        while module in modules:
            module += "_"
        classes.add(name)
        modules.add(module)
        found[wire] = Below(name, module)
    return found


def with_mixin(cls: EntityClass, below: Below, mixin: Mixin) -> EntityClass:
    """Return the class that derives from *mixin* and from what *cls* is otherwise."""
    early, late = split(
        {
            Import("ftrack_typed.model", "entity"),
            Import(mixin.module, mixin.name),
            Import(f".{below.module}", below.name),
        },
        module=f".{cls.module}",
    )
    return attrs.evolve(
        cls,
        bases=(mixin.name, below.name),
        is_root=False,
        primary_key=None,
        default_projections=None,
        fields=(),
        getters=None,
        setters=None,
        narrows_setters=False,
        redeclares=False,
        imports=early,
        late_imports=late,
    )


def without_mixin(cls: EntityClass, below: Below) -> EntityClass:
    """Return the class that *cls* is without its mixin."""
    return attrs.evolve(
        cls,
        name=below.name,
        module=below.module,
        docstring=docstring_lines(
            f"What :class:`{cls.name}` is without the studio's own: a mixin of it "
            "may derive from this.",
            indent=4,
        ),
    )


def _check(names: Names, settings: Settings, wire: str, mixin: Mixin) -> None:
    if wire not in names.classes:
        near = get_close_matches(wire, names.classes, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        part = ", or what types takes of it," if settings.types else ""
        raise SettingsError(
            settings.source,
            f"there is a mixin for {wire}, which the schema{part} does not have{hint}",
        )
    if mixin.name in RESERVED_CLASSES or mixin.name in names.classes.values():
        raise SettingsError(
            settings.source,
            f"the mixin of {wire} is called {mixin.name}, as something in the package "
            "is; call it otherwise, such as StudioTaskMixin",
        )
