"""What expressions of the studio's code are: sessions, queries, entities of a type.

The code is read, not run, and no type checker is asked
(``docs/adr/0020-scanning-without-a-checker.md``). What is written for this client and
for the official one is understood alike.
"""

from __future__ import annotations

import ast

from ftrack_typed.checking import Speller

from .module import Module
from .names import Learnt, Names
from .origins import Origins
from .statements import Statements
from .types import Types

__all__ = ["Module", "Types", "infer"]

_MOST_AGAIN = 2
"""How often a module is read again, with what its end tells of its beginning."""


def infer(
    tree: ast.Module,
    source: str,
    types: Types,
    *,
    package: str | None = None,
    guess: bool = False,
) -> Module:
    """Return what the expressions of a module are.

    Args:
        tree: its syntax tree.
        source: its text.
        types: the schema that it is written for.
        package: the import name of the generated package; none if any may be it.
        guess: whether what is likely is taken for what is: an unknown object that is
            asked like a session, and a name that has an unknown value in one branch.
    """
    speller, origins = Speller(source), Origins(types, package, guess)
    shared = (
        _shared(tree)
        if "global" in source or "nonlocal" in source
        else frozenset[str]()
    )
    everything = "" if package is None else None

    def read(before: Learnt | None) -> Module:
        names = Names(before, shared, guess=guess)
        module = Module(types, speller, origins, guess, names, everything=everything)
        Statements(module).read(tree.body)
        return module

    module = read(None)
    for _ in range(_MOST_AGAIN):
        if module.names.is_settled:
            break
        module = read(module.names.learnt)
    return module


def _shared(tree: ast.Module) -> frozenset[str]:
    """Return the names that functions bind in a scope around them."""
    return frozenset(
        name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Global, ast.Nonlocal))
        for name in node.names
    )
