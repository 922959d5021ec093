"""Two change who took part in the same moment: the second waits, and sees what the first did."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from commands.all import registry
from commands.kit.member import Member
from storage.audit import AuditKind, AuditRow, Trail
from storage.catalogue import catalogue_of, lock_catalogue
from storage.engine import Store, was_busy, was_crossed
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.people import Person, lock_people
from storage.playing import rebuild_playing
from storage.position_changes import PositionTerms, change_position
from storage.positions import CanPlayRow, OnBenchRow
from storage.taking_part import (
    NoLongerStands,
    Part,
    correct_part,
    lock_exercise,
    take_part,
    verify_parts,
    void_part,
)
from tests.commands.speaking import Clock, Speaker
from tests.conversations import county, drill
from tests.waiting import until_it_waits

pytestmark = pytest.mark.postgres

TRAIL = Trail("x", "slack", county.NOW, "a test")
ADA, BEN, CORA = "ada@grove.example", "ben@grove.example", "cora@grove.example"
JO, MAX = "jo.lee@grove.example", "max@birch.example"
Change = Callable[[Session], object]


class Two:
    """Two exercises on the county's roster, and what is done there by two at once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.positions = drill.positions(store)
        self.vine = drill.exercise(store, "Vine drill", on=date(2026, 10, 1))
        self.elm = drill.exercise(store, "Elm drill", on=date(2026, 10, 5))
        self.cedar = county.agency_id(store, "Cedar Fire Department")

    def person(self, email: str) -> int:
        with self.store.reading() as session:
            return session.scalars(select(Person.id).where(Person.email == email)).one()

    def part(self, email: str, position: str, run: int = 1) -> Part:
        return Part(self.cedar, self.person(email), position_id=self.positions[position], run=run)

    def takes_part(self, exercise: int, part: Part) -> int:
        with self.store.writing() as session:
            there = session.get_one(ExerciseRecord, exercise)
            [taken] = take_part(session, there, [part], TRAIL, self_reported=True)
            return taken.record.id

    def changes(self, record: int, do: Callable[[Session, ParticipationRecord], object]) -> Change:
        """Reads a row, sees that it stands, and then changes it."""

        def change(session: Session) -> object:
            row = session.get_one(ParticipationRecord, record)
            assert row.voided_at is None
            assert row.replaced_by_id is None
            return do(session, row)

        return change

    def both(self, first: Change, second: Change) -> object:
        """The second begins before the first has ended; what became of it: its answer or its error."""
        came: list[object] = []

        def follow() -> None:
            try:
                with self.store.writing() as session:
                    came.append(second(session))
            except (AssertionError, NoLongerStands, DBAPIError) as error:
                came.append(error)

        follower = threading.Thread(target=follow)
        with self.store.writing() as session:
            if not self.store.is_sqlite:
                first(session)
            follower.start()
            until_it_waits(self.store, follower)
            if self.store.is_sqlite:
                first(session)
        follower.join(10)
        [became] = came
        return became

    def holds(self) -> bool:
        """Whether who can play is what follows from the records."""
        with self.store.writing() as session:
            kept = [set(session.execute(select(*each.__table__.c))) for each in (CanPlayRow, OnBenchRow)]
            rebuild_playing(session)
            return kept == [
                set(session.execute(select(*each.__table__.c))) for each in (CanPlayRow, OnBenchRow)
            ]


@pytest.fixture
def two(county_store: Store) -> Two:
    return Two(county_store)


def void(session: Session, row: ParticipationRecord) -> object:
    return void_part(session, row, "no", TRAIL)


def verify(session: Session, row: ParticipationRecord) -> object:
    return verify_parts(session, [row], TRAIL)


def test_of_two_who_change_one_row_the_second_changes_what_the_first_left(two: Two) -> None:
    def to(position: str) -> Callable[[Session, ParticipationRecord], object]:
        def correct(session: Session, row: ParticipationRecord) -> object:
            part = replace(Part.of(row), position_id=two.positions[position])
            return correct_part(session, row, part, TRAIL)

        return correct

    as_ada = "Ada Abbott"
    expected = {
        (to("Triage"), to("Tactical")): ["Triage"],
        (void, to("Tactical")): [],
        (to("Triage"), void): ["Triage"],
        (void, void): [],
        (void, verify): [],
        (to("Triage"), verify): ["Triage"],
        (verify, verify): ["Transport"],
    }
    for run, ((first, second), left) in enumerate(expected.items(), start=1):
        record = two.takes_part(two.vine, two.part(ADA, "Transport", run))
        became = two.both(two.changes(record, first), two.changes(record, second))
        if two.store.is_sqlite:
            assert isinstance(became, AssertionError) or second is verify
        elif second is verify:
            assert became == [], "it is told that it confirmed nothing"
        else:
            assert isinstance(became, NoLongerStands)
        there = [position for _, position, of, _ in drill.parts(two.store, two.vine) if of == run]
        assert there == left, f"{as_ada}, run {run}: once, or not at all"
    with two.store.reading() as session:
        rows = session.scalars(select(ParticipationRecord).where(ParticipationRecord.voided_at.is_not(None)))
        assert not any(row.verified for row in rows), "what was taken back is confirmed by nobody"
        confirmed = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.TOOK_PART_VERIFIED))
        assert len(confirmed.all()) == 1
    assert two.holds()


