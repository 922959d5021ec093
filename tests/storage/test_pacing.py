"""Pace, projection and wave as the records of a county give them; and what those get who may not name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from readiness.dates import add_months
from readiness.due import EVERYONE, Scope, who_is_due
from readiness.pace import Pace, Reached, Teaching, end_of_wave
from storage.answers import asked_on
from storage.audit import AuditKind, AuditRow, Trail
from storage.catalogue import catalogue_changed, catalogue_of
from storage.course_capacity import ItsOwnTrainers, Said, said_of, say, teaching_of
from storage.course_changes import undo
from storage.engine import Store
from storage.pacing import courses_paced, pace_of, trainers_share, wave_of
from storage.people import AffiliationRecord
from storage.standing import rebuild
from storage.training import AbsenceRecord, CourseRecord, RequirementRecord
from tests.commands.speaking import NOON
from tests.jobs.county import Staff, passes, seed

TODAY = date(2026, 11, 2)
TRAIL = Trail("a test", "slack", NOON)
TITLES = {"ASIM-B": "ASIM Basic", "TTT": "Train-the-Trainer"}
STAFFS = [
    Staff("Oak Police", ["law"], {"ASIM-B": ["current"] * 6 + ["never"] * 24}),
    Staff("Cedar Fire", ["fire"], {"ASIM-B": ["due_soon"] * 9 + ["expired"]}),
    Staff("Elm Dispatch", ["dispatch"], {"ASIM-B": ["current", "never", "never"]}),
]
OAK = Scope.discipline("law")
"""Seven of Oak and Elm became current on 2 August; Cedar's nine fall due on 2 December."""


@pytest.fixture
def courses(store: Store) -> dict[str, int]:
    seed(store, TODAY, STAFFS, TITLES)
    with store.writing() as session:
        found = {each.code: each.id for each in session.scalars(select(CourseRecord))}
        session.execute(delete(RequirementRecord).where(RequirementRecord.course_id == found["TTT"]))
        oak = session.scalars(select(AffiliationRecord).order_by(AffiliationRecord.id)).all()
        for each in oak[:3]:
            passes(session, each.person_id, found["TTT"], date(2026, 1, 1))
        passes(session, oak[3].person_id, found["TTT"], date(2024, 1, 1))  # no longer a trainer
        passes(session, oak[7].person_id, found["ASIM-B"], date(2025, 1, 1))
        away = AbsenceRecord(person_id=oak[2].person_id, kind="leave", starts_on=TODAY, recorded_at=NOON)
        session.add(away)
        catalogue_changed(session)
        rebuild(session, TODAY)
        say(session, found["ASIM-B"], Said(found["TTT"], seats=12), TRAIL)
    return found


@pytest.mark.postgres
def test_a_projection_from_the_records(store: Store, courses: dict[str, int]) -> None:
    with store.reading() as session:
        found = pace_of(session, EVERYONE, courses["ASIM-B"], TODAY, 1, 1)
        assert found is not None
        assert found.teaching == Teaching(90, 1, 12, trainers=2), "one is away, one is no longer current"
        assert found.whole.pace == Pace((0, 0, 0, 6, 0, 0)), "who is away today is asked nothing"
        assert (found.whole.counts.current, found.whole.counts.required) == (16, 42)
        assert found.whole.reached == Reached(None, None), "half of the months brought nobody"
        assert [each.scope.key for each in found.disciplines] == ["law", "dispatch", "fire"]
        assert found.disciplines[2].ground.is_there(90)
        # 38 are wanted and 16 current, nine of whom fall due in December and one in January: 32.
        assert found.classes_needed(found.whole, date(2027, 1, 2)) == 2
        assert found.classes_needed(found.whole, date(2026, 12, 2)) == 2
        lower = pace_of(session, EVERYONE, courses["ASIM-B"], TODAY, 1, 1, target=30)
        assert lower is not None
        assert lower.whole.ground.is_there(lower.teaching.target)


def test_under_three_months_of_records_are_not_enough(store: Store, courses: dict[str, int]) -> None:
    with store.writing() as session:
        course = courses["TTT"]
        session.add(RequirementRecord(course_id=course))
        catalogue_changed(session)
        found = pace_of(session, EVERYONE, course, date(2024, 3, 31), 1, 1)
        assert found is not None
        assert (found.whole.pace, found.whole.reached) == (None, None)
        enough = pace_of(session, EVERYONE, course, date(2024, 4, 1), 1, 1)
        assert enough is not None
        assert enough.whole.pace is not None


@pytest.mark.postgres
def test_a_wave_is_what_is_due_within_its_months(store: Store, courses: dict[str, int]) -> None:
    with store.reading() as session:
        found = wave_of(session, EVERYONE, courses["ASIM-B"], TODAY, 1, 1)
        assert found is not None
        assert {month: people for month, people in found.months if people} == {
            date(2026, 12, 1): 9,
            date(2027, 1, 1): 1,
            date(2028, 8, 1): 6,
        }
        days = (end_of_wave(TODAY) - TODAY).days
        asked = asked_on(session, TODAY, courses=[courses["ASIM-B"]])
        due = who_is_due(catalogue_of(session).rulebook, asked, TODAY, days)
        ahead = [row for row in due if row.due_on is not None and row.due_on >= TODAY]
        assert found.due == len(ahead) == 16
        assert (found.overdue, found.over) == (26, [])
        # Sixteen people, no more than 24 a month can be taught; seven in twelve months.
        assert trainers_share(session, EVERYONE, TODAY) == 100
        assert trainers_share(session, OAK, TODAY, months=24) == 100


