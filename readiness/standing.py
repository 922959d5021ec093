"""Where one person stands with one required course, on a day and on the days after it.

See "Standing" and "Who is due" in docs/rules.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from readiness.asked import required_of, start
from readiness.dates import add_months, day_after
from readiness.expiry import NEVER, expiry, versions_in_force
from readiness.plans import ended_by
from readiness.qualifying import Qualifying, qualifying
from readiness.records import (
    Absence,
    AbsenceKind,
    Affiliation,
    AgencyId,
    Completion,
    CourseId,
    PersonId,
    Responder,
    Rulebook,
    UnitId,
)

__all__ = [
    "DUE_SOON_DAYS",
    "Asked",
    "Due",
    "Outlook",
    "Status",
    "all_asked",
    "changes_on",
    "days_of_change",
    "good_through",
    "outlook",
    "outlooks",
    "required_of",
]

DUE_SOON_DAYS = 90
"""Days before an expiry on which someone current is said to be due soon (local policy)."""


class Status(StrEnum):
    """Where a person stands with a required course; the first that fits, in this order."""

    WAIVED = "waived"  # a waiver covers the day
    ON_LEAVE = "on_leave"  # a leave covers the day
    NEW = "new"  # nothing qualifies yet, and the time allowed at the start is not over
    NEVER = "never"  # nothing qualifies
    CURRENT = "current"
    DUE_SOON = "due_soon"  # current, and expires within DUE_SOON_DAYS
    GRACE = "grace"  # expired, within the grace days; not current
    EXPIRED = "expired"

    @property
    def is_current(self) -> bool:
        """Whether it counts as current: due soon does, grace does not."""
        return self in (Status.CURRENT, Status.DUE_SOON)


@dataclass(frozen=True, slots=True)
class Due:
    """One line of "who is due"."""

    status: Status
    due_on: date | None  # None: never trained, and no day to count from
    verified: bool | None  # verified completions alone say the same; None where nothing qualifies


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of one person and one required course on a day.

    Holds, unchanged, on later days until something takes effect (see `changes_on`).
    The `verified_` fields are the same by verified completions alone.
    """

    hold: Status | None  # WAIVED or ON_LEAVE
    last_on: date | None  # the last qualifying day
    expires_on: date | None  # NEVER if it never expires; None if nothing qualifies
    ahead: tuple[tuple[date, date], ...]  # (day a recorded version or revision takes effect, expiry then)
    first_due_on: date | None  # for someone with nothing: start + initial_days, None without a start
    initial_days: int
    grace_days: int
    lapse_months: int
    verified_last_on: date | None
    verified_expires_on: date | None
    verified_ahead: tuple[tuple[date, date], ...]

    def status(self, on: date) -> Status:
        """Where the person stands on a day."""
        return self.hold or self._status_by(self.expires_on, on)

    def due_on(self, on: date) -> date | None:
        """The due date that goes with the status of that day.

        None when waived or on leave, when it never expires, and without a day to count from.
        """
        if self.hold is not None or self.expires_on == NEVER:
            return None
        return self.first_due_on if self.expires_on is None else self.expires_on

    def standing(self, on: date) -> Due:
        """Where the person stands on a day, with the due date that goes with it, in the form of the list."""
        status, due_on = self.status(on), self.due_on(on)
        verified = None
        if self.hold is None and self.expires_on is not None:
            verified = (status, self.expires_on) == (
                self._status_by(self.verified_expires_on, on),
                self.verified_expires_on,
            )
        return Due(status, due_on, verified)

    def due_within(self, on: date, days: int) -> Due | None:
        """What "who is due within so many days" says of the person on a day; None when not due.

        Looks ahead to the versions and revisions that take effect within those days.
        """
        if self.hold is not None:
            return None
        listed = self._listed(self.expires_on, self.ahead, on, days)
        if listed is None:
            return None
        verified = None
        if self.expires_on is not None:
            verified = listed == self._listed(self.verified_expires_on, self.verified_ahead, on, days)
        status, due_on = listed
        return Due(status, due_on, verified)

    def falling_due(self, on: date, days: int) -> Due | None:
        """What of the list falls due within so many days: it is met, or not asked for yet. None for all else.

        What has lapsed already, or was never taken, is on the list of who is due and falls due no more.
        """
        return self.due_within(on, days) if self.falls_due(on, days) else None

    def falls_due(self, on: date, days: int) -> bool:
        """Whether it falls due within so many days, as `falling_due` has it."""
        if self.hold is not None:
            return False
        listed = self._listed(self.expires_on, self.ahead, on, days)
        return listed is not None and listed[0] in (Status.DUE_SOON, Status.NEW)

    def unverified(self, on: date) -> bool:
        """Whether it counts as current, but would not by verified completions alone."""
        if self.verified_expires_on == self.expires_on or not self.status(on).is_current:
            return False
        return not self._status_by(self.verified_expires_on, on).is_current

    def refresher_suffices(self, on: date) -> bool:
        """Whether a refresher is still enough; not once more than `lapse_months` past the expiry.

        False, too, for someone with nothing to refresh.
        """
        if self.expires_on is None:
            return False
        return on <= self.expires_on or on <= add_months(self.expires_on, self.lapse_months)

    @property
    def soonest_on(self) -> date | None:
        """No due date shown while this outlook holds is earlier: fit for an index.

        NEVER when none is to come; None when nothing qualifies and there is no day to count from.
        """
        if self.expires_on is None:
            return self.first_due_on
        return min([self.expires_on, *(expires_on for _, expires_on in self.ahead)])

    def _status_by(self, expires_on: date | None, on: date) -> Status:
        if expires_on is None:
            may_wait = self.initial_days > 0 and self.first_due_on is not None and on <= self.first_due_on
            return Status.NEW if may_wait else Status.NEVER
        if expires_on == NEVER:
            return Status.CURRENT
        left = (expires_on - on).days
        if left >= 0:
            return Status.DUE_SOON if left <= DUE_SOON_DAYS else Status.CURRENT
        return Status.GRACE if -left <= self.grace_days else Status.EXPIRED

    def _listed(
        self, expires_on: date | None, ahead: Iterable[tuple[date, date]], on: date, days: int
    ) -> tuple[Status, date | None] | None:
        """The status and due date of the list, None when not on it; waivers and leaves apart."""
        status = self._status_by(expires_on, on)
        match status:
            case Status.NEVER:
                return status, self.first_due_on
            case Status.GRACE | Status.EXPIRED:
                return status, expires_on
            case Status.NEW:
                due_on = self.first_due_on
            case _:
                status, due_on = Status.DUE_SOON, expires_on
                by_then = [expiry_then for day, expiry_then in ahead if (day - on).days <= days]
                if by_then and due_on is not None:
                    due_on = min(due_on, by_then[-1])
        if due_on is None or due_on == NEVER or (due_on - on).days > days:
            return None
        return status, due_on


