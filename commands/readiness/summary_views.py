"""The summary for a council as it is offered beside other answers."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import button

SUMMARY = "readiness.summary"
"""What a button that makes a summary is known by; it carries of whom, and of which day."""


class SummaryAsked(BaseModel):
    """Of which scope a summary is asked, and as of which day; None: today."""

    scope: str = "everyone"
    on: date | None = None


def summary_button(scope: str) -> ButtonElement:
    """The button that makes one of a scope as of today."""
    return button("Summary for a council", SUMMARY, SummaryAsked(scope=scope))
