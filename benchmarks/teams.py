"""How many teams deep a state is: 200,000 people, 500,000 rows of who played what, beside a plain GROUP BY.

The floor is asked of the same store in the same run: the rows of participation grouped by position, and the
projected rows that are read, grouped by what people hold. Printed: median milliseconds of all, and the ratio
of the answer to the quicker floor. Run alone it prints what it finds: `python -m benchmarks.teams`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from random import Random
from typing import Any

from sqlalchemy import insert, text

from benchmarks.stores import look_through, opened
from benchmarks.timing import in_turn
from readiness.due import Scope
from readiness.vocabulary import ExerciseType
from storage.base import Base, table_of
from storage.benches import bench_on, teams_on
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person
from storage.playing import rebuild_playing
from storage.positions import PositionRecord
from storage.training import AbsenceRecord

PEOPLE = 200_000
ROWS = 500_000
AGENCY_SIZE = 60
EXERCISES = 4_000
YEARS = 2
TODAY = date(2026, 11, 2)
NOW = datetime.combine(TODAY, time_of_day(12), UTC)
ROUNDS = 7
A_TIME = 20_000
MOST_MS = 100.0
MOST_TIMES = 3.0
DISCIPLINES = (
    ("law",),
    ("fire", "ems"),
    ("ems",),
    ("law",),
    ("fire",),
    ("dispatch",),
    ("fire",),
    ("school",),
)
POSITIONS = (
    ("COMMAND", "", 1, 12),
    ("TACTICAL", "law", 2, 12),
    ("TRIAGE", "ems;fire", 2, 12),
    ("TRANSPORT", "ems;fire", 1, 12),
    ("STAGING", "ems;fire;law", 1, 18),
    ("RESCUE-TF", "ems;fire", 4, 12),
    ("DISPATCH", "dispatch", 1, 12),
    ("PIO", "", 0, 24),
)
BY_POSITION = (
    "SELECT position_id, count(*) FROM participation WHERE role = 'player' AND voided_at IS NULL "
    "GROUP BY position_id"
)
BY_HELD = "SELECT disciplines, held, count(*) FROM on_bench GROUP BY disciplines, held"


def main() -> int:
    """Makes the state and measures it; 1 when an aim is missed."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=PEOPLE)
    reader.add_argument("--rows", type=int, default=ROWS)
    reader.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = reader.parse_args()
    with opened(given.database) as store:
        missed = teams_deep(store, given.people, given.rows)
    if missed:
        print(f"\nAim missed: {', '.join(missed)}")
    return 1 if missed else 0


def measured() -> list[str]:
    """The aims that are missed on SQLite, in a store of its own."""
    with opened("sqlite") as store:
        return teams_deep(store, PEOPLE, ROWS)


def teams_deep(store: Store, people: int, rows: int) -> list[str]:
    """Measures an empty store that is filled first; the aims that are missed."""
    make_state(store, people, rows)
    began = time.monotonic()
    with store.writing() as session:
        rebuild_playing(session)
    print(
        f"\nTeams deep: {people:,} people, {rows:,} rows; all projected in {time.monotonic() - began:.1f} s"
    )
    look_through(store)
    with store.reading() as session:
        deep = teams_on(session, TODAY)
        short_of = ", ".join(catalogue_of(session).positions[key].code for key in deep.short_of)
        print(f"{deep.teams:,} teams, short of {short_of}: {deep.people:,} people, {deep.wanted:,} wanted")
        floors: dict[str, Callable[[], object]] = {
            "floor: the rows by position": lambda: session.execute(text(BY_POSITION)).all(),
            "floor: those read, by what is held": lambda: session.execute(text(BY_HELD)).all(),
        }
        ours: dict[str, Callable[[], object]] = {
            "teams deep, everyone": lambda: teams_on(session, TODAY),
            "teams deep, everyone, in a year": lambda: teams_on(session, TODAY + timedelta(days=365)),
            "teams deep, law": lambda: teams_on(session, TODAY, Scope.discipline("law")),
            "teams deep, an agency": lambda: teams_on(session, TODAY, Scope.agency(1)),
            "bench, everyone": lambda: bench_on(session, TODAY),
        }
        spent = in_turn({**floors, **ours}, ROUNDS)
    floor = min(spent[name].wall for name in floors)
    print(f"{'':36}{'median ms':>10}{'ratio':>8}{'CPU ms':>10}")
    for name, each in spent.items():
        print(f"{name:36}{each.wall:10.1f}{each.wall / floor:8.1f}{each.cpu:10.1f}")
    asked = spent["teams deep, everyone"].wall
    missed = [f"teams deep took {asked:.0f} ms"] if asked > MOST_MS else []
    return missed + (
        [f"teams deep took {asked / floor:.1f} times a GROUP BY"] if asked > MOST_TIMES * floor else []
    )


