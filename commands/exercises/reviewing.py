"""`/exercise review`: how each critical task went by run, strengths, issues with their corrective actions.

For those whose exercise it is, once it was held. The form shows what is on record; each step of it writes,
and then shows the record again.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from sqlalchemy import select

from commands.exercises.actions import told_of
from commands.exercises.reviewing_records import (
    add_tasks,
    rate,
    refuse_unreviewable,
    to_review,
    write_strengths,
)
from commands.exercises.reviewing_views import (
    BACK,
    NEVER_PERSONS,
    OPEN,
    RATE,
    RATED,
    STRENGTHS,
    TASKS_A_PAGE,
    RatePage,
    Review,
    ReviewOf,
    StrengthsPage,
    review_view,
    tag,
)
from commands.kit.blocks import aside, button, buttons, cut, option, title, words
from commands.kit.exercise_rights import exercises_for
from commands.kit.forms import CantTake, Field, Modal, choice_field, opened, text_field
from commands.kit.may import WHOSE_EXERCISE
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form, Submission
from commands.kit.reply import Message, Reply
from commands.kit.request import STALE, Request
from commands.language.exercises import exercise_name, exercise_said
from readiness.actions import ActionState
from readiness.exercises import LONGEST_STRENGTH, LONGEST_TASK, MOST_RUNS
from readiness.text import fold
from readiness.vocabulary import ActionStatus, Rating
from storage.exercises import COUNTS, ActionRecord, ExerciseRecord
from storage.improving import (
    Task,
    actions_on,
    ratings_of,
    runs_of,
    strengths_of,
    tasks_of,
    written_of,
)
from words.names import Match
from words.problems import Offer, Problem

EXAMPLE = "/exercise review Vine drill"
LISTED = 6
NEW_TASKS = 3
STRENGTHS_CHARACTERS = 3000
REASON_CHARACTERS = 200
RATINGS = [option(f"{each.value}: {each.text}", each.value) for each in Rating]


def review(request: Request) -> Reply:
    """The review of the exercise that was said; without one, those that wait for theirs."""
    if not request.text.strip():
        return _waiting(request)
    exercise = exercise_said(request, request.text, _offer, EXAMPLE)
    refuse_unreviewable(request, exercise)
    opener = button("Review it", OPEN, ReviewOf(exercise=exercise.id))
    return opened(request, shown(request, exercise), f"Review of {exercise_name(exercise)}.", opener)


def open_review(request: Request) -> Reply:
    """The review of the exercise a button carries."""
    return Reply(modal=shown(request, to_review(request, request.carried(ReviewOf).exercise)))


def back(request: Request) -> Reply:
    """From a step back to the review; nothing was written."""
    return Reply(updated=shown(request, to_review(request, request.carried(ReviewOf).exercise)))


def open_rate(request: Request) -> Reply:
    """The page that rates a run's tasks."""
    page = request.carried(RatePage)
    exercise = to_review(request, page.exercise)
    _refuse_run(request, exercise, page.run)
    tasks = tasks_of(request.session, exercise.id)[page.start : page.start + TASKS_A_PAGE]
    live = {
        each.task_key: each.rating
        for each in ratings_of(request.session, exercise.id)
        if each.run == page.run and each.voided_at is None
    }
    shown_as = {tag(task.key): live.get(task.key, "") for task in tasks}
    turn = written_of(request.session, exercise.id)
    page = page.model_copy(update={"shown": shown_as, "turn": turn})
    form = _rate_form(page, tasks)
    fields = {_field_of(page, task): live.get(task.key) for task in tasks}
    above: list[Block] = [words(f"{exercise_name(exercise)}, run {page.run}"), aside(RATED, NEVER_PERSONS)]
    return Reply(updated=form.view(fields, carried=page, above=above, below=way_back(exercise.id)))


