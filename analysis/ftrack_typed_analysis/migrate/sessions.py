"""Rewriting how a session is opened."""

from __future__ import annotations

import libcst as cst

from .comments import count_comments
from .counterparts import DROPPED, HARMLESS, SESSION_PARAMETERS
from .work import LeftError, Work, arguments, code, named

_TAKEN = ("server_url", "api_user", "api_key")


def rewrite_session(work: Work, original: cst.Call, call: cst.Call) -> cst.Call:
    """Return ``Session(...)`` with the arguments that it takes here.

    What is dropped and asked for something is told, in a comment, too.
    """
    for name, value in arguments(call, SESSION_PARAMETERS).items():
        advice = DROPPED.get(name)
        if advice and code(value) not in HARMLESS.get(name, ()):
            # Without the value, which may be a secret, as that of a header is.
            work.remark(original, f"{name} was dropped: {advice}")
            work.notices.append(f"# ftrack-typed: {name} was dropped; {advice}")
    return without_dropped(call)


def without_dropped(call: cst.Call) -> cst.Call:
    """Return *call*, which opens a session, with the arguments that ours takes.

    The official client takes the key before the user, so what was given by place is
    given by name.

    Raises:
        LeftError: its arguments are only known when it runs, or comments between them
            would be lost.
    """
    kept = [
        arg if number == 0 and name == "server_url" else named(arg, name)
        for number, (arg, name) in enumerate(
            zip(call.args, arguments(call, SESSION_PARAMETERS), strict=True)
        )
        if name in _TAKEN
    ]
    space = call.whitespace_before_args
    if kept:
        last = call.args[-1]
        kept[-1] = kept[-1].with_changes(
            comma=last.comma, whitespace_after_arg=last.whitespace_after_arg
        )
    else:
        space = cst.SimpleWhitespace("")
    rewritten = call.with_changes(args=kept, whitespace_before_args=space)
    if count_comments(rewritten) < count_comments(call):
        raise LeftError("comments between its arguments are in the way: move them")
    return rewritten
