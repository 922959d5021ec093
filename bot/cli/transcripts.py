"""`muster transcript`: one person's training record, to look at or to take along."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import BY, DOOR, desk_of
from bot.cli.output import Format, must_end_in, put
from bot.cli.people import Who, person_named
from bot.cli.printing import echo
from files.documents.transcript import Transcript, transcript_pdf, transcript_xlsx
from files.exports.transcript import note_transcript, transcript_of
from files.write import Value
from storage.audit import Trail
from storage.private import write_private

COLUMNS = ("day", "course", "result", "hours", "certificate_expires_on", "verified", "by", "on")


def transcript(
    context: typer.Context,
    email: Who,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", help="Write it as PDF, for the eye and for screen readers.")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write it as a workbook.")] = None,
) -> None:
    """One person's training record: what is verified, what is self-reported, and their exercises."""
    for ending, file in ((".pdf", pdf), (".xlsx", xlsx)):
        if file is not None:
            must_end_in(ending, file, "That transcript")
    desk = desk_of(context)
    with desk.store() as store:
        with store.reading() as session:
            now = desk.clock()
            made = transcript_of(session, desk.region, person_named(session, email), now, lambda day: True)
        forms = [name for name, file in (("pdf", pdf), ("xlsx", xlsx)) if file is not None]
        with store.writing() as session:
            person = person_named(session, email)
            for form in forms or ["table"]:
                note_transcript(session, Trail(BY, DOOR, now), person, made, form)
    if pdf is not None:
        write_private(pdf, transcript_pdf(made))
    if xlsx is not None:
        write_private(xlsx, transcript_xlsx(made))
    if not forms:
        put(COLUMNS, _rows(made), Format.TABLE, None, f"{made.title}, as of {made.instant}")
        return
    files = " and ".join(str(each) for each in (pdf, xlsx) if each is not None)
    echo(f"{made.title}, as of {made.instant}, written to {files}.", err=True)


def _rows(made: Transcript) -> list[tuple[Value, ...]]:
    return [
        (
            each.day,
            each.code,
            "pass" if each.passed else "incomplete",
            each.hours,
            each.expires_on,
            each.verified,
            each.by,
            each.on,
        )
        for each in made.classes
    ]
