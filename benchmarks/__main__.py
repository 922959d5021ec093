"""How fast, against what floor: `make bench`.

Each part prints its figures beside a floor of the same run, by the clock and of CPU, and what it aims at. A
part can be asked for alone: `python -m benchmarks --only asked start`, and of another region than a county of
12,000 and a state of 200,000 people: `--people 12000`; what brings a file or writes a morning's digests is
measured in the smallest. The parts are modules of their own, too.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.asked import by_records
from benchmarks.asked import measured as asked
from benchmarks.bulk import measured as bulk
from benchmarks.crowd import measured as crowd
from benchmarks.digest_round import measured as digest_round
from benchmarks.served import one_request
from benchmarks.starting import start_up
from benchmarks.teams import measured as teams_deep

PEOPLE = (12_000, 200_000)
ROWS = 100_000
"""Completions in the file that is brought."""
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Runs every part, or those that are asked for; 1 when an aim is missed."""
    parts = _parts()
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--only", nargs="+", choices=sorted(parts), metavar="PART", help=", ".join(parts))
    reader.add_argument("--people", nargs="+", type=int, default=PEOPLE)
    reader.add_argument("--database", nargs="+", choices=DATABASES, default=DATABASES)
    given = reader.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}")
    missed: list[str] = []
    for name in given.only or parts:
        missed += parts[name](given.people, given.database)
    for each in missed:
        print(f"Aim missed: {each}")
    return 1 if missed else 0


Part = Callable[[Sequence[int], Sequence[str]], Iterable[str]]
"""It is told how many people a region has, and the databases; gives the aims that are missed."""


def _parts() -> dict[str, Part]:
    return {
        "request": lambda people, databases: [
            each for kind in databases for each in _apart(one_request, kind)
        ],
        "start": lambda people, databases: [each for kind in databases for each in start_up(kind=kind)],
        "crowd": lambda people, databases: [each for kind in databases for each in _apart(crowd, kind)],
        "asked": lambda people, databases: [
            missed for size in people for database in databases for missed in asked(database, size)
        ],
        "records": lambda people, databases: [each for kind in databases for each in by_records(kind)],
        "teams": lambda people, databases: teams_deep(),
        "bulk": lambda people, databases: [
            each for kind in databases for each in _apart(bulk, kind, min(people), ROWS)
        ],
        "digests": lambda people, databases: [
            each for kind in databases for each in _apart(digest_round, kind, min(people))
        ],
    }


def _apart(measured: Callable[..., list[str]], *given: object) -> list[str]:
    """Measured in a process of its own: it holds no memory of other parts, and sets nothing up for them."""
    sys.stdout.flush()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measured, *given).result()


if __name__ == "__main__":
    sys.exit(main())