def test_who_can_play_follows_whatever_two_do_at_once(two: Two) -> None:
    def months(number: int) -> Change:
        terms = PositionTerms("TRANSPORT", "Transport", ["ems", "fire"], 1, number)
        position = two.positions["Transport"]
        return lambda session: change_position(session, position, terms, Trail("d", "slack", county.NOW))

    def press(exercise: int, email: str) -> Change:
        part = two.part(email, "Transport")
        return lambda session: take_part(
            session, session.get_one(ExerciseRecord, exercise), [part], TRAIL, self_reported=True
        )

    def of(email: str, exercise: int, position: str) -> int:
        return two.takes_part(exercise, two.part(email, position))

    ada, ben, cora = ((of(who, two.vine, "Transport"), who) for who in (ADA, BEN, CORA))
    same = of(ADA, two.elm, "Transport")
    other, third = of(BEN, two.elm, "Triage"), of(CORA, two.elm, "Triage")
    at_once = [
        (two.changes(ada[0], void), two.changes(same, void)),
        (two.changes(ben[0], void), two.changes(other, void)),
        (two.changes(cora[0], verify), two.changes(third, verify)),
        (press(two.elm, JO), months(6)),
        (months(12), press(two.elm, MAX)),
    ]
    for first, second in at_once:
        became = two.both(first, second)
        assert not isinstance(became, Exception), became
    assert two.holds()


def test_people_are_locked_at_once_in_their_order(two: Two) -> None:
    if two.store.is_sqlite:
        pytest.skip("its writers take turns")
    ada, cora = two.person(ADA), two.person(CORA)
    assert ada < cora
    lead = Member("T1", "UC", cora, "Cora Diaz", CORA, frozenset({two.cedar}), frozenset({two.cedar}))
    speaker = Speaker(two.store, registry(), lead, Clock(county.NOW), county.REGION)
    today = drill.exercise(two.store, "Oak drill")
    log = speaker.says("exercise log")
    filled = {"exercise": str(two.vine), "names": f"{CORA}\n{ADA}", "role": "player"}
    speaker.clicks("signin.open", {"exercise": today})
    adding = speaker.clicks("signin.add", {"exercise": today, "start": 0})
    added = {"people": [str(cora)], "pasted": ADA, "run": "1"}
    for says in (lambda: speaker.submits(log, **filled), lambda: speaker.submits(adding, **added)):
        talk = threading.Thread(target=says)
        with two.store.writing() as holding:
            lock_people(holding, [ada])
            talk.start()
            until_it_waits(two.store, talk)
            with two.store.writing() as other:
                lock_people(other, [cora])  # nobody has her who waits for Ada
        talk.join(10)
    assert [len(drill.parts(two.store, each)) for each in (two.vine, today)] == [2, 2]


def test_who_relies_on_the_catalogue_waits_for_its_change_only(two: Two) -> None:
    if two.store.is_sqlite:
        pytest.skip("its writers take turns")
    with two.store.writing() as one, two.store.writing() as another:
        lock_exercise(one, one.get_one(ExerciseRecord, two.vine))
        lock_exercise(another, another.get_one(ExerciseRecord, two.elm))
    hasty = Store(two.store.url.render_as_string(hide_password=False), patience=0.1)
    with two.store.writing() as changing:
        lock_catalogue(changing)
        with hasty.reading() as session:
            assert catalogue_of(session).positions, "who reads waits for nobody"
        with pytest.raises(DBAPIError, match="lock timeout") as late, hasty.writing() as session:
            lock_exercise(session, session.get_one(ExerciseRecord, two.vine))
        assert was_busy(late.value)
    hasty.close()


def test_of_two_who_wait_for_each_other_one_is_told_that_the_store_is_busy(two: Two) -> None:
    if two.store.is_sqlite:
        pytest.skip("its writers take turns")
    ada, ben = two.person(ADA), two.person(BEN)
    met, ended = threading.Barrier(2), list[DBAPIError]()

    def lock(first: int, second: int) -> None:
        try:
            with two.store.writing() as session:
                session.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
                lock_people(session, [first])
                met.wait(5)
                lock_people(session, [second])
        except DBAPIError as error:
            ended.append(error)

    both = [threading.Thread(target=lock, args=order) for order in ((ada, ben), (ben, ada))]
    for each in both:
        each.start()
    for each in both:
        each.join(10)
    [error] = ended
    assert was_busy(error)
    assert was_crossed(error), "the same goes through anew"
