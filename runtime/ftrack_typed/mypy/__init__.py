"""A plugin that has mypy check the texts of queries.

::

    [tool.mypy]
    plugins = ["ftrack_typed.mypy"]

It needs no other setting: the schema is the one that the session's package was
generated from. mypy alone imports this.
"""

from __future__ import annotations

__all__ = ["plugin"]


def plugin(version: str) -> type[object]:
    """Return the plugin, one of mypy's ``Plugin``, as mypy asks for it.

    Args:
        version: mypy's own.
    """
    from ftrack_typed.mypy._hooks import QueryPlugin

    return QueryPlugin


def __getattr__(name: str) -> str:
    # mypy forgets what it knows, and its daemon begins anew, when a plugin's version is
    # another one. What this one says depends on schemas, too, which the daemon does not
    # watch.
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ftrack_typed._version import __version__
    from ftrack_typed.mypy._packages import PACKAGES

    return f"{__version__} of other schemas" if PACKAGES.are_stale() else __version__
