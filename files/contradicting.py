"""Rows that speak against themselves: what says elsewhere that they count no more, or about what else they are.

A column that nobody knows is left alone; but where a cell of one says plainly that a row is no pass, or that
somebody has left, the row is refused rather than recorded.
"""

from __future__ import annotations

import re

from files.cells import shown
from files.header_words import header_key
from files.lexicon import Lexicon
from files.looks import is_day
from files.mapping import Columns, Mapper
from files.results import denies
from files.rows import refusing
from files.table import Row, Table

_HAS_LEFT = re.compile(
    r"(?:inactive|not active|terminated?|retired?|resigned?|separated?|former|deceased|left|deactivated)\b"
)


def without_those_who_left(table: Table, columns: Columns) -> Table:
    """With a problem on each row of a roster that says somebody is there no more, and not since when."""
    places = [
        place
        for place in columns.unknown
        if "status" in header_key(columns.header[place]).split()
        or header_key(columns.header[place]) == "active"
    ]
    ended = columns.place("left_on")

    def why(row: Row) -> str | None:
        said = next((p for p in places if _HAS_LEFT.match(shown(row.raw[p]).strip().casefold())), None)
        if said is None or not (ended is None or row.raw[ended] == ""):
            return None
        return f"{columns.header[said]}: {shown(row.raw[said])}, and no left_on; fill in the last day there"

    return refusing(table, why) if places else table


_TAKEN_BACK = re.compile(r"(?:date )?(?:revoked|withdrawn|voided|rescinded|cancell?ed)(?: on| date)?")


def without_what_was_taken_back(table: Table, columns: Columns) -> Table:
    """With a problem on each row that says on which day it was revoked."""
    places = [place for place in columns.unknown if _TAKEN_BACK.fullmatch(header_key(columns.header[place]))]

    def why(row: Row) -> str | None:
        said = next((place for place in places if is_day(row.raw[place])), None)
        if said is None:
            return None
        return f"{columns.header[said]}: {shown(row.raw[said])}, so it counts no more"

    return refusing(table, why) if places else table


def without_what_failed_in_passing(table: Table, columns: Columns) -> Table:
    """With a problem on each row of which a column that nobody knows says that it was not passed, where the
    file has no column of results: No-show as somebody's role, Failed among remarks.
    """
    places = columns.unknown if columns.place("result") is None else []

    def why(row: Row) -> str | None:
        said = next((place for place in places if denies(row.raw[place])), None)
        if said is None:
            return None
        return (
            f"{columns.header[said]}: {shown(row.raw[said])}, so this may be no pass; say whether that column "
            "is the result, or is left alone"
        )

    return refusing(table, why) if places else table


def without_contradictions(table: Table, mapper: Mapper, lexicon: Lexicon) -> Table:
    """With a problem on each row that names two courses: by its code one, by its title another."""
    ours = mapper.mapping.place("course")
    if ours is None:
        return table
    others = [place for place in mapper.mapping.unknown if mapper.share_of_courses(place) >= 0.5]

    def why(row: Row) -> str | None:
        said = {shown(row.raw[place]): lexicon.course(shown(row.raw[place])) for place in (ours, *others)}
        if len({code for code in said.values() if code is not None}) < 2:
            return None
        names = " and ".join(f"“{name}”" for name, code in said.items() if code)
        return f"course: the row names two, {names}; it must be one"

    return refusing(table, why) if others else table
