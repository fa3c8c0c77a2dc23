"""Python names for wire names: classes, modules, attributes.

A wire name that is not made of letters, digits and the few characters that are replaced
here is refused, so that no name of a schema can become code.
"""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Mapping

import attrs

from ftrack_typed.schema import SchemaDocument

from .errors import PackageNameError
from .reserved import RESERVED_ATTRIBUTES, RESERVED_CLASSES

_REPLACED = re.compile(r"[-. ]")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ADVICE = "only letters, digits, '_', '-', '.' and spaces can be in a name"

_MODULES = {"custom_attributes", "names"}
"""What modules of the package besides those of entity types are called."""


@attrs.frozen(kw_only=True)
class Names:
    """The Python names of a document's types and attributes.

    Attributes:
        classes: entity type to its class.
        modules: entity type to the module that holds the class.
        attributes: wire name of an attribute, of whatever type, to its Python name.
    """

    classes: Mapping[str, str]
    modules: Mapping[str, str]
    attributes: Mapping[str, str]


def name_document(document: SchemaDocument, problems: list[str]) -> Names:
    """Return Python names for everything in *document*.

    Args:
        document: the schema.
        problems: gets every name that cannot be used, and every pair of names that
            would become one.
    """
    classes = _name_classes(document, problems)
    taken = frozenset(classes.values())
    attributes: dict[str, str] = {}
    for entity in document.entities.values():
        for wire in entity.properties:
            if wire not in attributes:
                attributes[wire] = attribute_name(wire, taken) or ""
        problems.extend(
            f"{entity.name!r} has the attribute {wire!r}, which cannot become a "
            f"Python name: {_ADVICE}"
            for wire in entity.properties
            if not attributes[wire]
        )
        problems.extend(
            f"{entity.name!r} has the attributes {first!r} and {second!r}, which "
            f"would both become {name!r} in Python"
            for first, second, name in _clashes(entity.properties, attributes)
        )
    return Names(classes=classes, modules=_name_modules(classes), attributes=attributes)


def attribute_name(wire: str, classes: frozenset[str] = frozenset()) -> str | None:
    """Return the Python name of the attribute *wire*, none if it cannot have one.

    Args:
        wire: the name on the wire.
        classes: names of entity classes, which annotations use.
    """
    name = _identifier(wire)
    if name is None:
        return None
    if name.startswith("__"):
        # Python gives such names a meaning of its own, or mangles them.
        return f"_{name.strip('_')}_"
    while keyword.iskeyword(name) or name in RESERVED_ATTRIBUTES or name in classes:
        name += "_"
    return name


def class_name(wire: str) -> str | None:
    """Return the name of the class of the entity type *wire*, none if there is none."""
    name = _identifier(wire)
    name = name and name.lstrip("_")
    if not name:
        return None
    if not name.isidentifier():
        # An underscore in front would make the class private.
        name = f"Type{name}"
    if keyword.iskeyword(name) or name in RESERVED_CLASSES:
        return f"{name}_"
    return name


def module_name(name: str) -> str:
    """Return the module name for a class: ``AssetVersion`` gives ``asset_version``."""
    snake = _WORD_START.sub("_", name).lower()
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def python_names(wires: Iterable[str], taken: frozenset[str]) -> dict[str, str]:
    """Return the Python name of each of *wires* that can have one, each name once.

    Of several that would have one name, that has it which is called so. What begins
    with an underscore has none: such names are Python's own, or private.

    Args:
        wires: free text.
        taken: names that none of them can have.
    """
    found: dict[str, str] = {}
    named = [(attribute_name(wire, taken), wire) for wire in set(wires)]
    for name, wire in sorted(named, key=lambda pair: (pair[0] != pair[1], pair[1])):
        if name and not name.startswith("_") and name not in found.values():
            found[wire] = name
    return found


def free_name(name: str, taken: Collection[str]) -> str:
    """Return *name*, with underscores after it while it is *taken*."""
    while name in taken:
        name += "_"
    return name


def _identifier(wire: str) -> str | None:
    """Return *wire* as an identifier as Python reads it, none if it can be none."""
    name = _REPLACED.sub("_", unicodedata.normalize("NFKC", wire))
    if name[:1].isdigit():
        name = f"_{name}"
    return name if name.isidentifier() else None


def _name_classes(document: SchemaDocument, problems: list[str]) -> dict[str, str]:
    classes = {wire: class_name(wire) or "" for wire in sorted(document.entities)}
    problems.extend(
        f"the entity type {wire!r} cannot become a Python name: {_ADVICE}"
        for wire, name in classes.items()
        if not name
    )
    problems.extend(
        f"the entity types {first!r} and {second!r} would both become {name!r} in "
        "Python"
        for first, second, name in _clashes(classes, classes)
    )
    return classes


def _name_modules(classes: Mapping[str, str]) -> dict[str, str]:
    """Name modules so that no two are one file, whatever the file system ignores."""
    modules: dict[str, str] = {}
    taken = {name for name in classes.values() if name == name.lower()} | _MODULES
    for wire, name in classes.items():
        module = module_name(name)
        while module in taken:
            module += "_"
        taken.add(module)
        modules[wire] = module
    return modules


def _clashes(
    wires: Iterable[str], names: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Return pairs of wire names that have one Python name, with that name."""
    seen: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    for wire in sorted(wires):
        name = names[wire]
        first = seen.setdefault(name, wire) if name else wire
        if first != wire:
            found.append((first, wire, name))
    return found


def check_package_name(name: str) -> None:
    """Refuse a *name* that the package cannot be imported by.

    Raises:
        PackageNameError: it says why.
    """
    if not name.isidentifier():
        raise PackageNameError(name, "it is not a Python identifier")
    if keyword.iskeyword(name):
        raise PackageNameError(name, "it is a keyword of Python")
    if name in sys.stdlib_module_names:
        raise PackageNameError(name, "it would hide a module of Python's own library")
    if name == "ftrack_typed":
        raise PackageNameError(name, "it would hide the package that it stands on")