NO_UNITS: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """One course asked of one person, the agencies that ask it, and how they stand with it.

    `units` are those as one of which it is asked; what was asked of one unit may name that one alone.
    """

    responder: PersonId
    course: CourseId
    agencies: tuple[AgencyId, ...]
    outlook: Outlook
    units: frozenset[UnitId] = field(default=NO_UNITS, compare=False)


def all_asked(
    rulebook: Rulebook,
    responders: Iterable[Responder],
    on: date,
    courses: Collection[CourseId] | None = None,
) -> Iterator[Asked]:
    """Every course asked of these people on a day, of some courses only where they are named."""
    for responder in responders:
        for course, (holding, found) in outlooks(rulebook, responder, on, courses).items():
            if len(holding) == 1:
                agencies: tuple[AgencyId, ...] = (holding[0].agency,)
            else:
                agencies = tuple(dict.fromkeys(affiliation.agency for affiliation in holding))
            units = frozenset([each.unit for each in holding if each.unit is not None]) or NO_UNITS
            yield Asked(responder.key, course, agencies, found, units)


def outlook(rulebook: Rulebook, responder: Responder, course: CourseId, on: date) -> Outlook | None:
    """One person's outlook for one course on a day; None when it is not required of them that day."""
    holding = required_of(rulebook, responder, on).get(course)
    return None if holding is None else _outlook(rulebook, responder, course, holding, on)


def outlooks(
    rulebook: Rulebook, responder: Responder, on: date, courses: Collection[CourseId] | None = None
) -> dict[CourseId, tuple[tuple[Affiliation, ...], Outlook]]:
    """Every course required of a person on a day, with the affiliations that must hold it.

    Of some courses only, where they are named.
    """
    return {
        course: (holding, _outlook(rulebook, responder, course, holding, on))
        for course, holding in required_of(rulebook, responder, on).items()
        if courses is None or course in courses
    }


