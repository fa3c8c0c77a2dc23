"""Which operations of a batch a server's message is about.

The server reports one error for a whole batch and names no operation. Its text often
names an entity, a type, an attribute or a value, or quotes a query: each of these
leaves fewer operations that it can be about.

This module is imported with the first failure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, TypeAlias, cast

from ftrack_typed.transport.base import Operation
from ftrack_typed.transport.summary import key_of

_SHORTEST_VALUE = 2
"""Characters of a value that say something when they are found in a text."""

_Clue: TypeAlias = "Callable[[Operation, str, Set[str]], bool]"


def positions(content: str, operations: Sequence[Operation]) -> list[int]:
    """Return the positions of the operations that *content* can be about.

    A batch of one is always its only one. Empty means that nothing tells.
    """
    if len(operations) == 1:
        return [0]
    words = _words(content)
    remaining = list(range(len(operations)))
    told = False
    for clue in _CLUES:
        fitting = [each for each in remaining if clue(operations[each], content, words)]
        told = told or bool(fitting)
        remaining = fitting or remaining
    return remaining if told else []


def _words(content: str) -> Set[str]:
    """Return the words of *content*: names, numbers and keys."""
    words = set(re.findall(r"[\w-]+", content))
    return words | {word.strip("-") for word in words}


def _quotes_the_query(operation: Operation, content: str, words: Set[str]) -> bool:
    expression = operation.get("expression")
    return isinstance(expression, str) and bool(expression) and expression in content


def _names_an_entity(operation: Operation, content: str, words: Set[str]) -> bool:
    """The entity itself, or one that it is to refer to."""
    keys = {*key_of(operation), *_keys_in(operation.get("entity_data"))}
    return not keys.isdisjoint(words)


def _names_the_type(operation: Operation, content: str, words: Set[str]) -> bool:
    return operation.get("entity_type") in words


def _names_an_attribute(operation: Operation, content: str, words: Set[str]) -> bool:
    return not _data(operation).keys().isdisjoint(words)


def _names_a_value(operation: Operation, content: str, words: Set[str]) -> bool:
    """The value of an attribute that is named, too."""
    return any(
        name in words and _is_shown(value, content)
        for name, value in _data(operation).items()
    )


_CLUES: Sequence[_Clue] = (
    _quotes_the_query,
    _names_an_entity,
    _names_the_type,
    _names_an_attribute,
    _names_a_value,
)
"""The surest first; one that fits no remaining operation says nothing."""


def _data(operation: Operation) -> Mapping[str, object]:
    data = operation.get("entity_data")
    return cast("Mapping[str, object]", data) if isinstance(data, Mapping) else {}


def _is_shown(value: object, content: str) -> bool:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return False
    shown = str(value)
    return len(shown) >= _SHORTEST_VALUE and shown in content


def _keys_in(value: object) -> Iterator[str]:
    """Yield the texts within *value*, which may be keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in cast("Mapping[str, Any]", value).items():
            if not name.startswith("__"):  # the tags of types
                yield from _keys_in(part)
    elif isinstance(value, (list, tuple)):
        for part in cast("Sequence[object]", value):
            yield from _keys_in(part)
