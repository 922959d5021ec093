"""The rows that answer a question, as the database finds them in the projection.

The same rules as `readiness.standing.Outlook` and `readiness.answering` have, over columns in place of
objects; a property test holds both to one answer. Whatever they can't say (units, people by name, what is
unverified) is answered from rows alone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, and_, case, func, literal, or_, select
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


def due_rows(catalogue: Catalogue, question: Question, agencies: Collection[int] | None) -> Select[Any]:
    """Each person, course and agency that answers: `person_id`, `course_id`, `agency_id`, its `status`, and
    how far its due date lies from the day that is asked about (`distance`).
    """
    on, s = question.on, STANDING
    plain = _in_state(question)
    status, due_on, fits = _status(on), _due_on(), plain
    if not LOOK_AHEAD.isdisjoint(question.states):
        listed, met = _is_listed(catalogue, question), s.expires_on >= on
        status_listed = case((met, Status.DUE_SOON.value), else_=_lapsed(on))
        due_listed = case((met, _soonest(catalogue, question)), else_=_due_on())
        if plain is None:
            status, due_on, fits = status_listed, due_listed, listed
        else:
            status = case((listed, status_listed), else_=status)
            due_on = case((listed, due_listed), else_=due_on)
            fits = or_(listed, plain)
    query = select(
        s.person_id,
        s.course_id,
        s.agency_id,
        status.label("status"),
        func.coalesce(func.abs(days_between(due_on, literal(on, Date))), FAR).label("distance"),
    ).where(s.from_on <= on, s.through_on >= on)
    if agencies is not None:
        query = query.where(s.agency_id.in_(agencies))
    if question.courses:
        query = query.where(s.course_id.in_(question.courses))
    if question.without_courses:
        query = query.where(s.course_id.not_in(question.without_courses))
    due_by = due_by_at_most(question)
    if due_by is not None:
        query = query.where(s.hold.is_(None), or_(s.soonest_on.is_(None), s.soonest_on <= due_by))
    if fits is not None:
        query = query.where(fits)
    return query.where(*_in_time(question, status, due_on))


def _is_listed(catalogue: Catalogue, question: Question) -> ColumnElement[bool]:
    """The condition of being on the list of who is due, which looks ahead."""
    s, on, by = STANDING, question.on, question.by
    soon = _soonest(catalogue, question)
    comes = and_(s.expires_on >= on, soon != NEVER)
    if by is not None:
        comes = and_(comes, soon <= by)
    if State.DUE not in question.states:
        return and_(s.hold.is_(None), comes)
    waits = _may_wait(on)
    is_new = waits if by is None else and_(waits, s.first_due_on <= by)
    untaken = and_(s.expires_on.is_(None), or_(~waits, is_new))
    return and_(s.hold.is_(None), or_(untaken, s.expires_on < on, comes))


def _soonest(catalogue: Catalogue, question: Question) -> ColumnElement[Any]:
    """The expiry, or that by what takes effect in the time asked about, where it is earlier."""
    s, by = STANDING, question.by or date.max
    turns = catalogue.rulebook.turns_of
    most = max((sum(question.on < day <= by for day in turns(each)) for each in catalogue.courses), default=0)
    if not most:
        return s.expires_on
    steps = []
    for place in reversed(range(most)):
        at = place * _STEP + 1
        day = func.substr(s.ahead, at, _DAY)
        then = day_written(func.substr(s.ahead, at + _DAY + 1, _DAY))
        steps.append((and_(func.length(s.ahead) >= at, day <= literal(by.isoformat(), String)), then))
    last = case(*steps, else_=s.expires_on)
    return case((s.ahead.is_(None), s.expires_on), (last < s.expires_on, last), else_=s.expires_on)


def _may_wait(on: date) -> ColumnElement[bool]:
    s = STANDING
    return and_(s.initial_days > 0, s.first_due_on.is_not(None), s.first_due_on >= on)


def _lapsed(on: date) -> ColumnElement[str]:
    """Where somebody stands who is not current."""
    s = STANDING
    untaken = case((_may_wait(on), Status.NEW.value), else_=Status.NEVER.value)
    in_grace = days_between(literal(on, Date), s.expires_on) <= s.grace_days
    return case((s.expires_on.is_(None), untaken), (in_grace, Status.GRACE.value), else_=Status.EXPIRED.value)


def _status(on: date) -> ColumnElement[str]:
    s, soon = STANDING, on + timedelta(days=DUE_SOON_DAYS)
    return case(
        (s.hold.is_not(None), s.hold),
        (s.expires_on > soon, Status.CURRENT.value),
        (s.expires_on >= on, Status.DUE_SOON.value),
        else_=_lapsed(on),
    )


def _due_on() -> ColumnElement[Any]:
    s = STANDING
    return case(
        (or_(s.hold.is_not(None), s.expires_on == NEVER), None),
        (s.expires_on.is_(None), s.first_due_on),
        else_=s.expires_on,
    )


def _in_state(question: Question) -> ColumnElement[bool] | None:
    """The condition of standing in one of the states asked for; None where none of them is a standing."""
    wanted = {status.value for state in question.states for status in STATUSES.get(state, ())}
    return _status(question.on).in_(sorted(wanted)) if wanted else None


def _in_time(
    question: Question, status: ColumnElement[str], due_on: ColumnElement[Any]
) -> list[ColumnElement[bool]]:
    """The condition that a due date lies in the time asked for, as `readiness.answering` has it."""
    since, by = question.since, question.by
    if since is None and by is None:
        return []
    if since is None and by is not None and by >= question.on and question.states <= LOOK_AHEAD:
        # Whatever is on the list by then.
        return []
    inside = [due_on >= since] if since is not None else []
    inside += [due_on <= by] if by is not None else []
    is_current = status.in_([Status.CURRENT.value, Status.DUE_SOON.value])
    found = and_(due_on.is_not(None), *inside)
    if since is not None and by is not None:
        return [found]
    return [or_(found, and_(due_on.is_(None), is_current if by is None else ~is_current))]