def test_trainers_are_measured_by_what_falls_due(store: Store, courses: dict[str, int]) -> None:
    with store.writing() as session:
        assert trainers_share(session, EVERYONE, TODAY, months=1) == 100
        say(session, courses["ASIM-B"], Said(courses["TTT"], seats=2), TRAIL)
        assert trainers_share(session, EVERYONE, TODAY, months=1) == 44, "4 of the 9 of December"
        found = wave_of(session, EVERYONE, courses["ASIM-B"], TODAY, 1, 1)
        assert found is not None
        assert found.over == [(date(2026, 12, 1), 9), (date(2028, 8, 1), 6)]
        say(session, courses["ASIM-B"], Said(), TRAIL)
        assert trainers_share(session, EVERYONE, TODAY) is None, "no trainer course is named"


def test_who_may_not_name_gets_no_count_of_a_few(store: Store, courses: dict[str, int]) -> None:
    course = courses["ASIM-B"]
    with store.writing() as session:
        found = pace_of(session, EVERYONE, course, TODAY, 5, 5)
        assert found is not None
        assert found.hides_trainers
        assert found.teaching.capacity is None
        assert [each.scope.key for each in found.disciplines] == ["law"], "of the rest too few could be told"
        assert found.left_out
        assert pace_of(session, Scope.discipline("dispatch"), course, TODAY, 5, 5) is None
        assert wave_of(session, Scope.discipline("dispatch"), course, TODAY, 5, 5) is None
        seen = wave_of(session, EVERYONE, course, TODAY, 5, 5)
        assert seen is not None
        assert [people for _, people in seen.months if people] == [9, 1, 6], "as they are for everybody"
        assert (seen.hides_trainers, seen.over) == (True, [])
        of_six = pace_of(session, EVERYONE, course, TODAY, 7, 7)
        assert of_six is not None
        assert of_six.whole.pace == Pace((0, 0, 0, 6, 0, 0)), "a part that may be counted has its pace"


@pytest.mark.parametrize("trainers", [1, 2, 3, 4])
def test_the_month_tells_no_count_of_trainers(store: Store, trainers: int) -> None:
    there = ["current"] * trainers + ["never"] * (60 - trainers)
    seed(store, TODAY, [Staff("Oak Police", ["law"], {"ASIM-B": ["never"] * 60, "TTT": there})], dict(TITLES))
    with store.writing() as session:
        course = {each.code: each.id for each in session.scalars(select(CourseRecord))}
        people = session.scalars(select(AffiliationRecord.person_id).order_by(AffiliationRecord.id)).all()
        for place, person in enumerate(people[:42]):
            passes(session, person, course["ASIM-B"], add_months(date(2026, 5, 20), place // 7))
        session.flush()
        rebuild(session, TODAY)
        say(session, course["ASIM-B"], Said(course["TTT"], classes_a_month=1, seats=1), TRAIL)
        known = pace_of(session, EVERYONE, course["ASIM-B"], TODAY, 1, 1)
        told = pace_of(session, EVERYONE, course["ASIM-B"], TODAY, 1, 5)
        assert known is not None
        assert told is not None
        assert known.whole.reached != told.whole.reached, "they are the narrow place"
        assert told.whole.reached == Reached(date(2026, 12, 25), date(2026, 12, 25)), "by the pace alone"
        assert told.hides_trainers


def test_which_course_is_meant_where_none_is_named(store: Store, courses: dict[str, int]) -> None:
    with store.writing() as session:
        session.add(RequirementRecord(course_id=courses["TTT"]))
        catalogue_changed(session)
        assert courses_paced(session, EVERYONE, TODAY, 1) == [
            (courses["ASIM-B"], True),
            (courses["TTT"], True),
        ]
        assert courses_paced(session, Scope.discipline("dispatch"), TODAY, 5) == [
            (courses["ASIM-B"], False),
            (courses["TTT"], False),
        ]


def test_how_a_course_is_taught_is_audited_and_undone(store: Store, courses: dict[str, int]) -> None:
    course = courses["ASIM-B"]
    with store.writing() as session:
        assert say(session, course, Said(courses["TTT"], seats=12), TRAIL) is None, "as it is"
        row = say(session, course, Said(courses["TTT"], 2, 12, 95), TRAIL)
        assert row is not None
        assert (row.kind, row.detail["before"], row.detail["now"]) == (
            AuditKind.COURSE_CHANGED,
            {"classes_a_month": None, "target": None},
            {"classes_a_month": 2, "target": 95},
        )
        assert teaching_of(session, course, TODAY) == Teaching(95, 2, 12, 2)
        undo(session, row, TRAIL, TODAY)
        assert said_of(session)[course] == Said(courses["TTT"], seats=12)
        rows = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.COURSE_CHANGED)).all()
        assert [each.detail["what"] for each in rows][-2:] == ["said how to teach", "undone"]


def test_no_course_is_its_own_trainer_course(store: Store, courses: dict[str, int]) -> None:
    with store.writing() as session, pytest.raises(ItsOwnTrainers, match="Its trainers hold another course"):
        say(session, courses["ASIM-B"], Said(courses["ASIM-B"]), TRAIL)


def test_a_whole_year_of_one_a_month(store: Store, courses: dict[str, int]) -> None:
    """From a month's end: one person more each month, on its last day."""
    with store.writing() as session:
        people = session.scalars(select(AffiliationRecord.person_id).order_by(AffiliationRecord.id)).all()
        for back in range(1, 7):
            month = add_months(TODAY.replace(day=1), 1 - back)
            passes(session, people[20 + back], courses["ASIM-B"], month - timedelta(days=1))
        session.flush()
        rebuild(session, TODAY)
        found = pace_of(session, OAK, courses["ASIM-B"], TODAY, 1, 1)
        assert found is not None
        assert found.whole.pace == Pace((1, 1, 1, 6, 1, 1))
