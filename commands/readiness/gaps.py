"""`/readiness gaps`: what a scope has not done together yet, and what closes the most of it.

It names agencies, positions and disciplines, and nobody; so it is for everybody on the roster. Seats never
filled are told to those whose meetings they are asked for in.
"""

from __future__ import annotations

import re

from commands.kit.blocks import buttons, says
from commands.kit.exercise_rights import may_plan
from commands.kit.may import counting, counting_aloud
from commands.kit.meeting_rights import meetings_for
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.kit.sharing import refuse_nowhere, sent_directly, shared
from commands.language.gaps import SHOW_GAPS, WITH, GapsAsked, Topic
from commands.language.naming import lexicon_of
from commands.language.questions import scope_called, scope_called_within
from commands.language.scopes import (
    OF_AGENCIES,
    OURS,
    WE,
    carried_scope,
    ours_or_ask,
    scope_of_match,
    scope_said,
)
from commands.readiness.digest_views import set_up
from commands.readiness.gaps_views import AS_TABLE, SHARE_GAPS, Told, Ways, gaps_message, shared_gaps
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.exercises import TOGETHER_MONTHS
from storage.answers import agencies_in
from storage.audit import AuditKind
from storage.calling import seats_never_filled
from storage.gaps import gaps_on
from storage.meetings import MeetingRecord
from storage.scopes import scope_key
from words.classes import listed, plain_word
from words.names import Match
from words.problems import Offer, Problem, Unclear

