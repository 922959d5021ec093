"""What a question costs the store: lists, totals and other days, beside plain SQL asked in the same turn; and
what whoever asks next waits for after a change of the rules.

Regions are made of agencies of 60 and one of 4,000 people (`benchmarks.region`). CPU is that of this process,
in which SQLite works too; PostgreSQL works in others, so that there the clock is what counts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.after_change import after_a_change
from benchmarks.region import MadeRegion, make_region
from benchmarks.stores import database_of, look_through, opened
from benchmarks.timing import Spent, in_turn
from readiness.due import EVERYONE, Scope
from readiness.question import Measure, Question
from storage.due_counts import DueCounts
from storage.engine import Store
from storage.figures import figures
from storage.projecting import move_on
from storage.tally import fold
from storage.totals import coverage_on

TODAY = date(2026, 11, 2)
LARGE = 4_000
PAGE = 8
WITHIN = timedelta(days=90)
ROUNDS = 11
MOST_TIMES = 3.0
MOST_TIMES_TODAY = 5.0
MOST_TIMES_RECORDS = 1.3
OTHER_DAYS = (-400, -30, -1, 1, 30, 400)

COUNTS = (
    "SELECT course_id, count(DISTINCT person_id) FROM standing "
    "WHERE {scope} from_on <= :on AND through_on >= :on AND hold IS NULL "
    "AND (soonest_on IS NULL OR soonest_on <= :by) GROUP BY course_id"
)
FIRST = (
    "SELECT s.person_id, min(s.soonest_on), p.first_name, p.last_name FROM standing s "
    "JOIN person p ON p.id = s.person_id WHERE {scope} s.from_on <= :on AND s.through_on >= :on "
    "AND s.hold IS NULL AND (s.soonest_on IS NULL OR s.soonest_on <= :by) "
    "GROUP BY s.person_id, p.first_name, p.last_name ORDER BY 2 LIMIT 8"
)
SUMS = (
    "SELECT asked, course_id, sum(people), sum(there), sum(current), sum(due_soon), sum(grace), "
    "sum(expired), sum(never), sum(new), sum(on_leave), sum(waived), sum(unverified) FROM tally "
    "WHERE from_on <= :on GROUP BY asked, course_id"
)


@dataclass(frozen=True)
class Line:
    """A figure, its floor, and how many times the floor it may take."""

    name: str
    spent: Spent
    floor: Spent
    at_most: float

    def times(self, by_clock: bool) -> float:
        """How many times the floor it takes."""
        mine, least = (self.spent.wall, self.floor.wall) if by_clock else (self.spent.cpu, self.floor.cpu)
        return mine / max(least, 0.01)


def main() -> int:
    """Makes regions and asks; 1 when an aim is missed."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=12_000)
    reader.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = reader.parse_args()
    missed = measured(given.database, given.people)
    print("\n".join(f"Aim missed: {each}" for each in missed))
    return 1 if missed else 0


def measured(database: str, people: int) -> list[str]:
    """Measures and prints a region of so many people; the aims that are missed."""
    with a_region(database, people) as (store, made):
        return asked(store, made, people)


def asked(store: Store, made: MadeRegion, people: int) -> list[str]:
    """Asks a region that is projected; the aims that are missed."""
    kind = database_of(store)
    print(f"\n{f'Asked of {people:,} people, {kind}':44}{'ms':>10}{'CPU ms':>10}{'times':>8}{'aim':>8}")
    missed = []
    with store.reading() as session:
        for line in (*_lists(session, made), *_totals(session), *_other_days(session, made)):
            times = line.times(by_clock=not store.is_sqlite)
            print(
                f"{line.name:44}{line.spent.wall:10.1f}{line.spent.cpu:10.1f}{times:8.1f}{line.at_most:8.1f}"
            )
            if times > line.at_most:
                missed.append(
                    f"{line.name}, {people:,} people, {kind}: {times:.1f} times (aim {line.at_most:g})"
                )
    return [*missed, *after_a_change(store, made, TODAY)]


