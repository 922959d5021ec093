"""What is said of an exercise that is planned: the receipt, who is not invited, that it is cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.exercises.signing_in_views import OPEN as SIGN_IN
from commands.kit.blocks import MEANT, Meant, button, buttons, plain, words
from commands.kit.exercise_rights import is_of_theirs
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.exercises import SHOW, ExercisePicked, exercise_name, what_it_is
from commands.language.planning import PlanSaid, plan_button
from commands.language.reach import since_when
from readiness.records import AgencyId
from readiness.text import fold
from storage.catalogue import Catalogue
from storage.exercise_plans import invited_to, objectives_of, what_stands
from storage.exercises import ExerciseRecord, ExerciseState
from storage.exercising import silent_disciplines, table_with
from words.amounts import listing, plural
from words.objectives import Objective

CHANGE = "exercise.change"
CANCEL = "exercise.cancel"
HOLD = "exercise.hold"
INVITE = "exercise.invite"
INVITE_IN_FORM = "exercise.invite_in_form"
"""What the buttons beneath an exercise are known by; each carries which exercise."""
MOST_NAMED = 5


class Invite(BaseModel):
    """Whom to invite: the agencies of a discipline, to an exercise or in the form that is open.

    `within`: those of the jurisdiction of this agency only.
    """

    discipline: str
    within: int = 0
    exercise: int = 0
    said: PlanSaid = PlanSaid()


def planned_message(request: Request, record: ExerciseRecord, is_new: bool = False) -> Message:
    """What is planned, who is invited and who is not, and the next steps."""
    invited = invited_to(request.session, [record.id])[record.id]
    done = "Written down" if record.held_on < request.today else "Planned"
    head = f"{done if is_new else 'As it is now'}: {exercise_name(record)} ({record.code})."
    lines = [head, f"{what_it_is(request.catalogue, record)}."]
    if invited:
        lines.append(f"Invited: {names_in_short(request, invited)}.")
    if said := objectives_count(objectives_of(request.session, record.id)):
        lines.append(f"{said}.")
    missing: Sequence[str] = ()
    if record.held_on >= request.today:
        missing = table_with(request.catalogue, _at_the_table(record, invited)).missing
    return Message(
        [
            words("\n".join(lines)),
            *not_invited(request, missing, INVITE, exercise=record.id, host=record.host_agency_id),
            *buttons(*steps(request, record)),
        ]
    )


def cancelled_message(request: Request, record: ExerciseRecord) -> Message:
    """That it is cancelled, and who is to be told: those invited, and the host where it is not one's own."""
    invited = invited_to(request.session, [record.id])[record.id]
    told = [
        each for each in _at_the_table(record, invited) if invited or not is_of_theirs(request.member, each)
    ]
    lines = [f"Cancelled: {exercise_name(record)} ({record.code}). Nobody signs in to it any more."]
    if told:
        lines.append(f"To be told: {names_in_short(request, told)}. I have written to nobody.")
    again = plan_button("Plan another", PlanSaid(title=record.title[:100], type=record.type))
    hold = button("Hold it after all", HOLD, ExercisePicked(exercise=record.id))
    return Message([words("\n".join(lines)), *buttons(hold, again)])


def not_invited(
    request: Request,
    missing: Sequence[str],
    action: str,
    exercise: int = 0,
    said: PlanSaid | None = None,
    host: AgencyId | None = None,
) -> list[Block]:
    """For each discipline that is not invited, since when it has not played, and buttons that invite it."""
    found: list[Block] = []
    silences = silent_disciplines(request.session, request.today) if missing else ()
    for each in (silence for silence in silences if silence.discipline in missing):
        there = of_discipline(request.catalogue, each.discipline)
        place = f"not invited {each.discipline}"
        text = plain(since_when(each) + ("" if there else " No agency of the region does it."))
        ways = list(
            _inviting(
                request,
                each.discipline,
                action,
                Invite(discipline=each.discipline, exercise=exercise, said=said or PlanSaid()),
                host,
            )
        )
        found.append(SectionBlock(block_id=place, text=text, accessory=ways[0] if len(ways) == 1 else None))
        found += buttons(*ways) if len(ways) > 1 else []
    return found


def of_discipline(catalogue: Catalogue, discipline: str, within: AgencyId = 0) -> list[AgencyId]:
    """The agencies of a discipline; `within` the jurisdiction of one agency, where it is named."""
    near = catalogue.agencies.get(within)
    return [
        key
        for key, each in catalogue.agencies.items()
        if discipline in each.disciplines
        and (near is None or fold(each.jurisdiction) == fold(near.jurisdiction))
    ]


