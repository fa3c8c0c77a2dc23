"""The types of custom attributes' values, by the name of their type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from ftrack_typed.schema import CustomAttribute

from .docstrings import printable
from .model import Import, ValueType
from .values import ANY, DATETIME, expression

_TEXT = ValueType("str")
_WHOLE = ValueType("int")
_NUMBER = ValueType("float")
_BOOLEAN = ValueType("bool")
_LITERAL = Import("typing", "Literal")
_SEQUENCE = ValueType(
    "Sequence[str]", (Import("collections.abc", "Sequence", late=True),)
)

EXPRESSION = "expression"
"""The type whose values the server computes."""


@attrs.frozen
class CustomValue:
    """What an attribute holds.

    Attributes:
        value: the type of its values, none aside.
        compared: the type of what a query compares them with.
        words: what they are, for people.
        fits: whether a default, decoded JSON, is such a value.
    """

    value: ValueType
    compared: ValueType
    words: str
    fits: Callable[[object], bool]


def value_of(attribute: CustomAttribute) -> CustomValue:
    """Return what *attribute* holds; anything where its type is not known."""
    if attribute.kind == "number" and not attribute.decimal:
        return CustomValue(_WHOLE, _WHOLE, "a whole number", _is_number)
    if attribute.kind == "enumerator" and attribute.options:
        options = ", ".join(expression(option) for option in attribute.options)
        option = ValueType(f"Literal[{options}]", (_LITERAL,))
        words = "several of its options" if attribute.multiple else "one of its options"
        return CustomValue(_listed(option), option, words, _is_list)
    return _KINDS.get(attribute.kind, _UNKNOWN)


@attrs.frozen
class CustomTypes:
    """The types of the values of attributes that share a key.

    Attributes:
        value: what is read, and assigned by name.
        compared: what a query compares it with.
        by_key: what is assigned by key. Of a list, pyright does not look at the items
            where there are several overloads, and would refuse the right ones.
    """

    value: ValueType
    compared: ValueType
    by_key: ValueType


def types_of(attributes: Sequence[CustomAttribute]) -> CustomTypes:
    """Return the types of *attributes* that share a key.

    A value may be none where that is the default, or where the default is no value.
    """
    found = [value_of(each) for each in attributes]
    value = _union(each.value for each in found)
    filled = all(
        each.fits(attribute.default)
        for each, attribute in zip(found, attributes, strict=True)
    )
    by_key = _union(
        _SEQUENCE if each.fits is _is_list else each.value for each in found
    )
    return CustomTypes(
        value if filled else value.optional(),
        _union(each.compared for each in found),
        by_key if filled else by_key.optional(),
    )


def describe_custom(attributes: Sequence[CustomAttribute]) -> str:
    """Return what the attribute that *attributes* configure is, in some sentences."""
    first = attributes[0]
    label = printable(first.label) or printable(first.key)
    words = dict.fromkeys(value_of(each).words for each in attributes)
    sentences = [f"{label}: {' or '.join(words)}."]
    if any(each.hierarchical for each in attributes):
        sentences.append("Hierarchical.")
    if all(each.project_id for each in attributes):
        sentences.append("Some projects have it.")
    if all(each.kind == EXPRESSION for each in attributes):
        sentences.append("Computed by the server.")
    return " ".join(sentences)


def _union(types: Iterable[ValueType]) -> ValueType:
    found = {type_.text: type_ for type_ in types}
    if ANY.text in found:
        return ANY
    imports = {each: None for type_ in found.values() for each in type_.imports}
    return ValueType(" | ".join(found), tuple(imports))


def _listed(item: ValueType) -> ValueType:
    return attrs.evolve(item, text=f"list[{item.text}]")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_moment(value: object) -> bool:
    # A moment is sent as text, or as text with the name of its type.
    return (isinstance(value, str) and bool(value)) or isinstance(value, dict)


def _is_there(value: object) -> bool:
    return value is not None


_UNKNOWN = CustomValue(ANY, ANY, "a value of any kind", _is_there)
_TEXTS = CustomValue(_listed(_TEXT), _TEXT, "several texts", _is_list)
_KINDS: Mapping[str, CustomValue] = {
    "text": CustomValue(_TEXT, _TEXT, "a text", _is_text),
    "url": CustomValue(_TEXT, _TEXT, "an address", _is_text),
    "number": CustomValue(_NUMBER, _NUMBER, "a number", _is_number),
    "boolean": CustomValue(_BOOLEAN, _BOOLEAN, "true or false", _is_boolean),
    "date": CustomValue(DATETIME, DATETIME, "a date and time", _is_moment),
    "enumerator": _TEXTS,
    "dynamic enumerator": _TEXTS,
    EXPRESSION: CustomValue(_TEXT, _TEXT, "an expression", _is_text),
}