def submit_rate(request: Request) -> Reply:
    """Writes how a run's tasks went. What the form's writer left as it was shown is left alone."""
    page = request.carried(RatePage)
    exercise = to_review(request, page.exercise, writes=True)
    _refuse_run(request, exercise, page.run)
    there = tasks_of(request.session, exercise.id)
    by_tag = {tag(task.key): task for task in there}
    if not by_tag.keys() >= page.shown.keys():
        raise Problem(STALE)
    tasks = [by_tag[each] for each in page.shown]
    filled = _rate_form(page, tasks)
    read = filled.read(request)
    chosen = {each.name: read[each] for each in filled.fields}
    added, wrong = _added(page, chosen, {task.key for task in there})
    if wrong:
        raise filled.wrong(wrong)
    rated = {
        task: Rating(chosen[_field_of(page, task)])
        for task in tasks
        if chosen[_field_of(page, task)] not in ("", page.shown[tag(task.key)])
    }
    add_tasks(request, exercise, [task.task for task in added])
    rated |= {task: rating for task, rating in added.items() if rating is not None}
    rate(request, exercise, page.run, rated, chosen.get(_named(page, "why"), ""))
    return Reply(updated=shown(request, exercise))


def open_strengths(request: Request) -> Reply:
    """The page that writes strengths, those on record in it."""
    exercise = to_review(request, request.carried(ReviewOf).exercise)
    lines: list[str] = []
    page = StrengthsPage(exercise=exercise.id, turn=written_of(request.session, exercise.id))
    for each in strengths_of(request.session, exercise.id):
        if len("\n".join([*lines, each.strength])) > STRENGTHS_CHARACTERS:
            break
        lines.append(each.strength)
        page.shown.append(each.id)
    above = [words(exercise_name(exercise))]
    view = STRENGTHS_FORM.turned(page.turn).view(
        {"strengths": "\n".join(lines) or None}, carried=page, above=above, below=way_back(exercise.id)
    )
    return Reply(updated=view)


def submit_strengths(request: Request) -> Reply:
    """Writes the strengths."""
    page = request.carried(StrengthsPage)
    exercise = to_review(request, page.exercise, writes=True)
    filled = STRENGTHS_FORM.turned(page.turn).read(request)
    write_strengths(request, exercise, filled[STRENGTH_LINES], page.shown)
    request.session.flush()
    return Reply(updated=shown(request, exercise))


def shown(request: Request, exercise: ExerciseRecord) -> View:
    """The review as it stands on record."""
    tasks = tasks_of(request.session, exercise.id)
    actions = actions_on(request.session, request.today, ActionRecord.exercise_id == exercise.id)
    done = actions_on(
        request.session,
        request.today,
        ActionRecord.task_key.in_([task.key for task in tasks]),
        ActionRecord.status == ActionStatus.DONE.value,
    )
    showed = [
        each
        for each in done
        if each.decided_by is not None
        and each.decided_by.exercise == exercise.id
        and each.state in (ActionState.SHOWN, ActionState.CAME_BACK)
    ]
    return review_view(
        Review(
            exercise=exercise,
            tasks=tasks,
            ratings=ratings_of(request.session, exercise.id),
            runs=min(runs_of(request.session, exercise), MOST_RUNS),
            strengths=strengths_of(request.session, exercise.id),
            actions=actions,
            showed=showed,
            told=told_of(request, actions),
            today=request.today,
        )
    )


def _waiting(request: Request) -> Reply:
    """The exercises the speaker may review, those not reviewed yet first, each with its button."""
    query = (
        select(ExerciseRecord)
        .where(COUNTS, ExerciseRecord.held_on <= request.today)
        .order_by(ExerciseRecord.reviewed_on.is_not(None), ExerciseRecord.held_on.desc(), ExerciseRecord.id)
        .limit(LISTED + 1)
    )
    whose = exercises_for(request.member)
    theirs = list(request.session.scalars(query if whose is None else query.where(whose)))
    if not theirs:
        raise Refused("There is no exercise that was held and is yours to review.", WHOSE_EXERCISE)
    blocks: list[Block] = [title("Reviews")]
    for each in theirs[:LISTED]:
        stands = "not reviewed yet" if each.reviewed_on is None else "reviewed"
        blocks.append(words(f"{exercise_name(each)}: {stands}"))
        blocks += buttons(button("Review it", f"{OPEN}:{each.id}", ReviewOf(exercise=each.id)))
    if len(theirs) > LISTED:
        blocks.append(aside("Others by name: say which, by title, code or day."))
    return Reply(message=Message(blocks))


def _offer(match: Match) -> Offer:
    return Offer(match.name, OPEN, ReviewOf(exercise=int(match.key)))


