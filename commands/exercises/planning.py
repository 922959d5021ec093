"""`/exercise plan`: an exercise is planned and changed, and those missing are invited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from sqlalchemy import select

from commands.exercises.planning_form import (
    AREA,
    CAPABILITY,
    MORE_CAPABILITIES,
    MOST_INVITED,
    MOST_TEXT,
    NAME,
    OBJECTIVES,
    POC,
    REVISION,
    SCENARIO,
    SIMULATION,
    SPONSOR,
    THREAT,
    TYPE,
    day_of,
    has_plans,
    host_of,
    invited_of,
    of_gaps,
    of_record,
    of_words,
)
from commands.exercises.planning_views import (
    CHANGE,
    INVITE,
    INVITE_IN_FORM,
    Invite,
    not_invited,
    of_discipline,
    planned_message,
)
from commands.exercises.planning_words import EXAMPLE, plan_said
from commands.kit.blocks import words
from commands.kit.exercise_rights import may_be_hosted, may_plan
from commands.kit.forms import Field, Filled, Modal, opened
from commands.kit.may import Action, agencies_led, may
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.exercises import ExercisePicked, exercise_keyed, exercise_name, exercise_of, held
from commands.language.fields import agency_option
from commands.language.grants import AWARD, GRANT, funding_of
from commands.language.planning import PLAN as PLAN_FORM
from commands.language.planning import PlanSaid, plan_button
from readiness.records import AgencyId
from readiness.vocabulary import ExerciseType, MissionArea
from storage.audit import AuditKind
from storage.cards import changed
from storage.exercise_plans import (
    has_happened,
    invited_to,
    next_code,
    set_invited,
    set_objectives,
)
from storage.exercises import COUNTS, SIGNIN_CARD, ExerciseRecord, ExerciseState
from storage.exercising import table_with
from storage.playing import project_exercise
from words.amounts import plural
from words.days import spoken
from words.folding import fold
from words.problems import Problem

LEFT = (
    f"A form takes {MOST_INVITED} invited agencies: {{agencies}} were not chosen. Plan it; the button "
    "beneath the receipt invites them too."
)
MORE_INVITED = "{agencies} are invited, more than a form takes: they stay invited."


def plan(request: Request) -> Reply:
    """Opens the form, filled in with what was said; nothing is recorded by saying it."""
    said = plan_said(request)
    return opened(
        request,
        _form(request, said),
        " ".join(each for each in (said.unclear, "Look at it, and plan it. Nothing was recorded.") if each),
        plan_button("Open the form", said),
    )


def open_form(request: Request) -> Reply:
    """The form, filled in with what the button carries."""
    said = request.carried(PlanSaid)
    if said.exercise:
        _standing(theirs_to_change(request, said.exercise))
    else:
        may_plan(request.member).or_refuse()
    return Reply(modal=_form(request, said))


def change(request: Request) -> Reply:
    """The form of an exercise there is, with what it says now."""
    record = theirs_to_change(request, request.carried(ExercisePicked).exercise)
    _standing(record)
    return Reply(modal=_form(request, PlanSaid(exercise=record.id)))


def chosen(request: Request) -> Reply:
    """A host or agencies were chosen: the form says who is not invited, and since when they did not play."""
    said = request.carried(PlanSaid)
    record = exercise_keyed(request, said.exercise)
    there = [] if record is None else invited_to(request.session, [record.id])[record.id]
    invited = there if len(there) > MOST_INVITED else _invited_typed(request)
    return Reply(updated=_form(request, said, _host_typed(request), invited))


def invite_in_form(request: Request) -> Reply:
    """Adds the agencies of a discipline to those chosen in the form."""
    pressed = request.carried(Invite)
    said = pressed.said
    more = [*_invited_typed(request), *of_discipline(request.catalogue, pressed.discipline, pressed.within)]
    # Under the name it had, the field would keep what was chosen in it.
    every = list(dict.fromkeys(more))
    left = len(every) - MOST_INVITED
    unclear = LEFT.format(agencies=plural(left, "more agency", "more agencies")) if left > 0 else said.unclear
    turned = said.model_copy(update={"turn": (said.turn + 1) % len(INVITED), "unclear": unclear})
    return Reply(updated=_form(request, turned, _host_typed(request), every[:MOST_INVITED]))


def submit(request: Request) -> Reply:
    """Plans the exercise, or changes it, or shows which fields can't be taken."""
    said = request.carried(PlanSaid)
    record = theirs_to_change(request, said.exercise, lock=True) if said.exercise else None
    if record is not None:
        _standing(record)
    filled = PLAN.read(request)
    _refuse(request, filled, record)
    invited = [key for field in INVITED for key in filled[field]]
    if record is not None and (asked := _asked_to_move(request, said, record, filled[DAY])):
        return Reply(updated=_form(request, asked, filled[HOST], invited))
    if record is None:
        record = _new(request, filled[DAY])
        kind = AuditKind.EXERCISE_PLANNED
    else:
        kind = AuditKind.EXERCISE_CHANGED
    _write(request, record, filled)
    request.session.add(record)
    request.session.flush()
    if OBJECTIVES.name in request.fields:  # more of them than a form takes are not asked for, and stay
        set_objectives(request.session, record.id, filled[OBJECTIVES])
    if len(invited_to(request.session, [record.id])[record.id]) <= MOST_INVITED:
        set_invited(request.session, record.id, [each for each in invited if each != record.host_agency_id])
    settle_exercise(request, record, kind)
    return Reply(
        message=planned_message(request, record, is_new=kind is AuditKind.EXERCISE_PLANNED), closes=True
    )


