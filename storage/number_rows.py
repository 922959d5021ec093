"""A kept number counted anew: by what was known at an instant, or is known now, and what it is counted of.

The one computation (`storage.answers`, `readiness.coverage`) is asked again; those of whom something was
recorded since are read as they were known then (`storage.known`). Rows name people: they are for those only
who may name everybody in the scope (`commands.kit.may`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.asked import is_active
from readiness.coverage import Counts, coverage
from readiness.due import Scope
from readiness.records import AgencyId, CourseId, PersonId
from readiness.standing import Asked, Status, all_asked
from readiness.vocabulary import Result
from storage.answers import Named, asked_on, names_of, narrowed
from storage.asked_within import countable_of, courses_behind
from storage.catalogue import Catalogue, catalogue_of
from storage.crowds import Countable, countable_on, crowd_with
from storage.known import Known, Since, completions_known
from storage.people import AffiliationRecord
from storage.roster import is_on_roster
from storage.shown_numbers import counts_kept, on_plan_kept
from words.days import spoken
from words.standing import standing_words

RECORD = "record"
"""What is left out where a completion on record is, not a person."""
VOIDED = "voided"
MORE = {"new": "the time allowed at the start is not over"}
"""What a reason means, where that is not plain."""


@dataclass(frozen=True, slots=True)
class OfRecord:
    """The completion on record that a row is about: whose, of which day, and when it was taken back or
    corrected. Whoever may name the people of a scope may not read all that is on record of each of them.
    """

    person: PersonId
    on: date
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One thing a number is counted of, or that was left out of it: `why` says for what kind of reason,
    `detail` what more there is to it.

    `what` is who or what it is, `where` its agency or agencies, `about` a course, a position or a day, `said`
    how it stands. A person is told from another of that name by `email` and `member_id`. `record`: that row
    is about a completion that was left out, not about a person.
    """

    what: str
    where: str = ""
    about: str = ""
    said: str = ""
    why: str = ""
    email: str = ""
    member_id: str = ""
    record: OfRecord | None = None
    detail: str = ""

    @property
    def left_out(self) -> str:
        """Of what it says why it is left out, where that is not who or what it is."""
        return RECORD if self.record is not None else ""

    @property
    def reason(self) -> str:
        """Why it is left out, in whole: "record voided: entered twice"; empty where it is not."""
        why = f"{self.left_out} {self.why}".strip()
        return f"{why}: {self.detail}" if self.detail else why

    @property
    def counts(self) -> bool:
        """Whether it is in the number."""
        return not self.why


@dataclass(frozen=True)
class Asking:
    """A question to be counted: of whom, on which day, what; by what was known then, or (None) is known now.

    `fewest` people are counted, and no fewer (`storage.crowds`).
    """

    session: Session
    scope: Scope
    on: date
    question: Mapping[str, Any] = field(default_factory=dict)
    fewest: int = 1
    known: Known | None = None
    read: dict[Any, list[Asked]] = field(default_factory=dict, compare=False, repr=False)
    """What is asked by what is known now, read once for those that are made of one another by `replace`."""

    @cached_property
    def catalogue(self) -> Catalogue:
        """Agencies, courses and rules, as they are now."""
        return catalogue_of(self.session)

    @property
    def course(self) -> CourseId | None:
        """The course that is asked about; None for all."""
        found = self.question.get("course")
        return found if isinstance(found, int) else None

    @property
    def courses(self) -> list[CourseId] | None:
        """The same as a list of one."""
        return None if self.course is None else [self.course]

    @cached_property
    def since(self) -> Mapping[PersonId, Since]:
        """Those of whom something was recorded since it was counted; nobody, by what is known now."""
        return {} if self.known is None else self.known.since

    @cached_property
    def countable(self) -> Countable:
        """What may be counted on the day, by the memberships and absences as they are, or were, known."""
        found = countable_on(self.session, self.on, self.fewest)
        if not self.since:
            return found
        instead = [(each.now, each.then) for each in self.since.values()]
        return replace(found, crowd=crowd_with(self.catalogue, found.crowd, instead, self.on))

    def named(self, agencies: Iterable[AgencyId]) -> str:
        """Some agencies by name."""
        return ", ".join(sorted(self.catalogue.agencies[key].name for key in agencies))


def _no_rows() -> list[NumberRow]:
    return []


@dataclass(frozen=True)
class Recounted:
    """What came of a question, in the keys of its measure, and how its rows are made when they are wanted.

    `later`: what was recorded since that may bear on it, in words, each with its count.
    """

    result: Mapping[str, Any]
    rows: Callable[[], Sequence[NumberRow]] = _no_rows
    later: Mapping[str, int] = field(default_factory=dict)


