"""What is shown of an error by those who show all they can."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from traceback import TracebackException


def shown(error: BaseException) -> str:
    """Return all that can be seen of *error*: text, facts, pickle, frames, causes.

    The variables of frames are those of the package; a test's own are its business.
    """
    facts = [f"{each} {each!r} {vars(each)!r}" for each in _chain(error)]
    pickled = repr(pickle.dumps(error))
    return "\n".join([*facts, pickled, _frames(error)])


def _frames(error: BaseException) -> str:
    traceback = error.__traceback__
    while traceback and "ftrack_typed" not in traceback.tb_frame.f_globals["__name__"]:
        traceback = traceback.tb_next
    whole = TracebackException(type(error), error, traceback, capture_locals=True)
    return "".join(whole.format())


def _chain(error: BaseException) -> Iterator[BaseException]:
    inner: BaseException | None = error
    while inner is not None:
        yield inner
        inner = inner.__cause__ or inner.__context__
