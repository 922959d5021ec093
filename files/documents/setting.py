"""Documents to be set: what stands in one is read while somebody waits, the document is made when it is sent.

Setting one takes up to seconds, and whoever asks for it has the turn to write, to note that they did. So a
message carries what is to stand in its document, as JSON, and its sender sets it: every time the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from files.documents.after_action import AfterAction, after_action_docx
from files.documents.improvement_plan import ImprovementPlan, improvement_xlsx
from files.documents.minutes import Minutes, minutes_pdf
from files.documents.summary import Summary, summary_pdf
from files.documents.transcript import Transcript, transcript_pdf, transcript_xlsx
from files.documents.wall import WallSheet, wall_sheet


class Kind(StrEnum):
    """What documents there are, by the names that messages carry."""

    TRANSCRIPT_PDF = "transcript as PDF"
    TRANSCRIPT_XLSX = "transcript as a workbook"
    WALL_SHEET = "wall sheet"
    MINUTES = "minutes"
    AFTER_ACTION = "after-action report"
    IMPROVEMENT_PLAN = "improvement plan"
    SUMMARY = "summary of readiness"


SETS: Mapping[Kind, tuple[type[Any], Callable[[Any], bytes]]] = {
    Kind.TRANSCRIPT_PDF: (Transcript, transcript_pdf),
    Kind.TRANSCRIPT_XLSX: (Transcript, transcript_xlsx),
    Kind.WALL_SHEET: (WallSheet, wall_sheet),
    Kind.MINUTES: (Minutes, minutes_pdf),
    Kind.AFTER_ACTION: (AfterAction, after_action_docx),
    Kind.IMPROVEMENT_PLAN: (ImprovementPlan, improvement_xlsx),
    Kind.SUMMARY: (Summary, summary_pdf),
}
"""Of what each is made, and by what."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is not set yet. `content` is what stands in it, as JSON has it."""

    kind: Kind
    content: Mapping[str, Any]

    @classmethod
    def of(cls, kind: Kind, what: Any) -> Document:
        """A document with what is to stand in it, of the kind's own type."""
        return cls(kind, TypeAdapter(SETS[kind][0]).dump_python(what, mode="json"))

    def set(self) -> bytes:
        """The document, the same bytes every time. Raises ValueError for content that is not of its kind."""
        made_of, sets = SETS[self.kind]
        return sets(TypeAdapter(made_of).validate_python(self.content))
