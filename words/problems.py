"""What can be wrong with what somebody said, in words for that person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


class Problem(Exception):
    """Something the speaker can do something about. Nothing was recorded."""


@dataclass
class Unclear(Problem):
    """What was said was understood in part, or not at all.

    `instead` are whole sentences to say in its place, offered as buttons.
    """

    not_understood: str
    understood: str = ""
    example: str = ""
    instead: Sequence[str] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        super().__init__(self.not_understood)
