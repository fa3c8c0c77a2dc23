"""The plugin that looks for API keys in logs finds them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CONFTEST = """
from support.leak_guard import LeakGuard

def pytest_configure(config):
    config.pluginmanager.register(LeakGuard(), "leak-guard")
"""

HEAD = """
import logging
import pytest
from ftrack_typed.configuration import Configuration

KEY = "k3y-that-nobody-may-see"
Configuration("http://localhost", "amy", KEY)
log = logging.getLogger("ftrack_typed.some.module")
"""

LEAKS = """
@pytest.mark.parametrize("leak", [
    lambda: log.debug(f"the key is {KEY}"),
    lambda: log.debug("the key is %s", KEY),
    lambda: log.debug("headers: %s", {"ftrack-api-key": KEY}),
    lambda: log.exception("failed", exc_info=ValueError(KEY)),
    lambda: logging.getLogger("urllib3.connectionpool").info("apiKey=%s", KEY),
])
def test_leaking(leak):
    leak()

@pytest.fixture
def ending():
    yield
    log.debug(KEY)

def test_ending(ending):
    log.debug("nothing to see")
"""

FINE = """
def test_masked():
    log.debug("nothing to see, ***, %r", Configuration("http://x", "amy", KEY))

def test_somebody_else():
    logging.getLogger("somebody.else").error(KEY)

def test_short_keys_are_parts_of_words():
    Configuration("http://x", "amy", "key")
    log.debug("a key")
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A place for tests that are run in a process of their own, with the plugin."""
    paths = [str(ROOT / "runtime"), str(ROOT / "tests")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    pytester.makeconftest(CONFTEST)
    return pytester


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["alone", "in a worker"])
def test_a_key_in_a_log_fails_the_test_that_logs_it(
    run: pytest.Pytester, options: tuple[str, ...]
) -> None:
    run.makepyfile(HEAD + LEAKS + FINE)

    result = run.runpytest_subprocess(*options)

    result.assert_outcomes(failed=5, errors=1, passed=4)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    said = result.stdout.str()
    assert said.count("An API key was logged: ") >= 6
    assert "DEBUG of ftrack_typed.some.module in" in said
    assert "INFO of urllib3.connectionpool in" in said


def test_a_run_without_leaks_passes(run: pytest.Pytester) -> None:
    run.makepyfile(HEAD + FINE)

    run.runpytest_subprocess().assert_outcomes(passed=3)
