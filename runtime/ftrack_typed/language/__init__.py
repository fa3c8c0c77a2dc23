"""The query language: nodes, their text and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftrack_typed.language.errors import QuerySyntaxError
from ftrack_typed.language.literals import escape_like, render_literal
from ftrack_typed.language.nodes import (
    MAX_NESTING,
    Aggregate,
    And,
    Comparison,
    Criterion,
    LiteralValue,
    Membership,
    Not,
    Operator,
    Or,
    Ordering,
    Path,
    Quantified,
    Segment,
    Statement,
)
from ftrack_typed.language.render import render, render_criterion, render_path
from ftrack_typed.language.walk import walk

if TYPE_CHECKING:
    from ftrack_typed.language.parser import (
        parse,
        parse_clauses,
        parse_criterion,
        parse_projections,
    )

__all__ = [
    "MAX_NESTING",
    "Aggregate",
    "And",
    "Comparison",
    "Criterion",
    "LiteralValue",
    "Membership",
    "Not",
    "Operator",
    "Or",
    "Ordering",
    "Path",
    "Quantified",
    "QuerySyntaxError",
    "Segment",
    "Statement",
    "escape_like",
    "parse",
    "parse_clauses",
    "parse_criterion",
    "parse_projections",
    "render",
    "render_criterion",
    "render_literal",
    "render_path",
    "walk",
]

_PARSER_FACE = {"parse", "parse_clauses", "parse_criterion", "parse_projections"}


def __getattr__(name: str) -> object:
    # A program that builds its queries from expressions needs no parser.
    if name not in _PARSER_FACE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ftrack_typed.language import parser

    value: object = getattr(parser, name)
    globals()[name] = value
    return value
