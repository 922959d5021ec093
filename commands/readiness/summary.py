"""`/readiness summary`: one page for a council, as PDF, by direct message.

For an emergency manager of any scope, for a lead of their own agency; counted as for people outside, whoever
asks.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from commands.kit.blocks import aside, words
from commands.kit.may import Action, agencies_led, may_about
from commands.kit.member import Needs
from commands.kit.ours import first_scope, our_scope, own_agencies
from commands.kit.problems import TOO_FEW, Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import File, Message, Post, Reply
from commands.kit.request import Request
from commands.kit.slash import locally
from commands.language.questions import scope_called_within
from commands.language.scopes import (
    OF_AGENCIES,
    OURS,
    carried_scope,
    scope_of_match,
    scope_said,
    without_days,
)
from commands.language.sentences_of_documents import without_readers
from commands.readiness.summary_views import SUMMARY, SummaryAsked
from files.documents.setting import Document, Kind
from files.exports.summary import TooFewPeople, note_summary, summary_file, summary_of
from readiness.due import EVERYONE, Scope
from storage.scopes import is_unit, scope_key
from storage.shown_numbers import keep_numbers
from words.classes import listed, plain_word
from words.days import spoken
from words.names import Match
from words.problems import Offer, Problem, Unclear

EXAMPLE = "/readiness summary Cedar Fire as of 1 Oct"
WHOSE = "Who can: an emergency manager; a lead, for their own agency."
NOT_ALONE = "It is counted as for people outside, where so few would be told by name. Another scope has more."
FILLERS = listed("a an as at by for in me of on please show the to with all across") | {""}
REGION = listed("everyone everybody region county us we whole entire")


def summary(request: Request) -> Reply:
    """The summary of the scope that was said, as of the day that was said; of what is theirs, and today."""
    return _given(request, *_asked(request))


def pressed(request: Request) -> Reply:
    """That of the scope and day a button carries."""
    asked = request.carried(SummaryAsked)
    scope = carried_scope(request, asked.scope)
    if is_unit(scope):
        raise Problem("A summary is of the region, a discipline, a jurisdiction or an agency; not of a unit.")
    return _given(request, scope, asked.on or request.today)


def _asked(request: Request) -> tuple[Scope, date]:
    """Raises Unclear for a word that is neither scope nor day, and for two days."""
    left, days = without_days(
        without_readers(request.text).split(), request.catalogue, request.reading(looks_back=True)
    )
    if len(set(days)) > 1:
        raise Unclear(
            not_understood=f"A summary is as of one day; I understood {' and '.join(map(spoken, days))}.",
            example=EXAMPLE,
        )
    on = days[0] if days else request.today
    said = [word for word in left if plain_word(word) not in FILLERS]
    if not said:
        return _own(request, on), on
    if all(plain_word(word) in OURS | listed("agency department people") for word in said):
        return our_scope(request.member) or _own(request, on), on
    if all(plain_word(word) in REGION for word in said):
        return EVERYONE, on

    def offer(match: Match) -> Offer:
        asked = SummaryAsked(scope=scope_key(scope_of_match(match)), on=on if days else None)
        return Offer(match.name, SUMMARY, asked)

    ours = own_agencies(request.member)
    return scope_said(" ".join(left), request.catalogue, offer, EXAMPLE, FILLERS, ours, OF_AGENCIES), on


def _own(request: Request, on: date) -> Scope:
    """Of whom one is where nobody was named. Raises Unclear for a lead of several agencies."""
    led = agencies_led(request.member)
    if request.member.may(Needs.MANAGER) or len(led) == 1:
        return first_scope(request.member)
    day = None if on == request.today else on
    raise Unclear(
        not_understood="Of which agency?",
        example=EXAMPLE,
        offers=[
            Offer(
                request.catalogue.agencies[key].name,
                SUMMARY,
                SummaryAsked(scope=scope_key(Scope.agency(key)), on=day),
            )
            for key in led
        ],
    )


def _given(request: Request, scope: Scope, on: date) -> Reply:
    of = scope_called_within(request, scope)
    if not may_about(request, Action.NAME, scope):
        raise Refused(f"A summary of {of} for people outside is not yours to give.", WHOSE)
    if on > request.today:
        raise Problem(f"{spoken(on)} is still to come: a summary is as of today, or of a day before.")
    try:
        made, shown = summary_of(request.session, request.region, scope, on)
    except TooFewPeople:
        raise Refused(TOO_FEW, NOT_ALONE) from None

    def keep(session: Session) -> None:
        keep_numbers(session, shown, request.now)
        note_summary(session, request.trail(), made, scope)

    explain = locally("/readiness explain", request.region)
    title = f"{made.title}, as of {spoken(on)}"
    file = File(summary_file(request.catalogue, scope, on), title, Document.of(Kind.SUMMARY, made))
    post = Post(request.member.user, Message([words(f"{title}.")]), "summary", file)
    beneath = [
        "It counts as for people outside: parts of too few people are in no number of their own.",
        f"{len(shown)} numbers on it carry keys; {explain} KEY tells each." if shown else "",
        made.handling_mark,
    ]
    said = f"{title}, comes to you in a direct message: one page for a council, as PDF."
    return Reply(
        message=Message([words(said), aside(*filter(None, beneath))]), posts=[post], afterwards=[keep]
    )


ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness summary",
        summary,
        what="one page for a council: how ready, as of a day, and what was left out",
        example=EXAMPLE,
        needs=Needs.LEAD,
        gives_out=True,
        takes="[agency, discipline or jurisdiction] [as of DAY]",
    ),
    Click(SUMMARY, pressed, needs=Needs.LEAD, gives_out=True),
)
