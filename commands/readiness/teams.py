"""`/readiness teams`: how many full teams deep a scope is, from who has played each position lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commands.kit.blocks import buttons, says
from commands.kit.home import POSITIONS
from commands.kit.may import Action, counting, counting_aloud, may_about
from commands.kit.member import Needs
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.kit.sharing import refuse_nowhere, shared
from commands.language.planning import PlanSaid
from commands.language.questions import scope_called
from commands.language.records_asked import Own, Said, records_asked, refuse
from commands.language.scopes import MOST_AHEAD, carried_scope, scope_of_match
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
from readiness.due import Scope, ScopeKind
from storage.answers import agencies_in, names_of
from storage.audit import AuditKind
from storage.catalogue import Catalogue
from storage.last_played import Lapsing, first_to_lapse
from storage.scopes import scope_key
from storage.team_figures import TeamFigures, team_figures
from words.days import spoken
from words.names import Match
from words.problems import Offer

EXAMPLE = "/readiness teams tonight Cedar Fire"
MOST_INVITED, MOST_AT_ONCE = 20, 4
OWN = Own(
    called="teams",
    example=EXAMPLE,
    marks={
        "": "teams | team | full | complete | deep | how deep | how many | how | many | field | fields | "
        "in the field | put | run | ready | seat | staff | crew | right now | now | could | can | there | "
        "across | all across | all | everybody | region | county | a | an | to | be | it | if | "
        "out | up | had | right"
    },
    takes=frozenset((ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION, ScopeKind.UNIT)),
    days=True,
)
"""Words of such a question that name no scope and no day."""


def teams(request: Request) -> Reply:
    """How deep the scope that was said is, tonight or on the day that was said."""
    scopes, on = teams_asked(request)
    messages = [_answer(request, scope, on).message for scope in scopes]
    return Reply(message=Message([block for each in messages if each is not None for block in each.blocks]))


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
    noted = request.noting(AuditKind.TEAMS_SHARED, scope=scope_key(scope))
    message = shared_message(deep, request.member.name, request.region.handling_mark)
    row = buttons(says("Readiness", "readiness", "readiness"))
    return shared(request, message, *row, afterwards=[noted])


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


def teams_asked(request: Request) -> tuple[list[Scope], date]:
    """The scopes and the day in what was said. Raises Unclear for what is neither."""

    def offer(said: Said, match: Match) -> Offer | None:
        if len(said.asked.scopes) > 1 or said.asked.without:
            return None
        when = f", {spoken(said.on)}" if said.on is not None and said.on != request.today else ""
        asked = TeamsAsked(scope=scope_key(scope_of_match(match)), on=said.on)
        return Offer(f"{match.name} ({match.kind}){when}", SHOW_TEAMS, asked)

    said = records_asked(request, OWN, offer)
    if said.asked.without:
        refuse(request, OWN, "I count the teams of whom you name, and leave nobody out.")
    if len(said.asked.scopes) > MOST_AT_ONCE:
        refuse(request, OWN, f"I count the teams of up to {MOST_AT_ONCE} at once.")
    on = said.on or request.today
    if (on - request.today).days > MOST_AHEAD:
        refuse(request, OWN, "I count up to ten years ahead.")
    return said.asked.within_scopes, on


ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness teams",
        teams,
        what="how many full teams could be fielded, by position",
        example="/readiness teams tonight",
        takes="[tonight or a day] [agency, unit, discipline or jurisdiction]",
    ),
    Click(SHOW_TEAMS, show),
    Click(SHARE_TEAMS, share, gives_out=True),
    HomePart(POSITIONS, positions_i_played),
)
