"""Who is due? The question in any order of its words: whom, which course, by when, on what day.

"Cedar Fire", "law for ASIM Basic in 90 days", "everyone by 1 March", "@colleague", and whole sentences.
It is answered as it was meant, or asked back with all that was understood: nothing but fillers is dropped.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from commands.kit.member import Member
from commands.kit.request import Request
from commands.language.due_questions import MOST_DAYS, DueQuestion, scope_name
from commands.language.listening import NAMES, Ear, asked
from commands.language.naming import lexicon_of
from commands.language.pieces import Doubt, Heard, Piece
from commands.language.questions_asked_back import ASK, EXAMPLE, QuestionBack
from commands.language.questions_joined import Joiner
from commands.language.questions_meant import Meaning
from readiness.due import EVERYONE, Scope
from storage.catalogue import Catalogue
from storage.scopes import scope_in
from words.asking import PHRASES, Part
from words.classes import plain_word
from words.days import Reading
from words.names import Lexicon
from words.problems import Offer, Unclear

__all__ = ["ASK", "EXAMPLE", "MOST_DAYS", "MOST_WORDS", "DueQuestion", "scope_name", "understand"]

MOST_WORDS = 60
"""A question longer than that is none, and each of its words might be somebody's name."""


def scope_called(request: Request, scope: Scope) -> str:
    """What a scope is called where a sentence begins with it; everyone together are the region."""
    return request.region.called if scope == EVERYONE else _named(request, scope)


def scope_called_within(request: Request, scope: Scope) -> str:
    """The same within a sentence."""
    return request.region.called_within if scope == EVERYONE else _named(request, scope)


def _named(request: Request, scope: Scope) -> str:
    return scope_name(request.session, request.catalogue, scope)


def question_about(scope: str) -> DueQuestion:
    """Who is due in a scope, as figures and subscriptions hold it: "everyone", "agency:12"."""
    return DueQuestion.about(scope_in(scope) or EVERYONE)


def asks(label: str, question: DueQuestion) -> Offer:
    """A question ready to be pressed."""
    return Offer(label, ASK, question)


def understand(
    text: str, session: Session, catalogue: Catalogue, member: Member, reading: Reading
) -> DueQuestion:
    """The question in a text, all of its words understood.

    Raises Unclear, with all that was understood, when a name fits several or a word is left over that is no
    filler, and Refused when somebody is named whom the speaker may not ask about.
    """
    words = asked(text)
    if len(words) > MOST_WORDS:
        raise Unclear(
            not_understood=f"That is {len(words)} words; I understand questions of up to {MOST_WORDS}.",
            example=EXAMPLE,
        )
    lexicon = lexicon_of(catalogue)
    ear = Ear(session, lexicon, member, reading)  # its people are at hand as long as they may be asked about
    heard = ear.listen(words)
    heard = Joiner(session, catalogue, member).join(_behind_due(_without_lead_in(heard, lexicon)))

    def mean(those: Heard) -> DueQuestion:
        return Meaning(those, catalogue, member, reading).question()

    try:
        return mean(heard)
    except Doubt as doubt:
        raise QuestionBack(heard, session, catalogue, lexicon, reading.today, mean, member).about(
            doubt
        ) from None


def _behind_due(heard: Heard) -> Heard:
    """ "Or overdue at Elm PD", "but not overdue": what goes on so stood behind "due", the form's own word."""
    first, second = [*heard.pieces[:2], None, None][:2]
    if first is None or second is None or second.part is not Part.STATE:
        return heard
    if first.part in (Part.OR, Part.AND) or plain_word(first.said).startswith("but"):
        due = Piece(Part.STATE, -1, 1, "due", phrase=PHRASES[("due",)])
        return replace(heard, pieces=(due, *heard.pieces))
    return heard


def _without_lead_in(heard: Heard, lexicon: Lexicon) -> Heard:
    """ "For the board: who is due": what stands before a colon, and is nothing that is asked, is left out."""
    first = next((place for place, each in enumerate(heard.pieces) if each.mark == ":"), None)
    if first is None or first + 1 == len(heard.pieces):
        return heard
    before, behind = heard.pieces[: first + 1], heard.pieces[first + 1 :]
    quiet = (Part.FOR, Part.FILLER, Part.UNKNOWN, Part.ACT, Part.MINE, Part.OURS, Part.NEEDS)
    unknown = [each for each in before if each.part in (Part.UNKNOWN, Part.ACT)]
    if not unknown or any(each.part not in quiet for each in before) or _is_like_a_name(unknown, lexicon):
        return heard
    return replace(heard, pieces=behind)


def _is_like_a_name(pieces: list[Piece], lexicon: Lexicon) -> bool:
    return any(lexicon.near(each.said, NAMES) for each in pieces)
