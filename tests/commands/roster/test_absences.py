"""`/muster absent`: shown before it is recorded, recorded once, ended by a day, and for whom it is to see."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.problems import Refused, Wrong
from commands.roster.absences_views import AbsenceNamed, AbsenceSaid
from readiness.records import AbsenceKind
from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from storage.training import AbsenceRecord
from tests.commands.roster.absent_desk import BIRCH, CEDAR, cora, course, kept, person, speaker, standing
from words.problems import Problem, Unclear

LEAVE = "muster absent Ben Flores leave 1 Dec to 15 Jan parental"


@pytest.mark.postgres
def test_a_leave_is_shown_recorded_once_and_ended(county_store: Store) -> None:
    lead = cora(county_store)
    seen = lead.says(LEAVE)
    for said in (
        "Ben Flores: leave, 1 Dec 2026 to 15 Jan 2027. Why: parental.",
        "Not asked meanwhile: ASIM Basic (current until 10 Mar 2028) and Basic Life Support (due 31 Dec",
        "No reminders of these go out on those days, and they count in no coverage and no team.",
        "Runs out meanwhile: Basic Life Support on 31 Dec 2026. This extends no expiry; it is due again from "
        "16 Jan 2027.",
        "Nothing is recorded until you say so.",
    ):
        assert said in seen.text
    assert kept(county_store, "Ben Flores") == []
    done = lead.presses(seen, "Record it")
    assert "Recorded: Ben Flores, leave, 1 Dec 2026 to 15 Jan 2027." in done.text
    assert standing(county_store, "Ben Flores", date(2026, 12, 1)) == {
        "ASIM-B": "on_leave",
        "BLS": "on_leave",
    }
    with pytest.raises(Problem, match="Ben Flores has that already: leave, 1 Dec 2026 to 15 Jan 2027"):
        lead.presses(seen, "Record it")
    lead.clock.now = lead.clock.now.replace(month=12, day=21)
    opened = lead.presses(lead.says("muster absent"), "End it")
    with pytest.raises(Wrong, match="It ends on 15 Jan 2027 by itself"):
        lead.submits(opened, last_day="2027-01-15")
    ended = lead.submits(opened, last_day="2026-12-20")
    assert "Ended: Ben Flores's leave, 1 Dec 2026 to 20 Dec 2026." in ended.text
    assert "Asked again from 21 Dec 2026: ASIM Basic (current until 10 Mar 2028)" in ended.text
    assert "(taken back: ended: its last day is 20 Dec 2026)" in ended.text
    first = date(2026, 12, 1)
    assert kept(county_store, "Ben Flores") == [
        ("leave", first, date(2027, 1, 15), False),
        ("leave", first, date(2026, 12, 20), True),
    ]
    assert standing(county_store, "Ben Flores", date(2026, 12, 21))["BLS"] == "due_soon"
    with pytest.raises(Problem, match="ended or taken back meanwhile"):
        lead.submits(opened, last_day="2026-12-19")
    with county_store.reading() as session:
        rows = session.query(AuditRow).filter(AuditRow.kind.like("absence.%")).order_by(AuditRow.id).all()
        assert [row.kind for row in rows] == [AuditKind.ABSENCE_RECORDED, AuditKind.ABSENCE_ENDED]
        assert (rows[1].detail["ends_on"], rows[1].detail["last_day"]) == ("2027-01-15", "2026-12-20")
        assert "parental" not in str([row.detail for row in rows])


def test_one_without_an_end_is_said_knowingly(county_store: Store) -> None:
    lead = cora(county_store)
    asked = lead.says("muster absent Ben Flores waiver BLS doctor's note approved by Chief Hall")
    assert "I understood: Ben Flores, waiver, for Basic Life Support, from 2 Nov 2026" in asked.text
    assert "Until when? Say a day, or that it goes on until somebody ends it." in asked.text
    assert kept(county_store, "Ben Flores") == []
    seen = lead.presses(asked, "Until somebody ends it")
    assert "waiver for Basic Life Support, from 2 Nov 2026 until somebody ends it." in seen.text
    assert "Why: doctor's note. Approved by Chief Hall." in seen.text
    assert "It has no end" in seen.text
    lead.presses(seen, "Record it")
    assert standing(county_store, "Ben Flores", date(2026, 11, 2)) == {"ASIM-B": "current", "BLS": "waived"}
    assert "approved by Chief Hall; recorded by cora@x.example" in lead.says("muster absent Ben Flores").text
    # In the form it takes the tick.
    opened = lead.clicks("absent.open", {})
    fields = {
        "person": str(person(county_store, "Ada Abbott")),
        "kind": "waiver",
        "starts_on": "2026-11-02",
        "reason": "hurt her hand",
    }
    with pytest.raises(Wrong, match="or tick that it goes on until somebody ends it"):
        lead.submits(opened, **fields)
    with pytest.raises(Wrong, match="one of the two"):
        lead.submits(opened, **fields, ends_on="2026-12-01", is_open=["yes"])
    with pytest.raises(Wrong, match="A leave is for all courses"):
        lead.submits(
            opened, **{**fields, "kind": "leave"}, is_open=["yes"], course=str(course(county_store, "BLS"))
        )
    confirmed = lead.submits(lead.submits(opened, **fields, is_open=["yes"]))
    assert "Recorded: Ada Abbott, waiver for all courses, from 2 Nov 2026 until somebody" in confirmed.text


BAD = [
    ("Ben Flores leave from 15 Jan 2027 to 1 Dec 2026 x", "It would end on 1 Dec 2026, before it begins"),
    ("Zed Nobody leave 1 Dec to 5 Dec x", "I don't find “Zed Nobody” among"),
    ("leave 1 Dec to 5 Dec x", "Who is it for?"),
    ("Ben Flores leave BLS 1 Dec to 5 Dec x", "A leave is for all courses"),
    ("Ben Flores leave 31 Feb to 5 Mar x", "is no day in the calendar"),
    ("Jo Lee leave 1 Dec to 5 Dec x", "matches 2 people"),
    ("Otis Oldham leave 1 Dec to 5 Dec x", "Otis Oldham left on 30 Jun 2025: nothing is asked of them"),
    ("Eve Nakamura leave 5 Nov to 9 Nov x", "Eve Nakamura has that already: leave, 1 Oct 2026 to 31 Dec"),
]


def test_what_can_not_be_is_said_and_nothing_recorded(county_store: Store) -> None:
    manager = speaker(county_store, "Pat Quinn", manages=True)
    with county_store.reading() as session:
        before = session.query(AbsenceRecord).count()
    for said, answer in BAD:
        with pytest.raises(Unclear, match=answer):
            manager.says(f"muster absent {said}")
    with pytest.raises(Refused, match="Nobody records a leave or a waiver of their own"):
        manager.says("muster absent Pat Quinn leave 1 Dec to 5 Dec x")
    with county_store.reading() as session:
        assert session.query(AbsenceRecord).count() == before


def test_one_in_the_past_and_one_that_shares_days(county_store: Store) -> None:
    lead = cora(county_store)
    past = lead.says("muster absent Ben Flores leave 1 Oct 2026 to 9 Oct 2026 flu")
    assert "It is in the past: it changes what was asked on those days, and nothing today." in past.text
    lead.presses(past, "Record it")
    later = lead.says("muster absent Ben Flores leave from 5 Oct 2026 to 20 Nov 2026 flu again")
    assert "It shares days with 1 leave on record: 1 Oct 2026 to 9 Oct 2026. Both stand." in later.text
    assert "It began before today" in later.text
    lead.presses(later, "Record it")
    assert standing(county_store, "Ben Flores", date(2026, 10, 7))["BLS"] == "on_leave"
    # What never took place is taken back whole.
    opened = lead.clicks("absent.end", {"absence": _latest(county_store)})
    assert "Taken back, as it never began" in lead.submits(opened, last_day="2026-10-04").text


def _latest(store: Store) -> int:
    with store.reading() as session:
        return max(each.id for each in session.query(AbsenceRecord))


def test_for_whom_it_is(county_store: Store) -> None:
    lead = cora(county_store)
    lead.presses(lead.says(LEAVE), "Record it")
    listed = lead.says("muster absent")
    assert "Ben Flores (Cedar Fire Department): leave, 1 Dec 2026 to 15 Jan 2027 (parental)" in listed.text
    assert "Eve Nakamura" not in listed.text, "she is another agency's"
    everything = speaker(county_store, "Pat Quinn", manages=True).says("muster absent")
    eve = "Eve Nakamura (Grove 911): leave, 1 Oct 2026 to 31 Dec 2026 (on file); recorded by a test"
    assert eve in everything.text
    own = speaker(county_store, "Ben Flores").says("muster absent")
    assert "Your leaves and waivers" in own.text
    assert "parental" in own.text
    assert own.buttons() == []
    for stranger in (speaker(county_store, "Ada Abbott"), speaker(county_store, "Lou Ito", [BIRCH])):
        assert "parental" not in stranger.says("muster absent").text
        with pytest.raises(Unclear, match="I don't find"):
            stranger.says("muster absent Ben Flores")
        with pytest.raises(Refused):
            stranger.clicks("absent.show", {"person": person(county_store, "Ben Flores")})
    other = speaker(county_store, "Lou Ito", [BIRCH])
    said = AbsenceSaid(
        person=person(county_store, "Ben Flores"),
        kind=AbsenceKind.LEAVE,
        starts_on=date(2026, 12, 1),
        is_open=True,
        reason="x",
    )
    for action, value in (
        ("absent.record", said),
        ("absent.end", AbsenceNamed(absence=_latest(county_store))),
    ):
        with pytest.raises(Refused):
            other.clicks(action, value.model_dump(mode="json"))
    both = speaker(county_store, "Lou Ito", [BIRCH, CEDAR])
    assert "parental" in both.says("muster absent").text
