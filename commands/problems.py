"""What can be wrong with what somebody asked, each said in words for that person."""

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


@dataclass
class Refused(Problem):
    """The speaker may not do this; `who_could` says who can."""

    what: str
    who_could: str

    def __post_init__(self) -> None:
        super().__init__(self.what)


@dataclass
class Wrong(Problem):
    """Fields of a modal that can't be taken as they are, by block id."""

    fields: dict[str, str]

    def __post_init__(self) -> None:
        super().__init__("; ".join(self.fields.values()))
