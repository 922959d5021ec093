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
    KNOWN_BY_NAME,
    BoldDay,
    BoldText,
    Code,
    Day,
    Email,
    FullName,
    ImportRow,
    Kind,
    LongText,
    MemberId,
    OtherCode,
    PartOfName,
    ShortText,
    beside,
    bold,
    count_of,
    day,
    how_it_ended,
    list_of_texts,
    number_of_hours,
    one_of,
    plain,
    share_of_people,
    short_text,
    some_of,
    yes_or_no,
)
from files.exercise_kinds import (
    ActionRow,
    AdoptionRow,
    ExerciseRow,
    ParticipationRow,
    PlanRow,
    PositionRow,
    RatingRow,
)
from readiness.records import AbsenceKind, Anchor, Relation
from readiness.vocabulary import Discipline, Governance, Result
from storage.course_aliases import LONGEST_ALIAS
from storage.course_capacity import MOST_CLASSES, MOST_SEATS
from storage.units import LONGEST_UNIT
from words.exercising import ABSENCES_SAID
from words.folding import fold
from words.lengths import LONGEST_INSTRUCTOR, LONGEST_ORIGIN
from words.people_names import split_name
from words.spoken import DISCIPLINES_SAID

__all__ = [
    "ABSENCES",
    "ACTIONS",
    "ADOPTIONS",
    "AGENCIES",
    "COMPLETIONS",
    "COURSES",
    "EQUIVALENTS",
    "EXERCISES",
    "KINDS",
    "PARTICIPATION",
    "PLANS",
    "POSITIONS",
    "RATINGS",
    "REQUIREMENTS",
    "ROSTER",
    "RULES",
    "AbsenceRow",
    "ActionRow",
    "AdoptionRow",
    "AgencyRow",
    "CompletionRow",
    "CourseRow",
    "EquivalentRow",
    "ExerciseRow",
    "ImportRow",
    "Kind",
    "ParticipationRow",
    "PlanRow",
    "PositionRow",
    "RatingRow",
    "RequirementRow",
    "RosterRow",
    "RuleRow",
    "UnknownKind",
    "kind_named",
]

PERSON = ("email", "member_id")
"""The columns that say who is meant."""

UNIT_WORDS = ("station", "shift", "platoon", "company", "battalion")
"""What files call a unit of an agency."""

_RESULTS = (
    "status",
    "completion status",
    "course status",
    "training status",
    "outcome",
    "pass fail",
    "passed",
    "grade",
    "attended",
    "attendance",
)
"""What files call the way a class ended."""

