"""Every table there is, for the migrations and the tests."""

from __future__ import annotations

from storage import (
    answered,
    audit,
    brought_lists,
    cards,
    certificates,
    classes,
    deliveries,
    digests,
    exercises,
    imports,
    letters,
    linking,
    people,
    plans,
    positions,
    progress,
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
    "cards",
    "certificates",
    "classes",
    "deliveries",
    "digests",
    "exercises",
    "imports",
    "letters",
    "linking",
    "metadata",
    "people",
    "plans",
    "positions",
    "progress",
    "slots",
    "standing",
    "training",
]
