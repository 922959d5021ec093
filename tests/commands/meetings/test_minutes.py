"""Minutes: for who may decide about the meeting and for who was there; to nobody else, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.problems import Refused
from commands.meetings import minutes
from commands.meetings.after_views import MINUTES
from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from storage.meetings import MeetingRecord, MeetingState
from tests.commands.documents import set_of
from tests.commands.meetings.afterwards import a_meeting, a_seat, invited
from tests.commands.speaking import NOON, Clock, Office, Said, small_county
from words.problems import Problem, Unclear


def given(said: Said) -> bytes:
    """The document that comes by direct message."""
    [post] = said.posts
    assert post.file is not None
    assert post.file.name == "minutes-the_room-2026-11-02.pdf"
    return set_of(post.file)


def test_they_are_for_who_decides_and_once_confirmed_for_who_was_there(store: Store) -> None:
    county = small_county(store)
    key = a_meeting(store, agency_id=county.cedar)
    with store.writing() as session:
        seat = a_seat(session, key, 1, "Fire", discipline="fire")
        invited(session, key, county.ada, seat_id=seat, attended=True)
        invited(session, key, county.ben, seat_id=seat, attended=False)
        invited(session, key, county.cy, attended=True)
    clock = Clock()
    office = Office(store, minutes.ENTRIES, clock)
    lead, ben = office.lead(county.cedar, person_id=county.dee), office.responder(county.ben, county.cedar)
    ada, cy = office.responder(county.ada, county.cedar), office.lead(county.oak, person_id=county.cy)
    said = lead.says("meeting minutes")
    assert "Who was there is not confirmed yet: they name nobody." in said.text
    assert given(said).startswith(b"%PDF")
    for each in (ada, ben, cy):
        with pytest.raises(Refused):
            each.clicks(MINUTES, {"meeting_id": key})
        with pytest.raises(Refused, match="no minutes for you of the last two weeks"):
            each.says("meeting minutes")
    with store.writing() as session:
        session.get_one(MeetingRecord, key).state = MeetingState.HELD
    first = given(lead.says("meeting minutes the room"))
    for each in (ada, cy):
        assert (
            given(each.says("meeting minutes")) == given(each.clicks(MINUTES, {"meeting_id": key})) == first
        )
    with pytest.raises(Refused, match="not for you"):
        ben.clicks(MINUTES, {"meeting_id": key})
    with pytest.raises(Refused, match="The minutes of The room, 2 Nov 2026, 09:00 are not for you"):
        ben.says("meeting minutes the room")
    with store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.MINUTES_WRITTEN.value).all()
        assert [row.detail["people"] for row in rows] == [0, 2, 2, 2, 2, 2]
    clock.now = NOON + timedelta(days=15)
    with pytest.raises(Refused, match="of the last two weeks"):
        ada.says("meeting minutes")
    assert ada.clicks(MINUTES, {"meeting_id": key}).posts, "an old button still gives them"


def test_of_several_one_is_pressed_and_none_of_one_that_has_not_begun(store: Store) -> None:
    county = small_county(store)
    a_meeting(store, agency_id=county.cedar)
    other = a_meeting(store, title="The other", agency_id=county.cedar)
    late = a_meeting(store, title="Late", agency_id=county.cedar, held_on=NOON.date() + timedelta(days=1))
    lead = Office(store, minutes.ENTRIES).lead(county.cedar, person_id=county.dee)
    with pytest.raises(Unclear, match="Of which meeting"):
        lead.says("meeting minutes")
    assert "The other" in lead.clicks(MINUTES, {"meeting_id": other}).text
    with pytest.raises(Problem, match="has not begun"):
        lead.clicks(MINUTES, {"meeting_id": late})


def test_who_is_asked_to_it_hears_when_its_minutes_come(store: Store) -> None:
    county = small_county(store)
    key = a_meeting(store, title="Huddle")
    with store.writing() as session:
        invited(session, key, county.ada)
    ada = Office(store, minutes.ENTRIES).responder(county.ada, county.cedar)
    with pytest.raises(Refused, match="Huddle, 2 Nov 2026, 09:00 come once it was held and who was there is"):
        ada.says("meeting minutes huddle")
