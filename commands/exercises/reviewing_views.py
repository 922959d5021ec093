"""The review of an exercise as its form shows it: tasks by run, strengths, issues with their actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from commands.exercises.actions_views import Told, standing_words
from commands.kit.blocks import aside, button, buttons, cut, paragraphs, plain, rule, styled, title, words
from commands.kit.forms import TITLE
from commands.language.exercises import exercise_name
from readiness.actions import ActionState
from readiness.exercises import MOST_RUNS
from readiness.vocabulary import Rating
from storage.exercises import ExerciseRecord, RatingRecord, StrengthRecord
from storage.improving import ActionStanding, Task
from words.amounts import plural

OPEN = "review.open"
BACK = "review.back"
RATE = "review.rate"
STRENGTHS = "review.strengths"
WRITE = "review.action"
REPORT = "review.report"
"""What a button that makes the after-action report is known by; it carries of which exercise."""

TASKS_A_PAGE = 25
"""Tasks rated on one page: a form stays one that can be gone through, well below Slack's 100 blocks."""

BUTTONS_A_ROW = 24
MOST_ROWS = 20
"""Rows of buttons, one for each run and each page of its tasks: well below Slack's 100 blocks."""
WITHOUT_ACTION = 5
LINE = 400
LINES = 30
RATED = (
    "P performed without challenges, S with some, M with major challenges, U unable to be performed, N not "
    "observed."
)
NEVER_PERSONS = "Tasks and runs are rated, never persons."


class ReviewOf(BaseModel):
    """Which exercise a review is of."""

    exercise: int = 0


# `turn` in what a step carries: how often the review was written before it was shown (`Modal.turned`).


class RatePage(BaseModel):
    """Which run's tasks a page rates, from which on; how those it showed were rated then, by their tag."""

    exercise: int = 0
    run: int = 1
    start: int = 0
    shown: dict[str, str] = {}
    turn: int = 0


class StrengthsPage(BaseModel):
    """Which strengths the form showed to the one who writes them."""

    exercise: int = 0
    shown: list[int] = []
    turn: int = 0


class WriteAction(BaseModel):
    """Which exercise an issue came up in, and about which task, by its tag."""

    exercise: int = 0
    task: str = ""
    turn: int = 0


@dataclass(frozen=True)
class Review:
    """All that a review has on record, as of today. `showed`: actions that its ratings decide about."""

    exercise: ExerciseRecord
    tasks: Sequence[Task]
    ratings: Sequence[RatingRecord]  # those replaced too
    runs: int
    strengths: Sequence[StrengthRecord]
    actions: Sequence[ActionStanding]
    showed: Sequence[ActionStanding]
    told: Told
    today: date

    @property
    def lowest(self) -> dict[str, Rating]:
        """The lowest rating of each task that was rated, over its runs."""
        order = list(Rating)
        found: dict[str, Rating] = {}
        for each in self.ratings:
            rating = Rating(each.rating)
            if each.voided_at is None and rating.is_rated:
                found[each.task_key] = max(rating, found.get(each.task_key, rating), key=order.index)
        return found


def tag(task_key: str) -> str:
    """A task in a form: short, whatever its name."""
    return sha256(task_key.encode()).hexdigest()[:12]


def review_view(review: Review) -> View:
    """The whole review, with a button for each step of it."""
    exercise = review.exercise
    one = ReviewOf(exercise=exercise.id)
    blocks: list[Block] = [title(exercise_name(exercise)), *_tasks(review), rule(), *_strengths(review)]
    blocks += [*buttons(button("Write strengths", STRENGTHS, one)), rule(), *_actions(review)]
    blocks += [rule(), *buttons(button("After-action report", REPORT, one))]
    return View(
        type="modal",
        callback_id="review",
        title=plain("Review", TITLE),
        close=plain("Close", TITLE),
        blocks=blocks,
        private_metadata=one.model_dump_json(),
    )


def _tasks(review: Review) -> list[Block]:
    lines = [_task_line(number, task, review) for number, task in enumerate(review.tasks, 1)]
    said = _bounded(lines, "task") or ["No critical task is named yet: name them while you rate a run."]
    return [
        styled("*How the tasks went*"),
        *paragraphs(said),
        *_page_rows(_pages(review)),
        aside(RATED, NEVER_PERSONS),
    ]


