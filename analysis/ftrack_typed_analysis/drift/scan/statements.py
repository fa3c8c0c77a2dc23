"""The statements of a module, in the order in which they are carried out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from .annotations import annotated
from .expressions import Expressions
from .found import Class, Entity, Meaning, Names, Package, Value
from .module import CLASS, Module

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


class Statements:
    """Reads the statements of one module, each once.

    Args:
        module: gets what is found.
        package: the import name of the generated package; none if any module may be.
        outside: names of modules that are known to be none.
    """

    def __init__(
        self, module: Module, package: str | None, outside: frozenset[str]
    ) -> None:
        self._module = module
        self._reader = Expressions(module)
        self._package = package
        self._outside = outside

    def read(self, body: Sequence[ast.stmt]) -> None:
        """Read *body*, and what is defined in it once all of it is known."""
        later: list[_Function] = []
        for statement in body:
            later += self._statement(statement)
        for function in later:
            self._function(function)

    def _statement(self, node: ast.stmt) -> Iterator[_Function]:
        """Read a statement; yield the functions that it defines."""
        reader, module = self._reader, self._module
        match node:
            case ast.ImportFrom() | ast.Import():
                self._import(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for decorator in node.decorator_list:
                    reader.read(decorator)
                returned = annotated(node.returns, module.name, module.types)
                module.returned[node.name] = returned
                yield node
            case ast.ClassDef():
                self._class(node)
            case ast.Assign(targets=targets, value=value):
                self._assign(targets, value)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                self._named(annotation, value)
                meaning = annotated(annotation, module.name, module.types)
                if value is None:
                    reader.bind(target, meaning)
                else:
                    self._assign([target], value, meaning)
            case ast.AugAssign(target=target, value=value):
                reader.read(value)
                reader.read(target)
            case ast.For() | ast.AsyncFor():
                reader.loop(node.target, node.iter)
                yield from self._all([*node.body, *node.orelse])
            case ast.If(test=test, body=body, orelse=orelse):
                yield from self._if(test, body, orelse)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    meaning = reader.read(item.context_expr)
                    if item.optional_vars is not None:
                        reader.bind(item.optional_vars, meaning)
                yield from self._all(node.body)
            case _:
                reader.read_parts(node)
                yield from self._all(_below(node))

    def _all(self, body: Sequence[ast.stmt]) -> Iterator[_Function]:
        for statement in body:
            yield from self._statement(statement)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        module = self._module
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            if isinstance(node, ast.Import):
                known = alias.name == self._package or (
                    self._package is None and name not in self._outside
                )
                whole = alias.asname is not None or "." not in alias.name
                module.bind(name, Package() if known and whole else None)
                continue
            entity_type = module.types.classes.get(alias.name)
            names = module.types.names.get(alias.name)
            if names is not None and "names" in (node.module or "").split("."):
                module.bind(name, names)
            elif alias.name == (self._package or "").rpartition(".")[2]:
                module.bind(name, Package())
            elif entity_type is None or not self._is_package(node):
                module.bind(name, None)
            else:
                place = module.speller.start(ast.copy_location(ast.Name(""), alias))
                module.type(entity_type, "name", place)
                module.bind(name, Class(entity_type))

    def _is_package(self, node: ast.ImportFrom) -> bool:
        """Whether entity classes can be imported from there."""
        name = node.module or ""
        if self._package is None or node.level:
            return name.partition(".")[0] not in self._outside
        # The studio may hand its classes on from modules of its own.
        last = self._package.rpartition(".")[2]
        return last in name.split(".") or name.partition(".")[0] not in self._outside

    def _assign(
        self, targets: Sequence[ast.expr], value: ast.expr, declared: Meaning = None
    ) -> None:
        reader = self._reader
        meaning = declared or reader.read(value)
        if declared is not None:
            reader.read(value)
        for target in targets:
            match target, value:
                case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(
                    values
                ):
                    for name, each in zip(names, values, strict=True):
                        reader.bind(name, reader.read(each))
                case ast.Attribute(), _ if not _is_own(target):
                    self._set(reader.attribute(target, "assign"), value)
                case ast.Subscript(), _:
                    self._set(reader.item(target, "assign"), value)
                case _:
                    reader.bind(target, None if isinstance(meaning, Value) else meaning)

    def _named(self, annotation: ast.expr, value: ast.expr | None) -> None:
        """Read ``wanted: StatusName = "Done"``."""
        module = self._module
        if isinstance(annotation, ast.Name) and value is not None:
            names = module.name(annotation.id)
            if isinstance(names, Names):
                for text, place in self._reader.literals(value):
                    module.site_name(names.type, text, place)

    def _set(self, target: Meaning, value: ast.expr) -> None:
        nothing = isinstance(value, ast.Constant) and value.value is None
        module = self._module
        if isinstance(target, Value):
            module.compare(target.at, self._reader.literals(value))
        if nothing and module.found:
            module.emptied()

    def _if(
        self, test: ast.expr, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt]
    ) -> Iterator[_Function]:
        module = self._module
        self._reader.read(test)
        narrowed = _narrowed(test)
        if narrowed is None:
            yield from self._all([*body, *orelse])
            return
        name, cls = narrowed
        before = module.name(name)
        meaning = annotated(cls, module.name, module.types)
        module.bind(name, meaning if isinstance(meaning, Entity) else before)
        yield from self._all(body)
        module.bind(name, before)
        yield from self._all(orelse)

    def _class(self, node: ast.ClassDef) -> None:
        reader = self._reader
        meanings = [reader.read(base) for base in node.bases]
        for decorator in node.decorator_list:
            reader.read(decorator)
        own = next((each for each in meanings if isinstance(each, Class)), None)
        names: dict[str, Meaning] = {CLASS: None}
        if own is not None:
            names["self"] = Entity(own.type)

        def inside() -> Meaning:
            self.read(node.body)
            return None

        reader.within(names, inside)
        if own is not None:
            # A mixin, or a class that is registered on a session.
            self._module.bind(node.name, own)

    def _function(self, node: _Function) -> None:
        module = self._module
        given = node.args
        names: dict[str, Meaning] = {
            each.arg: annotated(each.annotation, module.name, module.types)
            for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)
        }
        if names.get("self", ...) is None and module.name("self") is not None:
            names["self"] = module.name("self")
        for default in (*given.defaults, *given.kw_defaults):
            self._reader.read(default)

        def inside() -> Meaning:
            self.read(node.body)
            return None

        self._reader.within(names, inside)


def _is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _narrowed(test: ast.expr) -> tuple[str, ast.expr] | None:
    match test:
        case ast.Call(
            func=ast.Name(id="isinstance"), args=[ast.Name(id=name), cls]
        ) if isinstance(cls, (ast.Name, ast.Attribute)):
            return name, cls
        case ast.BoolOp(op=ast.And(), values=[first, *_]):
            return _narrowed(first)
        case _:
            return None


def _below(node: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements below *node*, but not below others of them."""
    found: list[ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            found.append(child)
        elif not isinstance(child, ast.expr):
            found += _below(child)
    return found
