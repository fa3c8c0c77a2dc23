"""What tests work with that is not installed by pip, such as node.

Where it is missing the tests are skipped, unless it is named as required: then they
fail, so that nobody takes a run without it for a whole one.
"""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

VARIABLE = "FTRACK_TYPED_REQUIRED_PEERS"
"""Names what may not be missing, such as ``node postgresql``."""


def skip_without(peer: str, reason: str) -> NoReturn:
    """Skip the test as *peer* is missing; fail it where *peer* is required.

    Args:
        peer: the name by which the variable requires it.
        reason: what is missing, and how to get it.
    """
    if peer in os.environ.get(VARIABLE, "").split():
        pytest.fail(f"{VARIABLE} requires {peer}: {reason}", pytrace=False)
    pytest.skip(reason)
