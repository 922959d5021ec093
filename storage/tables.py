"""Every table there is, for the migrations and the tests."""

from __future__ import annotations

from storage import answered, audit, deliveries, digests, imports, people, progress, standing, training
from storage.base import Base

metadata = Base.metadata

__all__ = [
    "answered",
    "audit",
    "deliveries",
    "digests",
    "imports",
    "metadata",
    "people",
    "progress",
    "standing",
    "training",
]
