"""What an import would do, as it is shown before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from files.cells import shown
from files.imports.by_parts import Foreseen
from files.imports.plan import (
    Change,
    FieldChange,
    Plan,
    PlannedRow,
    not_done_words,
    twice_words,
    unverified_words,
)
from files.intake import Refused
from files.settled import Open, Settled
from storage.moves import Moves

MOST_LISTED = 10
"""Lines of a kind that are listed; the rest is counted."""


def show_plans(console: Console, plans: Sequence[Plan]) -> None:
    """One line a file with its counts, and under the table what deserves a look."""
    _counted(console, [(plan.table.name, plan.counts, len(plan.refused)) for plan in plans])
    for plan in plans:
        _listed(console, f"Rejected in {plan.table.name}", _refusals(plan.mistaken))
        _listed(console, f"Changed by {plan.table.name}", _changes(plan.rows))
        _listed(console, f"Worth a look in {plan.table.name}", _notices(plan))
        _listed(console, f"Not on {plan.table.name}, though active in an agency it names", _missing(plan))
        _listed(console, f"Made with {plan.table.name}, as was answered", plan.outcome.coming)
        _verified(console, plan.unverified, plan.settled)
        if plan.not_done:
            _say(console, f"{plan.table.name}: {not_done_words(len(plan.not_done))}")
        if plan.twice:
            _say(console, f"{plan.table.name}: {twice_words(plan.twice)}")
        _remarks(console, plan)
        _left_open(console, plan.table.name, plan.open)
        for moves in plan.moves:
            _moves(console, plan, moves)


def show_foreseen(console: Console, foreseen: Foreseen) -> None:
    """The same of a file that is gone through by parts: its counts, and the first of what deserves a look."""
    name = foreseen.name
    _counted(console, [(name, foreseen.counts, foreseen.rejected)])
    refused = foreseen.rejected - foreseen.not_done
    _listed(console, f"Rejected in {name}", _refusals(foreseen.refusals), refused)
    _listed(console, f"Changed by {name}", _changes(foreseen.changes), foreseen.counts[Change.CHANGED])
    _verified(console, foreseen.unverified, foreseen.settled)
    if foreseen.not_done:
        _say(console, f"{name}: {not_done_words(foreseen.not_done)}")
    _understood(console, name, foreseen.named, foreseen.unknown_columns)
    _left_open(console, name, foreseen.questions)
    _say(
        console,
        f"{name} is large and was looked at in parts: a row that it says twice may be counted as new twice, "
        "and is recorded once.",
    )


def _counted(console: Console, files: Iterable[tuple[str, Mapping[Change, int], int]]) -> None:
    """A table of files: of each its name, how many of its rows are what, and how many are rejected."""
    table = Table(header_style="bold")
    table.add_column("File")
    for title in ("New", "Changed", "Unchanged", "Rejected"):
        table.add_column(title, justify="right")
    for name, counts, rejected in files:
        table.add_row(Text(name), *(f"{counts.get(change, 0):,}" for change in Change), f"{rejected:,}")
    console.print(table)


def _refusals(refused: Iterable[Refused]) -> list[str]:
    return [f"line {each.line}: {each.reason}" for each in refused]


def _changes(rows: Iterable[PlannedRow]) -> list[str]:
    return [
        f"line {row.line}: {row.subject}: {_in_words(row)}" for row in rows if row.change is Change.CHANGED
    ]


def _in_words(row: PlannedRow) -> str:
    return "; ".join(map(_change, row.changes))


def _change(change: FieldChange) -> str:
    return f"{change.column}: {_value(change.before)} → {_value(change.after)}"


def _value(value: object) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shown(value)  # type: ignore[arg-type]


def _notices(plan: Plan) -> list[str]:
    return [f"line {row.line}: {row.subject}: {row.notice}" for row in plan.rows if row.notice]


def _missing(plan: Plan) -> list[str]:
    return [f"{each.person}, {each.agency}" for each in plan.missing]


def _remarks(console: Console, plan: Plan) -> None:
    old = sum(1 for row in plan.rows if row.remark)
    if old:
        _say(console, f"{old:,} unchanged rows of {plan.table.name} were voided or corrected here since.")
    _understood(console, plan.table.name, plan.named, plan.unknown_columns)
    if plan.table.shape.other_sheets:
        sheets = ", ".join(plan.table.shape.other_sheets)
        _say(console, f"Sheets of {plan.table.name} left alone: {sheets}.")


def _understood(console: Console, name: str, named: Iterable[str], unknown_columns: Sequence[str]) -> None:
    for line in named:
        _say(console, f"{name}: {line}")
    if unknown_columns:
        _say(console, f"Columns of {name} left alone: {', '.join(unknown_columns)}.")


def _verified(console: Console, unverified: int, settled: Settled) -> None:
    if unverified:
        _say(console, f"{unverified_words(unverified)} If you have the signed lists: --verified.")
    elif settled.verified_by:
        _say(console, f"Its completions go in as verified from the {settled.verified_by}.")


def _left_open(console: Console, name: str, questions: Iterable[Open]) -> None:
    """What nobody answered: its rows are left out, and the option that would answer it is named."""
    lines = [f"{each.said} To say so: {each.option}" for each in questions]
    _listed(console, f"Left open in {name}, so that those rows are left out", lines)


def _moves(console: Console, plan: Plan, moves: Moves) -> None:
    lines = [
        f"{move.course}: {_standing(move.before)} → {_standing(move.after)}: {_people(move.people)}"
        for move in moves.moves
    ]
    when = "today" if moves.on == plan.today else f"on {moves.on}"
    _listed(console, f"{plan.table.name} moves {_people(moves.people)} {when}", lines)


def _standing(status: str) -> str:
    return status.replace("_", " ")


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _listed(console: Console, title: str, lines: Sequence[str], of: int = 0) -> None:
    """The first lines, and how many more there are: of so many, where the others are not at hand."""
    if not lines:
        return
    _say(console, f"{title}:")
    shown_lines: Iterable[str] = lines[:MOST_LISTED]
    for line in shown_lines:
        _say(console, f"  {line}")
    more = max(of, len(lines)) - MOST_LISTED
    if more > 0:
        _say(console, f"  and {more:,} more")


def _say(console: Console, text: str) -> None:
    console.print(Text(text))
