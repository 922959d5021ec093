"""Notes of a meeting: in words, several in one sitting, each once; taken back they stay readable."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from commands.meetings import notes
from commands.meetings.after_views import A_PAGE, NOTE_BACK, NOTES
from commands.meetings.begun import Begun
from storage.engine import Store
from storage.meetings import MeetingNote, MeetingState, NoteKind
from tests.commands.meetings.afterwards import a_meeting
from tests.commands.speaking import NOON, County, Office, Said, Speaker, audited, small_county
from words.problems import Problem, Unclear


def desk(store: Store) -> tuple[County, Office, Speaker]:
    county = small_county(store)
    a_meeting(store, agency_id=county.cedar)
    office = Office(store, notes.ENTRIES)
    return county, office, office.lead(county.cedar, person_id=county.ada)


def noted(store: Store) -> list[tuple[str, str, bool]]:
    """What is noted, and whether it stands."""
    with store.reading() as session:
        rows = session.scalars(select(MeetingNote).order_by(MeetingNote.id))
        return [(str(each.kind), each.text, each.voided_at is None) for each in rows]


def shown(said: Said) -> str:
    view = said.reply.modal or said.reply.updated
    assert view is not None
    return str(view.to_dict()["blocks"])


def test_in_words_it_is_noted_at_once_where_its_kind_is_said(store: Store) -> None:
    _, _, lead = desk(store)
    assert lead.says("meeting decision One plan\nby <!here> June").text.startswith(
        "Decision noted, of The room, 2 Nov 2026, 09:00: One plan by <!here> June"
    )
    assert "Nothing was noted twice" in lead.says("meeting note decisions: one  plan by <!HERE> june").text
    lead.says("meeting note objection we keep ours")
    with pytest.raises(Unclear, match=r"What is the concern\?"):
        lead.says("meeting concern")
    with pytest.raises(Unclear, match="Is that a decision, an objection or a concern") as asked:
        lead.says("meeting note who pays?")
    offer = asked.value.offers[2]
    assert (offer.label, offer.value is None) == ("Concern", False)
    assert offer.value is not None
    lead.clicks(offer.action, offer.value.model_dump())
    with pytest.raises(Problem, match="longer than 1,000 characters"):
        lead.says(f"meeting decision {'x' * 1001}")
    with pytest.raises(Problem, match="no longer know what it was for"):
        lead.clicks(notes.SAY, {"meeting_id": 1, "kind": "decision", "text": "x" * 1001})
    assert noted(store) == [
        ("decision", "One plan by <!here> June", True),
        ("objection", "we keep ours", True),
        ("concern", "who pays?", True),
    ]


def test_of_several_meetings_the_one_pressed_gets_the_words(store: Store) -> None:
    county, _, lead = desk(store)
    other = a_meeting(store, title="The other", agency_id=county.cedar)
    with pytest.raises(Unclear, match="Of which meeting") as asked:
        lead.says("meeting decision One plan")
    [offer] = [each for each in asked.value.offers if each.label.startswith("The other")]
    assert offer.value is not None
    assert "The other" in lead.clicks(offer.action, offer.value.model_dump()).text
    with store.reading() as session:
        assert session.scalars(select(MeetingNote.meeting_id)).all() == [other]


def test_whoever_may_not_notes_nothing(store: Store) -> None:
    county, office, lead = desk(store)
    form = lead.says("meeting note")
    said = {"meeting_id": 1, "kind": "decision", "text": "x"}
    lead.says("meeting decision One plan")
    for other in (office.responder(county.ben, county.cedar), office.lead(county.oak, person_id=county.cy)):
        with pytest.raises(Refused):
            other.submits(form, decision="Two plans")
        for action, carried in ((notes.SAY, said), (NOTES, said), (NOTE_BACK, {"meeting_id": 1, "note": 1})):
            with pytest.raises(Refused):
                other.clicks(action, carried)
    with pytest.raises(Problem, match="No meeting that is yours"):
        office.lead(county.oak, person_id=county.cy).says("meeting decision Two plans")
    assert noted(store) == [("decision", "One plan", True)]


def test_several_in_one_sitting_and_one_taken_back_by_whose_meeting_it_is(store: Store) -> None:
    county, _, lead = desk(store)
    form = lead.says("meeting note")
    with pytest.raises(Wrong, match="Nothing is written here yet"):
        lead.submits(form, decision=" \n ")
    with pytest.raises(Wrong, match="At most 1,000 characters a line"):
        lead.submits(form, decision="One plan", concern="y" * 1001)
    assert noted(store) == []
    many = "\r\n".join(f"Number {n}" for n in range(A_PAGE + 1))
    again = lead.submits(form, decision=many, objection="Ours stays")
    assert "Noted: 31 decisions and 1 objection." in shown(again)
    assert "Notes 31 to 32 of 32." in shown(again), "what was just written is in sight"
    first = lead.clicks(NOTES, Begun(meeting_id=1).model_dump())
    assert "Notes 1 to 30 of 32." in shown(first)
    back = {"meeting_id": 1, "note": 1, "turn": 1}
    assert "Taken back: decision, Number 0" in shown(lead.clicks(NOTE_BACK, back))
    assert "It was taken back before." in shown(lead.clicks(NOTE_BACK, back))
    assert noted(store)[0] == ("decision", "Number 0", False)
    lead.says("meeting decision Number 0")
    assert noted(store)[-1] == ("decision", "Number 0", True), "what was taken back may be noted anew"
    other_meeting = a_meeting(store, title="Another", agency_id=county.cedar)
    with pytest.raises(Problem, match="no longer there"):
        lead.clicks(NOTE_BACK, {"meeting_id": other_meeting, "note": 2})
    assert audited(store).count("Slack user ULEE noted what was said in a meeting") == 34


def test_a_held_meeting_is_noted_too_and_a_cancelled_one_is_not(store: Store) -> None:
    county, _, lead = desk(store)
    held = a_meeting(store, title="Held", agency_id=county.cedar, state=MeetingState.HELD)
    gone = a_meeting(
        store, title="Gone", agency_id=county.cedar, state=MeetingState.CANCELLED, changed_at=NOON
    )
    said = {"kind": NoteKind.DECISION.value, "text": "One plan"}
    assert "noted" in lead.clicks(notes.SAY, {"meeting_id": held, **said}).text
    with pytest.raises(Problem, match="Gone, 2 Nov 2026, 09:00 was cancelled"):
        lead.clicks(notes.SAY, {"meeting_id": gone, **said})