def invite(request: Request) -> Reply:
    """Adds the agencies of a discipline to those invited; the receipt comes anew."""
    pressed = request.carried(Invite)
    record = theirs_to_change(request, pressed.exercise, lock=True)
    _standing(record)
    there = invited_to(request.session, [record.id])[record.id]
    set_invited(
        request.session,
        record.id,
        [*there, *of_discipline(request.catalogue, pressed.discipline, pressed.within)],
    )
    settle_exercise(request, record, AuditKind.EXERCISE_CHANGED)
    return Reply(message=planned_message(request, record), replaces=True)


def theirs_to_change(request: Request, key: int, lock: bool = False) -> ExerciseRecord:
    """The exercise, if it is the speaker's to decide about. Raises Refused otherwise, Problem for none."""
    record = exercise_of(request, key, lock)
    may(request.member, Action.EXERCISE, held(record), record.held_on, request.today).or_refuse()
    return record


def _standing(record: ExerciseRecord) -> None:
    if record.state is ExerciseState.CANCELLED:
        raise Problem(f"{exercise_name(record)} was cancelled. Nothing was changed.")


def _refuse(request: Request, filled: Filled, record: ExerciseRecord | None) -> None:
    """Raises Wrong with what can't be, seen beside what else was filled in."""
    wrong: dict[str, str] = {}
    day, host = filled[DAY], filled[HOST]
    if day > request.today:
        if filled[TYPE] == ExerciseType.INCIDENT:
            wrong["day"] = f"{spoken(day)} is still to come: an incident is written down once it is over."
        elif record is not None and (rows := has_happened(request.session, record.id)):
            wrong["day"] = (
                f"{plural(rows, 'record')} of who took part can't be of a day that is still to come. "
                "Choose the day it was held."
            )
    hosted = may_be_hosted(request.member, host, None if record is None else held(record))
    if not hosted:
        wrong["host"] = hosted.why_not if host is None else f"{hosted.why_not} {hosted.who_could}"
    twin = twin_of(request, filled[NAME], day, record)
    if twin is not None:
        wrong["title"] = f"It is planned already: {twin.code}, {exercise_name(twin)}."
    if wrong:
        raise Wrong(wrong)


def _asked_to_move(request: Request, said: PlanSaid, record: ExerciseRecord, day: date) -> PlanSaid | None:
    """The form asks once before it moves a day of which is on record who took part; None: nothing to ask."""
    if day in (record.held_on, said.moved):
        return None
    rows = has_happened(request.session, record.id)
    if not rows:
        return None
    unclear = (
        f"{plural(rows, 'record')} of who took part {'moves' if rows == 1 else 'move'} with it, from "
        f"{spoken(record.held_on)} to {spoken(day)}. Nothing was changed yet: press again to move it, or "
        "choose another day."
    )
    return said.model_copy(update={"moved": day, "unclear": unclear})


def twin_of(request: Request, title: str, day: date, record: ExerciseRecord | None) -> ExerciseRecord | None:
    """Another exercise of that title on that day."""
    there = request.session.scalars(select(ExerciseRecord).where(COUNTS, ExerciseRecord.held_on == day))
    return next((each for each in there if fold(each.title) == fold(title) and each is not record), None)


def _new(request: Request, day: date) -> ExerciseRecord:
    code = next_code(request.session, day.year)
    return ExerciseRecord(
        key=fold(code),
        code=code,
        state=ExerciseState.PLANNED,
        recorded_by=request.member.label,
        recorded_at=request.now,
    )


def _write(request: Request, record: ExerciseRecord, filled: Filled) -> None:
    record.title, record.type, record.held_on = filled[NAME], filled[TYPE], filled[DAY]
    record.simulation, record.host_agency_id = filled[SIMULATION], filled[HOST]
    record.scenario, record.threat, record.sponsor = filled[SCENARIO], filled[THREAT], filled[SPONSOR]
    if filled[AREA] or record.mission_area in set(MissionArea):  # another one, from a file, is not offered
        record.mission_area = filled[AREA]
    if REVISION.name in request.fields:
        record.revision_id = filled[REVISION]
    others = [each.strip() for each in filled[MORE_CAPABILITIES].split(";") if each.strip()]
    record.capabilities = ";".join(dict.fromkeys([*filled[CAPABILITY], *others]))
    record.funding = funding_of(filled[GRANT], filled[AWARD])
    person = filled[POC]
    if person is not None:
        record.poc, record.poc_id = person.email or person.name, person.id
    elif record.poc_id is not None:  # somebody named in words only stays named
        record.poc, record.poc_id = "", None


