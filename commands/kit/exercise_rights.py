"""Who may, of exercises and their corrective actions: the same rights as conditions on whole tables.

Beside `commands.kit.may`, which decides about one of them, and with it the one place that compares rights.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from commands.kit.about import ALLOWED, Held, Improvement, Verdict
from commands.kit.may import WHOSE_EXERCISE
from commands.kit.member import Member
from readiness.records import AgencyId
from storage.exercises import COUNTS, ActionRecord, ExerciseRecord, ParticipationRecord


def exercises_for(member: Member) -> ColumnElement[bool] | None:
    """The condition on `ExerciseRecord` for those that are a member's to decide about; None: all."""
    if member.is_manager:
        return None
    return exercises_own_to(member)


def exercises_own_to(member: Member) -> ColumnElement[bool]:
    """The condition on those that are a member's own to hold: as point of contact, as the host's lead."""
    own = false() if member.person_id is None else ExerciseRecord.poc_id == member.person_id
    return or_(own, ExerciseRecord.host_agency_id.in_(sorted(member.leads)))


def parts_for(member: Member) -> ColumnElement[bool]:
    """The condition on `ParticipationRecord` and its exercise for those that are a member's to confirm.

    Of the exercises that are theirs, and never what they did themself.
    """
    theirs, own = exercises_for(member), ParticipationRecord.person_id
    others = true() if member.person_id is None else or_(own.is_(None), own != member.person_id)
    return others if theirs is None else theirs & others


def writes_exercises_down(session: Session, member: Member) -> bool:
    """Whether somebody decides about some exercise that was not cancelled, so that they write down others."""
    if member.is_manager or member.leads:
        return True
    theirs = exercises_for(member)
    assert theirs is not None
    found = select(ExerciseRecord.id).where(theirs, COUNTS).limit(1)
    return session.scalar(found) is not None


def may_plan(member: Member) -> Verdict:
    """Whether a member may plan any exercise: for an agency they lead, or the region."""
    if member.is_manager or member.leads:
        return ALLOWED
    return Verdict("Planning an exercise is for the lead of the agency that hosts it.", WHOSE_EXERCISE)


def may_be_hosted(member: Member, host: AgencyId | None, before: Held | None) -> Verdict:
    """Whether a member may say that an agency, or none, hosts an exercise.

    `before` is the exercise as it stands; None for a new one. Who decides about it keeps its host, also none;
    another is said only for an agency that one leads.
    """
    if member.is_manager or host in member.leads or (before is not None and before.host == host):
        return ALLOWED
    if host is None:
        return Verdict("Choose the agency that hosts it: one that you lead.", WHOSE_EXERCISE)
    return Verdict("You plan for the agencies you lead.", WHOSE_EXERCISE)


def answers_for(member: Member, about: Improvement) -> bool:
    """Whether a corrective action is somebody's to see to: its point of contact's; where there is none, that
    of the lead of the agency that owes it; where none owes it, the emergency managers'.
    """
    if about.poc is not None:
        return member.person_id == about.poc
    return about.agency in member.leads or (about.agency is None and member.is_manager)


def actions_for(members: Iterable[Member], led: Collection[AgencyId]) -> ColumnElement[bool]:
    """The condition on `ActionRecord` for those that may be some members' to see to (`answers_for` decides).

    `led` are the agencies that somebody leads: what the others owe falls to the emergency managers.
    """
    there = list(members)
    people = sorted({each.person_id for each in there if each.person_id is not None})
    theirs: list[ColumnElement[bool]] = [
        ActionRecord.agency_id.in_(sorted({agency for each in there for agency in each.leads})),
        ActionRecord.poc_id.in_(people),
    ]
    if any(each.is_manager for each in there):
        theirs += [ActionRecord.agency_id.is_(None), ActionRecord.agency_id.not_in(sorted(led))]
    return or_(*theirs)


def reads_every_action(member: Member) -> bool:
    """Whether all corrective actions are a member's to read: others read what is theirs to see."""
    return member.is_manager


def is_of_theirs(member: Member, agency: AgencyId) -> bool:
    """Whether an agency is one a member belongs to or leads: of what happens there they know themself."""
    return agency in member.agencies | member.leads


def agencies_counted(member: Member) -> frozenset[AgencyId]:
    """The agencies of which somebody is told only how many corrective actions stand how: their own."""
    return frozenset() if member.is_manager else member.agencies - member.leads


def is_told_of_actions(member: Member, agencies: Collection[AgencyId]) -> bool:
    """Whether somebody is told how many corrective actions of some agencies together stand how.

    Of their own always; of others where two or more are counted together, so that none is told of alone.
    """
    others = frozenset(agencies) - member.agencies - member.leads
    return member.is_manager or len(others) != 1
