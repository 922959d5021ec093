"""How tasks went from exercise to exercise, in a picture and in words; and the ladder of exercises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.exercises.reviewing_views import NEVER_PERSONS, RATED, tag
from commands.kit.blocks import aside, button, buttons, cut, paragraphs, says, styled, title, words
from commands.kit.charts import CHART_CATEGORIES, WHOLE, BarChart, DrawnBars, bar_of
from commands.kit.reply import Message
from readiness.exercises import LADDER, TOGETHER_MONTHS, Climb, Rung
from readiness.vocabulary import Rating
from storage.improving import Rated
from words.amounts import plural
from words.days import MONTHS, spoken

SHOW = "trend.show"
"""What a button that shows a task's trend is known by; it carries the task's tag."""

CHART = "trend.chart"
BAR = 10
TASKS_LISTED = 8
TASK_BUTTONS = 3
SHARES_DRAWN = 12
"""Exercises whose shares are drawn in signs, so that the tasks stand beneath them on one screen."""

LINES = 12
BESIDE = 22
"""Characters of an exercise's title beside its bar: a phone shows some forty in a line."""
LINE = 240
HEIGHT = {Rating.P: 4, Rating.S: 3, Rating.M: 2, Rating.U: 1}
MEASURE = "4 is P, 3 is S, 2 is M, 1 is U"
RUNGS = {
    Rung.TABLETOP: "Tabletop",
    Rung.SIMULATION: "Simulation",
    Rung.FULL_SCALE: "Full-scale",
}
CLIMBING = (
    "Tabletop, then simulation, then full-scale: each builds on the one before. A rung counts for "
    f"{TOGETHER_MONTHS} months (local policy)."
)


class TrendOf(BaseModel):
    """Which task a trend is of, by its tag; of all of them, without one."""

    task: str = ""


def task_trend(rated: Sequence[Rated]) -> Message:
    """How one task went, oldest first: bars of signs, then each exercise in words."""
    return Message(_task_blocks(rated, _drawn(rated)))


def task_chart(rated: Sequence[Rated]) -> Message:
    """The same with Slack's own chart, for a message; bars of signs where it takes none."""
    return _picture(_task_native(rated), lambda drawn: _task_blocks(rated, drawn), _drawn(rated))


def all_trend(rated: Sequence[Rated]) -> Message:
    """The share of tasks that went well, by exercise; then the tasks, weakest last rating first."""
    return Message(_all_blocks(rated, _drawn_shares(rated)))


def all_chart(rated: Sequence[Rated]) -> Message:
    """The same with Slack's own chart."""
    return _picture(_all_native(rated), lambda drawn: _all_blocks(rated, drawn), _drawn_shares(rated))


def beside_chart() -> Sequence[Block]:
    """The ways on where the chart is on its way."""
    return buttons(
        says("How tasks went", "exercise trend", "trend"),
        says("Corrective actions", "exercise actions", "actions"),
    )


def no_trend() -> Message:
    """Nothing was rated yet."""
    row = buttons(says("Review an exercise", "exercise review", "review"))
    return Message([title("How tasks went"), words("No task was rated yet."), *row])


def ladder_message(about: str, climbed: Climb, on: date, plans: bool, reads: bool) -> Message:
    """Which rungs of the ladder were reached, and which comes next.

    `plans`: the reader may plan an exercise; `reads`: they may read how tasks went.
    """
    lines = [
        f"● {RUNGS[rung]}: last {spoken(climbed.reached[rung])}"
        if rung in climbed.reached
        else f"○ {RUNGS[rung]}: not in the last {TOGETHER_MONTHS} months"
        for rung in reversed(LADDER)
    ]
    following = climbed.next_rung
    said = f"Next: {RUNGS[following].lower()}." if following else "All the way up: keep it current."
    row = buttons(
        says("Plan an exercise", "exercise plan", "plan") if plans else None,
        says("How tasks went", "exercise trend", "trend") if reads else None,
        says("Exercises", "exercise", "exercises") if not plans else None,
    )
    return Message(
        [
            title(f"The ladder: {about}"),
            words(said),
            words("\n".join(lines)),
            *row,
            aside(f"As of {spoken(on)}. {CLIMBING}"),
        ]
    )


