"""What a file leaves open beside the store, and the answers put into it: how its days are written, which
course, agency or result is meant by a value that nobody here knows.

A value is asked once a file, whatever the number of its rows; an answer stands in every one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from files.cells import BadCell, Cell, is_no_value, parse_date, shown
from files.columns import Kind, day, specs
from files.imports.coming import new_choices
from files.imports.listed_words import MOST_ASKED, answer_of, open_words, rows_say, words_of
from files.imports.lookup import Named
from files.intake import Refused
from files.results import BLANK, RESULTS, score_of, unknown_result
from files.settled import Asks, Open, Settled, is_new
from files.table import Row, Table
from readiness.vocabulary import Result
from words.amounts import one
from words.folding import fold
from words.written import DateOrder

MOST_SEEN = 3
"""How many of a column's values, or of the lines that show something, a question names."""
MOST_ODD = 2
"""How many days that can only be read as ours outweigh one that can only be read the other way."""

SCORES = "scores"
"""Under which the answer of a column of scores is kept: from which on, in percent, it is a pass."""
_PASS_MARKS = (60, 65, 70, 75, 80, 84, 85, 90, 100)

COURSES = ("course", "counts_for")
AGENCIES = ("agency", "host_agency")


def other_order(order: DateOrder) -> DateOrder:
    """Day first where it was month first, and the other way round."""
    return DateOrder.DMY if order is DateOrder.MDY else DateOrder.MDY


def open_order(kind: Kind[Any], table: Table, order: DateOrder, today: date) -> Open | None:
    """Whether the file's days show that they are written the other way round than they are read.

    A day still to come shows it too, where a class was completed on it. An odd day among many that can only
    be ours, or beside none that could be either, is that row's own mistake.
    """
    other = other_order(order)
    ours: set[str] = set()
    alike: set[str] = set()
    theirs: dict[str, int] = {}
    either: dict[str, int] = {}
    for line, cell, is_past in _days(kind, table):
        if cell in ours or cell in alike or cell in theirs or cell in either:
            continue
        read, read_otherwise = _read(cell, order), _read(cell, other)
        if is_past and read and read_otherwise and read > today >= read_otherwise:
            read = None
        if read is None and read_otherwise is not None:
            theirs[cell] = line
        elif read is not None and read_otherwise is None:
            ours.add(cell)
        elif read != read_otherwise:
            either[cell] = line
        else:
            alike.add(cell)
    if not theirs or len(ours) > MOST_ODD * len(theirs) or (ours and not either):
        return None
    first, line = next(iter(theirs.items()))
    ours_said, theirs_said = SAID[order], SAID[other]
    said = f"Line {line} of {table.name} says {shown(first)}, which can only be {theirs_said}"
    if either:
        odd, there = next(iter(either.items()))
        said += f"; so {odd} on line {there} is probably {_read(odd, other)}, not {_read(odd, order)}"
    return Open(
        Asks.DATE_ORDER,
        "date_order",
        f"{said}. Days are read {ours_said} here: is this whole file {theirs_said}?",
        seen=tuple(shown(each) for each in [*theirs, *either][:MOST_SEEN]),
        choices=((other.value, f"{theirs_said.capitalize()}"), (order.value, f"{ours_said.capitalize()}")),
        option=f"--date-order {other.value.lower()}",
    )


SAID = {DateOrder.MDY: "month first", DateOrder.DMY: "day first"}


def _days(kind: Kind[Any], table: Table) -> Iterator[tuple[int, str, bool]]:
    """Each day as it is written, its line, and whether it has to be over."""
    columns = table.columns
    dated = {column for column, spec in specs(kind.row_type) if spec.parse is day}
    places = [place for place, column in enumerate(columns) if column in dated]
    for row in table.rows:
        for place in places:
            cell = row.raw[place]
            if isinstance(cell, str) and cell:
                yield row.line, cell, columns[place] == "completed_on"


def _read(cell: str, order: DateOrder) -> date | None:
    try:
        return parse_date(cell, order)
    except BadCell:
        return None


