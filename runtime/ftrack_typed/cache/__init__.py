"""Caches of what was read from the server, each usable alone.

A session has none unless it is given one::

    from ftrack_typed.cache import Layered, MemoryCache, Selective, SqliteCache

    cache = Layered([MemoryCache(), SqliteCache("~/.cache/ftrack.sqlite")])
    session = Session(cache=Selective(cache, types=[Status, Type], max_age=3600))

What they are made of (sqlite3, redis-py) is imported when they are used.
"""

from __future__ import annotations

from .base import Cache, Entry
from .keys import Scope
from .layered import Layered
from .memory import MemoryCache
from .redis import RedisCache
from .selective import Selective
from .sqlite import SqliteCache
from .tolerant import Tolerant

__all__ = [
    "Cache",
    "Entry",
    "Layered",
    "MemoryCache",
    "RedisCache",
    "Scope",
    "Selective",
    "SqliteCache",
    "Tolerant",
]