def coverage_of(asking: Asking) -> Recounted:
    """Current of required, of a course or of all; of one agency in the scope, where one is asked about."""
    if "agency" in asking.question:
        return _at_agency(asking)
    asked = counted_in(asking)
    counts = sum(_by_course(asking, asked).values(), Counts())
    return _of_people(asking, asked, counts_kept(counts), _why_outside)


def lapsed_of(asking: Asking) -> Recounted:
    """How people of one agency stand in one course."""
    return _at_agency(asking, current_last=True)


def _at_agency(asking: Asking, current_last: bool = False) -> Recounted:
    """How people of one agency in the scope stand in a course or in all, as far as it is counted there."""
    agency = int(asking.question["agency"])
    at = Scope.agency(agency)
    asked = [each for each in counted_in(asking) if asking.countable.has(at, each.course)]
    if asking.course is None and not asking.countable.as_a_whole(at):
        asked = []
    counts = coverage(asking.catalogue.rulebook, asked, asking.on, "agency", asking.scope)
    found = sum((each for (_, key), each in counts.items() if key == agency), Counts())
    theirs = [replace(each, agencies=(agency,)) for each in asked if agency in each.agencies]
    return _of_people(asking, theirs, counts_kept(found), _why_outside, current_last=current_last)


def on_plan_of(asking: Asking) -> Recounted:
    """Of those current in a course, how many were last trained on the plan's revision in force."""
    asked = counted_in(asking)
    counts = sum(_by_course(asking, asked).values(), Counts())
    return _of_people(asking, asked, on_plan_kept(counts), _why_not_current)


def due_of(asking: Asking) -> Recounted:
    """What is met, or not asked for yet, and falls due within so many days."""
    days = int(asking.question["within"])
    asked = counted_in(asking)

    def why_not(each: Asked, on: date) -> str:
        if each.outlook.falling_due(on, days) is not None:
            return ""
        status = each.outlook.status(on)
        if status in (Status.GRACE, Status.EXPIRED, Status.NEVER):
            return "not current already"
        return _why_outside(each, on) if status is not Status.NEW and not status.is_current else "due later"

    count = sum(not why_not(each, asking.on) for each in asked)
    return _of_people(asking, asked, {"count": count}, why_not, passed_over=("due later",))


def counted_in(asking: Asking) -> list[Asked]:
    """What is asked in the scope of the course or of all, by its agencies alone, as far as it is counted."""
    asked = _asked(asking)
    return asked if asking.fewest <= 1 else countable_of(asking.countable, asking.scope, asked)


def _asked(asking: Asking) -> list[Asked]:
    """What is asked in the scope on the day as it is, or was, known, by its agencies only."""
    catalogue, scope, since = asking.catalogue, asking.scope, asking.since
    question = (scope, asking.on, asking.course)
    if question not in asking.read:
        asking.read[question] = asked_on(asking.session, asking.on, scope, asking.courses)
    found = [each for each in asking.read[question] if each.responder not in since]
    then = (each.then for each in since.values())
    found += all_asked(catalogue.rulebook, then, asking.on, asking.courses)
    return narrowed(catalogue.rulebook, sorted(found, key=attrgetter("responder", "course")), scope)


def _by_course(asking: Asking, asked: Sequence[Asked]) -> Mapping[tuple[CourseId, str], Counts]:
    return coverage(asking.catalogue.rulebook, asked, asking.on, "everyone", asking.scope)


def _why_outside(each: Asked, on: date) -> str:
    return {
        Status.ON_LEAVE: "on leave",
        Status.WAIVED: "waived",
        Status.NEW: "new",
    }.get(each.outlook.status(on), "")


def _why_not_current(each: Asked, on: date) -> str:
    return "" if each.outlook.status(on).is_current else _why_outside(each, on) or "not current"


def _of_people(
    asking: Asking,
    asked: Sequence[Asked],
    result: Mapping[str, Any],
    why: Callable[[Asked, date], str],
    passed_over: Collection[str] = (),
    current_last: bool = False,
) -> Recounted:
    def rows() -> list[NumberRow]:
        people = names_of(asking.session, {each.responder for each in asked})
        made = []
        in_order = sorted(asked, key=lambda one: (people[one.responder].sort_key, one.course))
        if current_last:
            in_order.sort(key=lambda one: one.outlook.status(asking.on).is_current)
        for each in in_order:
            reason = why(each, asking.on)
            if reason not in passed_over:
                made.append(_row(asking, people[each.responder], each, reason))
        left_out = [*_records_left_out(asking, asked, people), *_not_asked(asking, asked)]
        return sorted([*made, *left_out], key=lambda row: not row.counts)

    if asking.known is None:
        return Recounted(result, rows)
    later = asking.known.later(_sources(asking), asking.on, _whose(asking, asked))
    return Recounted(result, rows, {kind.value: many for kind, many in later.items()})