def without_swapped(kind: Kind[Any], table: Table, order: DateOrder, usual: DateOrder) -> Table:
    """With a problem on each row whose day may have been swapped by a spreadsheet.

    One that reads days as the region does (`usual`) makes a day of 03/04/2026 in its own way, and leaves
    25/10/2026 a text: where a column's texts can only be of the other order, its days may be wrong.
    """
    if order is usual:
        return table
    dated = {column for column, spec in specs(kind.row_type) if spec.parse is day}
    rows = list(table.rows)
    for place, column in enumerate(table.columns):
        texts = {row.raw[place] for row in rows if isinstance(row.raw[place], str)}
        if column not in dated or not any(_only(str(text), order, usual) for text in texts):
            continue
        for number, row in enumerate(rows):
            cell = row.raw[place]
            if isinstance(cell, date) and cell.day <= 12 and cell.day != cell.month and row.problem is None:
                said = f"{column}: {shown(cell)} may have its day and month swapped by the spreadsheet"
                rows[number] = replace(row, problem=f"{said}; write it as text, such as 2026-03-04")
    return replace(table, rows=rows)


def _only(text: str, order: DateOrder, other: DateOrder) -> bool:
    return _read(text, order) is not None and _read(text, other) is None


def open_values(
    kind: Kind[Any], table: Table, courses: Named, agencies: Named, settled: Settled
) -> tuple[Open, ...]:
    """The courses, agencies and results that nobody here knows, each asked once."""
    columns = table.columns
    named: Mapping[str, Named] = {
        **dict.fromkeys(COURSES, courses),
        **(dict.fromkeys(AGENCIES, agencies) if kind.name != "agencies" else {}),
    }
    listed = {column for column, spec in specs(kind.row_type) if spec.listed}
    found: list[Open] = []
    for column in listed & named.keys() & set(columns) if kind.name != "courses" else ():
        unknown = _unknown(table, columns.index(column), named[column], settled.values.get(column, {}))
        found.extend(_ask(kind.name, column, said, named[column], lines) for said, lines in unknown.items())
    found.extend(open_words(kind, table, settled))
    if "result" in columns and "result" in listed:
        place = columns.index("result")
        answered = settled.values.get("result", {})
        odd: defaultdict[str, list[int]] = defaultdict(list)
        for row in table.rows:
            said = " ".join(shown(row.raw[place]).split())
            if said and fold(said) not in answered and unknown_result(said):
                odd[said].append(row.line)
        scores = {said: lines for said, lines in odd.items() if score_of(said) is not None}
        if scores and SCORES not in answered:
            found.append(_ask_pass_mark(scores))
        others = [(said, lines) for said, lines in odd.items() if said not in scores]
        found.extend(_ask_result(said, lines, table.header[place]) for said, lines in others[:MOST_ASKED])
    return tuple(found)


def _unknown(table: Table, place: int, there: Named, answered: Mapping[str, str]) -> dict[str, list[int]]:
    lines: dict[str, list[int]] = {}
    spelled: dict[str, str] = {}
    for row in table.rows:
        said = " ".join(shown(row.raw[place]).split())
        if said in lines:
            lines[said].append(row.line)
        elif said and said not in spelled:
            key = fold(said)
            spelled[said] = key
            if key not in answered and there.find(said) is None and not is_no_value(said):
                same = next((each for each in lines if fold(each) == key), said)
                lines.setdefault(same, []).append(row.line)
    return dict(list(lines.items())[:MOST_ASKED])


def _ask(kind: str, column: str, said: str, there: Named, lines: list[int]) -> Open:
    near = [there.name(each) for each in there.near(said)]
    new = new_choices(kind, column, said)
    answers = [*near, *(key for key, _ in new[:1]), there.what.upper()]
    which = "Which one is meant, or is it a new one?" if new else "Which one is meant?"
    return Open(
        Asks.VALUE,
        column,
        f"{rows_say(lines)} {said}, which isn't {one(there.what)} here. {which}",
        seen=(said,),
        choices=(*((each, each) for each in near), *new, ("", "Leave these rows out")),
        option=f'--value "{column}:{said}={answers[0]}"',
        of=there.what,
    )


