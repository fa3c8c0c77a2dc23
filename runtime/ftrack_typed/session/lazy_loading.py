"""How attributes are loaded on first touch, and where in a program that happened."""

from __future__ import annotations

import os
from inspect import currentframe
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import attrs

from .loading import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType

_RUNTIME = str(FilePath(__file__).parents[1]) + os.sep


@attrs.frozen(kw_only=True)
class LazyLoading:
    """What the first touch of an attribute that is not loaded does.

    Attributes:
        together: for how many entities of the same cohort (the entities that came with
            the same result) it is loaded at once, by default 2000; with 1, each is
            loaded alone.
        strict: refuse with :class:`~ftrack_typed.errors.NotLoadedError`, which says
            what to select, instead of sending a request.
    """

    together: int = attrs.field(default=TOGETHER, validator=attrs.validators.ge(1))
    strict: bool = False


@attrs.frozen(kw_only=True)
class LazyLoad:
    """Requests that one line of a program caused by reading what was not loaded.

    Attributes:
        file: the source file.
        line: the line's number.
        entity_type: the type whose attribute was read.
        attribute: the attribute's wire name.
        select: what to add to ``select`` of the query, so that it comes with it.
        requests: how many requests were sent.
        entities: for how many entities it was loaded.
    """

    file: str
    line: int
    entity_type: str
    attribute: str
    select: str
    requests: int
    entities: int

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.entity_type}.{self.attribute} was loaded "
            f"for {self.entities} entities with {self.requests} request(s); "
            f"select({self.select}) would have spared it"
        )


@attrs.frozen
class LoadingReport:
    """What a session loaded lazily, the lines that cost most requests first.

    ``print(session.report())`` shows a line each.

    Attributes:
        loads: the lines.
    """

    loads: tuple[LazyLoad, ...]

    @property
    def requests(self) -> int:
        """How many requests were sent in all for what was not loaded."""
        return sum(load.requests for load in self.loads)

    def __str__(self) -> str:
        if not self.loads:
            return "Nothing was loaded lazily."
        return "\n".join(map(str, self.loads))


class LoadingLog:
    """The lazy loads of one session, one record for a line and attribute."""

    def __init__(self) -> None:
        self._loads: dict[tuple[str, int, str, str], LazyLoad] = {}

    def note(
        self, entity_type: str, attribute: str, select: str, entities: int
    ) -> LazyLoad:
        """Note one request that the calling program caused; return its record."""
        file, line = _calling_line()
        place = (file, line, entity_type, attribute)
        known = self._loads.get(place)
        noted = LazyLoad(
            file=file,
            line=line,
            entity_type=entity_type,
            attribute=attribute,
            select=select,
            requests=1 + (known.requests if known else 0),
            entities=entities + (known.entities if known else 0),
        )
        self._loads[place] = noted
        return noted

    def report(self) -> LoadingReport:
        """Return what was noted so far."""
        return LoadingReport(_by_cost(self._loads.values()))


def _by_cost(loads: Iterable[LazyLoad]) -> tuple[LazyLoad, ...]:
    return tuple(sorted(loads, key=lambda load: -load.requests))


def _calling_line() -> tuple[str, int]:
    """Return the innermost line that is not this package's own."""
    frame: FrameType | None = currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_RUNTIME):
        frame = frame.f_back
    if frame is None:
        return "?", 0
    return frame.f_code.co_filename, frame.f_lineno
