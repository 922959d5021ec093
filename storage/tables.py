"""Every table there is, for the migrations and the tests."""

from __future__ import annotations

from storage import audit, deliveries, digests, people, standing, training
from storage.base import Base

metadata = Base.metadata

__all__ = ["audit", "deliveries", "digests", "metadata", "people", "standing", "training"]
