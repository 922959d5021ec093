"""Answering what somebody told: to them alone, at once; or noting that it was read.

Whether it is for who answers is asked at each press, and again once the turn has come. What was told and
answered stands in the record and in the message to who told it, and in no other answer.
"""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.models.views import View

from commands.asking.asking_views import NOTE, OPEN, SHOW, ToldNamed, ToldPage, answer_message, whole
from commands.asking.hearing import one_for, refuse_others, rows_of
from commands.kit.blocks import button, buttons, plain, words
from commands.kit.forms import TITLE, Modal, opened, text_field
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Post, Reply
from commands.kit.request import Request
from storage.confided import LONGEST_TOLD, ConfidedRecord
from storage.confiding import AnsweredMeanwhile, TakenBackMeanwhile, answer, lock_told
from storage.letters import CONFIDED_NOTED, leave_line
from storage.people import Person
from words.days import spoken
from words.problems import Problem

TAKEN_BACK = "They took it back meanwhile. Nothing was sent."
ANSWER = replace(
    text_field("answer", "Your answer", most=LONGEST_TOLD, lines=True, optional=False),
    hint=f"It goes to them alone, by direct message, at once. Up to {LONGEST_TOLD:,} characters.",
)


def open_form(request: Request) -> Reply:
    """All of what was told, with the field for the answer; of what was answered, the answer."""
    named = request.carried(ToldNamed)
    held = one_for(request, named.told)
    if held.voided_at is not None:
        raise Problem(TAKEN_BACK)
    [row] = rows_of(request, [held])
    above = whole(row, request.region)
    if held.answer:
        view = View(type="modal", title=plain("Answered", TITLE), close=plain("Close", TITLE), blocks=above)
    else:
        view = ANSWER_FORM.view(carried=named, above=above)
    return opened(request, view, "Open it to answer.", button("Answer", OPEN, named))


def submit(request: Request) -> Reply:
    """Sends the answer to who told it, and to nobody else."""
    said = ANSWER_FORM.read(request)[ANSWER]
    named = request.carried(ToldNamed)
    try:
        held = _answered(request, named.told, said)
    except Problem as problem:
        raise ANSWER_FORM.wrong({ANSWER.name: str(problem)}) from None
    by = request.member.name or "An emergency manager"
    post = Post(
        to=held.person_id,
        message=answer_message(held, by, request.region),
        key="answer",
        about=held.subject,
        tell=request.member.user,
    )
    who = request.session.get_one(Person, held.person_id).name
    done = f"Answered. It goes to {who} alone, by direct message."
    return Reply(message=_done(done, named), closes=True, posts=[post])


def note(request: Request) -> Reply:
    """Notes that it was read, without an answer; who told it reads so in their next letter."""
    named = request.carried(ToldNamed)
    held = _answered(request, named.told, "")
    leave_line(request.session, [held.person_id], CONFIDED_NOTED, held.id, request.now)
    who = request.session.get_one(Person, held.person_id).name
    done = f"Noted, without an answer: {who} is told in their next letter. You can still answer it."
    return Reply(message=_done(done, named), replaces=True)


def _answered(request: Request, key: int, said: str) -> ConfidedRecord:
    """Answers it, or notes it, once the turn has come and it is still for the speaker."""
    held = one_for(request, key)
    lock_told(request.session, held, [each for each in (request.member.person_id,) if each is not None])
    refuse_others(request, held)
    try:
        answer(request.session, held, said, request.trail())
    except TakenBackMeanwhile:
        raise Problem(TAKEN_BACK) from None
    except AnsweredMeanwhile as before:
        at = before.held.answered_at
        on = f" on {spoken(request.region.day(at))}" if at is not None else ""
        what = "answered" if before.held.answer else "noted"
        raise Problem(f"It was {what} by {before.held.answered_by}{on}. Nothing was sent.") from None
    return held


def _done(said: str, page: ToldPage) -> Message:
    """What was done, and the way back to the list: what answers a change is kept, so it has no words."""
    back = ToldPage(agency=page.agency, waiting=page.waiting, start=page.start)
    return Message([words(said), *buttons(button("What else people told", f"{SHOW}:rest", back))])


ANSWER_FORM = Modal(
    "ask.answered", "Answer", "Send it", (ANSWER,), submit, needs=Needs.MANAGER, does=Action.HEAR
)

ENTRIES: tuple[Declared, ...] = (
    *ANSWER_FORM.entries(),
    Click(OPEN, open_form, needs=Needs.MANAGER, does=Action.HEAR),
    Click(NOTE, note, needs=Needs.MANAGER, does=Action.HEAR, changes=True),
)
