"""What can be wrong with a request, beside its words: somebody may not, or a form can't be taken as it is."""

from __future__ import annotations

from dataclasses import dataclass

from words.problems import Problem

ONLY_THEM = "About one person I answer that person, their agency's lead and an emergency manager."
"""Who is answered about one person."""

TOO_FEW = "There are too few people to count without naming one."
ONLY_THE_LEAD = "Who leads all the agencies there, and an emergency manager, can see them."
"""Who is answered where there are too few people to count."""


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
