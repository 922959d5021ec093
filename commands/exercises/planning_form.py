"""The form an exercise is planned in: its fields, and how objectives with their tasks are written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    CheckboxesElement,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    StaticMultiSelectElement,
)
from sqlalchemy import select

from commands.exercises.actions import improvement
from commands.kit.blocks import OPTION, cut, option, plain
from commands.kit.exercise_rights import may_be_hosted
from commands.kit.forms import (
    PLACEHOLDER,
    CantTake,
    Field,
    choice_field,
    day_field,
    searched_field,
    several_searched_field,
    text_field,
)
from commands.kit.may import Action, may
from commands.kit.registry import Run
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import person_option, search_contacts
from commands.language.exercises import exercise_keyed, held
from commands.language.fields import (
    MOST_OPTIONS,
    agencies_offered,
    contact_among,
    read_agencies,
    read_agency,
    search_agencies,
)
from commands.language.grants import grant_and_award
from commands.language.planning import PlanSaid
from readiness.exercises import LONGEST_TASK
from readiness.records import AgencyId
from readiness.text import fold
from readiness.vocabulary import ExerciseType, MissionArea
from storage.catalogue import revision_name
from storage.exercise_plans import objectives_of
from storage.exercises import ActionRecord, ExerciseRecord
from storage.people import Person
from storage.plans import PlanRecord, RevisionRecord
from words.amounts import listing
from words.days import spoken
from words.objectives import NotObjectives, Objective, lines_of, read_objectives, write_objectives

TITLE = 200
MOST_TEXT = 3000
LONGEST_TEXT = 2000
"""Characters of a text, as an import takes them too: what was imported can be changed here."""
MOST_LINES = 100
MOST_INVITED = 100
CAPABILITIES = (
    "Operational Coordination",
    "Operational Communications",
    "On-scene Security and Protection",
    "Public Health and EMS",
    "Planning",
)
"""The core capabilities used most; any other is written beside them."""
TYPES = {
    each: "Incident, written down afterwards" if each is ExerciseType.INCIDENT else each.value.capitalize()
    for each in ExerciseType
}
SIMULATION_TAG = option("An ASIM simulation", "yes")
EXAMPLE = "Evacuate the campus\n- set up a casualty collection point\n- account for everybody"


def _read_objectives(request: Request, field: str) -> list[Objective]:
    text = request.typed(field)
    lines = len(lines_of(text))
    if lines > MOST_LINES:
        raise CantTake(f"At most {MOST_LINES} lines, please; these are {lines}.")
    try:
        return read_objectives(text)
    except NotObjectives as wrong:
        raise CantTake(f"It can't be kept so: {wrong}.") from None


def of_words(said: PlanSaid) -> dict[str, object]:
    """What the fields show at first of what was said."""
    return {
        "title": cut(said.title, TITLE) or None,
        "type": said.type or None,
        "simulation": said.simulation,
        "day": said.day,
    }


def of_gaps(request: Request, said: PlanSaid) -> dict[str, object]:
    """What they show of the positions to be played and the tasks to be shown that were suggested."""
    return {"objectives": write_objectives(_objectives_of(request, said)) or None}


def _objectives_of(request: Request, said: PlanSaid) -> list[Objective]:
    """The positions and tasks, as far as they are the speaker's to read."""
    positions = [request.catalogue.positions[key] for key in said.plays if key in request.catalogue.positions]
    wanted = select(ActionRecord).where(ActionRecord.id.in_(said.shows), ActionRecord.voided_at.is_(None))
    actions = {each.id: each for each in request.session.scalars(wanted) if is_told_of(request, each)}
    tasks = {actions[key].task_key: actions[key].task for key in said.shows if key in actions}
    found = []
    if positions:
        titles = listing([each.title for each in positions])
        found.append(Objective(cut(f"Play {titles} in one run", LONGEST_TASK)))
    if tasks:
        found.append(
            Objective("Show what was corrected", tuple(cut(each, LONGEST_TASK) for each in tasks.values()))
        )
    return found


