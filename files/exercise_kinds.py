"""What a row holds of the kinds about plans and exercises. Columns, defaults, checks: `docs/imports.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from files.columns import (
    KNOWN_BY_NAME,
    BoldDay,
    BoldText,
    Code,
    Day,
    Email,
    FullName,
    ImportRow,
    LongText,
    MemberId,
    OtherCode,
    PartOfName,
    ShortText,
    bold,
    count_of,
    known_or_text,
    list_of_texts,
    long_text,
    one_of,
    plain,
    short_text,
    some_of,
    web_address,
    yes_or_no,
)
from readiness.exercises import LONGEST_STRENGTH, LONGEST_TASK, MOST_HEADCOUNT, MOST_RUNS
from readiness.plans import LONGEST_REVISION, MOST_RETRAIN_DAYS
from readiness.positions import CURRENT_MONTHS, LONGEST_TITLE, MOST_CURRENT_MONTHS, MOST_OF_ONE
from readiness.vocabulary import (
    ActionStatus,
    CapabilityElement,
    Discipline,
    ExerciseType,
    MissionArea,
    Rating,
    Role,
)
from storage.exercises import ExerciseState, Origin
from words.exercising import EXERCISE_TYPES_SAID, ROLES_SAID
from words.folding import fold
from words.lengths import LONGEST_ORIGIN
from words.objectives import NotObjectives, read_objectives
from words.spoken import DISCIPLINES_SAID

_LINES = 20_000

Name = Annotated[str, plain(short_text(254))]
Lines = Annotated[str, plain(long_text(_LINES))]
Run = Annotated[int, plain(count_of("runs", least=1, most=MOST_RUNS))]
_CURRENT = count_of("months", least=1, most=MOST_CURRENT_MONTHS)
Task = Annotated[str, bold(short_text(LONGEST_TASK))]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow(ImportRow):
    """A revision of a shared plan. Without days to train again in, it asks nobody to."""

    plan: BoldText
    revision: Annotated[str, bold(short_text(LONGEST_REVISION))]
    effective_on: BoldDay
    retrain_within_days: Annotated[int | None, plain(count_of("days", most=MOST_RETRAIN_DAYS))] = None
    link: Annotated[str, plain(web_address)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionRow(ImportRow):
    """An agency adopted a revision on a day."""

    agency: BoldText
    plan: BoldText
    revision: Annotated[str, bold(short_text(LONGEST_REVISION))]
    adopted_on: BoldDay


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow(ImportRow):
    """A position of the catalogue, whose order is the file's. No disciplines: anybody's.

    `taken_out_on` is a column an export adds: what was played in it stays readable.
    """

    position: Code
    title: Annotated[str, bold(short_text(LONGEST_TITLE))]
    disciplines: Annotated[
        frozenset[Discipline], plain(some_of(Discipline, everything="all", also=DISCIPLINES_SAID))
    ] = frozenset()
    needed: Annotated[int, plain(count_of("people", most=MOST_OF_ONE))] = 1
    current_months: Annotated[int, plain(count_of("months", least=1, most=MOST_CURRENT_MONTHS))] = (
        CURRENT_MONTHS
    )
    taken_out_on: Day = None

    def objections(self, today: date) -> Iterator[str]:
        """Refuses one that is taken out on a day to come."""
        if self.taken_out_on and self.taken_out_on > today:
            yield f"taken_out_on: {self.taken_out_on} lies in the future (today is {today})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseRow(ImportRow):
    """An exercise, planned or held. The columns from `objectives` on are those an export adds.

    `objectives`, `invited` and `strengths` hold one a line; a critical task is a line of the objectives that
    begins with a dash, and belongs to the objective above it.
    """

    exercise: Code
    title: BoldText
    type: Annotated[ExerciseType, bold(one_of(ExerciseType, EXERCISE_TYPES_SAID))]
    held_on: BoldDay
    host_agency: ShortText = ""
    scenario: LongText = ""
    grant: ShortText = ""
    simulation: Annotated[bool, plain(yes_or_no)] = False
    plan_revision: ShortText = ""
    mission_area: Annotated[str, plain(known_or_text(MissionArea))] = ""
    capabilities: Annotated[tuple[str, ...], plain(list_of_texts())] = ()
    threat: ShortText = ""
    sponsor: ShortText = ""
    poc: Name = ""
    objectives: Lines = ""
    invited: Lines = ""
    strengths: Lines = ""
    state: Annotated[ExerciseState, plain(one_of(ExerciseState))] = ExerciseState.PLANNED
    run: Run = 1
    reviewed_on: Day = None
    recorded_by: Name = ""
    recorded_on: Day = None

    def objections(self, today: date) -> Iterator[str]:
        """Refuses objectives and strengths that the forms could not show again."""
        try:
            read_objectives(self.objectives)
        except NotObjectives as wrong:
            yield f"objectives: {wrong}"
        for each in self.strengths.splitlines():
            if len(each.strip()) > LONGEST_STRENGTH:
                yield f"strengths: at most {LONGEST_STRENGTH} characters a line, and “{each[:40]}…” is longer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationRow(ImportRow):
    """Who took part for an agency: a person, or so many of its people.

    The columns from `record` on are those an export adds: the history of the row. `replaced_by` names the
    record that stands in its place.
    """

    either: ClassVar[tuple[tuple[str, ...], ...]] = (("email", "member_id", "headcount"),)
    instead: ClassVar[Mapping[str, tuple[str, ...]]] = KNOWN_BY_NAME
    exercise: Code
    agency: BoldText
    email: Email = None
    member_id: MemberId = None
    full_name: FullName = ""
    first_name: PartOfName = ""
    last_name: PartOfName = ""
    headcount: Annotated[int | None, plain(count_of("people", least=1, most=MOST_HEADCOUNT))] = None
    role: Annotated[Role, plain(one_of(Role, ROLES_SAID))] = Role.PLAYER
    position: OtherCode = ""
    run: Run = 1
    verified: Annotated[bool, plain(yes_or_no)] = False
    record: OtherCode = ""
    replaced_by: OtherCode = ""
    voided_on: Day = None
    void_reason: LongText = ""
    self_reported: Annotated[bool, plain(yes_or_no)] = False
    verified_by: Name = ""
    verified_on: Day = None
    recorded_by: Name = ""
    recorded_on: Day = None
    recorded_from: Annotated[str, plain(short_text(LONGEST_ORIGIN))] = ""
    origin: Annotated[Origin, plain(one_of(Origin))] = Origin.SAID

    @property
    def names_somebody(self) -> bool:
        """Whether it speaks of one person."""
        return bool(self.email or self.member_id or self.full_name or self.last_name)

    def objections(self, today: date) -> Iterator[str]:
        """Refuses a person beside a headcount, a position of nobody, and a history that can't be."""
        if self.headcount is not None and self.names_somebody:
            yield f"headcount: {self.headcount}, beside a person; name one person, or say how many, not both"
        elif self.headcount is not None and self.position:
            yield (
                f"position: {self.position} beside a headcount; a position is one person's, so give an "
                "e-mail or a member id with it"
            )
        if self.voided_on and not self.void_reason:
            yield "void_reason: empty; what was taken back says why, such as entered twice"
        if self.void_reason and not self.voided_on:
            yield "voided_on: empty; a row with a void_reason needs the day it was taken back"
        if self.replaced_by and not self.record:
            yield f"record: empty; a row that {self.replaced_by} replaces needs a name of its own"
        if self.replaced_by and fold(self.replaced_by) == fold(self.record):
            yield f"replaced_by: {self.replaced_by} is the record itself; name the one in its place"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow(ImportRow):
    """How a critical task went in one run of an exercise. Tasks are rated, never persons."""

    exercise: Code
    task: Task
    rating: Annotated[Rating, bold(one_of(Rating))]
    run: Run = 1
    capability: ShortText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow(ImportRow):
    """A corrective action. `grant` and `evidence` are columns an export adds.

    Whether its days and reasons fit is seen together with what is there of it already.
    """

    action: Code
    corrective_action: Annotated[str, bold(long_text())]
    due_on: BoldDay
    task: Annotated[str, plain(short_text(LONGEST_TASK))] = ""
    exercise: OtherCode = ""
    capability: ShortText = ""
    issue: LongText = ""
    element: Annotated[CapabilityElement | None, plain(one_of(CapabilityElement))] = None
    agency: ShortText = ""
    poc: Name = ""
    starts_on: Day = None
    status: Annotated[ActionStatus, plain(one_of(ActionStatus))] = ActionStatus.OPEN
    done_on: Day = None
    reason: LongText = ""
    grant: ShortText = ""
    evidence: LongText = ""