def _task_line(number: int, task: Task, review: Review) -> str:
    """ "1. Set staging: run 1 M, run 2 S (was M)"."""
    mine = [each for each in review.ratings if each.task_key == task.key]
    before: defaultdict[int, list[str]] = defaultdict(list)
    live: dict[int, str] = {}
    for each in mine:
        if each.voided_at is None:
            live[each.run] = each.rating
        else:
            before[each.run].append(each.rating)
    parts = [
        f"run {run} {live[run]}" + (f" (was {', '.join(before[run])})" if before[run] else "")
        for run in sorted(live)
    ]
    return cut(f"{number}. {task.task}: {', '.join(parts) or 'not rated yet'}", LINE)


def _pages(review: Review) -> list[ButtonElement]:
    """A button for each run, and each page of its tasks; one more run, where it was played."""
    found = []
    starts = range(0, max(len(review.tasks), 1), TASKS_A_PAGE)
    last = review.runs + 1 if review.runs < MOST_RUNS else review.runs
    for run in range(1, last + 1):
        for start in starts if run <= review.runs else (0,):
            page = RatePage(exercise=review.exercise.id, run=run, start=start)
            label = f"Rate run {run}" if run <= review.runs else f"There was a run {run}"
            if len(starts) > 1 and run <= review.runs:
                label += f", tasks {start + 1} to {min(start + TASKS_A_PAGE, len(review.tasks))}"
            found.append(button(label, f"{RATE}:{run}.{start}", page))
    return found


def _page_rows(pages: Sequence[ButtonElement]) -> Iterator[Block]:
    for start in range(0, min(len(pages), BUTTONS_A_ROW * MOST_ROWS), BUTTONS_A_ROW):
        yield from buttons(*pages[start : start + BUTTONS_A_ROW])


def _strengths(review: Review) -> list[Block]:
    lines = _bounded([f"• {each.strength}" for each in review.strengths], "strength")
    return [styled("*Strengths*"), *paragraphs(lines or ["None written yet."])]


def _actions(review: Review) -> list[Block]:
    lines = [_action_line(each, review) for each in review.actions]
    blocks: list[Block] = [
        styled("*Issues and corrective actions*"),
        *paragraphs(_bounded(lines, "action") or ["None written yet."]),
    ]
    about = {each.action.task_key for each in review.actions}
    lowest = review.lowest
    waiting = [
        task
        for task in review.tasks
        if task.key in lowest and not lowest[task.key].is_shown and task.key not in about
    ]
    exercise = review.exercise.id
    row = [button("Write an action", f"{WRITE}:any", WriteAction(exercise=exercise))]
    for task in waiting[:WITHOUT_ACTION]:
        value = WriteAction(exercise=exercise, task=tag(task.key))
        label = cut(f"Action for: {task.task}", 75)
        row.append(button(label, f"{WRITE}:{tag(task.key)}", value))
    if waiting:
        names = cut("; ".join(task.task for task in waiting), LINE)
        blocks.append(words(f"Rated M or U, and no action yet: {names}."))
    blocks += buttons(*row)
    shown = [each.action.code for each in review.showed if each.state is ActionState.SHOWN]
    back = [each.action.code for each in review.showed if each.state is ActionState.CAME_BACK]
    said = [
        f"{what} here: {cut(', '.join(codes), LINE)}."
        for what, codes in (("Shown", shown), ("Came back", back))
        if codes
    ]
    return [
        *blocks,
        *([styled("*What it showed of earlier actions*"), words("\n".join(said))] if said else []),
    ]


def _action_line(standing: ActionStanding, review: Review) -> str:
    action = standing.action
    issue = f"{action.issue} → " if action.issue else ""
    whose = review.told.owners[action.id]
    stands = standing_words(standing, review.today)
    return cut(
        f"{action.code}, {action.task or 'no task'}: {issue}{action.corrective_action} ({whose}): {stands}",
        LINE,
    )


def _bounded(lines: Sequence[str], one: str) -> list[str]:
    """As many lines as a form can be read with; how many more there are is said."""
    left = len(lines) - LINES
    return [*lines[:LINES], f"{plural(left, f'more {one}')}."] if left > 0 else list(lines)
