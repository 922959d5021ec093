"""`/meeting past`: what is over, the latest first, to whom it is to be read of."""

from __future__ import annotations

from datetime import timedelta

from commands.meetings import past
from storage.engine import Store
from tests.commands.meetings.afterwards import TODAY, a_meeting
from tests.commands.speaking import Office, small_county


def test_what_is_over_is_listed_the_latest_first(store: Store) -> None:
    county = small_county(store)
    for days in range(7):
        a_meeting(store, agency_id=county.cedar, title=f"Room {days}", held_on=TODAY - timedelta(days=days))
    a_meeting(store, agency_id=county.cedar, title="To come", held_on=TODAY + timedelta(days=1))
    office = Office(store, past.ENTRIES)
    lead = office.lead(county.cedar, person_id=county.ada)
    first = lead.says("meeting past")
    assert first.text.startswith("7 meetings are over.\nRoom 0\n")
    assert "Meetings 1 to 5 of 7, the latest first." in first.text
    assert "To come" not in first.text
    assert {"Who was there", "Minutes", "Earlier ones"} <= set(first.buttons())
    assert "Room 6" in lead.presses(first, "Earlier ones").text
    stranger = office.responder(county.cy, county.oak)
    assert (
        stranger.says("meeting past").text
        == "No meeting that you were asked to, or decide about, is over yet."
    )