def latest(rated: Sequence[Rated]) -> Rating | None:
    """The lowest rating of the last day on which something was rated; None where nothing was."""
    there = [each for each in rated if each.rating.is_rated]
    if not there:
        return None
    last = max(each.held_on for each in there)
    order = list(Rating)
    return max((each.rating for each in there if each.held_on == last), key=order.index)


def _picture(
    native: BarChart | None, composed: Callable[[Sequence[Block]], list[Block]], drawn: Sequence[Block]
) -> Message:
    plain_blocks = composed(drawn)
    return Message(composed([native]) if native else plain_blocks, plain_blocks)


def _task_blocks(rated: Sequence[Rated], drawn: Sequence[Block]) -> list[Block]:
    last = latest(rated)
    said = "Not observed yet." if last is None else f"Last rated {last}: {last.text}."
    return [
        title(rated[0].task),
        words(said),
        *drawn,
        *paragraphs(list(_earlier(rated) if _is_drawn(drawn) else _by_exercise(rated))),
        *buttons(
            button("As a chart", CHART, TrendOf(task=tag(rated[0].task_key))) if _is_drawn(drawn) else None,
            says("All tasks", "exercise trend", "all"),
            says("Corrective actions", "exercise actions", "actions"),
        ),
        aside(RATED, NEVER_PERSONS),
    ]


def _is_drawn(drawn: Sequence[Block]) -> bool:
    """Whether it is drawn in signs, and could be as a chart."""
    return any(isinstance(each, DrawnBars) for each in drawn)


def _by_exercise(rated: Sequence[Rated]) -> Iterator[str]:
    """Each exercise on a line, newest first: "14 Jan 2026, Vine campus drill: run 1 M, run 2 S".

    Runs are named where there was more than one of them.
    """
    numbered = _has_runs(rated)
    by_exercise: dict[int, list[Rated]] = {}
    for each in rated:
        by_exercise.setdefault(each.exercise, []).append(each)
    newest = list(reversed(by_exercise.values()))
    for found in newest[:LINES]:
        runs = ", ".join(f"run {each.run} {each.rating}" if numbered else each.rating for each in found)
        yield cut(f"{spoken(found[0].held_on)}, {found[0].title}: {runs}", LINE)
    if len(newest) > LINES:
        yield f"{plural(len(newest) - LINES, 'earlier exercise')} not listed."


def _earlier(rated: Sequence[Rated]) -> Iterator[str]:
    """What bars with the exercises' titles beside them leave out."""
    more = sum(each.rating.is_rated for each in rated) - len(_points(rated))
    if more:
        yield f"{plural(more, 'earlier rating')} not listed."
    unseen = sum(not each.rating.is_rated for each in rated)
    if unseen:
        yield f"{plural(unseen, 'time')} not observed."


def _all_blocks(rated: Sequence[Rated], drawn: Sequence[Block]) -> list[Block]:
    by_task: dict[str, list[Rated]] = {}
    for each in rated:
        by_task.setdefault(each.task_key, []).append(each)
    known = [(found, last) for found in by_task.values() if (last := latest(found)) is not None]
    order = list(Rating)
    known.sort(key=lambda each: (-order.index(each[1]), each[0][0].task))
    lines = [cut(f"{found[0].task}: {_arrow(found)}", LINE) for found, _ in known[:TASKS_LISTED]]
    if len(known) > TASKS_LISTED:
        lines.append(f"{plural(len(known) - TASKS_LISTED, 'task')} with a better last rating not listed.")
    row = [_task_button(found[0]) for found, _ in known[:TASK_BUTTONS]]
    return [
        title("How tasks went"),
        words(_where_it_stands(known)),
        *([styled("*Ratings that were P or S, by exercise*"), *drawn] if drawn else []),
        *([styled("*Tasks, lowest last rating first*"), *paragraphs(lines)] if lines else []),
        *buttons(*row),
        *buttons(
            button("As a chart", CHART, TrendOf()) if _is_drawn(drawn) else None,
            says("The ladder", "exercise ladder", "ladder"),
            says("Corrective actions", "exercise actions", "actions"),
        ),
        aside(RATED, NEVER_PERSONS),
    ]


