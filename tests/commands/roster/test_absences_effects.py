"""What a leave or a waiver would do: of one that is not asked, of one who left or is yet to begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from commands.kit.problems import Refused
from commands.roster.absences_effects import asked_again, effect, wrong_with
from readiness.records import Absence, AbsenceKind
from storage.engine import Store
from storage.people import Person
from tests.commands.roster.absent_desk import cora, course, person, speaker
from tests.commands.speaking import Speaker, request_with
from tests.conversations import county

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
LEAVE = Absence(AbsenceKind.LEAVE, FIRST, LAST)


def told(store: Store, who: Speaker, name: str, wanted: Absence) -> tuple[dict[str, str], list[str]]:
    """What stands against it, and else what it would do."""
    with store.reading() as session:
        asked = replace(request_with(), session=session, member=who.member, region=county.REGION)
        whom = session.get_one(Person, person(store, name))
        wrong = wrong_with(asked, whom, wanted)
        return wrong, [] if wrong else effect(asked, whom, wanted)


def test_a_waiver_of_a_course_that_is_not_asked(county_store: Store) -> None:
    waiver = Absence(AbsenceKind.WAIVER, FIRST, LAST, course(county_store, "ASIM-A"))
    assert told(county_store, cora(county_store), "Ben Flores", waiver) == (
        {},
        ["Nothing of that is asked of Ben Flores on 1 Dec 2026."],
    )


def test_of_whom_it_may_be(county_store: Store) -> None:
    lead = cora(county_store)
    with pytest.raises(Refused, match=r"They left on 30 Jun 2025"):
        told(county_store, lead, "Otis Oldham", LEAVE)
    manager = speaker(county_store, "Pat Quinn", manages=True)
    wrong, _ = told(county_store, manager, "Otis Oldham", LEAVE)
    assert wrong == {"person": "Otis Oldham left on 30 Jun 2025: nothing is asked of them from then on."}
    county.take(
        county_store,
        "roster",
        "email,first_name,last_name,agency,joined_on,left_on\n"
        "new@grove.example,Nia,Newton,Cedar Fire Department,2027-01-04,\n",
    )
    wrong, _ = told(county_store, manager, "Nia Newton", LEAVE)
    assert "belongs to no agency on those days" in wrong["person"]
    wrong, lines = told(
        county_store, lead, "Nia Newton", replace(LEAVE, starts_on=date(2027, 1, 4), ends_on=None)
    )
    assert not wrong
    assert lines[0].startswith("It has no end")


def test_what_is_asked_again(county_store: Store) -> None:
    with county_store.reading() as session:
        lead = cora(county_store)
        asked = replace(request_with(), session=session, member=lead.member, region=county.REGION)
        ada = session.get_one(Person, person(county_store, "Ada Abbott"))
        said = asked_again(asked, ada, LEAVE, LAST)
    assert said == (
        "Asked again from 1 Jan 2027: ASIM Basic (expired 1 Mar 2025) and Basic Life Support "
        "(current until 31 Jan 2028)."
    )
