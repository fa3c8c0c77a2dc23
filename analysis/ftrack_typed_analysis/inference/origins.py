"""Where imported names come from: entity classes, names of a workflow, sessions."""

from __future__ import annotations

import ast
import sys

import attrs

from .meanings import Class, Imported, Meaning, Session, Unrelated
from .types import Types

OFFICIAL = "ftrack_api"
OFFICIAL_SESSIONS = frozenset({"ftrack_api.Session", "ftrack_api.session.Session"})

_OUTSIDE = frozenset(sys.stdlib_module_names) | {OFFICIAL, "ftrack_typed"}


@attrs.frozen
class Origins:
    """Tells what a full name stands for.

    Attributes:
        types: the schema.
        package: the import name of the generated package; none if any module that is
            not of Python or of a client may be it.
        handed_on: whether other modules may hand the package's classes on.
    """

    types: Types
    package: str | None
    handed_on: bool

    def member(self, module: str, name: str) -> Meaning:
        """Return what *module*, which may be relative, has as *name*."""
        names = self.types.names.get(name)
        if names is not None and "names" in module.split("."):
            return names
        entity_type = self.types.classes.get(name)
        if entity_type is not None and self.has_classes(module):
            return Class(entity_type)
        return Imported(f"{module}.{name}")

    def has_classes(self, module: str) -> bool:
        """Return whether entity classes may come from *module*."""
        package = self.package
        if package is None or self.handed_on:
            first = module.partition(".")[0]
            last = (package or "").rpartition(".")[2]
            return first not in _OUTSIDE or last in module.split(".")
        return module == package or module.startswith(f"{package}.")

    def session(self, full: str) -> Session | Unrelated | None:
        """Return what the class *full* makes, if it is one of a session."""
        if full in OFFICIAL_SESSIONS or full == f"{self.package}.Session":
            return Session()
        if not full.endswith("Session"):
            return None
        return Session() if self.package is None else Unrelated()


def source_of(node: ast.ImportFrom) -> str:
    """Return the module that names are imported from, with dots if it is relative."""
    return "." * node.level + (node.module or "")


def is_session_name(name: str) -> bool:
    """Return whether what is called *name* is taken for a session."""
    spelled = name.strip("_")
    plain = spelled.lower()
    is_class = spelled[:1].isupper() and not spelled.isupper()
    named_so = plain.endswith("session") or plain == "ftrack"
    of_reviews = plain.endswith(("review_session", "reviewsession"))
    return named_so and not is_class and not of_reviews
