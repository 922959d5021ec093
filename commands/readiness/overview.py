"""`/readiness`: how much is covered, weakest first, and how its numbers and a digest's were reached."""

from __future__ import annotations

from datetime import date

from commands.kit.exercise_rights import is_told_of_actions
from commands.kit.home import AGENCIES, REGION
from commands.kit.may import Action, agencies_of, counting, may_about
from commands.kit.member import Needs
from commands.kit.ours import own_agencies
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.scopes import (
    OURS,
    carried_scope,
    ours_or_ask,
    scope_of_match,
    scope_said,
    without_days,
)
from commands.readiness.digest_views import HOW, SHOW, How, how_message, set_up
from commands.readiness.home import agencies_of_mine, the_region
from commands.readiness.overview_views import (
    CHART,
    PARTS,
    PartsAsked,
    chart_message,
    overview,
    parts_message,
)
from readiness.due import EVERYONE, Scope
from storage.activity_figures import ActionFigures
from storage.digests import sent_on
from storage.figures import Figures, figures
from storage.kept_figures import figures_kept
from storage.scopes import is_unit, scope_key
from words.classes import listed, plain_word
from words.days import spoken
from words.names import Match
from words.problems import Offer, Problem, Unclear

FILLERS = listed("as on of for in the coverage here everyone everybody all please show me") | {""}

OF_MINE = listed("agency department dept people own region county")


def readiness(request: Request) -> Reply:
    """Coverage by discipline and agency, for everyone or a scope, with the weakest named.

    Raises Unclear for another day than today: what tells of one is named instead.
    """
    example = "/readiness Cedar Fire"
    said, days = without_days(request.text.split(), request.catalogue, request.reading(looks_back=True))
    if others := [day for day in days if day != request.today]:
        raise Unclear(
            not_understood=f"I count readiness as of today, and not as of {spoken(others[0])}.",
            example=_of_another_day(request, others[0]),
        )
    return _coverage(request, _meant(request, " ".join(said), example))


def _of_another_day(request: Request, day: date) -> str:
    """What tells of a day that is over, or to come, to whoever may ask it."""
    if day < request.today and request.member.may(Needs.LEAD):
        return f"/readiness summary as of {spoken(day)}"
    return f"/due as of {spoken(day)}"


def _meant(request: Request, said: str, example: str) -> Scope:
    ours = own_agencies(request.member)
    if {plain_word(word) for word in said.split()} & OURS:
        mine = scope_said(said, request.catalogue, _offer, example, FILLERS | OURS | OF_MINE, ours)
        if mine == EVERYONE:
            return ours_or_ask(request.member, request.catalogue, _offer_of_mine, example)
    return scope_said(said, request.catalogue, _offer, example, FILLERS, ours)


def _offer_of_mine(match: Match) -> Offer:
    return Offer(match.name, SHOW, How(scope=scope_key(scope_of_match(match))))


def show(request: Request) -> Reply:
    """Coverage of the scope that a button carries."""
    scope = carried_scope(request, request.carried(How).scope)
    return _coverage(request, scope)


def _coverage(request: Request, scope: Scope) -> Reply:
    found = _figures(request, scope, with_activity=True)
    may_subscribe = request.member.may(Needs.LEAD)
    may_give = not is_unit(scope) and bool(may_about(request, Action.NAME, scope))
    how = How(scope=scope_key(scope))
    said = overview(found, request.region, how, may_subscribe, may_subscribe and may_give)
    if found.overall.is_empty:
        said = Message([*said.blocks, *set_up(request.member)])
    return Reply(message=said)


def as_chart(request: Request) -> Reply:
    """The shares by discipline as a chart, of the scope that a button carries."""
    scope = carried_scope(request, request.carried(How).scope)
    return Reply(message=chart_message(_figures(request, scope), request.region))


def parts(request: Request) -> Reply:
    """A page of a scope's parts: its agencies, units or courses."""
    asked = request.carried(PartsAsked)
    scope = carried_scope(request, asked.scope)
    message = parts_message(_figures(request, scope), request.region, asked)
    return Reply(message=message, replaces=asked.start > 0)


def _offer(match: Match) -> Offer:
    return Offer(f"{match.name} ({match.kind})", SHOW, How(scope=scope_key(scope_of_match(match))))


def how_we_know(request: Request) -> Reply:
    """How the numbers of a digest, or those of today, were reached; for the one who pressed only."""
    how = request.carried(How)
    if how.subscription and how.day is not None:
        sent = sent_on(request.session, how.subscription, how.day)
        kept = figures_kept(sent) if sent is not None else None
        if sent is None or kept is None:
            raise Problem("I no longer have the figures of that digest.")
        return Reply(message=how_message(kept, sent.written_at, request.region))
    scope = carried_scope(request, how.scope)
    found = _figures(request, scope, with_records=True)
    return Reply(message=how_message(found, request.now, request.region))


def _figures(
    request: Request, scope: Scope, with_records: bool = False, with_activity: bool = False
) -> Figures:
    """Figures as far as they are for the speaker: whoever may name the people may know all."""
    fewest = counting(request, scope)
    found = figures(request.session, scope, request.today, fewest, with_records, with_activity)
    if found.left_out and found.overall.is_empty:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    return _as_told(request, scope, found)


def _as_told(request: Request, scope: Scope, found: Figures) -> Figures:
    """Figures with the corrective actions that are counted for the speaker, as `/exercise actions` does."""
    if found.activity is None or request.member.may(Needs.MANAGER):
        return found
    actions = ActionFigures()
    if is_told_of_actions(request.member, agencies_of(request.catalogue, scope).keys):
        most = [
            each
            for each in found.activity.actions.most_overdue
            if each.agency is not None and is_told_of_actions(request.member, [each.agency])
        ]
        actions = found.activity.actions.model_copy(update={"most_overdue": most})
    return found.model_copy(update={"activity": found.activity.model_copy(update={"actions": actions})})


ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness",
        readiness,
        what="how much is covered, with the weakest named",
        example="/readiness fire",
        takes="[agency, unit, discipline…] | gaps | teams [DAY] | projection | wave | scorecard | digest",
    ),
    Click(SHOW, show),
    Click(PARTS, parts),
    Click(CHART, as_chart),
    Click(HOW, how_we_know),
    HomePart(REGION, the_region),
    HomePart(AGENCIES, agencies_of_mine),
)
