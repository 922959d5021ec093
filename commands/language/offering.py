"""What somebody may well have meant whom nobody understood: three things, made of what is theirs.

Of their own agency, and of what they, or their people, are due for; each a button that carries keys.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from commands.kit.blocks import meant
from commands.kit.may import Action, agencies_led, counting, may_about
from commands.kit.member import Needs
from commands.kit.ours import first_scope, our_scopes
from commands.kit.request import Request
from commands.language.logs import OPEN_LOG, LogSaid
from commands.language.questions import DueQuestion, asks, scope_called_within
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.question import Measure, Rank, State
from storage.answers import who_is_due_on
from storage.catalogue import Course
from storage.crowds import countable_on
from storage.scopes import scope_key
from words.problems import Offer, Unclear

ASK_TO_BE_LINKED = "link.ask"
HELP = "muster help"
THREE = 3


@dataclass
class NotUnderstood(Unclear):
    """Nothing of a sentence was understood: whoever knows the speaker may say what they can say instead."""


def with_offers(request: Request, unclear: Unclear) -> Unclear:
    """The question back, with three things the speaker may well have meant."""
    return replace(unclear, example="", offers=three_offers(request))


def three_offers(request: Request) -> list[Offer]:
    """Three things somebody may say, the likeliest first, as buttons with keys."""
    member = request.member
    if not (member.may(Needs.RESPONDER) or member.may(Needs.MANAGER)):
        # Who is on the roster, and in no agency now, is linked already.
        ask = [] if member.person_id is not None else [Offer("Ask to be linked", ASK_TO_BE_LINKED)]
        return [*ask, meant(HELP)]
    every = [*_of_theirs(request), *_of_ones_own(request), meant(HELP)]
    return list(islice({each.label: each for each in every}.values(), THREE))


def _of_theirs(request: Request) -> list[Offer]:
    """What a lead asks of their agency, and an emergency manager of the region."""
    member = request.member
    if member.may(Needs.MANAGER):
        course = _asked_of_all(request)
        ranked = DueQuestion(measure=Measure.RANKING, states=[State.CURRENT], within=None, rank=Rank.AGENCY)
        worst = asks("Which agency is weakest?", ranked)
        who = asks(f"Who is due in {scope_called_within(request, EVERYONE)}?", DueQuestion())
        if course is None:
            return [who, worst]
        late = DueQuestion(measure=Measure.HOW_MANY, courses=[course.id], states=[State.OVERDUE], within=None)
        return [who, worst, asks(f"How many are overdue on {course.title}?", late)]
    scope = first_scope(member)
    if scope.kind is not ScopeKind.AGENCY:
        return [
            asks(
                f"Who is due at {request.catalogue.agencies[key].name}?", DueQuestion.about(Scope.agency(key))
            )
            for key in agencies_led(member)[:2]
            if key in request.catalogue.agencies
        ]
    return [asks(f"Who is due at {scope_called_within(request, scope)}?", DueQuestion.about(scope))]


def _of_ones_own(request: Request) -> list[Offer]:
    """What anybody on the roster says: when they are due, and the class they are to take."""
    person = request.member.person_id
    if person is None:
        return []
    mine = Scope.person(person)
    course = _due_first(request, mine)
    if course is None and agencies_led(request.member):
        course = next((found for each in _agencies(request) if (found := _due_first(request, each))), None)
    course = course or _asked_of_all(request)
    when = DueQuestion(measure=Measure.WHEN, scopes=[scope_key(mine)])
    own = [asks("When am I due?", when)]
    if course is not None:
        own.insert(0, Offer(f"Log {course.title}", OPEN_LOG, LogSaid(course=course.id)))
    theirs = [
        asks(
            f"How many are due at {request.catalogue.agencies[scope.number].name}?",
            DueQuestion(measure=Measure.HOW_MANY, scopes=[scope_key(scope)]),
        )
        for scope in _agencies(request)
        if not agencies_led(request.member) and _may_be_counted(request, scope)
    ]
    return [*own, *theirs[:1]]


def _may_be_counted(request: Request, scope: Scope) -> bool:
    """Whether a count of an agency's people would be answered, and not refused as of too few."""
    if not may_about(request, Action.COUNT, scope):
        return False
    countable = countable_on(request.session, request.today, counting(request))
    return countable.as_a_whole(scope) and bool(countable.courses(scope))


def _agencies(request: Request) -> list[Scope]:
    return [each for each in our_scopes(request.member) if each.kind is ScopeKind.AGENCY]


def _due_first(request: Request, scope: Scope) -> Course | None:
    """The course somebody is due for first; None where they are due for nothing."""
    entries = who_is_due_on(request.session, request.today, scope)
    return request.catalogue.courses[entries[0].row.course] if entries else None


def _asked_of_all(request: Request) -> Course | None:
    """The first course that is asked of anybody, in the catalogue's order; None where nothing is asked."""
    asked = {each.course for each in request.catalogue.rulebook.requirements}
    return next((course for key, course in request.catalogue.courses.items() if key in asked), None)
