"""Classes in the store: planned, answered, moved, signed in to; nothing twice, nothing of it lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.attending import (
    HeadCount,
    attendance_of,
    begins,
    by_wall_code,
    ends,
    head_count,
    leave_early,
    list_of,
    open_class,
    sign_in,
    sign_in_opens,
    stayed,
    take_off,
)
from storage.audit import AuditKind, AuditRow, Trail
from storage.class_turns import ClassCancelled, ClassClosed, NotOnList, NotOpenYet, PeopleSignedIn
from storage.classes import AttendanceRecord, ClassRecord, ClassState, Coming, Way
from storage.engine import Store
from storage.people import Person
from storage.planned_classes import CODES, answer, cancel_class, change_class, place_in_line, plan_class
from storage.training import CourseRecord

ZONE = ZoneInfo("America/New_York")
DAY = date(2026, 12, 3)
START = datetime(2026, 12, 3, 23, tzinfo=UTC)  # 18:00
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def at(instant: datetime) -> Trail:
    return Trail("lea@grove.example", "slack", instant, "the card")


def planned(session: Session, seats: int | None = None, people: int = 4) -> tuple[ClassRecord, list[int]]:
    course = CourseRecord(key="asim", code="ASIM", title="ASIM Basic", hours=4)
    some = [Person(first_name="Person", last_name=f"{n:03}") for n in range(people)]
    for each in some:
        each.rekey()
    session.add_all([course, *some])
    session.flush()
    held = ClassRecord(course_id=course.id, held_on=DAY, start_time=time(18), seats=seats, recorded_at=NOW)
    plan_class(session, held, at(NOW))
    return held, [each.id for each in some]


@pytest.mark.parametrize(
    ("day", "start", "begun", "opened", "ended"),
    [
        (DAY, time(18), START, START - timedelta(hours=1), START + timedelta(hours=4)),
        # the clocks skip from 2 to 3, and show 1 to 2 twice
        (date(2026, 3, 8), time(2, 30), "2026-03-08T07:00", "2026-03-08T06:00", "2026-03-08T11:00"),
        (date(2026, 11, 1), time(1, 30), "2026-11-01T05:30", "2026-11-01T04:30", "2026-11-01T09:30"),
        (date(2026, 11, 1), None, "2026-11-01T04:00", "2026-11-01T04:00", "2026-11-02T05:00"),
    ],
)
def test_a_class_begins_and_ends_by_the_clock_on_the_wall(
    day: date, start: time | None, begun: datetime | str, opened: datetime | str, ended: datetime | str
) -> None:
    held = ClassRecord(held_on=day, start_time=start)
    found = (begins(held, ZONE), sign_in_opens(held, ZONE), ends(held, 4, ZONE))
    wanted = [
        datetime.fromisoformat(f"{each}+00:00") if isinstance(each, str) else each
        for each in (begun, opened, ended)
    ]
    assert list(found) == wanted


def answered(session: Session) -> list[tuple[int, str, str | None]]:
    """Who answered what, or had a seat given or taken away (then with what it was), by the audit."""
    rows = select(AuditRow.detail).where(AuditRow.kind == AuditKind.CLASS_ANSWERED.value)
    said = session.scalars(rows.order_by(AuditRow.id))
    return [(each["person"], each["answer"], each.get("before")) for each in said]


@pytest.mark.postgres
def test_a_seat_that_comes_free_goes_to_who_waits_for_longest(store: Store) -> None:
    with store.writing() as session:
        held, (ada, ben, cleo, dan) = planned(session, seats=1)
        assert answer(session, held, ada, Coming.COMING, at(NOW)).answer is Coming.COMING
        for number, (who, place) in enumerate([(ben, 1), (cleo, 2), (ben, 1)]):
            found = answer(session, held, who, Coming.COMING, at(NOW + timedelta(minutes=number)))
            assert (found.answer, found.place) == (Coming.WAITING, place)
        assert answer(session, held, dan, Coming.NOT_COMING, at(NOW)).moved_up == []
        gone = answer(session, held, ada, Coming.NOT_COMING, at(NOW))
        assert (gone.answer, gone.moved_up) == (Coming.NOT_COMING, [ben])
        assert not answer(session, held, ada, Coming.NOT_COMING, at(NOW)).is_new
        assert answer(session, held, ada, Coming.COMING, at(NOW + timedelta(hours=1))).place == 2
        more = change_class(session, held, {"seats": None, "place": "Station 4"}, at(NOW), ZONE)
        assert (more.moved_up, more.told) == ([cleo, ada], [ada, ben, cleo])
        assert change_class(session, held, {"place": "Station 4"}, at(NOW), ZONE).before == {}
        assert head_count(session, held.id) == HeadCount(coming=3, not_coming=1)
        assert cancel_class(session, held, "no instructor", at(NOW)).told == [ada, ben, cleo]
        assert cancel_class(session, held, "again", at(NOW)).told == ()
        assert (held.cancel_reason, held.wall_code) == ("no instructor", None)
        assert answered(session)[-6:] == [
            (dan, "not coming", None),
            (ada, "not coming", None),
            (ben, "coming", "waiting"),
            (ada, "waiting", None),
            (cleo, "coming", "waiting"),
            (ada, "coming", "waiting"),
        ], "a seat that is given leaves a row, too"
        for refused in (
            lambda: answer(session, held, dan, Coming.COMING, at(NOW)),
            lambda: sign_in(session, held, dan, Way.PRESSED, at(START), ZONE),
            lambda: open_class(session, held, at(START)),
        ):
            with pytest.raises(ClassCancelled):
                refused()


@pytest.mark.postgres
def test_signing_in_leaving_and_coming_back(store: Store) -> None:
    with store.writing() as session:
        held, (ada, ben, cleo, _) = planned(session)
        assert held.wall_code is not None
        assert by_wall_code(session, held.wall_code) is held
        early = START - timedelta(minutes=61)
        with pytest.raises(NotOpenYet) as refused:
            sign_in(session, held, ada, Way.CODE, at(early), ZONE)
        assert refused.value.when == START - timedelta(hours=1)
        sign_in(session, held, cleo, Way.ADDED, at(early), ZONE)
        with pytest.raises(PeopleSignedIn):
            change_class(session, held, {"held_on": date(2026, 12, 9)}, at(early), ZONE)
        there = sign_in(session, held, ada, Way.PRESSED, at(START - timedelta(minutes=60)), ZONE)
        assert (there.is_new, held.state) == (True, ClassState.OPEN)
        again = sign_in(session, held, ada, Way.CODE, at(START), ZONE)
        assert (again.record, again.is_new, again.is_back) == (there.record, False, False)
        with pytest.raises(NotOnList):
            leave_early(session, held, ben, at(START))
        leave_early(session, held, ada, at(START))
        assert leave_early(session, held, ada, at(START + timedelta(hours=1))).left_early_at == START
        assert head_count(session, held.id) == HeadCount(here=1, left_early=1)
        assert sign_in(session, held, ada, Way.PRESSED, at(START), ZONE).is_back
        leave_early(session, held, ada, at(START))
        assert [stayed(session, there.record, at(START)) for _ in range(2)] == [True, False]
        assert [take_off(session, there.record, "wrong room", at(START)) for _ in range(2)] == [True, False]
        with pytest.raises(NotOnList):
            stayed(session, there.record, at(START))
        assert [person.id for _, person in list_of(session, held.id, 0, 10)] == [cleo]
        assert sign_in(session, held, ada, Way.PRESSED, at(START), ZONE).is_new
        assert attendance_of(session, held.id, ada) is not there.record
        kinds = list(session.scalars(select(AuditRow.kind).order_by(AuditRow.id)))
    assert kinds == [
        "class.planned",
        "class.attended",
        "class.opened",
        "class.attended",
        "class.left",
        "class.attended",
        "class.left",
        "class.attended",
        "class.attendance_removed",
        "class.attended",
    ]


def test_a_class_that_was_open_is_shut_again_when_it_moves_away(store: Store) -> None:
    with store.writing() as session:
        held, (ada, *_) = planned(session)
        assert open_class(session, held, at(START))
        assert not open_class(session, held, at(START))
        change_class(session, held, {"held_on": date(2026, 12, 9)}, at(START), ZONE)
        assert held.state is ClassState.PLANNED
        held.state = ClassState.CLOSED
        with pytest.raises(ClassClosed):
            sign_in(session, held, ada, Way.PRESSED, at(START), ZONE)
        with pytest.raises(ClassClosed):
            cancel_class(session, held, "no", at(START))
        with pytest.raises(ValueError, match="not to be changed"):
            change_class(session, held, {"course_id": 2}, at(START), ZONE)


def test_with_every_code_on_a_wall_a_class_has_none(store: Store) -> None:
    with store.writing() as session:
        held, _ = planned(session)
        left = {f"{each:04}" for each in range(CODES)} - {held.wall_code}
        last = left.pop()
        rows = [
            {"course_id": held.course_id, "held_on": DAY, "recorded_at": NOW, "wall_code": c} for c in left
        ]
        session.bulk_insert_mappings(ClassRecord, rows)
        codes = [
            plan_class(session, ClassRecord(course_id=held.course_id, held_on=DAY), at(NOW)).wall_code
            for _ in range(2)
        ]
    assert codes == [last, None]


@pytest.mark.postgres
def test_many_at_once_are_on_the_list_once_and_get_no_seat_twice(store: Store) -> None:
    with store.writing() as session:
        held, people = planned(session, seats=3, people=8)
        key = held.id

    def all_at_once(work: Callable[[Session, ClassRecord, int], object]) -> None:
        def one(person: int) -> None:
            with store.writing() as session:
                work(session, session.get_one(ClassRecord, key), person)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(one, people * 2))

    all_at_once(lambda session, held, who: answer(session, held, who, Coming.COMING, at(NOW)))
    all_at_once(lambda session, held, who: sign_in(session, held, who, Way.PRESSED, at(START), ZONE))
    with store.reading() as session:
        assert head_count(session, key) == HeadCount(coming=3, waiting=5, here=8)
        assert session.scalar(select(func.count()).select_from(AttendanceRecord)) == 8


def test_where_there_are_fewer_seats_who_came_last_waits(store: Store) -> None:
    with store.writing() as session:
        held, (ada, ben, cleo, dan) = planned(session, seats=3)
        for place, each in enumerate((ada, ben, cleo, dan)):
            answer(session, held, each, Coming.COMING, at(NOW + timedelta(minutes=place)))
        fewer = change_class(session, held, {"seats": 1}, at(NOW + timedelta(hours=1)), ZONE)
        assert (fewer.moved_back, fewer.moved_up) == ([ben, cleo], [])
        assert answered(session)[-2:] == [(ben, "waiting", "coming"), (cleo, "waiting", "coming")]
        assert [place_in_line(session, held.id, each) for each in (ada, ben, cleo, dan)] == [None, 1, 2, 3]
        more = change_class(session, held, {"seats": 2}, at(NOW + timedelta(hours=2)), ZONE)
        assert (more.moved_back, more.moved_up) == ([], [ben])
