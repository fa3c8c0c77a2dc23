"""What is shown of an error by those who show all they can."""

from __future__ import annotations

import pickle
from collections.abc import Iterator


def shown(error: BaseException) -> str:
    """Return all that can be seen of *error*: text, facts, pickle, frames, causes.

    The variables of frames are those of the package; a test's own are its business.
    """
    facts = [
        f"{each} {each!r} {vars(each)!r}\n{_frames(each)}" for each in _chain(error)
    ]
    return "\n".join([*facts, repr(pickle.dumps(error))])


def _frames(error: BaseException) -> str:
    traceback = error.__traceback__
    while traceback and "ftrack_typed" not in traceback.tb_frame.f_globals["__name__"]:
        traceback = traceback.tb_next
    lines: list[str] = []
    while traceback:
        frame = traceback.tb_frame
        lines.append(f"in {frame.f_code.co_name}")
        lines += [f"{name} = {_repr(each)}" for name, each in frame.f_locals.items()]
        traceback = traceback.tb_next
    return "\n".join(lines)


def _repr(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # of what is not made yet
        return f"<{error!r}>"


def _chain(error: BaseException) -> Iterator[BaseException]:
    inner: BaseException | None = error
    while inner is not None:
        yield inner
        inner = inner.__cause__ or inner.__context__