EXAMPLE = "/readiness gaps Cedar Fire"
TOPICS = {
    **dict.fromkeys(("siloed", "silo", "silos"), Topic.SILOED),
    **dict.fromkeys(("tabletop", "tabletops"), Topic.TABLETOP),
    **dict.fromkeys(("positions", "position"), Topic.POSITIONS),
    **dict.fromkeys(("agencies", "pairs", "matrix"), Topic.AGENCIES),
}
"""Words that ask for one kind of gap alone."""
FILLERS = listed(
    "a all and are between by county everybody everyone for here in is me of on our please region "
    "show the there to us we what which who with lately yet ever"
)
MOST_MONTHS, MOST_OFFERED = 120, 4
SPELLED = {"a": 1, "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10}
BACK = re.compile(
    r"\b(?:(?:in|within|for|over)\s+)?(?:the\s+)?(?:(?:last|past)\s+)?"
    rf"(?:(?P<number>\d{{1,6}}|{'|'.join(SPELLED)})\s+|(?<=last )|(?<=past ))(?P<unit>months?|years?)\b",
    re.IGNORECASE,
)
""""In 12 months", "the last two years": how far back playing together counts."""


def gaps(request: Request) -> Reply:
    """The gaps of the scope that was said, all of them or those of one kind."""
    return answer(request, _asked(request))


def show(request: Request) -> Reply:
    """The gaps that a button carries."""
    return answer(request, request.carried(GapsAsked))


def share(request: Request) -> Reply:
    """Posts them to the channel: agencies, positions and disciplines, and nobody's name."""
    asked = request.carried(GapsAsked)
    told = _told(request, asked, aloud=True)
    refuse_nowhere(request)
    noted = request.noting(AuditKind.GAPS_SHARED, scope=asked.scope)
    message = shared_gaps(told, asked, request.member.name)
    row = buttons(says("Readiness", "readiness", "readiness"))
    return shared(request, message, *row, afterwards=[noted])


def as_table(request: Request) -> Reply:
    """The same as Slack's own table, which only a message takes: by direct message."""
    asked = request.carried(GapsAsked)
    message = shared_gaps(_told(request, asked), asked, "")
    return sent_directly(request, "table", message, *buttons(says("Readiness", "readiness", "readiness")))


def answer(request: Request, asked: GapsAsked) -> Reply:
    """The gaps that were asked for, as far as they are for the speaker."""
    ways = Ways(asked, bool(may_plan(request.member)), request.place.others_read, set_up(request.member))
    return Reply(message=gaps_message(_told(request, asked), ways))


def _told(request: Request, asked: GapsAsked, aloud: bool = False) -> Told:
    """The gaps as far as they are for the one who asks, or for a channel."""
    scope = carried_scope(request, asked.scope)
    if not 1 <= asked.months <= MOST_MONTHS:
        raise Problem(f"I look back 1 to {MOST_MONTHS} months.")
    fewest = counting_aloud(request.region) if aloud else counting(request, scope)
    found = gaps_on(request.session, request.today, scope, fewest, asked.months)
    seats = [] if aloud or scope != EVERYONE else _seats(request)
    called, within = scope_called(request, scope), scope_called_within(request, scope)
    return Told(found, called, within, request.catalogue, seats, request.region.handling_mark)


def _seats(request: Request) -> list[str]:
    """The seats never filled this year: of the region's meetings, as a digest counts them; for a lead, of
    their own agencies'.
    """
    member = request.member
    whose = MeetingRecord.agency_id.is_(None) if member.may(Needs.MANAGER) else meetings_for(member)
    never = seats_never_filled(request.session, request.today, whose)
    agencies = request.catalogue.agencies
    there = [(agencies.get(seat.agency_id or 0), seat.name) for seat in never]
    return [name if agency is None else agency.name for agency, name in there]


def _asked(request: Request) -> GapsAsked:
    """The scope and the kind of gap in what was said. Raises Unclear for a word that is neither."""
    said, months = _without_months(request.text)
    words = said.split()
    whole = lexicon_of(request.catalogue).exactly(words, OF_AGENCIES)
    topic = Topic.ALL
    if whole is None or whole.words < len(words):
        topics = [TOPICS[plain_word(word)] for word in words if plain_word(word) in TOPICS]
        words = [word for word in words if plain_word(word) not in TOPICS]
        topic = topics[0] if topics else Topic.ALL

    def offer(match: Match) -> Offer:
        key = scope_key(scope_of_match(match))
        return Offer(
            f"{match.name} ({match.kind})", SHOW_GAPS, GapsAsked(scope=key, topic=topic, months=months)
        )

    if any(plain_word(word) in OURS | WE - {"me"} for word in words) and all(
        plain_word(word) in FILLERS | OURS | WE | {"agency", "department", ""} for word in words
    ):
        scope = ours_or_ask(request.member, request.catalogue, offer, EXAMPLE)
        return GapsAsked(scope=scope_key(scope), topic=topic, months=months)
    said = " ".join(words)
    found = scope_said(said, request.catalogue, offer, EXAMPLE, FILLERS | {""}, kinds=OF_AGENCIES)
    if WITH in map(plain_word, words):
        found = _one_agency(request, found, months)
    return GapsAsked(scope=scope_key(found), topic=topic, months=months)


def _one_agency(request: Request, scope: Scope, months: int) -> Scope:
    """The agency with which somebody never played: pairs with several are not told, only those among them.

    Raises Unclear for several, with those among them, and each of the first few, to press.
    """
    catalogue = request.catalogue
    within = agencies_in(catalogue, scope)
    if within is None or scope.kind is ScopeKind.AGENCY:
        return scope
    keys = sorted(within, key=lambda each: catalogue.agencies[each].name)
    if len(keys) == 1:
        return Scope.agency(keys[0])
    called = scope_called_within(request, scope)
    asks = GapsAsked(scope=scope_key(scope), topic=Topic.AGENCIES, months=months)
    one = [asks.model_copy(update={"scope": scope_key(Scope.agency(each))}) for each in keys[:MOST_OFFERED]]
    raise Unclear(
        not_understood="I tell who never played with one agency, or which of several never played together.",
        understood=f"with {called}",
        example=EXAMPLE,
        offers=[
            Offer(f"Among {called}", SHOW_GAPS, asks),
            *(
                Offer(f"With {catalogue.agencies[key].name}", SHOW_GAPS, each)
                for key, each in zip(keys, one, strict=False)
            ),
        ],
    )


def _without_months(text: str) -> tuple[str, int]:
    """The words without how far back it counts, and that. Raises Unclear for none, and for too many."""
    said = BACK.search(text)
    if said is None:
        return text, TOGETHER_MONTHS
    number = SPELLED.get((said["number"] or "one").lower()) or int(said["number"])
    months = number * (12 if said["unit"].lower().startswith("year") else 1)
    if not 1 <= months <= MOST_MONTHS:
        raise Unclear(
            not_understood=f"I look back 1 to {MOST_MONTHS} months, and understood {months:,}.",
            example="/readiness gaps Cedar Fire in 12 months",
        )
    return f"{text[: said.start()]} {text[said.end() :]}", months


ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness gaps",
        gaps,
        what="who has never played together, siloed exercises, positions that never met",
        example=EXAMPLE,
        takes="[agencies, positions, siloed or tabletop] [agency, discipline or jurisdiction]",
    ),
    Click(SHOW_GAPS, show),
    Click(SHARE_GAPS, share, gives_out=True),
    Click(AS_TABLE, as_table, gives_out=True),
)
