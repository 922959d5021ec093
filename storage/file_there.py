"""Whether the file an SQLite store has open is still the one in its place.

Somebody may move it away, or put another there, while Muster runs: what is written then goes into a file nobody
will look into, and would be lost without an error.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import OperationalError


class NotThere(OperationalError):
    """The database's file is away, or another one is in its place: to whoever writes or reads, it is away."""

    def __init__(self, why: str) -> None:
        """`why` is for the log."""
        super().__init__(None, None, OSError(why))


class FileThere:
    """One file, known by its device and its number there since the first look."""

    def __init__(self, file: Path) -> None:
        """Looks at nothing yet; a relative place is of the folder we are in now."""
        self._file = file.absolute()
        self._known: tuple[int, int] | None = None
        self._replaced = False

    def look(self) -> None:
        """Raises NotThere unless it is the file of the first look. One that is only away may come back."""
        try:
            found = os.stat(self._file)  # noqa: PTH116 - twice as quick, and done with every request
        except OSError as error:
            raise NotThere(f"{self._file} is away: {error.strerror}") from None
        here = found.st_dev, found.st_ino
        if self._known is None:
            self._known = here
        if here != self._known or self._replaced:
            # From now on connections may be to either of them.
            self._replaced = True
            raise NotThere(f"another file is in the place of {self._file}")

    @property
    def is_replaced(self) -> bool:
        """Whether another one was ever seen in its place; looks once more."""
        with suppress(NotThere):
            self.look()
        return self._replaced

    def forget(self) -> None:
        """Takes the one there at the next look for ours: nothing is open any more."""
        self._known, self._replaced = None, False
