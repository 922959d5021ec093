"""Counts, shares, scopes, and which is weakest."""

from __future__ import annotations

import pytest

from readiness.coverage import Counts, coverage, weakest, weakness
from readiness.due import Scope
from readiness.records import (
    Absence,
    AbsenceKind,
    Agency,
    AgencyId,
    CourseId,
    Requirement,
    Rulebook,
    RuleVersion,
)
from readiness.standing import all_asked
from tests.readiness.builders import (
    ADA,
    BEN,
    CORA,
    COURSE,
    FIRE_1,
    LAW_1,
    LAW_2,
    LONG_AGO,
    NOBODY,
    OTHER,
    TWO_YEARS,
    day,
    member,
    passed,
    person,
    rules,
)

ON = day("2026-01-01")


def test_each_status_is_counted_where_it_belongs() -> None:
    rulebook = rules((RuleVersion(LONG_AGO, 24, grace_days=30, initial_days=90),))
    absences = {kind: [Absence(kind, day("2025-01-01"))] for kind in AbsenceKind}
    people = [
        person(*passed("2025-06-01")),
        person(*passed("2025-06-01", verified=False)),
        person(*passed("2024-02-01")),
        person(*passed("2023-12-15")),
        person(*passed("2020-01-01")),
        person(),
        person(at=[member(FIRE_1, "2025-12-01")]),
        person(away=absences[AbsenceKind.LEAVE]),
        person(away=absences[AbsenceKind.WAIVER]),
        person(at=[member(FIRE_1, "2015-01-01", "2025-12-31")]),
    ]
    counts = coverage(rulebook, all_asked(rulebook, people, ON), ON)[COURSE, "everyone"]
    assert counts == Counts(
        current=3, due_soon=1, grace=1, expired=1, never=1, new=1, on_leave=1, waived=1, unverified=1
    )
    assert (counts.required, counts.to_train, counts.share, counts.is_empty) == (6, 3, 50, False)


def test_a_share_rounds_down_so_that_a_hundred_means_all() -> None:
    assert Counts(current=41, expired=11).share == 78
    assert Counts(current=999, expired=1).share == 99
    assert Counts(current=7).share == 100
    assert Counts(expired=7).share == 0


def test_of_nobody_there_is_no_share() -> None:
    assert Counts(on_leave=3).share is None
    assert Counts(on_leave=3).is_empty is False
    assert Counts().is_empty


def test_a_claim_may_be_made_of_a_declared_strength() -> None:
    counts = Counts(current=41, expired=11)
    assert counts.share_of(60) == 68
    assert counts.share_of(0) is None


def test_counts_add_up() -> None:
    one = Counts(
        current=2, due_soon=1, grace=3, expired=4, never=5, new=6, on_leave=7, waived=8, unverified=1
    )
    other = Counts(current=10, never=1)
    assert one + other == Counts(12, 1, 3, 4, 6, 6, 7, 8, 1)


def test_a_person_counts_once_in_each_scope() -> None:
    both = person(*passed("2025-06-01"), at=[member(LAW_1), member(LAW_2), member(FIRE_1)])
    rulebook, one = rules(), Counts(current=1)
    assert coverage(rulebook, all_asked(rulebook, [both], ON), ON) == {(COURSE, "everyone"): one}
    assert coverage(rulebook, all_asked(rulebook, [both], ON), ON, "agency") == {
        (COURSE, agency): one for agency in (LAW_1, LAW_2, FIRE_1)
    }
    assert coverage(rulebook, all_asked(rulebook, [both], ON), ON, "discipline") == {
        (COURSE, discipline): one for discipline in ("law", "fire", "ems")
    }
    assert coverage(rulebook, all_asked(rulebook, [both], ON), ON, "jurisdiction") == {
        (COURSE, jurisdiction): one for jurisdiction in ("City of Alder", "City of Birch")
    }


def test_a_scope_in_which_nobody_is_asked_has_no_row() -> None:
    rulebook = rules(requirements=[Requirement(COURSE, frozenset({"law"}))])
    people = [person(at=[member(FIRE_1)]), person(at=[member(LAW_1)])]
    assert list(coverage(rulebook, all_asked(rulebook, people, ON), ON, "agency")) == [(COURSE, LAW_1)]
    assert coverage(rulebook, all_asked(rulebook, people, ON, {OTHER}), ON) == {}


