"""What a process takes: CPU time and memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

_STATUS = Path("/proc/self/status")


class Clock:
    """CPU time, time by the clock, and growth of memory, from its creation on."""

    def __init__(self) -> None:
        self._memory = _peak_bytes()
        self._wall = time.perf_counter()
        self._cpu = time.process_time()

    def report(self) -> None:
        """Print what was taken since.

        ``cpu`` and ``wall`` (by the clock) are seconds, ``memory`` is bytes.
        """
        cpu = time.process_time() - self._cpu
        wall = time.perf_counter() - self._wall
        memory = _peak_bytes() - self._memory
        print(json.dumps({"cpu": cpu, "wall": wall, "memory": memory}), flush=True)


def _peak_bytes() -> int:
    """Return the most memory that was resident so far.

    On Linux ``ru_maxrss`` begins with what the parent process had; the kernel's own
    figure of the process does not.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
