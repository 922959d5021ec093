"""What our columns are called in a question to people, who never learned their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "email": "the e-mail",
        "full_name": "the whole name",
        "fema_sid": "the FEMA student id",
        "poc": "the point of contact",
        "completed_on": "the day it was completed",
        "expires_on": "the day it expires",
        "joined_on": "the first day in the agency",
        "left_on": "the last day in the agency",
        "starts_on": "the first day",
        "ends_on": "the last day",
        "effective_on": "the day from which it counts",
        "adopted_on": "the day it was adopted",
        "held_on": "the day it was held",
        "due_on": "the day it is due",
        "done_on": "the day it was done",
        "counts_for": "the course that it counts for",
    }
)


def called(column: str) -> str:
    """One of our columns in words, with its article: the day it was completed, the member id."""
    return _SAID.get(column, f"the {column.replace('_', ' ')}")
