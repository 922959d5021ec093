"""What to do next: the most useful things, each with an owner, a day and a button, the same wherever said.

A digest, the overview of coverage and Home say the same three. First where the most people are not current
(agency and course pairs that may be counted); of three one is kept for the agency with the most overdue
corrective actions; what is left goes to the position the next team is short of. An owner is "the lead of
Cedar Fire", never a name, or the emergency manager where an agency has no lead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, islice

from pydantic import BaseModel, ConfigDict
from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands.kit.action_views import SHOW as SHOW_ACTIONS
from commands.kit.action_views import ActionsPage
from commands.kit.blocks import button, cut
from commands.language.questions import ASK, DueQuestion, question_about
from commands.readiness.coverage_views import lapsed_words
from commands.readiness.depth_views import SHOW_TEAMS, TeamsAsked, next_fails
from readiness.actions import ESCALATED_DAYS
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.records import AgencyId
from readiness.vocabulary import ActionStatus
from storage.answers import agencies_in
from storage.catalogue import catalogue_of
from storage.exercises import ActionRecord
from storage.figures import Figures, Lapsed, scope_in, scope_key
from storage.rights import leads_now
from words.amounts import listing, plural
from words.days import spoken

MOST = 3
"""What is named to be done, wherever it is: more would be a list to read."""

TO_TRAIN = timedelta(weeks=4)
TO_SETTLE = timedelta(days=ESCALATED_DAYS)
TO_EXERCISE = timedelta(days=90)
"""How long the one who is asked to has for it: a class, an overdue action, an exercise (local policy)."""

THE_MANAGER = "the emergency manager"
EACH_LEAD = "each agency's lead"
NAME = 60
STILL_OPEN = (ActionStatus.OPEN.value, ActionStatus.EXTENDED.value)


class StepKind(StrEnum):
    """What a step is about."""

    LAPSED = "lapsed"  # people of an agency who are not current in a course
    ACTIONS = "actions"  # corrective actions that an agency has overdue
    TEAMS = "teams"  # what the next full team is short of
    TO_TRAIN = "to train"  # people to train, in no agency and course that may be counted
    SOON = "soon"  # nobody lapsed, and refreshers fall due within thirty days


class NextStep(BaseModel):
    """One thing to do: where and what, why, whose it is and until when; small enough to be kept.

    `agency` and `course` are the ids of what it is about, `scope` the key of the figures it comes from.
    """

    model_config = ConfigDict(frozen=True)

    kind: StepKind
    where: str
    what: str
    why: str
    owner: str
    by: date
    scope: str = "everyone"
    agency: int | None = None
    course: int | None = None

    @property
    def head(self) -> str:
        """What is to be done where: "Cedar Fire, ASIM Basic: train or renew 12 people"."""
        return f"{self.where}: {self.what}" if self.where else f"{self.what[:1].upper()}{self.what[1:]}"

    @property
    def tail(self) -> str:
        """Why, whose it is and until when: "6 expired, 6 not yet trained. The lead of Cedar Fire, by …"."""
        owner = f"{self.owner[:1].upper()}{self.owner[1:]}, by {spoken(self.by)}."
        return f"{self.why}. {owner}" if self.why else owner

    @property
    def line(self) -> str:
        """All of it, in a line."""
        why = f" ({self.why})" if self.why else ""
        return f"{self.head}{why}. {self.owner[:1].upper()}{self.owner[1:]}, by {spoken(self.by)}."


@dataclass(frozen=True, slots=True)
class LateActions:
    """How many corrective actions an agency has overdue (None: no agency is named), since when the first."""

    agency: AgencyId | None
    name: str
    count: int
    since: date


def next_steps(session: Session, figures: Figures, most: int = MOST) -> list[NextStep]:
    """The most useful things to do about some figures; none of them names anybody."""
    led = leads_now(session, figures.as_of)
    late = late_actions(session, scope_in(figures.scope) or EVERYONE, figures.as_of)
    return ranked(figures, late, {agency for agency, people in led.items() if people}, most)


def ranked(
    figures: Figures, late: Sequence[LateActions], led: Collection[AgencyId], most: int = MOST
) -> list[NextStep]:
    """The same, of what is overdue (most first) and the agencies that have a lead."""
    lapsed = [_of_lapsed(figures, each, led) for each in figures.lapsed]
    overdue = [_of_actions(figures, each, led) for each in late]
    first = lapsed[: most - 1] if overdue else lapsed
    rest = chain(first, overdue, _of_teams(figures, led), _of_all(figures) if not lapsed else ())
    return list(islice(rest, most))


def late_actions(session: Session, scope: Scope, on: date) -> list[LateActions]:
    """Overdue corrective actions by the agency that owes them, most first; none of a unit or a person."""
    if scope.kind in (ScopeKind.UNIT, ScopeKind.PERSON):
        return []
    catalogue = catalogue_of(session)
    agencies = agencies_in(catalogue, scope)
    query = select(ActionRecord.agency_id, func.count(), func.min(ActionRecord.due_on)).where(
        ActionRecord.voided_at.is_(None), ActionRecord.status.in_(STILL_OPEN), ActionRecord.due_on < on
    )
    if agencies is not None:
        query = query.where(ActionRecord.agency_id.in_(agencies))
    found = [
        LateActions(key, "" if key is None else catalogue.agencies[key].name, count, since)
        for key, count, since in session.execute(query.group_by(ActionRecord.agency_id))
    ]
    return sorted(found, key=lambda each: (-each.count, each.since, each.name))


def step_button(step: NextStep, place: str = "") -> ButtonElement:
    """The way on from a step; what it shows is for whoever presses it. `place` tells twins apart."""
    twin = f"{step.kind}{step.agency or ''}.{step.course or ''}{place}"
    match step.kind:
        case StepKind.ACTIONS:
            scope = step.scope if step.agency is None else scope_key(Scope.agency(step.agency))
            return button("Actions", f"{SHOW_ACTIONS}:{twin}", ActionsPage(scope=scope, part="overdue"))
        case StepKind.TEAMS:
            return button("Teams", f"{SHOW_TEAMS}:{twin}", TeamsAsked(scope=step.scope))
        case StepKind.LAPSED if step.agency is not None and step.course is not None:
            asked = DueQuestion(kind=ScopeKind.AGENCY, key=step.agency, courses=[step.course])
            return button("Who is due", f"{ASK}:{twin}", asked)
        case _:
            return button("Who is due", f"{ASK}:{twin}", question_about(step.scope))


def _of_lapsed(figures: Figures, lapsed: Lapsed, led: Collection[AgencyId]) -> NextStep:
    return NextStep(
        kind=StepKind.LAPSED,
        where=f"{lapsed.agency}, {cut(lapsed.course, NAME)}",
        what=f"train or renew {plural(lapsed.counts.to_train, 'person', 'people')}",
        why=lapsed_words(lapsed.counts),
        owner=_owner(lapsed.agency_id, lapsed.agency, led),
        by=figures.as_of + TO_TRAIN,
        scope=figures.scope,
        agency=lapsed.agency_id,
        course=lapsed.course_id,
    )


def _of_actions(figures: Figures, late: LateActions, led: Collection[AgencyId]) -> NextStep:
    oldest = "since" if late.count == 1 else "the oldest since"
    return NextStep(
        kind=StepKind.ACTIONS,
        where=late.name or "No agency named",
        what=f"finish or extend {plural(late.count, 'overdue corrective action')}",
        why=f"{oldest} {spoken(late.since)}",
        owner=_owner(late.agency, late.name, led),
        by=figures.as_of + TO_SETTLE,
        scope=figures.scope,
        agency=late.agency,
    )


def _of_teams(figures: Figures, led: Collection[AgencyId]) -> Iterator[NextStep]:
    """What the next team is short of; none where nobody has played yet, or nothing can be told of it."""
    found = figures.teams
    if found is None or found.teams is None or not found.short_of:
        return
    scope = scope_in(figures.scope) or EVERYONE
    yield NextStep(
        kind=StepKind.TEAMS,
        where="",
        what=f"plan an exercise for {listing(found.short_titles)}",
        why=f"{plural(found.teams, 'team')} deep; {next_fails(found, 'fails')}",
        owner=_owner(scope.number if scope.kind is ScopeKind.AGENCY else None, figures.scope_name, led),
        by=figures.as_of + TO_EXERCISE,
        scope=figures.scope,
    )


def _of_all(figures: Figures) -> Iterator[NextStep]:
    """Where no agency and course can be named: how many there are to train, or that soon fall due."""
    by, soon = figures.as_of + TO_TRAIN, figures.due.get(30, 0)
    if figures.overall.to_train:
        what = f"train or renew: {plural(figures.overall.to_train, 'requirement')} not met"
        why, kind = lapsed_words(figures.overall), StepKind.TO_TRAIN
    elif soon:
        what, kind = f"renew {plural(soon, 'requirement')} due within 30 days", StepKind.SOON
        why = "nobody has lapsed"
    else:
        return
    yield NextStep(kind=kind, where="", what=what, why=why, owner=EACH_LEAD, by=by, scope=figures.scope)


def _owner(agency: AgencyId | None, name: str, led: Collection[AgencyId]) -> str:
    return f"the lead of {name}" if agency in led else THE_MANAGER
