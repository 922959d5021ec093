"""Who is meant by a row of the roster: what somebody answered already, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Sequence

from files.kinds import RosterRow
from files.settled import EMERGENCY_MANAGER, SAME_PERSON, Asks, Open, Settled
from readiness.text import fold

YES, ANOTHER = "yes", "another"
"""The answers that a row is the one person asked about, and that it is somebody else from now on."""
LEAVE_OUT = ("", "Leave the row out")
MOST_ASKED = 20
"""Questions of one file; the rows of all others are refused as they are."""


class WhoIsMeant:
    """The answers and questions of one file, by its rows' marks: e-mails and member ids."""

    def __init__(self, settled: Settled) -> None:
        self._answers = {
            about: {fold(each): answer for each, answer in settled.values.get(about, {}).items()}
            for about in (SAME_PERSON, EMERGENCY_MANAGER)
        }
        self._open: dict[tuple[str, str], Open] = {}

    def answer(self, mark: str | None, row: RosterRow, about: str = SAME_PERSON) -> str | None:
        """What was answered of a row under a mark; None where nothing was."""
        return self._answers[about].get(fold(_says(mark, row)))

    def ask(
        self,
        mark: str | None,
        row: RosterRow,
        said: str,
        choices: Sequence[tuple[str, str]],
        typed: str = YES,
        about: str = SAME_PERSON,
    ) -> None:
        """Asks who a row is, unless it was answered; `typed` is the answer in the option that gives it.

        Leaving the row out is a choice of all.
        """
        if self.answer(mark, row, about) is not None or len(self._open) >= MOST_ASKED:
            return
        says = _says(mark, row)
        self._open[about, says] = Open(
            Asks.VALUE,
            about,
            said,
            seen=(says,),
            choices=(*choices, LEAVE_OUT),
            option=f'--value "{about}:{says}={typed}"',
        )

    @property
    def open(self) -> tuple[Open, ...]:
        """What is still to be asked."""
        return tuple(self._open.values())


def _says(mark: str | None, row: RosterRow) -> str:
    """What an answer is kept by: a yes for one name and number is none for the next."""
    return f"{mark or ''} {row.first_name} {row.last_name} {row.member_id or ''}".strip()
