"""`/exercise index`: the exercises that were asked for: of a time, agencies, a kind, those one was at.

"Exercises since June", "what tabletops did Cedar Fire host last year", "our exercises in Q1 2027".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import Field
from slack_sdk.models.blocks import Block
from sqlalchemy import ColumnElement, or_, select

from commands.exercises.planning_overview import exercise_rows
from commands.kit.blocks import aside, button, buttons, says, shown_of, words
from commands.kit.may import Action, may_about
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.records_asked import Own, Said, records_asked, refuse
from commands.language.records_meant import RecordsAsked, agencies_asked, scopes_said, span_said
from readiness.due import Scope, ScopeKind
from readiness.vocabulary import ExerciseType
from storage.exercises import (
    COUNTS,
    STANDS,
    ExerciseRecord,
    ExerciseState,
    InvitedAgency,
    ParticipationRecord,
)
from storage.scopes import scope_key
from words.amounts import plural
from words.names import Match
from words.problems import Offer

LIST = "exercise.list"
"""What a button that lists some exercises is known by; it carries which."""
EXAMPLE = "/exercise index Cedar Fire since June"
ROWS, MOST_KINDS = 8, 3
HOSTED, PLAYED, NEXT, LAST, COMING, PAST, CANCELLED = (
    *("hosted", "played", "next", "last", "coming", "past"),
    "cancelled",
)
NOT = "not "
KINDS: Mapping[str, str] = MappingProxyType(
    {
        ExerciseType.SEMINAR: "seminar | seminars | seminar exercises",
        ExerciseType.WORKSHOP: "workshop | workshops",
        ExerciseType.TABLETOP: "tabletop | tabletops | table top | table tops | ttx | ttxs | "
        "tabletop exercise | tabletop exercises",
        ExerciseType.GAME: "game | games",
        ExerciseType.DRILL: "drill | drills",
        ExerciseType.FUNCTIONAL: "functional | functionals | functional exercise | functional exercises",
        ExerciseType.FULL_SCALE: "full-scale | full-scales | full scale | full scales | fse | fses | "
        "full-scale exercise | full-scale exercises | full scale exercise | full scale exercises",
        ExerciseType.INCIDENT: "real incident | real incidents | incident | incidents",
    }
)
"""Kinds of exercises as they are asked for."""
CALLED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ExerciseType.FUNCTIONAL: ("functional exercise", "functional exercises"),
        ExerciseType.FULL_SCALE: ("full-scale exercise", "full-scale exercises"),
        ExerciseType.INCIDENT: ("real incident", "real incidents"),
    }
)
"""One and several of a kind, where its own name is no noun."""
LEFT_OUT = (
    "except",
    "except for",
    "excluding",
    "without",
    "but not",
    "but no",
    "other than",
    "apart from",
    "minus",
)
OWN = Own(
    called="exercises",
    example=EXAMPLE,
    marks={
        "": "exercise | exercises | list | there | held | scheduled | on record | on the calendar | run | "
        "calendar | took place | take place | happened | happen | happening | going on | all | every | "
        "took | taken",
        HOSTED: "hosted by | been hosted | been hosted by | host | hosts | hosted | hosting",
        PLAYED: "play | played | take part | took part | taken part | participate | participated | attend | "
        "attended | been | with | involving | joined | join",
        NEXT: "next",
        LAST: "last | latest | most recent",
        COMING: "coming up | coming | upcoming | planned | ahead | come | comes | future",
        PAST: "past | previous | recent | lately | recently | so far | earlier | already | ever",
        CANCELLED: "cancelled | canceled | called off",
        **KINDS,
        **{
            NOT + kind: " | ".join(f"{away} {each}" for away in LEFT_OUT for each in said.split(" | "))
            for kind, said in KINDS.items()
        },
    },
    looks_back=frozenset((HOSTED, PLAYED, LAST, PAST)),
    ours=frozenset((HOSTED, PLAYED)),
    takes=frozenset((ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION, ScopeKind.PERSON)),
    shared=True,
)


class ExercisesAsked(RecordsAsked):
    """Which exercises: of whom and when, of which kinds, from which row on.

    `how`: of an agency those it hosted, or took part in; else either, and those it is invited to. `one`: the
    next or the last of them alone.
    """

    kinds: list[ExerciseType] = Field(default=[], max_length=len(ExerciseType))
    how: Literal["", "hosted", "played"] = ""
    one: Literal["", "next", "last"] = ""
    cancelled: bool = False
    start: int = 0


def exercises_asked(request: Request) -> ExercisesAsked:
    """What was said. Raises Unclear for what is not understood, Refused for somebody else's exercises."""

    def offer(said: Said, match: Match) -> Offer:
        return Offer(match.name, LIST, _asked(request, said))

    return _asked(request, records_asked(request, OWN, offer))


