"""How a project uses our package, and one that ariadne-codegen generates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .graphql import SCALARS
from .outline import Relation, Type, Value
from .writing import Dialect

_GIVEN = 3
_LAST_DIGITS = re.compile(r"\d+$")


class Ours(Dialect):
    """Uses our package: see :class:`Dialect`."""

    session = "session: Session"

    def __init__(self, package: str) -> None:
        self.package = package

    def row(self, each: Type) -> str:  # noqa: D102
        return each.name

    def rows(self, each: Type, read: str) -> str:  # noqa: D102
        return f"session.query({each.name}).select({each.name}.{read})"

    def finding(self, each: Type, wanted: Mapping[str, Value]) -> list[str]:  # noqa: D102
        name = each.name
        return [
            "return (",
            f"    session.query({name})",
            f"    .select({', '.join(f'{name}.{path}' for path in wanted)})",
            "    .where(",
            *(f"        {name}.{p} == {p.replace('.', '_')}," for p in wanted),
            "    )",
            f"    .order_by({name}.{each.simple[0].name})",
            "    .all()",
            ")",
        ]

    def adding(self, each: Type) -> tuple[list[str], list[str]]:  # noqa: D102
        given = {value.name: value.type for value in _given(each)}
        given.update((one.name, one.target) for one in _related(each))
        return _parameters(given), [
            "created = session.create(",
            f"    {each.name},",
            *(f"    {name}={name}," for name in given),
            ")",
            "session.commit()",
            "return created",
        ]

    def changing(self, each: Type, values: Sequence[Value]) -> list[str]:  # noqa: D102
        key = f"{each.name}.{each.shown[0].name}"
        return [
            f"row = session.query({each.name}).where({key} == wanted).one_or_none()",
            "if row is None:",
            "    return False",
            *(f"row.{value.name} = {value.name}" for value in values),
            "session.commit()",
            "return True",
        ]


class Ariadnes(Dialect):
    """Uses ariadne-codegen's package of the schema and operations in ``graphql``."""

    session = "client: Client"

    def __init__(self, package: str, types: Mapping[str, Type]) -> None:
        self.package = package
        self._types = types

    def row(self, each: Type) -> str:  # noqa: D102
        return f"{each.name}Fields"

    def rows(self, each: Type, read: str) -> str:  # noqa: D102
        return f"client.{_method('find', each)}().rows"

    def finding(self, each: Type, wanted: Mapping[str, Value]) -> list[str]:  # noqa: D102
        conditions: list[str] = []
        targets = {one.name: one.target for one in each.plain_ones}
        for path, value in wanted.items():
            one, dot, _ = path.rpartition(".")
            equal = f"{SCALARS[value.type]}Filter(equals={path.replace('.', '_')})"
            conditions.append(
                f"{one}={targets[one]}Filter({value.name}={equal}),"
                if dot
                else f"{value.name}={equal},"
            )
        return [
            f"return client.{_method('find', each)}(",
            f"    where={each.name}Filter(",
            *(f"        {condition}" for condition in conditions),
            "    ),",
            f'    order_by="{each.simple[0].name}",',
            ").rows",
        ]

    def adding(self, each: Type) -> tuple[list[str], list[str]]:  # noqa: D102
        given = {value.name: value.type for value in _given(each)}
        return _parameters(given), [
            f"created = client.{_method('create', each)}(",
            f"    Create{each.name}Input(",
            *(f"        {name}={name}," for name in given),
            "    )",
            ")",
            "return created.row",
        ]

    def changing(self, each: Type, values: Sequence[Value]) -> list[str]:  # noqa: D102
        return [
            f"row = client.{_method('change', each)}(",
            "    wanted,",
            f"    Change{each.name}Input(",
            *(f"        {value.name}={value.name}," for value in values),
            "    ),",
            ").row",
            f"return row.{values[0].name} == {values[0].name}",
        ]


def _method(verb: str, each: Type) -> str:
    # Where ours is api_key2, ariadne's is api_key_2.
    name = _LAST_DIGITS.sub(r"_\g<0>", each.module)
    return f"{verb}_{name}"


def _given(each: Type) -> list[Value]:
    return [value for value in each.simple if value.given][:_GIVEN]


def _related(each: Type) -> list[Relation]:
    return [one for one in each.plain_ones if one.given][:2]


def _parameters(types: Mapping[str, str]) -> list[str]:
    return [f"{name}: {type_}" for name, type_ in types.items()]
