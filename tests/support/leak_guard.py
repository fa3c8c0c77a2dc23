"""A pytest plugin that fails a test in which a log record shows an API key.

It listens at debug level to everything that this project's packages and urllib3 log,
and knows the key of every configuration that is made in the process, so of every
session and transport. Under xdist each worker has its own.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from functools import wraps
from threading import Lock
from typing import Any

import pytest

from ftrack_typed.configuration import Configuration

LOGGERS = (
    "ftrack_typed",
    "ftrack_typed_analysis",
    "ftrack_typed_codegen",
    "ftrack_typed_schema",
    "ftrack_typed_server",
    "urllib3",
)

SHORTEST = 8
"""Characters of a key that can be told from other words."""


class LeakGuard(logging.Handler):
    """Looks for the keys in use in whatever is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._keys: set[str] = set()
        self._leaks: list[str] = []
        self._guarding = Lock()
        self._levels: dict[str, int] = {}
        self._make = Configuration.__init__

    def pytest_configure(self) -> None:
        make, use = self._make, self._use

        @wraps(make)
        def noting(made: Configuration, *args: Any, **kwargs: Any) -> None:
            make(made, *args, **kwargs)
            use(made.api_key)

        setattr(Configuration, "__init__", noting)  # noqa: B010
        for name in LOGGERS:
            logger = logging.getLogger(name)
            self._levels[name] = logger.level
            logger.setLevel(logging.DEBUG)
            logger.addHandler(self)

    def pytest_unconfigure(self) -> None:
        setattr(Configuration, "__init__", self._make)  # noqa: B010
        for name, level in self._levels.items():
            logging.getLogger(name).removeHandler(self)
            logging.getLogger(name).setLevel(level)

    def emit(self, record: logging.LogRecord) -> None:
        text = f"{self.format(record)} {record.args!r} {record.exc_text}"
        with self._guarding:
            if any(key in text for key in self._keys):
                self._leaks.append(
                    f"{record.levelname} of {record.name} in {record.pathname}:"
                    f"{record.lineno}"
                )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Generator[None, object, object]:
        return (yield from self._guarded())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        return (yield from self._guarded())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        return (yield from self._guarded())

    def _guarded(self) -> Generator[None, object, object]:
        result = yield
        with self._guarding:
            leaks, self._leaks = self._leaks, []
        if leaks:
            pytest.fail("An API key was logged: " + "; ".join(leaks), pytrace=False)
        return result

    def _use(self, key: str) -> None:
        if len(key) >= SHORTEST:
            with self._guarding:
                self._keys.add(str(key))
