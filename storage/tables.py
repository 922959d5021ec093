"""Every table there is, for the migrations and the tests."""

from __future__ import annotations

from storage import (
    answered,
    audit,
    cards,
    deliveries,
    digests,
    exercises,
    imports,
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
    "cards",
    "deliveries",
    "digests",
    "exercises",
    "imports",
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
