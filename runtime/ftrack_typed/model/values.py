"""Shapes of values that the schema declares as plain text or as free objects."""

from __future__ import annotations

from typing import TypedDict


class LinkItem(TypedDict):
    """One step of an entity's ``link``, from the project down to the entity itself.

    The server declares ``link`` as a string and sends a list of these.
    """

    id: str
    name: str
    type: str
