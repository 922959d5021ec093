"""No sentence records a class whose course, day, people and result are not all said in it.

The sentences are made of a log's words, names, days and typos in any order, and go the whole way that one in
a direct message goes. What is then on record is held against the words, read plainly (`sentences_drawn`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands.all import registry
from commands.kit.member import Member
from commands.kit.request import Door, Place, Request
from commands.language.sentences import resolve
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.people import AffiliationRecord, Person, person_keys
from storage.training import CompletionRecord, CourseRecord
from tests.commands.language.sentences_drawn import COURSES, THEIRS, TODAY, read_plainly, sentence
from tests.conftest import WHOLE
from tests.conversations import county
from words.problems import Problem

SENTENCES = 20_000 if WHOLE else 200
"""Of each seed; proven whole they are 200,000."""
SEEDS = range(20261102, 20261112 if WHOLE else 20261103)
TITLES = {
    "HAZ-R": "HAZWOPER Refresher",
    "LE-ASR": "Law enforcement active shooter response",
    "ROLL-CALL": "ASIM roll-call micro-training",
}
OTHERS = (("Tri", "Nguyen"),)


@pytest.fixture
def staffed(county_store: Store) -> Store:
    """The county with the courses and the people of the sentences."""
    with county_store.writing() as session:
        session.add_all(CourseRecord(key=code.casefold(), code=code, title=TITLES[code]) for code in TITLES)
        there = set(session.scalars(select(Person.name_key)))
        names = [tuple(each.split(" ", 1)) for each in THEIRS] + list(OTHERS)
        cedar = county.agency_id(county_store, "Cedar Fire Department")
        for number, (first, last) in enumerate(names):
            keys = person_keys(first, last, f"x{number}@grove.example", "")
            if keys["name_key"] in there:
                continue
            person = Person(first_name=first, last_name=last, email=f"x{number}@grove.example", **keys)
            person.member_key = None
            session.add(person)
            session.flush()
            session.add(AffiliationRecord(person_id=person.id, agency_id=cedar, joined_on=date(2020, 1, 1)))
        catalogue_changed(session)
    return county_store


@contextmanager
def taken_back(store: Store) -> Iterator[Session]:
    """A session of which nothing remains."""
    with store.writing() as session:
        yield session
        session.rollback()


def on_record(session: Session, since: int) -> list[CompletionRecord]:
    query = select(CompletionRecord).where(CompletionRecord.id > since)
    return list(session.scalars(query.order_by(CompletionRecord.person_id)))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_on_record_that_was_not_said(staffed: Store, seed: int) -> None:
    draw, everything = random.Random(seed), registry()
    with staffed.reading() as session:
        cora = session.scalars(select(Person).where(Person.email == "cora@grove.example")).one().id
        before = session.scalar(select(func.max(CompletionRecord.id))) or 0
        names = {each.id: each.name for each in session.scalars(select(Person))}
        codes = {each.id: each.code for each in session.scalars(select(CourseRecord))}
    cedar = frozenset({county.agency_id(staffed, "Cedar Fire Department")})
    member = Member("T1", "U1", cora, "Cora Diaz", "cora@grove.example", agencies=cedar, leads=cedar)
    today = county.REGION.day(county.NOW)
    assert today.isoformat() == TODAY
    counted: Counter[str] = Counter()
    wrong: list[tuple[int, str, str]] = []
    for number in range(SENTENCES):
        said = sentence(draw)
        with taken_back(staffed) as session:
            place = Place(is_direct=True)
            request = Request(
                session, member, county.REGION, county.NOW, today, Door.DIRECT, f"{number}", place=place
            )
            try:
                form, text = resolve(everything, said)
                if not form.changes:
                    counted["asked something else"] += 1
                    continue
                form.run(Request(**{**vars(request), "text": text}))
            except Problem:
                counted["asked back or shown"] += 1
                continue
            rows = on_record(session, before)
            counted["recorded" if rows else "something else"] += 1
            if rows:
                wrong += [(number, said, each) for each in unsaid(said, rows, names, codes)]
    print(dict(counted), *wrong, sep="\n")
    assert not wrong, "\n".join(map(str, wrong[:20]))
    assert counted["recorded"] > SENTENCES // 20, counted


def unsaid(
    said: str, rows: list[CompletionRecord], names: dict[int, str], codes: dict[int, str]
) -> list[str]:
    """What of some records is not in the words that made them."""
    plain, wrong = read_plainly(said), []
    if plain.never or plain.left:
        wrong.append(f"it says more: {plain.left or 'it did not take place'}")
    if {codes[row.course_id] for row in rows} != plain.courses:
        wrong.append(f"courses {plain.courses}")
    if {row.completed_on.isoformat() for row in rows} != (plain.days or {TODAY}):
        wrong.append(f"days {plain.days}")
    if {names[row.person_id] for row in rows} != (plain.people or {"Cora Diaz"}):
        wrong.append(f"people {plain.people}")
    if {row.result for row in rows} != ({"incomplete"} if plain.incomplete else {"pass"}):
        wrong.append("result")
    if len(plain.hours) > 1 or (plain.hours and {row.hours for row in rows} != plain.hours):
        wrong.append(f"hours {plain.hours}")
    return wrong


@pytest.mark.parametrize("code", sorted(COURSES))
def test_the_plain_reading_finds_what_is_wrong(code: str) -> None:
    """It can fail: a record of another course, day, person or result is told."""
    names, codes = {1: "Ben Flores", 2: "Cora Diaz"}, {1: code, 2: "OTHER"}
    said = f"log {COURSES[code][0]} yesterday for ben flores, failed"

    def row(course: int = 1, person: int = 1, day: int = 1, result: str = "incomplete") -> CompletionRecord:
        return CompletionRecord(
            course_id=course, person_id=person, completed_on=date(2026, 11, day), result=result, hours=None
        )

    assert unsaid(said, [row()], names, codes) == []
    for other in (row(course=2), row(person=2), row(day=2), row(result="pass")):
        assert len(unsaid(said, [other], names, codes)) == 1
    assert unsaid(f"{said} almost", [row()], names, codes)
    assert unsaid(f"did not take {said}", [row()], names, codes)
