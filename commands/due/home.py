"""What Home says of one's own standing: a Log beside each course that is due, the others in a line."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import ButtonElement, SectionBlock

from commands.due.letter import OPEN_LOG
from commands.due.views import mine_lines
from commands.kit.blocks import button, plain, says, title, words
from commands.kit.home import Piece, room_for
from commands.kit.member import Needs
from commands.kit.request import Request
from commands.language.logs import LogSaid
from readiness.due import Scope
from storage.answers import asked_on, who_is_due_on
from words.amounts import plural


def my_standing(request: Request) -> Iterator[Piece]:
    """My standing, for those who belong to an agency; then what one does most."""
    member = request.member
    if member.person_id is not None and member.agencies:
        yield from _mine(request, member.person_id)
    yield from _quick(request)


def _mine(request: Request, person_id: int) -> Iterator[Piece]:
    scope, room = Scope.person(person_id), room_for(request.member)
    asked = asked_on(request.session, request.today, scope)
    due = who_is_due_on(request.session, request.today, scope)
    head, lines = mine_lines(asked, due, request.catalogue, request.today)
    yield title(head) if len(head) <= 150 else words(head)
    mine, held = lines[: len(due)], lines[len(due) :]
    shown = len(due) if len(due) <= room.due + 1 else room.due
    for entry, line in zip(due[:shown], mine, strict=False):
        course = entry.row.course
        log = button("Log", f"{OPEN_LOG}:home {course}", LogSaid(course=course))
        yield SectionBlock(text=plain(line), accessory=log)
    if shown < len(due):
        more = f"And {plural(len(due) - shown, 'more course')}."
        yield SectionBlock(text=plain(more), accessory=says("All of mine", "due", "all of mine"))
    if held:
        more = f" · and {len(held) - room.held:,} more" if len(held) > room.held else ""
        yield words(" · ".join(held[: room.held]) + more)


def _quick(request: Request) -> Iterator[ButtonElement]:
    yield says("Log training", "training", "log")
    yield says("My record", "training history", "history")
    if request.member.may(Needs.LEAD):
        yield says("Who's due?", "due everyone" if request.member.may(Needs.MANAGER) else "who is due", "due")
    yield says("Help", "muster help", "help")
