"""The three most useful things a digest asks for, each with who is to do it and by when.

Never a name: an owner is the lead of an agency, or the emergency manager where an agency has no lead.

Which three: the kinds take turns, in the order of `Kind`, each with its largest first; so that no kind takes
all three places while another waits. Where only people have lapsed these are the agency and course pairs with
the most of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from itertools import chain, zip_longest

from commands.kit.blocks import cut
from commands.language.reach import SPOKEN, begun
from readiness.due import ScopeKind
from readiness.records import AgencyId
from readiness.vocabulary import CORE
from storage.activity_figures import OverdueFigures
from storage.figures import Figures, Lapsed
from storage.scopes import scope_in
from words.amounts import listing, plural
from words.days import spoken

STEPS = 3
FOUR_WEEKS = timedelta(weeks=4)
"""How long the one who is asked to do something has for it."""

COURSE = 40
MANAGER = "the emergency manager"


class Kind(IntEnum):
    """What a step is about, the most useful first."""

    TRAIN = 1  # people who have lapsed, or soon will
    SETTLE = 2  # corrective actions that are overdue
    JOIN = 3  # who was missing from exercises, or that none was held
    PLAY = 4  # positions that one team more would be short of
    SEAT = 5  # seats that were filled in no meeting


@dataclass(frozen=True)
class Step:
    """One thing to do: whose it is, and what; `pair` has lapsed, or `overdue` is owed, as it says."""

    kind: Kind
    owner: str
    what: str
    pair: Lapsed | None = None
    overdue: OverdueFigures | None = None


def next_steps(figures: Figures) -> list[Step]:
    """The most useful things to do, at most three."""
    turns = chain.from_iterable(zip_longest(_train(figures), _settle(figures), *_once(figures)))
    return [step for step in turns if step is not None][:STEPS]


def step_line(number: int, step: Step) -> tuple[str, str]:
    """A step in a line: who, which stands out, and what. By which day stands above them."""
    return f"{number}. {begun(step.owner)}", f": {step.what}"


def asked_of(figures: Figures, step: Step) -> str:
    """A step by itself: "The lead of Cedar Fire, by 24 Dec 2026: train 36 in BLS."."""
    return f"{begun(step.owner)}, by {spoken(figures.as_of + FOUR_WEEKS)}: {step.what}."


def steps_heading(figures: Figures) -> str:
    """What stands above the steps: by which day they are asked for."""
    return f"What to do next, by {spoken(figures.as_of + FOUR_WEEKS)}"


def owner_of(figures: Figures, agency: AgencyId | None, name: str) -> str:
    """Who sees to something of an agency; of none, the emergency manager."""
    return f"the lead of {name}" if _is_led(figures, agency) else MANAGER


def _is_led(figures: Figures, agency: AgencyId | None) -> bool:
    return agency is not None and figures.activity is not None and agency in figures.activity.led


def _of(figures: Figures, agency: AgencyId | None, name: str) -> str:
    """Which agency a step is about, where its owner does not say so already."""
    return "" if not name or _is_led(figures, agency) else f" of {name}"


def _owner_of_scope(figures: Figures) -> str:
    scope = scope_in(figures.scope)
    agency = scope.number if scope is not None and scope.kind is ScopeKind.AGENCY else None
    return owner_of(figures, agency, figures.scope_name)


def _train(figures: Figures) -> Iterator[Step]:
    for each in figures.lapsed[:STEPS]:
        whom = f"{each.counts.to_train:,}{_of(figures, each.agency_id, each.agency)}"
        what = f"train {whom} in {cut(each.course, COURSE)}"
        yield Step(Kind.TRAIN, owner_of(figures, each.agency_id, each.agency), what, each)
    if figures.lapsed:
        return
    owner, soon = _owner_of_scope(figures), figures.due.get(30, 0)
    if figures.overall.to_train:
        what = f"train {figures.overall.to_train:,}, of agencies too small to be named here"
        yield Step(Kind.TRAIN, owner, what)
    elif soon:
        yield Step(Kind.TRAIN, owner, f"nobody has lapsed: plan classes for {soon:,} due within 30 days")


def _settle(figures: Figures) -> Iterator[Step]:
    if figures.activity is None:
        return
    for each in figures.activity.actions.most_overdue:
        whose = _of(figures, each.agency, each.name)
        what = f"settle {plural(each.overdue, 'action')}{whose} overdue since {spoken(each.since)}"
        yield Step(Kind.SETTLE, owner_of(figures, each.agency, each.name), what, overdue=each)


def _once(figures: Figures) -> list[list[Step]]:
    """The kinds of which there is one step each."""
    owner = _owner_of_scope(figures)
    found = ((Kind.JOIN, _join(figures)), (Kind.PLAY, _play(figures)), (Kind.SEAT, _seats(figures)))
    return [[Step(kind, owner, what)] if what else [] for kind, what in found]


def _join(figures: Figures) -> str:
    year = next(iter(figures.activity.exercises), None) if figures.activity else None
    if year is None:
        return ""
    if not year.played:
        return f"plan an exercise; none was played in {year.months} months"
    most = max(CORE, key=lambda each: year.without.get(each, 0))  # of equals the first
    missed = year.without.get(most, 0)
    if not missed:
        return ""
    return f"invite {SPOKEN[most]}, missing from {missed:,} of {year.played:,} exercises in a year"


def _play(figures: Figures) -> str:
    teams = figures.teams
    if teams is None or teams.teams is None or not teams.short_titles:
        return ""
    return f"play {listing(teams.short_titles)} in the next exercise; one team more is short of it"


def _seats(figures: Figures) -> str:
    never = figures.activity.seats_never_filled if figures.activity else 0
    return f"fill {plural(never, 'seat')} that no meeting of this year had filled" if never else ""