def is_told_of(request: Request, action: ActionRecord) -> bool:
    """Whether a corrective action is the speaker's to read: its task says what went wrong."""
    return bool(may(request.member, Action.SETTLE, improvement(action), action.due_on, request.today))


def of_record(request: Request, record: ExerciseRecord) -> dict[str, object]:
    """What the fields show at first of an exercise there is."""
    named = [each for each in record.capabilities.split(";") if each]
    grant, award = grant_and_award(record.funding)
    return {
        "title": record.title,
        "type": record.type,
        "simulation": record.simulation,
        "day": record.held_on,
        "objectives": write_objectives(objectives_of(request.session, record.id)),
        "revision": _option_of(request, record),
        "area": record.mission_area if record.mission_area in set(MissionArea) else None,
        "capabilities": named,
        "more capabilities": "; ".join(each for each in named if each not in CAPABILITIES) or None,
        "threat": record.threat or None,
        "scenario": record.scenario or None,
        "sponsor": record.sponsor or None,
        "grant": grant or None,
        "award": award or None,
        "poc": person_option(request, record.poc_id),
    }


def revision_options(request: Request) -> list[Option]:
    """The revisions of the shared plans, the newest of each first."""
    return [
        option(
            cut(revision_name(plan.name, each.name), OPTION),
            str(each.key),
            f"in force from {spoken(each.effective_on)}",
        )
        for plan in request.catalogue.plans.values()
        for each in reversed(plan.revisions)
    ]


def _option_of(request: Request, record: ExerciseRecord) -> Option | None:
    """The revision of an exercise there is as the option that is chosen; one that was taken back, too."""
    there = {each.to_dict()["value"]: each for each in revision_options(request)}
    if record.revision_id is None or str(record.revision_id) in there:
        return there.get(str(record.revision_id))
    revision = request.session.get_one(RevisionRecord, record.revision_id)
    plan = request.session.get_one(PlanRecord, revision.plan_id)
    called = cut(revision_name(plan.name, revision.name), OPTION)
    return option(called, str(revision.id), "It was taken back.")


def has_plans(request: Request) -> bool:
    """Whether there is a plan to choose a revision of."""
    return any(plan.revisions for plan in request.catalogue.plans.values())


def search_hosts(request: Request) -> Reply:
    """The agencies the speaker may plan for, those that host what is changed among them."""
    said = request.carried(PlanSaid)
    record = exercise_keyed(request, said.exercise)
    before = None if record is None else held(record)
    return agencies_offered(request, lambda key: bool(may_be_hosted(request.member, key, before)))


def search_revisions(request: Request) -> Reply:
    """The revisions that fit what is being typed."""
    wanted = fold(request.text)
    found = [
        each for each in revision_options(request) if wanted in fold(str(each.to_dict()["text"]["text"]))
    ]
    return Reply(options=found[:MOST_OPTIONS])


def _read_revision(request: Request, field: str) -> int | None:
    if not request.typed(field):
        return None
    known = {each.key for plan in request.catalogue.plans.values() for each in plan.revisions}
    chosen = request.typed_id(field)
    record = exercise_keyed(request, request.carried(PlanSaid).exercise)
    if chosen not in known and (record is None or chosen != record.revision_id):
        raise CantTake("Choose a revision from the list.")
    return chosen


def _agencies_named(request: Request) -> set[AgencyId]:
    """The agencies that the form names, as it was last drawn."""
    said = request.carried(PlanSaid)
    return {said.host, *said.invited}


def _search_contacts(request: Request) -> Reply:
    """Whom the speaker may name, and the people of the agencies that the form names."""
    return search_contacts(request, _agencies_named(request))


def _poc_before(request: Request) -> list[int]:
    record = exercise_keyed(request, request.carried(PlanSaid).exercise)
    return [] if record is None or record.poc_id is None else [record.poc_id]


