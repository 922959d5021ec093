"""The scorecard: worked cases in literal numbers, and what holds of any."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from readiness import scorecard_items as items
from readiness.scorecard import (
    MOST,
    Answer,
    Bar,
    Count,
    Scored,
    as_said,
    bars,
    mean_said,
    not_theirs,
    of_points,
    of_share,
    percent,
    points_of_exercise,
    points_of_number,
    points_of_review,
    points_of_share,
    step_of,
)
from readiness.scorecard_items import BY_CODE, ITEMS, Asked, Category, Reason, Scale, asked_of
from readiness.vocabulary import ExerciseType

ON = date(2026, 11, 2)
ANSWERS = some.builds(
    Answer,
    some.integers(0, MOST),
    some.sampled_from(["", "county.example/terms"]),
    some.none() | some.dates(date(2024, 1, 1), ON),
)


def bar_of(category: Category, *scored: Scored) -> Bar:
    return next(each for each in bars(scored) if each.category is category)


def test_the_items_are_those_of_the_vocabulary() -> None:
    assert [len([each for each in ITEMS if each.category is one]) for one in Category] == [4, 4, 4, 4, 4]
    assert len(BY_CODE) == 20
    assert [each.code for each in asked_of(Asked.AGENCY)] == ["own-procedure", "common-terms"]
    assert [each.code for each in asked_of(Asked.REGION)] == ["officials-adopted"]
    assert all((each.scale is Scale.SAID) is (each.asked is not Asked.NOBODY) for each in ITEMS)
    assert [each.text for each in Category] == [
        "Policy & Planning",
        "People & Training",
        "Exercises & Performance",
        "Communications & Coordination",
        "Documentation & Governance",
    ]


@pytest.mark.parametrize(
    ("number", "of", "points"),
    [
        *((0, 14, 0), (1, 1000, 1), (49, 100, 1), (7, 14, 2), (74, 100, 2), (3, 4, 3), (89, 100, 3)),
        *((899, 1000, 3), (9, 10, 4), (14, 14, 4)),
    ],
)
def test_a_share_gives_its_points(number: int, of: int, points: int) -> None:
    assert points_of_share(number, of) == points


def test_numbers_reviews_and_rungs_give_theirs() -> None:
    assert [points_of_number(each) for each in (0, 1, 3, 4, 9)] == [0, 1, 3, 4, 4]
    assert points_of_review(date(2025, 11, 2), ON) == 4
    assert points_of_review(date(2025, 11, 1), ON) == 2
    assert points_of_review(date(2024, 11, 2), ON) == 2
    assert points_of_review(date(2024, 11, 1), ON) == 0
    rungs = (ExerciseType.SEMINAR, ExerciseType.TABLETOP, ExerciseType.FUNCTIONAL, ExerciseType.FULL_SCALE)
    assert [points_of_exercise(each, False) for each in rungs] == [0, 1, 3, 4]
    assert points_of_exercise(ExerciseType.DRILL, True) == 2
    assert points_of_exercise(ExerciseType.TABLETOP, True) == 2
    assert points_of_exercise(ExerciseType.FULL_SCALE, True) == 4


@pytest.mark.parametrize(
    ("answer", "claimed", "proven"),
    [
        (Answer(4), 4, 1),
        (Answer(1), 1, 1),
        (Answer(0), 0, 0),
        (Answer(3, "sog.example/4-12", date(2025, 11, 2)), 3, 3),
        (Answer(3, "sog.example/4-12", date(2025, 11, 1)), 3, 1),  # a day older than twelve months
        (Answer(3, "", date(2026, 10, 1)), 3, 1),
        (Answer(3, "sog.example/4-12"), 3, 1),
        (Answer(3, "sog.example/4-12", date(2026, 11, 3)), 3, 1),  # of a day that is still to come
        (None, 0, 0),
    ],
)
def test_what_is_said_counts_in_full_as_claimed_and_by_its_evidence_as_proven(
    answer: Answer | None, claimed: int, proven: int
) -> None:
    found = as_said(items.PROCEDURE, answer, ON)
    assert (found.claimed, found.proven) == (Fraction(claimed), Fraction(proven))


def test_a_bar_is_its_points_of_four_for_each_item() -> None:
    bar = bar_of(
        Category.POLICY,
        of_share(items.ADOPTED, Count(10, 14)),  # 71 %: 2
        mean_said(items.PROCEDURE, [Answer(4), Answer(3, "a", ON), Answer(0)], ON),  # 7/3, and 4/3
        as_said(items.OFFICIALS, Answer(4), ON),  # 4, and 1
        of_points(items.REVIEWED, 2),
    )
    assert (bar.claimed, bar.proven) == (64, 39)  # 10 1/3 and 6 1/3 of 16
    step = bar.step
    assert step is not None
    assert (step.item, step.evidence, bar.would_be) == (items.OFFICIALS, True, 58)
    assert step.gain == 3


@pytest.mark.parametrize("silent", range(4))
def test_a_mean_of_one_or_two_answers_tells_nothing_of_them(silent: int) -> None:
    for answers in ([Answer(4, "a", ON)], [Answer(2), Answer(4)]):
        low = [Answer(0) for _ in answers]
        found = mean_said(items.PROCEDURE, [*answers, *[None] * silent], ON)
        assert found == mean_said(items.PROCEDURE, [*low, *[None] * silent], ON)
        assert found.reason in (Reason.FEW_ANSWERED, Reason.FEW_AGENCIES)
    three = [Answer(4), Answer(2), Answer(0), *[None] * silent]
    assert mean_said(items.PROCEDURE, three, ON).claimed == Fraction(6, 3 + silent)


def test_what_is_not_theirs_is_not_counted_and_what_is_missing_counts_nothing() -> None:
    alone = not_theirs(items.PAIRS, Reason.NO_PAIR)
    there = of_share(items.DISPATCH, Count(4, 4, "exercise", "exercises"))
    none = of_points(items.RADIO_PLAN, 0, reason=Reason.NO_RADIO_PLAN)
    assert bar_of(Category.COMMUNICATIONS, alone, there).proven == 100
    bar = bar_of(Category.COMMUNICATIONS, none, alone, there)
    assert bar.proven == 50
    assert bar.step is not None
    assert (bar.step.item, bar.would_be) == (items.RADIO_PLAN, 62)
    empty = bar_of(Category.COMMUNICATIONS, alone)
    assert (empty.claimed, empty.proven, empty.step, empty.would_be) == (None, None, None, None)
    assert [each.category for each in bars([])] == list(Category)


@pytest.mark.parametrize(
    ("number", "of", "gain", "more"),
    [(0, 14, 1, 1), (1, 14, 1, 6), (10, 14, 1, 1), (0, 1, 4, 1), (0, 2, 2, 1), (5, 6, 1, 1), (1, 3, 1, 1)],
)
def test_the_next_step_of_a_share_says_how_many_more_and_what_that_gives(
    number: int, of: int, gain: int, more: int
) -> None:
    step = step_of(of_share(items.ADOPTED, Count(number, of)))
    assert step is not None
    assert (step.gain, step.more) == (Fraction(gain), more)


def test_the_next_step_of_what_is_asked() -> None:
    silent = step_of(mean_said(items.COMMON_TERMS, [None, None, Answer(4)], ON))
    assert silent is not None
    assert (silent.gain, silent.more, silent.evidence) == (Fraction(8, 3), 2, False)
    hoped = step_of(mean_said(items.COMMON_TERMS, [Answer(4), Answer(4), Answer(1)], ON))
    assert hoped is not None
    assert (hoped.gain, hoped.evidence) == (Fraction(2), True)
    shown = step_of(as_said(items.COMMON_TERMS, Answer(2, "a", ON), ON))
    assert shown is not None
    assert (shown.gain, shown.evidence) == (Fraction(1), False)
    assert step_of(as_said(items.COMMON_TERMS, Answer(4, "a", ON), ON)) is None
    assert step_of(not_theirs(items.COMMON_TERMS, Reason.NO_AGENCY)) is None


def test_of_steps_that_give_the_same_the_first_is_named() -> None:
    later, first = of_points(items.LADDER, 1), of_points(items.TEAMS, 2)
    bar = bar_of(Category.EXERCISES, later, first)
    assert bar.step is not None
    assert bar.step.item is items.TEAMS


@given(some.lists(ANSWERS | some.none(), max_size=8))
def test_proven_is_never_above_claimed(answers: list[Answer | None]) -> None:
    region = mean_said(items.PROCEDURE, answers, ON)
    each = [as_said(items.OFFICIALS, answer, ON) for answer in answers[:1]]
    bar = bar_of(Category.POLICY, region, *each)
    for scored in (region, *each):
        if scored.proven is not None and scored.claimed is not None:
            assert 0 <= scored.proven <= scored.claimed <= MOST
    if bar.proven is not None and bar.claimed is not None:
        assert 0 <= bar.proven <= bar.claimed <= 100
        assert (bar.step is None) is (bar.proven == 100)


@given(some.integers(0, 400), some.integers(1, 400))
def test_more_of_a_share_never_gives_less_and_its_step_gives_what_it_says(number: int, of: int) -> None:
    number = min(number, of)
    points = points_of_share(number, of)
    assert points_of_share(max(number - 1, 0), of) <= points
    step = step_of(of_share(items.ADOPTED, Count(number, of)))
    if step is None:
        assert points == MOST
    else:
        assert points_of_share(number + step.more, of) == points + step.gain
        assert points_of_share(number + step.more - 1, of) == points


@given(some.fractions(0, 16, max_denominator=14), some.integers(1, 4))
def test_shares_round_down_so_that_100_means_all(points: Fraction, many: int) -> None:
    points = min(points, Fraction(MOST * many))
    assert (percent(points, many) == 100) is (points == MOST * many)
