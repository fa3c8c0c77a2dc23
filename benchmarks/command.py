"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson

from . import (
    access,
    checking,
    committing,
    generation,
    getting,
    lines,
    loading,
    parsing,
    querying,
    reading,
    report,
    serving,
    starting,
    streaming,
    values,
)
from .answers import write_answers
from .environment import ROOT, Environment
from .figures import Figure
from .package import generate, schema
from .replaying import replaying

README = ROOT / "benchmarks" / "README.md"
NAMES = (
    *(
        "reading",
        "rows",
        "streaming",
        "import",
        "opening",
        "access",
        "getting",
        "committing",
        "lines",
    ),
    *("generation", "checking", "parse", "serve", "query", "load"),
)


def main() -> int:
    """Measure what was asked for; return 1 if a requirement is not met."""
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        choices=NAMES,
        help="measure this alone; may be given several times",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="few rounds and no larger schemas: a first impression, not a result",
    )
    parser.add_argument(
        "--schema",
        type=Path,
        help="a server's schema file, instead of the stock schema",
    )
    parser.add_argument(
        "--postgresql",
        metavar="URL",
        help="an empty PostgreSQL database to measure the load on as well, such as "
        "postgresql+psycopg://user:password@host/name",
    )
    arguments = parser.parse_args()
    wanted: list[str] = arguments.only or list(NAMES)
    with tempfile.TemporaryDirectory(prefix="ftrack-typed-bench-") as folder:
        groups = _measure(
            wanted,
            arguments.schema,
            Path(folder),
            quick=arguments.quick,
            postgresql=arguments.postgresql,
        )
    print()
    print(report.as_text(groups))
    if arguments.only or arguments.quick or arguments.schema:
        print(f"\n{README.name} is written by a whole run alone.")
    else:
        report.write(README, groups, "make bench")
    figures = [figure for group in groups.values() for figure in group]
    return 0 if all(figure.met for figure in figures) else 1


def _measure(
    wanted: list[str],
    schema_file: Path | None,
    scratch: Path,
    *,
    quick: bool,
    postgresql: str | None,
) -> dict[str, list[Figure]]:
    environment = Environment.prepare(scratch)
    document = schema(schema_file)
    generate(document, environment.package_folder)
    answers = scratch / "answers"
    entities = write_answers(answers, orjson.dumps(document), reading.TASKS)
    rounds = 3 if quick else 21
    with replaying(answers) as server:
        benchmarks: dict[str, Callable[[], list[Figure]]] = {
            "reading": lambda: reading.measure(
                environment,
                server,
                entities=entities,
                rounds=rounds,
                official_rounds=1 if quick else 3,
            ),
            "rows": lambda: values.measure(
                environment, server, rounds=3 if quick else 21
            ),
            "streaming": lambda: streaming.measure(
                environment, server, rounds=1 if quick else 3
            ),
            "import": lambda: (
                starting.measure_imports(environment, rounds=rounds)
                + starting.measure_first_entity(environment, server, rounds=rounds)
            ),
            "opening": lambda: starting.measure_opening(environment, server),
            "access": lambda: access.measure(
                environment, server, rounds=2 if quick else 5
            ),
            "getting": lambda: getting.measure(
                environment, server, rounds=2 if quick else 5
            ),
            "committing": lambda: committing.measure(
                environment, server, rounds=2 if quick else 7
            ),
            "lines": lambda: lines.measure(
                environment, answers, rounds=1 if quick else 3
            ),
            "generation": lambda: generation.measure(
                environment,
                document,
                sizes=() if quick else generation.SIZES,
                rounds=1 if quick else 3,
            ),
            "checking": lambda: checking.measure(
                environment,
                document,
                sizes=() if quick else checking.SIZES,
                rounds=1 if quick else 3,
            ),
            "parse": lambda: parsing.measure(environment, rounds=2 if quick else 5),
            "serve": lambda: serving.measure_start(rounds=3 if quick else 7),
            "query": lambda: querying.measure(scratch, rounds=5 if quick else 11),
            "load": lambda: loading.measure(
                scratch, seconds=5 if quick else 60, postgresql=postgresql
            ),
        }
        groups: dict[str, list[Figure]] = {}
        for name in wanted:
            print(f"{name} ...", end=" ", flush=True)
            start = time.perf_counter()
            groups[name] = benchmarks[name]()
            print(f"{time.perf_counter() - start:.0f} s", flush=True)
    return groups
