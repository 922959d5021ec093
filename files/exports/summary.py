"""The summary of readiness for a council, counted from the store.

It leaves the region, so nothing stands in it that whoever may not name people could not be told
(`readiness.small_counts`), whoever asked for it; and a share is of the strength agencies declared, where they
declared one larger than their roster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time

from sqlalchemy import true
from sqlalchemy.orm import Session

from files.documents.summary import EXPLAINED, MOST_BARS, MOST_COURSES, Bar, CourseLine, Summary, Tile
from readiness.actions import ActionState, fix_rate
from readiness.dates import add_months
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.exercises import Reach
from readiness.records import AgencyId, CourseId, RuleVersion
from readiness.vocabulary import discipline_name
from storage.answers import agencies_in
from storage.audit import AuditKind, Trail
from storage.catalogue import Catalogue, catalogue_of
from storage.crowds import countable_on
from storage.exercises import ActionRecord
from storage.exercising import held_by, reach_of
from storage.figures import CourseFigures, Figures, figures, heads, scope_key, weakest_part
from storage.improving import actions_on, climbed_on, has_started
from storage.region import Region
from storage.roster import headcounts
from storage.shown_numbers import Measure, Shown
from words.amounts import listing, plural

MONTHS = 12
"""So many months back its exercises count: those since the council heard of readiness a year ago."""
NOTHING_ASKED = "Nothing is asked of anybody here yet."
LOCAL = "Counted from this region's own records by rules of local policy; not an accreditation."


class TooFewPeople(Exception):
    """A scope is too few people to be counted for those who may not name them."""


@dataclass
class _Page:
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


def summary_of(session: Session, region: Region, scope: Scope, as_of: date) -> tuple[Summary, list[Shown]]:
    """The summary of a scope as of a day, and its numbers by key. Raises TooFewPeople.

    Dated with the beginning of that day: made again of the same records it is the same.
    """
    catalogue, fewest = catalogue_of(session), region.smallest_count
    found = figures(session, scope, as_of, fewest)
    if found.left_out and found.overall.is_empty:
        raise TooFewPeople
    page = _Page(scope_key(scope), as_of, fewest)
    strength = _strength(session, catalogue, scope, found, fewest)
    courses = _courses(page, found, strength)
    bars_heading, bars = _bars(page, catalogue, scope, found)
    exercises, actions = _exercises(page, session, scope, as_of), _actions(page, session, scope, as_of)
    tiles = [*_covered(page, found, strength), *_teams(page, found), *exercises[0], *actions[0]]
    of = region.called if scope == EVERYONE else _called(found, scope)
    return Summary(
        of=of[:1].lower() + of[1:] if of == "The region" else of,
        region=region.name or "Muster",
        handling_mark=region.handling_mark,
        as_of=as_of,
        made_at=datetime.combine(as_of, time(), region.zone),
        remarks=[NOTHING_ASKED] if found.overall.is_empty else [],
        tiles=tiles,
        courses=courses,
        bars_heading=bars_heading,
        bars=bars,
        parts=[
            ("Exercises, corrective actions and plans", [*exercises[1], *actions[1], *_plans(page, found)]),
            ("What was left out, and why", _left_out(found, strength, fewest)),
            ("How to check this", [EXPLAINED, LOCAL]),
        ],
    ), page.shown


def note_summary(session: Session, trail: Trail, made: Summary, scope: Scope) -> None:
    """Leaves the audit row of a summary that was made for somebody."""
    subject = ("agency", scope.number) if scope.kind is ScopeKind.AGENCY else ("", None)
    trail.note(
        session, AuditKind.SUMMARY_WRITTEN, subject, scope=scope_key(scope), as_of=made.as_of.isoformat()
    )


def _called(found: Figures, scope: Scope) -> str:
    return discipline_name(str(scope.key)) if scope.kind is ScopeKind.DISCIPLINE else found.scope_name


@dataclass(frozen=True)
class _Strength:
    """Whom agencies declare and no roster lists, of those agencies only that may be counted.

    `by_course` is of how many people a course would be asked of the whole strength, where that is more than
    the rosters list.
    """

    unlisted: int = 0
    agencies: int = 0
    by_course: Mapping[CourseId, int] = field(default_factory=dict)

    def share(self, each: CourseFigures) -> int | None:
        """Percent current of the strength; None where no strength is declared that is larger."""
        of = self.by_course.get(each.course)
        return None if of is None else each.counts.share_of(of)

    def overall(self, courses: Sequence[CourseFigures]) -> int | None:
        """The same of all courses together, each requirement once."""
        if not self.by_course:
            return None
        current = sum(each.counts.current for each in courses)
        of = sum(self.by_course.get(each.course, each.counts.required) for each in courses)
        return 100 * current // of if of else None


def _strength(session: Session, catalogue: Catalogue, scope: Scope, found: Figures, fewest: int) -> _Strength:
    """An agency's own strength is that which it declared; a wider scope's, those listed and not listed."""
    countable, listed = countable_on(session, found.as_of, fewest), headcounts(session, found.as_of)
    within = agencies_in(catalogue, scope)
    missing: dict[AgencyId, int] = {}
    for key in catalogue.agencies if within is None else within:
        more = (catalogue.agencies[key].strength or 0) - listed.get(key, 0)
        if more > 0 and countable.as_a_whole(Scope.agency(key)):
            missing[key] = more
    by_course = {}
    for each in found.courses:
        asked = (more for key, more in missing.items() if countable.crowd.people([key], [each.course]))
        if more := sum(asked):
            by_course[each.course] = found.strength or heads(each.counts) + more
    return _Strength(sum(missing.values()), len(missing), by_course)


def _covered(page: _Page, found: Figures, strength: _Strength) -> list[Tile]:
    if found.overall.is_empty:
        return []
    counts, share = found.overall, strength.overall(found.courses)
    key = page.key(Measure.COVERAGE, asdict(counts), {"course": None})
    listed = f"{counts.current:,} of {counts.required:,} requirements"
    if share is None:
        return [Tile(_percent(counts.share), f"of what is asked is current: {listed}", key)]
    said = f"current, of the declared strength; {_percent(counts.share)} of those listed: {listed}"
    return [Tile(_percent(share), said, key)]


def _courses(page: _Page, found: Figures, strength: _Strength) -> list[CourseLine]:
    return [
        CourseLine(
            each.name,
            _how_often(each.rule),
            each.counts.current,
            each.counts.required,
            each.counts.share,
            strength.share(each),
            page.key(Measure.COVERAGE, asdict(each.counts), {"course": each.course}),
        )
        for each in found.courses[:MOST_COURSES]
    ]


def _bars(page: _Page, catalogue: Catalogue, scope: Scope, found: Figures) -> tuple[str, list[Bar]]:
    """By discipline in the region, by agency in a part of it; the weakest is named in the heading."""
    by_discipline = scope == EVERYONE
    parts = found.disciplines if by_discipline else found.agencies
    if len(parts) < 2:
        return "", []
    named = discipline_name if by_discipline else str
    weakest = weakest_part(parts, found.overall)
    heading = f"By {'discipline' if by_discipline else 'agency'}, weakest first"
    if weakest is not None:
        heading += f": {_cut(named(weakest.name))} {_percent(weakest.counts.share)}"
    if by_discipline and found.weakest_agency is not None:
        agency = found.weakest_agency
        heading += f"; of the agencies {_cut(agency.name)} {_percent(agency.counts.share)}"
    ranked = sorted(parts, key=lambda part: (part.counts.share is None, part.counts.share or 0, part.name))
    bars = []
    for each in ranked[:MOST_BARS]:
        of = Scope.discipline(each.name) if by_discipline else _agency(catalogue, each.name)
        key = page.key(Measure.COVERAGE, asdict(each.counts), {"course": None}, scope_key(of))
        bars.append(Bar(named(each.name), each.counts.current, each.counts.required, each.counts.share, key))
    return heading, bars


def _agency(catalogue: Catalogue, name: str) -> Scope:
    found = catalogue.agency_named(name)
    assert found is not None
    return Scope.agency(found.key)


def _teams(page: _Page, found: Figures) -> list[Tile]:
    teams = found.teams
    if teams is None or teams.teams is None:
        return []
    short = listing([_cut(each) for each in teams.short_titles], 2)
    result = {
        "teams": teams.teams,
        "short": teams.short_titles,
        "people": teams.people,
        "wanted": teams.wanted,
    }
    said = f"full {'team' if teams.teams == 1 else 'teams'} deep; one more is short of {short}"
    return [Tile(f"{teams.teams:,}", said, page.key(Measure.TEAMS, result))]


def _exercises(page: _Page, session: Session, scope: Scope, as_of: date) -> tuple[list[Tile], list[str]]:
    """How many exercises of the last year reached how far; of an agency those it played in."""
    within = agencies_in(catalogue_of(session), scope)
    since = add_months(as_of, -MONTHS)
    held = [each for each in held_by(session, as_of) if since <= each.held_on]
    tables = [
        each
        for each in reach_of(session, [each.id for each in held]).values()
        if within is None or not each.agencies.isdisjoint(within)
    ]
    counted = Counter(each.reach for each in tables)
    result = {each.value.replace(" ", "_"): counted[each] for each in Reach}
    key = page.key(Measure.EXERCISES, result, {"months": MONTHS})
    said = listing([f"{counted[each]:,} {_REACHED[each]}" for each in Reach if counted[each]] or ["none"])
    what = "exercise or incident" if len(tables) == 1 else "exercises or incidents"
    tile = Tile(f"{len(tables):,}", f"{what} in {MONTHS} months: {said}", key)
    missing = Counter(name for each in tables for name in each.missing)
    lines = []
    if missing:
        who, times = min(missing.items(), key=lambda each: (-each[1], each[0]))
        lines.append(
            f"Most often missing at the table: {discipline_name(who)}, in {times:,} of {len(tables):,}. Full "
            "reach means law enforcement, fire, EMS and 911 together."
        )
    climbed = climbed_on(session, as_of, within)
    highest = climbed.highest
    lines.append(
        f"Highest step of the ladder (tabletop, simulation, full-scale) in 24 months: {highest or 'none'}."
    )
    return [tile], lines


_REACHED = {
    Reach.FULL: "with full reach",
    Reach.JOINT: "joint",
    Reach.SILOED: "siloed",
    Reach.NOT_PLAYED: "with no player on record",
}


def _actions(page: _Page, session: Session, scope: Scope, as_of: date) -> tuple[list[Tile], list[str]]:
    """The fix rate, and how corrective actions stand: closed means shown by a later exercise."""
    within = agencies_in(catalogue_of(session), scope)
    whose = true() if within is None else ActionRecord.agency_id.in_(sorted(within))
    states = [each.state for each in actions_on(session, as_of, has_started(as_of), whose)]
    counted = Counter(states)
    named = (
        ActionState.OPEN,
        ActionState.OVERDUE,
        ActionState.SHOWN,
        ActionState.DONE,
        ActionState.CAME_BACK,
    )
    key = page.key(Measure.ACTIONS, {each.value: counted[each] for each in named})
    if not states:
        return [], [f"No corrective action is on record (key {key})."]
    rate = fix_rate(states)
    claimed = sum(counted[each] for each in named if each.is_claimed)
    share = None if rate is None else int(100 * rate)
    said = (
        f"of {plural(claimed, 'action')} said to be done were shown to work"
        if claimed
        else "no action is said to be done yet"
    )
    line = (
        f"Corrective actions: {counted[ActionState.OPEN]:,} open, {counted[ActionState.OVERDUE]:,} overdue, "
        f"{counted[ActionState.DONE]:,} done and not shown yet, {counted[ActionState.SHOWN]:,} shown, "
        f"{counted[ActionState.CAME_BACK]:,} came back."
    )
    return [Tile(_percent(share), said, key)], [line]


def _plans(page: _Page, found: Figures) -> list[str]:
    """For each shared plan how many agencies adopted the revision in force."""
    lines = []
    for each in found.plans[:2]:
        key = page.key(Measure.ADOPTED, {"adopted": each.adopted, "of": each.agencies}, {"plan": each.plan})
        lines.append(
            f"{_cut(each.name)} {_cut(each.revision)}, in force: adopted by {each.adopted:,} of "
            f"{plural(each.agencies, 'agency', 'agencies')} (key {key})."
        )
    return lines


def _left_out(found: Figures, strength: _Strength, fewest: int) -> list[str]:
    """What stands in no share, with its reason."""
    counts = found.overall
    outside = [
        f"{number:,} {what}"
        for number, what in (
            (counts.on_leave, "of people on leave"),
            (counts.waived, "waived"),
            (counts.new, "of people still in their first days to take it"),
        )
        if number
    ]
    lines = [
        f"Requirements outside the shares: {listing(outside)}."
        if outside
        else "Nobody is on leave, waived or new: no requirement is outside the shares."
    ]
    if counts.unverified:
        lines.append(
            f"Of {counts.current:,} current, {counts.unverified:,} rest on records that nobody has verified; "
            "they are counted."
        )
    if found.left_out:
        lines.append(
            f"Parts of fewer than {fewest} people, and those from which these could be worked out, have no "
            "count of their own, so that no number tells of a person."
        )
    if found.hidden:
        lines.append(
            f"{plural(len(found.hidden), 'course')} asked of too few people stand in no number here."
        )
    if strength.unlisted:
        agencies = plural(strength.agencies, "agency declares", "agencies declare")
        lines.append(
            f"{agencies} {strength.unlisted:,} more people than their rosters list: a share of the strength "
            "takes them for not current."
        )
    if (more := len(found.courses) - MOST_COURSES) > 0:
        lines.append(
            f"{plural(more, 'course')} with fewer people to train not listed; in the total they are."
        )
    bars = found.disciplines if found.scope == "everyone" else found.agencies
    if (rest := len(bars) - MOST_BARS) > 0:
        lines.append(f"{plural(rest, 'part')} with a higher share not listed; in the total they are.")
    lines.append("Shares round down. A requirement is one course asked of one person.")
    return lines


def _how_often(rule: RuleVersion) -> str:
    """How often a course is to be taken, in as few words as a council reads."""
    return "once" if rule.interval_months is None else f"every {plural(rule.interval_months, 'month')}"


def _percent(share: int | None) -> str:
    return "n/a" if share is None else f"{share}%"


def _cut(name: str, most: int = 40) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
