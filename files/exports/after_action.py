"""An exercise's after-action report, read from the store: what its review says, and who took part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from files.documents.after_action import (
    NO_CAPABILITY,
    AfterAction,
    CapabilityAnalysis,
    KeyedNumber,
    RatedRun,
    RatedTask,
)
from files.documents.improvement_plan import ImprovementPlan, PlannedAction
from files.exports.took_part import took_part
from readiness.actions import ActionState
from readiness.exercises import Reach
from readiness.records import AgencyId
from readiness.text import fold
from readiness.vocabulary import ExerciseType, Rating, discipline_name
from storage.answers import names_of
from storage.audit import AuditKind, Trail
from storage.catalogue import Catalogue, catalogue_of
from storage.exercise_plans import attendance, invited_to, objectives_of
from storage.exercises import ActionRecord, ExerciseRecord, ExerciseState, RatingRecord
from storage.exercising import Table, reach_of
from storage.improving import ActionStanding, actions_on, ratings_of, runs_of, strengths_of, tasks_of
from storage.people import Person
from storage.region import Region
from storage.sealing import head_line
from storage.shown_numbers import Measure, Shown, actions_kept, reach_kept
from words.amounts import listing, plural
from words.days import spoken
from words.file_names import file_name
from words.objectives import Objective

NOT_ON_RECORD = "not on record"
IS_DRAFT = "Draft: no review of it has been written yet. What is missing below is missing on record."

MayName = Callable[[AgencyId], bool]
"""Whether the people of an agency may be named to whom the report is for."""


def after_action_of(
    session: Session,
    region: Region,
    exercise: ExerciseRecord,
    as_of: date,
    may_name: MayName,
) -> tuple[AfterAction, list[Shown]]:
    """The report as of a day, and the numbers in it that carry keys.

    Dated with the beginning of that day: made again on it of the same records it is the same.
    """
    catalogue = catalogue_of(session)
    actions = actions_on(session, as_of, ActionRecord.exercise_id == exercise.id)
    table = reach_of(session, [exercise.id])[exercise.id]
    planned = _planned(session, catalogue, actions, as_of)
    there, objectives = attendance(session, exercise.id), objectives_of(session, exercise.id)
    participants, about = took_part(session, catalogue, exercise, there, may_name, region.smallest_count)
    counted = Counter(each.state for each in actions)
    of_it = {"exercise": exercise.id}
    shown = [
        Shown(Measure.EXERCISES, "everyone", as_of, reach_kept({table.reach: 1}), of_it),
        Shown(
            Measure.ACTIONS,
            "everyone",
            as_of,
            actions_kept({each: counted[each] for each in ActionState}),
            of_it,
        ),
    ]
    said = (_reach_words(table), _counts_words(counted))
    is_incident = exercise.type == ExerciseType.INCIDENT.value
    return AfterAction(
        name=exercise.title,
        code=exercise.code,
        is_incident=is_incident,
        region=region.name or "Muster",
        handling_mark=region.handling_mark,
        as_of=as_of,
        made_at=datetime.combine(as_of, time(), region.zone),
        facts=_facts(session, catalogue, exercise, table, list(there), objectives),
        remarks=[] if exercise.reviewed_on else [IS_DRAFT],
        capabilities=_analysis(session, exercise, objectives, actions, planned),
        strengths=[each.strength for each in strengths_of(session, exercise.id)],
        actions=[planned[each.action.id] for each in actions],
        participants=participants,
        about_participants=about,
        numbers=[KeyedNumber(words, each.key) for words, each in zip(said, shown, strict=True)],
        audit_head=head_line(session),
    ), shown


def improvement_plan_of(report: AfterAction) -> ImprovementPlan:
    """Its Appendix A as a workbook has it."""
    return ImprovementPlan(
        f"Improvement plan: {report.name}",
        report.region,
        report.handling_mark,
        report.as_of,
        report.made_at,
        report.actions,
        report.audit_head,
    )


def report_file(report: AfterAction) -> str:
    """What its file is called: by the exercise's code, as two may be reported on one day."""
    return file_name("after-action", report.code, report.as_of, "docx")


def plan_file(report: AfterAction) -> str:
    """What the workbook of its Appendix A is called."""
    return file_name("improvement-plan", report.code, report.as_of, "xlsx")