def _where_it_stands(known: Sequence[tuple[list[Rated], Rating]]) -> str:
    """How many of the tasks went well the last time; `known` begins with the weakest."""
    if not known:
        return "Nothing was observed yet."
    well = sum(last.is_shown for _, last in known)
    if well == len(known):
        return f"{plural(well, 'task')}, all last rated P or S."
    found, last = known[0]
    return f"{well} of {plural(len(known), 'task')} last rated P or S; weakest: {found[0].task}, {last}."


def _has_runs(rated: Sequence[Rated]) -> bool:
    return any(each.run > 1 for each in rated)


def _task_button(rated: Rated) -> ButtonElement:
    task = tag(rated.task_key)
    return button(cut(rated.task, 75), f"{SHOW}:{task}", TrendOf(task=task))


def _arrow(rated: Sequence[Rated]) -> str:
    """How a task went, day by day: "U → M → S"; of a day the lowest."""
    by_day: dict[date, list[Rated]] = {}
    for each in rated:
        if each.rating.is_rated:
            by_day.setdefault(each.held_on, []).append(each)
    ratings = [latest(found) for found in by_day.values()]
    return " → ".join(str(each) for each in ratings[-6:])


def _points(rated: Sequence[Rated]) -> list[tuple[str, Rated]]:
    """The ratings a picture shows, the last ones, oldest first; each with a label of its own."""
    there = [each for each in rated if each.rating.is_rated][-CHART_CATEGORIES:]
    numbered = _has_runs(there)
    labels = _unlike([_short(each.held_on) + (f" r{each.run}" if numbered else "") for each in there])
    return list(zip(labels, there, strict=True))


def _task_native(rated: Sequence[Rated]) -> BarChart | None:
    bars = [(f"{each.rating}: {label}", HEIGHT[each.rating]) for label, each in _points(rated)]
    told = [f"{label}: {each.rating}" for label, each in _points(rated)]
    name = f"How it went: {rated[0].task}"
    return BarChart.of_one(name, "Rating", bars, told, MEASURE) if bars else None


def _drawn(rated: Sequence[Rated]) -> list[Block]:
    points = _points(rated)
    width = max((len(label) for label, _ in points), default=0)
    lines = [
        f"{label:<{width}}  {bar_of(HEIGHT[each.rating], 4, 4)} {each.rating}  {cut(each.title, BESIDE)}"
        for label, each in points
    ]
    told = [f"{label}, {each.title}: {each.rating}" for label, each in points]
    return [DrawnBars(lines, told)] if lines else []


def _shares(rated: Sequence[Rated]) -> list[tuple[str, int]]:
    """The share of an exercise's ratings that were P or S, in percent, rounded down; the last exercises."""
    by_exercise: dict[int, list[Rated]] = {}
    for each in rated:
        if each.rating.is_rated:
            by_exercise.setdefault(each.exercise, []).append(each)
    found = list(by_exercise.values())[-CHART_CATEGORIES:]
    labels = _unlike([_short(each[0].held_on) for each in found])
    return [
        (label, int(Fraction(sum(each.rating.is_shown for each in ratings), len(ratings)) * 100))
        for label, ratings in zip(labels, found, strict=True)
    ]


def _all_native(rated: Sequence[Rated]) -> BarChart | None:
    shares = _shares(rated)
    told = [f"{label}: {share}%" for label, share in shares]
    return (
        BarChart.of_one("Tasks that went well, by exercise", "P or S, percent", shares, told)
        if shares
        else None
    )


def _drawn_shares(rated: Sequence[Rated]) -> list[Block]:
    shares = _shares(rated)[-SHARES_DRAWN:]
    width = max((len(label) for label, _ in shares), default=0)
    lines = [f"{label:<{width}}  {bar_of(share, WHOLE, BAR)} {share:>3}%" for label, share in shares]
    return [DrawnBars(lines, [f"{label}: {share}%" for label, share in shares])] if lines else []


def _short(day: date) -> str:
    """A day on an axis: "14 Jan 26"."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year % 100:02}"


def _unlike(labels: Sequence[str]) -> list[str]:
    """Labels that are all different: a second one of a kind is numbered."""
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found
