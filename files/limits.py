"""How large a file may be before it is refused rather than read: room for a county, never for a bomb."""

from __future__ import annotations

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELLS = 3_000_000  # of a workbook's sheet: its rows times its columns
MOST_UNPACKED_BYTES = 300_000_000  # of all the parts of a workbook, which is a ZIP archive
