"""What is told of a change of a class, and whom: at once where it begins within a day, else by letter."""

from __future__ import annotations

from collections.abc import Iterable

from commands.kit.blocks import button, buttons, words
from commands.kit.reply import Message, Post
from commands.kit.request import Request
from commands.kit.telling import told_at_once
from commands.language.classes import ClassPicked, class_name
from commands.training.class_views import NOT_COMING, because, day_and_time
from readiness.records import PersonId
from storage.classes import GOING, ClassRecord, ClassState
from storage.letters import (
    CLASS_CANCELLED,
    CLASS_LEFT_OVER,
    CLASS_MOVED,
    CLASS_SEAT,
    CLASS_UNCLOSED,
    CLASS_WAITS,
)
from words.days import spoken


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
    at_once = told_at_once(request, people, matter, held.id, near)
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
