"""A change in words that somebody reads who writes scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .records import Change, Kind, Part

_MOST_NAMED = 3
"""Subtypes that a sentence names before it counts."""

_SENTENCES: Mapping[Kind, Callable[[Change], str]] = {
    "added": lambda c: f"is new{_as(c.after)}",
    "removed": lambda c: f"is gone{_was(c.before)}",
    "renamed": lambda c: f"is called {c.after!r} now",
    "described": lambda _: "is described in other words",
    "declared": lambda _: "is declared otherwise, and works as before",
    "key": lambda c: f"its key was {c.before}, is {c.after} now",
    "base": lambda c: f"derived from {c.before}, derives from {c.after} now",
    "fetched": lambda c: f"a query fetched {c.before}, fetches {c.after} now",
    "grouping off": lambda _: "cannot be grouped any more",
    "grouping on": lambda _: "can be grouped now",
    "type": lambda c: f"was {c.before}, is {c.after} now",
    "target": lambda c: f"led to {c.before}, leads to {c.after} now",
    "storage": lambda _: "stands on another key; generate the package again",
    "nullable": lambda _: "may be None now",
    "required": lambda _: "always has a value now, and needs one on creation",
    "mutability narrowed": lambda c: f"was {c.before}, is {c.after} now",
    "mutability widened": lambda c: f"was {c.before}, can be {c.after} now",
    "choices removed": lambda c: (
        f"takes only {c.after} now" if c.after else f"no longer takes {c.before}"
    ),
    "choices added": lambda c: f"takes {c.after} now",
    "selectable": lambda _: "can be fetched now",
    "not selectable": lambda _: "can be filtered by and no longer be fetched",
    "default": lambda c: f"begins as {c.after or 'nothing'} now{_was(c.before)}",
    "scope narrowed": lambda c: f"was {c.before}, is {c.after} only now",
    "scope widened": lambda c: f"was {c.before}, is {c.after} now",
    "label": lambda c: f"is labelled {c.after!r} now, was {c.before!r}",
    "identity": lambda _: "is another row on the server now",
}


def subject(change: Change) -> str:
    """Return what *change* is about: ``Task.bid``."""
    names: Mapping[Part, str] = {
        "schema": "The schema",
        "entity type": change.entity_type,
        "attribute": f"{change.entity_type}.{change.name}",
        "custom attribute": f"{change.entity_type}.custom_attributes[{change.name!r}]",
        "name": f"{change.entity_type} {change.name!r}",
    }
    return names[change.part]


def sentence(change: Change) -> str:
    """Return *change* in words: ``Task.bid: was a number, is text now``."""
    said = f"{subject(change)}: {_SENTENCES[change.kind](change)}"
    if change.hint:
        other = "it may be" if change.kind == "removed" else "it may be what was"
        said += f"; {other} {change.hint!r}"
    if change.also:
        said += f" (also {_counted(change)})"
    return said


def _counted(change: Change) -> str:
    named = change.also[:_MOST_NAMED]
    more = len(change.also) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _as(after: str) -> str:
    return f", {after}" if after else ""


def _was(before: str) -> str:
    return f"; it was {before}" if before else ""
