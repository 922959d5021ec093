"""What each measure of readiness is called, how its result is said, by which rule it is counted, and anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commands.kit.about import Held
from commands.kit.coverage_views import outside_words, rule_words, share_line, unverified_words
from commands.kit.exercise_rights import is_told_of_actions
from commands.kit.explained import Explains
from commands.kit.may import Action, agencies_of, may
from commands.kit.member import Needs
from commands.kit.registry import Declared
from commands.kit.request import Request
from commands.language.exercises import held
from readiness.actions import FixRate
from readiness.coverage import Counts
from readiness.expiry import versions_in_force
from readiness.plans import in_force
from storage.catalogue import Catalogue, revision_name
from storage.exercises import ExerciseRecord
from storage.number_rows import coverage_of, due_of, lapsed_of, on_plan_of
from storage.played_rows import exercises_of, teams_of
from storage.scopes import scope_of
from storage.settled_rows import actions_of, adopted_of, fix_rate_of
from storage.shown_numbers import Measure, ShownNumber
from words.amounts import listing, plural, without_players
from words.days import spoken

STRENGTH = (
    "The declared strength is what agencies said on the day it was shown; whom no roster lists is taken for "
    "not current in it."
)
SHARE = (
    "Required are all of whom it is asked that day but those on leave, waived, or new; current are those of "
    "them whose last qualifying completion still holds, those due soon too. In grace, expired and not yet "
    "trained are not current. Shares round down."
)
COMPLETIONS = (
    "A completion counts that was passed, is dated on or before that day, and was neither voided nor "
    "corrected by a later record."
)
COVERAGE_RULES = "From docs/rules.md, “Standing” and “Coverage”."
FIELDS = frozenset(Counts.__dataclass_fields__)


def _counts(result: Mapping[str, Any]) -> Counts:
    return Counts(**{name: value for name, value in result.items() if name in FIELDS})


def _number(result: Mapping[str, Any], name: str) -> int:
    return int(result.get(name) or 0)


def _course(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    found = catalogue.courses.get(question.get("course") or 0)
    if found is None:
        return "all courses" if question.get("course") is None else "a course that is no longer there"
    return found.title


def _course_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    at = f" at {_agency(catalogue, question)}" if "agency" in question else ""
    return f"coverage of {_course(catalogue, question)}{at}"


def _agency(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    found = catalogue.agencies.get(_number(question, "agency"))
    return "an agency that is no longer there" if found is None else found.name


def _coverage_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    course = number.question.get("course")
    shares = [SHARE, *([STRENGTH] if number.question.get("strength") else [])]
    if course is None:
        what = "A requirement is one course asked of one person; requirements are counted."
        return [what, *shares, COMPLETIONS, COVERAGE_RULES]
    return [
        "A person counts once, however many of their agencies ask it.",
        *shares,
        COMPLETIONS,
        *_lasts(catalogue, number),
        COVERAGE_RULES,
    ]


def _lasts(catalogue: Catalogue, number: ShownNumber) -> list[str]:
    """How long the course lasts, by the version in force on the day."""
    versions = catalogue.rulebook.versions.get(number.question.get("course") or 0, ())
    there = versions_in_force(versions, number.as_of) if versions else ()
    return [f"How long it lasts: {rule_words(there[-1])}."] if there else []


def _due_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    return f"what falls due within {plural(_number(question, 'within'), 'day')}"


def _due_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "Requirements that are met, or not asked for yet, and whose due day comes within those days, by the "
        "rules and revisions already recorded as well. What has lapsed already is not in it.",
        COMPLETIONS,
        "From docs/rules.md, “Who is due”.",
    ]


def _lapsed_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    return f"who is not current in {_course(catalogue, question)} at {_agency(catalogue, question)}"


def _lapsed_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    counts = _counts(result)
    return f"{counts.to_train:,} of {counts.required:,} not current"


def _lapsed_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "Not current are those in grace, expired, and not yet trained.",
        *_coverage_rule(catalogue, number),
    ]


def _teams_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    return "how many full teams deep"


def _teams_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    if result.get("teams") is None:
        return "too few people to count, or no position is needed"
    said = f"{plural(_number(result, 'teams'), 'team')} deep"
    short = result.get("short") or []
    if not short:
        return said
    said += f", short of {listing(short)}"
    if result.get("people") is None or result.get("wanted") is None:
        return said
    people = plural(_number(result, "people"), "person", "people")
    return f"{said} ({people}, {_number(result, 'wanted'):,} wanted)"


def _teams_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "Full teams that could be seated at once, one seat a person, from those who are current in a "
        "position: on the roster that day, not on leave, and having played it within the months it counts. "
        "Short of is what the next team would want first.",
        "From docs/rules.md, “Positions and teams”.",
    ]


def _on_plan_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    return f"who is on today’s plan, of those current in {_course(catalogue, question)}"


def _on_plan_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    if result.get("on_plan") is None:
        return "no revision in force"
    return f"{_number(result, 'on_plan'):,} of {_number(result, 'current'):,} current on today’s plan"


def _on_plan_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "Of those current in the course, those last trained on or after the day from which the plan’s "
        "revision of that day is in force.",
        COMPLETIONS,
        "From docs/rules.md, “Plans”.",
    ]


def _adopted_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    plan = catalogue.plans.get(_number(question, "plan"))
    return "agencies that go by " + ("a plan that is no longer there" if plan is None else plan.name)


def _adopted_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    return (
        f"{_number(result, 'adopted'):,} of {plural(_number(result, 'of'), 'agency', 'agencies')} adopted it"
    )


def _adopted_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    plan = catalogue.plans.get(_number(number.question, "plan"))
    newest = in_force(plan.revisions, number.as_of) if plan else None
    return [
        "Agencies that by that day had adopted the revision in force, or a later one.",
        *(
            []
            if plan is None or newest is None
            else [
                f"In force that day: {revision_name(plan.name, newest.name)}, since "
                f"{spoken(newest.effective_on)}."
            ]
        ),
        "From docs/rules.md, “Plans”.",
    ]


def _actions_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    of = " of one exercise" if "exercise" in question else ""
    return f"corrective actions{of}, by where they stand"


def _actions_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    named = ("open", "overdue", "done", "shown", "came_back", "not_doing")
    parts = [f"{_number(result, each):,} {each.replace('_', ' ')}" for each in named if _number(result, each)]
    return ", ".join(parts) or "none"


def _is_told_of_actions(request: Request, number: ShownNumber) -> bool:
    """Whether corrective actions are counted for the one who asks: those of an exercise for who decides about
    it, those of agencies as `/exercise actions` counts them.
    """
    if "exercise" in number.question:
        exercise = request.session.get(ExerciseRecord, number.question["exercise"])
        about = Held() if exercise is None else held(exercise)
        return bool(may(request.member, Action.EXERCISE, about, request.today, request.today))
    scope = scope_of(number.scope, request.catalogue)
    if scope is None:
        return request.member.may(Needs.MANAGER)
    return is_told_of_actions(request.member, agencies_of(request.catalogue, scope).keys)


def _actions_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "Closed means shown: of those said to be done, shown are those whose task went well the last time it "
        "was rated since, came back those whose did not; done those not rated since. Overdue is due before "
        "that day."
        + (
            ""
            if "exercise" in number.question
            else " What has not started, or is not being done, is in none of them."
        ),
        "From docs/rules.md, “Corrective actions”.",
    ]


def _fix_rate_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    return "corrective actions said to be done that were shown to work"


def _fix_rate_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    rate = FixRate(_number(result, "shown"), _number(result, "claimed"))
    if rate.share is None:
        return "no action is said to be done"
    return f"{rate.share}% ({rate.shown:,} of {plural(rate.claimed, 'action')})"


def _fix_rate_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "Of the corrective actions said to be done, whether not rated since, shown or come back, those whose "
        "task went well the last time it was rated since. The share rounds down. What is open, overdue, not "
        "being done, or has not started is in neither number.",
        "From docs/rules.md, “Corrective actions”.",
    ]


def _exercises_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    if "exercise" in question:
        return "who was at the table of one exercise"
    return f"exercises within {plural(int(question.get('months', 12)), 'month')}, by who was at the table"


def _exercises_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    parts = [f"{_number(result, key):,} {key}" for key in ("full", "joint", "siloed") if _number(result, key)]
    unplayed = _number(result, "not_played")
    beside = [without_players(unplayed)] if unplayed else []
    return ", ".join([*parts, *beside]) or "none"


def _exercises_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "Full: law enforcement, fire, EMS and dispatch all played. Joint: two or more agencies of two or "
        "more disciplines did. Siloed: any other with a player. What has no player on record is in no count "
        "of those played. Cancelled ones count for nothing. Of a part of the region: those that one of its "
        "agencies hosts or played in. Disciplines are today’s.",
        "From docs/rules.md, “Exercises”.",
    ]


def _coverage_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    """As coverage is said everywhere."""
    listed = share_line(_counts(result), "" if question.get("course") else "requirements")
    return _of_strength(_counts(result), question) + listed


def _of_strength(counts: Counts, question: Mapping[str, Any]) -> str:
    """The share of the strength that agencies declared, where the number was shown as that."""
    strength = _number(question, "strength")
    share = counts.share_of(strength) if strength else None
    if share is None:
        return ""
    return f"{share}% of the declared strength ({counts.current:,} of {strength:,}); of those listed "


def _beside_coverage(result: Mapping[str, Any]) -> Sequence[str]:
    counts = _counts(result)
    return [*outside_words(counts), *unverified_words(counts)]


def _due_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    count = _number(result, "count")
    return f"{count:,} {'falls' if count == 1 else 'fall'} due"


ENTRIES: tuple[Declared, ...] = (
    Explains(
        Measure.COVERAGE, _course_asked, _coverage_said, _coverage_rule, coverage_of, beside=_beside_coverage
    ),
    Explains(Measure.DUE, _due_asked, _due_said, _due_rule, due_of),
    Explains(Measure.LAPSED, _lapsed_asked, _lapsed_said, _lapsed_rule, lapsed_of),
    Explains(Measure.TEAMS, _teams_asked, _teams_said, _teams_rule, teams_of),
    Explains(Measure.ON_PLAN, _on_plan_asked, _on_plan_said, _on_plan_rule, on_plan_of),
    Explains(
        Measure.ADOPTED,
        _adopted_asked,
        _adopted_said,
        _adopted_rule,
        adopted_of,
        of_people=False,
        rows_for_all=True,
    ),
    Explains(
        Measure.ACTIONS,
        _actions_asked,
        _actions_said,
        _actions_rule,
        actions_of,
        of_people=False,
        is_for=_is_told_of_actions,
    ),
    Explains(
        Measure.FIX_RATE,
        _fix_rate_asked,
        _fix_rate_said,
        _fix_rate_rule,
        fix_rate_of,
        of_people=False,
        is_for=_is_told_of_actions,
    ),
    Explains(
        Measure.EXERCISES,
        _exercises_asked,
        _exercises_said,
        _exercises_rule,
        exercises_of,
        of_people=False,
        rows_for_all=True,
    ),
)
