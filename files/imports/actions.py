"""Corrective actions: what an improvement plan asks for, of whom, until when, and what became of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.exercise_kinds import ActionRow
from files.imports.contacts import Contacts
from files.imports.lookup import Named, agencies_named, exercises_coded
from files.imports.planner import PlainPlanner
from files.table import Table
from readiness.text import fold
from readiness.vocabulary import ActionStatus
from storage.exercises import ActionRecord

_VALUES = (
    "corrective_action",
    "due_on",
    "task_key",
    "task",
    "exercise_id",
    "capability",
    "issue",
    "element",
    "agency_id",
    "poc",
    "poc_id",
    "starts_on",
    "status",
    "done_on",
    "reason",
    "funding",
    "evidence",
)


class ActionPlanner(PlainPlanner[ActionRow]):
    """Corrective actions; the same by code."""

    model = ActionRecord
    columns_of: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "task_key": "task",
            "exercise_id": "exercise",
            "agency_id": "agency",
            "poc_id": "poc",
            "funding": "grant",
        }
    )

    def __init__(self, session: Session, table: Table, today: date) -> None:
        super().__init__()
        self._today = today
        self._agencies = agencies_named(session)
        self._exercises = exercises_coded(session)
        self._contacts = Contacts(session, table)
        for action in session.scalars(select(ActionRecord)):
            values = {name: getattr(action, name) for name in _VALUES}
            if action.voided_at is None:
                self.add_stored(action.key, values, action.id)
            else:
                self.add_taken_back(action.key, values, action)

    def judge(self, row: ActionRow) -> str | None:
        """Exercise and agency must be there; days, status and reason must fit, with what is there already."""
        objections = (
            self._exercises.objection(row.exercise) if row.exercise else None,
            self._agencies.objection(row.agency) if row.agency else None,
        )
        return next(filter(None, objections), None) or _misfit(self.after(row), self._today)

    def key(self, row: ActionRow) -> Hashable:
        """The code as compared."""
        return fold(row.action)

    def subject(self, row: ActionRow) -> str:
        """Code, and what is to be done."""
        return f"{row.action}, {' '.join(row.corrective_action.split())}"

    def identity(self, row: ActionRow) -> dict[str, Any]:
        """The code, as the file spells it first."""
        return {"key": fold(row.action), "code": row.action}

    def values(self, row: ActionRow) -> dict[str, Any]:
        """All the rest."""
        draft = self.drafts.get(self.key(row))
        return {
            "corrective_action": row.corrective_action,
            "due_on": row.due_on,
            "task_key": fold(row.task),
            "task": row.task,
            "exercise_id": self._exercises[row.exercise] if row.exercise else None,
            "capability": row.capability,
            "issue": row.issue,
            "element": row.element.value if row.element else "",
            "agency_id": self._agencies[row.agency] if row.agency else None,
            "starts_on": row.starts_on,
            "status": row.status.value,
            "done_on": row.done_on,
            "reason": row.reason,
            "funding": row.grant,
            "evidence": row.evidence,
            **self._contacts.values(row.poc, draft),
        }

    def written(self, name: str, value: Any) -> Any:
        """Exercises, agencies and people by name; how a task compares says nothing besides its name."""
        if value is None or name == "task_key":
            return None
        names: dict[str, Named | Contacts] = {
            "exercise_id": self._exercises,
            "agency_id": self._agencies,
            "poc_id": self._contacts,
        }
        return names[name].name(value) if name in names else value


def _misfit(action: Mapping[str, Any], today: date) -> str | None:
    """Why days, status and reason of an action don't go together; None where they do."""
    starts_on, due_on, done_on = action["starts_on"], action["due_on"], action["done_on"]
    status = action["status"]
    if starts_on and due_on < starts_on:
        return f"due_on: {due_on} comes before starts_on, {starts_on}"
    if status == ActionStatus.DONE and done_on is None:
        return "done_on: empty; an action that is done says since when, such as 2026-05-12"
    if done_on and done_on > today:
        return f"done_on: {done_on} lies in the future (today is {today})"
    if done_on and starts_on and done_on < starts_on:
        return f"done_on: {done_on} comes before starts_on, {starts_on}"
    if status in (ActionStatus.NOT_DOING, ActionStatus.EXTENDED) and not action["reason"]:
        return f"reason: empty; an action that is {status} says why, such as waiting for radios"
    return None
