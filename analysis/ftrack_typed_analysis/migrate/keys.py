"""Rewriting keys of entities as attributes."""

from __future__ import annotations

import libcst as cst

from ..inference.meanings import Entity
from .inference import subscript_text
from .work import Work


def rewrite_key(
    work: Work, original: cst.Subscript, node: cst.Subscript
) -> cst.BaseExpression:
    """Return ``task["name"]`` as ``task.name``, if that is asked for and certain.

    Args:
        work: the pass.
        original: the node as it was, which is known.
        node: the same with its parts rewritten.
    """
    owner = work.inference.of(original.value)
    wire = subscript_text(original)
    if not isinstance(owner, Entity) or wire is None:
        return node
    item = work.studio.attribute(owner.type, wire)
    if item is None:
        _note_missing(work, original, owner.type, wire)
        return node
    if not work.options.attributes or item.restricted_projection:
        return node
    name = cst.Name(work.studio.python_name(wire))
    return cst.Attribute(node.value, name, lpar=node.lpar, rpar=node.rpar)


def _note_missing(work: Work, node: cst.Subscript, entity_type: str, wire: str) -> None:
    """Note an attribute that a type lacks; entities of a subtype may have it."""
    missing = work.studio.missing(entity_type, wire)
    having = work.studio.subtypes_with(entity_type, wire)
    if not having:
        work.remark(node, missing)
        return
    work.remark(
        node,
        f"{missing.partition(' (')[0]}, {having[0]} has it: it works where it is one, "
        "and is checked after isinstance",
        by_hand=False,
    )