def _whose(asking: Asking, asked: Sequence[Asked]) -> set[PersonId]:
    """Whose later records may bear on it: of those asked, and of those in scope by what is known now."""
    catalogue = asking.catalogue
    now = (each.now for each in asking.since.values())
    return {each.responder for each in asked} | {
        each.responder
        for each in all_asked(catalogue.rulebook, now, asking.on, asking.courses)
        if any(
            asking.scope.covers(catalogue.rulebook, each.responder, key, each.units) for key in each.agencies
        )
    }


def _sources(asking: Asking) -> Collection[CourseId] | None:
    """The courses whose completions may count for it; None for those of any."""
    return None if asking.course is None else asking.catalogue.rulebook.sources(asking.course)


def _row(asking: Asking, person: Named, each: Asked, why: str) -> NumberRow:
    outlook = each.outlook
    said = standing_words(outlook.status(asking.on), outlook.due_on(asking.on))
    if outlook.last_on is not None:
        said += f", last trained {spoken(outlook.last_on)}"
    if outlook.unverified(asking.on):
        said += ", unverified"
    about = asking.catalogue.courses[each.course].title
    return replace(
        _of_person(person, asking.named(each.agencies), about, said, why), detail=MORE.get(why, "")
    )


def _records_left_out(
    asking: Asking, asked: Sequence[Asked], people: Mapping[PersonId, Named]
) -> Iterator[NumberRow]:
    """The completions that count for nothing in it, of those it is counted of, each with its reason.

    None of a day after the number's: it is of no standing on that day, and may be of another agency's time.
    """
    behind = courses_behind(asking.catalogue.rulebook, asked)
    where = {each.responder: asking.named(each.agencies) for each in asked}
    rows = completions_known(asking.session, sorted(behind), asking.known, asking.on)
    corrected = {row["corrects_id"]: row["recorded_at"] for row in rows if row["voided_at"] is None}
    there = [row for row in rows if row["completed_on"] <= asking.on]
    order = sorted(there, key=lambda row: (people[row["person_id"]].sort_key, row["completed_on"], row["id"]))
    for row in order:
        why, person = _why_not_counted(row, corrected), row["person_id"]
        if why and row["course_id"] in behind[person]:
            about = asking.catalogue.courses[row["course_id"]].title
            said = f"of {spoken(row['completed_on'])}"
            record = OfRecord(person, row["completed_on"], row["voided_at"] or corrected.get(row["id"]))
            detail = row["void_reason"] if why == VOIDED else None
            left_out = _of_person(people[person], where[person], about, said, why)
            yield replace(left_out, record=record, detail=detail or "")


def _why_not_counted(row: Mapping[str, Any], corrected: Collection[int]) -> str:
    """Why a completion counts for nothing; empty where it counts from its day on."""
    if row["voided_at"] is not None:
        return VOIDED
    if row["id"] in corrected:
        return "corrected by a later one"
    return "" if row["result"] == Result.PASS.value else "not passed"


def _not_asked(asking: Asking, asked: Sequence[Asked]) -> Iterator[NumberRow]:
    """Those of the scope of whom it is not asked."""
    if "agency" in asking.question:
        return
    of_whom = {each.responder for each in asked}
    members = {key: agencies for key, agencies in _members(asking).items() if key not in of_whom}
    people = names_of(asking.session, members)
    about = "" if asking.course is None else asking.catalogue.courses[asking.course].title
    for person in sorted(people.values(), key=attrgetter("sort_key", "id")):
        yield _of_person(person, asking.named(members[person.id]), about, "", "not asked of them")


def _members(asking: Asking) -> dict[PersonId, set[AgencyId]]:
    """Who belongs to the scope on the day, with their agencies there."""
    of = AffiliationRecord
    query = select(of.person_id, of.agency_id, of.unit_id).where(is_on_roster(asking.on))
    since = asking.since
    rows = [
        (person, agency, unit)
        for person, agency, unit in asking.session.execute(query)
        if person not in since
    ]
    rows += [
        (key, term.agency, term.unit)
        for key, each in since.items()
        for term in each.then.affiliations
        if is_active(term, asking.on)
    ]
    found: defaultdict[PersonId, set[AgencyId]] = defaultdict(set)
    for person, agency, unit in rows:
        if asking.scope.covers(asking.catalogue.rulebook, person, agency, (unit,)):
            found[person].add(agency)
    return dict(found)


def _of_person(person: Named, where: str, about: str, said: str, why: str) -> NumberRow:
    return NumberRow(person.name, where, about, said, why, person.email, person.member_id)