def _asked(request: Request, said: Said) -> ExercisesAsked:
    """Raises Unclear for what can't be told together."""
    asked, marks = said.asked, said.marks
    kinds = [each for each in ExerciseType if each.value in marks]
    away = [each for each in ExerciseType if NOT + each.value in marks]
    if kinds and away:
        refuse(request, OWN, "I can't tell which kinds of exercises are left out.")
    kinds = kinds or ([each for each in ExerciseType if each not in away] if away else [])
    scopes = list(asked.scopes)
    if HOSTED in marks and PLAYED in marks:
        refuse(request, OWN, "Those somebody hosted, or those somebody was at? I tell one of them at a time.")
    if HOSTED in marks and (said.is_mine or asked.people):
        refuse(request, OWN, "An agency hosts an exercise; of a person I tell which ones they were at.")
    if said.is_mine and scopes:
        refuse(request, OWN, "Those you were at, or those of the others you named?")
    if said.is_mine:
        if request.member.person_id is None:
            refuse(request, OWN, "You are not on a roster, so you are in no exercise.")
        scopes.append(scope_key(Scope.person(request.member.person_id)))
    since, by = asked.since, asked.by
    ends = marks & {NEXT, LAST}
    if len(ends) > 1 or (NEXT in marks and PAST in marks) or (LAST in marks and COMING in marks):
        refuse(request, OWN, "Those to come, or those before?")
    if marks & {NEXT, COMING}:
        since = max(since or request.today, request.today)
    if marks & {LAST, PAST}:
        by = min(by or request.today, request.today)
    if since is not None and by is not None and since > by:
        refuse(request, OWN, "That time ends before it begins.")
    if asked.without and not scopes:
        refuse(request, OWN, "Which agencies' exercises, without theirs?")
    return ExercisesAsked(
        scopes=scopes,
        without=asked.without,
        since=since,
        by=by,
        kinds=kinds,
        how="hosted" if HOSTED in marks else "played" if PLAYED in marks else "",
        one=_the_one(said),
        cancelled=CANCELLED in marks,
    )


def _the_one(said: Said) -> Literal["", "next", "last"]:
    """Whether the next or the last alone is asked for."""
    if said.how_many:
        return ""
    return "next" if NEXT in said.marks else "last" if LAST in said.marks else ""


def listed(request: Request) -> Reply:
    """The exercises that were asked for in words."""
    return _answer(request, exercises_asked(request))


def show(request: Request) -> Reply:
    """Those that a button carries; the next of them in place of those before."""
    asked = request.carried(ExercisesAsked)
    return _answer(request, asked, replaces=asked.start > 0)


