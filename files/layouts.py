"""What is remembered of how files are laid out: found by a file's kind and its header."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy.orm import Session

from files.header_words import header_key
from files.intake import LINE_COLUMN, REASON_COLUMN
from files.kinds import kind_named
from files.mapping import unique_names
from files.settled import Settled, layout_part, over
from files.table import Table
from storage.audit import Trail
from storage.layouts import ImportLayout, keep_layout, layout_of

MOST_OF_A_NAME = 200


def header_as_compared(table: Table) -> str:
    """A header as layouts compare it: its names in their order, in any case, as a digest of one length.

    The two columns of a file of rejected rows are set aside, so that it is laid out as what it came from.
    """
    names = zip(unique_names(table.header), table.header, strict=True)
    kept = [header_key(text) for name, text in names if name not in ("", LINE_COLUMN, REASON_COLUMN)]
    return sha256("\n".join(kept).encode()).hexdigest()


def layout_name(table: Table) -> str:
    """A header as people know it."""
    return ", ".join(text for text in table.header if text)[:MOST_OF_A_NAME]


def remembered_of(session: Session, kind: str, table: Table) -> Settled:
    """What is remembered of files of this kind with this header; nothing where none is."""
    layout = layout_of(session, kind, header_as_compared(table))
    return Settled() if layout is None else settled_of(layout)


def keep_layout_of(session: Session, kind: str, table: Table, said: Settled, trail: Trail) -> None:
    """Remembers what was settled of a file that goes in, together with what was remembered before."""
    before = Settled() if said.anew else remembered_of(session, kind, table)
    together = layout_part(over(said, before))
    if set(filter(None, table.columns)) <= set(kind_named(kind).columns):
        together = together.model_copy(update={"date_order": None})  # anybody's files have our own names
    header = header_as_compared(table), layout_name(table)
    keep_layout(session, kind, header, together.model_dump(mode="json", exclude_defaults=True), trail)


def settled_of(layout: ImportLayout) -> Settled:
    """What a layout remembers."""
    return layout_part(Settled.model_validate(layout.settled))
