"""Who, and how many: the list of `/due` for whoever reads it.

A lead's is by person, an emergency manager's by agency as soon as there are more people than fit; whoever
may not name gets counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.due.counting import APART, FEW, LEFT_OUT, Counted, counted_for, lines_apart, nobody_line
from commands.due.saying import counts_line, nobody
from commands.due.views import (
    ROWS,
    agency_line,
    alike_among,
    answered,
    by_agency,
    by_course,
    by_person,
    courses_line,
    person_lines,
    plain_lines,
)
from commands.kit.about import THE_REGION, Whom
from commands.kit.blocks import button, buttons, is_carried, plain, says, shown_of
from commands.kit.may import Action, may, whom_for
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.logs import MOST_PEOPLE, OPEN_LOG, LogSaid
from commands.language.planned_classes import ClassSaid, plan_button
from commands.language.questions import ASK, DueQuestion, scope_name
from readiness.due import DueRow, Scope, ScopeKind
from readiness.question import Measure, State
from readiness.records import Affiliation
from storage.answers import names_of
from storage.asking import rows_for
from storage.scopes import scope_key

NAMES_ARE = "Only an agency's leads and emergency managers see names."
NOT_COUNTED = Counted()
NOT_DUE = frozenset((State.CURRENT, State.ON_LEAVE, State.WAIVED, State.UNVERIFIED))
"""Of those in these states nobody needs a class because of it."""
IN_BOTH = "Anybody in two agencies is counted in both."


class DuePage(BaseModel):
    """A question, and from which row on."""

    question: DueQuestion
    start: int = 0


@dataclass(frozen=True)
class Listed:
    """An answer to who, or how many, with what of it is for the one who asks."""

    request: Request
    page: DuePage
    counted: Counted

    @property
    def question(self) -> DueQuestion:
        """What was asked."""
        return self.page.question

    @cached_property
    def found(self) -> list[DueRow]:
        """All that answers, whoever may see it; those first who are in order of names."""
        return rows_for(self.request.session, self.question.asked(self.request.today))

    @cached_property
    def visible(self) -> list[DueRow]:
        """The rows that are for the one who asks by name."""
        return visible_to(self.request, self.found)

    @cached_property
    def rows(self) -> list[DueRow]:
        """What is counted: what may be counted, and what may be named."""
        shown = set(map(_key, self.visible))
        return [row for row in self.found if self.counted.has(row.course) or _key(row) in shown]

    @property
    def was(self) -> bool:
        """Whether it is asked of a day that is past."""
        return self.question.day(self.request.today) < self.request.today

    @property
    def head(self) -> str:
        """The line that answers; of scopes that are counted by themselves, of the first of them."""
        if not self.counted.apart:
            if self.rows:
                return self.count_of(self.rows)
            return nobody_line(self.request, self.question, self.counted.leaves_out)
        return self.apart[0]

    @cached_property
    def apart(self) -> list[str]:
        """A line each of the scopes that are counted by themselves."""
        session, catalogue = self.request.session, self.request.catalogue
        lines = []
        for each, rows in lines_apart(self.request, self.question, self.counted):
            what = self.count_of(rows) if rows else nobody(self.question.states, self.was, each.leaves_out)
            name = scope_name(session, catalogue, each.scope)
            left_out = ", which is left out" if each.is_taken_away else ""
            lines.append(f"{name}{left_out}: {FEW + '.' if each.is_of_few else what}")
        return lines

    def count_of(self, rows: Sequence[DueRow]) -> str:
        """How many people some rows are of."""
        return counts_line(rows, self.question.states, self.was)


def _key(row: DueRow) -> tuple[int, int]:
    return row.responder, row.course


def visible_to(request: Request, rows: Sequence[DueRow]) -> list[DueRow]:
    """The rows that are for the one who asks by name: whom an agency asks belongs to it on that day."""
    known: dict[tuple[int, ...], bool] = {}
    found = []
    for row in rows:
        mine = row.responder == request.member.person_id
        if mine or row.agencies not in known:
            about = Whom(row.responder, [Affiliation(agency) for agency in row.agencies])
            is_for = bool(may(request.member, Action.NAME, about, request.today, request.today))
            if not mine:
                known[row.agencies] = is_for
        else:
            is_for = known[row.agencies]
        if is_for:
            found.append(row)
    return found


def listed(request: Request, page: DuePage, replaces: bool = False) -> Reply:
    """Who answers a question, or how many, as far as it is for the one who asks."""
    return as_listed(Listed(request, page, counted_for(request, page.question)), replaces)


def as_listed(found: Listed, replaces: bool = False, sign: str = "") -> Reply:
    """The answer; `sign` is the yes or no of a question whether anybody is."""
    request, question = found.request, found.question
    head = found.head
    if sign:
        # "Nobody is due." goes on after a no; a number stays as it is.
        is_none = head.startswith(("Nobody", "Nothing"))
        head = f"{sign} {head[0].lower() if is_none else head[0]}{head[1:]}"
    understood = question.understood(request.session, request.catalogue, request.today)
    body, notes, places = _body(found)
    if found.counted.leaves_out:
        notes.append(LEFT_OUT)
    if request.region.handling_mark:
        notes.append(request.region.handling_mark)
    blocks = [*answered(head, understood, *notes), *body]
    blocks += buttons(*_buttons(found, places))
    return Reply(message=Message(blocks), replaces=replaces)


def _body(found: Listed) -> tuple[list[Block], list[str], int]:
    """The rows, notes about them, and how many people or agencies there are to turn pages of."""
    request, catalogue = found.request, found.request.catalogue
    notes = []
    if found.counted.apart:
        notes.append(APART)
    if len(found.visible) < len(found.rows) or found.counted.apart:
        notes.append(NAMES_ARE)
    if found.counted.apart:
        first = plain_lines(found.apart[1:])
    elif found.visible and found.question.measure is not Measure.HOW_MANY:
        first = []
        if found.page.start == 0 and (line := courses_line(found.rows, catalogue)):
            notes.append(line)
    else:
        first = plain_lines(by_course(found.rows, catalogue)) if len(found.question.courses) != 1 else []
    if not found.visible or found.question.measure is Measure.HOW_MANY:
        return first, notes, 0
    people = len({row.responder for row in found.visible})
    if request.member.may(Needs.MANAGER) and people > ROWS and len(_agencies(found.visible)) > 1:
        rows, said, places = _by_agency(found)
    else:
        rows, said, places = _by_person(found)
    return [*first, *rows], [*notes, *said], places


def _agencies(rows: Sequence[DueRow]) -> set[int]:
    return {agency for row in rows for agency in row.agencies}


def _by_agency(found: Listed) -> tuple[list[Block], list[str], int]:
    catalogue, start = found.request.catalogue, found.page.start
    agencies = by_agency(found.visible)
    shown = agencies[start : start + ROWS]
    blocks: list[Block] = []
    for agency, rows in shown:
        line = agency_line(agency, rows, catalogue, State.DUE in found.question.states)
        opens = button("Open", f"{ASK}:agency {agency}", _narrowed(found.question, agency))
        blocks.append(SectionBlock(text=plain(line), accessory=opens if is_carried(opens) else None))
    order = shown_of(start, len(shown), len(agencies), "Agencies", "those with the most people first")
    is_of_two = any(len(row.agencies) > 1 for row in found.visible)
    return blocks, [each for each in (order, IN_BOTH if is_of_two else "") if each], len(agencies)


def _narrowed(question: DueQuestion, agency: int) -> DueQuestion:
    """The same question of one agency; of units, or of people, it would be another."""
    return question.model_copy(update={"scopes": [scope_key(Scope.agency(agency))], "measure": Measure.WHO})


def _by_person(found: Listed) -> tuple[list[Block], list[str], int]:
    request, start = found.request, found.page.start
    people = by_person(found.visible, found.question.day(request.today))
    names = names_of(request.session, {person for person, _ in people})
    shown = [(names[person], rows) for person, rows in people[start : start + ROWS] if person in names]
    if not shown:
        return [], [], len(people)
    scopes = found.question.within_scopes
    one = len(scopes) == 1 and scopes[0].kind in (ScopeKind.AGENCY, ScopeKind.UNIT)
    lines = person_lines(shown, request.catalogue, not one, alike_among(names))
    order = shown_of(start, len(shown), len(people), "People", "the nearest dates first")
    return [lines], [order] if order else [], len(people)


def _buttons(found: Listed, places: int) -> list[ButtonElement | None]:
    request, question = found.request, found.question
    is_counted = question.measure is Measure.HOW_MANY
    who = question.model_copy(update={"measure": Measure.WHO})
    may_download = bool(found.visible) and request.member.may(Needs.LEAD)
    return [
        more_button(found.page, places),
        button("Who they are", f"{ASK}:who", who) if is_counted and found.visible else None,
        _log_for_them(found) if not is_counted else None,
        _plan_for_them(found) if not is_counted else None,
        button("Download", "due.download", question) if may_download else None,
        share_button(request, question, found.counted),
        says("What I am due for", "due", "mine") if not found.visible else None,
    ]


def more_button(page: DuePage, places: int) -> ButtonElement | None:
    """The next page, where there is one."""
    start = page.start + ROWS
    return button("More", "due.more", page.model_copy(update={"start": start})) if start < places else None


def share_button(
    request: Request, question: DueQuestion, counted: Counted = NOT_COUNTED
) -> ButtonElement | None:
    """The counts for the channel, where there is one and something of them may be said there.

    What was `counted` for the answer as a channel would be told is not counted again.
    """
    if not request.place.others_read:
        return None
    is_today = question.day(request.today) == request.today
    try:
        if not (is_today and (counted.as_aloud or question.measure is Measure.RANKING)):
            counted_for(request, question, aloud=True)
    except Refused:
        return None
    return button("Share", "due.share", question)


def _log_for_them(found: Listed) -> ButtonElement | None:
    """The form to log a class, filled in with those who are listed and the one course it is about; for those
    who are not due nobody logs one unless they asked about that course.
    """
    request, question = found.request, found.question
    courses = set(question.courses) or {row.course for row in found.visible}
    asks = len(question.courses) == 1 or NOT_DUE.isdisjoint(question.states)
    if not asks or not request.member.may(Needs.LEAD):
        return None
    people = [person for person, _ in by_person(found.visible, question.day(request.today))]
    if not people or len(people) > min(ROWS, MOST_PEOPLE):
        return None
    about = whom_for(request, people).values()
    if not all(may(request.member, Action.LOG, each, request.today, request.today) for each in about):
        return None
    course = min(courses) if len(courses) == 1 else None
    label = "Log it for them" if course is not None else "Log training for them"
    return button(label, f"{OPEN_LOG}:due", LogSaid(course=course, people=people, named=True))


def _plan_for_them(found: Listed) -> ButtonElement | None:
    """The form to plan a class of the one course they are due for, for whoever may plan one anywhere."""
    request = found.request
    courses = {row.course for row in found.visible}
    may_plan = may(request.member, Action.TEACH, THE_REGION, request.today, request.today)
    if len(courses) != 1 or not NOT_DUE.isdisjoint(found.question.states) or not may_plan:
        return None
    return plan_button("Plan a class", ClassSaid(course=min(courses)))
