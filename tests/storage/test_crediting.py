"""Closing a class in the store: who gets a verified completion, who does not, and why; once."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.attending import leave_early, sign_in_all
from storage.audit import AuditKind, AuditRow, Trail
from storage.class_turns import ClassClosed
from storage.classes import AttendanceRecord, ClassRecord, ClassState, Outcome, Way
from storage.crediting import (
    Crediting,
    ListChanged,
    NobodyThere,
    StillToCome,
    close_class,
    confirm_left,
    crediting,
    left_over,
    left_over_classes,
    resting_on,
)
from storage.engine import Store
from storage.letters import LetterLine
from storage.people import AffiliationRecord, AgencyRecord, Person
from storage.planned_classes import plan_class
from storage.recording import Completed, correct
from storage.standing import project
from storage.taking_back import void
from storage.training import CompletionRecord, CourseRecord

ZONE = ZoneInfo("America/New_York")
DAY = date(2026, 12, 3)
START = datetime(2026, 12, 3, 23, tzinfo=UTC)  # 18:00
END = START + timedelta(hours=4)
NAMES = ("ada", "ben", "cleo", "dan", "eve", "flo", "gus", "hal")


def trail(by: str, at: datetime = END) -> Trail:
    return Trail(by, "slack", at, "the sign-in of ASIM Basic, 3 Dec 2026")


def signed_in(session: Session) -> tuple[ClassRecord, dict[str, int]]:
    """Ada, Gus and Hal said it, Hal all of it, Gus otherwise; Ben has it, Cleo left, Dan teaches, Flo's term
    is over.
    """
    course = CourseRecord(key="asim", code="ASIM", title="ASIM Basic", hours=4)
    agency = AgencyRecord(key="cedar", name="Cedar")
    some = [Person(first_name=name.title(), last_name="Z", email=f"{name}@grove.example") for name in NAMES]
    for each in some:
        each.rekey()
    session.add_all([course, agency, *some])
    session.flush()
    ids = dict(zip(NAMES, (each.id for each in some), strict=True))
    for name, person in ids.items():
        left = date(2026, 12, 2) if name == "flo" else None
        session.add(AffiliationRecord(person_id=person, agency_id=agency.id, left_on=left))
    for name, hours, verified in (("ada", None, False), ("ben", 3, True)):
        session.add(
            CompletionRecord(
                person_id=ids[name],
                course_id=course.id,
                completed_on=DAY,
                hours=hours,
                verified=verified,
                recorded_at=START,
            )
        )
    held = ClassRecord(
        course_id=course.id,
        held_on=DAY,
        start_time=time(18),
        provider="County",
        instructor_id=ids["dan"],
        agency_id=agency.id,
        funding="HMEP-26",
        recorded_at=START,
    )
    plan_class(session, held, trail("lea", START))
    all_of_it = Completed(
        ids["hal"], course.id, DAY, "pass", 4, "COUNTY", "Dan Z", "HMEP-26", class_id=held.id
    )
    otherwise = Completed(ids["gus"], course.id, DAY, hours=2000, expires_on=date(2099, 12, 31))
    for completed in (all_of_it, otherwise):
        session.add(CompletionRecord(**completed.columns, recorded_at=START))
    sign_in_all(session, held, list(ids.values()), Way.PRESSED, trail("all", START), ZONE)
    leave_early(session, held, ids["cleo"], trail("cleo", START))
    project(session, ids.values(), DAY)
    return held, ids


def told(found: Crediting) -> Mapping[str, Outcome]:
    return {each.person.first_name.lower(): each.outcome for each in found.judged}


@pytest.mark.postgres
def test_a_class_is_closed_once_and_the_one_left_over_is_confirmed_by_another(store: Store) -> None:
    with store.writing() as session:
        held, ids = signed_in(session)
        key = held.id
        with pytest.raises(StillToCome):
            close_class(session, held, None, trail("dan", START - timedelta(minutes=1)), DAY, ZONE)
        shown = crediting(session, held, ids["dan"])
        assert told(shown) == {
            "ada": Outcome.CREDITED,
            "ben": Outcome.HAD_IT,
            "cleo": Outcome.LEFT_EARLY,
            "dan": Outcome.THEIR_OWN,
            "eve": Outcome.CREDITED,
            "flo": Outcome.NOT_ON_ROSTER,
            "gus": Outcome.CREDITED,
            "hal": Outcome.CREDITED,
        }
        assert [each.person.first_name for each in shown.judged if each.says_other] == ["Gus"]
        leave_early(session, held, ids["eve"], trail("eve"))
        with pytest.raises(ListChanged):
            close_class(session, held, ids["dan"], trail("dan"), DAY, ZONE, shown.fingerprint)
        sign_in_all(session, held, [ids["eve"]], Way.PRESSED, trail("eve"), ZONE)

    def close(by: str) -> str:
        with store.writing() as session:
            try:
                close_class(
                    session,
                    session.get_one(ClassRecord, key),
                    ids["dan"],
                    trail(by),
                    DAY,
                    ZONE,
                    shown.fingerprint,
                )
            except ClassClosed as closed:
                return str(closed.held.closed_by)
            return ""

    with ThreadPoolExecutor(2) as pool:
        said = dict(zip(("dan", "also dan"), pool.map(close, ("dan", "also dan")), strict=True))
    [first] = [who for who, other in said.items() if not other]
    assert set(said.values()) == {"", first}, "the second is told by whom"

    with store.writing() as session:
        held = session.get_one(ClassRecord, key)
        assert (held.state, held.closed_at, held.wall_code) == (ClassState.CLOSED, END, None)
        in_order = select(CompletionRecord).order_by(CompletionRecord.person_id, CompletionRecord.id)
        rows = session.scalars(in_order).all()
        assert [(row.person_id, row.hours, row.verified, row.funding) for row in rows] == [
            (ids["ada"], None, False, ""),  # what she wrote stays as it was
            (ids["ada"], 4, True, "HMEP-26"),
            (ids["ben"], 3, True, ""),
            (ids["eve"], 4, True, "HMEP-26"),
            (ids["gus"], 2000, False, ""),  # it waits for somebody who looks at it
            (ids["gus"], 4, True, "HMEP-26"),
            (ids["hal"], 4, True, "HMEP-26"),
        ]
        adas, ada, _, eve, own, gus, hal = rows
        assert (gus.corrects_id, gus.expires_on, own.expires_on) == (None, None, date(2099, 12, 31))
        assert (adas.class_id, adas.provider, adas.instructor, adas.verified_by) == (None, "", "", "")
        assert (ada.corrects_id, ada.class_id, ada.provider, ada.instructor) == (
            adas.id,
            key,
            "County",
            "Dan Z",
        )
        assert (hal.verified_by, hal.provider, hal.recorded_from) == (first, "COUNTY", None)
        assert (eve.class_id, eve.instructor, eve.verified_by, eve.recorded_from) == (
            key,
            "Dan Z",
            first,
            "the sign-in of ASIM Basic, 3 Dec 2026",
        )
        lines = session.execute(select(LetterLine.person_id, LetterLine.matter, LetterLine.about_id))
        assert sorted(map(tuple, lines)) == [
            (ids["ada"], "credited", ada.id),
            (ids["eve"], "credited", eve.id),
            (ids["gus"], "credited", gus.id),
            (ids["hal"], "verified", hal.id),
        ]
        wrote = ("training.logged", "training.verified", "training.corrected", "class.closed")
        kinds = session.execute(
            select(AuditRow.kind, AuditRow.subject_id).where(AuditRow.kind.in_(wrote)).order_by(AuditRow.id)
        )
        assert [tuple(each) for each in kinds] == [
            ("training.logged", held.course_id),
            ("training.verified", hal.id),
            ("training.corrected", ada.id),
            ("class.closed", key),
        ]
        assert [person.id for _, person in left_over(session, key)] == [ids["dan"]]
        assert told(confirm_left(session, held, ids["dan"], trail("dan"), DAY)) == {"dan": Outcome.THEIR_OWN}
        assert told(confirm_left(session, held, None, trail("lea"), DAY)) == {"dan": Outcome.CREDITED}
        assert confirm_left(session, held, None, trail("lea"), DAY).judged == []
        outcomes = dict(session.execute(select(AttendanceRecord.person_id, AttendanceRecord.outcome)).all())
        assert outcomes[ids["dan"]] is Outcome.CREDITED
        assert session.scalar(select(func.count()).select_from(CompletionRecord)) == 8
        audited = select(func.count()).where(AuditRow.kind == AuditKind.CLASS_CLOSED.value)
        assert session.scalar(audited) == 2


def test_a_class_with_nobody_on_its_list_is_not_closed(store: Store) -> None:
    with store.writing() as session:
        course = CourseRecord(key="asim", code="ASIM", title="ASIM Basic")
        session.add(course)
        session.flush()
        held = plan_class(session, ClassRecord(course_id=course.id, held_on=DAY), trail("lea"))
        with pytest.raises(NobodyThere):
            close_class(session, held, None, trail("lea"), DAY, ZONE)


def test_nobody_is_confirmed_unseen_and_who_had_it_and_has_it_no_more_is_left_over(store: Store) -> None:
    with store.writing() as session:
        held, ids = signed_in(session)
        seen = crediting(session, held, None).fingerprint
        adas = session.scalars(select(CompletionRecord).where(CompletionRecord.person_id == ids["ada"])).one()
        correct(session, adas, replace(Completed.of(adas), provider="County"), trail("ada"), DAY)
        with pytest.raises(ListChanged):  # she gets one as before, but another one
            close_class(session, held, None, trail("lea"), DAY, ZONE, seen)
        bens = session.scalars(select(CompletionRecord).where(CompletionRecord.person_id == ids["ben"])).one()
        close_class(session, held, None, trail("lea"), DAY, ZONE)
        mine = ClassRecord.id == held.id
        assert (left_over(session, held.id), left_over_classes(session, mine, DAY, None)) == ([], [])
        assert resting_on(session, [adas.id, bens.id]) == [held]
        void(session, bens, "another Ben", trail("lea"), DAY)
        assert [person.id for _, person in left_over(session, held.id)] == [ids["ben"]]
        assert left_over_classes(session, mine, DAY, None) == [held.id]
        assert left_over_classes(session, mine, DAY, ids["ben"]) == []
        assert told(confirm_left(session, held, ids["ben"], trail("ben"), DAY)) == {"ben": Outcome.THEIR_OWN}
        assert told(confirm_left(session, held, None, trail("lea"), DAY)) == {"ben": Outcome.CREDITED}
        assert left_over(session, held.id) == []
