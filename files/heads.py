"""The first rows of a workbook's sheets: just their texts, by which the sheet that is meant is found.

Calamine would lay out a whole sheet for them; here each is gone through only as far as its first rows.
"""

from __future__ import annotations

import contextlib
import zipfile
from array import array
from collections.abc import Mapping

from files.survey import SHARED, Enough, Surveyor, go_through, listen, local_name, new_parser

_MOST_OF_A_HEAD = 10_000  # cells
_MOST_OF_A_NAME = 400  # characters of a cell that are looked at


class _Heading(Surveyor):
    """Keeps the texts of a sheet's first rows, those of shared texts by their number."""

    def __init__(self, sheet: str, rows: int) -> None:
        super().__init__(sheet, array("q"))
        self.rows: dict[int, list[str | int]] = {}
        self._most = rows
        self._kept = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if self.in_value and self.text is None:
            self.text = []

    def characters(self, text: str) -> None:
        if self.text is not None and sum(map(len, self.text)) < _MOST_OF_A_NAME:
            self.text.append(text)

    def end(self, name: str) -> None:
        tag = local_name(name)
        if tag == "v" or tag == "t":
            self.in_value = False
        if tag != "c":
            return
        text, self.text = "".join(self.text or ()).strip(), None
        if not text:
            return
        is_below = self.row not in self.rows and len(self.rows) == self._most
        if is_below or self._kept == _MOST_OF_A_HEAD:
            raise Enough
        self._kept += 1
        is_shared = self.type == "s" and text.isascii() and text.isdecimal()
        self.rows.setdefault(self.row, []).append(int(text[:20]) if is_shared else text)


def heads_of_sheets(
    archive: zipfile.ZipFile, parts: Mapping[str, str], rows: int
) -> dict[str, list[list[str]]]:
    """The texts in the first so many filled rows of some sheets, by the sheets' names.

    Raises:
        Unreadable: when one is not as a sheet is.
    """
    heads: dict[str, list[list[str | int]]] = {}
    for name, part in parts.items():
        heading = _Heading(name, rows)
        with contextlib.suppress(Enough):
            listen(archive, part, heading)
        heads[name] = list(heading.rows.values())
    wanted = {cell for head in heads.values() for row in head for cell in row if isinstance(cell, int)}
    shared = _shared_texts(archive, wanted)
    return {
        name: [[shared.get(cell, "") if isinstance(cell, int) else cell for cell in row] for row in head]
        for name, head in heads.items()
    }


def _shared_texts(archive: zipfile.ZipFile, wanted: set[int]) -> dict[int, str]:
    """Some of the shared texts, by their numbers."""
    part = next((name for name in archive.namelist() if name.lower() == SHARED), None)
    found: dict[int, str] = {}
    number = -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number
        if local_name(name) == "si":
            number += 1
            if number > max(wanted):
                raise Enough

    def characters(text: str) -> None:
        if number in wanted and len(found.get(number, "")) < _MOST_OF_A_NAME:
            found[number] = found.get(number, "") + text

    if part is None or not wanted:
        return found
    parser = new_parser()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = characters
    with contextlib.suppress(Enough):
        go_through(archive, part, parser)
    return found
