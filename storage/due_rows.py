"""The rows that answer a question, as the database finds them in the projection.

The same rules as `readiness.standing.Outlook` and `readiness.answering` have, over columns in place of
objects; a property test holds both to one answer. Whatever they can't say (units, people by name, what is
unverified) is answered from rows alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from readiness.answering import due_by_at_most
from readiness.due import ScopeKind
from readiness.expiry import NEVER
from readiness.question import LOOK_AHEAD, STATUSES, Question, State
from readiness.standing import DUE_SOON_DAYS, Status
from storage.answers import STANDING
from storage.catalogue import Catalogue

FAR = date.max.toordinal()
"""The distance of what has no day: it comes last."""
WHOLE_AGENCIES = frozenset(
    (ScopeKind.EVERYONE, ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION)
)
_STEP = len("2026-01-01>2026-01-01 ")
_DAY = len("2026-01-01")

ON, SINCE, BY = bindparam("on", type_=Date), bindparam("since", type_=Date), bindparam("by", type_=Date)
SOON, DUE_BY = bindparam("soon", type_=Date), bindparam("due_by", type_=Date)
BY_WRITTEN = bindparam("by_written", type_=String)


class days_between(GenericFunction[int]):  # noqa: N801 - named as it is written in SQL
    """How many days a day lies after another."""

    type = Integer()
    inherit_cache = True


class day_written(GenericFunction[date]):  # noqa: N801 - named as it is written in SQL
    """A day that stands in a text."""

    type = Date()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _days_between_in_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    later, earlier = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_between_in_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    later, earlier = (compiler.process(each, **more) for each in element.clauses)
    return f"({later} - {earlier})"


@compiles(day_written, "sqlite")
def _day_written_in_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    # SQLite keeps a day as its text.
    return str(compiler.process(element.clauses, **more))


@compiles(day_written, "postgresql")
def _day_written_in_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **more)} AS DATE)"


def some(name: str) -> BindParameter[int]:
    """Some ids that a statement is handed."""
    return bindparam(name, expanding=True, type_=Integer)


def distance(due_on: date | None, on: date) -> int:
    """How far a due date lies from a day; those of no day last: what is near can be acted on."""
    return FAR if due_on is None else abs((due_on - on).days)


def can_be_counted(question: Question) -> bool:
    """Whether the database can say what answers a question."""
    scopes = {each.kind for each in (*question.scopes, *question.without)}
    return scopes <= WHOLE_AGENCIES and State.UNVERIFIED not in question.states


def agencies_asked(catalogue: Catalogue, question: Question) -> list[int] | None:
    """The agencies a question is about, by id; None: all. Fit for one that can be counted."""
    scopes, without = set(question.scopes), set(question.without)
    if not without and any(each.kind is ScopeKind.EVERYONE for each in scopes):
        return None
    rulebook = catalogue.rulebook

    def is_covered(agency: int, by: Collection[Any]) -> bool:
        return any(scope.covers(rulebook, None, agency) for scope in by)

    return [key for key in catalogue.agencies if is_covered(key, scopes) and not is_covered(key, without)]


@dataclass(frozen=True)
class Shape:
    """What of a question its statement hangs on; everything else is handed to it (`values`). Built anew for
    each question, the statement would take longer than an agency's answer.
    """

    states: frozenset[State]
    since: bool
    by: bool
    ahead: bool  # the time asked about ends on the day or after it
    bounded: bool  # no later due date answers (`due_by_at_most`)
    agencies: bool
    courses: bool
    without: bool
    steps: int  # of what takes effect in the time asked about, of one course at most

    @classmethod
    def of(cls, catalogue: Catalogue, question: Question, agencies: Collection[int] | None) -> Shape:
        """The shape of a question about some agencies (None: all)."""
        on, by = question.on, question.by or date.max
        turns = map(catalogue.rulebook.turns_of, catalogue.courses)
        return cls(
            states=question.states,
            since=question.since is not None,
            by=question.by is not None,
            ahead=by >= on,
            bounded=due_by_at_most(question) is not None,
            agencies=agencies is not None,
            courses=bool(question.courses),
            without=bool(question.without_courses),
            steps=max((sum(on < day <= by for day in each) for each in turns), default=0),
        )

    def rows(self) -> Select[Any]:
        """Each person, course and agency that answers: `person_id`, `course_id`, `agency_id`, its `status`,
        and how far its due date lies from the day that is asked about (`distance`).
        """
        s, plain = STANDING, self._in_state()
        status, due_on, fits = _status(), _due_on(), plain
        if not LOOK_AHEAD.isdisjoint(self.states):
            listed, met = self._is_listed(), s.expires_on >= ON
            status_listed = case((met, Status.DUE_SOON.value), else_=_lapsed())
            due_listed = case((met, self._soonest()), else_=_due_on())
            if plain is None:
                status, due_on, fits = status_listed, due_listed, listed
            else:
                status = case((listed, status_listed), else_=status)
                due_on = case((listed, due_listed), else_=due_on)
                fits = or_(listed, plain)
        far = func.coalesce(func.abs(days_between(due_on, ON)), FAR)
        query = select(
            s.person_id, s.course_id, s.agency_id, status.label("status"), far.label("distance")
        ).where(s.from_on <= ON, s.through_on >= ON)
        if self.agencies:
            query = query.where(s.agency_id.in_(some("agencies")))
        if self.courses:
            query = query.where(s.course_id.in_(some("courses")))
        if self.without:
            query = query.where(s.course_id.not_in(some("without")))
        if self.bounded:
            query = query.where(s.hold.is_(None), or_(s.soonest_on.is_(None), s.soonest_on <= DUE_BY))
        if fits is not None:
            query = query.where(fits)
        return query.where(*self._in_time(status, due_on))

    def _is_listed(self) -> ColumnElement[bool]:
        """The condition of being on the list of who is due, which looks ahead."""
        s, soon = STANDING, self._soonest()
        comes = and_(s.expires_on >= ON, soon != NEVER)
        if self.by:
            comes = and_(comes, soon <= BY)
        if State.DUE not in self.states:
            return and_(s.hold.is_(None), comes)
        waits = _may_wait()
        is_new = and_(waits, s.first_due_on <= BY) if self.by else waits
        untaken = and_(s.expires_on.is_(None), or_(~waits, is_new))
        return and_(s.hold.is_(None), or_(untaken, s.expires_on < ON, comes))

    def _soonest(self) -> ColumnElement[Any]:
        """The expiry, or that by what takes effect in the time asked about, where it is earlier."""
        s = STANDING
        if not self.steps:
            return s.expires_on
        found = []
        for at in range((self.steps - 1) * _STEP + 1, 0, -_STEP):
            is_in_time = func.length(s.ahead) >= at
            if self.by:
                is_in_time = and_(is_in_time, func.substr(s.ahead, at, _DAY) <= BY_WRITTEN)
            found.append((is_in_time, day_written(func.substr(s.ahead, at + _DAY + 1, _DAY))))
        last = case(*found, else_=s.expires_on)
        return case((s.ahead.is_(None), s.expires_on), (last < s.expires_on, last), else_=s.expires_on)

    def _in_state(self) -> ColumnElement[bool] | None:
        """The condition of standing in one of the states asked for; None where none of them is a standing."""
        wanted = {status.value for state in self.states for status in STATUSES.get(state, ())}
        return _status().in_(sorted(wanted)) if wanted else None

    def _in_time(self, status: ColumnElement[str], due_on: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The condition that a due date lies in the time asked for, as `readiness.answering` has it."""
        if not self.since and (not self.by or (self.ahead and self.states <= LOOK_AHEAD)):
            # Whatever is on the list is there by then.
            return []
        inside = [due_on >= SINCE] if self.since else []
        inside += [due_on <= BY] if self.by else []
        found = and_(due_on.is_not(None), *inside)
        if self.since and self.by:
            return [found]
        is_current = status.in_([Status.CURRENT.value, Status.DUE_SOON.value])
        return [or_(found, and_(due_on.is_(None), ~is_current if self.by else is_current))]


