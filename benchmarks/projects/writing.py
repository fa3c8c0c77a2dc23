"""A project that uses a package as a studio does, in 25 modules of 200 lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from .outline import Type, Value

PROJECT = "studio_tools"
"""The import name of the project."""

MODULES = 25
LINES = 180
"""Lines after which a module gets no further function; imports come on top."""
_CANDIDATES = 12
"""Types that a module has at the most, if the functions of each are very short."""
_SHOWN = 4
_IMPORTED = re.compile(r"(?<!\")\b(?!True\b|False\b|None\b)[A-Z]\w*")


class Dialect(Protocol):
    """How a project talks to the package that it uses."""

    session: str
    """The parameter that every function begins with, as ``name: type``."""

    package: str
    """The import name of the package; it has every capitalised name of a body."""

    def row(self, each: Type) -> str:
        """Return the class of an entity of *each*."""
        ...

    def rows(self, each: Type, read: str) -> str:
        """Return the expression for all entities of *each*, to read one path."""
        ...

    def finding(self, each: Type, wanted: Mapping[str, Value]) -> list[str]:
        """Return the body that returns a list of the entities with *wanted* values.

        Args:
            each: the entity type.
            wanted: the values that are compared, by path; their parameters are named
                like the paths, with an underscore for each dot.
        """
        ...

    def adding(self, each: Type) -> tuple[list[str], list[str]]:
        """Return parameters and body of the function that creates an entity."""
        ...

    def changing(self, each: Type, values: Sequence[Value]) -> list[str]:
        """Return the body that assigns *values* and returns whether they are there."""
        ...


def write_project(folder: Path, types: Mapping[str, Type], dialect: Dialect) -> None:
    """Write a project that uses *types*, evenly spread, into *folder*."""
    project = folder / PROJECT
    project.mkdir()
    (project / "__init__.py").write_text('"""Tools of a studio."""\n')
    chosen = [each for each in types.values() if each.simple]
    for number in range(MODULES):
        # Modules take turns, so that neighbours in the schema meet in none of them.
        offered = chosen[number :: max(MODULES, len(chosen) // _CANDIDATES)]
        text = _module(number, offered, types, dialect)
        (project / f"part_{number:02}.py").write_text(text, encoding="utf-8")


def _module(
    number: int, offered: Sequence[Type], types: Mapping[str, Type], dialect: Dialect
) -> str:
    lines: list[str] = []
    for each in offered:
        for function in _functions(each, types, dialect):
            if len(lines) < LINES:
                lines += ["", "", *function]
    return project_text(number, lines, {"": dialect.package})


def project_text(number: int, lines: Sequence[str], sources: Mapping[str, str]) -> str:
    """Return the module with this *number*, which imports what *lines* name.

    Args:
        number: the module's number.
        lines: its functions.
        sources: the modules that capitalised names come from; all others from that of
            the empty name.
    """
    body = "\n".join(lines)
    head = [
        f'"""Tools, part {number}."""',
        "",
        "from __future__ import annotations",
        "",
    ]
    imports: dict[str, list[str]] = {}
    for name in sorted(set(_IMPORTED.findall(body))):
        imports.setdefault(sources.get(name, sources[""]), []).append(name)
    if "datetime" in body:
        head += ["from datetime import datetime", ""]
    for source, names in imports.items():
        head += [f"from {source} import (", *(f"    {name}," for name in names), ")"]
    return "\n".join([*head, *lines, ""])


def _functions(
    each: Type, types: Mapping[str, Type], dialect: Dialect
) -> Iterator[list[str]]:
    row = dialect.row(each)
    session = dialect.session.partition(":")[0]
    wanted = _wanted(each, types)
    asked = {_parameter(path): value for path, value in wanted.items()}
    signature = ", ".join(f"{name}: {value.type}" for name, value in asked.items())
    yield [
        f"def find_{each.module}(",
        f"    {dialect.session}, {signature}",
        f") -> list[{row}]:",
        *_indented(dialect.finding(each, wanted)),
    ]
    yield [
        f"def describe_{each.module}(row: {row}) -> dict[str, str]:",
        "    described: dict[str, str] = {}",
        *_indented(_describing(each, types)),
        "    return described",
    ]
    yield [
        f"def report_{each.module}(",
        f"    {dialect.session}, {signature}",
        ") -> list[str]:",
        "    lines: list[str] = []",
        f"    for row in find_{each.module}({', '.join([session, *asked])}):",
        f"        described = describe_{each.module}(row)",
        '        lines.append("; ".join(f"{k}: {v}" for k, v in described.items()))',
        "    return sorted(lines)",
    ]
    yield _counting(each, types, dialect)
    parameters, body = dialect.adding(each)
    if parameters:
        yield [
            f"def add_{each.module}(",
            f"    {', '.join([dialect.session, *parameters])}",
            f") -> {row}:",
            *_indented(body),
        ]
    values = [v for v in each.simple if v.writable][:2]
    if values and each.shown[0].type == "str":
        signature = ", ".join(f"{value.name}: {value.type}" for value in values)
        yield [
            f"def change_{each.module}(",
            f"    {dialect.session}, wanted: str, {signature}",
            ") -> bool:",
            *_indented(dialect.changing(each, values)),
        ]


def _wanted(each: Type, types: Mapping[str, Type]) -> dict[str, Value]:
    found = {value.name: value for value in each.simple[:2]}
    for one in each.plain_ones[:2]:
        value = types[one.target].shown[-1]
        found[f"{one.name}.{value.name}"] = value
    return found


def _parameter(path: str) -> str:
    return path.replace(".", "_")


def _describing(each: Type, types: Mapping[str, Type]) -> Iterator[str]:
    for value in [v for v in each.simple if not v.optional][:_SHOWN]:
        yield f'described["{value.name}"] = {text_of(value, f"row.{value.name}")}'
    for value in [v for v in each.simple if v.optional][:_SHOWN]:
        yield f"its_{value.name} = row.{value.name}"
        yield f"if its_{value.name} is not None:"
        yield f'    described["{value.name}"] = {text_of(value, f"its_{value.name}")}'
    for one in each.plain_ones[:_SHOWN]:
        value = types[one.target].shown[-1]
        its = f"its_{one.name}"
        label = _label(value, f"{its}.{value.name}")
        yield f"{its} = row.{one.name}"
        if one.optional:
            yield f"if {its} is not None:"
        yield f'{"    " * one.optional}described["{one.name}"] = {label}'


def _counting(each: Type, types: Mapping[str, Type], dialect: Dialect) -> list[str]:
    lines = [
        f"def count_{each.module}({dialect.session}) -> dict[str, int]:",
        "    counts: dict[str, int] = {}",
    ]
    if each.plain_manies:
        many = each.plain_manies[0]
        value = types[many.target].shown[-1]
        rows = dialect.rows(each, f"{many.name}.{value.name}")
        lines += [f"    for row in {rows}:", f"        for part in row.{many.name}:"]
        label = _label(value, f"part.{value.name}")
    else:
        value = each.shown[-1]
        rows = dialect.rows(each, value.name)
        lines.append(f"    for row in {rows}:")
        label = _label(value, f"row.{value.name}")
    inner = "            " if each.plain_manies else "        "
    return [
        *lines,
        f"{inner}label = {label}",
        f"{inner}counts[label] = counts.get(label, 0) + 1",
        "    return counts",
    ]


def _label(value: Value, expression: str) -> str:
    if not value.optional:
        return text_of(value, expression)
    return f'{expression} or ""' if value.type == "str" else f"str({expression})"


def text_of(value: Value, expression: str) -> str:
    """Return the text of a value that is there, by what its type alone can do."""
    return {
        "str": f"{expression}.strip()",
        "bool": f'"yes" if {expression} else "no"',
        # Its quotes are none that an expression has.
        "int": f"f'{{{expression}:d}}'",
        "float": f"f'{{{expression}:.2f}}'",
        "datetime": f"{expression}.isoformat()",
    }[value.type]


def _indented(lines: Sequence[str] | Iterator[str]) -> list[str]:
    return [f"    {line}" for line in lines]
