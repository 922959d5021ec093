"""What Home says of one's own standing: a Log beside each course that is due, the others in a line."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import ButtonElement, SectionBlock

from commands.due.views import mine_lines
from commands.kit.blocks import button, plain, says, title, words
from commands.kit.home import Piece, bounded, room_for
from commands.kit.member import Needs
from commands.kit.request import Request
from commands.language.logs import OPEN_LOG, LogSaid
from readiness.due import Scope
from storage.answers import DueEntry, asked_on, who_is_due_on
from words.amounts import plural

NAMED = 2
"""Courses one is due for that the heading names; they stand beneath it, each with its button."""


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
    if len(due) > NAMED:
        head = f"You are due for {plural(len(due), 'course')}."
    all_of_mine = says("All of mine", "due", "all of mine")
    if not room.due:
        way = _log(due[0]) if len(due) == 1 else all_of_mine
        yield SectionBlock(text=plain(head), accessory=way)
        return
    yield title(head)
    rows = list(zip(due, lines, strict=False))
    shown, left = bounded(rows, room.due)
    yield from (SectionBlock(text=plain(line), accessory=_log(entry)) for entry, line in shown)
    if left:
        more = f"And {plural(left, 'more course')}." if shown else plural(left, "course")
        yield SectionBlock(text=plain(more), accessory=all_of_mine)
    held = lines[len(due) :]
    if held and room.held:
        kept, left = bounded(held, room.held)
        yield words(" · ".join([*kept, *([f"{left:,} more"] if left else [])]))


def _log(entry: DueEntry) -> ButtonElement:
    """The button that opens the form to log a course."""
    course = entry.row.course
    return button("Log", f"{OPEN_LOG}:home {course}", LogSaid(course=course))


def _quick(request: Request) -> Iterator[ButtonElement]:
    yield says("Log training", "training", "log")
    yield says("My record", "training history", "history")
    if request.member.may(Needs.LEAD):
        yield says("Who's due?", "due everyone" if request.member.may(Needs.MANAGER) else "who is due", "due")
    yield says("Help", "muster help", "help")