def note_report(session: Session, trail: Trail, exercise: ExerciseRecord, made: AfterAction) -> None:
    """Leaves the audit row of a report that was made for somebody."""
    detail = {
        "as_of": made.as_of.isoformat(),
        "actions": len(made.actions),
        "named": sum(len(each.names) for each in made.participants),
    }
    trail.note(session, AuditKind.REPORT_WRITTEN, exercise.subject, of=exercise, **detail)


def is_reportable(exercise: ExerciseRecord, today: date) -> bool:
    """Whether there is something to report of: it counts, and was held."""
    return exercise.counts and exercise.state is not ExerciseState.CANCELLED and exercise.held_on <= today


def _facts(
    session: Session,
    catalogue: Catalogue,
    exercise: ExerciseRecord,
    table: Table,
    there: Sequence[AgencyId],
    objectives: Sequence[Objective],
) -> list[tuple[str, Sequence[str]]]:
    is_incident = exercise.type == ExerciseType.INCIDENT.value
    named = [each.objective for each in objectives if each.objective]
    names = sorted((catalogue.agencies[key].name for key in there), key=str.casefold)
    invited = invited_to(session, [exercise.id])[exercise.id]
    absent = sorted((catalogue.agencies[key].name for key in set(invited) - set(there)), key=str.casefold)
    host = catalogue.agencies.get(exercise.host_agency_id or 0)
    contact = session.get(Person, exercise.poc_id) if exercise.poc_id else None
    facts: list[tuple[str, Sequence[str]]] = [
        ("Incident name" if is_incident else "Exercise name", [f"{exercise.title} ({exercise.code})"]),
        ("Dates" if not is_incident else "Date", [spoken(exercise.held_on)]),
        ("Scope", _scope(session, catalogue, exercise, table)),
        ("Mission areas", [exercise.mission_area.capitalize()]),
        ("Core capabilities", _capabilities(exercise)),
        ("Objectives", [f"{number}. {each}" for number, each in enumerate(named, 1)]),
        ("Threat or hazard", [exercise.threat]),
        ("Scenario", [exercise.scenario]),
        ("Sponsor", [exercise.sponsor, f"Funding: {exercise.funding}" if exercise.funding else ""]),
        ("Host", [host.name if host else ""]),
        (
            "Participating organizations",
            [*names, f"Invited, and nobody on record as there: {listing(absent)}" if absent else ""],
        ),
        ("Point of contact", [contact.name if contact is not None else exercise.poc]),
    ]
    return [(label, [each for each in said if each] or [NOT_ON_RECORD]) for label, said in facts]


def _scope(session: Session, catalogue: Catalogue, exercise: ExerciseRecord, table: Table) -> list[str]:
    simulation = ", a simulation" if exercise.simulation else ""
    runs = runs_of(session, exercise)
    plan = catalogue.revision_called(exercise.revision_id)
    return [
        f"{exercise.type.capitalize()}{simulation}{f', {runs} runs' if runs > 1 else ''}",
        _reach_words(table),
        f"Plan: {plan}" if plan else "",
    ]


def _reach_words(table: Table) -> str:
    if table.reach is Reach.NOT_PLAYED:
        return "Reach: nobody is on record as a player"
    missing = ", ".join(discipline_name(each) for each in table.missing)
    agencies = plural(len(table.agencies), "agency", "agencies")
    return f"Reach: {table.reach.value}, {agencies} played" + (f"; missing: {missing}" if missing else "")


def _counts_words(counted: Mapping[ActionState, int]) -> str:
    words = {
        ActionState.OPEN: "open",
        ActionState.OVERDUE: "overdue",
        ActionState.CAME_BACK: "came back",
        ActionState.DONE: "done and not shown yet",
        ActionState.SHOWN: "shown",
        ActionState.NOT_DOING: "not being done",
    }
    said = [f"{counted[each]:,} {what}" for each, what in words.items() if counted[each]]
    return f"Corrective actions: {', '.join(said) or 'none'}"


def _capabilities(exercise: ExerciseRecord) -> list[str]:
    return [each.strip() for each in exercise.capabilities.split(";") if each.strip()]


