"""Templates to fill in: a workbook for each kind of file, with our columns, a word on each, and lists to
choose from where few things can stand in one.

Its one example row begins with "Example:", and is left out when the file is brought back (`arranging`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.columns import Kind, day, specs, yes_or_no
from files.template_words import EXAMPLES, SAID
from readiness.records import AbsenceKind, Anchor, Relation
from readiness.vocabulary import (
    ActionStatus,
    CapabilityElement,
    Discipline,
    ExerciseType,
    Governance,
    MissionArea,
    Rating,
    Result,
    Role,
)
from storage.exercises import ExerciseRecord
from storage.people import AgencyRecord
from storage.plans import PlanRecord
from storage.positions import PositionRecord
from storage.training import CourseRecord

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

EXAMPLE = "Example:"
"""With which the first cell of the example row begins."""
MOST_LISTED = 500
"""Of agencies or courses that a drop-down offers; more are nothing to choose from."""
_ROWS = 2000
"""Down to which row lists are offered."""
_LISTS = "Lists"
_WIDTHS = (12, 44)
_FILL = "E8EEF4"
_AS_TEXT = ("member_id", "phone", "fema_sid")
"""Columns whose leading zeros a spreadsheet must leave alone."""
_ADDED_BY_EXPORTS: Mapping[str, str] = MappingProxyType(
    {
        "completions": "record",
        "participation": "record",
        "exercises": "objectives",
        "positions": "taken_out_on",
        "actions": "grant",
    }
)
"""The first of the columns that an export adds; nobody fills them in."""

_CHOICES: Mapping[str, tuple[Sequence[str], bool]] = MappingProxyType(
    {
        "disciplines": (tuple(Discipline), True),
        "governance": (tuple(Governance), False),
        "result": (tuple(Result), False),
        "anchor": (tuple(Anchor), False),
        "equivalents.kind": (tuple(Relation), False),
        "absences.kind": (tuple(AbsenceKind), False),
        "type": (tuple(ExerciseType), False),
        "mission_area": (tuple(MissionArea), True),
        "participation.role": (tuple(Role), False),
        "rating": (tuple(Rating), False),
        "element": (tuple(CapabilityElement), False),
        "status": (tuple(ActionStatus), False),
    }
)
"""What may stand in a column; and whether something else may too, such as several of them."""
_STORED: Mapping[str, Any] = MappingProxyType(
    {
        "agency": AgencyRecord.name,
        "host_agency": AgencyRecord.name,
        "course": CourseRecord.code,
        "counts_for": CourseRecord.code,
        "trainer_course": CourseRecord.code,
        "plan": PlanRecord.name,
        "position": PositionRecord.code,
        "exercise": ExerciseRecord.code,
    }
)
"""Columns that name what is in the store."""
_OWN: Mapping[str, str] = MappingProxyType(
    {"agencies": "agency", "plans": "plan", "positions": "position", "exercises": "exercise"}
)
"""The column by which a kind brings what is new."""


def template_name(kind: Kind[Any]) -> str:
    """What a template's file is called."""
    return f"{kind.name}-template.xlsx"


def template(session: Session, kind: Kind[Any]) -> bytes:
    """The template of a kind, with this region's agencies and courses to choose from where they are few."""
    from openpyxl import Workbook  # here and below by whoever takes a template: no start pays for it
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    made = Workbook()
    page = made.active
    assert page is not None
    page.title, page.freeze_panes = kind.name, "A2"
    lists = made.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    columns = columns_of(kind)
    read = dict(specs(kind.row_type))
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        head = page.cell(1, place, column)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor=_FILL)
        head.comment = Comment(_note(kind, column), "Muster", height=110, width=300)
        example = _example(kind, column)
        cell = page.cell(2, place, f"{EXAMPLE} {example}" if place == 1 else example)
        cell.font = Font(italic=True, color="7A7A7A")
        width = max(len(column) + 4, len(str(cell.value or "")) + 2, _WIDTHS[0])
        page.column_dimensions[letter].width = min(width, _WIDTHS[1])
        if column in _AS_TEXT:
            page.column_dimensions[letter].number_format = "@"
            cell.number_format = "@"
        elif read[column].parse is day:
            page.column_dimensions[letter].number_format = "yyyy-mm-dd"
        offered, is_free = _offered(session, kind, column)
        if read[column].parse is yes_or_no:
            offered, is_free = ("yes", "no"), False
        if offered:
            page.add_data_validation(_list(lists, place, offered, letter, is_free))
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def columns_of(kind: Kind[Any]) -> tuple[str, ...]:
    """The columns of a template: those that people fill in."""
    first = _ADDED_BY_EXPORTS.get(kind.name)
    return kind.columns if first is None else kind.columns[: kind.columns.index(first)]


def _note(kind: Kind[Any], column: str) -> str:
    """What a column is, and whether it must be filled in."""
    group = next((each for each in kind.must if column in each), None)
    if group is None:
        must = "May be left empty."
    elif len(group) == 1:
        must = "Must be filled in."
    else:
        must = f"One of {' and '.join(group)} must be filled in."
    return f"{_of(SAID, kind, column)} {must}"


def _example(kind: Kind[Any], column: str) -> str:
    return _of(EXAMPLES, kind, column)


def _of(words: Mapping[str, str], kind: Kind[Any], column: str) -> str:
    """What is said of a column, by kind where it means something else in one."""
    return words.get(f"{kind.name}.{column}", words.get(column, ""))


def _offered(session: Session, kind: Kind[Any], column: str) -> tuple[Sequence[str], bool]:
    """What can be chosen in a column, and whether anything else may stand there."""
    choices = _CHOICES.get(f"{kind.name}.{column}", _CHOICES.get(column))
    if choices is not None:
        return [str(each) for each in choices[0]], choices[1]
    named = _STORED.get(column)
    if named is None or _OWN.get(kind.name) == column:
        return (), True
    query = select(named).distinct().order_by(named).limit(MOST_LISTED + 1)
    if (voided_at := getattr(named.class_, "voided_at", None)) is not None:
        query = query.where(voided_at.is_(None))
    found = session.scalars(query).all()
    return (found, True) if len(found) <= MOST_LISTED else ((), True)


def _list(lists: Any, place: int, offered: Sequence[str], letter: str, is_free: bool) -> DataValidation:
    """A drop-down down a column, its choices on a hidden sheet: a formula holds 255 characters of them."""
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.datavalidation import DataValidation

    column = get_column_letter(place)
    for number, each in enumerate(offered, start=1):
        cell = lists.cell(number, place, each)
        cell.data_type = "s"
    where = f"{quote_sheetname(_LISTS)}!${column}$1:${column}${len(offered)}"
    chosen = DataValidation(type="list", formula1=where, allow_blank=True, showErrorMessage=not is_free)
    chosen.error, chosen.errorTitle = "Choose one of the list.", "Not in the list"
    chosen.add(f"{letter}3:{letter}{_ROWS}")
    return chosen
