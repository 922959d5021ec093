"""The button that lists corrective actions, for whatever speaks of them: a digest's next step, Home."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

SHOW = "actions.show"
"""What a button that lists corrective actions is known by; it carries which."""


class ActionsPage(BaseModel):
    """Which corrective actions: of whom, the open ones, the overdue or the others, and from which on.

    `agencies`: from which agency on their counts are shown; past the first ones they are shown alone.
    """

    scope: str = "everyone"
    mine: bool = False
    part: Literal["open", "overdue", "closed"] = "open"
    start: int = 0
    agencies: int = 0
