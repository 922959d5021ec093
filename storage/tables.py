"""Every table there is, for the migrations and the tests."""

from __future__ import annotations

from storage import (
    answered,
    audit,
    cards,
    deliveries,
    digests,
    imports,
    linking,
    people,
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
    "imports",
    "linking",
    "metadata",
    "people",
    "progress",
    "slots",
    "standing",
    "training",
]
