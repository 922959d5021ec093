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
from commands.readiness.coverage_views import lapsed_words
from readiness.due import ScopeKind
from readiness.records import AgencyId
from readiness.vocabulary import CORE
from storage.figures import Figures, Lapsed, scope_in
from words.amounts import listing, plural
from words.days import spoken

STEPS = 3
FOUR_WEEKS = timedelta(weeks=4)
"""How long the one who is asked to do something has for it."""

COURSE = 60
MANAGER = "the emergency manager"
NOTHING = "", "", ""
A_YEAR = 12


class Kind(IntEnum):
    """What a step is about, the most useful first."""

    TRAIN = 1  # people who have lapsed, or soon will
    SETTLE = 2  # corrective actions that are overdue
    JOIN = 3  # who was missing from exercises, or that none was held
    PLAY = 4  # positions that one team more would be short of
    SEAT = 5  # seats that were filled in no meeting


@dataclass(frozen=True)
class Step:
    """One thing to do: about whom or what, what, and whose it is; `pair`: the lapsed one it speaks of.

    `brief` says what, about whom it is where its owner does not say so, in one short line.
    """

    kind: Kind
    about: str
    what: str
    owner: str
    brief: str
    pair: Lapsed | None = None


def next_steps(figures: Figures) -> list[Step]:
    """The most useful things to do, at most three."""
    by_kind = [list(each) for each in (_train(figures), _settle(figures), *map(iter, _once(figures)))]
    turns = chain.from_iterable(zip_longest(*by_kind))
    return [step for step in turns if step is not None][:STEPS]


def step_line(figures: Figures, number: int, step: Step) -> tuple[str, str]:
    """A step in a line: what stands out, and the rest."""
    return f"{number}. {step.about}", f": {asked_of(figures, step)}"


def asked_of(figures: Figures, step: Step) -> str:
    """What is to be done, by whom and until when: "train 12. The lead of Cedar Fire, by 24 Dec 2026."."""
    return f"{step.what}. {begun(step.owner)}, by {spoken(figures.as_of + FOUR_WEEKS)}."


def brief_line(number: int, step: Step) -> tuple[str, str]:
    """A step in a short line: who, which stands out, and what. By which day stands above them."""
    return f"{number}. {begun(step.owner)}", f": {step.brief}"


def steps_heading(figures: Figures) -> str:
    """What stands above steps in short lines: by which day they are asked for."""
    return f"What to do next, by {spoken(figures.as_of + FOUR_WEEKS)}"


def owner_of(figures: Figures, agency: AgencyId | None, name: str) -> str:
    """Who sees to something of an agency; of none, the emergency manager."""
    is_led = agency is not None and figures.activity is not None and agency in figures.activity.led
    return f"the lead of {name}" if is_led else MANAGER


def _of(figures: Figures, agency: AgencyId | None, name: str) -> str:
    """Of which agency, where its owner is not named by it."""
    return "" if not name or owner_of(figures, agency, name) != MANAGER else f" of {name}"


def _owner_of_scope(figures: Figures) -> str:
    scope = scope_in(figures.scope)
    is_agency = scope is not None and scope.kind is ScopeKind.AGENCY
    return owner_of(figures, scope.number if is_agency and scope else None, figures.scope_name)


def _train(figures: Figures) -> Iterator[Step]:
    for each in figures.lapsed[:STEPS]:
        people = plural(each.counts.to_train, "person", "people")
        about = f"{each.agency}, {cut(each.course, COURSE)}"
        what = f"train or renew {people} ({lapsed_words(each.counts)})"
        owner = owner_of(figures, each.agency_id, each.agency)
        whom = f"{each.counts.to_train:,}{_of(figures, each.agency_id, each.agency)}"
        brief = f"train {whom} in {cut(each.course, COURSE)}"
        yield Step(Kind.TRAIN, about, what, owner, brief, each)
    soon = figures.due.get(30, 0)
    if figures.lapsed:
        return
    owner = _owner_of_scope(figures)
    if figures.overall.to_train:
        what = f"train or renew {figures.overall.to_train:,}"
        brief = f"train {figures.overall.to_train:,}, of agencies too small to be named"
        yield Step(Kind.TRAIN, "Agencies too small to be named", what, owner, brief)
    elif soon:
        what = f"plan classes for {soon:,} due within 30 days"
        yield Step(Kind.TRAIN, "Nobody has lapsed", what, owner, f"nobody has lapsed; {what}")


def _settle(figures: Figures) -> Iterator[Step]:
    if figures.activity is None:
        return
    for each in figures.activity.actions.most_overdue:
        oldest = f"the oldest was due {spoken(each.since)}"
        what = f"settle {plural(each.overdue, 'overdue corrective action')}; {oldest}"
        if each.overdue == 1:
            what = f"settle the corrective action that was due {spoken(each.since)}"
        owner = owner_of(figures, each.agency, each.name)
        whose = _of(figures, each.agency, each.name)
        brief = f"settle {plural(each.overdue, 'action')}{whose} overdue since {spoken(each.since)}"
        yield Step(Kind.SETTLE, each.name or "Owed by no agency", what, owner, brief)


def _once(figures: Figures) -> list[list[Step]]:
    """The kinds of which there is one step each."""
    owner = _owner_of_scope(figures)
    found = {Kind.JOIN: _join(figures), Kind.PLAY: _play(figures), Kind.SEAT: _seats(figures)}
    return [
        [Step(kind, about, what, owner, brief)] if brief else []
        for kind, (about, what, brief) in sorted(found.items())
    ]


def _join(figures: Figures) -> tuple[str, str, str]:
    year = next(iter(figures.activity.exercises), None) if figures.activity else None
    if year is None:
        return NOTHING
    if not year.played:
        none = f"none was played in {year.months} months"
        return "Exercises", f"plan one; {none}", f"plan an exercise; {none}"
    most = max(CORE, key=lambda each: year.without.get(each, 0))  # of equals the first
    missed = year.without.get(most, 0)
    if not missed:
        return NOTHING
    name, number = SPOKEN[most], f"{missed:,} of {year.played:,}"
    what = f"invite them to the next one; {number} in {year.months} months were without"
    span = "a year" if year.months == A_YEAR else f"{year.months} months"
    brief = f"invite {name}, missing from {number} exercises in {span}"
    return f"{begun(name)} in exercises", what, brief


def _play(figures: Figures) -> tuple[str, str, str]:
    teams = figures.teams
    if teams is None or teams.teams is None or not teams.short_titles:
        return NOTHING
    titles, short = listing(teams.short_titles), "in the next exercise; one team more is short of it"
    return titles, f"play it {short}", f"play {titles} {short}"


def _seats(figures: Figures) -> tuple[str, str, str]:
    never = figures.activity.seats_never_filled if figures.activity else 0
    if not never:
        return NOTHING
    seats = "1 seat was" if never == 1 else f"{never:,} seats were"
    what = f"find who can come; {seats} filled in none this year"
    return "Meetings", what, f"find who can come to meetings; {seats} filled in none this year"