def settle_exercise(request: Request, record: ExerciseRecord, kind: AuditKind) -> None:
    """Who can play follows from its day, type and state; the card shows it; the audit has it."""
    project_exercise(request.session, record.id)
    changed(request.session, SIGNIN_CARD, record.id, request.now)
    request.note(
        kind,
        record.subject,
        of=record,
        code=record.code,
        invited=sorted(invited_to(request.session, [record.id])[record.id]),
    )


def _host_typed(request: Request) -> AgencyId | None:
    chosen = request.typed_id(HOST.name)
    return chosen if chosen in request.catalogue.agencies else None


def _invited_typed(request: Request) -> list[AgencyId]:
    chosen = [key for field in INVITED for key in request.chosen_ids(field.name)]
    return [each for each in chosen if each in request.catalogue.agencies]


def _form(
    request: Request,
    said: PlanSaid,
    host: AgencyId | None = None,
    invited: Sequence[AgencyId] | None = None,
) -> View:
    """The form; beneath those invited, who is not and since when they have not played.

    Raises Refused for an exercise that is not the speaker's, whatever button or form carried it.
    """
    record = theirs_to_change(request, said.exercise) if said.exercise else None
    if record is None:
        may_plan(request.member).or_refuse()
    shown = of_record(request, record) if record is not None else of_words(said) | of_gaps(request, said)
    if invited is None:
        invited = invited_to(request.session, [record.id])[record.id] if record is not None else said.invited
        host = _first_host(request, said) if record is None else record.host_agency_id
    asked = INVITED[said.turn % len(INVITED)]
    there = request.catalogue.agencies
    invited, host = [each for each in invited if each in there], host if host in there else None
    options = [agency_option(request, each) for each in invited]
    shown[asked.name] = [each for each in options if each is not None]
    shown["host"] = None if host is None else agency_option(request, host)
    above = [words(said.unclear)] if said.unclear else []
    if len(invited) > MOST_INVITED:
        above.append(words(MORE_INVITED.format(agencies=plural(len(invited), "agency", "agencies"))))
    left_out: list[Field[Any]] = [each for each in INVITED if each is not asked]
    left_out += [] if has_plans(request) or shown.get(REVISION.name) else [REVISION]
    if len(invited) > MOST_INVITED:
        left_out.append(asked)
    if len(str(shown.get(OBJECTIVES.name) or "")) > MOST_TEXT:
        left_out.append(OBJECTIVES)
    hints = (
        {"poc": f"Named in words so far: {record.poc}."}
        if record and record.poc and not record.poc_id
        else {}
    )
    view = PLAN.view(
        shown,
        carried=said.model_copy(update={"host": host or 0, "invited": invited}),
        above=above,
        only=[each for each in PLAN.fields if each not in left_out],
        hints=hints,
    )
    at_the_table = frozenset(invited) | ({host} if host is not None else frozenset())
    missing = table_with(request.catalogue, at_the_table).missing if at_the_table else ()
    kept = said.model_copy(update={"host": 0, "invited": []})  # what is chosen comes with the press
    view.blocks = _beneath(
        list(view.blocks or ()),
        (HOST if asked in left_out else asked).name,
        not_invited(request, missing, INVITE_IN_FORM, said=kept, host=host),
    )
    return view


def _beneath(blocks: list[Block], field: str, more: Sequence[Block]) -> list[Block]:
    place = next(n for n, each in enumerate(blocks) if each.block_id == field)
    return [*blocks[: place + 1], *more, *blocks[place + 1 :]]


def _first_host(request: Request, said: PlanSaid) -> AgencyId | None:
    if said.host:
        return said.host
    led = agencies_led(request.member)
    return led[0] if len(led) == 1 else None


DAY = day_of()
HOST = host_of(chosen)
INVITED = tuple(invited_of(name, chosen) for name in ("invited", *(f"invited {n}" for n in range(1, 6))))
"""Who is invited, under a name for each time it is drawn anew: there are four disciplines to press."""
PLAN = Modal(
    PLAN_FORM,
    "Plan an exercise",
    "Plan it",
    [
        *(NAME, TYPE, DAY, HOST),
        *INVITED,
        *(OBJECTIVES, SIMULATION, REVISION, POC, SCENARIO, THREAT, AREA),
        *(CAPABILITY, MORE_CAPABILITIES, SPONSOR, GRANT, AWARD),
    ],
    submit,
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise plan",
        plan,
        what="plan an exercise, or write one down afterwards",
        example=EXAMPLE,
        needs=Needs.LEAD,
    ),
    *PLAN.entries(),
    Click(PLAN_FORM, open_form),
    Click(CHANGE, change),
    Click(INVITE_IN_FORM, invite_in_form),
    Click(INVITE, invite, changes=True),
)