def _answer(request: Request, asked: ExercisesAsked, replaces: bool = False) -> Reply:
    for person in asked.people:
        may_about(request, Action.READ, Scope.person(person)).or_refuse()
    conditions = [*_when(asked), *_of_whom(request, asked)]
    state = ExerciseRecord.state == ExerciseState.CANCELLED
    there = (state & ExerciseRecord.voided_at.is_(None)) if asked.cancelled else COUNTS
    order = (
        (ExerciseRecord.held_on, ExerciseRecord.id)
        if asked.since is not None and asked.since >= request.today
        else (ExerciseRecord.held_on.desc(), ExerciseRecord.id.desc())
    )
    query = select(ExerciseRecord).where(there, *conditions).order_by(*order)
    found = list(request.session.scalars(query))
    if asked.one:
        found = found[:1]
    shown = found[asked.start : asked.start + ROWS]
    blocks: list[Block] = [words(_head(request, asked, len(found)))]
    blocks += exercise_rows(request, shown)
    last = asked.start + len(shown)
    if said := shown_of(asked.start, len(shown), len(found), "Exercises"):
        blocks.append(aside(said))
    more = asked.model_copy(update={"start": last})
    blocks += buttons(
        button("More", f"{LIST}:more", more) if last < len(found) else None,
        says("All exercises", "exercise", "exercises"),
    )
    return Reply(message=Message(blocks), replaces=replaces)


def _when(asked: ExercisesAsked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.since is not None:
        found.append(ExerciseRecord.held_on >= asked.since)
    if asked.by is not None:
        found.append(ExerciseRecord.held_on <= asked.by)
    if asked.kinds:
        found.append(ExerciseRecord.type.in_([each.value for each in asked.kinds]))
    return found


def _of_whom(request: Request, asked: ExercisesAsked) -> list[ColumnElement[bool]]:
    """The condition for those of some agencies, or that some people were at; none for all."""
    played = select(ParticipationRecord.exercise_id).where(STANDS)
    either: list[ColumnElement[bool]] = []
    if asked.people:
        theirs = played.where(ParticipationRecord.person_id.in_(asked.people))
        either.append(ExerciseRecord.id.in_(theirs))
    rest = RecordsAsked(
        scopes=[key for key in asked.scopes if key not in _people_keys(asked)], without=asked.without
    )
    agencies = None if asked.people and not rest.scopes else agencies_asked(request, rest)
    if agencies is not None:
        keys = sorted(agencies)
        if asked.how != "played":
            either.append(ExerciseRecord.host_agency_id.in_(keys))
        if asked.how != "hosted":
            either.append(ExerciseRecord.id.in_(played.where(ParticipationRecord.agency_id.in_(keys))))
        if not asked.how:
            guests = select(InvitedAgency.exercise_id).where(InvitedAgency.agency_id.in_(keys))
            either.append(ExerciseRecord.id.in_(guests))
    return [or_(*either)] if either else []


def _people_keys(asked: ExercisesAsked) -> list[str]:
    return [scope_key(Scope.person(each)) for each in asked.people]


def _head(request: Request, asked: ExercisesAsked, count: int) -> str:
    """ "3 tabletops hosted by Cedar Fire Department, since 1 Jun 2026."."""
    few = asked.kinds if len(asked.kinds) <= MOST_KINDS else []
    what, several = (" or ".join(CALLED.get(each, (each, f"{each}s"))[way] for each in few) for way in (0, 1))
    state = "cancelled " if asked.cancelled else ""
    single, many = f"{state}{what or 'exercise'}", f"{state}{several or 'exercises'}"
    one = {"next": "The next", "last": "The last"}.get(asked.one, "")
    head = f"No {single}" if not count else f"{one} {single}" if one else plural(count, single, many)
    parts = [f"{head}{_whose(request, asked)}", span_said(asked.since, asked.by)]
    left = [each for each in ExerciseType if each not in asked.kinds]
    if asked.kinds and not few:
        parts.append(f"without {' and '.join(CALLED.get(each, (each, f'{each}s'))[1] for each in left)}")
    return f"{', '.join(part for part in parts if part)}."


def _whose(request: Request, asked: ExercisesAsked) -> str:
    how = {"hosted": " hosted by ", "played": " with "}.get(asked.how, " of ")
    return f"{how}{scopes_said(request, asked, 'or')}" if asked.scopes else ""


ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise index",
        listed,
        what="the exercises of a time, of agencies, of a kind",
        example=EXAMPLE,
        takes="[AGENCY] [KIND] [a time] [hosted | coming | past | cancelled]",
    ),
    Click(LIST, show),
)
