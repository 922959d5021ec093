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

READING = frozenset(("shown", "downloaded"))
"""What was only given out, and changed nothing: how the kinds end that say so."""
NOTHING = f"I know of nothing that you did in the last {UNDO_MINUTES} minutes. Nothing was changed."


def entries(undoes: Mapping[str, Undoes], clicks: Mapping[str, Click]) -> tuple[Form, ...]:
    """The form, over all that can be undone."""

    def undo(request: Request) -> Reply:
        done = [list(rows) for _, rows in groupby(_lately(request), key=lambda row: row.at)]
        if not done:
            raise Problem(NOTHING)
        found = [(rows, pressed) for rows in done if (pressed := _pressed(undoes, rows)) is not None]
        if found and found[0][0] is done[0]:
            click, carried = found[0][1]
            return _press(request, clicks[click], carried)
        raise Unclear(
            not_understood=f"I can't undo by a word what you did last: you {_what(done[0])}. Nothing was "
            "changed.",
            example="/muster undo",
            offers=[Offer(f"Undo: {_what(rows)}", click, carried) for rows, (click, carried) in found[:1]],
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
    return [each for each in found if each.kind.rpartition(".")[2] not in READING]


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


def _what(rows: Sequence[AuditRow]) -> str:
    return rows[0].what
