"""The after-action report and improvement plan of an exercise or an incident, in HSEEP's order, as DOCX.

Overview, analysis by core capability with how each critical task went in each run, strengths, areas for
improvement; Appendix A the improvement plan (`improvement_plan`), Appendix B who took part. Tasks and runs
are rated, never persons. What is not on record is said to be so. `files.exports.after_action` reads it from
the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from files.documents.improvement_plan import COLUMNS, PlannedAction, row_of
from readiness.vocabulary import Rating
from words.amounts import listing, plural
from words.days import spoken

if TYPE_CHECKING:
    from files.documents.word import Cell, WordDocument

NOT_RATED = "No critical task has been rated: this report says nothing of how tasks went."
NEVER_PERSONS = "Tasks and runs are rated, never persons."
NOBODY = "Nobody is on record as having taken part."
HOW_TO_CHECK = (
    "Each carries a key. “explain KEY”, said to Muster in Slack, or muster explain KEY on the command line, "
    "tells what it counts and what it leaves out."
)
NO_CAPABILITY = "No core capability named"


@dataclass(frozen=True, slots=True)
class RatedRun:
    """How a critical task went in one run; `before` are the ratings it replaced."""

    run: int
    rating: str
    before: Sequence[str] = ()

    @property
    def said(self) -> str:
        """ "S, performed with some challenges (was M)"."""
        was = f" (was {', '.join(self.before)})" if self.before else ""
        return f"{self.rating}, {Rating(self.rating).text}{was}"


@dataclass(frozen=True, slots=True)
class RatedTask:
    """A critical task with its objective, and how it went."""

    task: str
    objective: str
    runs: Sequence[RatedRun]


@dataclass(frozen=True, slots=True)
class CapabilityAnalysis:
    """One core capability: its tasks, and what is to be done about it. `unanswered`: tasks rated M or U of
    which no corrective action speaks.
    """

    capability: str
    tasks: Sequence[RatedTask]
    actions: Sequence[PlannedAction] = ()
    unanswered: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TookPart:
    """An organization that took part: how many, as what, and who, for those who may name them."""

    organization: str
    said: str
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class KeyedNumber:
    """A number in words with the key it is explained by."""

    said: str
    key: str


@dataclass(frozen=True, slots=True)
class AfterAction:
    """Everything that stands in one. `made_at` is the instant it is dated with: the beginning of `as_of`.

    `facts` are the overview's labels and values; `remarks` what is to be known first, such as that no review
    was written.
    """

    name: str
    code: str
    is_incident: bool
    region: str
    handling_mark: str
    as_of: date
    made_at: datetime
    facts: Sequence[tuple[str, Sequence[str]]]
    remarks: Sequence[str]
    capabilities: Sequence[CapabilityAnalysis]
    strengths: Sequence[str]
    actions: Sequence[PlannedAction]
    participants: Sequence[TookPart]
    about_participants: Sequence[str]
    numbers: Sequence[KeyedNumber] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        """What it is called."""
        return f"After-Action Report and Improvement Plan: {self.name}"

    @property
    def what(self) -> str:
        """What it is of: an exercise, or an incident."""
        return "Incident" if self.is_incident else "Exercise"


def after_action_docx(report: AfterAction) -> bytes:
    """The report as DOCX."""
    foot = f"{report.code}, as of {spoken(report.as_of)}"
    from files.documents.word import WordDocument  # its library is loaded by whoever makes a document

    made = WordDocument(
        report.title,
        f"{report.what} {report.code}, as of {spoken(report.as_of)}",
        report.region,
        report.handling_mark,
        foot,
        report.made_at,
    )
    made.title("After-Action Report / Improvement Plan", report.name)
    made.says(f"{report.region}. As of {spoken(report.as_of)}.", quiet=True)
    if report.handling_mark:
        made.says(f"Handling: {report.handling_mark}")
    for each in report.remarks:
        made.says(each)
    made.heading(f"{report.what} overview")
    made.facts(f"{report.what} overview", report.facts)
    _analysis(made, report)
    _strengths(made, report)
    _improvement(made, report)
    _numbers(made, report)
    _appendix_a(made, report)
    _appendix_b(made, report)
    return made.finished()


def _analysis(made: WordDocument, report: AfterAction) -> None:
    made.heading("Analysis of core capabilities")
    rated = any(task.runs for each in report.capabilities for task in each.tasks)
    made.says(NEVER_PERSONS if rated else NOT_RATED)
    if rated:
        made.says(f"{'; '.join(f'{each.value}: {each.text}' for each in Rating)}.", quiet=True)
        made.table(
            "How many ratings each core capability got, by rating",
            (5, *(1 for _ in Rating)),
            ("Core capability", *(each.value for each in Rating)),
            [_tally(each) for each in report.capabilities],
        )
    for capability in report.capabilities:
        made.heading(capability.capability, 2)
        if capability.tasks:
            made.table(
                f"Critical tasks of {capability.capability} and how each went, by run",
                (4, 3.2, 0.8, 3.6),
                ("Critical task", "Objective", "Run", "Rating"),
                [row for task in capability.tasks for row in _task_rows(task)],
            )
        else:
            made.says("No critical task on record speaks of it.")


def _tally(analysis: CapabilityAnalysis) -> list[str]:
    given = [run.rating for task in analysis.tasks for run in task.runs]
    return [analysis.capability, *(str(given.count(each.value)) for each in Rating)]


def _task_rows(task: RatedTask) -> list[Sequence[Cell]]:
    objective = task.objective or "none named"
    if not task.runs:
        return [(task.task, objective, "", "not rated")]
    return [(task.task, objective, str(run.run), run.said) for run in task.runs]


def _strengths(made: WordDocument, report: AfterAction) -> None:
    made.heading("Strengths")
    if report.strengths:
        made.points(report.strengths)
    else:
        made.says("None are written down.")


def _improvement(made: WordDocument, report: AfterAction) -> None:
    made.heading("Areas for improvement")
    said = False
    for each in report.capabilities:
        if not each.actions and not each.unanswered:
            continue
        said = True
        made.heading(each.capability, 2)
        for action in each.actions:
            made.heading(f"{action.code}: {action.issue or action.corrective_action}", 3)
            made.points([line for line in _about(action) if line])
        if each.unanswered:
            made.says(f"Rated M or U, and no corrective action yet: {listing(each.unanswered)}.")
    if not said:
        made.says("No issue and no corrective action is written down.")


def _about(action: PlannedAction) -> list[str]:
    by = f" by {spoken(action.completion)}" if action.completion else ""
    return [
        f"Corrective action: {action.corrective_action}",
        f"Critical task: {action.task}" if action.task else "No critical task: no exercise can show it.",
        f"Capability element: {action.element}" if action.element else "",
        f"{action.organization or 'No organization named'}{by}",
        f"State: {action.state}",
    ]


def _numbers(made: WordDocument, report: AfterAction) -> None:
    if report.numbers:
        made.heading("How these numbers are checked")
        made.points([f"{each.said} (key {each.key})" for each in report.numbers])
        made.says(HOW_TO_CHECK, quiet=True)


def _appendix_a(made: WordDocument, report: AfterAction) -> None:
    made.turn(landscape=True)
    made.heading("Appendix A: Improvement plan")
    if not report.actions:
        made.says("No corrective action is written down.")
        return
    made.says(f"{plural(len(report.actions), 'corrective action')}, as of {spoken(report.as_of)}.")
    made.table(
        f"Improvement plan as of {spoken(report.as_of)}",
        (1.5, 2.2, 2.4, 2.7, 1.7, 2.2, 1.6, 1.2, 1.8, 2.2),
        COLUMNS,
        [[_in_words(value) for value in row_of(each)] for each in report.actions],
        size=7.5,
    )


def _in_words(value: str | date | None) -> str:
    if isinstance(value, date):
        return spoken(value)
    return value or ""


def _appendix_b(made: WordDocument, report: AfterAction) -> None:
    made.turn(landscape=False)
    made.heading("Appendix B: Participants")
    for each in report.about_participants:
        made.says(each)
    if not report.participants:
        made.says(NOBODY)
        return
    with_names = any(each.names for each in report.participants)
    made.table(
        "Organizations that took part",
        (3, 2.4, 4) if with_names else (4, 3),
        ("Organization", "Took part", *(("Who",) if with_names else ())),
        [
            (each.organization, each.said, *((list(each.names),) if with_names else ()))
            for each in report.participants
        ],
    )
