"""`muster history`: one person's whole record, each completion traced from its making to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.asking import Form, Out
from bot.cli.desk import desk_of
from bot.cli.output import put
from bot.cli.people import person_named
from files.write import Value
from storage.catalogue import catalogue_of
from storage.tracing import file_of, rejected_among
from storage.training import CompletionRecord

COLUMNS = (
    "course",
    "completed_on",
    "result",
    "hours",
    "standing",
    "recorded_by",
    "recorded_at",
    "recorded_from",
    "verified_by",
    "verified_at",
    "ended_by",
    "ended_at",
    "reason",
    "corrects",
    "corrected_by",
    "expires_on",
    "provider",
    "instructor",
    "funding",
    "evidence",
    "record",
)


def history(
    context: typer.Context,
    email: Annotated[
        str, typer.Argument(help="Their e-mail or member id on the roster.", show_default=False)
    ],
    form: Form = None,
    out: Out = None,
) -> None:
    """One person's record, newest first: who recorded and verified what, and what took its place."""
    desk = desk_of(context)
    with desk.store() as store, store.reading() as session:
        person = person_named(session, email)
        rows = _rows(session, person.id, desk.region.zone)
        name = person.name
    put(COLUMNS, rows, form, out, f"The record of {name}")


def _rows(session: Session, person_id: int, zone: ZoneInfo) -> list[Sequence[Value]]:
    query = select(CompletionRecord).where(CompletionRecord.person_id == person_id)
    order = (CompletionRecord.completed_on.desc(), CompletionRecord.id.desc())
    records = session.scalars(query.order_by(*order)).all()
    courses = catalogue_of(session).courses
    names = {each.id: each.record for each in records}
    new = {each.corrects_id: each for each in records if each.corrects_id and each.voided_at is None}
    rejected = rejected_among(session, [each.id for each in records if each.voided_at is not None])

    def at(instant: datetime | None) -> str:
        return "" if instant is None else instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def row(each: CompletionRecord) -> Sequence[Value]:
        instead = new.get(each.id)
        if each.voided_at is not None:
            standing = "rejected" if each.id in rejected else "taken back"
        elif instead is not None:
            standing = "corrected"
        else:
            standing = "verified" if each.verified else "not verified"
        return (
            courses[each.course_id].code,
            each.completed_on,
            each.result,
            each.hours,
            standing,
            each.recorded_by,
            at(each.recorded_at),
            file_of(session, each) or each.recorded_from,
            each.verified_by,
            at(each.verified_at),
            each.voided_by or (instead.recorded_by if instead else ""),
            at(each.voided_at or (instead.recorded_at if instead else None)),
            each.void_reason,
            names.get(each.corrects_id or 0, ""),
            "" if instead is None else instead.record,
            each.expires_on,
            each.provider,
            each.instructor,
            each.funding,
            each.evidence,
            each.record,
        )

    return [row(each) for each in records]
