"""`/readiness teams`: how many full teams deep a scope is, from who has played each position lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commands.kit.blocks import buttons, says
from commands.kit.home import POSITIONS
from commands.kit.may import Action, counting, counting_aloud, may_about
from commands.kit.member import Needs
from commands.kit.ours import own_agencies
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.kit.sharing import refuse_nowhere, shared
from commands.language.planning import PlanSaid
from commands.language.questions import scope_called
from commands.language.scopes import (
    OURS,
    carried_scope,
    ours_or_ask,
    scope_of_match,
    scope_said,
    without_days,
)
from commands.readiness.depth_views import SHOW_TEAMS, TeamsAsked
from commands.readiness.home import positions_i_played
from commands.readiness.teams_views import (
    NAMED,
    SHARE_TEAMS,
    Deep,
    fixing,
    nothing_needed,
    shared_message,
    teams_message,
)
from readiness.due import Scope
from storage.answers import agencies_in, names_of
from storage.audit import AuditKind
from storage.catalogue import Catalogue
from storage.last_played import Lapsing, first_to_lapse
from storage.scopes import scope_key
from storage.team_figures import TeamFigures, team_figures
from words.classes import listed, plain_word
from words.days import spoken
from words.names import Match
from words.problems import Offer, Unclear

EXAMPLE = "/readiness teams tonight Cedar Fire"
MOST_WORDS = 40
MOST_INVITED = 20
FILLERS = listed(
    "a an and are as at be can complete could deep do does everybody everyone field for full had has have "
    "how if in is it many me now of on please put ready run s seat show tell the there they to up we what "
    "which who with would all across region county us team teams right"
)
"""Words of such a question that name no scope and no day."""


def teams(request: Request) -> Reply:
    """How deep the scope that was said is, tonight or on the day that was said."""
    return _answer(request, *teams_asked(request))


def show(request: Request) -> Reply:
    """The same for what a button carries."""
    asked = request.carried(TeamsAsked)
    return _answer(request, carried_scope(request, asked.scope), asked.on or request.today)


def share(request: Request) -> Reply:
    """Posts the counts of today, and only the counts, to the channel."""
    scope = carried_scope(request, request.carried(TeamsAsked).scope)
    refuse_nowhere(request)
    found = _counted(request, scope, request.today, counting_aloud(request.region))
    if found is None:
        return Reply(message=nothing_needed(request.member.may(Needs.MANAGER)))
    deep = Deep(scope_called(request, scope), found, request.today, request.today)
    request.note(AuditKind.TEAMS_SHARED, scope=scope_key(scope))
    message = shared_message(deep, request.member.name, request.region.handling_mark)
    return shared(request, message, *buttons(says("Readiness", "readiness", "readiness")))


def _answer(request: Request, scope: Scope, on: date) -> Reply:
    may_about(request, Action.COUNT, scope, on).or_refuse()
    found = _counted(request, scope, on, counting(request, scope))
    if found is None:
        return Reply(message=nothing_needed(request.member.may(Needs.MANAGER)))
    lapsing = _to_lapse(request, scope, on)
    lines = None if lapsing is None else _named(request, lapsing)
    message = teams_message(
        Deep(scope_called(request, scope), found, on, request.today),
        lines,
        sum(each.bench.lapsing for each in found.needed if each.bench is not None) > NAMED,
        TeamsAsked(scope=scope_key(scope)),
        plans=_fixing(request, scope, found) if request.member.may(Needs.LEAD) else None,
        shares=request.place.others_read,
        mark=request.region.handling_mark,
    )
    return Reply(message=message)


def _counted(request: Request, scope: Scope, on: date, fewest: int) -> TeamFigures | None:
    found = team_figures(request.session, scope, on, fewest)
    if found is not None and found.teams is None:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    return found


def _to_lapse(request: Request, scope: Scope, on: date) -> list[Lapsing] | None:
    """Who is the first to lapse, where their names are for the one who asks; of days past nobody is named."""
    if on < request.today or not may_about(request, Action.NAME, scope, on):
        return None
    return first_to_lapse(request.session, on, scope, NAMED)


def _named(request: Request, lapsing: Sequence[Lapsing]) -> list[str]:
    """ "Ada Abbott (Cedar Fire): Transport through 14 Jan 2027"."""
    people = names_of(request.session, {each.person for each in lapsing})
    catalogue = request.catalogue
    return [
        f"{people[each.person].name} ({_agencies(catalogue, each)}): "
        f"{catalogue.positions[each.position].title} through {spoken(each.through_on)}"
        + (", on own word" if each.on_own_word else "")
        for each in lapsing
    ]


def _fixing(request: Request, scope: Scope, found: TeamFigures) -> PlanSaid:
    """The exercise to be planned; of a part of the region those agencies are invited who could fill it."""
    positions = request.catalogue.positions
    there = agencies_in(request.catalogue, scope) or []
    able = [
        key
        for key in there
        if any(
            positions[short].is_filled_by(request.catalogue.agencies[key].disciplines)
            for short in found.short_of
        )
    ]
    return fixing(found, able[:MOST_INVITED])


def _agencies(catalogue: Catalogue, lapsing: Lapsing) -> str:
    return ", ".join(catalogue.agencies[key].name for key in lapsing.agencies)


def teams_asked(request: Request) -> tuple[Scope, date]:
    """The scope and the day in what was said. Raises Unclear for a word that is neither, and for two days."""
    said = request.text.split()
    if len(said) > MOST_WORDS:
        raise Unclear(
            not_understood=f"That is {len(said)} words; I understand questions of up to {MOST_WORDS}.",
            example=EXAMPLE,
        )
    left, days = without_days(said, request.catalogue, request.reading(looks_back=False))
    if len(set(days)) > 1:
        raise Unclear(
            not_understood=f"I count teams of one day, and understood {' and '.join(map(spoken, days))}.",
            example=EXAMPLE,
        )
    on = days[0] if days else request.today

    def offer(match: Match) -> Offer:
        key = scope_key(scope_of_match(match))
        when = f", {spoken(on)}" if days and on != request.today else ""
        asked = TeamsAsked(scope=key, on=on if days else None)
        return Offer(f"{match.name} ({match.kind}){when}", SHOW_TEAMS, asked)

    if any(plain_word(word) in OURS for word in left):
        left = [word for word in left if plain_word(word) not in OURS | {"agency", "people", "department"}]
        if all(plain_word(word) in FILLERS for word in left):
            return ours_or_ask(request.member, request.catalogue, offer, EXAMPLE), on

    ours = own_agencies(request.member)
    return scope_said(" ".join(left), request.catalogue, offer, EXAMPLE, FILLERS | {""}, ours), on


ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness teams",
        teams,
        what="how many full teams could be fielded, by position",
        example="/readiness teams tonight",
        takes="[tonight or a day] [agency, unit, discipline or jurisdiction]",
    ),
    Click(SHOW_TEAMS, show),
    Click(SHARE_TEAMS, share, changes=True),
    HomePart(POSITIONS, positions_i_played),
)
