"""Which meeting is meant by somebody who names none: the one that is on, the one just over, the last."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from commands.kit.problems import Refused
from commands.kit.registry import Click, Form
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.meetings.begun import Begun, meant, meeting_said_begun, theirs_begun
from storage.engine import Store
from storage.meetings import MeetingState
from tests.commands.meetings.afterwards import TODAY, a_meeting, invited
from tests.commands.speaking import NOON, Clock, Office, small_county
from words.problems import Problem, Unclear


def which(request: Request) -> Reply:
    if request.text:
        return say(meeting_said_begun(request, request.text, "pick").title)
    return say(meant(request, "pick", lambda key: Begun(meeting_id=key), "which").title)


def picked(request: Request) -> Reply:
    return say(theirs_begun(request, request.carried(Begun).meeting_id).title)


ENTRIES = (Form("which", which, "", ""), Click("pick", picked))


def test_the_meeting_that_is_on_is_meant_else_the_one_just_over_else_the_last(store: Store) -> None:
    county, clock = small_county(store), Clock()
    lead = Office(store, ENTRIES, clock).lead(county.cedar, person_id=county.ada)
    with pytest.raises(Problem, match="No meeting that is yours to decide about began in the last two weeks"):
        lead.says("which")
    mine = {"agency_id": county.cedar}
    a_meeting(store, title="last week's", held_on=TODAY - timedelta(days=7), **mine)
    a_meeting(store, title="another's", agency_id=county.oak)
    a_meeting(store, title="the region's")
    a_meeting(store, title="cancelled", state=MeetingState.CANCELLED, **mine)
    a_meeting(store, title="drafted", state=MeetingState.DRAFT, **mine)
    tomorrow = a_meeting(store, title="tomorrow's", held_on=TODAY + timedelta(days=1), **mine)
    assert lead.says("which").text == "last week's"
    a_meeting(store, title="this morning's", start_time=time(8), **mine)
    assert lead.says("which").text == "this morning's", "it was over at 09:30; it is noon"
    a_meeting(store, title="the one on", start_time=time(11, 30), **mine)
    assert lead.says("which").text == "the one on"
    clock.now = NOON + timedelta(hours=2)
    with pytest.raises(Unclear) as asked:
        lead.says("which")
    assert [each.label for each in asked.value.offers] == [
        "the one on, 2 Nov 2026, 11:30",
        "this morning's, 2 Nov 2026, 08:00",
    ]
    first = asked.value.offers[0]
    assert first.value is not None
    assert lead.clicks(first.action, first.value.model_dump()).text == "the one on"
    assert lead.says("which last week").text == "last week's"
    with pytest.raises(Problem, match="tomorrow's, 3 Nov 2026, 09:00 has not begun: it begins on 3 Nov 2026"):
        lead.says("which tomorrow's")
    with pytest.raises(Problem, match="has not begun"):
        lead.clicks("pick", {"meeting_id": tomorrow})


@pytest.mark.parametrize(
    ("state", "why"), [(MeetingState.CANCELLED, "was cancelled"), (MeetingState.DRAFT, "not called")]
)
def test_of_one_that_nobody_was_asked_to_nothing_came(store: Store, state: MeetingState, why: str) -> None:
    small_county(store)
    key = a_meeting(store, state=state)
    manager = Office(store, ENTRIES).manager(person_id=1)
    with pytest.raises(Problem, match=why):
        manager.clicks("pick", {"meeting_id": key})
    with pytest.raises(Problem, match="no longer there"):
        manager.clicks("pick", {"meeting_id": 99})


def test_whose_it_is_is_asked_at_every_press(store: Store) -> None:
    county = small_county(store)
    key = a_meeting(store, agency_id=county.oak)
    office = Office(store, ENTRIES)
    for speaker in (office.lead(county.cedar, person_id=county.ada), office.responder(county.cy, county.oak)):
        with pytest.raises(Refused, match="not yours to change"):
            speaker.clicks("pick", {"meeting_id": key})


def test_at_anothers_meeting_it_is_said_whose_it_is_and_who_can(store: Store) -> None:
    county = small_county(store)
    key = a_meeting(store, held_on=TODAY, agency_id=county.oak)
    with store.writing() as session:
        invited(session, key, county.ada)
    lead = Office(store, ENTRIES, Clock()).lead(county.cedar, person_id=county.ada)
    with pytest.raises(Refused, match="The room, 2 Nov 2026, 09:00 is not yours to change") as refused:
        lead.says("which")
    assert "for Oak Police. Nothing was recorded." in str(refused.value)
    assert "the lead of the agency whose meeting it is" in refused.value.who_could
