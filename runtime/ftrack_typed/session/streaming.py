"""Reading a result of any size in constant memory.

Each page has entities of its own, which the session does not get to know: they are
gone when the program lets go of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from ..errors import StreamedEntityError
from ..model.entity import Entity
from .lazy_loading import LoadingLog
from .paging import within
from .workspace import Workspace

if TYPE_CHECKING:
    from .query import Query

E = TypeVar("E", bound=Entity)


class _NoChanges(dict[Entity, dict[str, object]]):
    """Pending changes of which there are none, ever."""

    def __setitem__(self, entity: Entity, originals: dict[str, object]) -> NoReturn:
        raise StreamedEntityError(repr(entity))


def stream(query: Query[E]) -> Iterator[E]:
    """Yield the entities of *query*, a page of them in memory at a time.

    What is not fetched is loaded when it is touched, for the entities of the page.
    """
    session = query.workspace
    session.loads = loads = session.loads or LoadingLog()
    position, more = 0, True
    while more:
        statement = within(query.statement, position, query.page_size)
        if statement.limit == 0:
            return
        page = Workspace(session.registry, session, changes=_NoChanges())
        page.lazy, page.loads = session.lazy, loads
        found, more = page.fetch(statement)
        position += len(found)
        more = more and bool(found)
        entities: list[Any] = found[::-1]
        del page, found
        while entities:
            # What was handed out is not held here any longer.
            yield entities.pop()