_DAYS, _MONTHS = 3650, 600
_WORKING_LIFE = 60
"""Years; nobody who is on a roster today was trained longer ago."""
_EXPIRES = (
    "expires",
    "expiration date",
    "expiration",
    "expiry date",
    "expiry",
    "expire date",
    "exp date",
    "exp",
    "valid until",
    "valid through",
    "valid thru",
    "valid to",
    "good through",
    "good thru",
    "good until",
    "card expires",
    "certificate expires",
    "certification expires",
    "certification expiration",
    "certificate expiration date",
    "certification expiration date",
    "date of expiry",
    "date of expiration",
    "date expires",
)
"""What files call the last day of a certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow(ImportRow):
    """An agency. A strength of 0 is none declared; a blank of aliases says nothing."""

    agency: BoldText
    disciplines: Annotated[frozenset[Discipline], bold(some_of(Discipline, also=DISCIPLINES_SAID))]
    jurisdiction: ShortText = ""
    governance: Annotated[Governance | None, plain(one_of(Governance))] = None
    strength: Annotated[int, plain(count_of("people", most=100_000))] = 0
    aliases: Annotated[tuple[str, ...], plain(list_of_texts(LONGEST_ALIAS))] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow(ImportRow):
    """A person's affiliation with one agency; somebody in two agencies stands on two rows."""

    either: ClassVar[tuple[tuple[str, ...], ...]] = (PERSON,)
    instead: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"first_name": ("full_name",), "last_name": ("full_name",)}
    )

    email: Email = None
    member_id: MemberId = None
    full_name: FullName = ""
    first_name: Annotated[str, bold(short_text(100))] = ""
    last_name: Annotated[str, bold(short_text(100))] = ""
    agency: BoldText
    role: Annotated[str, plain(short_text(100))] = ""
    rank: Annotated[str, plain(short_text(100))] = ""
    unit: Annotated[str, plain(short_text(LONGEST_UNIT), *UNIT_WORDS)] = ""
    fema_sid: OtherCode = ""
    phone: OtherCode = ""
    joined_on: Day = None
    left_on: Day = None

    def __post_init__(self) -> None:
        """Parts a name that stands in one cell."""
        if self.full_name and not (self.first_name and self.last_name):
            first, last = split_name(self.full_name)
            object.__setattr__(self, "first_name", first)
            object.__setattr__(self, "last_name", last)

    def objections(self, today: date) -> Iterator[str]:
        """Refuses an affiliation that ends before it begins."""
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            yield f"left_on: {self.left_on} comes before joined_on, {self.joined_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow(ImportRow):
    """A course, its usual hours, the plan it teaches, its aliases, how it is taught and how much of it is
    aimed at (`target`, in percent; classes a trainer gives a month; seats a class): a blank of all from the
    plan on says nothing.
    """

    code: Code
    title: BoldText
    hours: Annotated[float, plain(number_of_hours)] = 0.0
    plan: ShortText = ""
    aliases: Annotated[tuple[str, ...], plain(list_of_texts(LONGEST_ALIAS))] = ()
    target: Annotated[int | None, plain(share_of_people)] = None
    trainer_course: OtherCode = ""
    classes_a_month: Annotated[int | None, plain(count_of("classes", least=1, most=MOST_CLASSES))] = None
    seats: Annotated[int | None, plain(count_of("seats", least=1, most=MOST_SEATS))] = None


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
    disciplines: Annotated[
        frozenset[Discipline], bold(some_of(Discipline, everything="all", also=DISCIPLINES_SAID))
    ]
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
    """What a person completed, or did not. The columns from `record` on are those an export adds.

    A certificate may say itself until when it holds; one may be known by that day only.
    """

    either: ClassVar[tuple[tuple[str, ...], ...]] = (PERSON, ("completed_on", "expires_on"))
    instead: ClassVar[Mapping[str, tuple[str, ...]]] = KNOWN_BY_NAME

    email: Email = None
    member_id: MemberId = None
    full_name: FullName = ""
    first_name: PartOfName = ""
    last_name: PartOfName = ""
    agency: Annotated[str, beside(short_text())] = ""
    course: Code
    completed_on: Day = None
    expires_on: Annotated[date | None, plain(day, *_EXPIRES)] = None
    hours: Annotated[float, plain(number_of_hours)] = 0.0
    provider: ShortText = ""
    instructor: Annotated[str, plain(short_text(LONGEST_INSTRUCTOR))] = ""
    result: Annotated[Result, plain(how_it_ended, *_RESULTS)] = Result.PASS
    verified: Annotated[bool, plain(yes_or_no)] = False
    grant: ShortText = ""
    evidence: LongText = ""
    record: OtherCode = ""
    corrects: OtherCode = ""
    voided_on: Day = None
    void_reason: LongText = ""
    verified_by: Annotated[str, plain(short_text(254))] = ""
    verified_on: Day = None
    recorded_by: Annotated[str, plain(short_text(254))] = ""
    recorded_on: Day = None
    recorded_from: Annotated[str, plain(short_text(LONGEST_ORIGIN))] = ""

    def objections(self, today: date) -> Iterator[str]:
        """Refuses what lies in the future or before anybody's time, a certificate that was over before it was
        given, a void without its reason, and a record that corrects itself.
        """
        if self.completed_on and self.completed_on > today:
            yield f"completed_on: {self.completed_on} lies in the future (today is {today})"
        if self.completed_on and self.completed_on.year < today.year - _WORKING_LIFE and not self.record:
            yield f"completed_on: {self.completed_on} is more than {_WORKING_LIFE} years ago; mend the year"
        if self.completed_on and self.expires_on and self.expires_on < self.completed_on:
            yield f"expires_on: {self.expires_on} comes before completed_on, {self.completed_on}"
        if self.voided_on and not self.void_reason:
            yield "void_reason: empty; a voided completion says why, such as entered twice"
        if self.void_reason and not self.voided_on:
            yield "voided_on: empty; a completion with a void_reason needs the day it was voided"
        if self.corrects and fold(self.corrects) == fold(self.record):
            yield f"corrects: {self.corrects} is the record itself; name the one it corrects"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow(ImportRow):
    """A leave, which is for all courses, or a waiver, for one course or (none named) for all."""

    either: ClassVar[tuple[tuple[str, ...], ...]] = (PERSON,)
    instead: ClassVar[Mapping[str, tuple[str, ...]]] = KNOWN_BY_NAME

    email: Email = None
    member_id: MemberId = None
    full_name: FullName = ""
    first_name: PartOfName = ""
    last_name: PartOfName = ""
    agency: Annotated[str, beside(short_text())] = ""
    kind: Annotated[AbsenceKind, bold(one_of(AbsenceKind, ABSENCES_SAID))]
    course: OtherCode = ""
    starts_on: BoldDay
    ends_on: Day = None
    reason: LongText = ""
    approved_by: Annotated[str, plain(short_text(254))] = ""

    def objections(self, today: date) -> Iterator[str]:
        """Refuses a leave from one course, and an absence that ends before it starts."""
        if self.kind is AbsenceKind.LEAVE and self.course:
            yield f"course: a leave is for all courses, so none is named (found {self.course})"
        if self.ends_on and self.ends_on < self.starts_on:
            yield f"ends_on: {self.ends_on} comes before starts_on, {self.starts_on}"


AGENCIES = Kind.of("agencies", 1, AgencyRow)
ROSTER = Kind.of("roster", 2, RosterRow)
PLANS = Kind.of("plans", 3, PlanRow)
COURSES = Kind.of("courses", 4, CourseRow)
RULES = Kind.of("rules", 5, RuleRow)
REQUIREMENTS = Kind.of("requirements", 6, RequirementRow)
EQUIVALENTS = Kind.of("equivalents", 7, EquivalentRow)
COMPLETIONS = Kind.of("completions", 8, CompletionRow)
ABSENCES = Kind.of("absences", 9, AbsenceRow)
ADOPTIONS = Kind.of("adoptions", 10, AdoptionRow)
POSITIONS = Kind.of("positions", 11, PositionRow)
EXERCISES = Kind.of("exercises", 12, ExerciseRow)
PARTICIPATION = Kind.of("participation", 13, ParticipationRow)
RATINGS = Kind.of("ratings", 14, RatingRow)
ACTIONS = Kind.of("actions", 15, ActionRow)

_KINDS: tuple[Kind[Any], ...] = (
    AGENCIES,
    ROSTER,
    PLANS,
    COURSES,
    RULES,
    REQUIREMENTS,
    EQUIVALENTS,
    COMPLETIONS,
    ABSENCES,
    ADOPTIONS,
    POSITIONS,
    EXERCISES,
    PARTICIPATION,
    RATINGS,
    ACTIONS,
)

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {kind.name: kind for kind in sorted(_KINDS, key=lambda kind: kind.order)}
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