def _analysis(
    session: Session,
    exercise: ExerciseRecord,
    objectives: Sequence[Objective],
    actions: Sequence[ActionStanding],
    planned: Mapping[int, PlannedAction],
) -> list[CapabilityAnalysis]:
    """Tasks and actions by core capability: those the exercise names in their order, then others by name."""
    ratings, named = ratings_of(session, exercise.id), _capabilities(exercise)
    of_task = _capability_of_tasks(ratings, actions)
    alone = named[0] if len(named) == 1 else NO_CAPABILITY
    under = {fold(task): each.objective for each in objectives for task in each.tasks}
    called = {
        fold(each): each
        for each in (*named, *of_task.values(), *(a.action.capability for a in actions))
        if each
    }
    called = {**called, **{fold(each): each for each in named}}
    tasks: defaultdict[str, list[RatedTask]] = defaultdict(list)
    weak: defaultdict[str, list[str]] = defaultdict(list)
    about = {each.action.task_key for each in actions}
    for task in tasks_of(session, exercise.id):
        key = fold(of_task.get(task.key, alone))
        rated = _rated(ratings, task.key)
        tasks[key].append(RatedTask(task.task, under.get(task.key, ""), rated))
        worst = [Rating(each.rating) for each in rated if Rating(each.rating).is_rated]
        if task.key not in about and not all(each.is_shown for each in worst):
            weak[key].append(task.task)
    by_capability: defaultdict[str, list[PlannedAction]] = defaultdict(list)
    for each in actions:
        by_capability[fold(each.action.capability or of_task.get(each.action.task_key, alone))].append(
            planned[each.action.id]
        )
    last = fold(NO_CAPABILITY)
    known = [fold(each) for each in named]
    others = sorted({*tasks, *by_capability} - {*known, last})
    order = [*dict.fromkeys(known), *others, *([last] if last in {*tasks, *by_capability} else [])]
    return [
        CapabilityAnalysis(called.get(key, NO_CAPABILITY), tasks[key], by_capability[key], weak[key])
        for key in order
    ]


def _capability_of_tasks(
    ratings: Sequence[RatingRecord], actions: Sequence[ActionStanding]
) -> dict[str, str]:
    """Of which core capability tasks are, by their ratings; else by the actions about them."""
    found = {each.action.task_key: each.action.capability for each in actions if each.action.capability}
    found |= {
        each.task_key: each.capability for each in ratings if each.capability and each.voided_at is None
    }
    return found


def _rated(ratings: Sequence[RatingRecord], task_key: str) -> list[RatedRun]:
    """How a task went by run; the ratings before stay readable beside the one that stands."""
    mine = [each for each in ratings if each.task_key == task_key]
    live = sorted((each for each in mine if each.voided_at is None), key=lambda each: each.run)
    return [
        RatedRun(
            each.run,
            each.rating,
            [old.rating for old in mine if old.run == each.run and old.voided_at is not None],
        )
        for each in live
    ]


def _planned(
    session: Session, catalogue: Catalogue, actions: Sequence[ActionStanding], on: date
) -> dict[int, PlannedAction]:
    people = names_of(session, {each.action.poc_id for each in actions if each.action.poc_id is not None})
    found = {}
    for each in actions:
        action = each.action
        agency = catalogue.agencies.get(action.agency_id or 0)
        found[action.id] = PlannedAction(
            code=action.code,
            capability=action.capability,
            issue=action.issue,
            corrective_action=action.corrective_action,
            element=action.element.capitalize(),
            organization=agency.name if agency else "",
            contact=people[action.poc_id].name if action.poc_id in people else action.poc,
            start=action.starts_on,
            completion=action.due_on,
            state=_state_words(each, on),
            task=action.task,
        )
    return found


def _state_words(standing: ActionStanding, on: date) -> str:
    """How an action stands on a day: "came back on 3 Dec 2026: M in Vine drill, run 2"."""
    action, decided = standing.action, standing.decided_by
    done = f" on {spoken(action.done_on)}" if action.done_on else ""
    by = "" if decided is None else f"{decided.rating} in {decided.title}, run {decided.run}"
    shown_on = "" if decided is None else f" on {spoken(decided.held_on)}"
    match standing.state:
        case ActionState.OPEN:
            return "open"
        case ActionState.OVERDUE:
            return f"overdue by {plural((on - action.due_on).days, 'day')}"
        case ActionState.NOT_DOING:
            return f"not being done: {action.reason or 'no reason on record'}"
        case ActionState.DONE:
            return f"done{done}, not shown yet"
        case ActionState.SHOWN:
            return f"done{done}, shown{shown_on}: {by}"
        case ActionState.CAME_BACK:
            return f"done{done}, came back{shown_on}: {by}"
