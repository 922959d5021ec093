"""What a lead reads of a list their agency was handed; nothing of one that was taken back."""

from __future__ import annotations

from datetime import date, timedelta

from commands.checklists import letter_handed, setting_up
from commands.checklists.templates import ENTRIES as TEMPLATES
from commands.kit.member import Member
from storage.audit import Trail
from storage.engine import Store
from storage.templates import LineSaid, add_line, template_by_key
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
        "New for your agency: Agency readiness of Cedar Fire Department, 16 open items. "
        "Handed out by dana@grove.example."
    )
    assert line.button is not None
    speaker.presses(said, "Undo")
    [gone] = told(county_store, letter_handed.ENTRIES, [cora], TUESDAY)
    assert (gone.text, gone.waiting) == ("", line.waiting)
    speaker.says("checklist template agency-readiness for Cedar Fire")
    with county_store.writing() as session:
        template = template_by_key(session, "agency-readiness")
        assert template is not None
        add_line(
            session, template, LineSaid("Keys to schools are on file"), Trail("dana", "slack", county.NOW)
        )
    speaker.clock.now += timedelta(hours=1)
    speaker.presses(speaker.says("checklist template agency-readiness for Cedar Fire"), "Bring it up to date")
    assert "Brought up to date: Agency readiness of Cedar Fire Department, 17 open items." in texts(
        told(county_store, letter_handed.ENTRIES, [cora], TUESDAY)
    )
