"""An issue and its corrective action, as the review's form asks for them (HSEEP's improvement plan)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import InputInteractiveElement, Option

from commands.exercises.actions import still_on_roster
from commands.exercises.reviewing import shown, way_back
from commands.exercises.reviewing_records import Finding, to_review, write_action
from commands.exercises.reviewing_views import WRITE, WriteAction, tag
from commands.kit.blocks import option, words
from commands.kit.forms import (
    CantTake,
    Field,
    Modal,
    choice_field,
    day_field,
    one_of,
    searched_field,
    text_field,
)
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.exercises import exercise_name
from commands.language.fields import agency_option, person_among, read_needed_agency, search_agencies
from commands.language.players import players_among, search_players
from readiness.exercises import LONGEST_TASK
from readiness.text import fold
from readiness.vocabulary import CapabilityElement
from storage.exercises import ExerciseRecord
from storage.improving import Task, tasks_of, written_of
from words.days import spoken

OPTIONS = 100
WORDS = 1000


def open_action(request: Request) -> Reply:
    """The form, about the task the button carries; the host owes it, until somebody else is named."""
    wanted = request.carried(WriteAction)
    exercise = to_review(request, wanted.exercise)
    tasks = tasks_of(request.session, exercise.id)[:OPTIONS]
    options = [option(f"{number}. {task.task}", tag(task.key)) for number, task in enumerate(tasks, 1)]
    capabilities = [each.strip() for each in exercise.capabilities.split(";") if each.strip()]
    turn = written_of(request.session, exercise.id)
    view = ACTION_FORM.turned(turn).view(
        {
            "task": (options, next((each for each in options if each.value == wanted.task), None)),
            "capability": capabilities[0] if len(capabilities) == 1 else None,
            "agency": agency_option(request, exercise.host_agency_id),
            "starts_on": request.today,
        },
        carried=wanted.model_copy(update={"turn": turn}),
        above=[words(exercise_name(exercise))],
        below=way_back(exercise.id),
        only=[each for each in ACTION_FORM.fields if options or each is not TASK],
        hints={"capability": f"Of this exercise: {', '.join(capabilities)}."} if capabilities else None,
    )
    return Reply(updated=view)


def submit_action(request: Request) -> Reply:
    """Writes the action, and shows the review with it."""
    wanted = request.carried(WriteAction)
    exercise = to_review(request, wanted.exercise, writes=True)
    form = ACTION_FORM.turned(wanted.turn)
    filled = form.read(request)
    starts_on, due_on = filled[STARTS], filled[DUE]
    if due_on < starts_on:
        raise form.wrong({"due_on": f"It starts {spoken(starts_on)}: it can't be due before that."})
    if filled[POC] is not None and filled[POC_NAMED]:
        raise form.wrong({"poc_named": "Choose somebody from the roster, or name somebody else: not both."})
    write_action(
        request,
        exercise,
        Finding(
            corrective_action=filled[CORRECTIVE_ACTION],
            due_on=due_on,
            task=_task(request, exercise, form, filled[TASK], filled[OTHER_TASK]),
            issue=filled[ISSUE],
            capability=filled[CAPABILITY],
            element=filled[ELEMENT],
            agency=filled[AGENCY],
            poc=filled[POC_NAMED],
            poc_id=filled[POC],
            funding=filled[FUNDING],
            starts_on=starts_on,
        ),
    )
    return Reply(updated=shown(request, exercise))


def _task(request: Request, exercise: ExerciseRecord, form: Modal, chosen: str, named: str) -> Task | None:
    """The task it is about: one of the exercise's, or another, as it was named. Raises Wrong for both."""
    there = tasks_of(request.session, exercise.id)
    found = next((task for task in there if tag(task.key) == chosen), None)
    if chosen and found is None:
        raise form.wrong({"task": "Choose a task from the list."})
    said = " ".join(named.split())
    if found is not None and said and fold(said) != found.key:
        raise form.wrong({"other_task": "One action is about one task: choose it, or name another."})
    if found is None and said:
        return next((task for task in there if task.key == fold(said)), Task(fold(said), said))
    return found


def _draw_task(initial: tuple[Sequence[Option], Option | None]) -> InputInteractiveElement:
    options, first = initial
    return one_of("task", options, "The task it is about", first)


def _read_task(request: Request, field: str) -> str:
    return request.typed(field)


def _read_poc(request: Request, field: str) -> int | None:
    person = person_among(players_among)(request, field)
    if person is not None and person.id not in still_on_roster(request, [person.id]):
        raise CantTake("They are no longer on the roster: choose somebody who is.")
    return None if person is None else person.id


TASK: Field[str] = Field(
    "task",
    "Critical task",
    _draw_task,
    _read_task,
    "Without a task no exercise can show that it is done.",
    optional=True,
)
OTHER_TASK = text_field("other_task", "Another task", LONGEST_TASK)
ISSUE = text_field("issue", "Issue", WORDS, optional=False, lines=True)
CORRECTIVE_ACTION = text_field("corrective_action", "Corrective action", WORDS, optional=False, lines=True)
CAPABILITY = text_field("capability", "Core capability")
ELEMENT = choice_field(
    "element",
    "Capability element",
    [option(each.value.capitalize(), each.value) for each in CapabilityElement],
    "What it changes",
    "Choose one of these.",
    optional=True,
)
AGENCY: Field[int] = searched_field(
    "agency", "Primary responsible organization", "An agency", read_needed_agency, search_agencies
)
POC: Field[int | None] = searched_field(
    "poc",
    "Point of contact",
    "Type a name",
    _read_poc,
    search_players,
    hint="Empty: the agency's lead answers for it.",
    optional=True,
    least=1,
)
POC_NAMED = text_field("poc_named", "Point of contact who is not on the roster")
STARTS: Field[date] = day_field("starts_on", "Starts", "Choose the day it starts.")
DUE: Field[date] = day_field("due_on", "Due", "Choose the day it is due.")
FUNDING = text_field("funding", "Grant", hint="Such as HMEP, or EMPG EMW-2026-1.")

ACTION_FORM = Modal(
    WRITE,
    "Corrective action",
    "Save",
    (
        TASK,
        OTHER_TASK,
        ISSUE,
        CORRECTIVE_ACTION,
        CAPABILITY,
        ELEMENT,
        AGENCY,
        POC,
        POC_NAMED,
        STARTS,
        DUE,
        FUNDING,
    ),
    submit_action,
)

ENTRIES: tuple[Declared, ...] = (Click(WRITE, open_action), *ACTION_FORM.entries())
