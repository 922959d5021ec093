"""Word documents: real headings and tables, in one language, the same to the byte for the same content.

What people typed reaches them as text and never as anything else: in one line, without the signs that XML
takes none of or that nobody sees, such as those that turn a line around (`files.documents.pdf.plain_text`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from files.documents.archives import dated
from files.documents.pdf import plain_text

Cell = str | Sequence[str]
"""A text, or several lines of it."""

ACROSS, DOWN = Inches(11), Inches(8.5)
MARGIN = Inches(0.8)
QUIET = RGBColor(0x4A, 0x55, 0x60)
SHADE = "EEF2F5"


class WordDocument:
    """A document while it is written, from its first line to its last; `finished` gives its bytes.

    `head` and `mark`, the handling mark, stand at the top of every page, `foot` and the page at its bottom,
    where the mark stands again.
    """

    def __init__(self, title: str, subject: str, head: str, mark: str, foot: str, made_at: datetime) -> None:
        self._made = docx.Document()
        self._made_at = made_at
        self._describe(plain_text(title), plain_text(subject))
        self._letters()
        section = self._made.sections[0]
        section.page_width, section.page_height = DOWN, ACROSS
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
        _at_the_edge(section.header.paragraphs[0], _joined(head, mark))
        edge = section.footer.paragraphs[0]
        _at_the_edge(edge, _joined(foot, mark, "Page") + " ")
        _counted(edge, "PAGE")
        _at_the_edge(edge, " of ")
        _counted(edge, "NUMPAGES")

    def title(self, text: str, beneath: str = "") -> None:
        """What it is called, and a line beneath that."""
        self._made.add_paragraph(plain_text(text), style="Title")
        if beneath:
            self._made.add_paragraph(plain_text(beneath), style="Subtitle")

    def heading(self, text: str, level: int = 1) -> None:
        """A heading, as a reader finds it in the document's outline."""
        self._made.add_heading(plain_text(text), level)

    def says(self, text: str, quiet: bool = False) -> None:
        """A paragraph."""
        run = self._made.add_paragraph().add_run(plain_text(text))
        if quiet:
            run.font.size, run.font.color.rgb = Pt(9), QUIET

    def points(self, texts: Sequence[str]) -> None:
        """A list."""
        for each in texts:
            self._made.add_paragraph(plain_text(each), style="List Bullet")

    def facts(self, about: str, pairs: Sequence[tuple[str, Cell]]) -> None:
        """A table of labels and values, a pair a row; `about` tells those who are read to what it is of."""
        table = self._table(about, 2, first_column=True)
        for label, value in pairs:
            row = _row(table)
            _fill(row.cells[0], label, bold=True)
            _shade(row.cells[0])
            _fill(row.cells[1], value)
            _keep_whole(row._tr)
        _widths(table, (2.2, 6.8), self._width)

    def table(
        self,
        about: str,
        widths: Sequence[float],
        header: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        size: float = 9,
    ) -> None:
        """A table whose header stands on each page anew; `widths` are shares, `size` that of its letters."""
        table = self._table(about, len(header), first_row=True)
        top = _row(table)
        for cell, text in zip(top.cells, header, strict=True):
            _fill(cell, text, bold=True, size=size)
            _shade(cell)
        _keep_whole(top._tr)
        _mark(top._tr.get_or_add_trPr(), "w:tblHeader")
        for row in rows:
            made = _row(table)
            for cell, value in zip(made.cells, row, strict=True):
                _fill(cell, value, size=size)
            _keep_whole(made._tr)
        _widths(table, widths, self._width)

    def turn(self, landscape: bool) -> None:
        """What follows stands on new pages, across or upright."""
        section = self._made.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (ACROSS, DOWN) if landscape else (DOWN, ACROSS)

    def finished(self) -> bytes:
        """The whole document."""
        content = io.BytesIO()
        self._made.save(content)
        return dated(content.getvalue(), self._made_at)

    @property
    def _width(self) -> int:
        section = self._made.sections[-1]
        return int(section.page_width or DOWN) - 2 * int(MARGIN)

    def _describe(self, title: str, subject: str) -> None:
        about, instant = self._made.core_properties, self._made_at.astimezone(UTC).replace(tzinfo=None)
        about.title, about.subject, about.language = title[:255], subject[:255], "en-US"
        about.author = about.last_modified_by = "Muster"
        about.comments, about.revision = "", 1
        about.created = about.modified = instant

    def _letters(self) -> None:
        styles: Any = self._made.styles
        for name, size in (("Normal", 10), ("Title", 22), ("Subtitle", 11), ("Heading 1", 15)):
            styles[name].font.size = Pt(size)
        styles["Normal"].paragraph_format.space_after = Pt(5)
        for name in ("Heading 2", "Heading 3"):
            styles[name].font.size = Pt(12 if name == "Heading 2" else 10.5)

    def _table(self, about: str, columns: int, first_row: bool = False, first_column: bool = False) -> Table:
        table: Table = self._made.add_table(rows=0, cols=columns, style="Table Grid")
        table.autofit = False
        properties: Any = table._tbl.tblPr
        look = properties.find(qn("w:tblLook"))
        if look is not None:
            properties.remove(look)
        look = OxmlElement("w:tblLook")
        for name, holds in (("firstRow", first_row), ("firstColumn", first_column)):
            look.set(qn(f"w:{name}"), "1" if holds else "0")
        for name in ("lastRow", "lastColumn", "noVBand"):
            look.set(qn(f"w:{name}"), "1" if name == "noVBand" else "0")
        look.set(qn("w:noHBand"), "1")
        properties.append(look)
        for name in ("w:tblCaption", "w:tblDescription"):  # what is read aloud before the table
            said = OxmlElement(name)
            said.set(qn("w:val"), plain_text(about))
            properties.append(said)
        return table


def _row(table: Table) -> _Row:
    made: _Row = table.add_row()  # type: ignore[no-untyped-call]
    return made


def _fill(cell: _Cell, value: Cell, bold: bool = False, size: float = 9) -> None:
    lines = [value] if isinstance(value, str) else list(value) or [""]
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        run = paragraph.add_run(plain_text(line))
        run.font.size, run.bold = Pt(size), bold or None


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _keep_whole(row: Any) -> None:
    _mark(row.get_or_add_trPr(), "w:cantSplit")


def _mark(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def _widths(table: Table, shares: Sequence[float], width: int) -> None:
    """Sets the columns' widths, in the cells too: Word goes by those, others by the columns."""
    for column, share in zip(table.columns, shares, strict=True):
        column.width = each = int(width * share / sum(shares))
        for cell in column.cells:
            cell.width = each


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, map(plain_text, texts)))


def _at_the_edge(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), QUIET


def _counted(paragraph: Paragraph, field: str) -> None:
    """A number that whoever opens the document counts: its pages, or which page this is."""
    made, text = OxmlElement("w:fldSimple"), paragraph.add_run("1")
    text.font.size, text.font.color.rgb = Pt(8), QUIET
    made.set(qn("w:instr"), field)
    made.append(text._r)
    paragraph._p.append(made)
