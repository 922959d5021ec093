"""Who was there: an answer never counts, a changed list is looked at again, what was said before is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from commands import home
from commands.kit.problems import Refused, Wrong
from commands.kit.registry import HomePart
from commands.meetings import attendance
from commands.meetings.after_views import ATTENDANCE, COMING
from commands.meetings.begun import Begun
from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from storage.meeting_attendance import NOT_THERE
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState, RsvpAnswer
from storage.people import Person
from tests.commands.meetings.afterwards import TODAY, a_meeting, a_seat, invited
from tests.commands.speaking import NOON, Clock, County, Office, Said, Speaker, small_county
from words.problems import Problem


def desk(store: Store, clock: Clock | None = None) -> tuple[County, Speaker, int]:
    """Cedar Fire's lead, and a meeting of theirs this morning: Ada said that she comes, Ben nothing."""
    county = small_county(store)
    key = a_meeting(store, agency_id=county.cedar)
    with store.writing() as session:
        fire = a_seat(session, key, 1, "Fire", discipline="fire")
        a_seat(session, key, 2, "Police", discipline="law")
        invited(session, key, county.ada, RsvpAnswer.COMING, seat_id=fire)
        invited(session, key, county.ben, seat_id=fire)
    at_home = home.entries([HomePart(17, attendance.to_confirm)])
    entries = [each for each in attendance.ENTRIES if not isinstance(each, HomePart)]
    office = Office(store, [*entries, *at_home], clock or Clock())
    return county, office.lead(county.cedar, person_id=county.ada), key


def blocks_of(opened: Said) -> str:
    view = opened.reply.modal or opened.reply.updated
    assert view is not None
    return str(view.to_dict()["blocks"])


def there(store: Store) -> dict[int, tuple[bool | None, str | None]]:
    """Who is on the list by their id: whether they were there, and for which seat they are."""
    with store.reading() as session:
        rows = session.scalars(select(InvitationRecord).where(InvitationRecord.voided_at.is_(None)))
        return {each.person_id: (each.attended, None if each.seat_id is None else "a seat") for each in rows}


def test_nobody_counts_before_it_is_confirmed_and_each_confirmation_keeps_the_one_before(
    store: Store,
) -> None:
    clock = Clock()
    county, lead, key = desk(store, clock)
    form = lead.says("meeting attendance the room")
    assert "initial_options" not in blocks_of(form), "who said that they come is not chosen by itself"
    assert {each[0] for each in there(store).values()} == {None}
    chosen = lead.clicks(COMING, form.carried)
    assert "Ada Abbott (Cedar Fire Department)" in blocks_of(chosen)
    assert {each[0] for each in there(store).values()} == {None}, "chosen is not confirmed"
    police = "2"
    done = lead.submits(chosen, **{"who.1": [str(county.ada), str(county.cy)], "seat.1": police})
    assert (
        "Confirmed: The room, 2 Nov 2026, 09:00. 2 people were there.\nSeats attended: 2 of 2." in done.text
    )
    assert there(store) == {
        county.ada: (True, "a seat"),
        county.ben: (False, "a seat"),
        county.cy: (True, "a seat"),
    }
    clock.now += timedelta(minutes=5)
    late = lead.submits(form, who=[str(county.ben)])  # from a form that was open meanwhile
    assert "look again, and confirm it. Nothing was recorded." in blocks_of(late)
    again = lead.clicks(ATTENDANCE, {"meeting_id": key})
    assert "confirmed by you on 2 Nov 2026" in blocks_of(again)
    same = lead.submits(again, who=[str(county.ada), str(county.cy)])
    assert same.text.startswith("As it was:")
    mended = lead.submits(lead.clicks(ATTENDANCE, {"meeting_id": key}), who=[str(county.ben)])
    assert mended.text.startswith("Corrected: The room, 2 Nov 2026, 09:00. 1 person was there.")
    assert there(store) == {county.ada: (False, "a seat"), county.ben: (True, "a seat")}
    with store.reading() as session:
        gone = session.scalars(select(InvitationRecord).where(InvitationRecord.voided_at.is_not(None))).one()
        assert (gone.person_id, gone.void_reason) == (county.cy, NOT_THERE)
        rows = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.MEETING_HELD.value)).all()
        assert [(row.detail["before"], row.detail["people"]) for row in rows] == [
            (None, [county.ada, county.cy]),
            ({"people": [county.ada, county.cy], "named": []}, [county.ben]),
        ]
        meeting = session.get_one(MeetingRecord, key)
        assert (meeting.state, meeting.closed_at) == (MeetingState.HELD, NOON)


