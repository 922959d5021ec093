"""Rows that speak against themselves: what says elsewhere that they count no more, or what else they are of.

A column that nobody knows is left alone; but where a cell of one says plainly that a row is no pass, or that
somebody has left, the row is refused rather than recorded.
"""

from __future__ import annotations

import re

from files.cells import Cell, shown
from files.header_words import header_key
from files.lexicon import Lexicon
from files.mapping import Columns, Mapper
from files.results import denies, denies_in_words, says_so, score_of
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


_TAKEN_BACK = re.compile(
    r"(?:date |record |completion )?(?:revoked|revocation|withdrawn|void|voided|rescinded|cancell?ed|invalid|"
    r"invalidated|deleted|superseded|duplicate|retracted|annulled)(?: (?:on|at|by|date|record|reason|flag|y n))?"
)


def without_what_was_taken_back(table: Table, columns: Columns) -> Table:
    """With a problem on each row that says that it was revoked or void: a day, a yes, a reason."""
    places = [place for place in columns.unknown if _TAKEN_BACK.fullmatch(header_key(columns.header[place]))]

    def why(row: Row) -> str | None:
        said = next((place for place in places if says_so(row.raw[place])), None)
        if said is None:
            return None
        return f"{columns.header[said]}: {shown(row.raw[said])}, so it no longer counts"

    return refusing(table, why) if places else table


def without_what_failed_in_passing(table: Table, columns: Columns) -> Table:
    """With a problem on each row of which a column that nobody knows says that it was not passed, where the
    file has no column of results: No-show as somebody's role, a score under the pass mark beside it, a blank
    where others signed.
    """
    if columns.place("result") is not None:
        return table
    places, keys = columns.unknown, [header_key(text) for text in columns.header]
    signed = [each for each in places if _SIGNED.fullmatch(keys[each]) or _ISSUED.fullmatch(keys[each])]
    signed = [each for each in signed if any(row.raw[each] != "" for row in table.rows)]
    scores = [each for each in places if _SCORE.fullmatch(keys[each])]
    marks = [each for each in places if _PASS_MARK.fullmatch(keys[each])]
    issued = [each for each in places if _ISSUED.fullmatch(keys[each])]

    def says_otherwise(place: int, cell: Cell) -> bool:
        return denies(cell) or denies_in_words(cell) or (place in issued and cell != "" and not says_so(cell))

    ways = "say whether that column is the result, or is left alone"

    def why(row: Row) -> str | None:
        said = next((place for place in places if says_otherwise(place, row.raw[place])), None)
        if said is not None:
            return f"{columns.header[said]}: {shown(row.raw[said])}, so this may be no pass; {ways}"
        blank = next((place for place in signed if row.raw[place] == ""), None)
        if blank is not None:
            return f"{columns.header[blank]}: blank, where others are not; {ways}"
        if len(scores) == len(marks) == 1:
            score, mark = (score_of(row.raw[place]) for place in (*scores, *marks))
            if score is not None and mark is not None and score < mark:
                under = f"{columns.header[marks[0]]} {shown(row.raw[marks[0]])}"
                return f"{columns.header[scores[0]]}: {shown(row.raw[scores[0]])}, which is under {under}"
        return None

    return refusing(table, why) if places else table


_SIGNED = re.compile(r"(?:\w+ )?(?:signature|sig|signed|initials?|sign in|sign here)")
_ISSUED = re.compile(
    r"(?:(?:certificate|cert|card|credit|ceu)s? (?:issued|earned|given|granted|awarded|received)|valid|eligible)"
)
_SCORE = re.compile(r"(?:final |test |exam |quiz )?(?:score|grade|mark|percent)")
_PASS_MARK = re.compile(
    r"(?:passing|pass|minimum|min|required|mastery) (?:score|grade|mark|percent)|score (?:required|to pass)"
)


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
