"""Revisions of a shared plan: in force, adopted, taught, and asking to be trained again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.coverage import Counts, coverage
from readiness.plans import Adoption, asking_again, ended_by, in_force, ledger
from readiness.records import Anchor, Responder, Revision, Rulebook, RuleVersion
from readiness.standing import Outlook, Status, all_asked, changes_on, outlook
from tests.readiness.builders import (
    ARMS,
    BEN,
    CORA,
    COURSE,
    DOV,
    FIRE_1,
    HIGHER,
    LAW_1,
    LAW_2,
    LONG_AGO,
    REFRESHER,
    TWO_YEARS,
    day,
    passed,
    person,
    revised,
    rules,
)

OLD, NEW, NEXT = revised("2024-01-01"), revised("2025-11-08", 180), revised("2026-09-01", 30)
FOR_EVER = (RuleVersion(LONG_AGO, None),)


def seen(rulebook: Rulebook, responder: Responder, on: str) -> Outlook:
    found = outlook(rulebook, responder, COURSE, day(on))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2023-12-31", None),
        ("2024-01-01", OLD),
        ("2025-11-07", OLD),
        ("2025-11-08", NEW),
        ("2030-01-01", NEXT),
    ],
)
def test_the_newest_that_has_taken_effect_is_in_force(on: str, expected: object) -> None:
    assert in_force([NEXT, OLD, NEW], day(on)) == expected


def test_every_newer_revision_that_asks_ends_it_superseded_or_not() -> None:
    every = [NEXT, OLD, NEW]
    assert ended_by(every, day("2023-01-01"), day("2025-11-07")) is None, "the old one asks nobody"
    assert ended_by(every, day("2023-01-01"), day("2025-11-08")) == day("2026-05-07")
    assert ended_by(every, day("2023-01-01"), day("2030-01-01")) == day("2026-05-07"), "superseded, and asks"
    assert ended_by(every, day("2025-11-08"), day("2026-08-31")) is None, "taught on its first day"
    assert ended_by(every, day("2025-11-08"), day("2026-09-01")) == day("2026-10-01")
    sooner = revised("2025-12-01", 10)
    assert ended_by([NEW, sooner], day("2025-01-01"), day("2026-01-01")) == day("2025-12-11")


def test_what_ends_it_never_lengthens_it_and_grace_runs_from_there() -> None:
    rulebook = rules((RuleVersion(LONG_AGO, 24, grace_days=30),), revisions=[NEW])
    assert seen(rulebook, person(*passed("2024-02-01")), "2026-01-01").expires_on == day("2026-02-01")
    ended = seen(rulebook, person(*passed("2025-01-01")), "2026-05-08")
    assert (ended.status(day("2026-06-06")), ended.status(day("2026-06-07"))) == (
        Status.GRACE,
        Status.EXPIRED,
    )


def test_a_refresher_suffices_from_where_the_plan_ended_it_but_qualifies_as_the_rule_says() -> None:
    """A card for ever is renewed by a refresher at any time; it is too late by what is shown."""
    rulebook = rules(FOR_EVER, revisions=[NEW])
    ended = seen(rulebook, person(*passed("2020-01-01")), "2026-05-08")
    assert ended.refresher_suffices(day("2029-05-07"))
    assert not ended.refresher_suffices(day("2029-05-08"))
    renewed = person(*passed("2020-01-01"), *passed("2029-06-01", REFRESHER))
    assert seen(rulebook, renewed, "2029-06-01").status(day("2029-06-01")) is Status.CURRENT


def test_an_anniversary_is_kept_as_if_the_plan_had_asked_nothing() -> None:
    kept = rules((RuleVersion(LONG_AGO, 24, Anchor.ANNIVERSARY),), revisions=[NEW])
    renewed = person(*passed("2024-05-10 2026-04-01"))
    assert seen(kept, renewed, "2026-06-01").expires_on == day("2028-05-10")


def test_verified_completions_alone_may_be_ended_where_ones_own_word_is_not() -> None:
    rulebook = rules(FOR_EVER, revisions=[NEW])
    responder = person(*passed("2020-01-01"), *passed("2025-12-01", verified=False))
    found = seen(rulebook, responder, "2026-05-01")
    assert not found.unverified(day("2026-05-07"))
    assert found.unverified(day("2026-05-08"))


def test_a_revision_is_a_day_of_change_for_those_asked_a_course_that_teaches_it() -> None:
    rulebook = rules(TWO_YEARS, revisions=[OLD, NEW])
    assert changes_on(rulebook, person(*passed("2023-05-10")), day("2023-06-01")) == day("2025-11-08")
    assert changes_on(replace(rulebook, teaches={ARMS: 501}), person(), day("2023-06-01")) is None


def test_on_todays_plan() -> None:
    rulebook = rules(FOR_EVER, revisions=[OLD, replace(NEW, retrain_within_days=None)])
    county = [
        person(*passed("2025-11-07")),
        person(*passed("2020-01-01"), *passed("2025-11-08", REFRESHER), key=BEN),
        person(*passed("2026-01-01", HIGHER), key=CORA),
        person(key=DOV),
    ]

    def counted(on: str, book: Rulebook = rulebook) -> Counts:
        return coverage(book, all_asked(book, county, day(on)), day(on))[COURSE, "everyone"]

    assert counted("2026-06-01") == Counts(current=3, never=1, on_plan=2)
    assert counted("2026-06-01").share_on_plan == 66
    assert counted("2025-11-08") == Counts(current=2, never=2, on_plan=1)
    assert counted("2025-11-07") == Counts(current=2, never=2, on_plan=1), "the old one was in force"
    assert counted("2023-12-31").on_plan is None, "none was in force yet"
    assert counted("2026-06-01", replace(rulebook, teaches={})).on_plan is None
    assert counted("2026-06-01", replace(rulebook, teaches={})).share_on_plan is None
    nobody = rules(FOR_EVER, revisions=[OLD])
    asked = all_asked(nobody, [person()], day("2026-01-01"))
    none_current = coverage(nobody, asked, day("2026-01-01"))[COURSE, "everyone"]
    assert (none_current.on_plan, none_current.share_on_plan) == (0, None)


def test_counts_of_several_courses_add_up_those_on_plan_where_it_is_known() -> None:
    assert sum([Counts(current=2), Counts(current=3, on_plan=1)], Counts()) == Counts(current=5, on_plan=1)
    assert (Counts(on_plan=1) + Counts(on_plan=0)).on_plan == 1
    assert (Counts() + Counts()).on_plan is None


def test_the_adoption_ledger() -> None:
    adoptions = [
        Adoption(FIRE_1, OLD.key, day("2024-02-01")),
        Adoption(FIRE_1, NEW.key, day("2025-12-01")),
        Adoption(LAW_1, OLD.key, day("2024-02-01")),
        Adoption(LAW_2, NEXT.key, day("2026-01-15")),
    ]

    def on(iso: str) -> tuple[set[int], set[int]]:
        found = ledger([OLD, NEW, NEXT], adoptions, day(iso))
        return set(found.adopted), set(found.on_older)

    assert on("2024-01-31") == (set(), set())
    assert on("2025-11-07") == ({FIRE_1, LAW_1}, set())
    assert on("2025-11-08") == (set(), {FIRE_1, LAW_1})
    assert on("2026-01-15") == ({FIRE_1, LAW_2}, {LAW_1}), "the next one is no old one"
    assert on("2026-09-01") == ({LAW_2}, {FIRE_1, LAW_1})


def test_which_revision_it_is_that_asks_again() -> None:
    again = revised("2025-12-08", 150)  # by the same day as the one before it

    def asks(last_on: str | None, due_on: str | None, *more: Revision) -> Revision | None:
        days = [None if each is None else day(each) for each in (last_on, due_on)]
        return asking_again([OLD, NEW, *more], *days)

    by = str(NEW.again_by)
    assert asks("2025-11-07", by) == NEW
    assert asks("2025-11-08", by) is None, "trained on it"
    assert asks("2025-11-07", "2026-05-06") is None, "another day is another reason"
    assert asks(None, by) is None
    assert asks("2025-11-07", None) is None
    assert again.again_by == NEW.again_by
    assert asks("2025-11-07", by, again) == again
    assert asks("2025-11-10", by, again) == again
