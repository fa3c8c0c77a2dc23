"""A project that calls a service of AWS, typed by boto3-stubs: types as they come."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from .outline import SIMPLE, Value
from .writing import LINES, MODULES, PROJECT, project_text, text_of

_READ = 4


@attrs.frozen
class Operation:
    """A method of the client.

    Attributes:
        name: its name.
        request: the type of what it takes.
        response: the type of what it returns.
    """

    name: str
    request: str
    response: str


def write_boto_project(folder: Path, package: str, client: str) -> None:
    """Write a project that uses *client* of the stubs in *folder* into it."""
    stubs = folder / package
    types = _types(ast.parse((stubs / "type_defs.pyi").read_text()))
    operations = [
        each
        for each in _operations(ast.parse((stubs / "client.pyi").read_text()))
        if each.request in types and each.response in types
    ]
    project = folder / PROJECT
    project.mkdir()
    (project / "__init__.py").write_text('"""Tools of a studio."""\n')
    for number in range(MODULES):
        lines: list[str] = []
        for each in operations[number::MODULES]:
            for function in _functions(each, types, client):
                if len(lines) < LINES:
                    lines += ["", "", *function]
        sources = {client: f"{package}.client", "": f"{package}.type_defs"}
        text = project_text(number, lines, sources)
        (project / f"part_{number:02}.py").write_text(text)


def _types(module: ast.Module) -> dict[str, dict[str, str]]:
    """Return the fields of each dictionary type, as they are annotated."""
    return {
        node.name: {
            field.target.id: ast.unparse(field.annotation)
            for field in node.body
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        }
        for node in module.body
        if isinstance(node, ast.ClassDef)
    }


def _operations(module: ast.Module) -> Iterator[Operation]:
    for node in ast.walk(module):
        if not isinstance(node, ast.FunctionDef) or node.args.kwarg is None:
            continue
        match node.args.kwarg.annotation, node.returns:
            case ast.Subscript(slice=ast.Name(id=request)), ast.Name(id=response):
                yield Operation(node.name, request, response)
            case _:
                pass


def _functions(
    each: Operation, types: Mapping[str, dict[str, str]], client: str
) -> Iterator[list[str]]:
    response = types[each.response]
    yield [
        f"def ask_{each.name}(",
        f"    client: {client}, request: {each.request}",
        f") -> {each.response}:",
        f"    return client.{each.name}(**request)",
    ]
    yield [
        f"def describe_{each.name}(answer: {each.response}) -> dict[str, str]:",
        "    described: dict[str, str] = {}",
        *(f"    {line}" for line in _described("answer", response)),
        "    return described",
    ]
    for name, annotation in response.items():
        fields = types.get(annotation.removeprefix("list[").removesuffix("]"), {})
        values = list(_values(fields))
        if not values or name == "ResponseMetadata":
            continue
        several = annotation.startswith("list[")
        yield [
            f"def {name.lower()}_of_{each.name}(",
            f"    client: {client}, request: {each.request}",
            ") -> list[dict[str, str]]:",
            "    rows: list[dict[str, str]] = []",
            f"    answer = ask_{each.name}(client, request)",
            f'    for part in answer["{name}"]:'
            if several
            else f'    for part in [answer["{name}"]]:',
            "        described: dict[str, str] = {}",
            *(f"        {line}" for line in _described("part", fields)),
            "        rows.append(described)",
            "    return rows",
        ]


def _described(row: str, fields: Mapping[str, str]) -> Iterator[str]:
    for value in list(_values(fields))[:_READ]:
        read = f'{row}["{value.name}"]'
        if value.optional:
            yield f'its_{value.name} = {row}.get("{value.name}")'
            yield f"if its_{value.name} is not None:"
            read = f"    its_{value.name}"
        indent = "    " * value.optional
        text = text_of(value, read.strip())
        yield f'{indent}described["{value.name}"] = {text}'


def _values(fields: Mapping[str, str]) -> Iterator[Value]:
    for name, annotation in fields.items():
        needed = annotation.removeprefix("NotRequired[")
        optional = needed != annotation
        kind = needed.removesuffix("]") if optional else needed
        if kind in SIMPLE:
            yield Value(
                name=name, type=kind, optional=optional, given=False, writable=False
            )
