"""The kinds of import and what a row of each holds. Columns, defaults and checks are `docs/imports.md`'s.

Every kind is a frozen dataclass: its fields are the columns, in the order an export writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from files.columns import (
    ImportRow,
    Kind,
    bold,
    count_of,
    day,
    email_address,
    list_of_texts,
    long_text,
    number_of_hours,
    one_of,
    plain,
    short_text,
    some_of,
    yes_or_no,
)
from files.intake import ColumnReport, MissingColumn, Parsed, Refused, check_columns, parse_rows
from readiness.records import AbsenceKind, Anchor, Relation
from readiness.vocabulary import Discipline, Governance, Result
from words.folding import fold

__all__ = [
    "ABSENCES",
    "AGENCIES",
    "COMPLETIONS",
    "COURSES",
    "EQUIVALENTS",
    "KINDS",
    "REQUIREMENTS",
    "ROSTER",
    "RULES",
    "AbsenceRow",
    "AgencyRow",
    "ColumnReport",
    "CompletionRow",
    "CourseRow",
    "EquivalentRow",
    "ImportRow",
    "Kind",
    "MissingColumn",
    "Parsed",
    "Refused",
    "RequirementRow",
    "RosterRow",
    "RuleRow",
    "UnknownKind",
    "check_columns",
    "kind_named",
    "parse_rows",
]

_CODE = 64  # characters of a course's code, a member id, a record's number
_DAYS = 3650
_MONTHS = 600

Code = Annotated[str, bold(short_text(_CODE))]
OtherCode = Annotated[str, plain(short_text(_CODE))]
Email = Annotated[str | None, plain(email_address)]
MemberId = Annotated[str | None, plain(short_text(_CODE))]
BoldDay = Annotated[date, bold(day)]
Day = Annotated[date | None, plain(day)]
ShortText = Annotated[str, plain(short_text())]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow(ImportRow):
    """An agency. A strength of 0 is none declared."""

    agency: Annotated[str, bold(short_text())]
    disciplines: Annotated[frozenset[Discipline], bold(some_of(Discipline))]
    jurisdiction: ShortText = ""
    governance: Annotated[Governance | None, plain(one_of(Governance))] = None
    strength: Annotated[int, plain(count_of("people", most=100_000))] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow(ImportRow):
    """A person's affiliation with one agency; somebody in two agencies stands on two rows."""

    either: ClassVar[tuple[str, ...]] = ("email", "member_id")

    email: Email = None
    member_id: MemberId = None
    first_name: Annotated[str, bold(short_text(100))]
    last_name: Annotated[str, bold(short_text(100))]
    agency: Annotated[str, bold(short_text())]
    role: Annotated[str, plain(short_text(100))] = ""
    rank: Annotated[str, plain(short_text(100))] = ""
    fema_sid: OtherCode = ""
    phone: OtherCode = ""
    joined_on: Day = None
    left_on: Day = None

    def objections(self, today: date) -> Iterator[str]:
        """Refuses an affiliation that ends before it begins."""
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            yield f"left_on: {self.left_on} comes before joined_on, {self.joined_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow(ImportRow):
    """A course, and how many hours it usually takes."""

    code: Code
    title: Annotated[str, bold(short_text())]
    hours: Annotated[float, plain(number_of_hours)] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow(ImportRow):
    """A version of how long a completion of a course lasts. No interval: it never expires."""

    course: Code
    effective_on: BoldDay
    interval_months: Annotated[int | None, plain(count_of("months", least=1, most=_MONTHS))] = None
    anchor: Annotated[Anchor, plain(one_of(Anchor))] = Anchor.COMPLETION
    window_days: Annotated[int, plain(count_of("days", most=_DAYS))] = 60
    month_end: Annotated[bool, plain(yes_or_no)] = False
    cycle_start: Day = None
    grace_days: Annotated[int, plain(count_of("days", most=_DAYS))] = 0
    initial_days: Annotated[int, plain(count_of("days", most=_DAYS))] = 0
    lapse_months: Annotated[int, plain(count_of("months", most=_MONTHS))] = 36

    def objections(self, today: date) -> Iterator[str]:
        """Refuses cycles of which nobody knows when they begin."""
        if self.anchor is Anchor.CYCLE and self.cycle_start is None:
            yield "cycle_start: empty; the anchor cycle needs the day a cycle begins, such as 2023-09-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRow(ImportRow):
    """Who must hold a course. No disciplines stands for `all`; no roles: every role; no day: always."""

    course: Code
    disciplines: Annotated[frozenset[Discipline], bold(some_of(Discipline, everything="all"))]
    roles: Annotated[tuple[str, ...], plain(list_of_texts())] = ()
    effective_on: Day = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalentRow(ImportRow):
    """A course that counts for another, in full or as a refresher."""

    course: Code
    counts_for: Code
    kind: Annotated[Relation, bold(one_of(Relation))]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionRow(ImportRow):
    """What a person completed, or did not. The columns from `record` on are those an export adds."""

    either: ClassVar[tuple[str, ...]] = ("email", "member_id")

    email: Email = None
    member_id: MemberId = None
    course: Code
    completed_on: BoldDay
    hours: Annotated[float, plain(number_of_hours)] = 0.0
    provider: ShortText = ""
    instructor: ShortText = ""
    result: Annotated[Result, plain(one_of(Result))] = Result.PASS
    verified: Annotated[bool, plain(yes_or_no)] = False
    grant: ShortText = ""
    evidence: Annotated[str, plain(long_text())] = ""
    record: OtherCode = ""
    corrects: OtherCode = ""
    voided_on: Day = None
    void_reason: Annotated[str, plain(long_text())] = ""
    verified_by: Annotated[str, plain(short_text(254))] = ""
    verified_on: Day = None
    recorded_by: Annotated[str, plain(short_text(254))] = ""
    recorded_on: Day = None

    def objections(self, today: date) -> Iterator[str]:
        """Refuses what lies in the future, a void without its reason, and a record that corrects itself."""
        if self.completed_on > today:
            yield f"completed_on: {self.completed_on} lies in the future (today is {today})"
        if self.voided_on and not self.void_reason:
            yield "void_reason: empty; a voided completion says why, such as entered twice"
        if self.void_reason and not self.voided_on:
            yield "voided_on: empty; a completion with a void_reason needs the day it was voided"
        if self.corrects and fold(self.corrects) == fold(self.record):
            yield f"corrects: {self.corrects} is the record itself; name the one it corrects"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow(ImportRow):
    """A leave, which is for all courses, or a waiver, for one course or (none named) for all."""

    either: ClassVar[tuple[str, ...]] = ("email", "member_id")

    email: Email = None
    member_id: MemberId = None
    kind: Annotated[AbsenceKind, bold(one_of(AbsenceKind))]
    course: OtherCode = ""
    starts_on: BoldDay
    ends_on: Day = None
    reason: Annotated[str, plain(long_text())] = ""

    def objections(self, today: date) -> Iterator[str]:
        """Refuses a leave from one course, and an absence that ends before it starts."""
        if self.kind is AbsenceKind.LEAVE and self.course:
            yield f"course: a leave is for all courses, so none is named (found {self.course})"
        if self.ends_on and self.ends_on < self.starts_on:
            yield f"ends_on: {self.ends_on} comes before starts_on, {self.starts_on}"


AGENCIES = Kind.of("agencies", 1, AgencyRow)
ROSTER = Kind.of("roster", 2, RosterRow)
COURSES = Kind.of("courses", 3, CourseRow)
RULES = Kind.of("rules", 4, RuleRow)
REQUIREMENTS = Kind.of("requirements", 5, RequirementRow)
EQUIVALENTS = Kind.of("equivalents", 6, EquivalentRow)
COMPLETIONS = Kind.of("completions", 7, CompletionRow)
ABSENCES = Kind.of("absences", 8, AbsenceRow)

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {
        kind.name: kind
        for kind in sorted(
            (AGENCIES, ROSTER, COURSES, RULES, REQUIREMENTS, EQUIVALENTS, COMPLETIONS, ABSENCES),
            key=lambda kind: kind.order,
        )
    }
)
"""Every kind by its name, in the order a county's files go in."""


class UnknownKind(LookupError):
    """No kind of import has that name; the message lists those there are."""


def kind_named(text: str) -> Kind[Any]:
    """The kind of that name, in any case.

    Raises:
        UnknownKind: when there is none.
    """
    try:
        return KINDS[fold(text)]
    except KeyError:
        raise UnknownKind(f'"{text}" is no kind of import; there are {", ".join(KINDS)}') from None
