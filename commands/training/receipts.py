"""What is said once a class is on record: who, what, when, until when, and how to take it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from commands.kit.blocks import aside, button, buttons, says, words
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.choosing import whom
from commands.language.logs import UNDO_NOTE, ClassHeld
from commands.language.scopes import HISTORY, HistoryPage
from commands.training.certificates_placing import JUST_NOW, just_logged, shown_record
from commands.training.certificates_views import attach_waiting
from commands.training.recording import Recorded, standings_after
from commands.training.views import recorded_text
from readiness.vocabulary import Result
from storage.certificates import unplaced
from storage.people import Person
from words.days import spoken

AGAIN = "training.again"
"""The button that brings a log that was taken back into the form again."""
FEW = 5
"""People whose standing is told one by one."""


class Undo(BaseModel):
    """Which log to take back: the number of its audit row."""

    log: int


def receipt(request: Request, held: ClassHeld, done: Recorded, note: str = "") -> Message:
    """What was recorded, for whom, what was on record before; a note on what was not."""
    blocks: list[Block] = []
    lines = []
    hours = held.course.hours if held.hours is None else held.hours
    if done.people:
        lines.append(recorded_text(held.course, held.day, hours, whom(request, done.people), held.result))
        if held.result is Result.PASS:
            lines[0] += f" {_confirmed(request, done)}"
        if held.expires_on is not None:
            lines.append(f"The certificate expires on {spoken(held.expires_on)}.")
        lines += _standings(request, held, done.people) if held.result is Result.PASS else []
    if done.already:
        names = whom(request, done.already)
        lines.append(f"On record already for {names}, for {spoken(held.day)}: nothing was recorded twice.")
    if note:
        lines.append(note)
    blocks.append(words("\n".join(lines)))
    # Whose account belongs to nobody on the roster can't be known again: they undo nothing.
    undoes = done.audit_id is not None and request.member.person_id is not None
    if undoes:
        blocks.append(aside(UNDO_NOTE))
    blocks += _waiting_certificates(request, done)
    blocks += buttons(
        button("Undo", "training.undo", Undo(log=done.audit_id)) if undoes and done.audit_id else None,
        *_next_steps(request, held, [*done.people, *done.already]),
    )
    return Message(blocks)


def _confirmed(request: Request, done: Recorded) -> str:
    """Whose record is confirmed with that, and whose waits for somebody else."""
    waiting = [each for each in done.people if each.id not in done.verified]
    if not waiting:
        return "Confirmed by you."
    if len(waiting) == len(done.people):
        return "It counts, and is marked unverified until a lead confirms it."
    is_own = [each.id for each in waiting] == [request.member.person_id]
    who = "Yours" if is_own else f"That of {whom(request, waiting)}"
    return f"{who} counts, and waits for somebody else to confirm it; the rest is confirmed by you."


def _standings(request: Request, held: ClassHeld, people: Sequence[Person]) -> Iterator[str]:
    """Where those it was recorded for stand now with the course, as far as it is asked of them.

    In one line for all where they stand alike; else each of the first few.
    """
    after, title = standings_after(request, held.course, people), held.course.title
    own = request.member.person_id
    if own in after:
        yield f"Your standing in {title}: {after[own]}."
    others = [each for each in people if each.id in after and each.id != own]
    alike = {after[each.id] for each in others}
    if len(alike) == 1:
        yield f"{others[0].name}: {alike.pop()}." if len(others) == 1 else f"Each of them: {alike.pop()}."
    elif others:
        told = [f"{each.name} {after[each.id]}" for each in others[:FEW]]
        more = [f"and {len(others) - FEW:,} more"] if len(others) > FEW else []
        yield f"{'; '.join([*told, *more])}."


def _next_steps(request: Request, held: ClassHeld, people: Sequence[Person]) -> list[ButtonElement]:
    """What the speaker may want to look at: their own record, or that of those they logged for."""
    others = [each for each in people if each.id != request.member.person_id]
    if not others:
        return [says("What I am due for", "due", "mine"), says("My record", "training history", "history")]
    theirs = [button("Their record", HISTORY, HistoryPage(person=others[0].id))] if len(people) == 1 else []
    return [*theirs, says("Who is due", f"due everyone for {held.course.code}", "who")]


def _waiting_certificates(request: Request, done: Recorded) -> list[ActionsBlock]:
    """Offers to attach to what was just recorded the files its speaker sent before, without a record."""
    person = request.member.person_id
    if person is None or len(done.people) != 1:
        return []
    files = unplaced(request.session, person, request.now - JUST_NOW)
    fresh = [each for each in just_logged(request) if each.person_id == done.people[0].id] if files else []
    return attach_waiting(files, shown_record(request, fresh[0])) if fresh else []
