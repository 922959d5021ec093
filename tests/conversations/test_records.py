"""Records people can trust: approved, rejected, corrected, taken back, traced, and logged for many."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.letters import LetterLine
from storage.people import Person
from storage.training import CompletionRecord
from tests.conversations.conftest import Stage


def lines(stage: Stage) -> list[tuple[str, str]]:
    """What waits for people's letters: whose, and what it is about."""
    with stage.store.reading() as session:
        rows = session.execute(
            select(Person.email, LetterLine.matter)
            .join(Person, Person.id == LetterLine.person_id)
            .order_by(LetterLine.id)
        )
        return [(str(email), matter) for email, matter in rows]


def recorded(stage: Stage) -> int:
    with stage.store.reading() as session:
        return session.query(CompletionRecord).count()


@pytest.mark.postgres
@pytest.mark.both_doors
def test_what_waits_is_approved_or_rejected_once(stage: Stage) -> None:
    stage.cora.says("/training verify")
    stage.cora.sees("Nothing waits for you to confirm.")
    stage.cora.closes()
    stage.ada.says("log ASIM Basic yesterday")
    stage.ada.sees("marked unverified until a lead confirms it")
    stage.ada.says("/training log BLS yesterday expires 3 Mar 2028")
    stage.ada.sees("The certificate expires on 3 Mar 2028.")
    stage.ben.says("/training log BLS 30 Oct 6h")
    stage.ben.sees("Recorded")
    stage.ada.says("/training verify")
    stage.ada.sees("An agency lead or an emergency manager can do this.")
    stage.cora.opens_home()
    stage.cora.sees("3 records wait for you to confirm.")
    stage.cora.presses("Look at them")
    stage.cora.sees("Ben Flores, Cedar Fire Department: Basic Life Support on 30 Oct 2026, 6 h")
    seen = stage.cora.sees("Ada Abbott, Cedar Fire Department: ASIM Basic on 1 Nov 2026, 4 h")
    assert "certificate expires 3 Mar 2028".casefold() in seen.text.casefold()
    assert (
        "Good until 1 Nov 2028; no evidence linked, no certificate. Recorded by ada@grove.example on 2 Nov"
        in seen.text
    )
    assert "from a direct message" in seen.text

    stage.dana.says("/training verify")
    stage.dana.sees("Cedar Fire Department: 3")
    stage.dana.presses("Open")
    stage.dana.sees("Cedar Fire Department: 3 records wait for you to confirm.")
    stage.dana.presses("Approve")
    stage.dana.sees("Approved: Ben Flores: Basic Life Support on 30 Oct 2026, 6 h.")
    stage.cora.presses("Reject")  # the newest is Ben's: settled meanwhile by somebody else
    stage.cora.fills({"Why it can't be confirmed": "not on the sheet"})
    stage.cora.submits()
    stage.cora.sees("Nothing was rejected.")
    stage.cora.sees(
        "Ben Flores: Basic Life Support on 30 Oct 2026, 6 h was decided already. Verified by dana@"
    )
    stage.cora.presses("Reject")
    stage.cora.sees("Ada Abbott: Basic Life Support on 1 Nov 2026, 4 h")
    stage.cora.fills({"Why it can't be confirmed": "not on the <!channel> sheet"})
    stage.cora.submits()
    stage.cora.sees("Rejected: 1 record.")
    stage.cora.sees("1 record waits for you to confirm.")
    stage.cora.submits()
    stage.cora.sees("Choose some first; nothing was changed.")
    stage.cora.fills({"Ada Abbott, Cedar Fire Department: ASIM Basic on 1 Nov 2026, 4 h": ["Choose"]})
    stage.cora.submits()
    stage.cora.sees("Approved: Ada Abbott: ASIM Basic on 1 Nov 2026, 4 h.")
    stage.cora.repeats_last()
    stage.cora.sees("Nothing waits for you to confirm.")
    assert lines(stage) == [
        ("ben@grove.example", "verified"),
        ("ada@grove.example", "rejected"),
        ("ada@grove.example", "verified"),
    ]
    stage.ada.says("/training history")
    stage.ada.sees("1 Nov 2026: Basic Life Support, 4 h (rejected: not on the <!channel> sheet)")
    stage.ada.says("/training log BLS yesterday")
    stage.ada.sees("Recorded: Basic Life Support on 1 Nov 2026")


