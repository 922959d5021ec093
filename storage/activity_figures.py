"""What a scope exercised, what came of it and what is coming, as a digest says it and keeps it.

Exercises, corrective actions, meetings and agencies are no people, and counted however few they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from readiness.actions import ActionState
from readiness.dates import add_months
from readiness.due import Scope, ScopeKind
from readiness.exercises import Reach
from readiness.records import AgencyId
from storage.answers import agencies_in
from storage.calling import seats_never_filled
from storage.catalogue import catalogue_of
from storage.exercises import ActionRecord
from storage.exercising import Table, exercises_of
from storage.improving import ActionStanding, actions_on, has_started
from storage.meetings import IS_CALLED, MeetingRecord
from storage.rights import leads_now

MONTHS = (12, 24)
"""How many months of exercises are counted."""
OVERDUE_KEPT = 5
MEETINGS_KEPT = 5


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReachFigures(_Kept):
    """The exercises of so many months up to a day, by how far they reached.

    `without`: of those that were played, how many each of law, fire, ems and dispatch was missing from.
    """

    months: int
    full: int = 0
    joint: int = 0
    siloed: int = 0
    not_played: int = 0
    without: dict[str, int] = {}

    @property
    def reached(self) -> dict[Reach, int]:
        """All of them, by how far they reached."""
        return {
            Reach.FULL: self.full,
            Reach.JOINT: self.joint,
            Reach.SILOED: self.siloed,
            Reach.NOT_PLAYED: self.not_played,
        }

    @property
    def played(self) -> int:
        """Those with a player on record: the count that is said, the others (`not_played`) beside it."""
        return self.full + self.joint + self.siloed


class OverdueFigures(_Kept):
    """How many corrective actions an agency owes that are overdue, and since when the oldest is."""

    agency: AgencyId | None  # None: owed by no agency
    name: str
    overdue: int
    since: date


class ActionFigures(_Kept):
    """The corrective actions that have started, by where they stand; what is not being done is left out."""

    open: int = 0
    overdue: int = 0
    done: int = 0
    shown: int = 0
    came_back: int = 0
    most_overdue: list[OverdueFigures] = []

    @property
    def standing(self) -> dict[ActionState, int]:
        """All of them, by where they stand."""
        return {
            ActionState.OPEN: self.open,
            ActionState.OVERDUE: self.overdue,
            ActionState.DONE: self.done,
            ActionState.SHOWN: self.shown,
            ActionState.CAME_BACK: self.came_back,
        }


class ComingMeeting(_Kept):
    """A meeting that was called and is still to come."""

    title: str
    held_on: date


class ActivityFigures(_Kept):
    """What is done about readiness in a scope. `led`: which of its agencies have a lead today.

    `meetings` are the next of the `coming` ones; `seats_never_filled` in none of this year's meetings.
    """

    led: list[AgencyId] = []
    exercises: list[ReachFigures] = []
    actions: ActionFigures = ActionFigures()
    meetings: list[ComingMeeting] = []
    coming: int = 0
    seats_never_filled: int = 0


def activity_figures(
    session: Session, scope: Scope, on: date, led: Collection[AgencyId] | None = None
) -> ActivityFigures:
    """What was exercised, what came of it and what is coming, for a scope on a day.

    The agencies that somebody leads are found out unless `led` says which they are.
    """
    agencies = agencies_in(catalogue_of(session), scope)
    coming = _coming(session, scope, on)
    led = frozenset(leads_now(session, on) if led is None else led)
    return ActivityFigures(
        led=sorted(led if agencies is None else led.intersection(agencies)),
        exercises=_reached(session, scope, on),
        actions=_actions(session, agencies, on),
        meetings=coming[:MEETINGS_KEPT],
        coming=len(coming),
        seats_never_filled=_seats(session, on) if scope.kind is ScopeKind.EVERYONE else 0,
    )


def _reached(session: Session, scope: Scope, on: date) -> list[ReachFigures]:
    """By each of the months; of a part of the region those that one of its agencies hosts or plays in."""
    held = exercises_of(session, scope, add_months(on, -max(MONTHS)), on)
    return [
        _far(months, [table for each, table in held if each.held_on >= add_months(on, -months)])
        for months in MONTHS
    ]


def _far(months: int, tables: Iterable[Table]) -> ReachFigures:
    counted: Counter[Reach] = Counter()
    without: Counter[str] = Counter()
    for table in tables:
        counted[table.reach] += 1
        if table.reach is not Reach.NOT_PLAYED:
            without.update(table.missing)
    return ReachFigures(
        months=months,
        full=counted[Reach.FULL],
        joint=counted[Reach.JOINT],
        siloed=counted[Reach.SILOED],
        not_played=counted[Reach.NOT_PLAYED],
        without=dict(without),
    )


def _actions(session: Session, agencies: list[AgencyId] | None, on: date) -> ActionFigures:
    within = true() if agencies is None else ActionRecord.agency_id.in_(agencies)
    there = actions_on(session, on, has_started(on), within)
    counted = Counter(each.state for each in there)
    return ActionFigures(
        open=counted[ActionState.OPEN],
        overdue=counted[ActionState.OVERDUE],
        done=counted[ActionState.DONE],
        shown=counted[ActionState.SHOWN],
        came_back=counted[ActionState.CAME_BACK],
        most_overdue=_most_overdue(session, there),
    )


def _most_overdue(session: Session, there: list[ActionStanding]) -> list[OverdueFigures]:
    """Who owes the most that is overdue; of equals the one with the oldest."""
    names = {key: agency.name for key, agency in catalogue_of(session).agencies.items()}
    due: dict[AgencyId | None, list[date]] = {}
    for each in there:
        if each.state is ActionState.OVERDUE:
            due.setdefault(each.action.agency_id, []).append(each.action.due_on)
    found = [
        OverdueFigures(agency=key, name=names.get(key or 0, ""), overdue=len(days), since=min(days))
        for key, days in due.items()
    ]
    return sorted(found, key=lambda each: (-each.overdue, each.since, each.name))[:OVERDUE_KEPT]


def _coming(session: Session, scope: Scope, on: date) -> list[ComingMeeting]:
    """The region's meetings; of an agency its own as well, which are no other's to know."""
    of_all = MeetingRecord.agency_id.is_(None)
    own: Any = MeetingRecord.agency_id == scope.number if scope.kind is ScopeKind.AGENCY else None
    whose = of_all if own is None else or_(of_all, own)
    query = select(MeetingRecord.title, MeetingRecord.held_on).where(
        IS_CALLED, MeetingRecord.held_on >= on, whose
    )
    rows = session.execute(query.order_by(MeetingRecord.held_on, MeetingRecord.start_time, MeetingRecord.id))
    return [ComingMeeting(title=title, held_on=held_on) for title, held_on in rows]


def _seats(session: Session, on: date) -> int:
    """Seats of the region's meetings of this year."""
    return len(seats_never_filled(session, on, MeetingRecord.agency_id.is_(None)))
