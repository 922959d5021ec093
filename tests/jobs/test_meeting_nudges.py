"""The question once more, as the job writes it: once, on each reader's own local day, and to nobody else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select

from storage.answering_calls import answer, invitation_for
from storage.audit import Trail
from storage.calling import call, draft_meeting
from storage.engine import Store
from storage.letters import LetterLine, Often, choose
from storage.meetings import InvitationRecord, MeetingRecord, RsvpAnswer, SeatRecord
from storage.people import AffiliationRecord
from storage.region import Region
from tests.jobs.mornings import Mornings, at

EIGHTS = ("13:00", "15:00", "18:00", "22:00")
"""08:00 in New York, Phoenix, Honolulu, and of the next day in Guam."""
HELD = date(2026, 12, 10)  # a Thursday: the nudge is on Tuesday, 8 December
ASKED = "you have not answered yet. Are you coming?"


@pytest.fixture
def mornings(store: Store) -> Mornings:
    return Mornings(store, Region(timezone="America/New_York", handling_mark="For official use only"))


def called(mornings: Mornings, people: list[int], caller: int, at_: datetime) -> int:
    with mornings.store.writing() as session:
        meeting = MeetingRecord(
            title="Kickoff", held_on=HELD, start_time=time(9), place="The EOC", called_by_id=caller
        )
        trail = Trail("the caller", "slack", at_)
        draft_meeting(session, meeting, trail)
        seat = SeatRecord(meeting_id=meeting.id, place=1, name="Fire chiefs")
        session.add(seat)
        session.flush()
        session.add_all(
            InvitationRecord(meeting_id=meeting.id, person_id=each, seat_id=seat.id, recorded_at=at_)
            for each in people
        )
        session.flush()
        return call(session, meeting, trail).id


def says(mornings: Mornings, meeting: int, person: int, said: RsvpAnswer) -> None:
    with mornings.store.writing() as session:
        theirs = invitation_for(session, meeting, person)
        assert theirs is not None
        answer(session, theirs, said, Trail("them", "slack", at("2026-12-01 15:00")), date(2026, 12, 1))


def nudged(mornings: Mornings, person: int) -> list[date]:
    """On which of their days somebody was asked once more."""
    days = zip(mornings.days(person), mornings.letters(person), strict=True)
    return [day for day, text in days if "Are you coming?" in text]


@pytest.mark.postgres
def test_each_silent_or_unsure_person_is_asked_once_on_their_own_day(mornings: Mornings) -> None:
    zones = ("America/New_York", "America/Phoenix", "Pacific/Guam", "Pacific/Honolulu")
    silent = [mornings.person(f"Silent{n}", zone) for n, zone in enumerate(zones)]
    names = ("Unsure", "Coming", "Not", "Weekly", "Away", "Never", "Boss")
    unsure, coming, not_coming, weekly, away, never, boss = (mornings.person(each) for each in names)
    mornings.leads(boss, kind="manager")
    mornings.away(away, date(2026, 12, 8), date(2026, 12, 8))
    with mornings.store.writing() as session:
        choose(session, weekly, Often.WEEKLY, 8, date(2026, 12, 1))
        choose(session, never, Often.NEVER, 8, date(2026, 12, 1))
    asked = [*silent, unsure, coming, not_coming, weekly, away, never]
    meeting = called(mornings, asked, boss, at("2026-12-01 15:00"))
    says(mornings, meeting, unsure, RsvpAnswer.UNSURE)
    says(mornings, meeting, coming, RsvpAnswer.COMING)
    says(mornings, meeting, not_coming, RsvpAnswer.NOT_COMING)
    mornings.begins("2026-12-01 16:00")
    for day in range(5, 12):
        for hour in EIGHTS:
            now = at(f"2026-12-{day:02} {hour}")
            mornings.ticks(now, now, now + timedelta(hours=1))  # a second process, or one that began anew
    tuesday = date(2026, 12, 8)
    for person in (*silent, unsure, weekly):
        assert nudged(mornings, person) == [tuesday], person
    assert nudged(mornings, away) == [date(2026, 12, 9)], "who was on leave on the day itself"
    for person in (coming, not_coming, never, boss):
        assert nudged(mornings, person) == []
    assert "07:00 on" not in mornings.letters(silent[0])[0]
    assert "(07:00 where you are)" in mornings.letters(silent[1])[0]
    assert "(00:00 on 11 Dec 2026 where you are)" in mornings.letters(silent[2])[0]
    [to_boss, tomorrow] = mornings.letters(boss)
    assert "Not answered: Away Grove, Never Grove" in to_boss or "Not answered: Silent0 Grove" in to_boss
    assert "and 2 more. Not sure yet: Unsure Grove." in to_boss
    assert "Tomorrow: Kickoff" in tomorrow
    assert any("Tomorrow: Kickoff" in each for each in mornings.letters(coming))
    for person in asked:
        assert len(mornings.days(person)) == len(set(mornings.days(person)))


def test_one_that_was_not_sent_by_the_evening_is_asked_next_morning(mornings: Mornings) -> None:
    ada, boss = mornings.person("Ada"), mornings.person("Boss")
    called(mornings, [ada], boss, at("2026-12-01 15:00"))
    mornings.begins("2026-12-07 22:00")
    assert mornings.ticks("2026-12-08 13:00", arrive=False) == 1
    mornings.ticks("2026-12-09 01:00", arrive=False)  # 20:00 there: taken back
    assert nudged_texts(mornings, ada) == 0
    mornings.ticks("2026-12-09 13:00", "2026-12-10 13:00")
    assert nudged_texts(mornings, ada) == 1
    with mornings.store.reading() as session:
        query = select(LetterLine.told_on).where(LetterLine.person_id == ada)
        assert session.scalars(query).all() == [date(2026, 12, 9)]


def nudged_texts(mornings: Mornings, person: int) -> int:
    return sum(ASKED in each for each in mornings.letters(person))


def test_a_caller_by_the_settings_alone_who_is_of_no_agency_reads_what_is_open(store: Store) -> None:
    settings = Region(timezone="America/New_York", emergency_managers=frozenset({"boss@grove.example"}))
    mornings = Mornings(store, settings)
    ada, boss = mornings.person("Ada"), mornings.person("Boss")
    with store.writing() as session:
        session.execute(delete(AffiliationRecord).where(AffiliationRecord.person_id == boss))
    called(mornings, [ada], boss, at("2026-12-01 15:00"))
    mornings.begins("2026-12-07 22:00")
    mornings.ticks("2026-12-08 13:00")
    [letter] = mornings.letters(boss)
    assert "Kickoff, 10 Dec 2026, 09:00. Open seats: Fire chiefs. Not answered: Ada Grove." in letter
