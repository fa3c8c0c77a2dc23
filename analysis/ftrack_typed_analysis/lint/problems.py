"""A finding at its place in a file."""

from __future__ import annotations

from pathlib import Path

import attrs

from ftrack_typed.checking import Code, Place


@attrs.frozen(kw_only=True)
class Problem:
    """A mistake in a text of a program.

    Attributes:
        path: the file.
        start: where what is wrong begins.
        end: the place after it.
        code: what kind of mistake it is.
        message: a sentence that names it, and what may have been meant.
        position: offset in the text of the query; none where it is no query.
        entity_type: the type that the mistake is about, if any.
        nearest: the known name that may have been meant, if any is like it.
    """

    path: Path
    start: Place
    end: Place
    code: Code
    message: str
    position: int | None = None
    entity_type: str | None = None
    nearest: str | None = None
