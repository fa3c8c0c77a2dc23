"""What expressions are, told from what their parts are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

from . import calls
from .annotations import annotated
from .meanings import Class, Entity, Imported, Many, Mapped, Meaning, Value, item_of
from .module import Module, by_name
from .names import Bound, Scope, State

_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


class Expressions:
    """Reads the expressions of one module.

    Args:
        module: gets what they are.
    """

    def __init__(self, module: Module) -> None:
        self.module = module

    def read(self, node: ast.expr) -> Meaning:
        """Return what *node* is, and keep it for all that is in it."""
        # Without recursion, for chains of any length.
        waiting: list[tuple[ast.expr, bool]] = [(node, False)]
        while waiting:
            each, is_ready = waiting.pop()
            if is_ready or isinstance(each, ast.Name):
                self.module.known[each] = self._of(each)
            elif isinstance(each, _Comprehension):
                self.module.known[each] = self._comprehension(each)
            elif isinstance(each, ast.Lambda):
                # Its name is given something when what it is given to was read.
                self.apply(each, None)
            elif not isinstance(each, ast.Constant):
                waiting.append((each, True))
                waiting += [(part, False) for part in reversed([*parts(each)])]
        return self.module.of(node)

    def apply(self, function: ast.Lambda, item: Meaning) -> None:
        """Read a *function* that is given *item*."""
        defaults = (*function.args.defaults, *function.args.kw_defaults)
        for default in filter(None, defaults):
            self.read(default)
        with self.module.names.within(Scope("inline")):
            for number, given in enumerate(function.args.args):
                bound = Bound(None if number else item)
                self.module.names.bind(given.arg, bound)
            self.read(function.body)

    def bind(self, target: ast.expr, bound: Bound) -> None:
        """Let the names in *target* stand for something."""
        names = self.module.names
        if isinstance(bound.meaning, Value):
            bound = Bound(None, bound.expression)
        match target:
            case ast.Name(id=name):
                names.bind(name, bound)
            case ast.Attribute(value=ast.Name(id="self"), attr=attr):
                names.bind_member(attr, bound)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for each in targets:
                    self.bind(each, Bound())
            case ast.Starred(value=value):
                self.bind(value, Bound())
            case _:
                pass
        self._read_target(target)

    def read_again(self, target: ast.expr) -> Meaning:
        """Return what a target is before it is changed."""
        self._read_target(target)
        if isinstance(target, ast.Name):
            return self.module.name(target.id)
        return self.module.of(target)

    def loop(self, target: ast.expr, iterated: ast.expr) -> None:
        """Bind the target of a loop over what was read."""
        items = self._items(iterated)
        if not isinstance(target, ast.Tuple) or len(target.elts) != len(items):
            self.bind(target, Bound(item_of(self.module.of(iterated))))
            return
        for each, meaning in zip(target.elts, items, strict=True):
            self.bind(each, Bound(meaning))

    def narrowed(self, test: ast.expr) -> State:
        """Return the names that a test says the class of."""
        match test:
            case ast.BoolOp(op=ast.And(), values=[first, *_]):
                return self.narrowed(first)
            case ast.Call(
                func=ast.Name(id="isinstance"), args=[ast.Name(id=name), cls]
            ):
                meaning = self.module.of(cls)
                if isinstance(meaning, Class):
                    return {name: Bound(Entity(meaning.type))}
            case _:
                pass
        return {}

    def _read_target(self, target: ast.expr) -> None:
        for part in parts(target):
            self.read(part)
        if isinstance(target, (ast.Attribute, ast.Subscript)):
            self.module.known[target] = self._of(target)

    def _items(self, iterated: ast.expr) -> list[Meaning]:
        """Return what the parts of each item are, if it has some."""
        of = self.module.of
        match iterated:
            case ast.Call(func=ast.Name(id="enumerate"), args=[each, *_]):
                return [None, item_of(of(each))]
            case ast.Call(func=ast.Name(id="zip"), args=given):
                return [item_of(of(each)) for each in given]
            case ast.Call(func=ast.Attribute(value=value, attr="items")):
                meaning = of(value)
                return [None, meaning.item] if isinstance(meaning, Mapped) else []
            case _:
                return []

    def _of(self, node: ast.expr) -> Meaning:
        """Return what *node* is, of which the parts are known."""
        module = self.module
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                bound = module.names.find(name)
                module.texts[node] = None if bound is None else bound.expression
                return module.name(name)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Subscript():
                return self._subscript(node)
            case ast.Call():
                return self._call(node)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return _several(module.any_of(items))
            case ast.NamedExpr(target=target, value=value):
                self.bind(target, Bound(module.of(value), value))
                return module.of(value)
            case ast.IfExp(body=body, orelse=other):
                return module.any_of([body, other])
            case ast.BoolOp(op=ast.Or(), values=values):
                return module.any_of(values)
            case ast.BoolOp(values=values):
                return module.of(values[-1])
            case ast.Await(value=value):
                return module.of(value)
            case ast.Starred(value=value):
                return item_of(module.of(value))
            case _:
                return None

    def _attribute(self, node: ast.Attribute) -> Meaning:
        module, name = self.module, node.attr
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            member = module.names.member(name)
            if member is not None and member.meaning is not None:
                return member.meaning
        of = module.of(node.value)
        if isinstance(of, Imported):
            found = module.origins.member(of.name, name)
        else:
            found = module.attribute(of, module.types.wire.get(name, name))
        return found or by_name(name)

    def _subscript(self, node: ast.Subscript) -> Meaning:
        of = self.module.of(node.value)
        match of, node.slice:
            case Many(item=item), ast.Slice():
                return Many(item)
            case ((Many(item=item) | Mapped(item=item)), _):
                return item
            case _, ast.Constant(value=str() as key):
                return self.module.attribute(of, key)
            case _:
                return None

    def _call(self, node: ast.Call) -> Meaning:
        given = [*node.args, *(each.value for each in node.keywords)]
        found = [self.module.of(each) for each in node.args]
        item = next((each.item for each in found if isinstance(each, Many)), None)
        for argument in given:
            if isinstance(argument, ast.Lambda) and item is not None:
                self.apply(argument, item)
        match node:
            case ast.Call(func=ast.Name(id="cast"), args=[cls, _]):
                return annotated(cls, self.module)
            case _:
                return calls.given_by(self.module, node)

    def _comprehension(self, node: _Comprehension) -> Meaning:
        with self.module.names.within(Scope("inline")):
            for each in node.generators:
                self.read(each.iter)
                self.loop(each.target, each.iter)
                for condition in each.ifs:
                    self.read(condition)
            if not isinstance(node, ast.DictComp):
                return _several(self.read(node.elt))
            key, value = self.read(node.key), self.read(node.value)
            if value is None or isinstance(value, Value):
                return None
            return Mapped(value, key if isinstance(key, Value) else None)


def parts(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions directly below *node*."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif not isinstance(child, ast.stmt):
            yield from parts(child)


def _several(item: Meaning) -> Meaning:
    return None if item is None or isinstance(item, Value) else Many(item)
