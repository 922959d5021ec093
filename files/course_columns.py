"""The columns of a file with a row a person and a column a course: which course each is, and which of its
days stands there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from files.columns import Kind
from files.kinds import COMPLETIONS
from files.lexicon import Lexicon, spelled
from files.looks import filled, is_day, mostly
from files.mapping import Mapper, WrongColumns
from words.classes import listed

COMPLETED = "completed_on"
EXPIRES = "expires_on"
_PARTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        EXPIRES: listed("expires exp expiration expiry expire until valid through thru good"),
        COMPLETED: listed(
            "completed completion complete taken done on issued issue earned passed attended last latest "
            "date renewed recertified certified"
        ),
    }
)
"""Words beside a course in a column's name that say which day stands in it."""
_BETWEEN = listed("date day on of the")
_CARD = listed("cert certificate certification card license")
_FALLS_DUE = re.compile(r"\b(?:due|overdue|renewals?|renews?|renew by|next|deadline|target)\b")
"""What a column of days is called on which something is to be done; of no class that was taken."""
_NO_COURSE = re.compile(
    r"\b(birth|dob|hired?|joined|updated|modified|created|as of|last|assigned|start|end|registered"
    r"|scheduled|planned)\b"
)


class CourseColumn(NamedTuple):
    """A column of a wide file: whose course it is, as it is known or as it stands, and which day."""

    course: str
    day: str


def course_columns(mapper: Mapper, lexicon: Lexicon) -> dict[int, CourseColumn]:
    """The columns that are courses, by their places: those whose name is one, and others full of days. Where
    they are all of one course, a column of last days is that course's too.
    """
    found: dict[int, CourseColumn] = {}
    for place in mapper.mapping.unknown:
        text = mapper.mapping.header[place]
        known = _known_course(text, lexicon)
        if known is not None:
            found[place] = known
        elif _is_of_days(mapper, place) and not _says_another_day(text):
            found[place] = _parted(text, frozenset())
    last = mapper.mapping.place(EXPIRES)
    courses = {each.course for each in found.values()}
    if last is not None and len(courses) == 1 and all(each.day != EXPIRES for each in found.values()):
        found[last] = CourseColumn(courses.pop(), EXPIRES)
    return found


def _is_of_days(mapper: Mapper, place: int) -> bool:
    cells = filled(mapper.cells(place))
    return bool(cells) and mostly(cells, is_day)


def _says_another_day(text: str) -> bool:
    said = spelled(text)
    return _NO_COURSE.search(said) is not None or _FALLS_DUE.search(said) is not None


def _known_course(text: str, lexicon: Lexicon) -> CourseColumn | None:
    """The course a column is called by, perhaps with a word that says which day it holds."""
    if (code := lexicon.course(text)) is not None:
        return CourseColumn(code, COMPLETED)
    for beside in (frozenset[str](), _CARD):
        parted = _parted(text, beside)
        if (code := lexicon.course(parted.course)) is not None:
            return CourseColumn(code, parted.day)
    return None


def _parted(text: str, beside: frozenset[str]) -> CourseColumn:
    """A column's name parted into a course and the words that say which day it is."""
    words = spelled(text).split()
    for day, said in _PARTS.items():
        rest = [word for word in words if word not in said | _BETWEEN | beside]
        if rest and not said.isdisjoint(words):
            return CourseColumn(" ".join(rest), day)
    return CourseColumn(text, COMPLETED)


def refuse_days_due(kind: Kind[Any], mapper: Mapper, lexicon: Lexicon) -> None:
    """Refuses a row a person whose columns of a course say no more than when it falls due.

    Raises:
        WrongColumns: for a column of days due beside which none says when the class was taken, or expires.
    """
    columns = mapper.mapping
    asked = {each.about for each in columns.open}
    if kind is not COMPLETIONS or not {"course", COMPLETED}.isdisjoint(columns.columns | asked):
        return
    found = course_columns(mapper, lexicon)
    taken = {each.course for each in found.values()}
    due = [
        columns.header[place]
        for place in columns.unknown
        if place not in found and _is_of_days(mapper, place) and _falls_due(columns.header[place])
    ]
    alone = [text for text in due if (lexicon.mentioned(text) or text) not in taken and _names(text)]
    alone = [text for text in alone if not taken or lexicon.mentioned(text) is not None]
    if alone:
        named = ", ".join(f"“{text}”" for text in alone)
        first, course = alone[0], lexicon.mentioned(alone[0]) or "BLS"
        raise WrongColumns(
            f"Found {named}: days on which a class is due are no record that it was taken. Call a column of "
            f"the days it was taken “{course}”, and one of the last days a certificate counts “{course} "
            f'Expires”; or leave it alone, as in --column "{first}=". Nothing was written.'
        )


def _falls_due(text: str) -> bool:
    return _FALLS_DUE.search(spelled(text)) is not None


def _names(text: str) -> bool:
    """Whether a column's name says more than that something falls due."""
    return bool(set(_FALLS_DUE.sub(" ", spelled(text)).split()) - _BETWEEN)


def left_beside(mapper: Mapper, lexicon: Lexicon) -> list[int]:
    """The columns of a wide file of which nothing is taken."""
    found = course_columns(mapper, lexicon)
    columns = mapper.mapping
    last = columns.place(EXPIRES)
    beside = [] if last is None or last in found else [last]
    return sorted([*(place for place in columns.unknown if place not in found), *beside])
