"""How often, of whom and since when, as a responder reads it."""

from __future__ import annotations

from datetime import date

from readiness.records import Anchor, Requirement, RuleVersion
from words.refreshers import allowances, asked_of, how_often

DAY = date(2015, 1, 1)
TODAY = date(2026, 11, 2)


def test_how_often_is_said_in_plain_words() -> None:
    assert how_often(RuleVersion(DAY, 24)) == "every 24 months"
    assert how_often(RuleVersion(DAY, 24, month_end=True)) == "every 24 months, at the end of the month"
    assert how_often(RuleVersion(DAY, None)) == "once; it does not run out"
    assert (
        how_often(RuleVersion(DAY, 12, Anchor.ANNIVERSARY))
        == "every 12 months, keeping its date when renewed up to 60 days before"
    )
    cycle = RuleVersion(DAY, 36, Anchor.CYCLE, month_end=True, cycle_start=date(2023, 9, 1))
    assert how_often(cycle) == (
        "every 36 months, in cycles that are the same for everybody (one began 1 Sep 2023)"
    )
    assert allowances(RuleVersion(DAY, 24, grace_days=1, initial_days=90)) == (
        "90 days to take it first; 1 day of grace; a refresher is enough until 36 months after it ran out"
    )
    assert allowances(RuleVersion(DAY, None, grace_days=30)) == ""


def test_of_whom_and_since_when() -> None:
    rows = [
        Requirement(1, frozenset(["fire", "ems"]), frozenset(["Captain"]), date(2027, 1, 1)),
        Requirement(1),
    ]
    assert asked_of(rows, TODAY) == "everybody, since ever; EMS and Fire, as Captain, from 1 Jan 2027"
    assert asked_of([], TODAY) == ""
