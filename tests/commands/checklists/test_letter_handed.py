"""What a lead reads of a list their agency was handed; nothing of one that was taken back."""

from __future__ import annotations

from datetime import date

from commands.checklists import letter_handed, setting_up
from commands.checklists.templates import ENTRIES as TEMPLATES
from commands.kit.member import Member
from storage.engine import Store
from tests.commands.letters_read import person, texts, told
from tests.commands.speaking import Clock, Office, Speaker
from tests.conversations import county

TUESDAY = date(2026, 11, 3)


def dana(store: Store) -> Speaker:
    office = Office(store, (*TEMPLATES, *setting_up.ENTRIES), Clock(county.NOW), county.REGION)
    return office.speaker(Member("T1", "UDANA", None, "Dana Reyes", "dana@grove.example", is_manager=True))


def test_a_lead_reads_of_it_once_and_of_nothing_that_was_taken_back(county_store: Store) -> None:
    speaker, cora = dana(county_store), person(county_store, "cora@grove.example")
    said = speaker.says("checklist template agency-readiness for Cedar Fire and Birch Police")
    [line] = told(county_store, letter_handed.ENTRIES, [cora], TUESDAY)
    assert line.text == (
        "Your agency has a new checklist: Agency readiness of Cedar Fire Department, 16 open items, the next "
        "due 2 Dec 2026. Handed out by dana@grove.example."
    )
    assert line.button is not None
    speaker.presses(said, "Undo")
    assert texts(told(county_store, letter_handed.ENTRIES, [cora], TUESDAY)) in ([], [""])
