"""Every table there is, for the migrations and the tests."""

from __future__ import annotations

from storage import (
    answered,
    audit,
    brought_lists,
    calendar_files,
    cards,
    certificates,
    checklists,
    classes,
    confided,
    deliveries,
    digests,
    exercises,
    imports,
    letters,
    linking,
    meetings,
    people,
    plans,
    positions,
    progress,
    scorecards,
    shown_numbers,
    slots,
    standing,
    training,
)
from storage.base import Base

metadata = Base.metadata

__all__ = [
    "answered",
    "audit",
    "brought_lists",
    "calendar_files",
    "cards",
    "certificates",
    "checklists",
    "classes",
    "confided",
    "deliveries",
    "digests",
    "exercises",
    "imports",
    "letters",
    "linking",
    "meetings",
    "metadata",
    "people",
    "plans",
    "positions",
    "progress",
    "scorecards",
    "shown_numbers",
    "slots",
    "standing",
    "training",
]
