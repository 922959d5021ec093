"""The lines of a digest, each made together with the numbers it says; the same lines where no key is kept.

Nothing of what there is none: a line of it is left out, and its number has no key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from commands.kit.blocks import Line, cut
from commands.kit.coverage_views import bar, beside, percent
from commands.readiness.depth_views import depth_line, next_fails
from commands.readiness.number_views import Numbered, Numbers, Said, told
from commands.readiness.plan_views import on_plan_words
from commands.readiness.steps_views import next_steps, step_line
from readiness.coverage import Counts
from storage.figures import CourseFigures, Figures
from words.amounts import without_players
from words.days import spoken

MEETINGS = 2
COURSES, MOST_PLANS = 3, 2
"""Courses and plans of which a digest says something."""
TITLE, COURSE_TITLE = 60, 30


def numbers_of(figures: Figures, fewest: int) -> list[Numbered]:
    """Every number that a digest of these figures says, in its order. Of too few people it says none."""
    if figures.overall.is_empty:
        return []
    of = Numbers(figures, fewest)
    there = [*in_lines(step_lines(of)), *in_lines(number_lines(of, None)), *of.disciplines()]
    found: dict[str, Numbered] = {}
    for each in [*there, *in_lines(course_lines(of, None))]:
        known = found.setdefault(each.shown.key, each)
        if each.named and not known.named:  # said by a thing to do first, told where it stands in its line
            del found[each.shown.key]
            found[each.shown.key] = each
    return list(found.values())


def in_lines(lines: Iterable[Said]) -> list[Numbered]:
    """The numbers of some lines, in their order."""
    return [number for line in lines for number in line.numbers]


def step_lines(of: Numbers) -> list[Said]:
    """What to do next, a line each."""
    return [
        Said(step_line(number, step), tuple(of.step(step)))
        for number, step in enumerate(next_steps(of.figures), 1)
    ]


def number_lines(of: Numbers, before: Figures | None) -> list[Said]:
    """The numbers of a digest, a line each."""
    return told([_total(of), _plans(of), _depth(of, before), _due(of), *_done(of, 2), _meetings(of.figures)])


def five_lines(figures: Figures) -> list[Line]:
    """Where a scope stands, in five lines at most: current, teams, falling due, exercises, actions."""
    return [_total(Numbers(figures)).line, *lines_beneath(figures)]


def lines_beneath(figures: Figures) -> list[Line]:
    """The same beneath a total that is said already."""
    of = Numbers(figures)
    deep = depth_line(figures.teams)
    return [*([("", deep)] if deep else []), *(each.line for each in told([_due(of), *_done(of, 1)]))]


def course_lines(of: Numbers, before: Figures | None) -> list[Said]:
    """The courses with the most to train, a line each."""
    return [_course(of, each, before) for each in of.figures.courses[:COURSES]]


def lines_of_courses(courses: Sequence[CourseFigures], is_short: bool = False) -> list[Line]:
    """Courses, a line each: title, bar, share, count and the weakest part; `is_short`: no plan with them."""
    return [(_title(each), _course_said(each, "", is_short)) for each in courses]


class Moved(NamedTuple):
    """By how many more people (or fewer, below nothing) are current in a course, or are asked for it."""

    by: int
    what: str

    @property
    def more(self) -> str:
        """Whether more or fewer."""
        return "more" if self.by > 0 else "fewer"

    @property
    def words(self) -> str:
        """That, of whom: "more are current"."""
        return f"{self.more} are {self.what}"


CURRENT, ASKED = "current", "asked"


def moves(course: CourseFigures, before: Figures | None) -> list[Moved]:
    """How a course moved since a digest before, nothing of what did not."""
    courses = () if before is None else before.courses
    was = next((each.counts for each in courses if each.course == course.course), None)
    if was is None:
        return []
    now = course.counts
    there = (Moved(now.current - was.current, CURRENT), Moved(now.required - was.required, ASKED))
    return [each for each in there if each.by]


def _total(of: Numbers) -> Said:
    figures = of.figures
    counts = figures.overall
    there = (figures.weakest_agency, figures.weakest_discipline)
    parts = [each for each in there if each is not None]
    weakest = beside(parts, figures.untold, called="weakest: ")
    asked = f"{counts.current:,} of {counts.required:,} asked"
    if figures.strength:
        asked += f"; {counts.share_of(figures.strength)}% of a strength of {figures.strength:,}"
    numbers = [of.whole(), *(number for part in parts for number in of.part(part))]
    return Said(("Current", f": {percent(counts)} ({asked}){weakest}"), tuple(numbers))


def _plans(of: Numbers) -> Said | None:
    """Of each shared plan how many agencies adopted the revision in force."""
    plans = of.figures.plans
    if not plans:
        return None
    said = [
        f"{cut(each.name, TITLE)} {cut(each.revision, TITLE)} by {each.adopted:,} of {each.agencies:,}"
        for each in plans[:MOST_PLANS]
    ]
    left = len(plans) - len(said)
    more = f" · {left:,} more" if left else ""
    numbers = [of.adopted(each, named=not place) for place, each in enumerate(plans[:MOST_PLANS])]
    return Said(("Plans adopted", f": {' · '.join(said)}{more}"), tuple(numbers))


def _depth(of: Numbers, before: Figures | None) -> Said | None:
    teams = of.figures.teams
    if teams is None or teams.teams is None:
        return None
    was = before.teams.teams if before is not None and before.teams is not None else None
    since = f" ({was:,} before)" if was is not None and was != teams.teams else ""
    said = f": {teams.teams:,}{since}; {next_fails(teams, 'fails')}"
    return Said(("Teams deep", said), tuple(of.teams()))


def _due(of: Numbers) -> Said:
    due = of.figures.due
    there = [days for days in sorted(due) if due[days]]
    said = " · ".join(f"{due[days]:,} in {days} days" for days in there)
    shown = there or [max(due)]
    numbers = [of.due(days, named=not place) for place, days in enumerate(shown)]
    return Said(("Falling due", f": {said or f'nothing within {shown[0]} days'}"), tuple(numbers))


def _done(of: Numbers, periods: int) -> list[Said | None]:
    """What was exercised in the first of the periods there are, and what came of it."""
    return [_exercises(of, periods), _actions(of)]


def _exercises(of: Numbers, most: int) -> Said | None:
    """How many were played, and how many of them siloed; those without players stand beside them."""
    periods = of.figures.activity.exercises[:most] if of.figures.activity else []
    if not periods:
        return None
    played, last = [each for each in periods if each.played], periods[-1]
    said = [
        f"{each.played:,} in {each.months} months" + (f", {each.siloed:,} siloed" if each.siloed else "")
        for each in played
    ]
    shown = played or [last]
    numbers = [of.exercises(each, named=not place) for place, each in enumerate(shown)]
    none = f"none{' played' if last.not_played else ''} in {last.months} months"
    beside = [without_players(last.not_played)] if last.not_played else []
    return Said(("Exercises", f": {' · '.join([*(said or [none]), *beside])}"), tuple(numbers))


def _actions(of: Numbers) -> Said | None:
    if of.figures.activity is None:
        return None
    found = of.figures.activity.actions
    parts = [
        (found.overdue, "overdue"),
        (found.open, "open"),
        (found.came_back, "came back"),
        (found.done, "done, not shown yet"),
        (found.shown, "shown"),
    ]
    said = [f"{count:,} {what}" for count, what in parts if count]
    if not said:
        return None
    return Said(("Corrective actions", f": {' · '.join(said)}"), tuple(of.actions(said[0])))


def _meetings(figures: Figures) -> Said | None:
    activity = figures.activity
    if activity is None or not activity.meetings:
        return None
    said = [f"{cut(each.title, TITLE)}, {spoken(each.held_on)}" for each in activity.meetings[:MEETINGS]]
    more = activity.coming - len(said)
    return Said(("Meetings to come", f": {' · '.join(said)}" + (f" · {more:,} more" if more else "")))


def _course(of: Numbers, course: CourseFigures, before: Figures | None) -> Said:
    """A course in one line: title, bar, share, count, how it moved, and its weakest part."""
    since = "".join(
        f", {abs(each.by):,} {each.more}" for each in moves(course, before) if each.what == CURRENT
    )
    numbers = [of.course(course.name, course.counts, course.course)]
    if _on_plan(course.counts):
        numbers.append(of.on_plan(course.name, course.counts, course.course))
    part = course.weakest_agency or course.weakest_discipline
    numbers += [] if part is None else of.part(part, course.name, course.course)
    return Said((_title(course), _course_said(course, since)), tuple(numbers))


def _title(course: CourseFigures) -> str:
    return cut(course.name, COURSE_TITLE)


def _course_said(course: CourseFigures, since: str, is_short: bool = False) -> str:
    """`since` says how it moved; who is asked besides stands in How we know."""
    counts = course.counts
    weakest = beside([course.weakest_agency or course.weakest_discipline], course.untold, is_short=True)
    of = f"{counts.current:,} of {counts.required:,}{since}"
    return f"  {bar(counts)} {percent(counts)} ({of}){'' if is_short else _on_plan(counts)}{weakest}"


def _on_plan(counts: Counts) -> str:
    """How many of the current are on today's plan, where not all are."""
    said = on_plan_words(counts)
    return f" · {said}" if said and counts.on_plan != counts.current else ""
