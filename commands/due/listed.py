"""Who, and how many: the list of `/due` for whoever reads it.

A lead's is by person, an emergency manager's by agency as soon as there are more people than fit; whoever
may not name gets counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.due.counting import APART, FEW, LEFT_OUT, Counted, counted_for, lines_apart, nobody_line
from commands.due.saying import counts_line, nobody
from commands.due.views import (
    ROWS,
    agency_line,
    answered,
    by_course,
    courses_line,
    person_lines,
    plain_lines,
)
from commands.kit.about import THE_REGION
from commands.kit.blocks import button, buttons, is_carried, plain, says, shown_of
from commands.kit.may import Action, agencies_named_to, may, whom_for
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.logs import MOST_PEOPLE, OPEN_LOG, LogSaid
from commands.language.planned_classes import ClassSaid, plan_button
from commands.language.questions import ASK, DueQuestion, scope_name
from readiness.due import Scope, ScopeKind
from readiness.question import Measure, State
from storage.due_counts import ALL, Agencies, DueCounts, Part, People, Tally
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
    def due(self) -> DueCounts:
        """All that answers, whoever may see it, counted as far as it is told."""
        return DueCounts(self.request.session, self.question.asked(self.request.today))

    @cached_property
    def named(self) -> Part:
        """What is for the one who asks by name: whom an agency asks belongs to it on that day."""
        theirs, asked = agencies_named_to(self.request.member), self.due.agencies
        if theirs is None or (asked is not None and theirs.issuperset(asked)):
            return ALL
        return Part(frozenset(), theirs, self.request.member.person_id)

    @cached_property
    def tally(self) -> Tally:
        """What is counted: what may be counted, and what may be named."""
        if self.named == ALL:
            return self.visible
        return self.due.tally(replace(self.named, courses=self.counted.courses))

    @property
    def visible(self) -> Tally:
        """What is for the one who asks by name."""
        return self.people.tally if self.agencies is None else self.agencies.tally

    @cached_property
    def agencies(self) -> Agencies | None:
        """The agencies on this page, where more people than fit are shown by agency."""
        asked = self.due.agencies
        if not self.request.member.may(Needs.MANAGER) or self.is_count or (asked and len(asked) == 1):
            return None
        found = self.due.agencies_with_most(self.page.start, ROWS)
        return found if found.tally.people > ROWS and found.of > 1 else None

    @cached_property
    def people(self) -> People:
        """The people on this page; where they are only counted, nobody."""
        if self.is_count:
            return People(self.due.tally(self.named))
        return self.due.people(self.page.start, ROWS, self.named)

    @property
    def is_count(self) -> bool:
        """Whether nobody is to be named."""
        return self.question.measure is Measure.HOW_MANY

    @property
    def was(self) -> bool:
        """Whether it is asked of a day that is past."""
        return self.question.day(self.request.today) < self.request.today

    @property
    def head(self) -> str:
        """The line that answers; of scopes that are counted by themselves, of the first of them."""
        if not self.counted.apart:
            if self.tally.rows:
                return self.count_of(self.tally)
            return nobody_line(self.request, self.question, self.counted.leaves_out)
        return self.apart[0]

    @cached_property
    def apart(self) -> list[str]:
        """A line each of the scopes that are counted by themselves."""
        session, catalogue = self.request.session, self.request.catalogue
        lines = []
        for each, tally in lines_apart(self.request, self.question, self.counted):
            is_nobody = nobody(self.question.states, self.was, each.leaves_out)
            what = self.count_of(tally) if tally.rows else is_nobody
            name = scope_name(session, catalogue, each.scope)
            left_out = ", which is left out" if each.is_taken_away else ""
            lines.append(f"{name}{left_out}: {FEW + '.' if each.is_of_few else what}")
        return lines

    def count_of(self, tally: Tally) -> str:
        """How many people there are."""
        return counts_line(tally, self.question.states, self.was)


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
    catalogue = found.request.catalogue
    notes = []
    if found.counted.apart:
        notes.append(APART)
    if found.counted.apart or found.visible.rows < found.tally.rows:
        notes.append(NAMES_ARE)
    if found.counted.apart:
        first = plain_lines(found.apart[1:])
    elif found.visible.rows and not found.is_count:
        first = []
        if found.page.start == 0 and (line := courses_line(found.tally, catalogue)):
            notes.append(line)
    else:
        first = plain_lines(by_course(found.tally, catalogue)) if len(found.question.courses) != 1 else []
    if not found.visible.rows or found.is_count:
        return first, notes, 0
    rows, said, places = _by_person(found) if found.agencies is None else _by_agency(found, found.agencies)
    return [*first, *rows], [*notes, *said], places


def _by_agency(found: Listed, agencies: Agencies) -> tuple[list[Block], list[str], int]:
    catalogue = found.request.catalogue
    blocks: list[Block] = []
    for each in agencies.shown:
        line = agency_line(each, catalogue, State.DUE in found.question.states)
        opens = button("Open", f"{ASK}:agency {each.agency}", _narrowed(found.question, each.agency))
        blocks.append(SectionBlock(text=plain(line), accessory=opens if is_carried(opens) else None))
    most_first = "those with the most people first"
    order = shown_of(found.page.start, len(agencies.shown), agencies.of, "Agencies", most_first)
    notes = [order, IN_BOTH if agencies.in_several else ""]
    return blocks, [each for each in notes if each], agencies.of


def _narrowed(question: DueQuestion, agency: int) -> DueQuestion:
    """The same question of one agency; of units, or of people, it would be another."""
    return question.model_copy(update={"scopes": [scope_key(Scope.agency(agency))], "measure": Measure.WHO})


def _by_person(found: Listed) -> tuple[list[Block], list[str], int]:
    request, start, of = found.request, found.page.start, found.people.tally.people
    theirs = found.due.rows(found.people.shown, found.named)
    names, alike = found.due.names(found.people.shown, found.named)
    shown = [(names[person], rows) for person, rows in theirs.items() if person in names]
    if not shown:
        return [], [], of
    scopes = found.question.within_scopes
    one = len(scopes) == 1 and scopes[0].kind in (ScopeKind.AGENCY, ScopeKind.UNIT)
    lines = person_lines(shown, request.catalogue, not one, alike)
    order = shown_of(start, len(shown), of, "People", "the nearest dates first")
    return [lines], [order] if order else [], of


def _buttons(found: Listed, places: int) -> list[ButtonElement | None]:
    request, question = found.request, found.question
    who = question.model_copy(update={"measure": Measure.WHO})
    may_download = bool(found.visible.rows) and request.member.may(Needs.LEAD)
    return [
        more_button(found.page, places),
        button("Who they are", f"{ASK}:who", who) if found.is_count and found.visible.rows else None,
        _log_for_them(found) if not found.is_count else None,
        _plan_for_them(found) if not found.is_count else None,
        button("Download", "due.download", question) if may_download else None,
        share_button(request, question, found.counted),
        says("What I am due for", "due", "mine") if not found.visible.rows else None,
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
    courses = set(question.courses) or set(found.visible.courses)
    asks = len(question.courses) == 1 or NOT_DUE.isdisjoint(question.states)
    if not asks or not request.member.may(Needs.LEAD):
        return None
    if not 0 < found.visible.people <= min(ROWS, MOST_PEOPLE):
        return None
    people = list(found.due.people(0, ROWS, found.named).shown if found.page.start else found.people.shown)
    about = whom_for(request, people).values()
    if not all(may(request.member, Action.LOG, each, request.today, request.today) for each in about):
        return None
    course = min(courses) if len(courses) == 1 else None
    label = "Log it for them" if course is not None else "Log training for them"
    return button(label, f"{OPEN_LOG}:due", LogSaid(course=course, people=people, named=True))


def _plan_for_them(found: Listed) -> ButtonElement | None:
    """The form to plan a class of the one course they are due for, for whoever may plan one anywhere."""
    request = found.request
    courses = set(found.visible.courses)
    may_plan = may(request.member, Action.TEACH, THE_REGION, request.today, request.today)
    if len(courses) != 1 or not NOT_DUE.isdisjoint(found.question.states) or not may_plan:
        return None
    return plan_button("Plan a class", ClassSaid(course=min(courses)))
