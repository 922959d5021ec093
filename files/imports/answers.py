"""Answers about a file's values: whether what they name is here, what of an earlier file's is taken again."""

from __future__ import annotations

from collections.abc import Iterator

from files.called import called
from files.cells import shown
from files.imports.listed_words import MOST_ASKED
from files.imports.lookup import Named
from files.imports.settling import AGENCIES, COURSES, SCORES
from files.mapping import WrongColumns
from files.results import score_of, unknown_result
from files.settled import Settled, is_new
from files.table import Table
from words.folding import fold


def refuse_unknown_answers(settled: Settled, courses: Named, agencies: Named) -> None:
    """Refuses answers that name what is not here, rather than the rows they were given for.

    Raises:
        WrongColumns: naming the answer, and what may be said instead.
    """
    for column, answers in settled.values.items():
        there = courses if column in COURSES else agencies if column in AGENCIES else None
        for said, ours in answers.items():
            if not ours or is_new(ours):
                continue
            if there is not None and (why := there.unknown(ours)) is not None:
                raise WrongColumns(f"{column} {said}: {why}. Nothing was written.")
            if column == "result" and not _is_result(said, ours):
                wanted = "a number from 0 to 100" if said == SCORES else "pass or incomplete"
                raise WrongColumns(
                    f"result {said}: {ours} is no answer; it is {wanted}, or nothing to leave those rows "
                    "out. Nothing was written."
                )


def without_unknown_answers(remembered: Settled, courses: Named, agencies: Named) -> Settled:
    """What is remembered of a layout, without answers that name what is here no more."""
    values = {
        column: {
            said: ours
            for said, ours in answers.items()
            if not ours
            or is_new(ours)
            or (
                (column not in COURSES or courses.find(ours) is not None)
                and (column not in AGENCIES or agencies.find(ours) is not None)
            )
        }
        for column, answers in remembered.values.items()
    }
    return remembered.model_copy(update={"values": values})


def _is_result(said: str, ours: str) -> bool:
    if said != SCORES:
        return not unknown_result(ours)
    return ours.replace(".", "", 1).isdecimal() and 0 <= float(ours) <= 100


def remembered_values(table: Table, settled: Settled, remembered: Settled) -> Iterator[str]:
    """The values of an arranged file that are read as was answered for an earlier one: a line a column."""
    for column, answers in remembered.values.items():
        if column not in table.columns:
            continue
        place, now = table.columns.index(column), settled.values.get(column, {})
        there = dict.fromkeys(" ".join(shown(row.raw[place]).split()) for row in table.rows)
        known = {fold(said): ours for said, ours in answers.items() if said not in now}
        read = [f"{said} as {known[fold(said)] or 'left out'}" for said in there if fold(said) in known]
        if SCORES in known and any(score_of(said) is not None for said in there):
            read.append(
                f"scores from {known[SCORES]} on as a pass" if known[SCORES] else "scores as left out"
            )
        if read:
            said_so = "; ".join(read[:MOST_ASKED])
            yield f"As settled for files with this header, {called(column)} is read so: {said_so}."
