"""Reminders are put off until a later day, and never into the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commands.kit.problems import Wrong
from tests.commands.checklists.desk import Desk
from words.problems import Problem, Unclear


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("until 1 March", date(2027, 3, 1)),
        ("for 2 weeks", date(2026, 11, 16)),
        ("to the 15th", date(2026, 11, 15)),
        ("until tomorrow", date(2026, 11, 3)),
    ],
)
def test_it_is_put_off_until_the_day_that_was_said(desk: Desk, said: str, until: date) -> None:
    desk.lead.says("checklist add Call signs for dispatch by 1 December")
    put_off = desk.lead.says(f"checklist snooze call signs for dispatch {said}")
    assert put_off.text.endswith("It is due 1 Dec 2026 all the same.")
    assert desk.items()[0].snoozed_until == until
    assert "put off until" in desk.lead.says("checklist").text


def test_no_day_and_a_past_one_are_asked_back(desk: Desk) -> None:
    desk.lead.says("checklist add Call signs for dispatch by 1 December")
    for said, why in (
        ("today", "is not ahead"),
        ("yesterday", "is not ahead"),
        ("never", "I don't understand the day"),
    ):
        with pytest.raises(Unclear, match=why):
            desk.lead.says(f"checklist snooze call signs until {said}")
    with pytest.raises(Unclear, match="more than a year ahead"):
        desk.lead.says("checklist snooze call signs until 1 March 2029")
    form = desk.lead.says("checklist snooze call signs for dispatch")
    with pytest.raises(Wrong, match="is not ahead"):
        desk.lead.submits(form, until="2026-11-02")
    assert desk.items()[0].snoozed_until is None
    desk.lead.submits(form, until="2026-11-03")
    assert desk.items()[0].snoozed_until == date(2026, 11, 3)
    desk.lead.says("checklist done call signs")
    with pytest.raises(Problem, match=r"already: .* Open it again"):
        desk.lead.submits(form, until="2026-11-09")


def test_a_week_never_goes_past_the_day_it_is_due(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan by 5 November")
    [item] = desk.items()
    put_off = desk.lead.clicks("checklist.snooze_week", {"item_id": item.id})
    assert put_off.text == "No reminder before 5 Nov 2026: Radio plan. It is due on that day all the same."
    desk.office.clock.now += timedelta(days=3)
    desk.lead.clicks("checklist.snooze_week", {"item_id": item.id})
    assert desk.items()[0].snoozed_until == date(2026, 11, 12)
