"""The question once more, as the job writes it: once, on each reader's own local day, and to nobody else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select

from storage.answering_calls import answer, invitation_for
from storage.audit import Trail
from storage.calling import call, draft_meeting
from storage.deliveries import DeliveryState, post
from storage.engine import Store
from storage.letters import LetterLine, Often, choose
from storage.meeting_undelivered import not_reached
from storage.meetings import InvitationRecord, MeetingRecord, RsvpAnswer, SeatRecord
from storage.people import AffiliationRecord, Grant, SlackIdentity
from storage.region import Region
from storage.rights import leads_of
from tests.jobs.mornings import Mornings, at

EIGHTS = ("13:00", "15:00", "18:00", "22:00")
"""08:00 in New York, Phoenix, Honolulu, and of the next day in Guam."""
HELD = date(2026, 12, 10)  # a Thursday: the nudge is on Tuesday, 8 December
ASKED = "you have not answered yet. Are you coming?"


@pytest.fixture
def mornings(store: Store) -> Mornings:
    return Mornings(store, Region(timezone="America/New_York", handling_mark="For official use only"))


def called(mornings: Mornings, people: list[int], caller: int | None, at_: datetime) -> int:
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


@pytest.mark.postgres_whole
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


def test_what_its_caller_cannot_read_falls_to_leads_else_managers_and_says_why(
    mornings: Mornings,
) -> None:
    ada, boss, other = (mornings.person(each) for each in ("Ada", "Boss", "Other"))
    lead, kim = mornings.person("Lead", agency="Oak Fire"), mornings.person("Kim", agency="Oak Fire")
    mornings.leads(boss, kind="manager")
    mornings.leads(other, kind="manager")
    mornings.leads(lead, "Oak Fire")
    mornings.away(boss, date(2026, 12, 5), date(2026, 12, 20))
    called(mornings, [ada], boss, at("2026-12-01 15:00"))
    theirs = called(mornings, [kim], None, at("2026-12-01 15:00"))
    with mornings.store.writing() as session:
        session.get_one(MeetingRecord, theirs).agency_id = mornings.agencies["Oak Fire"]
    mornings.begins("2026-12-07 22:00")
    mornings.ticks("2026-12-08 13:00", "2026-12-09 13:00")
    open_seats = "Kickoff, 10 Dec 2026, 09:00. Open seats: Fire chiefs. Not answered:"
    near = "Tomorrow: Kickoff, Thu 10 Dec 2026, 09:00 to 10:00 EST, The EOC."
    away, unknown = "Boss Grove, who called it, is away", "Who called it is not on the roster"
    assert mornings.letters(boss) == []
    for person, why, silent in ((other, away, "Ada Grove."), (lead, unknown, "Kim Grove.")):
        [tuesday, wednesday] = mornings.letters(person)
        assert f"{why}: {open_seats} {silent}" in tuesday
        assert f"{near} {why}: it falls to you." in wednesday


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        ("slack", "is not in Slack"),
        ("right", "can't decide about it any more"),
        ("roster", "is not on the roster"),
    ],
)
def test_a_caller_who_is_gone_keeps_nobody_from_hearing(mornings: Mornings, gone: str, why: str) -> None:
    ada, boss, other = (mornings.person(each) for each in ("Ada", "Boss", "Other"))
    mornings.leads(boss, kind="manager")
    mornings.leads(other, kind="manager")
    called(mornings, [ada], boss, at("2026-12-01 15:00"))
    with mornings.store.writing() as session:
        if gone == "slack":
            session.scalars(select(SlackIdentity).filter_by(person_id=boss)).one().is_deactivated = True
        else:
            session.scalars(select(Grant).filter_by(person_id=boss)).one().ended_at = at("2026-12-03 13:00")
        if gone == "roster":
            theirs = session.scalars(select(AffiliationRecord).filter_by(person_id=boss)).one()
            theirs.left_on = date(2026, 12, 3)
    mornings.begins("2026-12-07 22:00")
    mornings.ticks("2026-12-08 13:00")
    assert mornings.letters(boss) == []
    assert f"Boss Grove, who called it, {why}: Kickoff, 10 Dec 2026" in mornings.letters(other)[0]


@pytest.mark.postgres_whole
def test_whom_the_call_did_not_reach_is_named_until_they_say_something(mornings: Mornings) -> None:
    ada, ben, boss = (mornings.person(each) for each in ("Ada", "Ben", "Boss"))
    mornings.leads(boss, kind="manager")
    meeting = called(mornings, [ada, ben], boss, at("2026-12-01 15:00"))
    undelivered(mornings, meeting, "first")
    says(mornings, meeting, ben, RsvpAnswer.UNSURE)
    with mornings.store.reading() as session:
        assert not_reached(session, meeting) == {ada}
    mornings.begins("2026-12-07 22:00")
    mornings.ticks("2026-12-08 13:00")
    assert "Not sure yet: Ben Grove. My message did not reach: Ada Grove." in mornings.letters(boss)[0]
    assert mornings.letters(boss)[0].count("Ada Grove") == 2, "silent, and not reached"
    undelivered(mornings, meeting, "again")
    with mornings.store.reading() as session:
        assert not_reached(session, meeting) == {ada}
    undelivered(mornings, meeting, "a third time", DeliveryState.SENT)
    with mornings.store.reading() as session:
        assert not_reached(session, meeting) == set()


def undelivered(
    mornings: Mornings, meeting: int, key: str, state: DeliveryState = DeliveryState.QUARANTINED
) -> None:
    """What became of the call's messages to all who are invited, written at 14:00 on 1 December."""
    with mornings.store.writing() as session:
        for each in session.scalars(select(InvitationRecord).where(InvitationRecord.meeting_id == meeting)):
            now, name = at("2026-12-01 14:00"), f"{key} {each.id}"
            post(session, name, "T1", each.person_id, "call", [], now, about=each.subject).state = state


def test_a_lead_whose_import_was_undone_leaves_what_is_theirs_to_the_manager(mornings: Mornings) -> None:
    ada, never_there = mornings.person("Ada", agency="Oak Fire"), mornings.person("Away", agency="Elm Fire")
    mornings.leads(ada, "Oak Fire")
    mornings.leads(never_there, "Oak Fire")
    with mornings.store.writing() as session:
        assert leads_of(session, mornings.agencies["Oak Fire"], HELD) == [ada, never_there]
        theirs = session.scalars(select(AffiliationRecord).filter_by(person_id=ada)).one()
        theirs.take_back(at("2026-12-02 11:00"), "undo", "import undone")
        session.flush()
        assert leads_of(session, mornings.agencies["Oak Fire"], HELD) == [never_there]
