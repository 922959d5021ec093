"""Which corrective actions are asked for: of whom, which part, dated when, from which exercise.

"Overdue actions in fire", "findings from the Juniper school tabletop", "actions closed since January".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from sqlalchemy import ColumnElement, or_, select

from commands.kit.action_views import SHOW, ActionsPage
from commands.kit.request import Request
from commands.language.exercises import exercise_name, exercise_of, exercise_said, fitting_exercises
from commands.language.records_asked import Own, Said, records_asked, refuse
from commands.language.records_meant import RecordsAsked, agencies_asked, scopes_said, span_said
from readiness.due import EVERYONE, ScopeKind
from storage.exercises import ActionRecord, ExerciseRecord
from words.classes import plain_word
from words.folding import fold
from words.names import Match
from words.problems import Offer, Unclear

MARKS = '?!.,;:()"“”'
EXAMPLE = "/exercise actions overdue in fire"
OPEN, OVERDUE, CLOSED, OPENED, DUE = "open", "overdue", "closed", "opened", "due"
OWN = Own(
    called="corrective actions",
    example=EXAMPLE,
    marks={
        "": "action | actions | corrective action | corrective actions | corrective | finding | findings | "
        "action item | action items | corrective action item | corrective action items | improvement item | "
        "improvement items | improvement action item | improvement action items | aar item | aar items | "
        "improvement action | improvement actions | owe | owes | owed | owed by | list | there | still | "
        "every | all | right now | now | currently | today | on record | standing | assigned to",
        OPEN: "open | outstanding | unresolved | not done | not closed | not yet done | not yet closed",
        OVERDUE: "overdue | past due | late",
        CLOSED: "closed | done | shown | settled | completed | finished | resolved",
        OPENED: "opened | started | raised | written | created | new",
        DUE: "due | come due | coming due | coming up | upcoming | fall due",
    },
    looks_back=frozenset((CLOSED, OPENED)),
    takes=frozenset((ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION, ScopeKind.PERSON)),
)
_DID = "opened|started|raised|wrote|written|created"
BY_ONESELF = re.compile(
    rf"\bi(?:['’]ve| have| had)? (?:{_DID}|closed|settled|completed|finished|resolved)\b"
    r"(?! (?:corrective )?action)"
    rf"|\bwe(?:['’]ve| have| had)? (?:{_DID})\b",
    re.IGNORECASE,
)
"""Who did it, and not whose it is: "actions I closed", "actions we opened"."""
FROM = ("from", "of", "after", "at", "in", "for", "about")
"""What stands before the exercise that actions came from."""


def actions_asked(request: Request) -> ActionsPage:
    """Whose actions are asked for, and which of them. Raises Unclear for what is not understood."""
    try:
        return _asked(request, 0)
    except Unclear:
        found = _exercise_in(request)
        if found is None:
            raise
    before, exercise = found
    return _asked(replace(request, text=before), exercise.id)


def _exercise_in(request: Request) -> tuple[str, ExerciseRecord] | None:
    """The exercise that the last words name, and those before it. Raises Unclear for several."""
    said, fitting = request.text.split(), fitting_exercises(request)
    for place in range(len(said) - 1):
        named = " ".join(said[place + 1 :])
        if plain_word(said[place]) in FROM and fitting(named):
            return " ".join(said[:place]), exercise_said(request, named)
    return None


def _asked(request: Request, exercise: int) -> ActionsPage:
    def offer(said: Said, match: Match) -> Offer:
        return Offer(match.name, SHOW, _page(request, said, exercise))

    return _page(request, records_asked(request, OWN, offer), exercise)


def _page(request: Request, said: Said, exercise: int) -> ActionsPage:
    """Raises Unclear for what may be two things."""
    asked, marks = said.asked, said.marks
    parts = marks & {OPEN, OVERDUE, CLOSED}
    if CLOSED in parts and len(parts) > 1:
        refuse(request, OWN, "The open ones, or those that are closed?")
    for mark, behind in said.order:
        if mark == OPEN and behind in ("since", "from", "after"):
            refuse(request, OWN, "Opened since then, or due since then?")
        if mark in (OPENED, CLOSED) and behind == "by" and _is_by_somebody(request, said):
            refuse(request, OWN, f"I tell whose an action is, and not who {mark} it.")
    if marks & {OPENED, CLOSED} and BY_ONESELF.search(request.text):
        refuse(request, OWN, "I tell whose an action is, and not who opened or closed it.")
    dated = _dated(said)
    if OVERDUE in parts and OPENED in marks:
        refuse(request, OWN, "Overdue since then, or opened since then?")
    one = asked.scopes[0] if len(asked.scopes) == 1 and not asked.without else "everyone"
    part: Literal["open", "overdue", "closed"] = (
        "closed" if CLOSED in parts else "overdue" if OVERDUE in parts else "open"
    )
    as_they_stand = said.on == request.today and marks.isdisjoint({DUE, CLOSED, OPENED})  # "open today"
    return ActionsPage(
        scope=one,
        scopes=[] if one != "everyone" else asked.scopes,
        without=asked.without,
        since=None if as_they_stand else asked.since,
        by=None if as_they_stand else asked.by,
        dated=dated,
        mine=said.is_mine,
        part=part,
        exercise=exercise,
    )


def _is_by_somebody(request: Request, said: Said) -> bool:
    """Whether "by" stands before somebody, and not before a day alone: "opened by Noor Dahl"."""
    timed = said.asked.by is not None and said.asked.since is None
    return [plain_word(word) for word in request.text.split()].count("by") > timed


def codes_said(request: Request) -> list[str]:
    """The codes of corrective actions among the words, as they are kept; none for words that are no code."""
    said = request.text.split()
    codes = {fold(word.strip(MARKS)) for word in said if any(sign.isdigit() for sign in word)}
    there = select(ActionRecord.key).where(ActionRecord.key.in_(codes), ActionRecord.voided_at.is_(None))
    return sorted(request.session.scalars(there)) if codes else []


def _dated(said: Said) -> Literal["due", "opened", "closed"]:
    """Which day of an action the time is about: "since June" alone is when it was opened."""
    if CLOSED in said.marks:
        return "closed"
    only_begins = said.asked.since is not None and said.asked.by is None
    if OPENED in said.marks or (only_begins and said.marks.isdisjoint({OVERDUE, DUE})):
        return "opened"
    return "due"


def asked_of(page: ActionsPage) -> RecordsAsked:
    """Of whom and when a page is."""
    scopes = page.scopes or ([] if page.scope == "everyone" else [page.scope])
    return RecordsAsked(scopes=scopes, without=page.without, since=page.since, by=page.by)


def that_fit(request: Request, page: ActionsPage) -> list[ColumnElement[bool]]:
    """The conditions for the actions of a page, whatever part of them."""
    asked, found = asked_of(page), list[ColumnElement[bool]]()
    agencies = agencies_asked(request, asked)
    owed: list[ColumnElement[bool]] = []
    if agencies is not None and (len(asked.people) < len(asked.within_scopes)):
        owed.append(ActionRecord.agency_id.in_(sorted(agencies)))
        if EVERYONE in asked.within_scopes:
            owed.append(ActionRecord.agency_id.is_(None))
    if asked.people:
        owed.append(ActionRecord.poc_id.in_(asked.people))
    if owed:
        found.append(or_(*owed))
    day = {
        "due": ActionRecord.due_on,
        "opened": ActionRecord.starts_on,
        "closed": ActionRecord.done_on,
    }[page.dated]
    if page.since is not None:
        found.append(day >= page.since)
    if page.by is not None:
        found.append(day <= page.by)
    if page.exercise:
        found.append(ActionRecord.exercise_id == page.exercise)
    return found


def page_said(request: Request, page: ActionsPage) -> str:
    """Of whom and when, in words: "Fire, due by 31 Mar 2027"; "everyone"."""
    asked = asked_of(page)
    whose = scopes_said(request, asked) if asked.scopes or asked.without else "everyone"
    when = span_said(page.since, page.by)
    parts = [whose, f"{page.dated} {when}" if when else ""]
    if page.exercise:
        parts.append(f"from {exercise_name(exercise_of(request, page.exercise))}")
    return ", ".join(part for part in parts if part)
