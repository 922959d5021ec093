"""What a summary for a council says beside coverage: teams, exercises, corrective actions, plans, scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from files.documents.summary import Tile
from readiness.actions import fix_rate
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.exercises import TOGETHER_MONTHS, most_missing
from readiness.scorecard import FRESH_MONTHS
from readiness.vocabulary import discipline_name
from storage.answers import agencies_in
from storage.catalogue import catalogue_of
from storage.figures import Figures
from storage.improving import climbed_on
from storage.scorecards import scorecard_of
from storage.shown_numbers import (
    Measure,
    Shown,
    actions_kept,
    adopted_kept,
    missing_kept,
    reach_kept,
    teams_kept,
)
from words.amounts import in_percent, listing, plural, without_players

HOPED = "What we hope, and what we can prove"
HALF = 3
"""Categories in the first of two lines: each line has to leave the page room."""
MOST_PLANS = 2
"""Plans that are named; a region has seldom more."""


@dataclass
class Page:
    """What a summary says while it is counted: each number gets its key."""

    scope: str
    as_of: date
    fewest: int
    shown: list[Shown] = field(default_factory=list)

    def key(
        self,
        measure: Measure,
        result: Mapping[str, object],
        question: Mapping[str, object] | None = None,
        scope: str = "",
    ) -> str:
        """The key of a number that is shown."""
        made = Shown(measure, scope or self.scope, self.as_of, result, question or {}, self.fewest)
        self.shown.append(made)
        return made.key


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of something: in large numbers, and in lines."""

    tiles: Sequence[Tile] = ()
    lines: Sequence[str] = ()


def teams_tile(page: Page, found: Figures) -> list[Tile]:
    """How many full teams deep, and what one more is short of; none where that may not be said."""
    teams = found.teams
    if teams is None or teams.teams is None:
        return []
    short = listing([cut(each) for each in teams.short_titles], 2)
    result = teams_kept(teams.teams, teams.short_titles, teams.people, teams.wanted)
    said = f"full {'team' if teams.teams == 1 else 'teams'} deep; one more is short of {short}"
    return [Tile(f"{teams.teams:,}", said, page.key(Measure.TEAMS, result))]


def exercises_said(page: Page, session: Session, scope: Scope, found: Figures) -> Told:
    """How many exercises of the last year reached how far, who was missing most often, and the ladder."""
    assert found.activity is not None
    year = found.activity.exercises[0]
    key = page.key(Measure.EXERCISES, reach_kept(year.reached), {"months": year.months})
    named = ((year.full, "with full reach"), (year.joint, "joint"), (year.siloed, "siloed"))
    parts = [f"{many:,} {how}" for many, how in named if many]
    what = "exercise or incident" if year.played == 1 else "exercises or incidents"
    said = f"{what} in {year.months} months: {listing(parts or ['none'])}"
    if year.not_played:
        said += f"; {without_players(year.not_played)}"
    lines = []
    who, times = most_missing(year.without)
    if who is not None:
        result = missing_kept(who, times, year.played)
        missing = page.key(Measure.MISSING, result, {"months": year.months})
        lines.append(
            f"Most often missing at the table: {discipline_name(who)}, in {times:,} of {year.played:,} that "
            f"were played (key {missing}). Full reach means law enforcement, fire, EMS and 911 together."
        )
    climbed = climbed_on(session, found.as_of, agencies_in(catalogue_of(session), scope)).highest
    step = page.key(Measure.LADDER, {"highest": climbed}, {"months": TOGETHER_MONTHS})
    lines.append(
        f"Highest step of the ladder (tabletop, simulation, full-scale) in {TOGETHER_MONTHS} months: "
        f"{climbed or 'none'} (key {step})."
    )
    return Told([Tile(f"{year.played:,}", said, key)], lines)


def actions_said(page: Page, found: Figures) -> Told:
    """The fix rate, and how corrective actions stand: closed means shown by a later exercise."""
    assert found.activity is not None
    there = found.activity.actions
    key = page.key(Measure.ACTIONS, actions_kept(there.standing))
    if not any(there.standing.values()):
        return Told(lines=[f"No corrective action is on record (key {key})."])
    rate = fix_rate(there.standing)
    said = f"of {plural(rate.claimed, 'action')} said to be done were shown to work"
    line = (
        f"Corrective actions: {there.open:,} open, {there.overdue:,} overdue, {there.done:,} done and not "
        f"shown yet, {there.shown:,} shown, {there.came_back:,} came back (key {key})."
    )
    told = said if rate.claimed else "no action is said to be done yet"
    return Told([Tile(in_percent(rate.share), told, page.key(Measure.FIX_RATE, rate._asdict()))], [line])


def plans_said(page: Page, found: Figures) -> list[str]:
    """For each shared plan how many agencies adopted the revision in force."""
    lines = []
    for each in found.plans[:MOST_PLANS]:
        key = page.key(Measure.ADOPTED, adopted_kept(each.adopted, each.agencies), {"plan": each.plan})
        lines.append(
            f"{cut(each.name)} {cut(each.revision)}, in force: adopted by {each.adopted:,} of "
            f"{plural(each.agencies, 'agency', 'agencies')} (key {key})."
        )
    return lines


def hoped_and_proven(page: Page, session: Session, scope: Scope, found: Figures) -> list[str]:
    """The five bars of the scorecard as claimed and as proven; of the region and of an agency alone."""
    if scope != EVERYONE and scope.kind is not ScopeKind.AGENCY:
        return []
    agency = scope.number if scope.kind is ScopeKind.AGENCY else None
    said = []
    for bar in scorecard_of(session, agency, page.as_of, page.fewest, found):
        if bar.claimed is not None and bar.proven is not None:
            result, question = (
                {"claimed": bar.claimed, "proven": bar.proven},
                {"category": bar.category.value},
            )
            key = page.key(Measure.SCORE, result, question)
            said.append(f"{bar.category.text} {bar.claimed}% and {bar.proven}% (key {key})")
    if not said:
        return []
    return [
        f"Points of the scorecard, claimed and proven: {'; '.join(said[:HALF])}.",
        *([f"{'; '.join(said[HALF:])}."] if said[HALF:] else []),
        "A local self-assessment: proven is what the records show, or has evidence of the last "
        f"{FRESH_MONTHS} months.",
    ]


def cut(name: str, most: int = 40) -> str:
    """A name that leaves the line room for the rest."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
