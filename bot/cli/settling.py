"""What a file leaves open, at the command line: options that answer it, and prompts where somebody sits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from bot.cli.desk import BY, Desk
from bot.cli.printing import echo
from bot.cli.refusing import fail, one_line
from files.cells import shown
from files.settled import Asks, Open, Settled, answered, is_new
from words.folding import fold
from words.written import DateOrder

MOST_SHOWN = 20
"""Choices that are listed; another is typed."""

ColumnsSaid = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        help='Which of the file\'s columns is one of ours: "Date Completed=completed_on". '
        'Nothing behind the "=": leave it alone.',
        show_default=False,
    ),
]
ValuesSaid = Annotated[
    list[str] | None,
    typer.Option(
        "--value",
        help='What a value of the file means: "course:CPR=BLS". Nothing behind the "=": leave its rows out.',
        show_default=False,
    ),
]
SheetSaid = Annotated[
    str | None, typer.Option("--sheet", help="The sheet of a workbook that is meant.", show_default=False)
]
CourseSaid = Annotated[
    str | None,
    typer.Option("--course", help="The course that the whole file is about.", show_default=False),
]
AgencySaid = Annotated[
    str | None,
    typer.Option("--agency", help="The agency whose roster the whole file is.", show_default=False),
]
DaySaid = Annotated[
    str | None,
    typer.Option("--day", help="The day on which all of the file was completed.", show_default=False),
]
OrderSaid = Annotated[
    str | None,
    typer.Option(
        "--date-order",
        help="How the file's days are written: mdy or dmy.",
        show_default=False,
        metavar="ORDER",
    ),
]
NamesSaid = Annotated[
    bool,
    typer.Option("--match-names", help="Know people by their names where there is no e-mail or member id."),
]
BlanksSaid = Annotated[
    bool, typer.Option("--blank-clears", help="A blank cell empties what is on record there.")
]

KeepSaid = Annotated[
    bool,
    typer.Option("--keep-names", help="Keep what the file calls courses and agencies as aliases of them."),
]
AnewSaid = Annotated[
    bool, typer.Option("--anew", help="Ask again what an earlier file with this header taught.")
]
VerifiedSaid = Annotated[
    bool,
    typer.Option(
        "--verified",
        help="Its completions are verified: you have the signed lists or certificates. "
        "For a file that does not say so itself.",
    ),
]


def settled_by(
    columns: Sequence[str] | None = None,
    values: Sequence[str] | None = None,
    sheet: str | None = None,
    course: str | None = None,
    date_order: str | None = None,
    match_names: bool = False,
    blank_clears: bool = False,
    agency: str | None = None,
    day: str | None = None,
    keep_names: bool = False,
    anew: bool = False,
    verified: bool = False,
) -> Settled:
    """What the options settle; ends with status 2 where one can't be read."""
    return Settled(
        sheet=sheet,
        columns=_columns(columns or ()),
        date_order=_order(date_order),
        course=course,
        agency=agency,
        day=day,
        values=_values(values or ()),
        match_names=match_names,
        blank_clears=blank_clears,
        keep_names=keep_names,
        anew=anew,
        verified_by=BY if verified else "",
    )


def _columns(said: Sequence[str]) -> dict[str, str]:
    settled: dict[str, str] = {}
    for each in said:
        column, sign, ours = each.rpartition("=")
        if not sign or not column.strip():
            fail(f'--column "{each}" was not understood. For example: --column "Date Completed=completed_on"')
        settled[column.strip()] = fold(ours).replace(" ", "_").replace("-", "_")
    return settled


def _values(said: Sequence[str]) -> dict[str, dict[str, str]]:
    settled: dict[str, dict[str, str]] = {}
    for each in said:
        told, sign, ours = each.rpartition("=")
        column, colon, value = told.partition(":")
        if not sign or not colon or not value.strip():
            fail(f'--value "{each}" was not understood. For example: --value "course:CPR=BLS"')
        settled.setdefault(fold(column), {})[fold(value)] = ours.strip()
    return settled


def _order(said: str | None) -> DateOrder | None:
    if said is None:
        return None
    try:
        return DateOrder(said.strip().upper())
    except ValueError:
        fail(f'--date-order "{said}" was not understood. It is mdy (month first) or dmy (day first).')


def ask(desk: Desk, questions: Sequence[Open], settled: Settled) -> Settled:
    """Asks somebody who sits there, one question after the other."""
    names_known = False
    for question in questions:
        answer = _answer(question)
        settled = answered(settled, question, answer)
        names_known |= bool(question.of and answer) and not is_new(answer)
    if (
        names_known
        and not settled.keep_names
        and typer.confirm("Keep these names as aliases, for every file?")
    ):
        settled = settled.model_copy(update={"keep_names": True})
    return settled


def _answer(question: Open) -> str:
    echo(one_line(question.said))
    if question.seen and question.asks is not Asks.VALUE:
        echo(f"  {one_line(', '.join(map(shown, question.seen)))}")
    choices = [(key, name) for key, name in question.choices if key]
    for number, (_, name) in enumerate(choices[:MOST_SHOWN], start=1):
        echo(f"  {number}  {one_line(name)}")
    if len(choices) > MOST_SHOWN:
        echo(f"  and {len(choices) - MOST_SHOWN:,} more, by their names")
    if question.may_be_none:
        echo(f"  0  {_none(question)}")
    while True:
        said = str(typer.prompt("Answer")).strip()
        if said == "0" and question.may_be_none:
            return ""
        if said.isdecimal() and 1 <= int(said) <= len(choices):
            return choices[int(said) - 1][0]
        named = [key for key, name in choices if fold(said) in (fold(key), fold(name))]
        if named:
            return named[0]
        if said and (not choices or question.of):
            return said
        echo(f"{one_line(said)} is none of these.", err=True)


def _none(question: Open) -> str:
    return next((name for key, name in question.choices if not key), "None of them; leave it alone")


def stop_at(questions: Sequence[Open], command: str = "") -> NoReturn:
    """Ends with status 2 where nobody can be asked, naming the options that answer what is open, and the
    command that takes them where it is another.
    """
    options = " ".join(dict.fromkeys(question.option for question in questions))
    said = " ".join(question.said for question in questions)
    how = f"Import it by itself: {command} {options}" if command else f"To say so: {options}"
    fail(f"{said} {how}. Nothing was written.")
