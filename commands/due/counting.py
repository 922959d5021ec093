"""What of an answer is counted for the one who asks, and what is said where there is nobody.

Whoever may not name the people gets counts by the rule of small counts (`storage.crowds`). Several scopes are
counted a line each there, and what is taken away is a line of its own: of sums and differences, one by one
harmless, somebody could be worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commands.due.saying import nobody
from commands.kit.may import Action, counting, may_about
from commands.kit.problems import ONLY_THE_LEAD, ONLY_THEM, TOO_FEW, Refused
from commands.kit.request import Request
from commands.language.questions import DueQuestion
from readiness.due import Scope, ScopeKind
from storage.answers import agencies_in, asked_on
from storage.crowds import ALL_COURSES, Countable, countable_on, is_asked_of_anybody
from storage.due_counts import DueCounts, Part, Tally
from words.amounts import listing

LEFT_OUT = "Courses asked of too few people are left out: a count that small could name somebody."
APART = "Each is counted by itself: a total or a difference could give somebody away."
OF_TODAY = "A channel gets today's counts only."
FEW = "too few people to count without naming one"
WITHOUT_ONE = "A count without one person would give that person away."
NO_COUNT = "A channel gets counts only, and one person is no count."


@dataclass(frozen=True)
class Apart:
    """A scope that is counted by itself; `courses` None: all, empty: it is of too few people.

    `leaves_out`: some of what is asked of its people may not be counted.
    """

    scope: Scope
    courses: frozenset[int] | None = None
    is_taken_away: bool = False
    leaves_out: bool = False

    @property
    def is_of_few(self) -> bool:
        """Whether there is too little to count."""
        return self.courses is not None and not self.courses


@dataclass(frozen=True)
class Counted:
    """The courses that are counted (None: all), and whether some that were asked about are not.

    `apart`: the scopes that are counted by themselves, and never together; none where they all may be.
    `as_aloud`: whether a channel is told just the same.
    """

    courses: frozenset[int] | None = None
    leaves_out: bool = False
    apart: tuple[Apart, ...] = field(default=())
    as_aloud: bool = field(default=False, compare=False)


def counted_for(request: Request, question: DueQuestion, aloud: bool = False) -> Counted:
    """What is counted of a question for the one who asks; `aloud`, in a channel, nobody may name anybody.

    Raises Refused where it is about one person who is not for them, about another day where they may not
    name, or about too few people; and where a person, or too few, are to be taken away from a count.
    """
    asked = question.asked(request.today)
    people = [each for each in asked.scopes if each.kind is ScopeKind.PERSON]
    if people and aloud:
        raise Refused(NO_COUNT, ONLY_THEM)
    for each in people:
        may_about(request, Action.READ, each, asked.on).or_refuse()
    groups = [each for each in asked.scopes if each not in people]
    if not groups:
        return Counted()
    if aloud and asked.on != request.today:
        raise Refused(OF_TODAY, "Those who see the names can ask about another day.")
    if not aloud:
        if all(may_about(request, Action.NAME, each, asked.on) for each in groups):
            return Counted()
        for each in groups:
            may_about(request, Action.COUNT, each, asked.on).or_refuse()
    if any(each.kind is ScopeKind.PERSON for each in asked.without):
        raise Refused(WITHOUT_ONE, ONLY_THEM)
    countable = countable_on(request.session, request.today, counting(request))
    if len(asked.scopes) == 1 and not asked.without:
        return _few_left_out(countable, question, groups[0])
    return _apart(countable, question, people, groups, asked.without)


def _few_left_out(countable: Countable, question: DueQuestion, scope: Scope) -> Counted:
    shown, asked = _counted_in(countable, question, scope)
    if asked and not shown:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    return Counted(shown, leaves_out=shown != asked, as_aloud=True)


def _apart(
    countable: Countable,
    question: DueQuestion,
    people: Sequence[Scope],
    groups: Sequence[Scope],
    without: Sequence[Scope],
) -> Counted:
    """Each scope by itself; at least one of them, and all that is taken away, must be countable."""
    found = [Apart(each) for each in people]
    leaves_out = False
    for scope in dict.fromkeys((*groups, *without)):
        shown, asked = _counted_in(countable, question, scope)
        leaves_out = leaves_out or shown != asked
        if scope in without and asked and not shown:
            raise Refused(TOO_FEW, ONLY_THE_LEAD)
        # Where nothing is asked of anybody there is nothing to hide.
        part = Apart(scope, shown if asked else None, scope in without, leaves_out=shown != asked)
        found.append(part)
    if all(each.is_of_few or each.is_taken_away for each in found):
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    return Counted(leaves_out=leaves_out, apart=tuple(found), as_aloud=not people)


def _counted_in(
    countable: Countable, question: DueQuestion, scope: Scope
) -> tuple[frozenset[int], frozenset[int]]:
    """The courses that are counted in a scope, and those that are asked of anybody there."""
    wanted = set(question.courses) or set(countable.crowd.numbers) - {ALL_COURSES}
    wanted -= set(question.without_courses)
    asked = frozenset(course for course in wanted if countable.people(scope, [course]))
    as_a_whole = bool(question.courses) or countable.as_a_whole(scope)
    shown = countable.courses(scope) & asked if as_a_whole else frozenset[int]()
    return shown, asked


def nobody_line(request: Request, question: DueQuestion, leaves_out: bool = False) -> str:
    """What is said where nobody answers: that nobody does, of those who may be counted where it `leaves_out`
    some, or that nothing is asked of anybody there.
    """
    on = question.day(request.today)
    said = nobody(question.states, on < request.today, leaves_out)
    titles = [request.catalogue.courses[key].title for key in question.courses]
    courses = listing(titles) if titles else ""
    scopes = question.within_scopes
    if all(each.kind is ScopeKind.PERSON for each in scopes):
        asked = [asked_on(request.session, on, each, question.courses or None) for each in scopes]
        nothing = f"Nothing is asked of them yet{': ' + courses if courses else ''}."
        return said if any(asked) else nothing
    if any(_asks(request, question, each) for each in scopes):
        return said
    here = all(agencies_in(request.catalogue, each) is None for each in scopes)
    if courses:
        return f"Nothing is asked yet: nobody{'' if here else ' there'} must hold {courses}."
    return f"Nothing is asked of anybody {'here' if here else 'there'} yet."


def _asks(request: Request, question: DueQuestion, scope: Scope) -> bool:
    on = question.day(request.today)
    if scope.kind is ScopeKind.PERSON:
        return bool(asked_on(request.session, on, scope, question.courses or None))
    return is_asked_of_anybody(request.session, on, scope, question.courses)


def lines_apart(request: Request, question: DueQuestion, counted: Counted) -> list[tuple[Apart, Tally]]:
    """Each scope that is counted by itself, with what is counted in it."""
    asked = question.asked(request.today)

    def tally(each: Apart) -> Tally:
        one = replace(asked, scopes=(each.scope,), without=())
        return DueCounts(request.session, one).tally(Part(each.courses))

    return [(each, Tally() if each.is_of_few else tally(each)) for each in counted.apart]
