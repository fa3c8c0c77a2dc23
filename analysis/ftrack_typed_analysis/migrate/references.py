"""Names of the official client: what stands for them, or what to do instead."""

from __future__ import annotations

import libcst as cst

from ..inference.origins import OFFICIAL, OFFICIAL_SESSIONS
from .counterparts import ERRORS, EXCEPTIONS, MODULES
from .work import Work


def is_official(work: Work, node: cst.Name | cst.Attribute) -> bool:
    """Return whether *node* is a name that the official client has given."""
    return work.inference.imported_name(node).partition(".")[0] == OFFICIAL


def name_for(work: Work, node: cst.Name | cst.Attribute) -> cst.Name | None:
    """Return the name, imported, of what stands for *node*; note it if nothing does."""
    full = work.inference.imported_name(node)
    if full in OFFICIAL_SESSIONS:
        return cst.Name(work.imports.name(work.studio.package, "Session"))
    module, _, name = full.rpartition(".")
    if module == f"{OFFICIAL}.exception" and name in EXCEPTIONS:
        return cst.Name(work.imports.name(ERRORS, EXCEPTIONS[name]))
    _, _, rest = full.partition(".")
    advice = MODULES.get(rest.partition(".")[0])
    said = f"{rest or OFFICIAL} has no counterpart that is put in its place"
    work.remark(node, f"{said}: {advice}" if advice else said)
    return None
