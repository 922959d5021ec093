"""The worked cases of docs/rules.md, each with its literal dates."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from readiness.expiry import NEVER
from readiness.records import Anchor, Completion, Revision, RuleVersion
from readiness.standing import Due, Outlook, Status, outlook
from tests.readiness.builders import (
    COURSE,
    HIGHER,
    LONG_AGO,
    REFRESHER,
    TWO_YEARS,
    certified,
    day,
    passed,
    person,
    revised,
    rules,
)

Versions = tuple[RuleVersion, ...]

ANNIVERSARY = (RuleVersion(LONG_AGO, 24, Anchor.ANNIVERSARY, window_days=60),)
CYCLE = (RuleVersion(LONG_AGO, 24, Anchor.CYCLE, cycle_start=day("2023-09-01")),)
MID_MONTH_CYCLE = (RuleVersion(LONG_AGO, 24, Anchor.CYCLE, cycle_start=day("2023-09-15")),)
MONTH_END = (RuleVersion(LONG_AGO, 24, month_end=True),)
ONE_YEAR = (RuleVersion(LONG_AGO, 12),)
THREE_YEARS = RuleVersion(LONG_AGO, 36)
SHORTENED = (THREE_YEARS, RuleVersion(day("2026-07-01"), 24))
SHORTENED_WITH_GRACE = (THREE_YEARS, RuleVersion(day("2026-07-01"), 24, grace_days=30))
SHORTENED_TWICE = (THREE_YEARS, RuleVersion(day("2025-01-01"), 24), RuleVersion(day("2026-07-01"), 12))


def seen(
    versions: Versions, on: str, full: str, refreshers: str = "", revisions: Iterable[Revision] = ()
) -> Outlook:
    """How someone with these completions is seen on a day."""
    responder = person(*passed(full), *passed(refreshers, REFRESHER))
    found = outlook(rules(versions, revisions=revisions), responder, COURSE, day(on))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("versions", "completed", "on", "status", "expires_on"),
    [
        (TWO_YEARS, "2024-05-10", "2026-05-10", Status.DUE_SOON, "2026-05-10"),
        (TWO_YEARS, "2024-05-10", "2026-05-11", Status.EXPIRED, "2026-05-10"),
        (ANNIVERSARY, "2022-05-10 2024-04-01", "2026-01-01", Status.CURRENT, "2026-05-10"),
        (ANNIVERSARY, "2022-05-10 2024-01-01", "2026-01-01", Status.DUE_SOON, "2026-01-01"),
        (ANNIVERSARY, "2022-05-10 2024-06-01", "2026-01-01", Status.CURRENT, "2026-06-01"),
        (CYCLE, "2023-08-31", "2025-08-31", Status.DUE_SOON, "2025-08-31"),
        (CYCLE, "2023-09-01", "2026-01-01", Status.CURRENT, "2027-08-31"),
        (MONTH_END, "2024-02-03", "2026-03-01", Status.EXPIRED, "2026-02-28"),
        (ONE_YEAR, "2024-02-29", "2025-02-28", Status.DUE_SOON, "2025-02-28"),
        (SHORTENED_WITH_GRACE, "2024-06-15", "2026-06-30", Status.CURRENT, "2027-06-15"),
        (SHORTENED_WITH_GRACE, "2024-06-15", "2026-07-01", Status.GRACE, "2026-06-30"),
        (SHORTENED_WITH_GRACE, "2024-06-15", "2026-07-31", Status.EXPIRED, "2026-06-30"),
        (SHORTENED_WITH_GRACE, "2023-06-15", "2026-07-01", Status.GRACE, "2026-06-15"),
        (SHORTENED_TWICE, "2022-06-15", "2026-07-02", Status.EXPIRED, "2024-12-31"),
        (ANNIVERSARY, "2022-05-10 2024-03-10", "2026-01-01", Status.DUE_SOON, "2026-03-10"),
        (ANNIVERSARY, "2022-05-10 2024-04-01 2024-04-05", "2026-01-01", Status.CURRENT, "2026-05-10"),
        (MID_MONTH_CYCLE, "2023-09-10", "2025-01-01", Status.CURRENT, "2025-09-14"),
    ],
)
def test_standing(versions: Versions, completed: str, on: str, status: Status, expires_on: str) -> None:
    found = seen(versions, on, completed)
    assert (found.status(day(on)), found.due_on(day(on))) == (status, day(expires_on))


@pytest.mark.parametrize(
    ("versions", "full", "refresher", "on", "status", "expires_on"),
    [
        (TWO_YEARS, "2018-01-01", "2022-12-31", "2024-02-01", Status.CURRENT, "2024-12-31"),
        (TWO_YEARS, "2018-01-01", "2023-01-01", "2024-02-01", Status.CURRENT, "2025-01-01"),
        (TWO_YEARS, "2018-01-01", "2023-01-02", "2024-02-01", Status.EXPIRED, "2020-01-01"),
        (SHORTENED, "2023-07-15", "2029-05-15", "2029-06-01", Status.CURRENT, "2031-05-15"),
    ],
)
def test_standing_after_a_refresher(
    versions: Versions, full: str, refresher: str, on: str, status: Status, expires_on: str
) -> None:
    found = seen(versions, on, full, refresher)
    assert (found.status(day(on)), found.due_on(day(on))) == (status, day(expires_on))


def test_the_list_looks_ahead_to_a_change_already_recorded() -> None:
    found = seen(SHORTENED_WITH_GRACE, "2026-06-30", "2024-06-15")
    listed = found.due_within(day("2026-06-30"), 60)
    assert listed == Due(Status.DUE_SOON, day("2026-06-30"), verified=True)


REVISED = (revised("2025-11-08", again_within=180),)


@pytest.mark.parametrize(
    ("version", "completed", "on", "status", "expires_on"),
    [
        (THREE_YEARS, "2025-01-01", "2025-11-07", Status.CURRENT, "2028-01-01"),
        (THREE_YEARS, "2025-01-01", "2025-11-08", Status.CURRENT, "2026-05-07"),
        (THREE_YEARS, "2025-01-01 2025-11-08", "2026-05-08", Status.CURRENT, "2028-11-08"),
        (RuleVersion(LONG_AGO, None), "2020-01-01", "2026-05-08", Status.EXPIRED, "2026-05-07"),
    ],
)
def test_a_revised_plan_asks_to_be_trained_again(
    version: RuleVersion, completed: str, on: str, status: Status, expires_on: str
) -> None:
    found = seen((version,), on, completed, revisions=REVISED)
    assert (found.status(day(on)), found.due_on(day(on))) == (status, day(expires_on))


def test_the_list_looks_ahead_to_a_revision_already_recorded() -> None:
    found = seen((THREE_YEARS,), "2025-09-01", "2025-01-01", revisions=REVISED)
    assert found.due_within(day("2025-09-01"), 250) == Due(Status.DUE_SOON, day("2026-05-07"), verified=True)


def test_without_an_interval_it_never_expires() -> None:
    found = seen((RuleVersion(LONG_AGO, None),), "2026-06-30", "1999-01-01")
    on = day("2026-06-30")
    assert (found.status(on), found.due_on(on), found.expires_on) == (Status.CURRENT, None, NEVER)
    assert found.due_within(on, 10_000) is None


FOREVER = RuleVersion(LONG_AGO, None)
BY_1_MARCH = certified("2025-04-01", "2026-03-01")
BY_2025 = certified("2020-04-01", "2025-12-31")


@pytest.mark.parametrize(
    ("versions", "taken", "on", "status", "expires_on"),
    [
        (TWO_YEARS, (BY_1_MARCH,), "2026-01-01", Status.DUE_SOON, "2026-03-01"),
        (TWO_YEARS, (BY_1_MARCH, *passed("2025-06-01")), "2026-01-01", Status.CURRENT, "2027-06-01"),
        ((FOREVER,), (BY_2025,), "2026-01-01", Status.EXPIRED, "2025-12-31"),
        # The day counts; it is the card's under every anchor, and month_end moves no card.
        (MONTH_END, (BY_1_MARCH,), "2026-03-01", Status.DUE_SOON, "2026-03-01"),
        (CYCLE, (BY_1_MARCH,), "2026-03-02", Status.EXPIRED, "2026-03-01"),
        # Renewed within the window before the card's day it keeps that day, earlier it does not.
        (ANNIVERSARY, (BY_1_MARCH, *passed("2026-01-01")), "2026-01-02", Status.CURRENT, "2028-03-01"),
        (ANNIVERSARY, (BY_1_MARCH, *passed("2025-12-30")), "2026-01-02", Status.CURRENT, "2027-12-30"),
        # Two of one day: each from the expiry before, and the later one stands.
        (ANNIVERSARY, (BY_1_MARCH, *passed("2025-04-01")), "2026-01-01", Status.CURRENT, "2027-04-01"),
        (
            TWO_YEARS,
            (BY_1_MARCH, certified("2025-04-01", "2026-05-01")),
            "2026-01-01",
            Status.CURRENT,
            "2026-05-01",
        ),
        # A card never shortens what stood before it, also where that never expires.
        (TWO_YEARS, (*passed("2024-06-01"), BY_1_MARCH), "2026-01-01", Status.CURRENT, "2026-06-01"),
        (CYCLE, (*passed("2025-03-01"), BY_1_MARCH), "2026-04-01", Status.CURRENT, "2027-08-31"),
        # It is of the course completed only: what that merely satisfies or renews goes by its own rule.
        (
            TWO_YEARS,
            (certified("2025-04-01", "2026-03-01", HIGHER),),
            "2026-01-01",
            Status.CURRENT,
            "2027-04-01",
        ),
        (
            TWO_YEARS,
            (BY_1_MARCH, certified("2025-06-01", "2025-07-01", REFRESHER)),
            "2026-01-01",
            Status.CURRENT,
            "2027-06-01",
        ),
        # A full one hides a refresher of its day; a higher one of the same day is full, too.
        (
            TWO_YEARS,
            (BY_1_MARCH, *passed("2025-04-01", REFRESHER)),
            "2026-01-01",
            Status.DUE_SOON,
            "2026-03-01",
        ),
        (TWO_YEARS, (BY_1_MARCH, *passed("2025-04-01", HIGHER)), "2026-01-01", Status.CURRENT, "2027-04-01"),
        # Lapse counts on the card's day: 36 months after it a refresher is no longer enough.
        (
            TWO_YEARS,
            (BY_1_MARCH, *passed("2029-03-01", REFRESHER)),
            "2029-03-02",
            Status.CURRENT,
            "2031-03-01",
        ),
        (
            TWO_YEARS,
            (BY_1_MARCH, *passed("2029-03-02", REFRESHER)),
            "2029-03-02",
            Status.EXPIRED,
            "2026-03-01",
        ),
        # Under every version of the rule the card's day is the card's, longer or shorter; grace still runs.
        (
            SHORTENED_WITH_GRACE,
            (certified("2024-06-15", "2027-01-01"),),
            "2026-07-01",
            Status.CURRENT,
            "2027-01-01",
        ),
        (
            SHORTENED_WITH_GRACE,
            (certified("2025-06-15", "2026-07-10"),),
            "2026-08-09",
            Status.GRACE,
            "2026-07-10",
        ),
        (
            SHORTENED_WITH_GRACE,
            (certified("2025-06-15", "2026-07-10"),),
            "2026-08-10",
            Status.EXPIRED,
            "2026-07-10",
        ),
    ],
)
def test_a_certificates_own_expiry(
    versions: Versions, taken: tuple[Completion, ...], on: str, status: Status, expires_on: str
) -> None:
    for records in (taken, taken[::-1]):
        found = outlook(rules(versions), person(*records), COURSE, day(on))
        assert found is not None
        assert (found.status(day(on)), found.due_on(day(on))) == (status, day(expires_on))


def test_a_revised_plan_may_end_a_certificate_sooner_but_lengthens_none() -> None:
    for until, ends in (("2027-01-01", "2026-05-07"), ("2026-02-01", "2026-02-01")):
        found = outlook(
            rules((FOREVER,), revisions=REVISED),
            person(certified("2025-01-01", until)),
            COURSE,
            day("2025-12-01"),
        )
        assert found is not None
        assert found.expires_on == day(ends)


def test_a_certificate_that_nobody_confirmed_counts_and_is_told_apart() -> None:
    taken = (*passed("2024-02-01"), certified("2025-02-01", "2028-01-01", verified=False))
    found = outlook(rules(), person(*taken), COURSE, day("2026-06-01"))
    assert found is not None
    assert (found.expires_on, found.verified_expires_on) == (day("2028-01-01"), day("2026-02-01"))
    assert found.unverified(day("2026-06-01"))
