"""The catalogue of positions, in the order of its file."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.exercise_kinds import PositionRow
from files.imports.drafts import Draft
from files.imports.history import midnight
from files.imports.plan import Change, FieldChange, Outcome, Playing
from files.imports.planner import VOID, PlainPlanner
from files.intake import Parsed
from readiness.positions import MOST_NEEDED
from readiness.text import fold
from storage.positions import PositionRecord
from storage.region import Region

TAKEN_OUT = "taken out of the catalogue"


class PositionPlanner(PlainPlanner[PositionRow]):
    """Positions; the same by code. Those the file names keep its order among the others.

    One that was taken out of the catalogue is put back by a row that brings it, and one whose row says since
    when it is out is taken out.
    """

    model = PositionRecord
    columns_of: ClassVar[Mapping[str, str]] = MappingProxyType({"voided_at": "taken_out_on"})

    def __init__(self, session: Session, region: Region) -> None:
        super().__init__()
        self._region = region
        self._order: list[Draft] = []
        self._places: dict[Hashable, int] = {}
        for row in session.scalars(select(PositionRecord).order_by(PositionRecord.place, PositionRecord.id)):
            values = {
                "title": row.title,
                "disciplines": row.disciplines,
                "needed": row.needed,
                "current_months": row.current_months,
                "place": row.place,
                **{name: getattr(row, name) for name in VOID},
            }
            self.add_stored(row.key, values, row.id)

    def judge(self, row: PositionRow) -> str | None:
        """At most sixteen positions are needed for a team."""
        if row.taken_out_on or not self.after(row)["needed"]:
            return None
        needed = {key for key, draft in self.drafts.items() if draft.values["needed"] and not _is_out(draft)}
        if len(needed | {self.key(row)}) <= MOST_NEEDED:
            return None
        return (
            f"needed: {MOST_NEEDED} positions are needed for a team already, and there can be no more; "
            f"0 records {row.position} without a team needing it"
        )

    def key(self, row: PositionRow) -> Hashable:
        """The code as compared."""
        return fold(row.position)

    def subject(self, row: PositionRow) -> str:
        """Code and title."""
        return f"{row.position}, {row.title}"

    def identity(self, row: PositionRow) -> dict[str, Any]:
        """The code, as the file spells it first."""
        return {"key": fold(row.position), "code": row.position}

    def values(self, row: PositionRow) -> dict[str, Any]:
        """What it is, who fills it, how many and for how long; new ones come last until all are there."""
        return {
            "title": row.title,
            "disciplines": ";".join(sorted(each.value for each in row.disciplines)),
            "needed": row.needed,
            "current_months": row.current_months,
            "place": 0,
            **self._void(row),
        }

    def _void(self, row: PositionRow) -> dict[str, Any]:
        if row.taken_out_on is None:
            return dict.fromkeys(VOID)
        at = midnight(row.taken_out_on, self._region)
        return {"voided_at": at, "voided_by": None, "void_reason": TAKEN_OUT}

    def said(self, row: PositionRow) -> dict[str, Any]:
        """What the row says; one that says nothing of it stands in the catalogue."""
        said = super().said(row)
        draft = self.drafts[self.key(row)]
        out_already = draft.values["voided_at"] is not None
        if out_already == (row.taken_out_on is not None):
            return {name: value for name, value in said.items() if name not in VOID}
        return {**said, **self._void(row)}

    def written(self, name: str, value: Any) -> Any:
        """An instant by its day; of why and by whom one was taken out only the day is shown."""
        if name in ("voided_by", "void_reason"):
            return None
        return self._region.day(value) if isinstance(value, datetime) else value

    def take(self, parsed: Parsed[PositionRow]) -> None:
        """Takes a row; the first that names a position says its place among those of the file."""
        super().take(parsed)
        draft = self.drafts[self.key(parsed.values)]
        if draft not in self._order:
            self._order.append(draft)

    def outcome(self) -> Outcome:
        """With the order, and whom another number of months moves."""
        self._put_in_order()
        plain = super().outcome()
        moved = frozenset(each.id for each in plain.alterations if "current_months" in each.values)
        writes = bool(plain.additions or plain.alterations)
        return replace(plain, changes_catalogue=writes, playing=Playing(positions=moved))

    def _put_in_order(self) -> None:
        """Gives the places the file's positions hold together to them in the file's order."""
        last = max((draft.values["place"] for draft in self.drafts.values()), default=0)
        held = sorted(draft.values["place"] for draft in self._order if not draft.is_new)
        held += range(last + 1, last + 1 + len(self._order) - len(held))
        moved: dict[Draft, FieldChange] = {}
        for draft, place in zip(self._order, held, strict=True):
            for change in draft.take({"place": place}):
                moved[draft] = FieldChange("place in the catalogue", change.before, place)
        for taken in self._taken:
            (draft,) = taken.drafts
            if draft in moved and not draft.is_new:
                taken.changes = (*taken.changes, moved.pop(draft))
                taken.change = Change.CHANGED


def _is_out(draft: Draft) -> bool:
    return draft.values["voided_at"] is not None
