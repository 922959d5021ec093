"""How large a file may be before it is refused rather than read: room for a county, never for a bomb."""

from __future__ import annotations

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000
MOST_LINES = 1_000_000  # of a text file: rows may have line breaks in their cells
MOST_COLUMNS = 500
MOST_CELLS = 4_000_000  # rows times columns
MOST_TEXT = 60_000_000  # characters in all cells, a text that several cells share counted in each

MOST_PARTS = 2_000  # of a workbook, which is a ZIP archive
MOST_SHEETS = 200
MOST_ELEMENTS = 14_000_000  # of a sheet's XML, also of cells that hold nothing
MOST_UNPACKED_BYTES = 300_000_000  # of all the parts of a workbook
MOST_UNPACKED_BYTES_BESIDE = 20_000_000  # of a part that is neither a sheet nor the shared texts

MOST_MEMORY = 1_000_000_000  # bytes, of the process that reads a file
MOST_CPU_SECONDS = 90
MOST_SECONDS = 180.0  # from its start to its last row