def test_a_course_is_asked_in_every_discipline_of_the_agency_that_asks_it() -> None:
    rulebook = rules(requirements=[Requirement(COURSE, frozenset({"fire"}))])
    people = [person(at=[member(FIRE_1)])]
    found = coverage(rulebook, all_asked(rulebook, people, ON), ON, "discipline")
    assert set(found) == {(COURSE, "fire"), (COURSE, "ems")}


def test_jurisdictions_written_differently_are_one_and_none_is_none() -> None:
    jurisdictions = {FIRE_1: "City of Elm", LAW_1: "city  of ELM", LAW_2: " "}
    agencies = {
        agency: Agency(agency, str(agency), frozenset({"law"}), jurisdiction)
        for agency, jurisdiction in jurisdictions.items()
    }
    rulebook = Rulebook(agencies, (Requirement(COURSE),), {COURSE: TWO_YEARS})
    people = [person(at=[member(agency)]) for agency in agencies]
    assert coverage(rulebook, all_asked(rulebook, people, ON), ON, "jurisdiction") == {
        (COURSE, "City of Elm"): Counts(never=2)
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({}, None),
        ({"A": Counts(new=1)}, None),
        ({"A": Counts(current=1), "B": Counts(on_leave=2)}, "A"),
        ({"A": Counts(current=9, expired=1), "B": Counts(current=8, never=2)}, "B"),
        # Of equals the one with more people to train, whatever they lack.
        ({"A": Counts(current=1, expired=1), "B": Counts(current=2, grace=1, never=1)}, "B"),
        # 78.9% and 78.5% both read 78%.
        ({"A": Counts(current=789, expired=211), "B": Counts(current=157, expired=43)}, "B"),
        ({"b": Counts(never=1), "A": Counts(never=1), "C": Counts(never=1)}, "A"),
    ],
)
def test_weakest(rows: dict[str, Counts], expected: str | None) -> None:
    assert weakest(rows) == expected


def test_the_region_of_three_in_the_rules() -> None:
    ada = person(*passed("2025-06-01"), key=ADA, at=[member(FIRE_1)])
    ben = person(*passed("2023-06-01"), key=BEN, at=[member(FIRE_1), member(LAW_2)])
    leave = Absence(AbsenceKind.LEAVE, day("2025-06-01"))
    cora = person(key=CORA, at=[member(LAW_2)], away=[leave])
    rulebook = rules()
    asked = list(all_asked(rulebook, [ada, ben, cora], ON))
    fire, law = Counts(current=1, expired=1), Counts(expired=1, on_leave=1)
    assert coverage(rulebook, asked, ON)[COURSE, "everyone"] == Counts(current=1, expired=1, on_leave=1)
    assert coverage(rulebook, asked, ON, "agency") == {(COURSE, FIRE_1): fire, (COURSE, LAW_2): law}
    assert coverage(rulebook, asked, ON, "discipline") == {
        (COURSE, "fire"): fire,
        (COURSE, "ems"): fire,
        (COURSE, "law"): law,
    }
    assert weakest({"Alder Fire": fire, "Birch Police": law}) == "Birch Police"


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.agency(LAW_2), {(COURSE, LAW_2)}),
        (Scope.discipline("law"), {(COURSE, LAW_1), (COURSE, LAW_2)}),
        (Scope.jurisdiction("city of alder"), {(COURSE, FIRE_1), (COURSE, LAW_1)}),
        (Scope.person(NOBODY), set()),
    ],
)
def test_only_the_agencies_in_scope_are_counted(
    scope: Scope, expected: set[tuple[CourseId, AgencyId]]
) -> None:
    rulebook = rules()
    everywhere = person(at=[member(LAW_1), member(LAW_2), member(FIRE_1)])
    found = coverage(rulebook, all_asked(rulebook, [everywhere], ON), ON, "agency", scope)
    assert set(found) == expected


def test_what_is_listed_weakest_first_begins_with_the_weakest_though_shares_round_alike() -> None:
    rows = {
        "Ash": Counts(current=87, expired=43),
        "Birch": Counts(current=199, expired=102),
        "Cedar": Counts(on_leave=3),
        "Dogwood": Counts(current=398, expired=204),
    }
    assert {rows[name].share for name in ("Ash", "Birch", "Dogwood")} == {66}
    ranked = sorted(rows, key=lambda name: weakness(rows[name], name))
    assert ranked == ["Dogwood", "Birch", "Ash", "Cedar"]
    assert weakest(rows) == ranked[0]
