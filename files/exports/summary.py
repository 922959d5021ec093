"""The summary of readiness for a council, counted from the store.

It leaves the region, so nothing stands in it that whoever may not name people could not be told
(`readiness.small_counts`), whoever asked for it; and a share is of the strength agencies declared, where they
declared one larger than their roster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from files.documents.summary import EXPLAINED, MOST_BARS, MOST_COURSES, Bar, CourseLine, Summary, Tile
from files.exports.summary_parts import (
    HOPED,
    Page,
    actions_said,
    cut,
    exercises_said,
    hoped_and_proven,
    plans_said,
    teams_tile,
)
from readiness.coverage import weakness
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.records import AgencyId, CourseId, RuleVersion
from readiness.vocabulary import discipline_name
from storage.answers import agencies_in
from storage.audit import AuditKind, Trail
from storage.catalogue import Catalogue, catalogue_of
from storage.crowds import countable_on
from storage.figures import CourseFigures, Figures, figures, heads
from storage.region import Region
from storage.roster import headcounts
from storage.scopes import scope_key
from storage.sealing import head_line
from storage.shown_numbers import Measure, Shown, counts_kept
from words.amounts import in_percent, listing, plural
from words.file_names import file_name

NOTHING_ASKED = "Nothing is asked of anybody here yet."
LOCAL = "Counted from this region's own records by rules of local policy; not an accreditation."


class TooFewPeople(Exception):
    """A scope is too few people to be counted for those who may not name them."""


def summary_of(session: Session, region: Region, scope: Scope, as_of: date) -> tuple[Summary, list[Shown]]:
    """The summary of a scope as of a day, and its numbers by key. Raises TooFewPeople.

    Dated with the beginning of that day: made again of the same records it is the same.
    """
    catalogue, fewest = catalogue_of(session), region.smallest_count
    found = figures(session, scope, as_of, fewest, with_records=True, with_activity=True)
    if found.left_out and found.overall.is_empty:
        raise TooFewPeople
    page = Page(scope_key(scope), as_of, fewest)
    strength = _strength(session, catalogue, scope, found, fewest)
    courses = _courses(page, found, strength)
    bars_heading, bars = _bars(page, scope, found)
    exercised, improved = exercises_said(page, session, scope, found), actions_said(page, found)
    tiles = [*_covered(page, found, strength), *teams_tile(page, found), *exercised.tiles, *improved.tiles]
    done = [*exercised.lines, *improved.lines, *plans_said(page, found)]
    of = region.called_within if scope == EVERYONE else _called(found, scope)
    return Summary(
        audit_head=head_line(session),
        of=of,
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
            ("Exercises, corrective actions and plans", done),
            (HOPED, hoped_and_proven(page, session, scope, found)),
            ("What was left out, and why", _left_out(found, strength, fewest)),
            ("How to check this", [EXPLAINED, LOCAL]),
        ],
    ), page.shown


def summary_file(catalogue: Catalogue, scope: Scope, as_of: date) -> str:
    """What its file is called: by its scope, as several may be summed up on one day; a kind where it may
    share its name with an agency."""
    match scope.kind:
        case ScopeKind.EVERYONE:
            of = ""
        case ScopeKind.AGENCY:
            of = catalogue.agencies[scope.number].name
        case _:
            of = f"{scope.kind.value} {scope.key}"
    return file_name("readiness-summary", of, as_of, "pdf")


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
        """Of how many requirements the whole strength would be, of all courses together; None likewise."""
        if not self.by_course:
            return None
        return sum(self.by_course.get(each.course, each.counts.required) for each in courses)

    def asked(self, course: CourseId) -> dict[str, int]:
        """What the question of a course's share holds of it (`storage.shown_numbers`)."""
        return _of_strength(self.by_course.get(course))


def _of_strength(of: int | None) -> dict[str, int]:
    return {} if of is None else {"strength": of}


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


def _covered(page: Page, found: Figures, strength: _Strength) -> list[Tile]:
    if found.overall.is_empty:
        return []
    counts, of = found.overall, strength.overall(found.courses)
    key = page.key(Measure.COVERAGE, counts_kept(counts), {"course": None, **_of_strength(of)})
    listed = f"{counts.current:,} of {counts.required:,} requirements"
    share = None if of is None else counts.share_of(of)
    if share is None:
        return [Tile(in_percent(counts.share), f"of what is asked is current: {listed}", key)]
    said = f"current, of the declared strength; {in_percent(counts.share)} of those listed: {listed}"
    return [Tile(in_percent(share), said, key)]


def _courses(page: Page, found: Figures, strength: _Strength) -> list[CourseLine]:
    return [
        CourseLine(
            each.name,
            _how_often(each.rule),
            each.counts.current,
            each.counts.required,
            each.counts.share,
            strength.share(each),
            page.key(
                Measure.COVERAGE,
                counts_kept(each.counts),
                {"course": each.course, **strength.asked(each.course)},
            ),
        )
        for each in found.courses[:MOST_COURSES]
    ]


def _bars(page: Page, scope: Scope, found: Figures) -> tuple[str, list[Bar]]:
    """By discipline in the region, by agency in a part of it; the weakest is named in the heading."""
    by_discipline = scope == EVERYONE
    parts = found.disciplines if by_discipline else found.agencies
    weakest = found.weakest_discipline if by_discipline else found.weakest_agency
    if len(parts) < 2 and weakest is None and not found.untold:
        return "", []
    named = discipline_name if by_discipline else str
    heading = f"By {'discipline' if by_discipline else 'agency'}, weakest first"
    if weakest is not None:
        heading += f": {cut(named(weakest.name))} {in_percent(weakest.counts.share)}"
    if found.untold:
        heading += f"; {found.untold.said}"
    if by_discipline and found.weakest_agency is not None:
        agency = found.weakest_agency
        of = scope_key(Scope.agency(agency.agency))
        key = page.key(Measure.COVERAGE, counts_kept(agency.counts), {"course": None}, of)
        heading += f"; of the agencies {cut(agency.name)} {in_percent(agency.counts.share)} (key {key})"
    ranked = sorted(parts, key=lambda part: weakness(part.counts, part.name))
    bars = []
    for each in ranked[:MOST_BARS]:
        part = scope_key(Scope.discipline(each.name) if by_discipline else Scope.agency(each.agency))
        key = page.key(Measure.COVERAGE, counts_kept(each.counts), {"course": None}, part)
        bars.append(Bar(named(each.name), each.counts.current, each.counts.required, each.counts.share, key))
    return heading, bars


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
