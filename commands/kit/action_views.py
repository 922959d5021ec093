"""The button that lists corrective actions, for whatever speaks of them: a digest's next step, Home."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

SHOW = "actions.show"
"""What a button that lists corrective actions is known by; it carries which."""

MOST_SCOPES = 1000


class ActionsPage(BaseModel):
    """Which corrective actions: of whom, the open ones, the overdue or the others, and from which on.

    `scope` is of whom, where that is one; `scopes` where it is several, `without` those taken away. `since`
    and `by` are days of what `dated` says, both inclusive. `exercise`: those from it alone (0: all).
    `agencies`: from which agency on their counts are shown; past the first ones they are shown alone.
    """

    scope: str = "everyone"
    scopes: list[str] = Field(default=[], max_length=MOST_SCOPES)
    without: list[str] = Field(default=[], max_length=MOST_SCOPES)
    exercise: int = 0
    dated: Literal["due", "opened", "closed"] = "due"
    since: date | None = None
    by: date | None = None
    mine: bool = False
    part: Literal["open", "overdue", "closed"] = "open"
    start: int = 0
    agencies: int = 0
