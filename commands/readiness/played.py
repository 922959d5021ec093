"""`/readiness played`: how many have played a position lately, walked it only, or lapse in it soon.

Counts, under the rule of small counts; who they are is told beneath the teams, to those who may name them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from commands.kit.blocks import aside, buttons, meant, says, words
from commands.kit.may import Action, counting, may_about
from commands.kit.member import Needs
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.positions import position_lexicon
from commands.language.questions import scope_called
from commands.language.scopes import several
from commands.readiness.teams import teams_asked
from commands.readiness.teams_views import nothing_needed
from readiness.due import Scope
from readiness.positions import LAPSING_DAYS, PositionId
from storage.team_figures import PositionFigures, team_figures
from words.classes import listed, plain_word
from words.days import spoken
from words.names import Kind, Match
from words.problems import Offer

PLAYED = "readiness played"
EXAMPLE = "/readiness played Transport at Cedar Fire"
FILLERS = listed(
    "who who's has have had played play plays playing ever lately recently position positions been anyone "
    "count number people list show me how many could can or and"
)
"""Words of such a question that name no position, no scope and no day."""


@dataclass(frozen=True)
class PlayedAsked:
    """Of which positions it is asked (none named: of all), of whom, and as of which day."""

    positions: Sequence[PositionId]
    scope: Scope
    on: date


def played_asked(request: Request) -> PlayedAsked:
    """What was said. Raises Unclear for a name that fits several, and for words that name nothing."""
    said, left, positions = request.text.split(), list[str](), list[PositionId]()
    lexicon = position_lexicon(request.catalogue)
    place = 0
    while place < len(said):
        found = None if plain_word(said[place]) in FILLERS else lexicon.find(said[place:], [Kind.POSITION])
        if found is None:
            left += [said[place]] if plain_word(said[place]) not in FILLERS else []
            place += 1
            continue
        if len(found.matches) > 1:
            named, rest = said[place : place + found.words], [*said[:place], *said[place + found.words :]]
            raise several(found.matches, " ".join(named), partial(_instead, rest), example=EXAMPLE)
        positions.append(int(found.matches[0].key))
        place += found.words
    scope, on = teams_asked(replace(request, text=" ".join(left)))
    return PlayedAsked(positions, scope, on)


def _instead(rest: Sequence[str], match: Match) -> Offer:
    """The same question, of one of the positions that fit."""
    return meant(PLAYED, f"{match.name} {' '.join(rest)}".strip())


def played(request: Request) -> Reply:
    """How many have played what was asked for, a line for each position."""
    asked = played_asked(request)
    may_about(request, Action.COUNT, asked.scope, asked.on).or_refuse()
    figures = team_figures(request.session, asked.scope, asked.on, counting(request, asked.scope))
    if figures is None:
        return Reply(message=nothing_needed(request.member.may(Needs.MANAGER)))
    if figures.teams is None:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    rows = [each for each in figures.positions if not asked.positions or each.position in asked.positions]
    called = scope_called(request, asked.scope)
    when = "" if asked.on == request.today else f", as of {spoken(asked.on)}"
    lines = "\n".join(map(_line, rows)) or "No position is in the catalogue yet."
    return Reply(
        message=Message(
            [
                words(f"{called}{when}: who has played lately.\n{lines}"),
                aside("A position that was only walked, at a table, is not played."),
                *buttons(says("Teams", "readiness teams", "teams"), says("Gaps", "readiness gaps", "gaps")),
            ]
        )
    )


def _line(each: PositionFigures) -> str:
    """ "Transport: 12 current, 3 walked it only, 2 of the current lapse within 90 days"."""
    if each.bench is None:
        return f"{each.title}: too few people to count"
    bench = each.bench
    return (
        f"{each.title}: {bench.current:,} current, {bench.walked:,} walked it only, "
        f"{bench.lapsing:,} lapse within {LAPSING_DAYS} days"
    )


ENTRIES: tuple[Declared, ...] = (
    Form(
        PLAYED,
        played,
        what="how many have played each position lately",
        example=EXAMPLE,
        takes="[POSITION] [agency, unit, discipline or jurisdiction] [day]",
    ),
)