def _rate_form(page: RatePage, tasks: Sequence[Task]) -> Modal:
    """The page of a run: its tasks, room for some nobody planned, and why, where ratings may change."""
    rates: list[Field[str]] = [
        _rating_field(_field_of(page, task), f"{number}. {cut(task.task, LONGEST_TASK)}")
        for number, task in enumerate(tasks, page.start + 1)
    ]
    for number in range(1, NEW_TASKS + 1):
        rates.append(text_field(_named(page, f"task{number}"), f"Another task ({number})", LONGEST_TASK))
        rates.append(_rating_field(_named(page, f"how{number}"), f"How that went ({number})"))
    if any(page.shown.values()):
        rates.append(
            text_field(
                _named(page, "why"),
                "Why a rating changes",
                REASON_CHARACTERS,
                hint="The rating before it stays on record, with this.",
            )
        )
    return Modal(RATE, f"Rate run {page.run}", "Save", rates, submit_rate).turned(page.turn)


def _rating_field(name: str, label: str) -> Field[str]:
    return choice_field(name, label, RATINGS, "Not rated yet", "Choose P, S, M, U or N.", optional=True)


def _named(page: RatePage, field: str) -> str:
    """A field of one page alone: another run's never shows what was chosen on this one."""
    return f"r{page.run}.{page.start}.{field}"


def _field_of(page: RatePage, task: Task) -> str:
    return _named(page, tag(task.key))


def _added(
    page: RatePage, chosen: dict[str, str], there: set[str]
) -> tuple[dict[Task, Rating | None], dict[str, str]]:
    """The tasks named by hand, with how they went; and what is wrong, by field: a rating without a task."""
    found: dict[Task, Rating | None] = {}
    wrong: dict[str, str] = {}
    known = set(there)
    for number in range(1, NEW_TASKS + 1):
        field = _named(page, f"task{number}")
        said, rating = " ".join(chosen[field].split()), chosen[_named(page, f"how{number}")]
        if rating and not said:
            wrong[field] = "Name the task this rating is for: a rating without a task is not kept."
        elif said and fold(said) in known:
            wrong[field] = "That task is there already: rate it where it stands."
        elif said:
            known.add(fold(said))
            found[Task(fold(said), said)] = Rating(rating) if rating else None
    return found, wrong


def _refuse_run(request: Request, exercise: ExerciseRecord, run: int) -> None:
    """Raises Problem for a run that is none of the exercise's, nor the next one."""
    if not 1 <= run <= min(runs_of(request.session, exercise) + 1, MOST_RUNS):
        raise Problem(STALE)


def way_back(exercise_id: int) -> list[Block]:
    """The button back to the review, beneath a step of it; nothing is written."""
    return [*buttons(button("Back to the review", BACK, ReviewOf(exercise=exercise_id)))]


def _read_strengths(request: Request, field: str) -> Sequence[str]:
    said = request.typed(field)
    if len(said) > STRENGTHS_CHARACTERS:
        raise CantTake(f"At most {STRENGTHS_CHARACTERS:,} characters, please; these are {len(said):,}.")
    lines = [" ".join(line.lstrip("•*- \t").split()) for line in said.splitlines()]
    long = [line for line in lines if len(line) > LONGEST_STRENGTH]
    if long:
        raise CantTake(
            f"One line holds one strength, of at most {LONGEST_STRENGTH} characters: “{cut(long[0], 60)}”."
        )
    return [line for line in lines if line]


_LINES = text_field(
    "strengths",
    "Strengths, one a line",
    STRENGTHS_CHARACTERS,
    hint="What went well, and should be kept. A line that is left out is taken back.",
    lines=True,
)
STRENGTH_LINES: Field[Sequence[str]] = Field(
    _LINES.name, _LINES.label, _LINES.draw, _read_strengths, _LINES.hint, optional=True
)
STRENGTHS_FORM = Modal(STRENGTHS, "Strengths", "Save", (STRENGTH_LINES,), submit_strengths)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise review",
        review,
        what="rate an exercise's tasks by run; strengths, issues and corrective actions",
        example=EXAMPLE,
        takes="[EXERCISE]",
    ),
    Click(OPEN, open_review),
    Click(BACK, back),
    Click(RATE, open_rate),
    Click(STRENGTHS, open_strengths),
    Submission(RATE, submit_rate),
    *STRENGTHS_FORM.entries(),
)