def changes_on(rulebook: Rulebook, responder: Responder, on: date) -> date | None:
    """The first day after `on` from which the person's outlooks may no longer hold; None if never.

    On it a rule's version, a plan's revision or a requirement takes effect that may concern the person, an
    affiliation or absence begins or is over, or a completion comes to count. An expiry drawing near is no
    such day: an outlook knows of it.
    """
    days = days_of_change(rulebook, responder)
    place = bisect_right(days, on)
    return days[place] if place < len(days) else None


def days_of_change(rulebook: Rulebook, responder: Responder) -> Sequence[date]:
    """Every day from which a person's outlooks may be others than on the day before, in order.

    Between two of them outlooks are the same on every day, also on the days before today.
    """
    days: set[date | None] = {completion.completed_on for completion in responder.completions}
    for affiliation in responder.affiliations:
        # One that is over counts as well: the start is followed back through those asked the same *today*.
        days.update(rulebook.turns(affiliation.agency))
        days |= {affiliation.joined_on, _over_on(affiliation.left_on)}
    for absence in responder.absences:
        days |= {absence.starts_on, _over_on(absence.ends_on)}
    return sorted(day for day in days if day is not None)


def _over_on(last_day: date | None) -> date | None:
    return None if last_day is None else day_after(last_day)


def _outlook(
    rulebook: Rulebook, responder: Responder, course: CourseId, holding: Sequence[Affiliation], on: date
) -> Outlook:
    newest = versions_in_force(rulebook.versions[course], on)[-1]
    sources = rulebook.sources(course)
    may_count = [completion for completion in responder.completions if completion.course in sources]
    confirmed = [completion for completion in may_count if completion.verified]
    validity = verified = _Validity.of(rulebook, course, may_count, on)
    if len(confirmed) < len(may_count):
        verified = _Validity.of(rulebook, course, confirmed, on)
    started_on = None
    if validity.last_on is None:
        started_on = start(rulebook, responder, course, holding, on)
    return Outlook(
        hold=_hold(responder.absences, course, on),
        last_on=validity.last_on,
        expires_on=validity.expires_on,
        ahead=validity.ahead,
        first_due_on=None if started_on is None else started_on + timedelta(days=newest.initial_days),
        initial_days=newest.initial_days,
        grace_days=newest.grace_days,
        lapse_months=newest.lapse_months,
        verified_last_on=verified.last_on,
        verified_expires_on=verified.expires_on,
        verified_ahead=verified.ahead,
    )


@dataclass(frozen=True, slots=True)
class _Validity:
    """How long some completions are good for, now and by the versions and revisions still to come."""

    last_on: date | None
    expires_on: date | None
    ahead: tuple[tuple[date, date], ...]

    @classmethod
    def of(
        cls, rulebook: Rulebook, course: CourseId, completions: Collection[Completion], on: date
    ) -> _Validity:
        counted = qualifying(rulebook, course, completions, on)
        if not counted.days:
            return _NOTHING_VALID
        ahead = []
        for day in rulebook.turns_of(course):
            expires_on = good_through(rulebook, course, counted, day) if day > on else None
            if expires_on is not None:
                ahead.append((day, expires_on))
        return cls(counted.days[-1], good_through(rulebook, course, counted, on), tuple(ahead))


_NOTHING_VALID = _Validity(None, None, ())


def good_through(rulebook: Rulebook, course: CourseId, counted: Qualifying, on: date) -> date | None:
    """Until when what counts holds: by the rule and the certificates, then by the plan the course teaches."""
    days = counted.days
    by_rule = expiry(rulebook.versions[course], days, on, counted.own)
    by_plan = ended_by(rulebook.revisions_of(course), days[-1], on) if days else None
    return by_rule if by_rule is None or by_plan is None else min(by_rule, by_plan)


def _hold(absences: Sequence[Absence], course: CourseId, on: date) -> Status | None:
    """What takes the person out of the count on a day: a waiver, before a leave."""
    if not absences:
        return None
    covering = [absence for absence in absences if absence.covers(on)]
    if any(a.kind is AbsenceKind.WAIVER and a.course in (None, course) for a in covering):
        return Status.WAIVED
    if any(a.kind is AbsenceKind.LEAVE for a in covering):
        return Status.ON_LEAVE
    return None
