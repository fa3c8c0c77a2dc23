"""What expressions of a program are, as far as it can be told without running it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from itertools import pairwise

from ftrack_typed.checking import Place

from . import calls
from .found import (
    Class,
    Custom,
    Ensured,
    Entity,
    Many,
    Meaning,
    Mode,
    Names,
    Package,
    Value,
)
from .module import Module
from .types import CUSTOM_ATTRIBUTES


class Expressions:
    """Reads the expressions of one module, each once, and keeps what they use.

    Args:
        module: gets what is found.
    """

    def __init__(self, module: Module) -> None:
        self.module = module

    def read(self, node: ast.expr | None) -> Meaning:
        """Return what *node* is, and keep what it uses."""
        match node:
            case None:
                return None
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.Attribute():
                return self.attribute(node, "read")
            case ast.Subscript():
                return self.item(node, "read")
            case ast.Call():
                return calls.call(self, node)
            case ast.Compare():
                self._comparison(node)
                return None
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                item = self._looping(node.generators, lambda: self.read(node.elt))
                known = item is not None and not isinstance(item, Value)
                return Many(item) if known else None
            case ast.DictComp():
                return self._looping(node.generators, lambda: self._pair(node))
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                found = [self.read(item) for item in items]
                item = next((each for each in found if each is not None), None)
                return None if item is None else Many(item)
            case ast.NamedExpr(target=target, value=value):
                meaning = self.read(value)
                self.module.bind(target.id, meaning)
                return meaning
            case ast.IfExp(test=test, body=body, orelse=other):
                self.read(test)
                return self.read(body) or self.read(other)
            case ast.BoolOp(values=values):
                found = [self.read(value) for value in values]
                return next((each for each in found if each is not None), None)
            case ast.Await(value=value) | ast.Starred(value=value):
                return self.read(value)
            case ast.Lambda():
                self.apply(node, None)
                return None
            case _:
                self.read_parts(node)
                return None

    def read_parts(self, node: ast.AST) -> None:
        """Read the expressions directly below *node*."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.read(child)
            elif not isinstance(child, ast.stmt):
                self.read_parts(child)

    def within(self, names: dict[str, Meaning], read: Callable[[], Meaning]) -> Meaning:
        """Return what *read* returns in a scope with further *names*."""
        outside = self.module.names
        self.module.names = outside.new_child(names)
        try:
            return read()
        finally:
            self.module.names = outside

    def apply(self, function: ast.Lambda, item: Meaning) -> None:
        """Read a *function* that is given *item*."""
        given = function.args.args
        names = {given[0].arg: item} if given else {}
        self.within(dict(names), lambda: self.read(function.body))

    def bind(self, target: ast.expr, meaning: Meaning) -> None:
        """Let the names in *target* stand for *meaning*."""
        match target:
            case ast.Name(id=name):
                self.module.bind(name, meaning)
            case ast.Attribute(value=ast.Name(id="self"), attr=attr):
                self.module.bind_member(attr, meaning)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self.bind(item, None)
            case ast.Starred(value=value):
                self.bind(value, None)
            case _:
                self.read(target)

    def each(self, iterated: ast.expr) -> Meaning:
        """Return what a loop over *iterated* gives."""
        meaning = self.read(iterated)
        if isinstance(meaning, Many) and meaning.of is None:
            return meaning.item
        return None

    def loop(self, target: ast.expr, iterated: ast.expr) -> None:
        """Bind the target of a loop; what is counted by ``enumerate`` comes second."""
        meaning = self.each(iterated)
        match target, iterated:
            case (
                ast.Tuple(elts=[_, second]),
                ast.Call(func=ast.Name(id="enumerate")),
            ):
                self.bind(target, None)
                self.bind(second, meaning)
            case _:
                self.bind(target, meaning)

    def attribute(self, node: ast.Attribute, mode: Mode) -> Meaning:
        """Return what an attribute is, and keep its use."""
        module, name = self.module, node.attr
        place = module.last(node, len(name))
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            known = module.name(f"self.{name}")
            if known is not None:
                return known
        base = self.read(node.value)
        wire = module.types.wire.get(name, name)
        match base:
            case Package():
                entity_type = module.types.classes.get(name)
                if entity_type is None:
                    return None
                module.type(entity_type, "name", place)
                return Class(entity_type)
            case Entity(type=type_):
                return self.use(type_, wire, mode, place)
            case Class(type=type_):
                return self.use(type_, wire, "query", place)
            case Custom(type=owner, on_class=on_class):
                key = module.types.keys.get(name, name)
                at = module.custom(owner, key, "query" if on_class else mode, place)
                return Value(owner or "", CUSTOM_ATTRIBUTES, at)
            case Names(type=type_, constants=constants):
                if name in constants:
                    module.site_name(type_, constants[name], place)
                return None
            case Ensured(type=type_) if name == "entity":
                return Entity(type_)
            case None if name == CUSTOM_ATTRIBUTES:
                return Custom(None)
            case None if not name.startswith("_"):
                at = module.attribute(None, wire, mode, place)
                return Value("", wire, at)
            case _:
                return None

    def use(self, entity_type: str, wire: str, mode: Mode, place: Place) -> Meaning:
        """Keep the use of an attribute of *entity_type*, and return what it is."""
        types = self.module.types
        if types.property(entity_type, wire) is None:
            below = types.below(entity_type, wire)
            if below is not None:
                self.module.guess(below, wire, mode, place)
            return None
        at = self.module.attribute(entity_type, wire, mode, place)
        find = types.on_class if mode in ("query", "fetch") else types.on_entity
        return find(entity_type, wire) or Value(entity_type, wire, at)

    def item(self, node: ast.Subscript, mode: Mode) -> Meaning:
        """Return what an item is, and keep its use."""
        base = self.read(node.value)
        key = node.slice
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            self.read(key)
            if isinstance(base, Many):
                return base if isinstance(key, ast.Slice) else base.item
            return None
        place, name = self.module.speller.start(key), key.value
        match base:
            case Entity(type=type_):
                return self.use(type_, name, mode, place)
            case Custom(type=owner, on_class=on_class):
                at = self.module.custom(
                    owner, name, "query" if on_class else mode, place
                )
                return Value(owner or "", CUSTOM_ATTRIBUTES, at)
            case Many(item=item, of=of):
                if of is not None and of[1] == "name":
                    self.module.site_name(of[0], name, place)
                return item
            case None if name == CUSTOM_ATTRIBUTES:
                return Custom(None)
            case None:
                return Value("", name, self.module.attribute(None, name, mode, place))
            case _:
                return None

    def literals(self, node: ast.expr) -> list[tuple[str, Place]]:
        """Return the texts that *node* is, or has in it, each with its place."""
        match node:
            case ast.Constant(value=str() as text):
                return [(text, self.module.speller.start(node))]
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return [each for item in items for each in self.literals(item)]
            case _:
                return []

    def _name(self, node: ast.Name, name: str) -> Meaning:
        meaning = self.module.name(name)
        if isinstance(meaning, Class):
            place = self.module.speller.start(node)
            self.module.type(meaning.type, "name", place)
        return meaning

    def _comparison(self, node: ast.Compare) -> None:
        sides: list[ast.expr] = [node.left, *node.comparators]
        found = [(side, self.read(side)) for side in sides]
        for (left, one), (right, other) in pairwise(found):
            for meaning, against in ((one, right), (other, left)):
                if isinstance(meaning, Value):
                    self.module.compare(meaning.at, self.literals(against))

    def _looping(
        self, generators: Sequence[ast.comprehension], read: Callable[[], Meaning]
    ) -> Meaning:
        def inside() -> Meaning:
            for generator in generators:
                self.loop(generator.target, generator.iter)
                for condition in generator.ifs:
                    self.read(condition)
            return read()

        return self.within({}, inside)

    def _pair(self, node: ast.DictComp) -> Meaning:
        key, value = self.read(node.key), self.read(node.value)
        if isinstance(key, Value) and value is not None:
            # A mapping by an attribute: what is looked up in it are its values.
            return Many(value, (key.type, key.name))
        return None if value is None or isinstance(value, Value) else Many(value)
