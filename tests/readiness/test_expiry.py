"""Corners of "When it expires" beyond the worked cases."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.expiry import NEVER, expiry, versions_in_force
from readiness.records import Anchor, RuleVersion
from tests.readiness.builders import LONG_AGO, TWO_YEARS, day, days


def expires(versions: tuple[RuleVersion, ...], completed: str, on: str = "2030-01-01") -> date | None:
    return expiry(versions, days(completed), day(on))


def cycle(start: str, months: int = 24, month_end: bool = False) -> tuple[RuleVersion, ...]:
    version = RuleVersion(LONG_AGO, months, Anchor.CYCLE, cycle_start=day(start), month_end=month_end)
    return (version,)


def test_nothing_expires_where_nothing_qualifies_or_no_version_is_in_force() -> None:
    assert expires(TWO_YEARS, "") is None
    assert expires((RuleVersion(day("2026-01-01"), 24),), "2025-06-01", on="2025-12-31") is None
    assert expires((RuleVersion(day("2026-01-01"), 24),), "2025-06-01", on="2026-01-01") == day("2027-06-01")


def test_versions_in_force_come_oldest_first_and_from_their_day_on() -> None:
    old, new, later = (RuleVersion(day(iso), 24) for iso in ("2020-01-01", "2024-07-01", "2027-01-01"))
    assert versions_in_force((later, new, old), day("2024-06-30")) == (old,)
    assert versions_in_force((later, new, old), day("2024-07-01")) == (old, new)


@pytest.mark.parametrize(
    ("renewed", "expected"),
    [
        ("2024-03-10", "2026-03-10"),  # 61 days before 10 May 2024: too early to keep the date
        ("2024-03-11", "2026-05-10"),  # 60 days before
        ("2024-05-10", "2026-05-10"),  # on the day
        ("2024-05-11", "2026-05-11"),  # a day late
    ],
)
def test_the_edges_of_the_anniversary_window(renewed: str, expected: str) -> None:
    versions = (RuleVersion(LONG_AGO, 24, Anchor.ANNIVERSARY, window_days=60),)
    assert expires(versions, f"2022-05-10 {renewed}") == day(expected)


def test_a_window_of_no_days_keeps_the_date_on_the_day_itself() -> None:
    versions = (RuleVersion(LONG_AGO, 12, Anchor.ANNIVERSARY, window_days=0),)
    assert expires(versions, "2024-02-29 2025-02-28") == day("2026-02-28")


def test_an_anniversary_at_month_end_moves_at_each_step() -> None:
    versions = (RuleVersion(LONG_AGO, 24, Anchor.ANNIVERSARY, window_days=60, month_end=True),)
    assert expires(versions, "2022-05-10") == day("2024-05-31")
    assert expires(versions, "2022-05-10 2024-04-01") == day("2026-05-31")  # 60 days before the month's end
    assert expires(versions, "2022-05-10 2024-03-31") == day("2026-03-31")  # 61


def test_an_early_renewal_under_anniversary_is_never_a_loss() -> None:
    versions = (RuleVersion(LONG_AGO, 24, Anchor.ANNIVERSARY, window_days=60),)
    assert expires(versions, "2022-05-10 2022-05-12") == day("2024-05-12")
    assert expires(versions, "2022-05-10 2024-04-01 2024-04-05") == day("2026-05-10")


@pytest.mark.parametrize(
    ("start", "months", "completed", "expected"),
    [
        ("2023-09-01", 24, "2025-08-31", "2027-08-31"),
        ("2023-09-01", 24, "2021-09-01", "2025-08-31"),  # cycles run backwards too
        ("2023-09-01", 24, "2021-08-31", "2023-08-31"),
        ("2023-09-15", 24, "2023-09-14", "2025-09-14"),
        ("2023-09-15", 24, "2023-09-15", "2027-09-14"),
        ("2024-01-31", 1, "2024-02-28", "2024-03-30"),  # cycles begin on 31 Jan, 29 Feb, 31 Mar
        ("2024-01-31", 1, "2024-02-29", "2024-04-29"),
        ("2024-02-29", 12, "2025-02-27", "2026-02-27"),
        ("2024-02-29", 12, "2025-02-28", "2027-02-27"),
    ],
)
def test_cycles(start: str, months: int, completed: str, expected: str) -> None:
    assert expires(cycle(start, months), completed) == day(expected)


def test_month_end_means_nothing_to_cycles() -> None:
    assert expires(cycle("2023-09-15", month_end=True), "2023-09-20") == day("2027-09-14")


def test_a_change_to_an_interval_lets_what_never_expired_stand_to_its_eve() -> None:
    versions = (RuleVersion(LONG_AGO, None), RuleVersion(day("2026-07-01"), 24))
    assert expires(versions, "2010-01-01", on="2026-06-30") == NEVER
    assert expires(versions, "2010-01-01", on="2026-07-01") == day("2026-06-30")
    assert expires(versions, "2026-01-01", on="2026-07-01") == day("2028-01-01")


def test_a_change_to_no_interval_revives_what_had_expired() -> None:
    versions = (RuleVersion(LONG_AGO, 24), RuleVersion(day("2026-07-01"), None))
    assert expires(versions, "2010-01-01", on="2026-07-01") == NEVER


def test_a_longer_interval_lengthens_at_once() -> None:
    versions = (RuleVersion(LONG_AGO, 24), RuleVersion(day("2026-07-01"), 36))
    assert expires(versions, "2024-01-01", on="2026-06-30") == day("2026-01-01")
    assert expires(versions, "2024-01-01", on="2026-07-01") == day("2027-01-01")


def test_a_version_that_could_not_be_reckoned_with_is_refused() -> None:
    with pytest.raises(ValueError, match="0 months"):
        RuleVersion(LONG_AGO, 0)
    with pytest.raises(ValueError, match="cycle starts"):
        RuleVersion(LONG_AGO, 24, Anchor.CYCLE)
    RuleVersion(LONG_AGO, None, Anchor.CYCLE)  # never expires: no cycle is needed
