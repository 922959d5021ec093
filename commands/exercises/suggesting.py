"""`/exercise suggest`: the exercise that closes the most gaps at once, with its reasons, ready to be planned.

It counts nobody whom the speaker may not count, and tells of no corrective action that is not theirs to
read. Whoever may plan takes it into the form as it is; nothing is recorded by suggesting it.
"""

from __future__ import annotations

from commands.exercises.planning_form import TITLE, is_told_of
from commands.exercises.suggesting_views import Suggested, suggested_message
from commands.kit.blocks import cut
from commands.kit.exercise_rights import may_be_hosted, may_plan
from commands.kit.may import agencies_led, counting
from commands.kit.member import Needs
from commands.kit.ours import first_scope, our_scope
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.gaps import SUGGEST, SuggestFor
from commands.language.planning import PlanSaid
from commands.language.questions import scope_called
from commands.language.scopes import OF_AGENCIES, OURS, WE, carried_scope, scope_of_match, scope_said
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.records import AgencyId
from readiness.suggesting import ThinPosition, ToShow
from readiness.vocabulary import ExerciseType
from storage.catalogue import Catalogue
from storage.scopes import scope_key
from storage.suggesting import NextExercise, next_exercise
from words.amounts import listing, plural
from words.classes import listed, plain_word
from words.names import Match
from words.problems import Offer

EXAMPLE = "/exercise suggest Cedar Fire"
FILLERS = listed(
    "a an and as at be do drill exercise exercises for hold in is me next of on one our please plan run "
    "should show suggest that the to us we what which with would"
)
EVERYBODY = listed("everyone everybody region county all")
AGENCY = listed("agency department")


def suggest(request: Request) -> Reply:
    """The next exercise of whom was said; without a word of a lead's own agency, else of the region."""
    return _answer(request, _asked(request))


def show(request: Request) -> Reply:
    """The same for the scope a button carries."""
    return _answer(request, carried_scope(request, request.carried(SuggestFor).scope))


def _answer(request: Request, scope: Scope) -> Reply:
    found = next_exercise(
        request.session,
        request.today,
        scope,
        counting(request, scope),
        lambda action: is_told_of(request, action),
    )
    called, mark = scope_called(request, scope), request.region.handling_mark
    manages = request.member.may(Needs.MANAGER)
    suggested = Suggested(found, called, request.catalogue, scope, mark, manages, reads_all=manages)
    plans = _plan(request, scope, found) if may_plan(request.member) else None
    return Reply(message=suggested_message(suggested, plans))


def _plan(request: Request, scope: Scope, found: NextExercise) -> PlanSaid:
    """Exactly what is suggested, for the form: hosted by an agency that is the speaker's to plan for."""
    chosen = found.suggestion
    host = _host(request, scope, chosen.agencies)
    shown = {gap.action for gap in found.of_kind(ToShow)}
    return PlanSaid(
        title=cut(title_of(request.catalogue, found), TITLE),
        day=found.day,
        type=kind_of(len(chosen.positions), bool(found.of_kind(ThinPosition))),
        host=host or 0,
        invited=[key for key in chosen.agencies if key != host],
        plays=list(chosen.positions),
        shows=[key for key in found.actions if key in shown],
    )


def _host(request: Request, scope: Scope, there: tuple[AgencyId, ...]) -> AgencyId | None:
    """The agency that was asked about, else the first at the table that they lead, else the only one."""
    led = agencies_led(request.member)
    asked = [scope.number] if scope.kind is ScopeKind.AGENCY else []
    for key in (*asked, *(each for each in there if each in led)):
        if may_be_hosted(request.member, key, None):
            return key
    return led[0] if len(led) == 1 else None


def kind_of(positions: int, is_thin: bool) -> ExerciseType:
    """What kind of exercise it is: one to play in, where positions are thin; else one to meet at a table."""
    if is_thin:
        return ExerciseType.DRILL if positions == 1 else ExerciseType.FUNCTIONAL
    return ExerciseType.FUNCTIONAL if positions else ExerciseType.TABLETOP


def title_of(catalogue: Catalogue, found: NextExercise) -> str:
    """What it may be called, until somebody calls it otherwise."""
    chosen = found.suggestion
    thin = [gap.position for gap in found.of_kind(ThinPosition)]
    if thin:
        return f"{listing([catalogue.positions[key].title for key in thin])} exercise"
    if len(chosen.agencies) > 1:
        return f"Joint exercise of {plural(len(chosen.agencies), 'agency', 'agencies')}"
    return f"{next(iter(found.tasks.values()), 'Next')} exercise"


def _asked(request: Request) -> Scope:
    """Of whom the gaps are. Raises Unclear for a word that names nobody."""
    words = [word for word in request.text.split() if plain_word(word)]
    plain = {plain_word(word) for word in words}

    def offer(match: Match) -> Offer:
        key = scope_key(scope_of_match(match))
        return Offer(f"{match.name} ({match.kind})", SUGGEST, SuggestFor(scope=key))

    if plain & EVERYBODY and plain <= FILLERS | EVERYBODY:
        return EVERYONE
    if plain <= FILLERS | OURS | WE | AGENCY:
        return (our_scope(request.member) if plain & AGENCY else None) or first_scope(request.member)
    return scope_said(request.text, request.catalogue, offer, EXAMPLE, FILLERS | {""}, kinds=OF_AGENCIES)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise suggest",
        suggest,
        what="the exercise that closes the most gaps at once, each with its reason",
        example=EXAMPLE,
        takes="[agency, discipline or jurisdiction]",
    ),
    Click(SUGGEST, show),
)
