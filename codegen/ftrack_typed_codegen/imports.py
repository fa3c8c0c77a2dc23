"""What a generated module imports: computed from what it uses, never written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .model import Field, Import
from .overloads import Group, used_types

Modules = Mapping[str, "tuple[str, ...]"]
"""Module to the names that are imported from it."""

_MODEL = "ftrack_typed.model"
_OVERLOAD = Import("typing", "overload")
_LITERAL = Import("typing", "Literal")
_NEVER = Import("typing_extensions", "Never", late=True)
_TYPE_CHECKING = Import("typing", "TYPE_CHECKING")


def of_fields(fields: Iterable[Field]) -> set[Import]:
    """Return what the declarations of *fields* need."""
    found: set[Import] = set()
    for field in fields:
        found.add(Import(_MODEL, field.kind.descriptor))
        found.update(item for type_ in field.kind.arguments for item in type_.imports)
        if field.kind.server_side:
            found.add(Import(_MODEL, "server_side"))
        if field.kind.required:
            found.add(Import(_MODEL, "on_creation"))
        if ("default", "NEW_ID") in field.kind.parameters:
            found.add(Import(_MODEL, "NEW_ID"))
    return found


def of_overloads(groups: Sequence[Group] | None) -> set[Import]:
    """Return what the overloads of *groups* need, nothing where there are none."""
    if groups is None:
        return set()
    types = list(used_types(groups))
    found = {item for used in types for item in used.imports}
    found |= {_TYPE_CHECKING, _LITERAL if types else _NEVER}
    if len(types) > 1:
        found.add(_OVERLOAD)
    return found


def split(imports: Iterable[Import], *, module: str) -> tuple[Modules, Modules]:
    """Return what is imported at once, and what type checkers alone import.

    Args:
        imports: what is needed.
        module: the module that needs it, which does not import itself.
    """
    wanted = set(imports)
    needed = {
        item
        for item in wanted
        if item.module != module and item.for_texts() not in wanted
    }
    early = {item for item in needed if not item.late}
    late = {
        item for item in needed - early if Import(item.module, item.name) not in early
    }
    if late:
        early.add(_TYPE_CHECKING)
    return _by_module(early), _by_module(late)


def _by_module(imports: Iterable[Import]) -> Modules:
    modules: dict[str, list[str]] = {}
    for item in sorted(imports):
        modules.setdefault(item.module, []).append(item.name)
    return {module: tuple(names) for module, names in modules.items()}
