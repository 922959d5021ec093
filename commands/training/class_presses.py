"""What a press on a class's card records: whether somebody comes, that they are there, that they leave early.

Whoever is on the roster may press, of whatever agency. What people press is kept: nothing of it lapses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from commands.kit.blocks import button, buttons
from commands.kit.class_rights import taught
from commands.kit.may import WHOSE_CLASS, Action, may
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.kit.telling import is_near
from commands.language.classes import ClassPicked, class_name, class_of, theirs_to_hold
from commands.training.class_views import (
    BACK,
    CLOSE,
    COMING,
    EARLY,
    HERE,
    NOT_COMING,
    OPEN_NOW,
    answered,
    because,
    ended_said,
    holder_buttons,
    leaving,
    opens_said,
    signed_in,
    takes_sign_ins,
)
from commands.training.telling_classes import tell
from storage.attending import (
    at_once_with,
    attendance_of,
    begins,
    leave_early,
    open_class,
    refuse_late,
    sign_in,
    stayed,
)
from storage.audit import Trail
from storage.class_turns import (
    ClassCancelled,
    ClassClosed,
    NotAsItIs,
    NotOnList,
    NotOpenYet,
    SignedIn,
    SignInOver,
    Teaches,
)
from storage.classes import ClassRecord, ClassState, Coming, Way
from storage.letters import CLASS_SEAT
from storage.planned_classes import answer
from words.problems import Problem

GOING = (ClassState.PLANNED, ClassState.OPEN)
CARD = "the class's card"
"""Where rows of a press are recorded from."""
T = TypeVar("T")
NOTHING = "Nothing was recorded."
TELL_THEM = "If you are at the class, tell the instructor your name: they can add who is on the roster."
"""What somebody who is not on the roster, or not linked to it, can do to be on a class's list."""


def coming(request: Request) -> Reply:
    """Coming: a seat, or a place in line."""
    return _answer(request, Coming.COMING)


def not_coming(request: Request) -> Reply:
    """Not coming: the seat goes to whoever waits for longest."""
    return _answer(request, Coming.NOT_COMING)


def here(request: Request) -> Reply:
    """I'm here: signs the one who pressed in."""
    return sign_in_as(request, _pressed(request), Way.PRESSED, CARD)


def leaving_early(request: Request) -> Reply:
    """I'm leaving early: partial attendance, which gives no completion."""
    held = _pressed(request)
    _in_time(request, held)
    record = as_it_is(
        request, held, lambda: leave_early(request.session, held, _me(request), _trail(request))
    )
    assert record.left_early_at is not None
    return Reply(message=leaving(request, held, record.left_early_at))


def back(request: Request) -> Reply:
    """I'm back: takes a leaving early back."""
    held = _pressed(request)
    _in_time(request, held)
    record = attendance_of(request.session, held.id, _me(request))
    if record is None:
        raise Problem(f"You are not signed in to {class_name(request.catalogue, held)}. {NOTHING}")
    is_new = as_it_is(request, held, lambda: stayed(request.session, record, _trail(request)))
    return Reply(message=signed_in(request, held, record.signed_in_at, False, is_new))


def open_now(request: Request) -> Reply:
    """Open now: whoever holds the class opens its sign-in before the hour."""
    held = theirs_to_hold(request, request.carried(ClassPicked).class_id, lock=True)
    _in_time(request, held)
    is_new = as_it_is(request, held, lambda: open_class(request.session, held, _trail(request)))
    said = "is open" if is_new else "was open already"
    return say(
        f"The sign-in of {class_name(request.catalogue, held)} {said}: people press I'm here, or send the "
        f"code on the wall{f', {held.wall_code}' if held.wall_code else ''}.",
        *buttons(*holder_buttons(held, request.now, request.region)),
    )


def sign_in_as(request: Request, held: ClassRecord, way: Way, recorded_from: str) -> Reply:
    """Signs the speaker in, and says so; raises what keeps them from it, each with its own words."""
    trail = request.trail(recorded_from)
    zone = request.region.zone
    attended = as_it_is(request, held, lambda: sign_in(request.session, held, _me(request), way, trail, zone))
    since = attended.record.signed_in_at
    others = at_once_with(request.session, held, _me(request), zone)
    return Reply(message=signed_in(request, held, since, attended.is_new, attended.is_back, others))