def by_records(database: str) -> list[str]:
    """The same questions among a hundred thousand and a million completions of 12,000 people."""
    found: dict[int, dict[str, Spent]] = {}
    for times in (1, 10):
        with a_region(database, 12_000, times) as (store, made), store.reading() as session:
            names = ("an agency of 60", "an agency of 4,000", "everyone")
            scopes = dict(zip(names, _scopes(made), strict=True))
            found[times] = in_turn({name: _page(session, scope) for name, scope in scopes.items()}, ROUNDS)
    missed = []
    print(f"\nTen times the completions of 12,000 people ({database}):")
    for name, few in found[1].items():
        many = found[10][name]
        slower = many.cpu / few.cpu if database == "sqlite" else many.wall / few.wall
        print(f"due in {name:37}{few.wall:10.1f}{many.wall:10.1f}{slower:8.2f}{MOST_TIMES_RECORDS:8.1f}")
        if slower > MOST_TIMES_RECORDS:
            missed.append(f"due in {name}: {slower:.2f} times as long with ten times the completions")
    return missed


@contextmanager
def a_region(database: str, people: int, times: int = 1) -> Iterator[tuple[Store, MadeRegion]]:
    """A region that is projected, in a store of its own."""
    with opened(database) as store:
        new_rule = TODAY + timedelta(days=200)
        made = make_region(store, people - LARGE, TODAY, new_rule, large=LARGE, times=times)
        began = time.process_time()
        move_on(store, TODAY, rest=lambda _: None)
        fold(store, TODAY)
        print(f"\n{people:,} people projected in {time.process_time() - began:.0f} s of CPU")
        look_through(store)
        yield store, made


def _scopes(made: MadeRegion) -> tuple[Scope, Scope, Scope]:
    return Scope.agency(made.agency_id), Scope.agency(made.last_id), EVERYONE


def _page(session: Session, scope: Scope, on: date = TODAY) -> Callable[[], object]:
    """Who is due in a scope: the counts, and the first page with its names."""
    question = Question(Measure.WHO, on, (scope,), by=on + WITHIN)

    def ask() -> object:
        counted = DueCounts(session, question)
        found = counted.people(0, PAGE)
        return found.tally, counted.rows(found.shown), counted.names(found.shown)

    return ask


def _by_hand(session: Session, scope: Scope) -> Callable[[], object]:
    """Counts and the first page by plain SQL."""
    given: dict[str, Any] = {"on": TODAY, "by": TODAY + WITHIN}
    one = {"counts": "", "first": ""}
    if scope != EVERYONE:
        given["agency"] = scope.number
        one = {"counts": "agency_id = :agency AND", "first": "s.agency_id = :agency AND"}
    counts, first = text(COUNTS.format(scope=one["counts"])), text(FIRST.format(scope=one["first"]))
    return lambda: (session.execute(counts, given).all(), session.execute(first, given).all())


def _lists(session: Session, made: MadeRegion) -> Iterator[Line]:
    names = ("due in an agency of 60", "due in an agency of 4,000", "due, everyone")
    for name, scope in zip(names, _scopes(made), strict=True):
        spent = in_turn({"ours": _page(session, scope), "floor": _by_hand(session, scope)}, ROUNDS)
        yield Line(name, spent["ours"], spent["floor"], MOST_TIMES)


def _totals(session: Session) -> Iterator[Line]:
    sums = text(SUMS)
    asked: Mapping[str, Callable[[], object]] = {
        "floor": lambda: session.execute(sums, {"on": TODAY}).all(),
        "coverage by agency": lambda: coverage_on(session, TODAY, "agency"),
        "coverage by discipline": lambda: coverage_on(session, TODAY, "discipline"),
        "figures of the region, for a channel": lambda: figures(session, EVERYONE, TODAY, 5),
        "figures of the region, for its manager": lambda: figures(session, EVERYONE, TODAY, 1),
    }
    spent = in_turn(asked, 5)
    for name in list(asked)[1:]:
        yield Line(name, spent[name], spent["floor"], MOST_TIMES)


def _other_days(session: Session, made: MadeRegion) -> Iterator[Line]:
    agency = Scope.agency(made.agency_id)
    asked = {
        f"agency of 60, {n:+} days": _page(session, agency, TODAY + timedelta(days=n)) for n in OTHER_DAYS
    }
    spent = in_turn({"today": _page(session, agency), **asked}, ROUNDS)
    for name in asked:
        yield Line(name, spent[name], spent["today"], MOST_TIMES_TODAY)


if __name__ == "__main__":
    sys.exit(main())