def _inviting(
    request: Request, discipline: str, action: str, invite: Invite, host: AgencyId | None
) -> Iterator[ButtonElement]:
    """The buttons that invite a discipline: those of the host's jurisdiction, and all, each with how many."""
    agencies = request.catalogue.agencies
    every = of_discipline(request.catalogue, discipline)
    near = of_discipline(request.catalogue, discipline, host) if host is not None and host in agencies else []
    several = len(every) > MOST_NAMED
    if near and len(near) < len(every):
        of = agencies[host or 0].jurisdiction
        label = agencies[near[0]].name if len(near) == 1 else f"the {len(near)} of {of}"
        few = invite.model_copy(update={"within": host})
        yield button(f"Invite {label}", f"{action}:near {discipline}", few)
    if len(every) == 1:
        yield button(f"Invite {agencies[every[0]].name}", f"{action}:{discipline}", invite)
    elif every:
        sure = f"That invites {len(every):,} agencies." if several else None
        yield button(f"Invite all {len(every):,}", f"{action}:{discipline}", invite, confirm=sure)


def steps(request: Request, record: ExerciseRecord) -> list[ButtonElement]:
    """What those whose exercise it is may do next."""
    picked, found = ExercisePicked(exercise=record.id), []
    if record.state is ExerciseState.CANCELLED:
        return [button("Hold it after all", HOLD, picked)]
    is_open = record.state is ExerciseState.SIGNING_IN
    if is_open or (record.state is ExerciseState.PLANNED and record.held_on >= request.today):
        found.append(button("Post a sign-in", SIGN_IN, picked))
    if record.held_on <= request.today:
        found += once_held(record)
    found.append(button("Change", CHANGE, picked))
    if not why_it_took_place(request, record):
        sure = f"{exercise_name(record)}: what was signed in for it stays readable, and no longer counts."
        found.append(button("Cancel it", CANCEL, picked, confirm=sure))
    return found


def once_held(record: ExerciseRecord) -> list[ButtonElement]:
    """What those whose exercise it is do once it was held: write down who played, review it, report on it."""
    return [
        button("Log who played", f"{MEANT}:log", Meant(form="exercise log", text=record.code)),
        button("Review", f"{MEANT}:review", Meant(form="exercise review", text=record.code)),
        button("Report", f"{MEANT}:report", Meant(form="exercise report", text=record.code)),
    ]


def why_it_took_place(request: Request, record: ExerciseRecord) -> list[str]:
    """What stands that says an exercise took place, in words; nobody's own word alone does.

    "its sign-in was confirmed", "2 parts are confirmed", "1 rating is on record", "it was reviewed".
    """
    confirmed, rated = what_stands(request.session, record.id)
    found = ["its sign-in was confirmed"] if record.state is ExerciseState.CONFIRMED else []
    found += [plural(confirmed, "part is confirmed", "parts are confirmed")] if confirmed else []
    found += [plural(rated, "rating is on record", "ratings are on record")] if rated else []
    return [*found, *(["it was reviewed"] if record.reviewed_on is not None else [])]


def show_button(record: ExerciseRecord) -> ButtonElement:
    """The exercise on one screen."""
    return button("Show", f"{SHOW}:{record.id}", ExercisePicked(exercise=record.id))


def objectives_count(objectives: Sequence[Objective]) -> str:
    """How many objectives and tasks there are; empty where there are none."""
    aims = sum(bool(each.objective) for each in objectives)
    tasks = sum(len(each.tasks) for each in objectives)
    parts = [plural(aims, "objective")] if aims else []
    return listing([*parts, plural(tasks, "critical task")]) if tasks else "".join(parts)


def _at_the_table(record: ExerciseRecord, invited: Sequence[AgencyId]) -> list[AgencyId]:
    """The host and those invited."""
    host = record.host_agency_id
    return list(invited) if host is None else list(dict.fromkeys([host, *invited]))


def names_in_short(request: Request, keys: Sequence[AgencyId]) -> str:
    """Some agencies by name, the first of many: "Birch Police, Cedar Fire … and 23 more"."""
    names = sorted(request.catalogue.agencies[key].name for key in keys if key in request.catalogue.agencies)
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED:,} more"]
    return listing(names) if names else "nobody"
