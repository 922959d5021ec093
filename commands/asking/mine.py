"""`/ask mine`: what one told emergency management oneself, the answers, and taking it back."""

from __future__ import annotations

from commands.asking.asking_views import (
    MINE,
    PAGE,
    READ,
    TAKE_BACK,
    ToldNamed,
    ToldPage,
    mine_message,
    whole_of_own,
)
from commands.kit.blocks import buttons, says, words
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from storage.confided import ConfidedRecord
from storage.confiding import TakenBackMeanwhile, lock_told, take_back, told
from words.problems import Problem

DONE = "Taken back: emergency managers do not see it any more."


def mine(request: Request) -> Reply:
    """What the speaker told and did not take back, newest first."""
    return Reply(message=_mine(request))


def show(request: Request) -> Reply:
    """The next of it, in place of what came before."""
    return Reply(message=_mine(request, request.carried(ToldPage).start), replaces=True)


def read(request: Request) -> Reply:
    """All of one thing that the speaker told, and of the answer. Raises Refused for what another told."""
    held = _own(request, "Only who told it can read it here.")
    if held.voided_at is not None:
        raise Problem("You took that back: emergency managers do not see it any more.")
    return Reply(modal=whole_of_own(held, request.region))


def take_it_back(request: Request) -> Reply:
    """Takes one thing back. Raises Refused for what somebody else told."""
    held = _own(request, "Only who told it can take it back.")
    lock_told(request.session, held)
    try:
        take_back(request.session, held, request.trail())
    except TakenBackMeanwhile:
        raise Problem("You took that back already.") from None
    return Reply(
        message=Message([words(DONE), *buttons(says("What I told", "ask mine", "told"))]), replaces=True
    )


def _own(request: Request, why_not: str) -> ConfidedRecord:
    held = request.session.get(ConfidedRecord, request.carried(ToldNamed).told)
    if held is None or held.person_id != request.member.person_id:
        raise Refused(why_not, "Nobody else.")
    return held


def _mine(request: Request, start: int = 0) -> Message:
    there = told(request.session, ConfidedRecord.person_id == (request.member.person_id or 0))[::-1]
    start = min(start, max((len(there) - 1) // PAGE * PAGE, 0))
    return mine_message(there[start : start + PAGE], start, len(there), request.region)


ENTRIES: tuple[Declared, ...] = (
    Form("ask mine", mine, what="what you told, with the answers; take it back", example="/ask mine"),
    Click(MINE, show),
    Click(READ, read),
    Click(TAKE_BACK, take_it_back, changes=True),
)
