"""Which entity type the text of a query begins with."""

from __future__ import annotations

import re

_TYPE = re.compile(r"\s*([A-Za-z_]\w*)(?![\w.])\s*")
_SELECTED = re.compile(r"\s*select\b.*?\bfrom\s+([A-Za-z_]\w*)", re.I | re.S)


def type_of_text(text: str) -> str | None:
    """Return the entity type that *text*, the beginning of a query, names."""
    selected = _SELECTED.match(text)
    found = selected or _TYPE.match(text)
    if found is None or (selected is None and found[1].lower() == "select"):
        return None
    return found[1]


def clauses_start(text: str) -> int:
    """Return where what follows the entity type begins in *text*."""
    found = _TYPE.match(text)
    return 0 if found is None else found.end()
