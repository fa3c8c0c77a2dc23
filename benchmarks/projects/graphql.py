"""The same types for ariadne-codegen: a GraphQL schema, and operations on it.

Each type has inputs that filter, create and change it, so that as much is typed as in
our package; and a fragment with all its values and two of each entity that it refers
to, which a query and two mutations return. That is what someone has to write by hand
to get from ariadne what is in our package from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .outline import Relation, Type, Value

SCALARS = {
    "str": "String",
    "bool": "Boolean",
    "int": "Int",
    "float": "Float",
    "datetime": "DateTime",
    "Any": "JSON",
}
_COMPARED = ("String", "Boolean", "Int", "Float", "DateTime", "JSON")


def schema_text(types: Mapping[str, Type]) -> str:
    """Return the GraphQL schema of *types*."""
    texts = ["scalar DateTime\nscalar JSON\n"]
    texts += [_comparison(scalar) for scalar in _COMPARED]
    questions: list[str] = []
    mutations: list[str] = []
    for each in types.values():
        name = each.name
        texts.append(_block(f"type {name}", _attributes(each)))
        texts.append(_block(f"input {name}Filter", _conditions(each)))
        questions.append(
            f"find{name}(where: {name}Filter, orderBy: String): [{name}!]!"
        )
        for verb, values in changes(each).items():
            # Nothing is asked for on creation, as in our package.
            entries = [f"{value.name}: {SCALARS[value.type]}" for value in values]
            texts.append(_block(f"input {verb}{name}Input", entries))
            key = "id: String!, " if verb == "Change" else ""
            mutations.append(
                f"{verb.lower()}{name}({key}values: {verb}{name}Input!): {name}!"
            )
    texts += [_block("type Query", questions), _block("type Mutation", mutations)]
    return "\n".join(texts)


def operations_text(types: Mapping[str, Type]) -> str:
    """Return the fragments, queries and mutations of *types*."""
    return "\n".join(_operations(each, types) for each in types.values())


def _attributes(each: Type) -> list[str]:
    return [
        *(
            f"{value.name}: {SCALARS[value.type]}{_mark(value.optional)}"
            for value in each.values
        ),
        *(f"{one.name}: {one.target}{_mark(one.optional)}" for one in each.ones),
        *(f"{many.name}: [{many.target}!]!" for many in each.manies),
    ]


def _conditions(each: Type) -> list[str]:
    related = (*each.ones, *each.manies)
    return [
        *(f"{name}: [{each.name}Filter!]" for name in ("both", "either")),
        f"not: {each.name}Filter",
        *(f"{value.name}: {SCALARS[value.type]}Filter" for value in each.values),
        *(f"{relation.name}: {relation.target}Filter" for relation in related),
    ]


def _comparison(scalar: str) -> str:
    lines = [f"{name}: {scalar}" for name in ("equals", "differs", "above", "below")]
    return _block(f"input {scalar}Filter", [*lines, f"oneOf: [{scalar}!]"])


def changes(each: Type) -> dict[str, tuple[Value, ...]]:
    """Return the mutations that *each* has: what is done, with which values."""
    values = {"Create": each.given, "Change": each.writable}
    return {verb: found for verb, found in values.items() if found}


def _operations(each: Type, types: Mapping[str, Type]) -> str:
    name = each.name
    spread = f"{{ ...{name}Fields }}"
    texts = [
        _block(f"fragment {name}Fields on {name}", _selected(each, types)),
        f"query Find{name}($where: {name}Filter, $orderBy: String) "
        f"{{ rows: find{name}(where: $where, orderBy: $orderBy) {spread} }}",
    ]
    for verb in changes(each):
        asked, given = ("$id: String!, ", "id: $id, ") if verb == "Change" else ("", "")
        texts.append(
            f"mutation {verb}{name}({asked}$values: {verb}{name}Input!) "
            f"{{ row: {verb.lower()}{name}({given}values: $values) {spread} }}"
        )
    return "\n".join(texts)


def _selected(each: Type, types: Mapping[str, Type]) -> Iterable[str]:
    for value in each.values:
        yield value.name
    for relation in (*each.ones, *each.manies):
        yield _nested(relation, types[relation.target])


def _nested(relation: Relation, target: Type) -> str:
    return f"{relation.name} {{ {' '.join(value.name for value in target.shown)} }}"


def _mark(optional: bool) -> str:
    return "" if optional else "!"


def _block(head: str, lines: Iterable[str]) -> str:
    return "\n".join([f"{head} {{", *(f"  {line}" for line in lines), "}\n"])
