"""A region in which much is still to come, and those who change it while others ask."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from benchmarks.region import COURSES, make_region
from files.imports.undoing import undo_large
from files.imports.writing import begin_in_batches, write_in_batches
from readiness.records import Absence, AbsenceKind
from storage.absences import Wanted, record_absence
from storage.audit import Trail
from storage.catalogue import catalogue_changed, lock_catalogue, share_catalogue
from storage.engine import Busy, Store, was_busy
from storage.people import AffiliationRecord, AgencyDiscipline, lock_people
from storage.plans import PlanRecord, RevisionRecord
from storage.projecting import move_on
from storage.recording import Completed, record_completions
from storage.taking_back import void
from storage.training import (
    AbsenceRecord,
    CompletionRecord,
    CourseRecord,
    EquivalentRecord,
    RequirementRecord,
    RuleRecord,
)
from storage.transferring import BeforeJoined, NotThere, ThereAlready, Transfer, transfer
from storage.units import set_unit, unit_named
from tests.files.imports.bringing import BY, REGION, look

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
AGENCY_SIZE = 10
PEOPLE_A_SECOND = 12_000
"""Of so many a second passes between two changes: a look at more people takes longer, and has its turn."""
TRAIL = Trail("a test", "job", NOW)


def make_lively(store: Store, people: int, seed: int) -> None:
    """Rule versions, plan revisions, requirements, leaves, memberships and transfers, past and to come.

    Everybody is projected.
    """
    chance = Random(seed)
    made = make_region(
        store, people, TODAY, new_rule_on=TODAY + timedelta(days=5), seed=seed, agency_size=AGENCY_SIZE
    )
    agencies = list(range(1, made.last_id + 1))
    with store.writing() as session:
        plan = PlanRecord(key="plan", name="Plan")
        session.add(plan)
        session.flush()
        for name, days, retrain in (("1.0", -500, None), ("2.0", -90, 60), ("3.0", 40, 30)):
            day = TODAY + timedelta(days=days)
            session.add(
                RevisionRecord(
                    plan_id=plan.id, key=name, name=name, effective_on=day, retrain_within_days=retrain
                )
            )
        session.get_one(CourseRecord, 2).plan_id = plan.id
        for course, days, months in ((1, 70, 9), (3, 12, 36), (4, -200, 12)):
            session.add(
                RuleRecord(
                    course_id=course, effective_on=TODAY + timedelta(days=days), interval_months=months,
                    grace_days=20, initial_days=30,
                )
            )  # fmt: skip
        session.add(
            RequirementRecord(course_id=5, disciplines="law", effective_on=TODAY + timedelta(days=30))
        )
        session.add(EquivalentRecord(course_id=4, counts_for_id=3, kind="renews"))
        units = [unit_named(session, each, "Station 1", create=True) for each in agencies[:3]]
        for person in range(1, people + 1):
            session.add_all(_of(person, agencies, chance))
        for term in session.scalars(select(AffiliationRecord).where(AffiliationRecord.agency_id <= 3)):
            unit = units[term.agency_id - 1]
            if unit is not None and chance.random() < 0.5:
                set_unit(session, term, unit.id, TRAIL)
        catalogue_changed(session)
    move_on(store, TODAY, rest=lambda _: None)


def _of(person: int, agencies: list[int], chance: Random) -> list[AbsenceRecord | AffiliationRecord]:
    """What one of some four people has besides."""
    day = TODAY + timedelta(days=chance.randint(-60, 60))
    match chance.randrange(8):
        case 0:
            kind, course = chance.choice((("leave", None), ("waiver", None), ("waiver", 2)))
            last = day + timedelta(days=40)
            return [
                AbsenceRecord(
                    person_id=person,
                    kind=kind,
                    course_id=course,
                    starts_on=day,
                    ends_on=last,
                    recorded_at=NOW,
                )
            ]
        case 1:
            other = chance.choice(agencies)
            return [AffiliationRecord(person_id=person, agency_id=other, joined_on=day)]
    return []


class Changing:
    """Those who change a region meanwhile, each as Muster does it; they end when it is `over`.

    Half of them work in a process of their own: a store of their own is as good as one.
    """

    def __init__(self, store: Store, other: Store, people: int, seed: int) -> None:
        self._store, self._other = store, other
        self._people, self._agencies, self._seed = people, people // AGENCY_SIZE, seed
        self._pause = max(0.02, people / PEOPLE_A_SECOND)
        self.day = TODAY
        self.over = threading.Event()
        self.done: Counter[str] = Counter()

    def steps(self) -> list[Callable[[Random], None]]:
        """What each of them does again and again."""
        return [self._imports, self._days, self._changes_of_the_rules, self._records]

    def goes_on(self, step: Callable[[Random], None]) -> None:
        """Does one of them until it is over, or until anybody failed."""
        chance = Random(f"{self._seed} {step.__name__}")
        with self.ends_all():
            while not self.over.is_set():
                name = step.__name__.strip("_").replace("_", " ")
                try:
                    step(chance)
                except (
                    Busy,
                    DBAPIError,
                ) as error:  # another process wrote without a pause: no answer is wrong
                    if not was_busy(error):
                        raise
                    name = f"{name} told that others are writing"
                self.done[name] += 1
                self.over.wait(self._pause)

    @contextmanager
    def ends_all(self) -> Iterator[None]:
        """Whoever fails in it ends it for all."""
        try:
            yield
        except BaseException:
            self.over.set()
            raise

    def _imports(self, chance: Random) -> None:
        """A file in batches, and every second one taken back."""
        lines = [
            f"person{chance.randint(1, self._people)}@region.example,{chance.choice(COURSES)},"
            f"{self._some_day(chance, -900, 0).isoformat()},4"
            for _ in range(20)
        ]
        text = "\n".join(["email,course,completed_on,hours", *lines])
        plan = look(self._store, "completions", text, self.day)
        with self._store.writing() as session:
            number = begin_in_batches(session, plan, BY, NOW).id
        write_in_batches(self._store, plan, number, BY, "import", lambda: NOW)
        if chance.random() < 0.5:
            undo_large(self._store, number, BY, "import", lambda: NOW, REGION)

    def _days(self, _: Random) -> None:
        """A day passes, and everybody is moved on to it."""
        self.day += timedelta(days=1)
        move_on(
            self._other, self.day, self.over.wait, tick=lambda _: self.done.update({"batches of the tick": 1})
        )

    def _changes_of_the_rules(self, chance: Random) -> None:
        """What is asked of people becomes another."""
        with self._other.writing() as session:
            lock_catalogue(session)
            course, day = chance.randint(1, len(COURSES)), self._some_day(chance, -30, 60)
            match chance.randrange(4):
                case 0:
                    same = RuleRecord.course_id == course, RuleRecord.effective_on == day
                    if session.scalars(select(RuleRecord).where(*same)).first() is None:
                        months = chance.randint(1, 40)
                        session.add(RuleRecord(course_id=course, effective_on=day, interval_months=months))
                case 1:
                    asked_of = chance.choice(("", "law", "ems;fire"))
                    session.add(RequirementRecord(course_id=course, disciplines=asked_of, effective_on=day))
                case 2:
                    standing = select(RequirementRecord).where(RequirementRecord.voided_at.is_(None))
                    rows = session.scalars(standing).all()
                    if len(rows) > 4:
                        chance.choice(rows).take_back(NOW, "a test", "a test")
                case 3:
                    key = chance.randint(1, self._agencies), chance.choice(("law", "fire"))
                    row = session.get(AgencyDiscipline, key)
                    if row is None:
                        session.add(AgencyDiscipline(agency_id=key[0], discipline=key[1]))
                    else:
                        session.delete(row)
            catalogue_changed(session)
        self.over.wait(0.3)

    def _records(self, chance: Random) -> None:
        """Somebody logs, goes on leave, or moves; a record is taken back."""
        person = chance.randint(1, self._people)
        with self._store.writing() as session:
            match chance.randrange(4):
                case 0:
                    done_on = self._some_day(chance, -400, 0)
                    log = Completed(person, chance.randint(1, len(COURSES)), done_on)
                    record_completions(session, [log], TRAIL, self.day)
                case 1:
                    lock_people(session, [person])
                    first = self._some_day(chance, -20, 40)
                    leave = Absence(AbsenceKind.LEAVE, first, first + timedelta(days=20))
                    record_absence(session, Wanted(person, leave, "away"), TRAIL, self.day)
                case 2:
                    self._moves(session, person, chance)
                case 3:
                    share_catalogue(session)
                    lock_people(session, [person])
                    theirs = CompletionRecord.person_id == person, CompletionRecord.voided_at.is_(None)
                    record = session.scalars(select(CompletionRecord).where(*theirs).limit(1)).first()
                    if record is not None:
                        void(session, record, "a test", TRAIL, self.day)

    def _moves(self, session: Session, person: int, chance: Random) -> None:
        theirs = AffiliationRecord.person_id == person, AffiliationRecord.left_on.is_(None)
        term = session.scalars(select(AffiliationRecord).where(*theirs).limit(1)).first()
        if term is None:
            return
        to, on = chance.randint(1, self._agencies), self._some_day(chance, 1, 40)
        try:
            transfer(session, Transfer(person, term.id, to, on), TRAIL, self.day)
        except (NotThere, ThereAlready, BeforeJoined):
            session.rollback()

    def _some_day(self, chance: Random, first: int, last: int) -> date:
        return self.day + timedelta(days=chance.randint(first, last))
