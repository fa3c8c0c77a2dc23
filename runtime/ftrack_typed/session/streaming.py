"""Reading a result of any size in constant memory.

Each request has entities of its own, which the session does not get to know: they are
gone when the program lets go of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from ..collector import collect_early
from ..errors import StreamedEntityError
from ..model.entity import Entity
from ..model.owner import Changes
from .cohort import Cohort
from .lazy_loading import LoadingLog
from .paging import Run
from .workspace import Workspace

if TYPE_CHECKING:
    from .query import Query

E = TypeVar("E", bound=Entity)

_MOST_PAGES = 4
"""Pages of one request: fewer than elsewhere, as it is memory that is to be saved."""


class _NoChanges(Changes):
    """Pending changes of which there are none, ever."""

    def add(self, entity: Entity, originals: dict[str, object]) -> NoReturn:
        """Refuse the change.

        Raises:
            StreamedEntityError: always.
        """
        raise StreamedEntityError(repr(entity))


def stream(query: Query[E]) -> Iterator[E]:
    """Yield the entities of *query*, those of one request in memory at a time.

    What is not fetched is loaded when it is touched, for all that came with it.
    """
    session = query.workspace
    session.loads = loads = session.loads or LoadingLog()
    run = Run(query.statement, query.page_size)
    while not run.done:
        page = Workspace(session.registry, session, changes=_NoChanges())
        page.lazy, page.loads = session.lazy, loads
        # A cohort knows its members, and that of the run would know all of them.
        cohort = Cohort(query.statement)
        asked = [each._replace(cohort=cohort) for each in run.ahead(_MOST_PAGES)]
        entities: list[Any] = run.take(page.fetch_all(asked))[::-1]
        del page, cohort, asked
        while entities:
            # What was handed out is not held here any longer.
            yield entities.pop()
        collect_early()
