"""Who can play what, and how many teams deep that is: as answered, and from the records by the rules alone.

Whatever is recorded, of whomever, on whatever day; of today, of days to come and of days before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.dates import ONE_DAY, add_months
from readiness.due import EVERYONE, Scope
from readiness.positions import Bench, Currency, Experience, Stint, Teams, mask_of, may_fill, needed, stands
from readiness.positions import teams as seated
from readiness.vocabulary import ExerciseType
from storage.benches import bench_on, teams_on
from storage.catalogue import Catalogue, catalogue_changed, catalogue_of
from storage.engine import Store
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person
from storage.playing import project_exercise, project_playing, project_positions, rebuild_playing
from storage.positions import CanPlayRow, OnBenchRow, PositionRecord
from storage.responders import load_responders
from storage.standing import project_or_leave
from storage.training import AbsenceRecord
from tests.conftest import WHOLE, Databases
from tests.conversations import county

TODAY = date(2026, 11, 2)
Step = tuple[str, int, int, date]

days = st.one_of(st.integers(-900, 30), st.integers(-30, 400)).map(lambda n: TODAY + timedelta(days=n))
changes = ("left", "joined", "leave", "void", "held on", "cancelled", "kind", "months", "taken out", "fills")
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ("took part",) * 12 + changes + ("discipline", "needed", "needed", "needed", "verified")
        ),
        st.integers(0, 40),
        st.integers(0, 5),
        days,
    ),
    min_size=6,
    max_size=40 if WHOLE else 25,
)

PLAYED_THEN_WALKED: list[Step] = [("took part", 12, 0, TODAY), ("took part", 22, 0, TODAY)]
"""One person played an incident and walked a tabletop since; days between are computed from the records."""


def stage(store: Store) -> None:
    """The small county with positions and six exercises, in which nobody has taken part yet."""
    county.bring_in(store)
    kinds = ("full-scale", "tabletop", "drill", "seminar", "incident", "workshop")
    fills = ("", "law", "ems;fire", "fire", "dispatch;law", "")
    with store.writing() as session:
        for place, disciplines in enumerate(fills):
            session.add(
                PositionRecord(
                    key=f"p{place}",
                    code=f"P{place}",
                    title=f"Position {place}",
                    disciplines=disciplines,
                    needed=(1, 0, 0, 0, 0, 0)[place],
                    current_months=(12, 12, 12, 6, 12, 18)[place],
                    place=place,
                )
            )
            session.add(
                ExerciseRecord(
                    key=f"e{place}",
                    code=f"E{place}",
                    title="",
                    type=kinds[place],
                    held_on=TODAY - timedelta(days=(20, 40, 200, 300, 330, 500)[place]),
                    simulation=place == 5,
                    recorded_at=county.NOW,
                )
            )
        catalogue_changed(session)


def take(session: Session, step: Step) -> None:
    """One change, projected in its transaction as whoever records such a thing does it."""
    what, number, place, day = step
    people = list(session.scalars(select(Person.id).order_by(Person.id)))
    agencies = list(session.scalars(select(AgencyRecord.id).order_by(AgencyRecord.id)))
    exercises = list(session.scalars(select(ExerciseRecord).order_by(ExerciseRecord.id)))
    positions = list(session.scalars(select(PositionRecord).order_by(PositionRecord.id)))
    person, exercise, position = people[number % len(people)], exercises[(number // 3) % 6], positions[place]
    parts = list(session.scalars(select(ParticipationRecord).order_by(ParticipationRecord.id)))
    part = parts[number % len(parts)] if parts else None
    match what:
        case "took part":
            own_word = number % 4 == 0
            session.add(
                ParticipationRecord(
                    exercise_id=exercise.id,
                    agency_id=agencies[place % 3],
                    person_id=person,
                    role="observer" if number == 7 else "player",
                    position_id=None if number == 9 else position.id,
                    self_reported=own_word,
                    recorded_at=county.NOW,
                )
            )
            project_playing(session, [person])
        case "void" | "verified" if part is not None and part.person_id is not None:
            if what == "void":
                part.take_back(county.NOW, "a test", "a test")
            else:
                part.verified = True
            project_playing(session, [part.person_id])
        case "held on" | "cancelled" | "kind":
            if what == "held on":
                exercise.held_on = day
            elif what == "cancelled":
                exercise.state = ExerciseState.CANCELLED
            else:
                exercise.type, exercise.simulation = list(ExerciseType)[place].value, number % 2 == 0
            project_exercise(session, exercise.id)
        case "months" | "taken out" | "fills" | "needed":
            if what == "months":
                position.current_months = number
            elif what == "taken out":
                position.take_back(county.NOW, "a test", "a test")
            elif what == "fills":
                position.disciplines = ("", "law", "ems;fire", "dispatch")[number % 4]
            else:
                position.needed = number % 3
            catalogue_changed(session)
            project_positions(session, [position.id])
        case "discipline":
            name = ("law", "fire", "ems", "dispatch")[number % 4]
            row = session.get(AgencyDiscipline, (agencies[place % 3], name))
            if row is None:
                session.add(AgencyDiscipline(agency_id=agencies[place % 3], discipline=name))
            else:
                session.delete(row)
            catalogue_changed(session)
        case "left" | "joined" | "leave":
            _on_the_roster(session, what, person, agencies[place % 3], day)
            project_or_leave(session, people if number % 5 == 0 else [person], TODAY)


def _on_the_roster(session: Session, what: str, person: int, agency: int, day: date) -> None:
    if what == "left":
        term = session.scalars(select(AffiliationRecord).where(AffiliationRecord.person_id == person)).first()
        assert term is not None
        term.left_on = max(day, term.joined_on or day)
    elif what == "joined":
        session.add(AffiliationRecord(person_id=person, agency_id=agency, joined_on=day))
    else:
        session.add(
            AbsenceRecord(
                person_id=person,
                kind=("leave", "waiver")[agency % 2],
                starts_on=day,
                ends_on=day + timedelta(days=60),
                recorded_at=county.NOW,
            )
        )


Standing = dict[int, dict[int, Currency]]
"""How whoever may fill a position of the catalogue stands in it, by position and person."""


class Records:
    """All that was recorded, read once; nothing of it projected."""

    def __init__(self, session: Session) -> None:
        exercises = {each.id: each for each in session.scalars(select(ExerciseRecord))}
        self.catalogue = catalogue_of(session)
        self.people = {each.key: each for each in load_responders(session)}
        self.done: defaultdict[tuple[int, int], list[Stint]] = defaultdict(list)
        for part in session.scalars(select(ParticipationRecord)):
            exercise = exercises[part.exercise_id]
            is_taken_back = part.voided_at is not None or exercise.state is ExerciseState.CANCELLED
            if part.person_id and part.position_id and part.role == "player" and not is_taken_back:
                played = ExerciseType(exercise.type).counts_as_played(exercise.simulation)
                stint = Stint(exercise.held_on, played, part.self_reported and not part.verified)
                self.done[part.position_id, part.person_id].append(stint)

    def turns(self, chosen: int) -> Iterator[date]:
        """Days on which something is other than the day before, and those before them; some of them."""
        turns = {stint.held_on for stints in self.done.values() for stint in stints}
        turns |= {
            add_months(stint.held_on, self.catalogue.every_position[key].current_months) + ONE_DAY
            for (key, _), stints in self.done.items()
            for stint in stints
        }
        for each in self.people.values():
            ends = [*(a.ends_on for a in each.absences), *(term.left_on for term in each.affiliations)]
            turns |= {day + ONE_DAY for day in ends if day is not None and each.key in self.players}
        ordered = sorted(turns)
        for turn in (ordered[(chosen + n * 7) % len(ordered)] for n in range(4) if ordered):
            yield from (turn - ONE_DAY, turn)

    @property
    def players(self) -> set[int]:
        """Those who have held anything."""
        return {person for _, person in self.done}

    def standing(self, on: date, scope: Scope) -> Standing:
        """What the rules say of a day."""
        found: Standing = {key: {} for key in self.catalogue.positions}
        for (key, person), stints in self.done.items():
            position = self.catalogue.positions.get(key)
            if position and may_fill(self.catalogue.rulebook, self.people[person], position, on, scope):
                found[key][person] = stands(position, Experience.of(stints, on), on)
        return found


def plain_teams(catalogue: Catalogue, found: Standing) -> Teams:
    seats = needed(catalogue.positions.values())
    held: defaultdict[int, set[int]] = defaultdict(set)
    for position, people in found.items():
        for person, currency in people.items():
            if currency.is_current:
                held[person].add(position)
    return seated(seats, Counter(mask_of(seats, each) for each in held.values()))


def agree(session: Session, other: date) -> None:
    """Everybody's standing today and on another day, and that of parts of the region on each day in turn."""
    records = Records(session)
    parts = [*map(Scope.agency, records.catalogue.agencies), Scope.discipline("FIRE")]
    parts += [Scope.jurisdiction("City of Birch"), Scope.person(1)]
    on_days = (TODAY, other, *(TODAY + timedelta(days=n) for n in (-250, -30, 1, 100)))
    asked = [*((on, EVERYONE) for on in on_days), *((TODAY, each) for each in parts)]
    asked += zip(on_days, parts, strict=True)
    asked += [(on, EVERYONE) for on in records.turns(other.toordinal())]
    for on, scope in asked:
        found = records.standing(on, scope)
        benches = {key: Bench.of(people.values()) for key, people in found.items()}
        assert bench_on(session, on, scope) == benches, (on, scope)
        assert teams_on(session, on, scope) == plain_teams(records.catalogue, found), (on, scope)


def walk(url: str, taken: Sequence[Step], other: date) -> None:
    store = Store(url)
    try:
        with store.writing() as session:
            for place, step in enumerate(taken):
                take(session, step)
                if WHOLE and place % 8 == 7:
                    agree(session, other)
            agree(session, other)
            kept = [set(session.execute(select(*each.__table__.c))) for each in (CanPlayRow, OnBenchRow)]
            rebuild_playing(session)
            made = [set(session.execute(select(*each.__table__.c))) for each in (CanPlayRow, OnBenchRow)]
            assert made == kept
    finally:
        store.close()


@settings(max_examples=300 if WHOLE else 6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, days)
@example(PLAYED_THEN_WALKED, TODAY - timedelta(days=100))
def test_the_answers_equal_the_rules(sqlite_databases: Databases, taken: list[Step], other: date) -> None:
    walk(sqlite_databases.like("stage", stage), taken, other)


@pytest.mark.postgres
@settings(max_examples=60 if WHOLE else 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, days)
def test_the_answers_equal_the_rules_on_postgresql(
    postgres_databases: Databases, taken: list[Step], other: date
) -> None:
    url = postgres_databases.like("stage", stage)
    walk(url, taken, other)
    postgres_databases.drop(url)
