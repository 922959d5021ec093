"""Tables with headings between their rows: a line that is just ASIM-B, or `Course: ASIM Basic`, and under it
whoever took that course; or an agency, and under it its people.

Such a line says of all rows down to the next one what they have no column for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from files.columns import Kind
from files.header_words import meant_by, words_of
from files.lexicon import Lexicon
from files.settled import Settled
from files.table import Row, Table, column_name

_ABOUT = {"completions": "course", "roster": "agency"}
"""What headings say, by the kind of the file."""
_MOST_NAMED = 5
_MARKS = " *\u2022\u25cf\u25aa\u203a>#=_-\u2013\u2014"
"""Signs that set a heading off."""
_UNIT = re.compile(
    r"(?:\w+ )?(?:station|shift|platoon|battalion|company|engine|ladder|truck|squad|unit|division|team|crew|"
    r"district|precinct|bureau|section|group)\b",
    re.IGNORECASE,
)
"""A heading that parts an agency rather than names another."""


def under_headings(
    raw: Table, kind: Kind[Any], settled: Settled, lexicon: Lexicon
) -> tuple[Table, tuple[str, ...]]:
    """The table with a column of what its headings say, and a line that names them; as it was where it has a
    column for that, or no headings, or somebody said it of the whole file.
    """
    about = _ABOUT.get(kind.name)
    if about is None or getattr(settled, about) or about in settled.columns.values():
        return raw, ()
    words = words_of(kind)
    if any(named.column == about for text in raw.header for named in meant_by(text, words)[:1]):
        return raw, ()
    known = lexicon.course if about == "course" else lexicon.agency
    has_days = any(named.column.endswith("_on") for text in raw.header for named in meant_by(text, words)[:1])
    said = {
        number: _without_label(cell, about, words)
        for number, row in enumerate(raw.rows)
        if (cell := _alone(row)) is not None
    }
    if about == "agency":
        said = {number: each for number, each in said.items() if known(each[0]) or not _UNIT.match(each[0])}
    names = _like_names(raw, said, words) if about == "course" else set()
    heads = _headings(raw.rows, said, known, has_days, names)
    if not heads or _is_nobodys_table(raw, heads):
        return raw, ()
    doubtful = {number for number in heads if number in names and known(heads[number]) is None}
    return _told(raw, heads, about, doubtful), (_named(heads, about),)


def _alone(row: Row) -> str | None:
    """The one cell of a row that holds anything, where it is a text."""
    filled = [cell for cell in row.raw if cell != ""]
    if row.problem is not None or len(filled) != 1 or len(row.raw) < 2:
        return None
    text = filled[0]
    is_text = isinstance(text, str) and any(map(str.isalpha, text)) and "@" not in text
    return str(text) if is_text else None


def _without_label(text: str, about: str, words: Mapping[str, Sequence[Any]]) -> tuple[str, bool]:
    """What a heading says, and whether a label says that it is one."""
    text = text.strip(_MARKS) or text
    label, colon, value = text.partition(":")
    if colon and value.strip() and any(each.column == about for each in meant_by(label, words)[:1]):
        return value.strip(), True
    return text, False


def _like_names(
    raw: Table, said: Mapping[int, tuple[str, bool]], words: Mapping[str, Sequence[Any]]
) -> set[int]:
    """The lines that may as well be somebody of whom the rest is blank: they stand where the names do, and
    look as the others there.
    """
    meant = [meant_by(text, words)[:1] for text in raw.header]
    places = {place for place, each in enumerate(meant) if each and each[0].column == "full_name"}
    found = set()
    for number, (text, labelled) in said.items():
        place = next(place for place, cell in enumerate(raw.rows[number].raw) if cell != "")
        if place in places and not labelled and _NAME.fullmatch(text):
            found.add(number)
    return found


_NAME = re.compile(r"[^\W\d_][^\W\d_.'\u2019-]*,?(?: [^\W\d_][^\W\d_.'\u2019-]*,?){1,3}")


def _headings(
    rows: Sequence[Row],
    said: Mapping[int, tuple[str, bool]],
    known: Callable[[str], str | None],
    has_days: bool,
    names: Collection[int],
) -> dict[int, str]:
    """The rows that are headings: those that are known or bear a label, and then also others with rows under
    them, as what stands there is not of the heading before. In a table with a column of days, several others
    are headings by themselves, but for those that may be `names`.
    """
    sure = {number for number, (text, labelled) in said.items() if labelled or known(text) is not None}
    above = {number for number in said if number + 1 < len(rows) and number + 1 not in said}
    if not sure:
        above -= set(names)
        if not (has_days and len(above) > 1):
            return {}
    return {number: said[number][0] for number in sorted(sure | above)}


def _is_nobodys_table(raw: Table, heads: Mapping[int, str]) -> bool:
    return len(heads) == len(raw.rows)


def _told(raw: Table, heads: Mapping[int, str], about: str, doubtful: Collection[int]) -> Table:
    """With what the headings say; what may be somebody's name is a row, too, so that nobody vanishes."""
    width, current = len(raw.header), ""
    header, columns = (*raw.header, about.capitalize()), (*raw.columns, column_name(about))
    rows: list[Row] = []
    for number, row in enumerate(raw.rows):
        if number in heads:
            current = heads[number]
            if number not in doubtful:
                continue
        cells = (*row.raw[:width], current, *row.raw[width:])
        problem = _DOUBT.format(current, about) if number in doubtful else row.problem
        rows.append(replace(row, raw=cells, columns=columns, problem=problem, source=row.source or row))
    return replace(raw, header=header, columns=columns, rows=rows)


_DOUBT = "“{}” stands alone on its line: the {} of the rows under it, or somebody without a day; say which"


def _named(heads: Mapping[int, str], about: str) -> str:
    texts = list(dict.fromkeys(heads.values()))
    more = f" and {len(texts) - _MOST_NAMED:,} more" if len(texts) > _MOST_NAMED else ""
    return f"Read as headings, each the {about} of the rows under it: {'; '.join(texts[:_MOST_NAMED])}{more}."