def _objectives_area(initial: str | None) -> InputInteractiveElement:
    return PlainTextInputElement(
        action_id="objectives",
        multiline=True,
        max_length=MOST_TEXT,
        initial_value=initial or None,
        placeholder=plain(EXAMPLE, PLACEHOLDER),
    )


def _simulation_box(initial: bool | None) -> InputInteractiveElement:
    return CheckboxesElement(
        action_id="simulation",
        options=[SIMULATION_TAG],
        initial_options=[SIMULATION_TAG] if initial else None,
    )


def _capability_select(initial: Sequence[str] | None) -> InputInteractiveElement:
    chosen = [option(each, each) for each in CAPABILITIES if each in (initial or ())]
    return StaticMultiSelectElement(
        action_id="capabilities",
        placeholder=plain("Those that are tried", PLACEHOLDER),
        options=[option(each, each) for each in CAPABILITIES],
        initial_options=chosen or None,
    )


def _read_capabilities(request: Request, field: str) -> list[str]:
    chosen = request.chosen(field)
    if not set(chosen) <= set(CAPABILITIES):
        raise CantTake("Choose from the list, or write it in the next field.")
    return chosen


NAME = text_field("title", "Title", TITLE, optional=False)
TYPE = choice_field(
    "type", "Type", [option(name, each.value) for each, name in TYPES.items()], "A type", "Choose what it is."
)
SIMULATION: Field[bool] = Field(
    "simulation",
    "Simulation",
    _simulation_box,
    lambda request, field: bool(request.chosen(field)),
    "Whoever plays in a simulation has played the position, at a table too.",
    optional=True,
)
CAPABILITY: Field[list[str]] = Field(
    "capabilities", "Core capabilities", _capability_select, _read_capabilities, optional=True
)
MORE_CAPABILITIES = text_field(
    "more capabilities", "Other core capabilities", LONGEST_TEXT, hint="Separated by semicolons."
)
OBJECTIVES: Field[Sequence[Objective]] = Field(
    "objectives",
    "Objectives and critical tasks",
    _objectives_area,
    _read_objectives,
    "One objective a line; its critical tasks beneath it, a dash before each, such as: "
    "Evacuate the campus, and on the next line: - set up a casualty collection point.",
    optional=True,
)
REVISION: Field[int | None] = searched_field(
    "revision", "Plan revision", "Which plan is played", _read_revision, search_revisions, optional=True
)
AREA = choice_field(
    "area",
    "Mission area",
    [option(each.value.capitalize(), each.value) for each in MissionArea],
    "One of the five",
    "Choose one of these.",
    optional=True,
)
THREAT = text_field("threat", "Threat or hazard", LONGEST_TEXT)
SCENARIO = text_field("scenario", "Scenario", LONGEST_TEXT, lines=True)
SPONSOR = text_field("sponsor", "Sponsor", LONGEST_TEXT)
POC: Field[Person | None] = searched_field(
    "poc",
    "Point of contact",
    "A name or an e-mail",
    contact_among(_agencies_named, _poc_before),
    _search_contacts,
    hint="They can log, rate and close it too.",
    optional=True,
    least=2,
)


def day_of(change: Run | None = None) -> Field[date]:
    """The day it is held."""
    return day_field("day", "Day", "Choose the day it is held.", change=change)


def host_of(change: Run) -> Field[AgencyId | None]:
    """The agency that hosts it; choosing one shows who is not invited yet."""
    return searched_field(
        "host", "Host agency", "An agency", read_agency, search_hosts, optional=True, change=change
    )


def invited_of(name: str, change: Run) -> Field[list[AgencyId]]:
    """Who is invited, under one of its names."""
    return several_searched_field(
        name,
        "Invited agencies",
        "Type a part of the name",
        read_agencies,
        search_agencies,
        MOST_INVITED,
        hint="The host need not be named again.",
        change=change,
    )
