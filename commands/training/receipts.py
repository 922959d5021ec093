"""What is said once a class is on record: who, what, when, until when, and how to take it back."""

from __future__ import annotations

from pydantic import BaseModel
from slack_sdk.models.blocks import ActionsBlock, Block

from commands.kit.blocks import aside, button, buttons, says, words
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.choosing import whom
from commands.language.logs import UNDO_NOTE, ClassHeld
from commands.training.certificates_placing import JUST_NOW, just_logged, shown_record
from commands.training.certificates_views import attach_waiting
from commands.training.recording import Recorded, standing_after
from commands.training.views import recorded_text
from readiness.vocabulary import Result
from storage.certificates import unplaced
from words.days import spoken
from words.standing import standing_words


class Undo(BaseModel):
    """Which log to take back: the number of its audit row."""

    log: int


def receipt(request: Request, held: ClassHeld, done: Recorded, note: str = "") -> Message:
    """What was recorded, for whom, what was on record before; a note on what was not."""
    blocks: list[Block] = []
    lines = []
    hours = held.course.hours if held.hours is None else held.hours
    if done.people:
        own = [p for p in done.people if p.id == request.member.person_id]
        unverified = any(person.id not in done.verified for person in done.people)
        lines.append(
            recorded_text(held.course, held.day, hours, whom(request, done.people), unverified, held.result)
        )
        if held.expires_on is not None:
            lines.append(f"The certificate expires on {spoken(held.expires_on)}.")
        passed = own if held.result is Result.PASS else []
        asked = standing_after(request, held.course, passed[0].id) if passed else None
        if asked is not None:
            status = asked.outlook.status(request.today)
            due_on = asked.outlook.due_on(request.today)
            lines.append(f"Your standing in {held.course.title}: {standing_words(status, due_on)}.")
    if done.already:
        names = whom(request, done.already)
        lines.append(f"On record already for {names}, for {spoken(held.day)}: nothing was recorded twice.")
    if note:
        lines.append(note)
    blocks.append(words("\n".join(lines)))
    if done.audit_id is not None:
        blocks.append(aside(UNDO_NOTE))
    blocks += _waiting_certificates(request, done)
    blocks += buttons(
        button("Undo", "training.undo", Undo(log=done.audit_id)) if done.audit_id is not None else None,
        says("What I am due for", "due", "mine"),
        says("My record", "training history", "history"),
    )
    return Message(blocks)


def _waiting_certificates(request: Request, done: Recorded) -> list[ActionsBlock]:
    """Offers to attach to what was just recorded the files its speaker sent before, without a record."""
    person = request.member.person_id
    if person is None or len(done.people) != 1:
        return []
    files = unplaced(request.session, person, request.now - JUST_NOW)
    fresh = [each for each in just_logged(request) if each.person_id == done.people[0].id] if files else []
    return attach_waiting(files, shown_record(request, fresh[0])) if fresh else []
