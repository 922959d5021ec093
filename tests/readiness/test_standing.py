"""Status, due date, look-ahead and verification of one person and course."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from readiness.expiry import NEVER
from readiness.records import Absence, AbsenceKind, CourseId, Responder, Rulebook, RuleVersion
from readiness.standing import Due, Outlook, Status, outlook
from tests.readiness.builders import (
    COURSE,
    FIRE_1,
    LONG_AGO,
    OTHER,
    REFRESHER,
    TWO_YEARS,
    day,
    member,
    passed,
    person,
    rules,
)

WITH_GRACE = rules((RuleVersion(LONG_AGO, 24, grace_days=30),))
WITH_TIME_AT_THE_START = rules((RuleVersion(LONG_AGO, 24, initial_days=180),))
SHORTENED = rules((RuleVersion(LONG_AGO, 36), RuleVersion(day("2026-07-01"), 24)))


def seen(responder: Responder, on: str, rulebook: Rulebook | None = None) -> Outlook:
    found = outlook(rulebook or rules(), responder, COURSE, day(on))
    assert found is not None
    return found


def leave(starts_on: str, ends_on: str = "", course: CourseId | None = None) -> Absence:
    return Absence(AbsenceKind.LEAVE, day(starts_on), day(ends_on) if ends_on else None, course)


def waiver(starts_on: str, ends_on: str = "", course: CourseId | None = None) -> Absence:
    return Absence(AbsenceKind.WAIVER, day(starts_on), day(ends_on) if ends_on else None, course)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2026-02-08", Status.CURRENT),  # 91 days before 10 May 2026
        ("2026-02-09", Status.DUE_SOON),  # 90
        ("2026-05-10", Status.DUE_SOON),
        ("2026-05-11", Status.GRACE),
        ("2026-06-09", Status.GRACE),  # 30 days after
        ("2026-06-10", Status.EXPIRED),
    ],
)
def test_the_edges_of_each_status(on: str, status: Status) -> None:
    found = seen(person(*passed("2024-05-10")), on, WITH_GRACE)
    assert (found.status(day(on)), found.due_on(day(on))) == (status, day("2026-05-10"))


def test_the_last_day_of_the_lapse_is_the_last_a_refresher_suffices() -> None:
    found = seen(person(*passed("2018-01-01")), "2022-06-01")
    assert found.refresher_suffices(day("2023-01-01"))
    assert not found.refresher_suffices(day("2023-01-02"))


def test_a_refresher_never_suffices_for_someone_with_nothing_and_always_for_what_never_expires() -> None:
    on = day("2024-01-01")
    assert not seen(person(), "2024-01-01").refresher_suffices(on)
    for_ever = rules((RuleVersion(LONG_AGO, None),))
    assert seen(person(*passed("1990-01-01")), "2024-01-01", for_ever).refresher_suffices(on)


class TestHolds:
    def test_first_and_last_day_count(self) -> None:
        responder = person(*passed("2024-05-10"), away=[leave("2025-03-01", "2025-03-31")])
        statuses = {
            iso: seen(responder, iso).status(day(iso))
            for iso in ("2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01")
        }
        assert statuses == {
            "2025-02-28": Status.CURRENT,
            "2025-03-01": Status.ON_LEAVE,
            "2025-03-31": Status.ON_LEAVE,
            "2025-04-01": Status.CURRENT,
        }

    def test_a_waiver_comes_before_a_leave(self) -> None:
        responder = person(away=[leave("2025-01-01"), waiver("2025-01-01")])
        assert seen(responder, "2025-06-01").status(day("2025-06-01")) is Status.WAIVED

    def test_a_waiver_of_another_course_waives_nothing(self) -> None:
        responder = person(away=[waiver("2025-01-01", course=OTHER)])
        assert seen(responder, "2025-06-01").status(day("2025-06-01")) is Status.NEVER

    def test_held_they_are_never_due_and_have_no_due_date(self) -> None:
        responder = person(*passed("2010-01-01", verified=False), away=[leave("2025-01-01")])
        found, on = seen(responder, "2025-06-01"), day("2025-06-01")
        assert (found.due_on(on), found.due_within(on, 90), found.unverified(on)) == (None, None, False)

    def test_a_leave_never_extends_an_expiry(self) -> None:
        on = "2026-06-01"
        away = seen(person(*passed("2024-05-10"), away=[leave("2025-01-01", "2026-05-31")]), on)
        assert away == seen(person(*passed("2024-05-10")), on)
        assert away.status(day(on)) is Status.EXPIRED


class TestNothingQualifies:
    def test_new_through_the_due_date_then_never(self) -> None:
        responder = person(at=[member(FIRE_1, "2026-01-01")])
        found = seen(responder, "2026-01-01", WITH_TIME_AT_THE_START)
        assert found.first_due_on == day("2026-06-30")
        assert found.status(day("2026-06-30")) is Status.NEW
        assert found.status(day("2026-07-01")) is Status.NEVER
        assert found.due_on(day("2026-07-01")) == day("2026-06-30")

    def test_without_time_at_the_start_nobody_is_new(self) -> None:
        found = seen(person(at=[member(FIRE_1, "2026-01-01")]), "2026-01-01")
        assert found.status(day("2026-01-01")) is Status.NEVER
        assert found.due_on(day("2026-01-01")) == day("2026-01-01")

    def test_without_a_start_there_is_no_due_date_and_nobody_is_new(self) -> None:
        found, on = (
            seen(person(at=[member(FIRE_1)]), "2026-01-01", WITH_TIME_AT_THE_START),
            day("2026-01-01"),
        )
        assert (found.status(on), found.due_on(on), found.soonest_on) == (Status.NEVER, None, None)
        assert found.due_within(on, 0) == Due(Status.NEVER, None, verified=None)

    def test_the_new_are_listed_when_their_due_date_is_near(self) -> None:
        found = seen(person(at=[member(FIRE_1, "2026-01-01")]), "2026-01-01", WITH_TIME_AT_THE_START)
        assert found.due_within(day("2026-04-30"), 60) is None  # 61 days before 30 June
        assert found.due_within(day("2026-05-01"), 60) == Due(Status.NEW, day("2026-06-30"), verified=None)

    def test_someone_whose_only_refresher_does_not_count_has_nothing(self) -> None:
        found = seen(person(*passed("2025-01-01", REFRESHER)), "2025-06-01")
        assert found.status(day("2025-06-01")) is Status.NEVER


class TestLookingAhead:
    def test_the_due_date_is_the_earlier_of_now_and_then(self) -> None:
        found = seen(person(*passed("2024-06-15")), "2026-05-02", SHORTENED)
        assert found.expires_on == day("2027-06-15")
        assert found.ahead == ((day("2026-07-01"), day("2026-06-30")),)
        assert found.soonest_on == day("2026-06-30")
        assert found.status(day("2026-05-02")) is Status.CURRENT
        assert found.due_on(day("2026-05-02")) == day("2027-06-15")

    def test_only_versions_in_effect_by_then_count(self) -> None:
        found = seen(person(*passed("2024-06-15")), "2026-05-01", SHORTENED)
        assert found.due_within(day("2026-05-01"), 60) is None  # 30 June, the eve of the change
        assert found.due_within(day("2026-05-02"), 60) == Due(
            Status.DUE_SOON, day("2026-06-30"), verified=True
        )

    def test_a_change_that_lengthens_moves_no_due_date(self) -> None:
        lengthened = rules((RuleVersion(LONG_AGO, 24), RuleVersion(day("2026-07-01"), 36)))
        found = seen(person(*passed("2024-06-15")), "2026-06-01", lengthened)
        assert found.soonest_on == day("2026-06-15")
        assert found.due_within(day("2026-06-01"), 90) == Due(
            Status.DUE_SOON, day("2026-06-15"), verified=True
        )

    def test_of_several_changes_the_last_in_effect_by_then_decides(self) -> None:
        there_and_back = rules(
            (
                RuleVersion(LONG_AGO, 36),
                RuleVersion(day("2026-07-01"), 24),
                RuleVersion(day("2026-08-01"), 36),
            )
        )
        found = seen(person(*passed("2024-06-15")), "2026-06-15", there_and_back)
        assert found.ahead == ((day("2026-07-01"), day("2026-06-30")), (day("2026-08-01"), day("2027-06-15")))
        assert found.due_within(day("2026-06-15"), 46) == Due(
            Status.DUE_SOON, day("2026-06-30"), verified=True
        )
        assert found.due_within(day("2026-06-15"), 47) is None

    def test_what_never_expires_may_be_going_to(self) -> None:
        ending = rules((RuleVersion(LONG_AGO, None), RuleVersion(day("2026-07-01"), 24)))
        found = seen(person(*passed("2010-01-01")), "2026-06-01", ending)
        assert (found.expires_on, found.soonest_on) == (NEVER, day("2026-06-30"))
        assert found.due_within(day("2026-06-01"), 30) == Due(
            Status.DUE_SOON, day("2026-06-30"), verified=True
        )
        assert found.due_within(day("2026-06-01"), 29) is None

    def test_nobody_expired_or_in_grace_is_given_another_date(self) -> None:
        lengthened = rules((RuleVersion(LONG_AGO, 24, grace_days=30), RuleVersion(day("2026-07-01"), 36)))
        found = seen(person(*passed("2024-06-15")), "2026-06-16", lengthened)
        assert found.due_within(day("2026-06-16"), 60) == Due(Status.GRACE, day("2026-06-15"), verified=True)


class TestVerified:
    def test_a_self_reported_completion_counts_and_is_said_to_be_unverified(self) -> None:
        found, on = seen(person(*passed("2024-05-10", verified=False)), "2025-01-01"), day("2025-01-01")
        assert (found.status(on), found.unverified(on)) == (Status.CURRENT, True)
        assert (found.last_on, found.verified_last_on) == (day("2024-05-10"), None)

    def test_a_verified_one_that_is_still_good_makes_it_verified(self) -> None:
        responder = person(*passed("2023-06-01"), *passed("2024-05-10", verified=False))
        found = seen(responder, "2025-06-01")
        assert (found.expires_on, found.verified_expires_on) == (day("2026-05-10"), day("2025-06-01"))
        assert not found.unverified(day("2025-06-01"))
        assert found.unverified(day("2025-06-02"))

    def test_verified_in_grace_is_not_verified_current(self) -> None:
        responder = person(*passed("2023-06-01"), *passed("2024-05-10", verified=False))
        assert seen(responder, "2025-06-15", WITH_GRACE).unverified(day("2025-06-15"))

    def test_who_is_not_current_is_not_unverified(self) -> None:
        found = seen(person(*passed("2010-05-10", verified=False)), "2025-06-01")
        assert not found.unverified(day("2025-06-01"))

    def test_a_self_reported_full_one_carries_no_verified_refresher(self) -> None:
        responder = person(*passed("2023-06-01", verified=False), *passed("2024-06-01", REFRESHER))
        found = seen(responder, "2025-01-01")
        assert (found.last_on, found.verified_last_on) == (day("2024-06-01"), None)

    @pytest.mark.parametrize(
        ("confirmed", "reported", "expected"),
        [
            ("2023-06-01", "", Due(Status.EXPIRED, day("2025-06-01"), verified=True)),
            ("", "2023-06-01", Due(Status.EXPIRED, day("2025-06-01"), verified=False)),
            ("2021-06-01", "2023-06-01", Due(Status.EXPIRED, day("2025-06-01"), verified=False)),
            ("2023-06-01", "2021-06-01", Due(Status.EXPIRED, day("2025-06-01"), verified=True)),
            ("2023-08-01", "2023-08-20", Due(Status.DUE_SOON, day("2025-08-20"), verified=False)),
        ],
    )
    def test_the_list_says_whether_verified_ones_alone_say_the_same(
        self, confirmed: str, reported: str, expected: Due
    ) -> None:
        responder = person(*passed(confirmed), *passed(reported, verified=False))
        assert seen(responder, "2025-07-01").due_within(day("2025-07-01"), 60) == expected

    def test_two_different_expiries_may_be_cut_to_the_same_due_date(self) -> None:
        responder = person(*passed("2024-03-01"), *passed("2024-06-15", verified=False))
        found = seen(responder, "2026-06-01", SHORTENED)
        assert found.verified_expires_on != found.expires_on
        assert found.due_within(day("2026-06-01"), 60) == Due(
            Status.DUE_SOON, day("2026-06-30"), verified=True
        )


def test_due_is_what_lies_within_the_days_asked_for() -> None:
    found = seen(person(*passed("2024-05-10")), "2026-01-01")
    due_on = day("2026-05-10")
    assert found.due_within(due_on - timedelta(days=121), 120) is None
    listed = found.due_within(due_on - timedelta(days=120), 120)
    assert listed == Due(Status.DUE_SOON, due_on, verified=True), "a current one reads due soon"
    assert found.due_within(due_on - timedelta(days=31), 30) is None, "due soon, but not within 30 days"
    assert found.due_within(due_on, 0) == Due(Status.DUE_SOON, due_on, verified=True)
    assert found.due_within(due_on + timedelta(days=1), 0) == Due(Status.EXPIRED, due_on, verified=True)


@pytest.mark.parametrize("on", ["2019-12-31", "2026-01-01"])
def test_not_required_means_no_outlook(on: str) -> None:
    late_rule = rules((RuleVersion(day("2020-01-01"), 24),))
    early_leaver = person(at=[member(FIRE_1, "2015-01-01", "2025-12-31")])
    assert outlook(late_rule, early_leaver, COURSE, day(on)) is None
    assert outlook(late_rule, early_leaver, OTHER, day("2024-01-01")) is None


def test_an_outlook_far_in_the_future_does_not_overflow() -> None:
    found = seen(person(*passed("2024-05-10")), "2025-01-01")
    assert found.due_within(date(9999, 1, 1), 4_000_000) is not None
    assert outlook(rules(TWO_YEARS), person(*passed("2024-05-10")), COURSE, date.max) is not None


def test_what_falls_due_is_met_or_not_asked_for_yet() -> None:
    trained = person(*passed("2024-05-10"))
    met = seen(trained, "2026-02-09", WITH_GRACE)
    assert met.falling_due(day("2026-02-09"), 90) == Due(Status.DUE_SOON, day("2026-05-10"), verified=True)
    assert met.falling_due(day("2026-02-09"), 89) is None, "not within so many days"
    for lapsed in ("2026-05-11", "2026-06-10"):
        found = seen(trained, lapsed, WITH_GRACE)
        assert found.due_within(day(lapsed), 90) is not None
        assert found.falling_due(day(lapsed), 90) is None, "it is due, and falls due no more"
    newcomer = person(at=[member(FIRE_1, "2026-01-01")])
    new = seen(newcomer, "2026-05-01", WITH_TIME_AT_THE_START)
    assert new.falling_due(day("2026-05-01"), 60) == Due(Status.NEW, day("2026-06-30"), verified=None)
    assert seen(newcomer, "2026-05-01").falling_due(day("2026-05-01"), 60) is None, (
        "never taken, asked at once"
    )
