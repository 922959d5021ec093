"""What Home says of one's own standing, with the ways on."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ButtonElement

from commands.due.views import mine_lines
from commands.kit.blocks import buttons, says, title, words
from commands.kit.member import Needs
from commands.kit.request import Request
from readiness.due import Scope
from storage.answers import asked_on, who_is_due_on


def my_standing(request: Request) -> Iterator[Block]:
    """My standing, for those who belong to an agency; then what one does most."""
    member = request.member
    if member.person_id is not None and member.agencies:
        yield from _mine(request, member.person_id)
    else:
        yield title("Muster")
    yield from buttons(*_quick(request))


def _mine(request: Request, person_id: int) -> Iterator[Block]:
    scope = Scope.person(person_id)
    asked = asked_on(request.session, request.today, scope)
    due = who_is_due_on(request.session, request.today, scope)
    head, lines = mine_lines(asked, due, request.catalogue, request.today)
    yield title(head) if len(head) <= 150 else words(head)
    if lines:
        yield words("\n".join(lines))


def _quick(request: Request) -> Iterator[ButtonElement]:
    yield says("Log training", "training", "log")
    yield says("My record", "training history", "history")
    if request.member.may(Needs.LEAD):
        yield says("Who's due?", "due everyone" if request.member.may(Needs.MANAGER) else "who is due", "due")
    yield says("Help", "muster help", "help")
