"""Who is told of a change of a class, and when: at once where it begins within a day, else by letter.

At once is outside letter and quiet hours, by design: a class moved at 21:00 for 07:00 is said at 21:00.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.blocks import button, buttons, words
from commands.kit.reply import Message, Post
from commands.kit.request import Request
from commands.language.classes import ClassPicked, class_name
from commands.training.class_views import NOT_COMING, because, day_and_time
from readiness.records import PersonId
from storage.accounts import accounts_of
from storage.classes import GOING, ClassRecord, ClassState
from storage.letters import (
    CLASS_CANCELLED,
    CLASS_LEFT_OVER,
    CLASS_MOVED,
    CLASS_SEAT,
    CLASS_UNCLOSED,
    CLASS_WAITS,
    LetterLine,
    leave_line,
)
from words.days import spoken

AT_ONCE = timedelta(hours=24)
"""How near a class is when a change of it waits for no letter."""


def is_near(now: datetime, *starts: datetime) -> bool:
    """Whether a class begins within a day, at one of the times it had or has; one that is over is none."""
    return any(-AT_ONCE < start - now <= AT_ONCE for start in starts)


def tell(
    request: Request,
    held: ClassRecord,
    people: Iterable[PersonId],
    matter: str,
    near: bool,
    before: str = "",
) -> list[Post]:
    """Tells some people of a class; the messages for those who are told at once.

    Who does it themself hears it anyway. Whom Slack does not reach at once has it in a letter: their lead's.
    A letter speaks of one class in one matter once, as it is by then.
    """
    session, now, workspace = request.session, request.now, request.member.workspace
    told = sorted(set(people) - {request.member.person_id or 0})
    reached = accounts_of(session, told, workspace, now) if near else {}
    at_once = [each for each in told if each in reached]
    later = set(told) - set(at_once)
    waits = _who_waits_for_it(session, sorted(later), matter, held.id)
    leave_line(session, later - waits, matter, held.id, now, mark=now.isoformat())
    if not at_once:
        return []
    said = line(request, held, matter, before)
    picked = ClassPicked(class_id=held.id)
    row = [button("Not coming", f"{NOT_COMING}:told", picked)] if matter in (CLASS_MOVED, CLASS_SEAT) else []
    message = Message([words(said), *buttons(*row)])
    return [Post(to=each, message=message, key=f"{matter} {each}", about=held.subject) for each in at_once]


def line(request: Request, held: ClassRecord, matter: str, before: str = "") -> str:
    """What a matter says of a class as it is now; empty where it is no longer so.

    `before`: how its day, time and place were, where that is known.
    """
    name, when = class_name(request.catalogue, held), day_and_time(held, request.catalogue, request.region)
    place = f", {held.place}" if held.place else ""
    if matter == CLASS_CANCELLED:
        said = f"{name} is cancelled{because(held)}"
        return said if held.state is ClassState.CANCELLED else ""
    if matter == CLASS_LEFT_OVER:
        left = f"{name} is closed; one record waits for you, since nobody confirms their own."
        return left if held.state is ClassState.CLOSED else ""
    if held.state not in GOING:
        return ""
    if matter == CLASS_UNCLOSED:
        return f"{name} is over, and nobody closed its sign-in yet: look who was there and close it."
    if held.held_on < request.today:
        return ""
    title = name.rpartition(f", {spoken(held.held_on)}")[0] or name
    if matter == CLASS_MOVED:
        was = f" It was: {before}." if before else ""
        return f"{title} is moved: it is now {when}{place}.{was}"
    if matter == CLASS_SEAT:
        return f"A seat came free: you are coming to {title}, {when}{place}."
    if matter == CLASS_WAITS:
        return (
            f"{title}, {when}, has fewer seats now than people who would come: you wait in line, and I tell "
            "you when a seat comes free."
        )
    return f"You are named as the instructor of {title}, {when}{place}. You open and close its sign-in."


def how_it_is(request: Request, held: ClassRecord) -> str:
    """Its day, time and place, as they are said once they are others."""
    place = f", {held.place}" if held.place else ""
    return f"{day_and_time(held, request.catalogue, request.region)}{place}"


def _who_waits_for_it(
    session: Session, people: Sequence[PersonId], matter: str, class_id: int
) -> set[PersonId]:
    """For whom a line of this matter waits already."""
    found = select(LetterLine.person_id).where(
        LetterLine.person_id.in_(people),
        LetterLine.matter == matter,
        LetterLine.about_id == class_id,
        LetterLine.told_on.is_(None),
    )
    return set(session.scalars(found))
