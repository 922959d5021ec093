"""What can be wrong with what somebody said, in words for that person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel


class Problem(Exception):
    """Something the speaker can do something about. Nothing was recorded."""


@dataclass(frozen=True)
class Offer:
    """Something that may have been meant, ready to be pressed.

    `label` says all that pressing does; `value` carries keys (an agency's id, a whole question), so that
    nothing is read a second time; `action` is what a press is known by.
    """

    label: str
    action: str
    value: BaseModel | None = None


@dataclass
class Unclear(Problem):
    """What was said was understood in part, or not at all: the question back, with what may be pressed."""

    not_understood: str
    understood: str = ""
    example: str = ""
    offers: Sequence[Offer] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        super().__init__(self.not_understood)