def _ask_pass_mark(scores: Mapping[str, list[int]]) -> Open:
    """From which score on a class was passed, asked once for a column of them."""
    count = sum(map(len, scores.values()))
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    first = ", ".join(list(scores)[:MOST_SEEN])
    marks = [(str(mark), f"{mark} or more is a pass") for mark in _PASS_MARKS]
    return Open(
        Asks.VALUE,
        "result",
        f"{rows} a score as the result: {first}. From which score on is it a pass?",
        seen=(SCORES,),
        choices=(*marks, ("0", "Every score is a pass"), ("", "Leave these rows out")),
        option=f'--value "result:{SCORES}=70"',
    )


def _ask_result(said: str, lines: list[int], header: str) -> Open:
    what = f"nothing under “{header}”" if said == BLANK else f"{said} as the result"
    return Open(
        Asks.VALUE,
        "result",
        f"{rows_say(lines)} {what}. Is that a pass?",
        seen=(said,),
        choices=(*((each.value, each.value.capitalize()) for each in RESULTS), ("", "Leave these rows out")),
        option=f'--value "result:{said}=pass"',
    )


def with_answers(kind: Kind[Any], table: Table, settled: Settled) -> tuple[Table, list[Refused]]:
    """The table with what was answered in place of the values asked about, and the rows left out so.

    What was answered to be a new one stays as it is written.
    """
    columns, words = table.columns, words_of(kind)
    if not any(settled.values.values()) and "result" not in columns:
        return table, []
    places = {
        columns.index(column): (column, {fold(said): ours for said, ours in answers.items()})
        for column, answers in settled.values.items()
        if column in columns
    }
    scored = {
        place: _scale(table, place)
        for place, (column, answers) in places.items()
        if column == "result" and SCORES in answers and _is_scored(table, place)
    }
    unscored = {
        place
        for place, column in enumerate(columns)
        if column == "result" and place not in scored and _has_scores(table, place)
    }
    rows: list[Row] = []
    left_out: list[Refused] = []
    for row in table.rows:
        cells = list(row.raw)
        why = ""
        for place in unscored:
            if shown(cells[place]).strip() in ("0", "1"):
                why = f"result: {shown(cells[place])} may be a score; say from which score on it is a pass"
        for place, (column, answers) in places.items():
            ours = answer_of(cells[place], answers, words.get(column))
            if ours is None and place in scored:
                ours = _by_score(cells[place], answers[SCORES], scored[place])
            if ours == "":
                why = f"{column}: {shown(cells[place])} is left out, as was answered"
            elif ours is not None and not is_new(ours):
                cells[place] = ours
        if why:
            left_out.append(Refused(row.line, row, why))
        else:
            rows.append(
                replace(row, raw=tuple(cells), source=row.source or row) if tuple(cells) != row.raw else row
            )
    return replace(table, rows=rows), left_out


def _scale(table: Table, place: int) -> float:
    """By what the scores of a column become percent: a spreadsheet keeps 92 % as 0.92."""
    scores = [score for row in table.rows if (score := score_of(row.raw[place])) is not None]
    are_shares = all(score <= 1 for score in scores) and any(0 < score < 1 for score in scores)
    return 100 if are_shares else 1


def _is_scored(table: Table, place: int) -> bool:
    """Whether a column is one of scores, in percent or as shares; 1 and 0 alone are ticks, and where all are
    1 everybody has all of it.
    """
    scores = (score_of(row.raw[place]) for row in table.rows)
    return any(score is not None and score not in (0, 1) for score in scores)


def _has_scores(table: Table, place: int) -> bool:
    """Whether a column has scores that nobody can take for ticks, so that its 1 and 0 are scores too."""
    return any((score_of(row.raw[place]) or 0) > 1 for row in table.rows)


def _by_score(cell: Cell, mark: str, scale: float) -> str | None:
    """What a score comes to, by the mark from which on it is a pass; None for what is none."""
    score = score_of(cell)
    if score is None:
        return None
    if not mark:
        return ""
    passed = score * scale >= float(mark)
    return (Result.PASS if passed else Result.INCOMPLETE).value
