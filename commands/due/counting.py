"""What of "who is due" is counted for the one who asks, and what is said where nobody is due."""

from __future__ import annotations

from dataclasses import dataclass

from commands.kit.may import Action, counting, may_about
from commands.kit.problems import ONLY_THE_LEAD, ONLY_THEM, TOO_FEW, Refused
from commands.kit.request import Request
from commands.language.questions import DueQuestion
from readiness.due import ScopeKind
from storage.answers import agencies_in, asked_on
from storage.crowds import ALL_COURSES, countable_on, is_asked_of_anybody
from words.amounts import listing

LEFT_OUT = "What is asked of too few people is left out: a count of a few is a name."
OF_TODAY = "A channel gets counts of today only."


@dataclass(frozen=True)
class Counted:
    """The courses that are counted (None: all), and whether some that were asked about are not."""

    courses: frozenset[int] | None = None
    leaves_out: bool = False

    def has(self, course: int) -> bool:
        """Whether a course is counted."""
        return self.courses is None or course in self.courses


def counted_for(request: Request, question: DueQuestion, aloud: bool = False) -> Counted:
    """What is counted of a question for the one who asks; `aloud`, in a channel, nobody may name anybody.

    Raises Refused where it is about one person who is not for them, about another day where they may not
    name, or about too few people.
    """
    if question.scope.kind is ScopeKind.PERSON:
        if aloud:
            raise Refused("A channel gets counts, and one person is no count.", ONLY_THEM)
        may_about(request, Action.READ, question.scope, question.day(request.today)).or_refuse()
        return Counted()
    on = question.day(request.today)
    if aloud and on != request.today:
        raise Refused(OF_TODAY, "Whoever may see the names gets an answer about another day.")
    if not aloud:
        if may_about(request, Action.NAME, question.scope, on):
            return Counted()
        may_about(request, Action.COUNT, question.scope, on).or_refuse()
    return _few_left_out(request, question, aloud)


def _few_left_out(request: Request, question: DueQuestion, aloud: bool) -> Counted:
    countable = countable_on(request.session, request.today, counting(request))
    wanted = set(question.courses) or set(countable.crowd.numbers) - {ALL_COURSES}
    asked = {course for course in wanted if countable.people(question.scope, [course])}
    shown = countable.courses(question.scope) & asked
    as_a_whole = bool(question.courses) or countable.as_a_whole(question.scope)
    if asked and not (shown and as_a_whole):
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    return Counted(shown, leaves_out=shown != asked)


def nobody_line(request: Request, question: DueQuestion) -> str:
    """What is said where nobody is due: that nobody is, or that nothing is asked of anybody there."""
    on = question.day(request.today)
    titles = [request.catalogue.courses[key].title for key in question.courses]
    courses = listing(titles) if titles else ""
    if question.scope.kind is ScopeKind.PERSON:
        asked = asked_on(request.session, on, question.scope, question.courses or None)
        nothing = f"Nothing is asked of them yet{': ' + courses if courses else ''}."
        return "Nobody is due." if asked else nothing
    agencies = agencies_in(request.catalogue, question.scope)
    if is_asked_of_anybody(request.session, on, question.scope, question.courses):
        return "Nobody is due."
    if courses:
        where = "" if agencies is None else " there"
        return f"Nothing is asked yet: nobody{where} must hold {courses}."
    return f"Nothing is asked of anybody {'here' if agencies is None else 'there'} yet."