def values(question: Question, agencies: Collection[int] | None) -> Mapping[str, Any]:
    """What the statement of a question's shape is handed."""
    by = question.by or date.max
    return {
        "on": question.on,
        "since": question.since,
        "by": by,
        "by_written": by.isoformat(),
        "soon": question.on + timedelta(days=DUE_SOON_DAYS),
        "due_by": due_by_at_most(question),
        "agencies": list(agencies or ()),
        "courses": list(question.courses),
        "without": list(question.without_courses),
    }


def _may_wait() -> ColumnElement[bool]:
    s = STANDING
    return and_(s.initial_days > 0, s.first_due_on.is_not(None), s.first_due_on >= ON)


def _lapsed() -> ColumnElement[str]:
    """Where somebody stands who is not current."""
    s = STANDING
    untaken = case((_may_wait(), Status.NEW.value), else_=Status.NEVER.value)
    in_grace = days_between(ON, s.expires_on) <= s.grace_days
    return case((s.expires_on.is_(None), untaken), (in_grace, Status.GRACE.value), else_=Status.EXPIRED.value)


def _status() -> ColumnElement[str]:
    s = STANDING
    return case(
        (s.hold.is_not(None), s.hold),
        (s.expires_on > SOON, Status.CURRENT.value),
        (s.expires_on >= ON, Status.DUE_SOON.value),
        else_=_lapsed(),
    )


def _due_on() -> ColumnElement[Any]:
    s = STANDING
    return case(
        (or_(s.hold.is_not(None), s.expires_on == NEVER), None),
        (s.expires_on.is_(None), s.first_due_on),
        else_=s.expires_on,
    )