def make_state(store: Store, people: int, rows: int, seed: int = 6) -> None:
    """Fills an empty store; some are with two agencies, have left, or are on leave. Nothing is projected."""
    chance = Random(seed)
    agencies = max(8, people // AGENCY_SIZE)
    with store.writing() as session:
        for model, made in (
            (AgencyRecord, [_agency(n) for n in range(1, agencies + 1)]),
            (AgencyDiscipline, list(_disciplines(agencies))),
            (PositionRecord, [_position(place) for place in range(len(POSITIONS))]),
            (ExerciseRecord, [_exercise(n, chance) for n in range(1, EXERCISES + 1)]),
        ):
            session.execute(insert(table_of(model)), made)
        catalogue_changed(session)
    for start in range(1, people + 1, A_TIME):
        numbers = range(start, min(start + A_TIME, people + 1))
        _put(store, Person, ({"id": n, "email": f"person{n}@region.example"} for n in numbers))
        _put(store, AffiliationRecord, (a for n in numbers for a in _affiliations(n, agencies, chance)))
        _put(store, AbsenceRecord, (_leave(n, chance) for n in numbers if chance.random() < 0.03))
    for start in range(0, rows, A_TIME):
        numbers = range(start, min(start + A_TIME, rows))
        _put(store, ParticipationRecord, (_part(n, people, agencies, chance) for n in numbers))


def _put(store: Store, model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    with store.writing() as session:
        session.execute(insert(table_of(model)), list(rows))


def _agency(number: int) -> dict[str, Any]:
    name = f"Agency {number:04}"
    return {"id": number, "key": name.lower(), "name": name, "jurisdiction": f"City {number % 40}"}


def _disciplines(agencies: int) -> Iterator[dict[str, Any]]:
    for number in range(1, agencies + 1):
        for discipline in DISCIPLINES[number % len(DISCIPLINES)]:
            yield {"agency_id": number, "discipline": discipline}


def _position(place: int) -> dict[str, Any]:
    code, disciplines, needed, months = POSITIONS[place]
    return {
        "id": place + 1,
        "key": code.lower(),
        "code": code,
        "title": code,
        "disciplines": disciplines,
        "needed": needed,
        "current_months": months,
        "place": place,
    }


def _exercise(number: int, chance: Random) -> dict[str, Any]:
    return {
        "id": number,
        "key": f"ex-{number}",
        "code": f"EX-{number}",
        "title": "A drill",
        "type": (ExerciseType.TABLETOP if number % 4 == 0 else ExerciseType.FULL_SCALE).value,
        "held_on": TODAY - timedelta(days=chance.randrange(365 * YEARS)),
        "state": ExerciseState.CONFIRMED,
        "recorded_at": NOW,
    }


def _affiliations(number: int, agencies: int, chance: Random) -> Iterator[dict[str, Any]]:
    joined_on = TODAY - timedelta(days=chance.randrange(30, 4000))
    left_on = TODAY + timedelta(days=chance.randrange(-300, 300)) if chance.random() < 0.05 else None
    first = {"person_id": number, "agency_id": 1 + number % agencies, "joined_on": joined_on}
    yield {**first, "left_on": max(left_on, joined_on) if left_on else None}
    if chance.random() < 0.03:
        yield {**first, "agency_id": 1 + chance.randrange(agencies), "left_on": None}


def _leave(number: int, chance: Random) -> dict[str, Any]:
    return {
        "person_id": number,
        "kind": "leave",
        "starts_on": TODAY - timedelta(days=chance.randrange(200)),
        "ends_on": TODAY + timedelta(days=chance.randrange(-50, 100)),
        "recorded_at": NOW,
    }


def _part(number: int, people: int, agencies: int, chance: Random) -> dict[str, Any]:
    person = 1 + chance.randrange(people)
    return {
        "record": f"{number:032x}",
        "exercise_id": 1 + chance.randrange(EXERCISES),
        "agency_id": 1 + person % agencies,
        "person_id": person,
        "position_id": 1 + chance.randrange(len(POSITIONS)),
        "self_reported": chance.random() < 0.1,
        "recorded_at": NOW,
    }


if __name__ == "__main__":
    sys.exit(main())
