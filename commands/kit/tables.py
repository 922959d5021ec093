"""A table to look at: Slack's own where a message takes it, lines of signs for a surface that takes none.

Both say in words what they show, for those who are read to. What stands in a cell is text and nothing else:
nothing in it is markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    RawTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextPreformattedElement,
    TableBlock,
)

from commands.kit.blocks import cut

MOST_ROWS = 100
"""With the heads; Slack's own limit."""
MOST_COLUMNS = 20
CELL = 100
FIRST = 20
"""Characters of a row's name in a table of signs: a phone shows some forty in a line."""


class NativeTable(TableBlock):
    """Slack's own table, the first row its heads. Messages only, one in each; classic surfaces refuse it.

    `told` says in words what it shows. All columns but the first stand in their middle.
    """

    def __init__(self, heads: Sequence[str], rows: Sequence[Sequence[str]], told: Sequence[str]) -> None:
        shown = [heads, *rows][:MOST_ROWS]
        super().__init__(
            rows=[
                [RawTextObject(text=cut(cell, CELL) or " ").to_dict() for cell in row[:MOST_COLUMNS]]
                for row in shown
            ],
            column_settings=[
                {"align": "center" if place else "left"} for place in range(len(heads[:MOST_COLUMNS]))
            ],
        )
        self.told = list(told)


class DrawnLines(RichTextBlock):
    """Lines of signs of one width, in which nothing is markup; `told` says in words what they show."""

    def __init__(self, lines: Sequence[str], told: Sequence[str]) -> None:
        text = RichTextElementParts.Text(text="\n".join(lines))
        super().__init__(elements=[RichTextPreformattedElement(elements=[text])])
        self.told = list(told)


class DrawnTable(DrawnLines):
    """The same table in lines of signs."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Sequence[str]], told: Sequence[str]) -> None:
        cells = [[cut(row[0], FIRST), *row[1:]] for row in (heads, *rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            " ".join(
                [row[0].ljust(widths[0])]
                + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            ).rstrip()
            for row in cells
        ]
        super().__init__(lines, told)
