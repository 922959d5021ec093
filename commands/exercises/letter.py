"""What a letter says of exercises: one tomorrow, and once a week the corrective actions one answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from commands.exercises.actions_home import SOON, STILL_OPEN, action_line, late_lines, pressing_for
from commands.kit.blocks import says
from commands.kit.letter_rights import Candidates, leads, linked
from commands.kit.letters import WEEK, Asking, LetterPart, Line, Round, is_within, those_who_lead
from commands.kit.registry import Declared
from readiness.actions import ActionState
from readiness.dates import ONE_DAY
from storage.exercises import (
    COUNTS,
    STANDS,
    ActionRecord,
    ExerciseRecord,
    ExerciseState,
    InvitedAgency,
    ParticipationRecord,
)
from storage.people import Grant
from words.days import spoken

NEAR, ACTION, LATE = "exercise tomorrow", "corrective action", "actions overdue in the region"


def _within(day: date, ahead: timedelta) -> ColumnElement[bool]:
    return and_(
        COUNTS,
        ExerciseRecord.state != ExerciseState.CONFIRMED,
        is_within(ExerciseRecord.held_on, day, ahead),
    )


def tomorrows_exercises(asking: Asking) -> Iterator[Candidates]:
    """Those who have a part in an exercise tomorrow, its point of contact, leads of who is invited."""
    return _who_is_near(_within(asking.day, ONE_DAY))


def exercises_of_the_week(asking: Asking) -> Iterator[Candidates]:
    """The same of an exercise within a week."""
    return _who_is_near(_within(asking.day, WEEK))


def _who_is_near(soon: ColumnElement[bool]) -> Iterator[Candidates]:
    yield linked(select(ExerciseRecord.poc_id).where(soon))
    exercises = select(ExerciseRecord.id).where(soon)
    yield linked(
        select(ParticipationRecord.person_id).where(STANDS, ParticipationRecord.exercise_id.in_(exercises))
    )
    hosts = select(ExerciseRecord.host_agency_id).where(soon)
    invited = select(InvitedAgency.agency_id).where(InvitedAgency.exercise_id.in_(exercises))
    yield leads().where(or_(Grant.agency_id.in_(hosts), Grant.agency_id.in_(invited)))


def tomorrow(round_: Round) -> Iterator[Line]:
    """The exercises that are near, to whoever has something to do with them; each is told once."""
    query = select(ExerciseRecord).where(_within(round_.day, round_.ahead))
    for exercise in round_.session.scalars(query.order_by(ExerciseRecord.held_on, ExerciseRecord.id)):
        for person, part in _parts(round_, exercise).items():
            what = f"{exercise.title}, {spoken(exercise.held_on)}. {part}"
            yield from round_.near(person, NEAR, exercise.id, exercise.held_on, what)


def _parts(round_: Round, exercise: ExerciseRecord) -> dict[int, str]:
    """What each reader has to do with an exercise, the nearest thing of several."""
    found: dict[int, str] = {}
    if exercise.poc_id is not None and exercise.poc_id in round_.readers:
        found[exercise.poc_id] = "You are its point of contact."
    planned = select(ParticipationRecord.person_id).where(
        STANDS,
        ParticipationRecord.exercise_id == exercise.id,
        ParticipationRecord.person_id.in_(sorted(round_.readers)),
    )
    for person in round_.session.scalars(planned):
        if person is not None:
            found.setdefault(person, "You are on the list of those who take part.")
    names = round_.catalogue.agencies
    if exercise.host_agency_id is not None:
        for reader in round_.by_agency.get(exercise.host_agency_id, ()):
            found.setdefault(reader.person_id, f"{names[exercise.host_agency_id].name} hosts it.")
    invited = select(InvitedAgency.agency_id).where(InvitedAgency.exercise_id == exercise.id)
    for agency in sorted(round_.session.scalars(invited)) if round_.by_agency else ():
        for reader in round_.by_agency.get(agency, ()):
            found.setdefault(reader.person_id, f"{names[agency].name} is invited.")
    return found


def those_who_owe(asking: Asking) -> Iterator[Candidates]:
    """The points of contact of actions that press, leads and emergency managers."""
    yield linked(
        select(ActionRecord.poc_id).where(
            ActionRecord.voided_at.is_(None),
            or_(ActionRecord.status.not_in(STILL_OPEN), ActionRecord.due_on <= asking.day + SOON),
        )
    )
    yield from those_who_lead(asking)


def actions(round_: Round) -> Iterator[Line]:
    """A line for each action one answers for that is due soon, overdue, or came back; then what is late."""
    readers = round_.of_the_week
    if not readers:
        return
    request = round_.of(readers[0])  # what is said of an action is the same whoever reads it
    members = [reader.member for reader in readers]
    for reader, (mine, late) in zip(readers, pressing_for(request, members), strict=True):
        look = says("My actions", "exercise actions mine", "letter actions")
        for place, each in enumerate(mine):
            yield Line(
                reader.person_id,
                ACTION,
                each.action.id,
                action_line(each, round_.day),
                each.action.due_on,
                is_urgent=each.state is ActionState.OVERDUE,
                button=look if place == 0 else None,
            )
        if late:
            head, *where = late_lines(request, late)
            yield Line(
                reader.person_id,
                LATE,
                0,
                f"{head} {'; '.join(where)}.",
                is_urgent=True,
                button=says("All actions", "exercise actions", "letter all actions"),
            )


ENTRIES: tuple[Declared, ...] = (
    LetterPart(7, tomorrow, tomorrows_exercises, exercises_of_the_week, before_monday=True),
    LetterPart(20, actions, once_a_week=those_who_owe),
)
