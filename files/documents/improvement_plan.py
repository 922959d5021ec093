"""The improvement plan (HSEEP's Appendix A): its columns, and a workbook of it to work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from files.documents.sheets import Sheet, workbook
from words.days import spoken

COLUMNS = (
    *("Action", "Core capability", "Issue", "Corrective action", "Capability element"),
    *("Primary responsible organization", "Point of contact", "Start", "Completion", "State"),
)
"""HSEEP's, and before them the code an action is known by, behind them how it stands on the day."""


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """A corrective action as the improvement plan says it; `state` is how it stands on the day, in words."""

    code: str
    capability: str
    issue: str
    corrective_action: str
    element: str
    organization: str
    contact: str
    start: date | None
    completion: date | None
    state: str
    task: str = ""


@dataclass(frozen=True, slots=True)
class ImprovementPlan:
    """What stands in the workbook. `made_at` is the instant it is dated with."""

    title: str
    region: str
    handling_mark: str
    as_of: date
    made_at: datetime
    actions: Sequence[PlannedAction]
    audit_head: str = ""


def row_of(action: PlannedAction) -> tuple[str | date | None, ...]:
    """An action beneath COLUMNS."""
    return (
        action.code,
        action.capability,
        action.issue,
        action.corrective_action,
        action.element,
        action.organization,
        action.contact,
        action.start,
        action.completion,
        action.state,
    )


def improvement_xlsx(plan: ImprovementPlan) -> bytes:
    """The improvement plan as a workbook whose columns can be filtered."""
    above = [plan.title, f"{plan.region}, as of {spoken(plan.as_of)}"]
    if plan.handling_mark:
        above.append(f"Handling {plan.handling_mark}")
    if plan.audit_head:
        above.append(plan.audit_head)
    if not plan.actions:
        above.append("No corrective action is written down.")
    rows = [row_of(each) for each in plan.actions]
    return workbook([Sheet("Improvement plan", above, COLUMNS, rows, to_work_with=True)], plan.made_at)
