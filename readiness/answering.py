"""Which of all that is asked of people answers a question: the one rule behind every answer of `/due`.

See "Who is due" in docs/rules.md. A state means what people mean by its word (`readiness.question.State`); a
time is the span the due date lies in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from readiness.due import DueRow, ScopeKind, row_of
from readiness.question import LOOK_AHEAD, STATUSES, Question, State
from readiness.records import AgencyId, CourseId, Rulebook
from readiness.standing import Asked, Due, Outlook, Status

LAPSED = frozenset({State.OVERDUE, State.EXPIRED, State.GRACE, State.NEVER})
"""States whose due date is past, where there is one."""


def answering(rulebook: Rulebook, asked: Iterable[Asked], question: Question) -> Iterator[DueRow]:
    """The rows that answer a question, of all that is asked on its day; each in the order of `asked`.

    Each person and course once, with the agencies in scope that ask it of them. What is asked of somebody as
    one of a unit says so in its `units`, where a unit is asked about.
    """
    days, courses = _days_ahead(question), dict[CourseId, bool]()
    # Those who stand alike often share one outlook, and what is asked by the same agencies is in scope alike.
    standing: dict[int, tuple[Outlook, Due | None]] = {}
    in_scope = InScope(rulebook, question)
    for each in asked:
        is_asked = courses.get(each.course)
        if is_asked is None:
            is_asked = courses[each.course] = question.asks_of(each.course)
        if not is_asked:
            continue
        known = standing.get(id(each.outlook))
        if known is None:
            known = each.outlook, standing_asked_for(each.outlook, question, days)
            standing[id(each.outlook)] = known
        due = known[1]
        if due is not None and (agencies := in_scope.agencies(each)):
            yield row_of(rulebook, each, agencies, due, question.on)


class InScope:
    """The agencies of which a question asks, by those who ask: found once for all that is asked alike."""

    def __init__(self, rulebook: Rulebook, question: Question) -> None:
        self._rulebook, self._question = rulebook, question
        scopes = (*question.scopes, *question.without)
        self._of_people = any(each.kind is ScopeKind.PERSON for each in scopes)
        self._known: dict[tuple[object, ...], tuple[AgencyId, ...]] = {}

    def agencies(self, asked: Asked) -> tuple[AgencyId, ...]:
        """Those in scope that ask it; none where nobody does."""
        alike = asked.agencies, asked.units, asked.responder if self._of_people else None
        found = self._known.get(alike)
        if found is None:
            found = self._known[alike] = self._question.agencies_of(self._rulebook, asked)
        return found


def standing_asked_for(outlook: Outlook, question: Question, days: int | None = None) -> Due | None:
    """How somebody stands, where it is one of the states asked for and its day lies in the time asked for.

    Who is due, or due soon, is so by the list of who is due, which looks ahead to rules already recorded; all
    others stand as they do on the day itself.
    """
    ahead = _days_ahead(question) if days is None else days
    found = None
    if not LOOK_AHEAD.isdisjoint(question.states):
        found = outlook.due_within(question.on, ahead)
        if found is not None and State.DUE not in question.states and found.status is not Status.DUE_SOON:
            found = None
    if found is None:
        found = outlook.standing(question.on)
        if not _is_in_state(outlook, found.status, question):
            return None
    return found if _is_in_time(found, question) else None


def due_by_at_most(question: Question) -> date | None:
    """The latest due date that may answer; None where any may, or where none is needed.

    Fit for the projection, which knows of each row the soonest day on which it could be due.
    """
    states = question.states
    if not states <= LOOK_AHEAD | LAPSED:
        return None
    if LOOK_AHEAD.isdisjoint(states):
        return question.on
    return None if question.by is None else max(question.on, question.by)


def _days_ahead(question: Question) -> int:
    """How many days the list of who is due looks ahead: to the end of the time, or to the end of all time."""
    return ((date.max if question.by is None else question.by) - question.on).days


def _is_in_state(outlook: Outlook, status: Status, question: Question) -> bool:
    if any(status in STATUSES[state] for state in question.states if state in STATUSES):
        return True
    return State.UNVERIFIED in question.states and outlook.unverified(question.on)


def _is_in_time(due: Due, question: Question) -> bool:
    """Whether a due date lies in the time asked for, its ends included.

    What never expires is due after every day; whoever was never trained and has no day to count from was due
    before every day. Of whom nothing is asked for a while, no due date is known.
    """
    if due.due_on is not None:
        after = question.since is None or question.since <= due.due_on
        return after and (question.by is None or due.due_on <= question.by)
    if due.status.is_current:
        return question.by is None
    return question.since is None
