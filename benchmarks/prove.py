"""What takes long to show, whole and with its figures: `make prove`.

A new rule's first day among 12,000 people on both databases, or among as many as `--people` says, and
questions about other days beside today's. It ends with status 1 when a request is refused, when an answer is
not what the records say, or when something takes longer than it may.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from datetime import date, timedelta

from benchmarks.region import MadeRegion, make_region
from benchmarks.rule_day import Scene, change_the_catalogue, differs, shown
from benchmarks.stores import database_of, opened
from readiness.due import EVERYONE, Scope
from storage.answers import who_is_due_on
from storage.engine import Store
from storage.projecting import move_on
from storage.totals import coverage_on

PEOPLE = 12_000
TODAY = date(2026, 11, 2)
SLOWEST_SECONDS = 1.0
MOST_TIMES_TODAY = 5.0


def main() -> int:
    """Runs everything; 1 when something does not hold."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=PEOPLE, help="how many people the region has")
    reader.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = reader.parse_args()
    gc.freeze()  # as `muster serve` does
    failed = []
    for kind in ("sqlite", "postgresql"):
        if given.database in (kind, "both"):
            with opened(kind) as store:
                failed += [f"{kind}: {each}" for each in prove(store, given.people)]
    print("\nEverything holds." if not failed else "\nDoes not hold:\n  " + "\n  ".join(failed))
    return 1 if failed else 0


def prove(store: Store, people: int, seconds: float = 8) -> list[str]:
    """A rule's first day and other days in a new region; what does not hold."""
    print(f"\n{people:,} people, {database_of(store)}")
    made = make_region(store, people, TODAY, new_rule_on=TODAY + timedelta(days=1))
    began = time.monotonic()
    move_on(store, TODAY, rest=lambda _: None)
    print(f"everybody projected in {time.monotonic() - began:.1f} s")
    with_region = people <= PEOPLE
    failed = []
    scenes = {
        "the day before": (TODAY, True),
        "the first day": (TODAY + timedelta(days=1), True),
        "the catalogue changed": (TODAY + timedelta(days=1), False),
        "moving on by it": (TODAY + timedelta(days=1), True),
    }
    for title, (day, tick) in scenes.items():
        if title == "the catalogue changed":
            print(f"a change of the catalogue took {1000 * change_the_catalogue(store, day):.0f} ms")
        scene = Scene(store, made, day, with_region)
        seen = scene.play(seconds, tick)
        print(shown(title, seen))
        failed += [f"{title}: {each}" for each in (*seen.refused, *seen.wrong)]
        if seen.slowest > SLOWEST_SECONDS:
            failed.append(f"{title}: a request took {seen.slowest:.2f} s")
        if with_region and (problem := differs(store, EVERYONE, day)) is not None:
            failed.append(f"{title}: {problem}")
    return failed + other_days(store, made, TODAY + timedelta(days=1), with_region)


def other_days(store: Store, made: MadeRegion, today: date, with_region: bool) -> list[str]:
    """Who is due in an agency of 60, and the region's totals, on other days; which take too long."""
    failed = []
    scopes = {f"due in {made.agency}": Scope.agency(made.agency_id)}
    if with_region:
        scopes["totals of the region"] = EVERYONE
    for name, scope in scopes.items():
        spent = {}
        for n in (0, -1, -30, -400, 1, 30, 400):
            on = today + timedelta(days=n)
            times = []
            for _ in range(15 if scope != EVERYONE else 3):
                with store.reading() as session:
                    began = time.perf_counter()
                    if scope == EVERYONE:
                        coverage_on(session, on)
                    else:
                        who_is_due_on(session, on, scope)
                    times.append(time.perf_counter() - began)
            spent[n] = statistics.median(times)
        line = ", ".join(f"{n:+} days {1000 * each:.1f} ms" for n, each in spent.items() if n)
        print(f"{name}: today {1000 * spent[0]:.1f} ms; {line}")
        worst = max(spent.values()) / spent[0]
        if scope != EVERYONE and worst > MOST_TIMES_TODAY:
            failed.append(f"{name} on another day took {worst:.1f} times as long as today")
    return failed


if __name__ == "__main__":
    sys.exit(main())
