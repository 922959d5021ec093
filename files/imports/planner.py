"""What every planner of a kind does: judge a row, take it, and in the end say what it all comes to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from files.columns import ImportRow, RowT
from files.imports.drafts import Draft
from files.imports.plan import Addition, Alteration, Change, FieldChange, Outcome, PlannedRow
from files.intake import Parsed
from storage.base import Base

VOID = ("voided_at", "voided_by", "void_reason")
"""What is noted of a record that was taken back."""

RowIn = TypeVar("RowIn", bound=ImportRow, contravariant=True)


class Planner(Protocol[RowIn]):
    """Goes through a file's rows in their order; a row is judged first, and taken when nothing is wrong."""

    def judge(self, row: RowIn) -> str | None:
        """Why the store can't take the row, in words for the person who brought it; None where it can."""

    def take(self, parsed: Parsed[Any]) -> None:
        """Takes a row that was judged fit."""

    def outcome(self) -> Outcome:
        """What all the rows taken come to."""


@dataclass(slots=True)
class Taken:
    """A row that was taken, and what it meant when it was."""

    line: int
    subject: str
    drafts: tuple[Draft, ...]
    change: Change
    changes: tuple[FieldChange, ...] = ()
    notice: str = ""

    def planned(self) -> PlannedRow:
        """What it means in the end: nothing, where the file as a whole leaves its records as they are."""
        if self.change is Change.CHANGED and not any(draft.is_new or draft.differs for draft in self.drafts):
            return PlannedRow(self.line, Change.UNCHANGED, self.subject)
        return PlannedRow(self.line, self.change, self.subject, self.changes, notice=self.notice)


class PlainPlanner(ABC, Generic[RowT]):
    """The planner of a kind whose rows are one record each, found by a key and changed in place.

    A kind fills `drafts` with what is there, and says how a row is read.
    """

    model: type[Base]
    columns_of: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The column of a value, where it bears another name than the store's."""

    def __init__(self) -> None:
        self.drafts: dict[Hashable, Draft] = {}
        self._taken: list[Taken] = []
        self._taken_back: dict[Hashable, Draft] = {}

    def add_stored(
        self, key: Hashable, values: dict[str, Any], row_id: int, identity: dict[str, Any] | None = None
    ) -> None:
        """Notes a record that is there."""
        self.drafts[key] = Draft(self.model, identity or {}, values, row_id)

    def add_taken_back(self, key: Hashable, values: dict[str, Any], record: Any) -> None:
        """Notes a record that was taken back, whose code is kept: a row that brings it again revives it."""
        voided = {name: getattr(record, name) for name in VOID}
        self._taken_back[key] = Draft(self.model, {}, {**values, **voided}, record.id)

    def judge(self, row: RowT) -> str | None:
        """Nothing to object, unless a kind knows better."""
        return None

    @abstractmethod
    def key(self, row: RowT) -> Hashable:
        """What the row's record is found by."""

    @abstractmethod
    def subject(self, row: RowT) -> str:
        """What the row speaks of, in words."""

    @abstractmethod
    def identity(self, row: RowT) -> dict[str, Any]:
        """The values the record is found by, which never change."""

    @abstractmethod
    def values(self, row: RowT) -> dict[str, Any]:
        """Its other values, by their columns' names."""

    def notice(self, row: RowT) -> str:
        """What deserves a look though the row is taken; nothing, unless a kind knows better."""
        return ""

    def written(self, name: str, value: Any) -> Any:
        """A value as its column says it: what the store keeps by number is given by name."""
        return value

    def said(self, row: RowT) -> dict[str, Any]:
        """The values a row has columns for."""
        return {n: v for n, v in self.values(row).items() if self.columns_of.get(n, n) in row.given}

    def after(self, row: RowT) -> dict[str, Any]:
        """The values its record would have after it."""
        draft = self.drafts.get(self.key(row))
        return self.values(row) if draft is None else {**draft.values, **self.said(row)}

    def take(self, parsed: Parsed[RowT]) -> None:
        """Takes a row that was judged fit."""
        row = parsed.values
        key, subject, notice = self.key(row), self.subject(row), self.notice(row)
        draft = self.drafts.get(key)
        if draft is None:
            draft = self.drafts[key] = self._begun(key, row)
            self._taken.append(Taken(parsed.line, subject, (draft,), Change.NEW, notice=notice))
            return
        changes = draft.take(self.said(row))
        change = Change.CHANGED if changes else Change.UNCHANGED
        in_words = map(self._in_words, changes)
        said = tuple(each for each in in_words if each.before != each.after)
        self._taken.append(Taken(parsed.line, subject, (draft,), change, said, notice))

    def _begun(self, key: Hashable, row: RowT) -> Draft:
        """A new record, or one that was taken back and stands again as the row says."""
        draft = self._taken_back.pop(key, None)
        if draft is None:
            return Draft(self.model, self.identity(row), self.values(row))
        draft.take({**self.values(row), **dict.fromkeys(VOID)})
        return draft

    def _in_words(self, change: FieldChange) -> FieldChange:
        name = change.column
        before, after = self.written(name, change.before), self.written(name, change.after)
        return FieldChange(self.columns_of.get(name, name), before, after)

    def outcome(self) -> Outcome:
        """What all the rows taken come to."""
        return Outcome(self.rows(), self.additions(), self.alterations())

    def rows(self) -> tuple[PlannedRow, ...]:
        """What each row means."""
        return tuple(taken.planned() for taken in self._taken)

    def additions(self) -> tuple[Addition, ...]:
        """The records the file brings."""
        return tuple(draft.addition for draft in self.drafts.values() if draft.is_new)

    def alterations(self) -> tuple[Alteration, ...]:
        """The records it changes."""
        return tuple(each for draft in self.drafts.values() if (each := draft.alteration()) is not None)
