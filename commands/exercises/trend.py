"""`/exercise trend`: how tasks went from exercise to exercise; `/exercise ladder`: how far up a scope is.

How tasks went is an after-action finding: for emergency managers, for the leads of the agencies that host the
exercise, are invited to it or took part, and for its point of contact. The ladder only counts, for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from rapidfuzz import fuzz, process
from sqlalchemy import select

from commands.exercises.reviewing_views import tag
from commands.exercises.trend_views import (
    CHART,
    SHOW,
    TrendOf,
    all_chart,
    all_trend,
    beside_chart,
    ladder_message,
    no_trend,
    task_chart,
    task_trend,
)
from commands.kit.exercise_rights import may_plan, writes_exercises_down
from commands.kit.may import WHOSE_RATINGS, Action, may
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import STALE, Request
from commands.kit.sharing import sent_directly
from commands.language.exercises import held
from commands.language.questions import scope_name
from commands.language.scopes import OF_AGENCIES, scope_of_match, scope_said, shown
from readiness.due import EVERYONE, Scope
from readiness.text import fold
from storage.answers import agencies_in
from storage.exercise_plans import at_table
from storage.exercises import ExerciseRecord, RatingRecord
from storage.improving import Rated, climbed_on, ratings_on
from storage.scopes import scope_key, scope_of
from words.names import ALIKE, Match
from words.problems import Offer, Problem, Unclear

LADDER = "ladder.show"
TREND_EXAMPLE = "/exercise trend Set staging"
LADDER_EXAMPLE = "/exercise ladder Cedar Fire"
FILLERS = frozenset(("for", "of", "in", "the", "everyone", "region", "climb", "progressive"))
MOST_OFFERED = 5


class LadderOf(BaseModel):
    """Whose ladder a button shows, as a scope's key."""

    scope: str = "everyone"


def trend(request: Request) -> Reply:
    """How the task that was said went; without one, how all of them did."""
    rated = _readable(request)
    said = request.text.strip()
    if not said:
        return Reply(message=all_trend(rated) if rated else no_trend())
    return Reply(message=task_trend(_of_task(said, rated)))


def show(request: Request) -> Reply:
    """How the task a button carries went."""
    return Reply(message=task_trend(_tagged(_readable(request), request.carried(TrendOf).task)))


def chart(request: Request) -> Reply:
    """The same as Slack's own chart, which only a message takes: by direct message."""
    rated, wanted = _readable(request), request.carried(TrendOf).task
    if not rated:
        return Reply(message=no_trend())
    message = task_chart(_tagged(rated, wanted)) if wanted else all_chart(rated)
    return sent_directly(request, "chart", message, *beside_chart())


def ladder(request: Request) -> Reply:
    """How far up the ladder of exercises the region or an agency is."""

    def offer(match: Match) -> Offer:
        return Offer(match.name, LADDER, LadderOf(scope=scope_key(scope_of_match(match))))

    return _ladder(
        request,
        scope_said(request.text, request.catalogue, offer, LADDER_EXAMPLE, FILLERS, kinds=OF_AGENCIES),
    )


def show_ladder(request: Request) -> Reply:
    """The ladder of the scope a button carries."""
    scope = scope_of(request.carried(LadderOf).scope, request.catalogue)
    if scope is None:
        raise Problem(STALE)
    return _ladder(request, scope)


def _ladder(request: Request, scope: Scope) -> Reply:
    climbed = climbed_on(request.session, request.today, agencies_in(request.catalogue, scope))
    about = "the region" if scope == EVERYONE else scope_name(request.session, request.catalogue, scope)
    plans = bool(may_plan(request.member))
    return Reply(message=ladder_message(about, climbed, request.today, plans, _reads(request)))


def _reads(request: Request) -> bool:
    """Whether how tasks went is for the speaker at all: what can only be refused is not offered."""
    try:
        _readable(request)
    except Refused:
        return False
    return True


def _readable(request: Request) -> list[Rated]:
    """The ratings the speaker may read. Raises Refused for those for whom there can be none."""
    session, member = request.session, request.member
    rated = ratings_on(session, request.today)
    there = at_table(session, {each.exercise for each in rated})
    records = select(ExerciseRecord).where(ExerciseRecord.id.in_(select(RatingRecord.exercise_id)))
    theirs = set()
    for each in session.scalars(records):
        about = held(each, at_table=there.get(each.id, frozenset()))
        if may(member, Action.RATINGS, about, each.held_on, request.today):
            theirs.add(each.id)
    if not theirs and not writes_exercises_down(session, member):
        raise Refused("How tasks went is not for you here.", WHOSE_RATINGS)
    return [each for each in rated if each.exercise in theirs]


def _of_task(said: str, rated: Sequence[Rated]) -> list[Rated]:
    """The ratings of the task that was said. Raises Unclear for none, and for several."""
    names = {each.task_key: each.task for each in reversed(rated)}  # as it was called first
    key = fold(said)
    fitting = [key] if key in names else [each for each in names if _fits(key, each)]
    if len(fitting) == 1:
        return [each for each in rated if each.task_key == fitting[0]]
    if fitting:
        several = ", ".join(names[each] for each in fitting[:MOST_OFFERED])
        raise Unclear(
            not_understood=f"“{shown(said)}” matches {len(fitting)} tasks: {several}.",
            example="one of them by its whole name",
            offers=[_offer(each, names[each]) for each in fitting[:MOST_OFFERED]],
        )
    near = process.extract(key, list(names), scorer=fuzz.WRatio, limit=MOST_OFFERED, score_cutoff=ALIKE)
    raise Unclear(
        not_understood=f"I find no task called “{shown(said)}” among the ratings you can see.",
        example=TREND_EXAMPLE,
        offers=[_offer(each, names[each]) for each, _, _ in near],
    )


def _fits(said: str, key: str) -> bool:
    """Whether each word that was said begins one of the task's."""
    return all(any(word.startswith(part) for word in key.split()) for part in said.split())


def _offer(key: str, name: str) -> Offer:
    return Offer(name, SHOW, TrendOf(task=tag(key)))


def _tagged(rated: Sequence[Rated], wanted: str) -> list[Rated]:
    found = [each for each in rated if tag(each.task_key) == wanted]
    if not found:
        raise Problem(STALE)
    return found


ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise trend",
        trend,
        what="how critical tasks went from exercise to exercise, with a picture",
        example=TREND_EXAMPLE,
        takes="[TASK]",
    ),
    Form(
        "exercise ladder",
        ladder,
        what="how far up the ladder: tabletop, simulation, full-scale",
        example=LADDER_EXAMPLE,
        takes="[AGENCY]",
    ),
    Click(SHOW, show),
    Click(CHART, chart, gives_out=True),
    Click(LADDER, show_ladder),
)
