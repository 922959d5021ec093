"""`undo`, said: what the speaker did last is undone, whatever it was, by the button of its receipt.

Each capability declares how what it records is undone (`commands.kit.registry.Undoes`); the rights and the
ten minutes are asked by what handles the button, as for a press. Where the last thing has no Undo, an
earlier one that has is offered, and never undone by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from pydantic import BaseModel
from sqlalchemy import select

from commands.kit.problems import AskedBack
from commands.kit.registry import Click, Form, Undoes
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.kit.troubles import not_for_you
from commands.language.logs import UNDO_MINUTES
from storage.audit import SLACK, AuditRow
from words.problems import Offer, Problem, Unclear

NOTHING = f"I know of nothing that you did in the last {UNDO_MINUTES} minutes. Nothing was changed."


def entries(undoes: Mapping[str, Undoes], clicks: Mapping[str, Click]) -> tuple[Form, ...]:
    """The form, over all that can be undone."""

    def undo(request: Request) -> Reply:
        done = [list(rows) for _, rows in groupby(_lately(request), key=lambda row: row.at)]
        if not done:
            raise Problem(NOTHING)
        left = _not_undone(done)
        found = [(rows, pressed) for rows in left if (pressed := _pressed(undoes, rows)) is not None]
        if found and found[0][0] is done[0]:
            click, carried = found[0][1]
            return _press(request, clicks[click], carried)
        raise Unclear(
            not_understood=f"{_why_not(request, done[0])} Nothing was changed.",
            example="/muster undo",
            offers=[
                Offer(f"Undo, {_time(request, rows)}: {_what(rows)}", click, carried)
                for rows, (click, carried) in found[:1]
            ],
        )

    return (
        Form(
            "muster undo",
            undo,
            what=f"undo what you did last, within {UNDO_MINUTES} minutes",
            example="/muster undo",
            changes=True,
        ),
    )


def _lately(request: Request) -> Sequence[AuditRow]:
    """What the speaker did within the minutes, the latest first."""
    since = request.now - timedelta(minutes=UNDO_MINUTES)
    query = select(AuditRow).where(
        AuditRow.actor == request.member.label,
        AuditRow.door == SLACK,
        AuditRow.at.between(since, request.now),
    )
    found = request.session.scalars(query.order_by(AuditRow.at.desc(), AuditRow.id.desc()))
    return [each for each in found if not each.gives_out]


def _not_undone(done: Sequence[Sequence[AuditRow]]) -> list[Sequence[AuditRow]]:
    """What was done and not taken back since, the latest first; taking back itself is left out."""
    left, back = [], []
    for rows in done:
        undoing = [row for row in rows if row.takes_back]
        if undoing:
            back += undoing
        elif (undone := next((row for row in back if _is_of(row, rows)), None)) is not None:
            back.remove(undone)
        else:
            left.append(rows)
    return left


def _is_of(undoing: AuditRow, rows: Sequence[AuditRow]) -> bool:
    """Whether a row takes back what some others did: it names one of them, else their records or subject."""
    named = (
        undoing.subject_id if undoing.subject_kind == "audit" else None,
        undoing.detail.get("taken_back"),
    )
    return any(row.id in named or _is_same(undoing, row) for row in rows)


def _is_same(undoing: AuditRow, row: AuditRow) -> bool:
    """Whether two rows speak of the same: a record both name, where both name some; else one subject."""
    one, other = _records(undoing), _records(row)
    if one and other:
        return bool(one & other)
    return (undoing.subject_kind, undoing.subject_id) == (row.subject_kind, row.subject_id)


def _records(row: AuditRow) -> set[int]:
    """The records that a row names one by one."""
    return {*row.detail.get("rows", ()), *row.detail.get("records", ())}


def _pressed(undoes: Mapping[str, Undoes], rows: Sequence[AuditRow]) -> tuple[str, BaseModel] | None:
    """The button that undoes what one request did, and what it carries; None where it has none."""
    for row in rows:
        how = undoes.get(row.kind)
        carried = None if how is None else how.carries([each for each in rows if each.kind == row.kind])
        if how is not None and carried is not None:
            return how.click, carried
    return None


def _press(request: Request, click: Click, carried: BaseModel) -> Reply:
    if not request.member.may(click.needs):
        raise AskedBack(Reply(message=not_for_you(request.member, click.needs, "Nothing was changed.")))
    reply = click.run(replace(request, text="", value=carried.model_dump(mode="json")))
    return replace(reply, replaces=False)


def _why_not(request: Request, rows: Sequence[AuditRow]) -> str:
    """Why what was done last is not undone by a word."""
    if any(row.takes_back for row in rows):
        return f"At {_time(request, rows)} you took something back already ({_what(rows)})."
    return f"Your last change can't be undone here: you {_what(rows)}, at {_time(request, rows)}."


def _what(rows: Sequence[AuditRow]) -> str:
    return rows[0].what


def _time(request: Request, rows: Sequence[AuditRow]) -> str:
    return f"{rows[0].at.astimezone(request.region.zone):%H:%M}"
