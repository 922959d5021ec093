"""A question of any kind, asked of what is remembered: who answers it, and how much of it is covered.

Scopes add up and take away. Every scope is asked by itself, so that one question of an agency reads no more
than before, and put together by person and course: each once, with the agencies in scope that ask it. Where
it is the plain old question, the answer is that of `storage.answers.who_is_due_on` to the letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from readiness.answering import InScope, answering, due_by_at_most
from readiness.due import EVERYONE, DueRow, Scope, ScopeKind
from readiness.question import Question
from readiness.records import AgencyId, CourseId, PersonId, Rulebook
from readiness.standing import Asked
from storage.answers import DueEntry, asked_on, entries_of
from storage.catalogue import catalogue_of

Of = tuple[PersonId, CourseId]


def entries_for(session: Session, question: Question) -> list[DueEntry]:
    """Who answers a question, with the names people read, in the order of "who is due".

    No date first, then by due date, last name, first name, e-mail and course.
    """
    return entries_of(session, rows_for(session, question))


def rows_for(session: Session, question: Question) -> list[DueRow]:
    """The same without names, in no promised order: what is counted and not shown needs none."""
    asked = _asked(session, question, due_by_at_most(question))
    return list(answering(catalogue_of(session).rulebook, asked, question))


def asked_for(session: Session, question: Question) -> list[Asked]:
    """All that is asked where a question asks, in whatever state, by the agencies in its scopes alone."""
    rulebook = catalogue_of(session).rulebook
    found = []
    in_scope = InScope(rulebook, question)
    for each in _asked(session, question):
        if question.asks_of(each.course) and (agencies := in_scope.agencies(each)):
            found.append(each if agencies == each.agencies else replace(each, agencies=agencies))
    return found


def _asked(session: Session, question: Question, due_by: date | None = None) -> list[Asked]:
    """At least what is asked in a question's scopes, of its courses, less that of units taken away."""
    courses = question.courses or None
    scopes = _apart(question.scopes)
    found = [asked_on(session, question.on, scope, courses, due_by) for scope in scopes]
    rulebook = catalogue_of(session).rulebook
    asked = found[0] if len(found) == 1 else _together(rulebook, zip(scopes, found, strict=True))
    units = [each for each in question.without if each.kind is ScopeKind.UNIT]
    if not units:
        return asked
    taken: defaultdict[Of, set[AgencyId]] = defaultdict(set)
    for unit in units:
        for each in asked_on(session, question.on, unit, courses, due_by):
            if any(unit.covers(rulebook, each.responder, agency, each.units) for agency in each.agencies):
                taken[each.responder, each.course].add(rulebook.units[unit.number])
    return _less(asked, taken)


def _apart(scopes: Sequence[Scope]) -> list[Scope]:
    """Each scope once; with everyone, nobody else need be asked."""
    return [EVERYONE] if EVERYONE in scopes else list(dict.fromkeys(scopes))


def _together(rulebook: Rulebook, found: Iterable[tuple[Scope, list[Asked]]]) -> list[Asked]:
    """What several scopes ask, by person and course: what two of them ask is asked once."""
    known: dict[Of, Asked] = {}
    for scope, asked in found:
        for each in asked:
            covers = (scope.covers(rulebook, each.responder, key, each.units) for key in each.agencies)
            mine = tuple(key for key, is_covered in zip(each.agencies, covers, strict=True) if is_covered)
            before = known.get((each.responder, each.course))
            if not mine:
                continue
            agencies = mine if before is None else tuple(dict.fromkeys([*before.agencies, *mine]))
            units = each.units if before is None else before.units | each.units
            known[each.responder, each.course] = replace(each, agencies=agencies, units=units)
    return [known[key] for key in sorted(known)]


def _less(asked: Iterable[Asked], taken: defaultdict[Of, set[AgencyId]]) -> list[Asked]:
    """What is asked, less what some agencies ask of their units that are taken away."""
    found = []
    for each in asked:
        less = taken.get((each.responder, each.course))
        if less:
            agencies = tuple(key for key in each.agencies if key not in less)
            each = replace(each, agencies=agencies)
        if each.agencies:
            found.append(each)
    return found