def _in_time(request: Request, held: ClassRecord) -> None:
    """Raises Problem for a class that is still open, and ended so long ago that nobody signs in any more."""
    if held.state in GOING:
        session, zone, now = request.session, request.region.zone, request.now
        as_it_is(request, held, lambda: refuse_late(session, held, zone, now))


def as_it_is(request: Request, held: ClassRecord, change: Callable[[], T]) -> T:
    """What a change of a class gives. Raises Problem or Refused where it can't be, as the class is now."""
    try:
        return change()
    except NotAsItIs as why:
        raise why_not(request, held, why) from None


def why_not(request: Request, held: ClassRecord, why: NotAsItIs) -> Problem:
    """What is said where something can't be done with a class as it is now."""
    name = class_name(request.catalogue, held)
    match why:
        case ClassCancelled():
            return Problem(f"{name} was cancelled{because(held)} There is nothing to sign in to. {NOTHING}")
        case ClassClosed():
            return Refused(
                f"The sign-in of {name} is closed, and who took it is on record. {NOTHING}",
                f"{WHOSE_CLASS} They can log it for you.",
            )
        case NotOpenYet():
            return _not_yet(request, held, why.when)
        case SignedIn():
            row = buttons(button("I'm leaving early", EARLY, ClassPicked(class_id=held.id)))
            said = f"You are signed in to {name}; if you leave, press I'm leaving early. {NOTHING}"
            return AskedBack(say(said, *row))
        case SignInOver():
            ended = ended_said(held, request.catalogue, request.region)
            if may(request.member, Action.CLASS, taught(held), held.held_on, request.today):
                row = buttons(button("Close", CLOSE, ClassPicked(class_id=held.id)))
                said = f"{name} ended {ended}: add people from its list, and close it. {NOTHING}"
                return AskedBack(say(said, *row))
            return Problem(f"{name} ended {ended}; its instructor can add you. {NOTHING}")
        case Teaches():
            return Problem(f"You teach {name}: you are there anyway, and take no seat. {NOTHING}")
        case NotOnList():
            return Problem(f"You are not signed in to {name}: press I'm here first. {NOTHING}")
    return Problem(f"{name} can't be changed so as it is now. {NOTHING}")


def _not_yet(request: Request, held: ClassRecord, when: datetime) -> Problem:
    """Before it opens; whose class it is may open it there and then."""
    opens = opens_said(when, request.now, request.region)
    said = f"The sign-in of {class_name(request.catalogue, held)} opens {opens}. {NOTHING}"
    if may(request.member, Action.CLASS, taught(held), held.held_on, request.today):
        row = buttons(button("Open now", OPEN_NOW, ClassPicked(class_id=held.id)))
        return AskedBack(say(said, *row))
    return Problem(said)


def _answer(request: Request, said: Coming) -> Reply:
    held = _pressed(request)
    trail = _trail(request)
    _in_time(request, held)
    if takes_sign_ins(held, request.now, request.region) and said is Coming.COMING:
        row = buttons(button("I'm here", f"{HERE}:now", ClassPicked(class_id=held.id)))
        name = class_name(request.catalogue, held)
        raise AskedBack(say(f"The sign-in of {name} is open: press I'm here once you are there.", *row))
    now = as_it_is(request, held, lambda: answer(request.session, held, _me(request), said, trail))
    near = is_near(request.now, begins(held, request.region.zone))
    posts = tell(request, held, now.moved_up, CLASS_SEAT, near)
    return Reply(message=answered(request, held, now), posts=posts)


def _pressed(request: Request) -> ClassRecord:
    return class_of(request, request.carried(ClassPicked).class_id)


def _me(request: Request) -> int:
    assert request.member.person_id is not None
    return request.member.person_id


def _trail(request: Request) -> Trail:
    return request.trail(CARD)


ENTRIES: tuple[Declared, ...] = (
    Click(COMING, coming, changes=True),
    Click(NOT_COMING, not_coming, changes=True),
    Click(HERE, here, changes=True, stranger=TELL_THEM),
    Click(EARLY, leaving_early, changes=True),
    Click(BACK, back, changes=True),
    Click(OPEN_NOW, open_now, changes=True),
)
