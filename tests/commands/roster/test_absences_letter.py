"""What somebody reads of a leave or a waiver that their lead recorded or ended; as it stands."""

from __future__ import annotations

from datetime import date

from commands.roster.absences_letter import ENTRIES
from storage.engine import Store
from tests.commands.letters_read import texts, told
from tests.commands.roster.absent_desk import cora, person


def test_who_is_concerned_reads_what_was_recorded_and_how_it_ended(county_store: Store) -> None:
    ben, lead = person(county_store, "Ben Flores"), cora(county_store)

    def reads(day: date) -> list[str]:
        return texts(told(county_store, ENTRIES, [ben], day))

    lead.presses(lead.says("muster absent Ben Flores leave 1 Dec to 15 Jan parental"), "Record it")
    by = "by cora@x.example"
    assert reads(date(2026, 11, 3)) == [
        f"Recorded for you {by}: leave, 1 Dec 2026 to 15 Jan 2027. Why: parental."
    ]
    lead.clock.now = lead.clock.now.replace(month=12, day=21)
    opened = lead.presses(lead.says("muster absent Ben Flores"), "End it")
    lead.submits(opened, last_day="2026-12-20")
    assert reads(date(2026, 12, 21)) == [f"Ended for you {by}: leave, 1 Dec 2026 to 20 Dec 2026."]
    lead.presses(lead.says("muster absent Ben Flores waiver BLS 1 Feb to 9 Feb light duty"), "Record it")
    opened = lead.presses(lead.says("muster absent Ben Flores"), "End it")
    lead.submits(opened, last_day="2027-01-20")
    assert reads(date(2026, 12, 21))[1:] == [
        f"Taken back {by}: your waiver for Basic Life Support, 1 Feb 2027 to 9 Feb 2027."
    ]
