"""The scorecard: five bars of items with 0 to 4 points each, once as claimed and once as proven.

A local self-assessment. See "Scorecard" in docs/rules.md. An item that can't be met by whom it is about
(nobody is asked the course, no two agencies share a jurisdiction) is not theirs: it has no points, and its
category is counted without it. What is missing and could be there (a plan, an exercise) counts 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from readiness.dates import add_months
from readiness.scorecard_items import ITEMS, Category, Item, Reason, Scale
from readiness.vocabulary import ExerciseType

MOST = 4
"""Points of an item at most."""
UNPROVEN = 1
"""So many points at most an item has as proven without evidence."""
FEWEST_SAID = 3
"""Of so many answers a mean is told, and of no fewer."""
FRESH_MONTHS = 12
"""For how many months evidence proves, counted from its own day, that one included (local policy)."""
BANDS = ((90, 4), (75, 3), (50, 2))
"""From what share, in percent, an item has how many points; above nothing it has one."""
RUNGS = ("below the ladder", "tabletop", "simulation", "functional", "full-scale")
"""The rungs of the ladder as they are counted here, by their points."""
LEVELS = (
    "0: not yet",
    "1: begun",
    "2: about half the way",
    "3: nearly there",
    "4: in place and in use",
)
"""What the points that somebody gives mean, by their number."""


@dataclass(frozen=True, slots=True)
class Count:
    """What an item was counted from: so many of how many, and what they are called."""

    number: int
    of: int
    one: str = "agency"
    many: str = "agencies"

    @property
    def share(self) -> int:
        """In percent, rounded down."""
        return 100 * self.number // self.of


@dataclass(frozen=True, slots=True)
class Scored:
    """How an item stands. `proven` and `claimed` are points, None for an item that is not theirs to meet.

    Of the region's mean of its agencies points are fractions, and `count` says how many of them answered.
    `said` tells it in a few words: a number, a day, a rung, a discipline. `answer` is what was said of it,
    where it was asked of one.
    """

    item: Item
    proven: Fraction | None
    claimed: Fraction | None
    count: Count | None = None
    reason: Reason | None = None
    said: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of an item, with the evidence for it and that evidence's day."""

    points: int
    evidence: str = ""
    evidence_on: date | None = None

    def is_proven(self, on: date) -> bool:
        """Whether it has evidence that proves on a day: of its last twelve months, and not of a later day."""
        if not self.evidence or self.evidence_on is None:
            return False
        return add_months(on, -FRESH_MONTHS) <= self.evidence_on <= on

    def proves(self, on: date) -> int:
        """Its points as proven on a day."""
        return self.points if self.is_proven(on) else min(self.points, UNPROVEN)


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of a category: what it would add to its points as proven, and how many more it wants.

    `more` is 0 where that can't be said. `evidence`: what is claimed has only to be shown.
    """

    item: Item
    gain: Fraction
    more: int = 0
    count: Count | None = None
    evidence: bool = False


@dataclass(frozen=True)
class Bar:
    """One category: its items, how far it is as claimed and as proven in percent, and its next step.

    Percent are None where none of its items is theirs to meet. `would_be`: proven once the step is done.
    """

    category: Category
    items: Sequence[Scored] = field(default_factory=tuple)
    claimed: int | None = None
    proven: int | None = None
    step: Step | None = None
    would_be: int | None = None


def points_of_share(number: int, of: int) -> int:
    """Points of so many of how many: 4 from 90 %, 3 from 75, 2 from 50, 1 above 0."""
    return next((points for percent, points in BANDS if 100 * number >= percent * of), int(number > 0))


def points_of_number(number: int) -> int:
    """Points of a number of teams, exercises or meetings: one each, four at most."""
    return min(max(number, 0), MOST)


def points_of_review(reviewed_on: date, on: date) -> int:
    """Points of a plan by the day of its last review: 4 in the last 12 months, 2 in 24."""
    if reviewed_on >= add_months(on, -12):
        return 4
    return 2 if reviewed_on >= add_months(on, -24) else 0


def points_of_exercise(kind: ExerciseType, simulation: bool) -> int:
    """The rung an exercise stands on: tabletop 1, simulation 2, functional 3, full-scale 4; else none."""
    rung = {ExerciseType.TABLETOP: 1, ExerciseType.FUNCTIONAL: 3, ExerciseType.FULL_SCALE: 4}.get(kind, 0)
    return max(rung, 2 if simulation else 0)


def of_share(item: Item, count: Count, said: str = "") -> Scored:
    """An item that the records show as a share. Of nobody and nothing there is none: that has a reason."""
    return of_points(item, points_of_share(count.number, count.of), count, said=said)


def of_points(
    item: Item, points: int, count: Count | None = None, reason: Reason | None = None, said: str = ""
) -> Scored:
    """An item of the records: what is claimed of it is what is proven."""
    found = Fraction(points)
    return Scored(item, found, found, count, reason, said)


def not_theirs(item: Item, reason: Reason) -> Scored:
    """An item that can't be met by whom it is about; its category is counted without it."""
    return Scored(item, None, None, None, reason)


