"""Lists that were brought as files, as the tests of what is done with them need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commands.training import adding, brought_lists_presses, closing, log
from commands.training.brought_lists import Logged
from storage.brought_lists import BroughtList, ListState
from storage.engine import Store
from tests.commands.training.desk import Desk
from tests.conversations import county

MODULES = (log, closing, adding, brought_lists_presses)


def entries() -> list[Any]:
    """Everything that is pressed around a list."""
    return [entry for module in MODULES for entry in module.ENTRIES]


def logged(desk: Desk, **more: Any) -> dict[str, Any]:
    """A log of Basic Life Support on 20 October, as a list keeps it."""
    said = Logged(course=desk.course("BLS"), day=county.NOW.date().replace(month=10, day=20), **more)
    return said.model_dump(mode="json")


def brings(
    store: Store,
    user: str,
    class_id: int | None = None,
    found: Sequence[int] = (),
    at: datetime = county.NOW,
    state: ListState = ListState.READ,
    **more: Any,
) -> int:
    """A list somebody brought; its number."""
    with store.writing() as session:
        made = BroughtList(
            class_id=class_id,
            workspace="T1",
            slack_user=user,
            file_id="F1",
            name="list.csv",
            state=state,
            found=list(found),
            brought_at=at,
            **more,
        )
        session.add(made)
        session.flush()
        return made.id