def test_a_list_that_changed_since_it_was_shown_is_looked_at_again_with_what_was_chosen(store: Store) -> None:
    county, lead, _ = desk(store)
    form = lead.says("meeting attendance")
    with store.writing() as session:
        ben = session.scalars(select(InvitationRecord).where(InvitationRecord.person_id == county.ben)).one()
        ben.answer = RsvpAnswer.NOT_COMING
    again = lead.submits(form, who=[str(county.ben)])
    said = blocks_of(again)
    assert "look again, and confirm it. Nothing was recorded." in said
    assert "Ben Birch (Cedar Fire Department)" in said
    assert {each[0] for each in there(store).values()} == {None}
    assert lead.submits(again, **{"who.1": [str(county.ben)]}).text.startswith("Confirmed")


def test_all_who_were_there_count_however_many_one_field_shows(store: Store) -> None:
    county, lead, key = desk(store)
    with store.writing() as session:
        people = [Person(email=f"m{n}@x.example", first_name="M", last_name=str(n)) for n in range(129)]
        for each in people:
            each.rekey()
        session.add_all(people)
        session.flush()
        for each in people:
            invited(session, key, each.id, RsvpAnswer.COMING)
        first = [county.ada, *(each.id for each in people)]
    form = lead.says("meeting attendance")
    assert "Begin with the 130 who said they're coming" in blocks_of(form)
    assert "who count as there" not in blocks_of(form)
    chosen = lead.clicks(COMING, expected_of(form))
    assert "And 30 more who said they're coming, who count as there." in blocks_of(chosen)
    shown = [str(each) for each in first[:100]]
    assert "130 people were there." in lead.submits(chosen, **{"who.1": shown}).text
    again = lead.clicks(ATTENDANCE, {"meeting_id": key})
    assert "And 30 more on record as there, who stay so." in blocks_of(again)
    less = lead.submits(again, who=shown[1:], absent=[str(first[-1])])
    assert less.text.startswith("Corrected: The room, 2 Nov 2026, 09:00. 128 people were there.")


def test_who_was_invited_while_it_was_on_stays_invited_and_was_not_there(store: Store) -> None:
    county, lead, key = desk(store)
    with store.writing() as session:
        invited(session, key, county.cy)
        session.scalars(
            select(InvitationRecord).where(InvitationRecord.person_id == county.cy)
        ).one().recorded_at = NOON
    lead.submits(lead.clicks(ATTENDANCE, {"meeting_id": key}), who=[str(county.ada)])
    assert there(store)[county.cy] == (False, None)


def test_of_a_list_that_changed_those_beyond_the_first_hundred_are_still_chosen(store: Store) -> None:
    county, lead, key = desk(store)
    with store.writing() as session:
        people = [Person(email=f"m{n}@x.example", first_name="M", last_name=str(n)) for n in range(104)]
        for each in people:
            each.rekey()
        session.add_all(people)
        session.flush()
        for each in people:
            invited(session, key, each.id, RsvpAnswer.COMING)
        first = [county.ada, *(each.id for each in people)]
    form = lead.says("meeting attendance")
    chosen = lead.clicks(COMING, expected_of(form))
    with store.writing() as session:
        theirs = InvitationRecord.person_id.in_([first[0], first[-1]])
        for row in session.scalars(select(InvitationRecord).where(theirs)):
            row.answer = RsvpAnswer.NOT_COMING
    shown = [str(each) for each in first[:100]]
    again = lead.submits(chosen, **{"who.1": shown})
    assert "look again, and confirm it." in blocks_of(again)
    assert "And 4 more who said they're coming, who count as there." in blocks_of(again)
    assert "103 people were there." in lead.submits(again, **{"who.2": shown[1:]}).text


