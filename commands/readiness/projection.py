"""`/readiness projection` and `/readiness wave`: when a target is reached, and what falls due."""

from __future__ import annotations

from commands.kit.may import Action, counting, may_about
from commands.kit.member import Needs
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Request
from commands.kit.sharing import sent_directly
from commands.language.pacing import (
    EXAMPLES,
    PROJECTION,
    SHOW_PROJECTION,
    SHOW_WAVE,
    WAVE,
    PaceAsked,
    pace_asked,
)
from commands.language.questions import scope_called
from commands.language.scopes import carried_scope
from commands.readiness.digest_views import NOTHING_ASKED, set_up
from commands.readiness.projection_views import CHART as PROJECTION_CHART
from commands.readiness.projection_views import Said, projection_chart, projection_message
from commands.readiness.wave_views import CHART as WAVE_CHART
from commands.readiness.wave_views import wave_chart, wave_message
from readiness.dates import add_months
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.pace import LOOKS_AHEAD
from readiness.vocabulary import discipline_label
from storage.catalogue import Course
from storage.pacing import courses_paced, pace_of, wave_of
from words.problems import Problem


def projection(request: Request) -> Reply:
    """When the scope that was said reaches its target, and what it would take by a day."""
    return _project(request, _asked(request, PROJECTION))


def show_projection(request: Request) -> Reply:
    """The same for what a button carries."""
    return _project(request, request.carried(PaceAsked))


def chart_projection(request: Request) -> Reply:
    """The same as Slack's own chart, which only a message takes: by direct message."""
    return _project(request, request.carried(PaceAsked), is_charted=True)


def wave(request: Request) -> Reply:
    """What falls due each month in the scope that was said, beside what can be taught."""
    return _wave(request, _asked(request, WAVE))


def show_wave(request: Request) -> Reply:
    """The same for what a button carries."""
    return _wave(request, request.carried(PaceAsked))


def chart_wave(request: Request) -> Reply:
    """The same as Slack's own charts: by direct message."""
    return _wave(request, request.carried(PaceAsked), is_charted=True)


def _project(request: Request, asked: PaceAsked, is_charted: bool = False) -> Reply:
    scope = _scope(request, asked)
    chosen = _course(request, scope, asked)
    if chosen is None:
        return say(NOTHING_ASKED, *set_up(request.member))
    course, others = chosen
    found = pace_of(
        request.session,
        scope,
        course.id,
        request.today,
        counting(request, scope),
        counting(request, EVERYONE),
        asked.target,
    )
    if found is None:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    said = Said(
        called=_called(request, scope),
        within=_called_within(request, scope),
        found=found,
        by=asked.by or add_months(request.today, LOOKS_AHEAD),
        is_asked=asked.by is not None,
        manages=request.member.may(Needs.MANAGER),
    )
    made = projection_chart if is_charted else projection_message
    return _given(request, made(said, asked, others, request.region.handling_mark), is_charted)


def _given(request: Request, message: Message, is_charted: bool) -> Reply:
    """The answer here, or by direct message what only a message takes."""
    return sent_directly(request, "chart", message) if is_charted else Reply(message=message)


def _wave(request: Request, asked: PaceAsked, is_charted: bool = False) -> Reply:
    scope = _scope(request, asked)
    chosen = _course(request, scope, asked)
    if chosen is None:
        return say(NOTHING_ASKED, *set_up(request.member))
    course, others = chosen
    found = wave_of(
        request.session,
        scope,
        course.id,
        request.today,
        counting(request, scope),
        counting(request, EVERYONE),
    )
    if found is None:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    made = wave_chart if is_charted else wave_message
    message = made(found, _called_within(request, scope), asked, others, request.region.handling_mark)
    return _given(request, message, is_charted)


def _asked(request: Request, form: str) -> PaceAsked:
    member = request.member
    reading = request.reading(looks_back=False)
    return pace_asked(request.text, request.catalogue, reading, form, member)


def _scope(request: Request, asked: PaceAsked) -> Scope:
    scope = carried_scope(request, asked.scope)
    may_about(request, Action.COUNT, scope).or_refuse()
    return scope


def _course(request: Request, scope: Scope, asked: PaceAsked) -> tuple[Course, list[Course]] | None:
    """The course that is asked about, else the first that may be counted there; and the others there are.

    None where nothing is asked of anybody in the scope. Raises Refused where nothing may be counted, Problem
    for a course that is not asked there.
    """
    catalogue = request.catalogue
    there = courses_paced(request.session, scope, request.today, counting(request, scope))
    if asked.course is not None and asked.course not in [key for key, _ in there]:
        known = catalogue.courses.get(asked.course)
        title = known.title if known else "That course"
        raise Problem(
            f"{title} is not asked of anybody in {_called_within(request, scope)} today, so "
            f"there is no share of it to reach. Example: {EXAMPLES[PROJECTION]}"
        )
    if not there:
        return None
    counted = [key for key, may in there if may]
    if not counted or (asked.course is not None and asked.course not in counted):
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    chosen = asked.course or counted[0]
    return catalogue.courses[chosen], [catalogue.courses[key] for key in counted if key != chosen]


def _called(request: Request, scope: Scope) -> str:
    """What a scope is called where a sentence begins with it; a discipline in a word: "Law reaches …"."""
    if scope.kind is ScopeKind.DISCIPLINE:
        return discipline_label(str(scope.key))
    return scope_called(request, scope)


def _called_within(request: Request, scope: Scope) -> str:
    """The same within a sentence."""
    return request.region.called_within if scope == EVERYONE else _called(request, scope)


ENTRIES: tuple[Declared, ...] = (
    Form(
        PROJECTION,
        projection,
        what="when a target is reached at this pace, and what it would take by a day",
        example=EXAMPLES[PROJECTION],
        takes="[agency, unit, discipline or jurisdiction] [in COURSE] [by DAY]",
    ),
    Form(
        WAVE,
        wave,
        what="what falls due each month for two years, beside what the trainers can teach",
        example=EXAMPLES[WAVE],
        takes="[agency, unit, discipline or jurisdiction] [in COURSE]",
    ),
    Click(SHOW_PROJECTION, show_projection),
    Click(SHOW_WAVE, show_wave),
    Click(PROJECTION_CHART, chart_projection, gives_out=True),
    Click(WAVE_CHART, chart_wave, gives_out=True),
)