def as_said(item: Item, answer: Answer | None, on: date) -> Scored:
    """An item that is asked, of one who answered it or did not yet: then it counts nothing."""
    if answer is None:
        return of_points(item, 0, reason=Reason.NOT_ANSWERED)
    return Scored(item, Fraction(answer.proves(on)), Fraction(answer.points), answer=answer)


def mean_said(item: Item, answers: Sequence[Answer | None], on: date) -> Scored:
    """The region's item of what its agencies said: their mean, those that have not answered counting 0.

    What one agency says of itself is its own: a mean of fewer than FEWEST_SAID answers counts nothing yet.
    """
    if len(answers) < FEWEST_SAID:
        return not_theirs(item, Reason.FEW_AGENCIES if answers else Reason.NO_AGENCY)
    there = [each for each in answers if each is not None]
    if 0 < len(there) < FEWEST_SAID:
        return of_points(item, 0, Count(len(there), len(answers)), Reason.FEW_ANSWERED)
    return Scored(
        item,
        Fraction(sum(each.proves(on) for each in there), len(answers)),
        Fraction(sum(each.points for each in there), len(answers)),
        Count(len(there), len(answers)),
        None if there else Reason.NOT_ANSWERED,
    )


def bars(scored: Iterable[Scored]) -> list[Bar]:
    """The five bars of what was scored, in their order, each with its next step."""
    there = sorted(scored, key=lambda each: ITEMS.index(each.item))
    return [
        _bar(category, [each for each in there if each.item.category is category]) for category in Category
    ]


def percent(points: Fraction, items: int) -> int:
    """The share of the points that so many items can have, rounded down."""
    return int(100 * points / (MOST * items))


def step_of(scored: Scored) -> Step | None:
    """What would raise an item next, and by how much; None where nothing would, or it is not theirs.

    A share is raised to the next band that gives more, a number by one, a review to a new one, an answer by
    showing what is claimed, by those who have not answered, or by one level.
    """
    item, proven, claimed = scored.item, scored.proven, scored.claimed
    if proven is None or claimed is None or proven >= MOST:
        return None
    match item.scale:
        case Scale.SHARE if scored.count is not None:
            return _next_band(item, proven, scored.count)
        case Scale.REVIEW:
            return Step(item, MOST - proven)
        case Scale.SAID:
            return _next_said(scored, proven, claimed)
        case _:
            return Step(item, Fraction(1))


def _bar(category: Category, items: Sequence[Scored]) -> Bar:
    theirs = [(each.proven, each.claimed) for each in items if each.proven is not None]
    if not theirs:
        return Bar(category, items)
    many = len(theirs)
    proven = sum((each for each, _ in theirs), Fraction())
    claimed = sum((each for _, each in theirs if each is not None), Fraction())
    steps = [found for each in items if (found := step_of(each)) is not None]
    step = max(steps, key=lambda each: each.gain, default=None)  # of equals the first
    would_be = None if step is None else percent(proven + step.gain, many)
    return Bar(category, items, percent(claimed, many), percent(proven, many), step, would_be)


def _next_band(item: Item, proven: Fraction, count: Count) -> Step:
    wanted = [1, *(-(-percent * count.of // 100) for percent, _ in reversed(BANDS))]
    number = next(each for each in wanted if points_of_share(each, count.of) > proven)
    more = number - count.number
    gain = points_of_share(number, count.of) - proven
    return Step(item, gain, more if item.counts_up else 0, count)


def _next_said(scored: Scored, proven: Fraction, claimed: Fraction) -> Step:
    """Evidence for what is claimed; else whoever has not answered; else one level more."""
    waiting = scored.count
    silent = waiting.of - waiting.number if waiting is not None else int(scored.reason is not None)
    of = waiting.of if waiting is not None else 1
    ways = (
        Step(scored.item, claimed - proven, evidence=True),
        Step(scored.item, Fraction(MOST * silent, of), silent if waiting is not None else 0, waiting),
        Step(scored.item, min(Fraction(1), MOST - proven)),
    )
    return max(ways, key=lambda each: each.gain)
