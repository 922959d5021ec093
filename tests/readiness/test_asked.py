"""Who must hold what, and since when."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from readiness.records import Affiliation, Requirement, RuleVersion
from readiness.standing import outlook, required_of
from tests.readiness.builders import (
    ARMS,
    COURSE,
    FIRE_1,
    LAW_1,
    LAW_2,
    LONG_AGO,
    RULELESS,
    TWO_YEARS,
    day,
    member,
    person,
    rules,
)

WITH_TIME_AT_THE_START = (RuleVersion(LONG_AGO, 24, initial_days=100),)


def asked(requirements: Iterable[Requirement], affiliation: Affiliation, on: str = "2026-01-01") -> bool:
    return COURSE in required_of(rules(requirements=requirements), person(at=[affiliation]), day(on))


def started_on(at: Iterable[Affiliation], on: str, requirements: Iterable[Requirement]) -> str | None:
    """The start, seen through the first due date where no days are allowed."""
    found = outlook(rules(TWO_YEARS, requirements), person(at=at), COURSE, day(on))
    assert found is not None
    return None if found.first_due_on is None else found.first_due_on.isoformat()


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2019-12-31", False), ("2020-01-01", True), ("2025-12-31", True), ("2026-01-01", False)],
)
def test_the_first_and_the_last_day_of_a_membership_count(on: str, expected: bool) -> None:
    assert asked([Requirement(COURSE)], member(FIRE_1, "2020-01-01", "2025-12-31"), on) is expected


@pytest.mark.parametrize(
    ("disciplines", "expected"),
    [
        (frozenset(), True),
        (frozenset({"ems"}), True),  # Alder Fire runs ambulances, too
        (frozenset({"law", "fire"}), True),
        (frozenset({"law"}), False),
    ],
)
def test_one_of_an_agencys_disciplines_is_enough(disciplines: frozenset[str], expected: bool) -> None:
    assert asked([Requirement(COURSE, disciplines)], member(FIRE_1)) is expected


@pytest.mark.parametrize(
    ("role", "expected"), [("Paramedic", True), (" PARAMEDIC ", True), ("Driver", False), ("", False)]
)
def test_roles_compare_without_case_and_extra_spaces(role: str, expected: bool) -> None:
    rows = [Requirement(COURSE, roles=frozenset({"paramedic", "engineer"}))]
    assert asked(rows, member(FIRE_1, role=role)) is expected


def test_agency_and_role_must_fit_one_row() -> None:
    rows = [
        Requirement(COURSE, frozenset({"law"})),
        Requirement(COURSE, frozenset({"fire"}), frozenset({"chief"})),
    ]
    assert not asked(rows, member(FIRE_1, role="driver"))
    assert asked(rows, member(FIRE_1, role="chief"))
    assert asked(rows, member(LAW_1, role="driver"))


def test_a_requirement_asks_nothing_before_its_day() -> None:
    rows = [Requirement(COURSE, effective_on=day("2026-01-01"))]
    assert not asked(rows, member(FIRE_1), "2025-12-31")
    assert asked(rows, member(FIRE_1), "2026-01-01")


def test_a_course_without_a_rule_in_force_asks_nothing() -> None:
    rulebook = rules(
        {COURSE: (RuleVersion(day("2026-01-01"), 24),)}, [Requirement(COURSE), Requirement(RULELESS)]
    )
    assert required_of(rulebook, person(), day("2025-12-31")) == {}
    assert list(required_of(rulebook, person(), day("2026-01-01"))) == [COURSE]


def test_every_membership_that_must_hold_it_is_named() -> None:
    fire, law, other_law = member(FIRE_1), member(LAW_1), member(LAW_2, left_on="2025-01-01")
    rulebook = rules(
        {COURSE: TWO_YEARS, ARMS: TWO_YEARS},
        [Requirement(COURSE), Requirement(COURSE), Requirement(ARMS, frozenset({"law"}))],
    )
    found = required_of(rulebook, person(at=[fire, law, other_law]), day("2026-01-01"))
    assert found == {COURSE: (fire, law), ARMS: (law,)}


class TestStart:
    ALL = (Requirement(COURSE),)
    LAW = (Requirement(COURSE, frozenset({"law"})),)

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ([member(LAW_1, "2025-03-01")], "2025-03-01"),
            ([member(LAW_1)], None),
            ([member(LAW_1), member(FIRE_1, "2025-03-01")], "2025-03-01"),
            ([member(LAW_1, "2025-03-01"), member(LAW_2, "2024-03-01")], "2024-03-01"),
            # A transfer, to the day and overlapping; one with a day between restarts the clock.
            ([member(LAW_1, "2020-01-01", "2025-02-28"), member(LAW_2, "2025-03-01")], "2020-01-01"),
            ([member(LAW_1, "2020-01-01", "2025-06-30"), member(LAW_2, "2025-03-01")], "2020-01-01"),
            ([member(LAW_1, "2020-01-01", "2025-02-27"), member(LAW_2, "2025-03-01")], "2025-03-01"),
            # Two transfers, told in any order; two terms at one agency.
            (
                [
                    member(LAW_2, "2025-03-01"),
                    member(LAW_1, "2015-01-01", "2019-12-31"),
                    member(FIRE_1, "2020-01-01", "2025-02-28"),
                ],
                "2015-01-01",
            ),
            ([member(LAW_1, "2020-01-01", "2025-02-28"), member(LAW_1, "2025-03-01")], "2020-01-01"),
            # One that does not say when it began can't be followed.
            ([member(LAW_1, "", "2025-02-28"), member(LAW_2, "2025-03-01")], "2025-03-01"),
        ],
    )
    def test_joining_followed_back_through_transfers(
        self, at: list[Affiliation], expected: str | None
    ) -> None:
        assert started_on(at, "2026-01-01", self.ALL) == expected

    def test_only_a_membership_that_must_hold_it_too_is_followed(self) -> None:
        at = [member(FIRE_1, "2020-01-01", "2025-02-28"), member(LAW_1, "2025-03-01")]
        assert started_on(at, "2026-01-01", self.LAW) == "2025-03-01"

    def test_an_active_membership_that_need_not_hold_it_starts_nothing(self) -> None:
        at = [member(FIRE_1, "2010-01-01"), member(LAW_1, "2025-03-01")]
        assert started_on(at, "2026-01-01", self.LAW) == "2025-03-01"

    @pytest.mark.parametrize(
        ("asked_on", "expected"),
        [
            (["2026-01-01"], "2026-01-01"),
            (["2024-01-01"], "2025-03-01"),
            (["2026-01-01", "2025-06-01"], "2025-06-01"),
            (["2026-01-01", ""], "2025-03-01"),
            (["2026-01-01", "2027-01-01"], "2026-01-01"),
        ],
    )
    def test_not_before_it_was_first_asked(self, asked_on: list[str], expected: str) -> None:
        rows = [Requirement(COURSE, effective_on=day(iso) if iso else None) for iso in asked_on]
        assert started_on([member(LAW_1, "2025-03-01")], "2026-06-01", rows) == expected

    def test_a_row_that_fits_only_a_former_membership_does_not_say_when_it_was_asked(self) -> None:
        rows = [
            Requirement(COURSE, frozenset({"fire"})),
            Requirement(COURSE, frozenset({"law"}), effective_on=day("2025-06-01")),
        ]
        at = [member(FIRE_1, "2020-01-01", "2025-02-28"), member(LAW_1, "2025-03-01")]
        assert started_on(at, "2026-01-01", rows) == "2025-06-01"

    def test_the_days_allowed_are_counted_from_it(self) -> None:
        rulebook = rules(WITH_TIME_AT_THE_START, self.ALL)
        found = outlook(rulebook, person(at=[member(LAW_1, "2025-03-01")]), COURSE, day("2025-04-01"))
        assert found is not None
        assert found.first_due_on == day("2025-06-09")
