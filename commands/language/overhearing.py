"""What becomes of a sentence that uses no form: somebody may make something of it, or it is asked back.

What names whose training is asked of, and for which course, is a question of who is due, however short. Where
nothing is understood the speaker is offered three things they may well have meant.
"""

from __future__ import annotations

from dataclasses import replace

from commands.kit.member import Needs
from commands.kit.problems import AskedBack
from commands.kit.registry import Form, Registry
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.language.offering import NotUnderstood, with_offers
from commands.language.questions import understand
from commands.language.records_told import NO_TELLING, WHO, WORKING
from commands.language.scopes import SCOPES
from commands.language.sentences_of_readiness import DUE
from commands.language.sentences_of_standing import LONGEST
from commands.language.unwrapped import unwrapped
from words.classes import listed, plain_word
from words.names import Kind
from words.problems import Unclear

ASKS_ELSE = listed("what what's how which where where's why list show tell")
"""A question that begins so, and says no word of where anybody stands, asks something else."""


def overheard(registry: Registry, sentence: str, unclear: Unclear) -> tuple[Form, str]:
    """Who may make something of a sentence that uses no form: nothing is recorded by it.

    Raises `unclear`, at once or once nothing was made of it: for a slip within a command, and for what two
    commands have, at once.
    """
    sentence = unwrapped(sentence)
    words = sentence.split()
    first = plain_word(words[0]) if words else ""
    second = plain_word(words[1]) if len(words) > 1 else ""
    begins = first in NO_TELLING or (first in WORKING | {"did"} and second in WHO)
    asks = not words or words[-1].endswith("?") or begins
    is_a_slip = first in registry.commands or first == "muster"
    is_open = isinstance(unclear, NotUnderstood)
    if len(sentence) > LONGEST or is_a_slip or (asks and not is_open):
        raise unclear

    def settles(request: Request) -> tuple[Form, str]:
        """Who is due, where it is named of whom or which course. Raises what it is asked back with."""
        for each in () if asks else registry.overhears:
            if (reply := each.run(request)) is not None:
                raise AskedBack(reply)
        member = request.member
        is_theirs = member.may(Needs.MANAGER) or member.may(Needs.RESPONDER)
        if is_open and DUE in registry.forms and is_theirs:
            _refuse_unless_named(request, unclear)
            return registry.forms[DUE], sentence
        if not asks and is_theirs and DUE in registry.forms and _is_a_name(request):
            return registry.forms[DUE], sentence  # "Cedar" is no slip of "calendar"
        raise with_offers(request, unclear) if is_open else unclear

    def run(request: Request) -> Reply:
        try:
            form, text = settles(replace(request, text=sentence))
        except AskedBack as back:
            return back.reply
        return form.run(replace(request, text=text))

    return Form("", run, what="", example="", needs=Needs.NOTHING, settles=settles), sentence


def _names_something(request: Request) -> bool:
    """Whether a course, an agency or another scope is named in full somewhere in what was said."""
    said, lexicon = request.text.split(), lexicon_of(request.catalogue)
    return any(lexicon.exactly(said[place:], (Kind.COURSE, *SCOPES)) for place in range(len(said)))


def _is_a_name(request: Request) -> bool:
    """Whether all that was said is a name, or a part of several."""
    said = request.text.split()
    found = lexicon_of(request.catalogue).find(said, (Kind.COURSE, *SCOPES))
    return found is not None and found.words == len(said)


def _refuse_unless_named(request: Request, unclear: Unclear) -> None:
    """Raises what a sentence is asked back with that is no question of who is due, or not wholly."""
    words, reading = request.text.split(), request.reading(looks_back=False)
    if not words or plain_word(words[0]) in ASKS_ELSE:
        raise with_offers(request, unclear)
    try:
        question = understand(request.text, request.session, request.catalogue, request.member, reading)
    except Unclear as asked:
        raise (asked if _names_something(request) else with_offers(request, unclear)) from None
    own = f"person:{request.member.person_id}"
    of_somebody = any(scope.startswith("person:") and scope != own for scope in question.scopes)
    if not (of_somebody or _names_something(request)):
        raise with_offers(request, unclear)
