"""What the records prove of a scorecard: each item counted by the questions that count it anyway.

People are counted only as far as whoever it is for may be told of them. The region's scorecard is one, for
everybody and for its trend, and is asked for with the smallest count; an agency's, for those who may name its
people, with 1, and for people outside with the smallest count as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness import scorecard as score
from readiness import scorecard_items as card
from readiness.actions import ActionState, fix_rate
from readiness.coverage import Counts
from readiness.dates import add_months
from readiness.due import EVERYONE, Scope
from readiness.exercises import TOGETHER_MONTHS, Reach
from readiness.records import AgencyId, CourseId
from readiness.scorecard import Count, Scored, not_theirs, of_points, of_share
from readiness.scorecard_items import Item, Reason
from readiness.text import fold
from readiness.vocabulary import Discipline, ExerciseType, discipline_name
from storage.adopting import PlanOn, plans_on
from storage.catalogue import Catalogue, catalogue_of
from storage.crowds import countable_on
from storage.exercises import ActionRecord, ExerciseRecord
from storage.exercising import Table, exercises_of, last_together
from storage.figures import CourseFigures, Figures, ForScorecard, for_scorecard
from storage.improving import ActionStanding, actions_on, has_started
from storage.meetings import (
    IS_INVITED,
    SEAT_STANDS,
    InvitationRecord,
    MeetingRecord,
    MeetingState,
    SeatRecord,
)
from storage.pacing import trainers_share
from storage.training import CourseCapacity
from words.amounts import plural
from words.days import spoken

RADIO = frozenset(
    (
        "radio",
        "radios",
        "communication",
        "communications",
        "comms",
        "interoperability",
        "interoperable",
        "ticp",
    )
)
"""A plan with one of these words in its name is the radio plan; every other one is the shared plan."""
BASIC = "asim-b"
"""The code of the basic course, where the course that teaches the plan is not told by the records."""


def proven_of(
    session: Session, agency: AgencyId | None, on: date, fewest: int, known: Figures | None = None
) -> list[Scored]:
    """The items that the records show, of an agency or (None) of the region, on a day, in their order.

    `fewest` people are counted, and no fewer. `known` are the figures of the same, with their records, where
    they were counted already.
    """
    return list(_Proof(session, agency, on, fewest, known).items())


def basic_course(session: Session, on: date) -> CourseId | None:
    """Which course is the basic one: which teaches the shared plan; else ASIM-B; else any that is asked.

    Of several the one asked of most people, then the first by code. None where nothing is asked of anybody.
    """
    catalogue = catalogue_of(session)
    crowd = countable_on(session, on, fewest=1).crowd
    asked = {key: people for key in catalogue.courses if (people := crowd.people(None, (key,)))}
    radio = {key for key, plan in catalogue.plans.items() if is_radio(plan.name)}
    teaching = [key for key in asked if catalogue.rulebook.teaches.get(key, 0) not in {0, *radio}]
    by_code = [key for key in asked if fold(catalogue.courses[key].code) == BASIC]
    among = teaching or by_code or list(asked)
    return min(among, key=lambda key: (-asked[key], fold(catalogue.courses[key].code)), default=None)


def is_radio(plan: str) -> bool:
    """Whether a plan is the radio plan, by a word of its name."""
    return not RADIO.isdisjoint(fold(plan).replace("-", " ").split())


@dataclass(frozen=True)
class _Proof:
    """What the records show of one agency, or of the region."""

    session: Session
    agency: AgencyId | None
    on: date
    fewest: int
    known: Figures | None = None

    def items(self) -> Iterator[Scored]:
        """All of them, those of the region alone only for it."""
        found = {each.item: each for each in self._found()}
        yield from (found[each] for each in card.ITEMS if each in found)

    def _found(self) -> Iterator[Scored]:
        yield self._adopted(card.ADOPTED, self._plans(radio=False), Reason.NO_PLAN)
        yield self._adopted(card.RADIO_PLAN, self._plans(radio=True), Reason.NO_RADIO_PLAN)
        yield self._covered()
        yield self._on_plan()
        yield self._verified()
        yield self._teams()
        yield self._full_reach()
        yield self._ladder()
        yield self._dispatch()
        yield self._pairs()
        yield self._fix_rate()
        yield self._in_time()
        yield self._reports()
        if self.agency is None:
            yield self._reviewed()
            yield self._trainers()
            yield self._weakest()
            yield self._meetings()

    @cached_property
    def _catalogue(self) -> Catalogue:
        return catalogue_of(self.session)

    @cached_property
    def _scope(self) -> Scope:
        return EVERYONE if self.agency is None else Scope.agency(self.agency)

    @cached_property
    def _agencies(self) -> frozenset[AgencyId]:
        return frozenset(self._catalogue.agencies if self.agency is None else (self.agency,))

    @cached_property
    def _figures(self) -> ForScorecard:
        course = basic_course(self.session, self.on)
        if self.known is not None:
            return self.known.for_scorecard(course)
        return for_scorecard(self.session, self._scope, course, self.on, self.fewest)

    @property
    def _basic(self) -> CourseFigures | None:
        return self._figures.course

    @cached_property
    def _in_force(self) -> list[PlanOn]:
        return [each for each in plans_on(self.session, self.on) if each.in_force is not None]

    def _plans(self, radio: bool) -> list[PlanOn]:
        return [each for each in self._in_force if is_radio(each.plan.name) is radio]

    def _adopted(self, item: Item, plans: Sequence[PlanOn], none: Reason) -> Scored:
        if not self._agencies:
            return not_theirs(item, Reason.NO_AGENCY)
        if not plans:
            return of_points(item, 0, reason=none)
        adopted = sum(len(each.ledger.adopted & self._agencies) for each in plans)
        units = ("agency", "agencies") if len(plans) == 1 else ("adoption", "adoptions")
        if self.agency is not None:
            units = ("plan", "plans")
        return of_share(item, Count(adopted, len(self._agencies) * len(plans), *units))

    def _reviewed(self) -> Scored:
        days = [each.in_force.effective_on for each in self._plans(radio=False) if each.in_force is not None]
        if not days:
            return of_points(card.REVIEWED, 0, reason=Reason.NO_PLAN)
        oldest = min(days)  # of several plans the one that was left alone for longest
        return of_points(
            card.REVIEWED, score.points_of_review(oldest, self.on), said=f"last {spoken(oldest)}"
        )

    def _nobody(self, item: Item) -> Scored:
        """Nobody is required to hold the basic course, or so few that they are not counted."""
        return not_theirs(item, Reason.TOO_FEW if self._figures.hides_course else Reason.NOBODY_ASKED)

    def _covered(self) -> Scored:
        if self._basic is None or not self._basic.counts.required:
            return self._nobody(card.COVERED)
        return _of_counts(card.COVERED, self._basic.counts, self._basic.name)

    def _on_plan(self) -> Scored:
        if self._basic is None or not self._basic.counts.required:
            return self._nobody(card.ON_PLAN)
        counts = self._basic.counts
        if counts.on_plan is None:
            return of_points(card.ON_PLAN, 0, reason=Reason.TEACHES_NO_PLAN)
        if not counts.current:
            return of_points(card.ON_PLAN, 0, reason=Reason.NOBODY_CURRENT)
        return of_share(card.ON_PLAN, Count(counts.on_plan, counts.current, "person", "people"))

    def _weakest(self) -> Scored:
        if self._basic is None or not self._basic.counts.required:
            return self._nobody(card.WEAKEST)
        weakest = self._basic.weakest_discipline
        if weakest is None:  # the weakest is the total at most
            return _of_counts(card.WEAKEST, self._basic.counts, self._basic.untold.said)
        return _of_counts(card.WEAKEST, weakest.counts, discipline_name(weakest.name))

    def _trainers(self) -> Scored:
        if not self._figures.is_asked:
            return self._nobody(card.TRAINERS)
        named = select(CourseCapacity.course_id).where(CourseCapacity.trainer_course_id.is_not(None)).limit(1)
        if self.session.scalar(named) is None:
            return of_points(card.TRAINERS, 0, reason=Reason.NO_TRAINERS)
        share = trainers_share(self.session, self._scope, self.on)
        if share is None:
            return not_theirs(card.TRAINERS, Reason.NOTHING_DUE)
        return of_points(card.TRAINERS, score.points_of_share(share, 100))  # how many trainers is not said

    def _teams(self) -> Scored:
        found = self._figures.teams
        if found is None:
            none = of_points(card.TEAMS, 0, reason=Reason.NO_POSITIONS)
            return none if self.agency is None else not_theirs(card.TEAMS, Reason.NO_POSITIONS)
        if found.teams is None:
            return not_theirs(card.TEAMS, Reason.TOO_FEW)
        seats = [each for each in self._catalogue.positions.values() if each.needed]
        if self.agency is not None and not all(
            each.is_filled_by(self._catalogue.agencies[self.agency].disciplines) for each in seats
        ):
            return not_theirs(card.TEAMS, Reason.CANT_SEAT)
        return of_points(card.TEAMS, score.points_of_number(found.teams), said=f"{found.teams:,}")

    @cached_property
    def _played(self) -> list[tuple[ExerciseRecord, Table]]:
        """The exercises of the last 24 months in which somebody of theirs played, the earliest first."""
        return [(each, table) for each, table in self._held if table.agencies & self._agencies]

    @cached_property
    def _held(self) -> list[tuple[ExerciseRecord, Table]]:
        """Those that one of theirs hosts or played in, whether or not anybody is on record."""
        since = add_months(self.on, -TOGETHER_MONTHS)
        return exercises_of(self.session, self._scope, since, self.on)

    def _full_reach(self) -> Scored:
        since = add_months(self.on, -12)
        there = [table for each, table in self._played if each.held_on >= since]
        full = sum(each.reach is Reach.FULL for each in there)
        reason = None if there else Reason.NO_EXERCISE
        said = f"{full:,} of {plural(len(there), 'exercise')}" if there else ""
        return of_points(card.FULL_REACH, score.points_of_number(full), reason=reason, said=said)

    def _ladder(self) -> Scored:
        if not self._played:
            return of_points(card.LADDER, 0, reason=Reason.NO_EXERCISE)
        highest = max(score.points_of_exercise(ExerciseType(e.type), e.simulation) for e, _ in self._played)
        return of_points(card.LADDER, highest, said=score.RUNGS[highest])

    def _dispatch(self) -> Scored:
        if not self._played:
            return of_points(card.DISPATCH, 0, reason=Reason.NO_EXERCISE)
        there = sum(
            any(Discipline.DISPATCH in self._catalogue.agencies[key].disciplines for key in table.agencies)
            for _, table in self._played
        )
        return of_share(card.DISPATCH, Count(there, len(self._played), "exercise", "exercises"))

    def _pairs(self) -> Scored:
        lies_in = {key: self._catalogue.rulebook.jurisdiction(key) for key in self._catalogue.agencies}
        neighbours = Counter(name for name in lies_in.values() if name)
        if self.agency is None:
            wanted = sum(number * (number - 1) // 2 for number in neighbours.values())
        else:
            wanted = max(neighbours[lies_in[self.agency]] - 1, 0)
        if not wanted:
            return not_theirs(card.PAIRS, Reason.NO_PAIR)
        met = sum(
            bool(lies_in.get(one)) and lies_in[one] == lies_in.get(other)
            for one, other in last_together(self.session, self.on)
            if not self._agencies.isdisjoint((one, other))
        )
        return of_share(card.PAIRS, Count(met, wanted, "pair", "pairs"))

    @cached_property
    def _actions(self) -> list[ActionStanding]:
        theirs = [] if self.agency is None else [ActionRecord.agency_id == self.agency]
        return actions_on(self.session, self.on, has_started(self.on), *theirs)

    def _fix_rate(self) -> Scored:
        states = [each.state for each in self._actions]
        found = fix_rate(Counter(states))
        if found.claimed:
            return of_share(card.FIX_RATE, Count(found.shown, found.claimed, "action", "actions"))
        if all(each is ActionState.NOT_DOING for each in states):
            return not_theirs(card.FIX_RATE, Reason.NO_ACTION)
        return of_points(card.FIX_RATE, 0, reason=Reason.NONE_DONE)

    def _in_time(self) -> Scored:
        states = [each.state for each in self._actions]
        in_time, overdue = states.count(ActionState.OPEN), states.count(ActionState.OVERDUE)
        if not in_time + overdue:
            return not_theirs(card.IN_TIME, Reason.NO_ACTION)
        return of_share(card.IN_TIME, Count(in_time, in_time + overdue, "action", "actions"))

    def _reports(self) -> Scored:
        """Of the exercises they hold: those filed in time, of those filed or whose time is over.

        Also of one nobody is on record as having played in: it was held, and is counted so everywhere.
        """
        filed = came_due = 0
        for each, _ in self._held:
            if self.agency is not None and each.host_agency_id != self.agency:
                continue
            by = min(self.on, each.held_on + timedelta(days=card.REPORT_DAYS))
            is_filed = each.reviewed_on is not None and each.reviewed_on <= by
            filed += is_filed
            came_due += is_filed or (self.on - each.held_on).days > card.REPORT_DAYS
        if not came_due:
            return not_theirs(card.REPORTS, Reason.NO_REPORT_DUE)
        return of_share(card.REPORTS, Count(filed, came_due, "report", "reports"))

    def _verified(self) -> Scored:
        records = self._figures.records
        if not records.counted:
            return not_theirs(card.VERIFIED, Reason.NO_RECORD)
        return of_share(card.VERIFIED, Count(records.verified, records.counted, "record", "records"))

    def _meetings(self) -> Scored:
        full, held = full_meetings(self.session, add_months(self.on, -12), self.on)
        if not held:
            return of_points(card.MEETINGS, 0, reason=Reason.NO_MEETING)
        said = f"{full:,} of {plural(held, 'meeting')}"
        return of_points(card.MEETINGS, score.points_of_number(full), said=said)


def full_meetings(session: Session, first: date, last: date) -> tuple[int, int]:
    """In how many of the region's meetings with seats each seat was attended, and how many were held."""
    query = (
        select(MeetingRecord.id, SeatRecord.id, InvitationRecord.attended, InvitationRecord.sent_attended)
        .join(SeatRecord, SeatRecord.meeting_id == MeetingRecord.id)
        .outerjoin(InvitationRecord, (InvitationRecord.seat_id == SeatRecord.id) & IS_INVITED)
        .where(
            MeetingRecord.agency_id.is_(None),
            MeetingRecord.state == MeetingState.HELD,
            MeetingRecord.held_on.between(first, last),
            SEAT_STANDS,
        )
        .order_by(MeetingRecord.id)
    )
    found = []
    for _, rows in groupby(session.execute(query), key=lambda row: row[0]):
        filled: dict[int, bool] = {}
        for _, seat, attended, sent_attended in rows:
            filled[seat] = filled.get(seat, False) or bool(attended) or bool(sent_attended)
        found.append(all(filled.values()))
    return sum(found), len(found)


def _of_counts(item: Item, counts: Counts, said: str = "") -> Scored:
    return of_share(item, Count(counts.current, counts.required, "person", "people"), said)
