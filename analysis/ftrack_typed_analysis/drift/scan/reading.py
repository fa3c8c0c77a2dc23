"""Which expressions of a module use something of a schema."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from ftrack_typed.checking import Checker, Place

from ...inference import Module
from ...inference.meanings import Class, Custom, Imported, Mapped, Meaning, Names
from ...inference.origins import source_of
from .calls import read_call
from .collecting import Uses
from .found import Found, Mode


def uses_of(tree: ast.Module, module: Module, checker: Checker) -> list[Found]:
    """Return what a module uses of a schema.

    Args:
        tree: its syntax tree.
        module: knows what its expressions are.
        checker: checks the texts of queries against the schema.
    """
    uses = Uses(module, checker)
    nodes = [*_nodes(tree)]
    names = _Names(uses, nodes)
    for node in nodes:
        names.read(node)
    # What a value is compared with, or given to, is known by then.
    for node in nodes:
        _read_values(uses, node)
    return uses.found


class _Names:
    """Reads names, attributes and keys.

    Args:
        uses: gets what is found.
        nodes: all nodes of the module.
    """

    def __init__(self, uses: Uses, nodes: list[ast.AST]) -> None:
        self._uses = uses
        self._module = uses.module
        self._called: set[ast.AST] = set()
        self._changed: set[ast.AST] = set()
        self._fetched: set[ast.AST] = set()
        for node in nodes:
            match node:
                case ast.AugAssign(target=target):
                    self._changed.add(target)
                case ast.Call(func=ast.Attribute(attr="select") as function):
                    self._called.add(function)
                    for given in node.args:
                        self._fetched.update(ast.walk(given))
                case ast.Call(func=function):
                    self._called.add(function)
                case _:
                    pass

    def read(self, node: ast.AST) -> None:
        """Keep what *node* uses."""
        start = self._module.speller.start
        match node:
            case ast.ImportFrom(names=aliases):
                for alias in aliases:
                    found = self._module.origins.member(source_of(node), alias.name)
                    self._type(found, start(ast.copy_location(ast.Name(""), alias)))
            case ast.Name(ctx=ast.Load()):
                self._type(self._module.of(node), start(node))
            case ast.Attribute():
                self._attribute(node)
            case ast.Subscript(value=value, slice=ast.Constant(value=str() as key)):
                of = self._of(value)
                if isinstance(of, Mapped):
                    if of.by is not None and of.by.name == "name":
                        self._uses.site_name(of.by.type, key, start(node.slice))
                    return
                self._uses.item(node, of, key, self._mode(node), start(node.slice))
            case _:
                pass

    def _type(self, meaning: Meaning, place: Place) -> None:
        if isinstance(meaning, Class):
            self._uses.note(Found("entity type", meaning.type, "", "name", place))

    def _attribute(self, node: ast.Attribute) -> None:
        module, name, of = self._module, node.attr, self._of(node.value)
        end = module.speller.end(node)
        place = Place(end.line, max(end.column - len(name), 1))
        if isinstance(module.of(node.value), Imported):
            self._type(module.of(node), place)
        if isinstance(of, Names):
            if name in of.constants:
                self._uses.site_name(of.type, of.constants[name], place)
        elif node not in self._called and not (
            of is None and self._is_none_of_it(node)
        ):
            names = module.types.keys if isinstance(of, Custom) else module.types.wire
            self._uses.item(node, of, names.get(name, name), self._mode(node), place)

    def _is_none_of_it(self, node: ast.Attribute) -> bool:
        """Whether what an unknown object has is no attribute of an entity."""
        if node.attr.startswith("_") or isinstance(self._module.of(node), Class):
            return True
        is_own = isinstance(node.value, ast.Name) and node.value.id == "self"
        is_set = isinstance(node.ctx, ast.Store)
        return is_own and (is_set or self._module.of(node) is not None)

    def _of(self, node: ast.expr) -> Meaning:
        """Return what *node* is, none if it may be anything of the studio's."""
        meaning = self._module.of(node)
        if isinstance(meaning, Imported):
            may_be = self._module.origins.has_classes(meaning.name)
            return None if may_be else meaning
        return meaning

    def _mode(self, node: ast.Attribute | ast.Subscript) -> Mode:
        if node in self._fetched:
            return "fetch"
        is_set = isinstance(node.ctx, ast.Store) and node not in self._changed
        return "assign" if is_set else "read"


def _read_values(uses: Uses, node: ast.AST) -> None:
    """Keep what is given to a call, assigned or compared."""
    match node:
        case ast.Call():
            read_call(uses, node)
        case ast.Compare(left=left, comparators=others):
            for one, other in pairwise([left, *others]):
                uses.compare(one, other)
                uses.compare(other, one)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                uses.assign(target, value)
        case ast.AnnAssign(
            target=target, annotation=annotation, value=ast.expr() as value
        ):
            uses.assign(target, value)
            names = uses.module.of(annotation)
            if isinstance(names, Names):
                for text, place in uses.literals(value):
                    uses.site_name(names.type, text, place)
        case _:
            pass


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree, but for the names of types in annotations."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        types = getattr(node, "annotation", None), getattr(node, "returns", None)
        waiting += [each for each in ast.iter_child_nodes(node) if each not in types]
