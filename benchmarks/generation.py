"""Generating packages of growing schemas, and checking them with mypy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .environment import ROOT, Environment, run_here
from .figures import Figure, duration, median
from .package import PACKAGE, generate
from .scaling import multiplied

SIZES = (500, 2_000)
"""Types of the larger schemas, at least: they are whole copies of the schema."""

_GENERATING_LIMIT = 5.0
_CHECKING_LIMIT = 10.0
_LINEAR = 1.5
"""How much longer a type may take in the largest schema than in the smallest."""


def measure(
    environment: Environment,
    document: list[dict[str, Any]],
    *,
    sizes: tuple[int, ...],
    rounds: int,
) -> list[Figure]:
    """Measure generating and checking *document* and larger ones.

    Args:
        environment: has the scratch folder.
        document: the smallest schema.
        sizes: how many types the larger ones have at least.
        rounds: how often a package is generated; it is checked once.
    """
    figures: list[Figure] = []
    a_type: dict[str, list[float]] = {"generate": [], "mypy --strict": []}
    for size in (0, *sizes):
        times = max(1, -(-size // len(document)))
        schema = multiplied(document, times)
        folder = environment.scratch / f"types-{len(schema)}"
        taken = {
            "generate": median(
                [generate(schema, folder / f"run-{n}").wall for n in range(rounds)]
            ),
            "mypy --strict": _check(folder / "run-0"),
        }
        for tool, seconds in taken.items():
            a_type[tool].append(seconds / len(schema))
            limits = {"generate": _GENERATING_LIMIT, "mypy --strict": _CHECKING_LIMIT}
            figures.append(
                Figure(
                    what=f"{tool}, {len(schema)} types",
                    ours=f"{duration(seconds / len(schema))} a type",
                    against="",
                    value=seconds,
                    limit=limits[tool] if times == 1 else None,
                    unit="s",
                )
            )
    for tool, seconds_a_type in a_type.items():
        if len(seconds_a_type) > 1:
            figures.append(
                Figure(
                    what=f"{tool}, a type of the largest schema",
                    ours=duration(seconds_a_type[-1]),
                    against=f"of the smallest {duration(seconds_a_type[0])}",
                    value=seconds_a_type[-1] / seconds_a_type[0],
                    limit=_LINEAR,
                )
            )
    return figures


def _check(folder: Path) -> float:
    """Return the seconds that mypy takes without a cache; the package has no errors."""
    usage = run_here(
        *("-m", "mypy", "--strict", "--config-file", ""),
        *("--cache-dir", os.devnull, str(folder / PACKAGE)),
        MYPYPATH=str(ROOT / "runtime"),
    )
    return usage.wall
