"""Checking packages of growing schemas, and projects on them, beside another's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .environment import Environment
from .figures import Figure, duration, median, ratio
from .projects.outline import outline
from .projects.sites import Contender, ariadnes, botos, ours
from .scaling import multiplied

SIZES = (500, 2_000)
"""Types of the larger schemas, at least: they are whole copies of the schema."""

_ARIADNE_TYPES = 1_000
"""Of more, ariadne-codegen takes longer than all that is measured here."""
_SOURCES = (".py", ".pyi")
_IMPORTS = 3
"""How often it is imported for each round."""


def measure(
    environment: Environment,
    document: list[dict[str, Any]],
    *,
    sizes: tuple[int, ...],
    rounds: int,
) -> list[Figure]:
    """Measure packages of *document* and larger ones, and projects that use them.

    Args:
        environment: has the scratch folder.
        document: the smallest schema.
        sizes: how many types the larger ones have at least.
        rounds: how often a project is checked again; from nothing it is checked once.
    """
    figures: list[Figure] = []
    for size in (0, *sizes):
        schema = multiplied(document, max(1, -(-size // len(document))))
        types = outline(schema)
        folder = environment.scratch / f"checked-{len(schema)}"
        pair = (
            ours(environment, folder / "ours", schema, types),
            ariadnes(folder / "other", types)
            if len(schema) <= _ARIADNE_TYPES
            else botos(folder / "other"),
        )
        figures += _compare(f"{len(schema)} types", pair, rounds)
    return figures


def _compare(size: str, pair: tuple[Contender, Contender], rounds: int) -> list[Figure]:
    def turns(measured: Callable[[Contender], float], times: int) -> list[list[float]]:
        taken = [[measured(each) for each in pair] for _ in range(times)]
        return [list(of_one) for of_one in zip(*taken, strict=True)]

    def figure(what: str, taken: list[list[float]]) -> Figure:
        mine, others = taken
        return Figure(
            what=f"{what}, {size}",
            ours=duration(median(mine)),
            against=f"{pair[1].name} {duration(median(others))}",
            value=ratio(mine, others),
        )

    figures = [
        _sizes(size, pair),
        figure("import, use a class and the client", turns(_import, rounds * _IMPORTS)),
        figure("mypy, the package", turns(lambda it: it.site.mypy_package(), 1)),
        figure(
            "pyright, the package",
            turns(lambda it: it.site.pyright(it.site.package), 1),
        ),
        figure("mypy --strict, a project", turns(_project, 1)),
        figure("the same, nothing changed", turns(_project, rounds)),
        figure("the same, one module changed", turns(_edited_project, rounds)),
    ]
    made = [[it.generating] for it in pair if it.generating is not None]
    if len(made) == len(pair):
        figures.insert(1, figure("generate", made))
    with ExitStack() as daemons:
        running = {it.name: daemons.enter_context(it.site.daemon()) for it in pair}

        def recheck(it: Contender) -> float:
            it.site.edit()
            return running[it.name].check()

        figures.append(figure("the same, with the daemon", turns(recheck, rounds)))
    figures.append(
        figure(
            "pyright strict, a project",
            turns(lambda it: it.site.pyright(it.site.project), 1),
        )
    )
    return figures


def _import(contender: Contender) -> float:
    return contender.run(contender.importing).cpu - contender.run("pass").cpu


def _project(contender: Contender) -> float:
    return contender.site.mypy_project()


def _edited_project(contender: Contender) -> float:
    contender.site.edit()
    return contender.site.mypy_project()


def _sizes(size: str, pair: tuple[Contender, Contender]) -> Figure:
    amounts = [_amount(it.site.folder / it.site.package) for it in pair]
    shown = [f"{octets / 1e6:.2f} MB, {lines} lines" for octets, lines in amounts]
    return Figure(
        what=f"size of the package, {size}",
        ours=shown[0],
        against=f"{pair[1].name} {shown[1]}",
        value=amounts[0][0] / amounts[1][0],
    )


def _amount(package: Path) -> tuple[int, int]:
    """Return bytes and lines of the sources of *package*."""
    texts = [
        file.read_bytes() for file in package.rglob("*.py*") if file.suffix in _SOURCES
    ]
    return sum(map(len, texts)), sum(text.count(b"\n") for text in texts)
