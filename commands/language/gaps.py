"""What a button carries that asks for gaps, or for the exercise that closes the most of them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel

SHOW_GAPS = "gaps.show"
"""What a button that shows the gaps of a scope is known by."""
SUGGEST = "exercise.suggest"
"""What a button that suggests the next exercise of a scope is known by."""


class Topic(StrEnum):
    """Of which gaps a question is: of all, or of one kind."""

    ALL = "all"
    AGENCIES = "agencies"
    POSITIONS = "positions"
    SILOED = "siloed"
    TABLETOP = "tabletop"


class GapsAsked(BaseModel):
    """Whose gaps, of which kind, and from which row on where there are more than one screen holds."""

    scope: str = "everyone"
    topic: Topic = Topic.ALL
    start: int = 0


class SuggestFor(BaseModel):
    """Of whom the gaps are that the next exercise is to close."""

    scope: str = "everyone"
