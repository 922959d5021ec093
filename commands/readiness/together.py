"""`/readiness together`: whether two agencies have played together, or two positions met, and when last.

"Have Cedar Fire and Oak Police ever played together?", "have Triage and Transport leads ever met?".
"""

from __future__ import annotations

import re

from commands.kit.blocks import aside, button, buttons, cut, words
from commands.kit.may import counting
from commands.kit.ours import our_scope
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.gaps import SHOW_GAPS, SUGGEST, GapsAsked, SuggestFor, Topic
from commands.language.naming import lexicon_of
from commands.language.positions import position_lexicon
from commands.language.scopes import OURS, WE, shown
from commands.readiness.gaps import answer
from readiness.due import EVERYONE, ScopeKind
from readiness.positions import Position
from readiness.records import AgencyId
from storage.exercises import ExerciseRecord
from storage.gaps import last_of_agencies, last_of_positions
from storage.seats import seatable_on
from words.classes import listed, plain_word
from words.days import spoken
from words.names import Kind, Match
from words.problems import Unclear

EXAMPLE = "/readiness together Cedar Fire and Oak Police"
PARTED = re.compile(r"\s+(?:and|with|&)\s+|\s*,\s*", re.IGNORECASE)
BESIDE = listed("lead leads position positions people the our ever with agency department")
"""What stands beside a name and is none: "Triage leads"."""
TITLE = 120


def together(request: Request) -> Reply:
    """Whether the two that were said have played together, or met; of none, who has played with whom.

    Raises Unclear for any other number.
    """
    if not request.text.strip(" ?!."):
        return answer(request, GapsAsked(topic=Topic.AGENCIES))
    parts = [part for part in PARTED.split(request.text.strip(" ?!.")) if part.strip()]
    for place in range(1, len(parts)):
        one, other = " and ".join(parts[:place]), " and ".join(parts[place:])
        agencies = [_agency(request, each) for each in (one, other)]
        if agencies[0] is not None and agencies[1] is not None and agencies[0] != agencies[1]:
            return Reply(message=_of_agencies(request, agencies[0], agencies[1]))
        positions = [_position(request, each) for each in (one, other)]
        if positions[0] is not None and positions[1] is not None and positions[0] != positions[1]:
            return Reply(message=_of_positions(request, positions[0], positions[1]))
    raise Unclear(
        not_understood=f"I need two agencies, or two positions, and find no two in “{shown(request.text)}”.",
        example=EXAMPLE,
    )


def _agency(request: Request, said: str) -> AgencyId | None:
    """The one agency that all of the words name, or their own where "we" do."""
    if all(plain_word(word) in OURS | WE | BESIDE for word in said.split()):
        ours = our_scope(request.member)
        return ours.number if ours is not None and ours.kind is ScopeKind.AGENCY else None
    named = _the_one(request, said, Kind.AGENCY)
    return None if named is None else int(named.key)


def _position(request: Request, said: str) -> Position | None:
    named = _the_one(request, said, Kind.POSITION)
    return None if named is None else request.catalogue.positions[int(named.key)]


def _the_one(request: Request, said: str, kind: Kind) -> Match | None:
    """The one thing that the words name, all of them or without what stands beside a name."""
    known = lexicon_of(request.catalogue) if kind is Kind.AGENCY else position_lexicon(request.catalogue)
    every = said.split()
    for tried in (every, [word for word in every if plain_word(word) not in BESIDE]):
        found = known.find(tried, (kind,)) if tried else None
        if found is not None and found.words == len(tried) and len(found.matches) == 1:
            return found.matches[0]
    return None


def _of_agencies(request: Request, one: AgencyId, other: AgencyId) -> Message:
    names = [request.catalogue.agencies[key].name for key in (one, other)]
    last = last_of_agencies(request.session, request.today, one, other)
    said = f"{names[0]} and {names[1]} have never played together"
    asked = GapsAsked(scope=f"agency:{one}", topic=Topic.AGENCIES)
    return _answer(request, said, "played together", names, last, asked)


def _of_positions(request: Request, one: Position, other: Position) -> Message:
    """Raises Refused where too few people could fill one of them to be told of it."""
    seatable = seatable_on(request.session, request.today, counting(request, EVERYONE))
    if not all(seatable.may_count(EVERYONE, each) for each in (one, other)):
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    names = [cut(each.title, TITLE) for each in (one, other)]
    last = last_of_positions(request.session, request.today, one, other)
    said = f"{names[0]} and {names[1]} have never been in one run"
    return _answer(request, said, "were in one run", names, last, GapsAsked(topic=Topic.POSITIONS))


def _answer(
    request: Request, never: str, did: str, names: list[str], last: ExerciseRecord | None, asked: GapsAsked
) -> Message:
    if last is None:
        said = f"No: {never}."
    else:
        where = f"on {spoken(last.held_on)}, in “{cut(last.title, TITLE)}”"
        said = f"Yes: {names[0]} and {names[1]} last {did} {where}."
    row = buttons(
        button("The gaps", SHOW_GAPS, asked),
        button("What would close the most", SUGGEST, SuggestFor(scope=asked.scope)),
    )
    return Message(
        [words(said), *row, aside(f"Up to {spoken(request.today)}.", request.region.handling_mark)]
    )


ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness together",
        together,
        what="whether two agencies have played together, or two positions met",
        example=EXAMPLE,
        takes="[AGENCY and AGENCY | POSITION and POSITION]",
    ),
)
