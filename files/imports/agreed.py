"""What somebody agreed to, row by row, small enough to be kept: a digest of each row's fate."""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from hashlib import blake2b

from files.imports.plan import PlannedRow

_BYTES = 8


def mark_of(row: PlannedRow) -> int:
    """A number for what would become of a row; another one means that something else would."""
    told = f"{row.line}\n{row.change.value}\n{row.subject}\n{[str(each) for each in row.changes]}"
    return int.from_bytes(blake2b(told.encode(), digest_size=_BYTES).digest())


class Agreed:
    """The fates that were agreed to. A row that changes nothing needs nobody's word."""

    def __init__(self, marks: Iterable[int]) -> None:
        self._marks = array("Q", sorted(marks))

    @classmethod
    def of(cls, rows: Iterable[PlannedRow]) -> Agreed:
        """Those of a preview's rows."""
        return cls(mark_of(row) for row in rows)

    @classmethod
    def unpacked(cls, packed: bytes) -> Agreed:
        """From what was kept."""
        marks = array("Q")
        marks.frombytes(zlib.decompress(packed))
        return cls(marks)

    @property
    def packed(self) -> bytes:
        """To be kept."""
        return zlib.compress(self._marks.tobytes(), 1)

    def __contains__(self, row: PlannedRow) -> bool:
        mark = mark_of(row)
        place = bisect_left(self._marks, mark)
        return place < len(self._marks) and self._marks[place] == mark
