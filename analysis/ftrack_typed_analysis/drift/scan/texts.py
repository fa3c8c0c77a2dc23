"""What the texts of queries use."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ftrack_typed.checking import Checked, Checker, QueryText, SpelledText

from .found import Found
from .module import Module
from .types import CUSTOM_ATTRIBUTES

if TYPE_CHECKING:
    from .expressions import Expressions

_Check: TypeAlias = Callable[[Checker, str, QueryText], Checked]

_REFINING: dict[str, _Check] = {
    "where": Checker.criterion,
    "filter": Checker.criterion,
    "select": Checker.projections,
    "order_by": Checker.orderings,
}
_KEY = re.compile(r"""\bkey\s*(?:is|=)\s*(?P<quote>["'])(?P<key>[^"']*)(?P=quote)""")
_NAME = re.compile(
    r"""(?P<path>[\w.\[\]]*\bname)\s*(?:is_not|is|=|!=)\s*"""
    r"""(?P<quote>["'])(?P<name>[^"']*)(?P=quote)"""
)


def query(module: Module, node: ast.expr) -> str | None:
    """Keep what the text of a whole query uses; return the type that is queried."""
    spelled = _spelled(module, node)
    if spelled is None:
        return None
    checked = module.checker.query(spelled.text)
    if checked.entity_type is None:
        return None
    _keep(module, spelled, checked, whole=True)
    return checked.entity_type


def clauses(module: Module, entity_type: str, node: ast.expr) -> None:
    """Keep what the clauses of a query use."""
    _about(module, entity_type, node, Checker.clauses)


def criterion(reader: Expressions, entity_type: str, node: ast.expr) -> bool:
    """Keep what a criterion uses, if *node* is the text of one."""
    return _about(reader.module, entity_type, node, Checker.criterion)


def projections(reader: Expressions, entity_type: str, node: ast.expr) -> None:
    """Keep what a list of what to fetch uses."""
    if not _about(reader.module, entity_type, node, Checker.projections):
        reader.read(node)


def refined(reader: Expressions, node: ast.Call, method: str, entity_type: str) -> None:
    """Keep what the arguments of a query's *method* use."""
    check = _REFINING.get(method)
    if method == "by":
        return
    for argument in node.args:
        if check is None or not _about(reader.module, entity_type, argument, check):
            before = len(reader.module.found)
            reader.read(argument)
            if method == "select":
                reader.module.fetched(before)
    for keyword in node.keywords:
        reader.read(keyword.value)


def _spelled(module: Module, node: ast.expr) -> SpelledText | None:
    return module.speller.spell(node, module.texts.get)


def _about(module: Module, entity_type: str, node: ast.expr, check: _Check) -> bool:
    """Keep what a text about *entity_type* uses; return whether *node* is a text."""
    spelled = _spelled(module, node)
    if spelled is None:
        return False
    _keep(module, spelled, check(module.checker, entity_type, spelled.text))
    return True


def _keep(
    module: Module, spelled: SpelledText, checked: Checked, *, whole: bool = False
) -> None:
    text = spelled.text.text
    if whole and checked.entity_type is not None:
        at = re.search(rf"\b{re.escape(checked.entity_type)}\b", text)
        place = spelled.place(at.start() if at else 0)
        module.type(checked.entity_type, "name", place)
    for use in checked.uses:
        module.note(
            Found(
                part="attribute",
                entity_type=use.owner,
                name=use.attribute,
                mode="fetch" if use.projected else "query",
                place=spelled.place(use.start),
            )
        )
    ends = {use.end: use for use in checked.uses}
    for match in _NAME.finditer(text):
        named = ends.get(match.end("path"))
        if named is not None:
            place = spelled.place(match.start("name"))
            module.site_name(named.owner, match["name"], place)
    for match in _KEY.finditer(text):
        of = ends.get(match.start() + len("key"))
        if of is not None and of.owner.endswith("CustomAttributeValue"):
            place = spelled.place(match.start("key"))
            owner = _owner(checked, match.start())
            module.custom(owner, match["key"], "query", place)


def _owner(checked: Checked, before: int) -> str | None:
    """Return the type whose custom attributes a text asked for last, if it did."""
    owners = [
        use.entity_type
        for use in checked.uses
        if use.attribute == CUSTOM_ATTRIBUTES and use.end <= before
    ]
    return owners[-1] if owners else None