@pytest.mark.postgres
def test_a_record_is_corrected_and_the_correction_corrected_and_taken_back(stage: Stage) -> None:
    stage.ada.says("/training log BLS yesterday")
    stage.ada.sees("Recorded")
    stage.ada.says("/training correct")
    stage.ada.sees("Basic Life Support on 1 Nov 2026, 4 h, not verified")
    stage.ada.presses("Correct")
    stage.ada.sees("Ada Abbott: Basic Life Support on 1 Nov 2026, 4 h")
    stage.ada.fills({"Day": "2026-11-09"})
    stage.ada.submits()
    stage.ada.sees("9 Nov 2026 is still to come.")
    stage.ada.fills({"Day": "2026-10-20", "Expires on": "2026-10-01"})
    stage.ada.submits()
    stage.ada.sees("can't have expired on 1 Oct 2026, before it was issued")
    stage.ada.fills({"Expires on": "2028-10-20"})
    stage.ada.submits()
    stage.ada.sees("Nothing is changed yet: send it again to do so.")
    stage.ada.submits()
    stage.ada.sees("Corrected: Ada Abbott: Basic Life Support on 20 Oct 2026, 4 h.", seconds=10)
    stage.ada.sees("It waits for a lead to confirm it. What was said before stays readable.")

    stage.cora.says("/training correct Ada Abbott, BLS")
    stage.cora.sees("Basic Life Support on 20 Oct 2026, 4 h, not verified")
    stage.cora.presses("Correct")
    stage.cora.fills({"Day": "2026-01-15"})
    stage.cora.submits()
    stage.cora.sees("on record already: correct that one, or take this one back. Nothing was changed.")
    stage.cora.fills({"Day": "2026-10-21", "Provider": "Grove College"})
    stage.cora.submits()
    stage.cora.sees(
        "Corrected: Ada Abbott: Basic Life Support on 21 Oct 2026, 4 h. It is confirmed with that. What",
        seconds=10,
    )
    stage.cora.repeats_last()
    before = recorded(stage)

    stage.ada.says("/training history")
    stage.ada.sees("21 Oct 2026: Basic Life Support, 4 h, Grove College, a correction")
    stage.ada.presses("Details")
    seen = stage.ada.sees("Nothing in it is ever overwritten.")
    assert "Recorded by cora@grove.example on 2 Nov 2026, 09:00, from the form Correct a record." in seen.text
    assert "Verified by cora@grove.example on 2 Nov 2026, 09:00." in seen.text
    assert "Corrected by ada@grove.example on 2 Nov 2026, 09:00: Basic Life Support on 20 Oct" in seen.text
    stage.ada.closes()

    stage.cora.says("/training correct Ada Abbott")
    stage.cora.sees("Basic Life Support on 21 Oct 2026, 4 h, verified")
    stage.cora.presses("Take it back")
    stage.cora.sees("What it corrected would stand again: Basic Life Support on 20 Oct 2026, 4 h.")
    stage.cora.fills({"Why it is no record": "the wrong sheet"})
    stage.cora.submits()
    stage.cora.sees("What it had corrected is back: Basic Life Support on 20 Oct 2026, 4 h.", seconds=10)
    assert recorded(stage) == before
    assert ("ada@grove.example", "logged") in lines(stage)


def test_what_a_standing_rests_on_is_shown_before_it_is_taken_back(stage: Stage) -> None:
    stage.cora.says("/training correct BLS Ben")
    stage.cora.sees("Basic Life Support on 3 Dec 2024, verified")
    stage.cora.presses("Take it back")
    stage.cora.fills({"Why it is no record": "never held"})
    stage.cora.submits()
    stage.cora.sees("Ben Flores would no longer be current in Basic Life Support: not yet trained.")
    stage.cora.sees("Nothing is changed yet: send it again to do so.")
    stage.ben.says("/training history")
    stage.ben.sees("3 Dec 2024: Basic Life Support, verified")
    stage.cora.submits()
    stage.cora.sees("Ben Flores is no longer current in Basic Life Support: not yet trained.", seconds=10)
    stage.cora.says("/training correct Ben ASIM Basic")
    stage.cora.sees("ASIM Basic on 10 Mar 2026, verified")
    stage.cora.presses("Correct")
    stage.cora.fills({"Day": "2024-03-10"})
    stage.cora.submits()
    stage.cora.sees("Ben Flores would no longer be current in ASIM Basic: due since 10 Mar 2026.")
    stage.cora.closes(everything=True)
    stage.ada.says("/training correct")
    stage.ada.sees("You have no record that is yours to correct")
    stage.ada.closes()
    stage.ada.says("/training correct Ben Flores")
    stage.ada.sees("whose records you can correct")


def test_a_record_is_traced_to_the_message_that_said_it(stage: Stage) -> None:
    stage.ada.says("@Muster log ASIM Basic yesterday", stage.room)
    stage.ada.sees("Recorded")
    with stage.store.reading() as session:
        newest = session.scalars(select(CompletionRecord).order_by(CompletionRecord.id.desc())).first()
        assert newest is not None
        assert newest.recorded_from is not None
        assert newest.recorded_from.startswith("a message in a channel (https://slack.com/archives/")
    stage.dana.says("/training history Ada Abbott")
    stage.dana.presses("Details")
    seen = stage.dana.sees("from a message in a channel.")
    assert "The message" in seen.text
    assert "[Correct]" in seen.text


def test_a_pasted_list_is_logged_for_many(stage: Stage) -> None:
    stage.cora.says("/training")
    stage.cora.fills({"Course": "BLS: Basic Life Support", "Day": "2026-10-20"})
    pasted = "Abbott, Ada\nBen Flores\nZed One\nada@grove.example\nYan Two\nBen Flores\nCora Diaz\nXi Three"
    stage.cora.fills({"Or a list of names or e-mails": pasted})
    stage.cora.submits()
    stage.cora.sees("3 people found: Ada Abbott, Ben Flores and Cora Diaz.")
    stage.cora.sees("Named twice, logged once: Ada Abbott and Ben Flores.")
    seen = stage.cora.sees("3 lines left over. • “Zed One” is nobody you can see here.")
    assert (
        "Has it on another day: Ada Abbott (15 Jan 2026, current until 31 Jan 2028), "
        "Cora Diaz (9 Sep 2025, current until 30 Sep 2027)." in seen.text
    )
    before = recorded(stage)
    stage.cora.fills({"Go on?": ["Log it for the 3 found, without these 3 lines"]})
    stage.cora.fills({"Who had it lately": ["Leave out the 2 people who had it lately"]})
    stage.cora.submits()
    stage.cora.sees("Recorded: Basic Life Support on 20 Oct 2026, 4 hours, for Ben Flores.", seconds=10)
    stage.cora.sees("Left out: • “Zed One” is nobody")
    assert recorded(stage) == before + 1
    stage.cora.presses("Undo")
    stage.cora.sees("Taken back.")
    assert lines(stage) == [("ben@grove.example", "logged")]
