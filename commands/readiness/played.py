"""`/readiness played`: how many have played a position lately, walked it only, or lapse in it soon.

Counts, under the rule of small counts; who they are is told beneath the teams, to those who may name them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, buttons, meant, says, words
from commands.kit.may import Action, counting, may_about
from commands.kit.member import Needs
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.positions import position_lexicon
from commands.language.questions import scope_called
from commands.language.records_asked import Own, Said, nothing_offered, records_asked, refuse
from commands.language.records_meant import span_said
from commands.language.scopes import several
from commands.readiness.teams_views import nothing_needed
from readiness.due import Scope, ScopeKind
from readiness.positions import LAPSING_DAYS, PositionId
from storage.last_played import played_between
from storage.team_figures import PositionFigures, team_figures
from words.classes import listed, plain_word
from words.days import spoken
from words.names import Kind, Match
from words.problems import Offer

PLAYED = "readiness played"
EXAMPLE = "/readiness played Transport at Cedar Fire"
CAN = "can"
OWN = Own(
    called="positions that were played",
    example=EXAMPLE,
    marks={
        "": "ever | lately | recently | recent | position | positions | been | count | counts | number | "
        "list | bench | on the bench | people | anybody | could play | held | in the past",
        "played": "played | play | plays | playing",
        CAN: "can | could | able to | can play",
    },
    looks_back=frozenset(("played",)),
    ours=frozenset(("played", CAN)),
    takes=frozenset((ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION, ScopeKind.UNIT)),
    as_of=True,
)
"""Words of such a question that name no position, no scope and no day."""
SMALL = listed(" ".join(OWN.marks.values()).replace("|", " "))

BESIDE = listed("who has have at in of for the anyone is")
MOST_NAMING = 1


@dataclass(frozen=True)
class PlayedAsked:
    """Of which positions it is asked (none named: of all), of whom, and as of which day.

    `by` is given where it is asked who played within a time (`since` None: from the first exercise on).
    """

    positions: Sequence[PositionId]
    scopes: Sequence[Scope]
    on: date
    since: date | None = None
    by: date | None = None

    @property
    def scope(self) -> Scope:
        """Of whom, where that is one; the first of several."""
        return self.scopes[0]


def played_asked(request: Request) -> PlayedAsked:
    """What was said. Raises Unclear for a name that fits several, and for words that name nothing."""
    said, left, positions = request.text.split(), list[str](), list[PositionId]()
    lexicon = position_lexicon(request.catalogue)
    place = 0
    while place < len(said):
        found = None if plain_word(said[place]) in SMALL else lexicon.find(said[place:], [Kind.POSITION])
        if found is None:
            left.append(said[place])
            place += 1
            continue
        named, rest = said[place : place + found.words], [*said[:place], *said[place + found.words :]]
        if len(found.matches) > 1:
            raise several(found.matches, " ".join(named), partial(_instead, rest), example=EXAMPLE)
        positions.append(int(found.matches[0].key))
        place += found.words
        place += _is_joined(request, said[place:])
    return _of_whom(replace(request, text=" ".join(left)), positions)


def _is_joined(request: Request, rest: Sequence[str]) -> bool:
    """Whether a word that joins stands first, and another position behind it."""
    joins = len(rest) > 1 and plain_word(rest[0]) in ("or", "and", "&")
    return joins and position_lexicon(request.catalogue).find(rest[1:], [Kind.POSITION]) is not None


def _of_whom(request: Request, positions: Sequence[PositionId]) -> PlayedAsked:
    """Of whom and when. Raises Unclear for those left out, and for what may be two things."""
    names = [request.catalogue.positions[each].title for each in positions]
    rest = request.text

    def offer(said: Said, match: Match) -> Offer:
        return meant(PLAYED, f"{' and '.join(names)} at {match.name}".strip())

    said = records_asked(request, OWN, offer if _names_only(rest) else nothing_offered)
    asked = said.asked
    if asked.without:
        refuse(request, OWN, "I count whom you name, and leave nobody out.")
    on = said.on or request.today
    if asked.since is None and asked.by is None:
        return PlayedAsked(positions, asked.within_scopes, on)
    if CAN in said.marks:
        refuse(request, OWN, "Who could play on which day?")
    by = min(asked.by or request.today, request.today)
    if asked.since is not None and asked.since > by:
        refuse(request, OWN, "That time is still to come: nobody has played in it yet.")
    return PlayedAsked(positions, asked.within_scopes, request.today, asked.since, by)


def _names_only(rest: str) -> bool:
    """Whether nothing but one name is said beside positions, so that a press can say all of it again."""
    return len([word for word in rest.split() if plain_word(word) not in SMALL | BESIDE]) <= MOST_NAMING


def _instead(rest: Sequence[str], match: Match) -> Offer:
    """The same question, of one of the positions that fit."""
    return meant(PLAYED, f"{match.name} {' '.join(rest)}".strip())


def played(request: Request) -> Reply:
    """How many have played what was asked for, a line for each position; of several agencies, each apart."""
    asked = played_asked(request)
    blocks: list[Block] = []
    for scope in asked.scopes:
        may_about(request, Action.COUNT, scope, asked.on).or_refuse()
        if asked.by is not None:  # a time is told to whom another day is told
            may_about(request, Action.COUNT, scope, asked.since or asked.by).or_refuse()
        lines = _lines(request, asked, scope)
        if lines is None:
            return Reply(message=nothing_needed(request.member.may(Needs.MANAGER)))
        told = "\n".join(lines) or "No position is in the catalogue yet."
        called = scope_called(request, scope)
        blocks.append(words(f"{called}{_when(request, asked)}.\n{told}"))
    return Reply(
        message=Message(
            [
                *blocks,
                aside("A position that was only walked, at a table, is not played."),
                *buttons(says("Teams", "readiness teams", "teams"), says("Gaps", "readiness gaps", "gaps")),
            ]
        )
    )


def _when(request: Request, asked: PlayedAsked) -> str:
    if asked.by is not None:
        return f": who played {span_said(asked.since, asked.by)}, of those who are there today"
    when = "" if asked.on == request.today else f", as of {spoken(asked.on)}"
    return f"{when}: who has played lately"


def _lines(request: Request, asked: PlayedAsked, scope: Scope) -> list[str] | None:
    """A line for each position that was asked for; None where no team needs any yet."""
    figures = team_figures(request.session, scope, asked.on, counting(request, scope))
    if figures is None:
        return None
    if figures.teams is None:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    rows = [each for each in figures.positions if not asked.positions or each.position in asked.positions]
    if asked.by is None:
        return list(map(_line, rows))
    found = played_between(request.session, scope, asked.since, asked.by, asked.on)
    return [_line_of_a_time(each, *found[each.position]) for each in rows]


def _line(each: PositionFigures) -> str:
    """ "Transport: 12 current, 3 walked it only, 2 of the current lapse within 90 days"."""
    if each.bench is None:
        return f"{each.title}: too few people to count"
    bench = each.bench
    return (
        f"{each.title}: {bench.current:,} current, {bench.walked:,} walked it only, "
        f"{bench.lapsing:,} lapse within {LAPSING_DAYS} days"
    )


def _line_of_a_time(each: PositionFigures, played: int, walked: int) -> str:
    """ "Transport: 12 played it, 3 walked it only", of those who may be counted."""
    if each.bench is None:
        return f"{each.title}: too few people to count"
    return f"{each.title}: {played:,} played it, {walked:,} walked it only"


ENTRIES: tuple[Declared, ...] = (
    Form(
        PLAYED,
        played,
        what="how many have played each position lately",
        example=EXAMPLE,
        takes="[POSITION] [agencies, units, disciplines or jurisdictions] [day or time]",
    ),
)
