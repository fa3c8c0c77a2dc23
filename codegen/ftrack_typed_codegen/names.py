"""The names of a studio's workflow: literal types, and constants with keys."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from ftrack_typed.schema import NamedType, SchemaDocument

from .errors import SettingsError
from .model import Constant, Import, NamesClass, ValueType
from .naming import free_name
from .settings import NAMES, Settings
from .values import expression

MODULE: Final = "names"
"""The module that holds them."""

ATTRIBUTE: Final = "name"

_CLASSES: Final[Mapping[NamedType, str]] = {
    "Status": "Statuses",
    "Type": "Types",
    "Priority": "Priorities",
    "ObjectType": "ObjectTypes",
    "ProjectSchema": "ProjectSchemas",
}
_SEPARATORS = re.compile(r"\W+")


def names_classes(
    document: SchemaDocument, settings: Settings, classes: Collection[str]
) -> dict[str, NamesClass]:
    """Return the class of names of each entity type that is asked for and has some.

    Args:
        document: the schema, with what its site has configured.
        settings: which are asked for.
        classes: the names of entity classes.

    Raises:
        SettingsError: the names are not known.
    """
    if not settings.names:
        return {}
    if document.site is None:
        raise SettingsError(
            settings.source,
            "[tool.ftrack-typed] names: the schema comes without its site's; save it "
            "anew, with ftrack-typed schema, or generate from the server",
        )
    found: dict[str, NamesClass] = {}
    for kind in settings.names:
        entity_type = NAMES[kind]
        rows = document.site.names.get(entity_type, {})
        if not rows or entity_type not in document.entities:
            continue
        found[entity_type] = NamesClass(
            name=_CLASSES[entity_type],
            alias=free_name(f"{entity_type}Name", classes),
            entity=entity_type,
            names=tuple(expression(name) for name in rows),
            constants=_constants(entity_type, rows),
        )
    return found


def type_of(names: NamesClass) -> ValueType:
    """Return the type of the names of *names*."""
    return ValueType(names.alias, (Import(f".{MODULE}", names.alias, late=True),))


def _constants(entity_type: str, rows: Mapping[str, str]) -> tuple[Constant, ...]:
    """Return the constants of *rows*; of names that would be one constant, none.

    Else what a constant stands for could change when a name is added.
    """
    named = {name: constant_name(entity_type, name) for name in rows}
    count = Counter(named.values())
    return tuple(
        Constant(name=constant, value=expression(name), id=expression(rows[name]))
        for name, constant in sorted(named.items(), key=lambda pair: pair[1])
        if constant and count[constant] == 1
    )


def constant_name(entity_type: str, name: str) -> str:
    """Return *name* as a constant is called, empty if nothing of it is left.

    Args:
        entity_type: goes before a name that begins with a digit.
        name: what the row is called.
    """
    text = unicodedata.normalize("NFKC", name)
    constant = _SEPARATORS.sub("_", text).strip("_").upper()
    if constant[:1].isdigit():
        constant = f"{entity_type.upper()}_{constant}"
    return constant if constant.isidentifier() else ""
