"""A missing peer skips the tests that need it, or fails them where it is required."""

from __future__ import annotations

import pytest

from support.required_peers import VARIABLE, skip_without


@pytest.mark.parametrize("required", ["", "postgresql", "nodejs"])
def test_a_missing_peer_skips(monkeypatch: pytest.MonkeyPatch, required: str) -> None:
    monkeypatch.setenv(VARIABLE, required)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        skip_without("node", "node is not installed")


def test_a_missing_peer_that_is_required_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql node")
    with pytest.raises(pytest.fail.Exception, match="requires node"):
        skip_without("node", "node is not installed")