def expected_of(form: Said) -> dict[str, object]:
    """What the button carries that begins with those who said that they come."""
    view = form.reply.modal
    assert view is not None
    rows = [each for each in view.to_dict()["blocks"] if each["type"] == "actions"]
    carried: dict[str, object] = json.loads(rows[0]["elements"][0]["value"])
    return carried


def test_what_cant_be_said_is_told_at_its_field_and_not_before_it_begins(store: Store) -> None:
    clock = Clock()
    county, lead, key = desk(store, clock)
    form = lead.says("meeting attendance")
    with pytest.raises(Wrong, match="A meeting that did not take place is cancelled instead"):
        lead.submits(form)
    for seat in ("99", "Police"):
        with pytest.raises(Wrong, match="seat"):
            lead.submits(form, who=[str(county.ada)], seat=seat)
    with pytest.raises(Wrong, match="Choose people from the list"):
        lead.submits(form, who=["99"])
    office = Office(store, [each for each in attendance.ENTRIES if not isinstance(each, HomePart)], clock)
    with pytest.raises(Refused):
        office.responder(county.ben, county.cedar).clicks(ATTENDANCE, {"meeting_id": key})
    with pytest.raises(Refused, match="not yours to change"):
        office.lead(county.oak, person_id=county.cy).submits(form, who=[str(county.cy)])
    assert list(lead.looks_up("meeting.attendance/who", "cole", Begun(meeting_id=key).model_dump())) == [
        "Cy Cole (Oak Police)"
    ]
    clock.now -= timedelta(hours=4)
    for action in (ATTENDANCE, COMING):
        with pytest.raises(Problem, match="has not begun: it begins on 2 Nov 2026 at 09:00 CST"):
            lead.clicks(action, {"meeting_id": key})
    with pytest.raises(Problem, match="has not begun"):
        lead.submits(form, who=[str(county.ada)])
    assert {each[0] for each in there(store).values()} == {None}


def test_home_asks_for_ones_own_meetings_that_are_over(store: Store) -> None:
    clock = Clock()
    county, lead, key = desk(store, clock)
    a_meeting(store, title="the region's")
    a_meeting(store, title="to come", agency_id=county.cedar, held_on=TODAY + timedelta(days=1))
    a_meeting(store, title="held", agency_id=county.cedar, state=MeetingState.HELD)
    shown = at_home(lead)
    assert shown.count("Who was there is not confirmed yet.") == 1
    assert "The room, 2 Nov 2026, 09:00: over." in shown
    manager = replace(lead, member=replace(lead.member, leads=frozenset(), is_manager=True))
    assert "the region's, 2 Nov 2026, 09:00: over." in at_home(manager)
    assert "The room" not in at_home(manager), "that is its lead's to think of"
    caller = replace(manager, member=replace(manager.member, user="UDANA"))
    with store.writing() as session:
        meeting = session.get_one(MeetingRecord, key)
        meeting.workspace, meeting.called_by_user = "T1", "UDANA"
    assert "The room" in at_home(caller)
    clock.now -= timedelta(hours=2)
    assert "not confirmed" not in at_home(lead), "it is on: it is over at 10:30"


def at_home(who: Speaker) -> str:
    view = who.clicks("home", {}).reply.home
    assert view is not None
    return str(view.to_dict()["blocks"])
