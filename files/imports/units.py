"""The units a roster names, such as stations and shifts: those that are there, and new ones as they come."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.plan import Addition, FieldChange
from files.kinds import UNIT_WORDS
from files.table import Table, column_name
from readiness.records import AgencyId, UnitId
from readiness.text import fold
from storage.people import Unit

_BARE = re.compile(r"\w{1,2}|[0-9]+")
"""A unit that says only which: 4, A, 12."""


class Units:
    """Units by agency and name, without regard to case and spaces."""

    def __init__(self, session: Session, table: Table, written: Callable[[int], Any]) -> None:
        """`written` is what stands for an agency's id in a record."""
        self._written = written
        self._word = _word_for_units(table)
        self._there: dict[tuple[AgencyId, str], UnitId | Addition] = {}
        self._names: dict[UnitId, str] = {}
        for unit in session.scalars(select(Unit)):
            self._there[unit.agency_id, unit.key] = unit.id
            self._names[unit.id] = unit.name

    def called(self, agency: AgencyId, said: str) -> UnitId | Addition:
        """The unit of an agency of this name; where there is none yet, the one to be added.

        A column that is called Station, and has just a 4, names Station 4.
        """
        name = f"{self._word} {said}".strip() if _BARE.fullmatch(said) else said
        key = agency, fold(name)
        if key not in self._there:
            self._there[key] = Addition(
                Unit, {"agency_id": self._written(agency), "key": key[1], "name": name}
            )
        return self._there[key]

    @property
    def new(self) -> tuple[Addition, ...]:
        """Those to be added."""
        return tuple(each for each in self._there.values() if isinstance(each, Addition))

    def in_words(self, change: FieldChange) -> FieldChange:
        """A change of the unit by its name; others as they are."""
        if change.column != "unit_id":
            return change
        return FieldChange("unit", self._name(change.before), self._name(change.after))

    def _name(self, unit: UnitId | Addition | None) -> str | None:
        if isinstance(unit, Addition):
            return str(unit.values["name"])
        return None if unit is None else self._names[unit]


def _word_for_units(table: Table) -> str:
    """What the file calls its units; nothing where it calls them units."""
    place = table.columns.index("unit") if "unit" in table.columns else None
    word = "" if place is None else column_name(table.header[place])
    return word.capitalize() if word in UNIT_WORDS else ""
