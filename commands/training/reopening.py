"""Undo of a close: for ten minutes a class that was closed by mistake is opened again, by whose class it is.

What closing it gave is taken back with that reason; its list and the code on its wall are back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from commands.kit.blocks import buttons, says
from commands.kit.class_rights import taught
from commands.kit.may import Action, may
from commands.kit.registry import Click, Declared, Undoes
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.language.classes import class_name, class_of
from commands.language.logs import UNDO_MINUTES
from commands.training.class_views import because
from commands.training.closing_views import REOPEN, Reopening, close_button
from storage.audit import AuditKind, AuditRow
from storage.class_turns import ClassCancelled
from storage.classes import ClassRecord
from storage.reopening import NotClosed, reopen_class
from words.amounts import plural
from words.problems import Problem


def reopen(request: Request) -> Reply:
    """Opens the class again that a receipt is about, as long as it is the same close and its minutes last."""
    pressed = request.carried(Reopening)
    held = class_of(request, pressed.class_id, lock=True)
    may(request.member, Action.CREDIT, taught(held), held.held_on, request.today).or_refuse()
    name = class_name(request.catalogue, held)
    if held.closed_at is not None and held.closed_at != pressed.closed_at:
        raise Problem(f"{name} was closed again since. Nothing was changed: undo it there.")
    if request.now > pressed.closed_at + timedelta(minutes=UNDO_MINUTES):
        raise Problem(
            f"{name} was closed more than {UNDO_MINUTES} minutes ago: its records stand. "
            "Each can be corrected or taken back: /training correct."
        )
    try:
        back = reopen_class(request.session, held, request.trail(name), request.today)
    except NotClosed:
        raise Problem(f"{name} is open: it was reopened already. Nothing was changed.") from None
    except ClassCancelled:
        raise Problem(f"{name} is cancelled{because(held)} Nothing was changed.") from None
    records = f" {plural(len(back), 'record')} taken back." if back else ""
    return say(
        f"Open again: {name}.{records} {_list_and_code(held)}",
        *buttons(close_button(held, "Open the list"), says("Classes", "training classes", "classes")),
    )


def _list_and_code(held: ClassRecord) -> str:
    code = f", and so does the code on its wall, {held.wall_code}" if held.wall_code else ""
    return f"Its list stays as it was{code}."


def _last_close(rows: Sequence[AuditRow]) -> Reopening:
    """The close that `undo` takes back."""
    return Reopening(class_id=rows[0].subject_id or 0, closed_at=rows[0].at)


ENTRIES: tuple[Declared, ...] = (
    Click(REOPEN, reopen, changes=True),
    Undoes(AuditKind.CLASS_CLOSED, REOPEN, _last_close),
)
