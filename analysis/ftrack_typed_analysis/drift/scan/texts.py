"""What the texts of queries use."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import TypeAlias

from ftrack_typed.checking import Checked, Checker, QueryText, SpelledText

from ...inference.types import CUSTOM_ATTRIBUTES
from .collecting import Uses
from .found import Found, Mode

Check: TypeAlias = Callable[[Checker, str, QueryText], Checked]

_KEY = re.compile(r"""\bkey\s*(?:is|=)\s*(?P<quote>["'])(?P<key>[^"']*)(?P=quote)""")
_NAME = re.compile(
    r"""(?P<path>[\w.\[\]]*\bname)\s*(?:is_not|is|=|!=)\s*"""
    r"""(?P<quote>["'])(?P<name>[^"']*)(?P=quote)"""
)


def query(uses: Uses, node: ast.expr) -> None:
    """Keep what the text of a whole query uses."""
    spelled = uses.module.text(node)
    if spelled is None:
        return
    checked = uses.checker.query(spelled.text)
    if checked.entity_type is None:
        return
    named = re.search(rf"\b{re.escape(checked.entity_type)}\b", spelled.text.text)
    place = spelled.place(named.start() if named else 0)
    uses.note(Found("entity type", checked.entity_type, "", "name", place))
    _keep(uses, spelled, checked)


def about(uses: Uses, entity_type: str, node: ast.expr, check: Check) -> None:
    """Keep what a text about *entity_type* uses, if *node* is a text."""
    spelled = uses.module.text(node)
    if spelled is not None:
        _keep(uses, spelled, check(uses.checker, entity_type, spelled.text))


def _keep(uses: Uses, spelled: SpelledText, checked: Checked) -> None:
    text = spelled.text.text
    for use in checked.uses:
        mode: Mode = "fetch" if use.projected else "query"
        place = spelled.place(use.start)
        uses.note(Found("attribute", use.owner, use.attribute, mode, place))
    ends = {use.end: use for use in checked.uses}
    for match in _NAME.finditer(text):
        named = ends.get(match.end("path"))
        if named is not None:
            place = spelled.place(match.start("name"))
            uses.site_name(named.owner, match["name"], place)
    for match in _KEY.finditer(text):
        of = ends.get(match.start() + len("key"))
        if of is not None and of.owner.endswith("CustomAttributeValue"):
            place = spelled.place(match.start("key"))
            owner = _owner(checked, match.start())
            uses.note(Found("custom attribute", owner, match["key"], "query", place))


def _owner(checked: Checked, before: int) -> str | None:
    """Return the type whose custom attributes a text asked for last, if it did."""
    owners = [
        use.entity_type
        for use in checked.uses
        if use.attribute == CUSTOM_ATTRIBUTES and use.end <= before
    ]
    return owners[-1] if owners else None
