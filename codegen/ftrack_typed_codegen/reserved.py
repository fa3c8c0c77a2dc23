"""Names that generated code keeps for itself, each group with its reason."""

from __future__ import annotations

import builtins

from ftrack_typed import mixins, model
from ftrack_typed.model import Entity

_BUILTIN_TYPES = frozenset({"bool", "dict", "float", "int", "list", "object", "str"})
"""Annotations are made of these."""

_IMPORTED = frozenset(
    {
        "Any",
        "ClassVar",
        "Iterable",
        "Literal",
        "Mapping",
        "Never",
        "TYPE_CHECKING",
        "datetime",
        "overload",
    }
)
"""Every name that a generated module may import, besides those of the typed model."""

_OF_PACKAGE = frozenset({"REGISTRY", "Registry", "Session", "annotations"})
"""What the package itself defines or imports."""

_ON_PATHS = frozenset({"any", "as_", "has", "in_", "mro", "not_in"})
"""What a path through a relation can do; a class has its metaclass's ``mro``."""

RESERVED_ATTRIBUTES = (
    _BUILTIN_TYPES
    | _IMPORTED
    | _ON_PATHS
    | frozenset(model.__all__) - {"entity"}
    | frozenset(name for name in dir(Entity) if not name.startswith("_"))
)
"""Attributes named so would hide a member of entities, or an annotation's meaning.

``entity`` is a common attribute and is used outside of class bodies alone.
"""

RESERVED_CLASSES = (
    frozenset(dir(builtins))
    | _IMPORTED
    | _OF_PACKAGE
    | frozenset(model.__all__)
    | frozenset(mixins.__all__)
    | {"import_module"}
)
"""Classes named so would hide something that the package's modules use."""
