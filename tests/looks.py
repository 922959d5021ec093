"""In a look at the records nothing is locked or written, on SQLite either, which would let it pass."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, event
from sqlalchemy.orm import ORMExecuteState, Session

from storage.engine import may_change


def refuse_changes_in_looks() -> None:
    """Has every look of this process fail as it does on PostgreSQL, wherever it locks or writes something."""
    event.listen(Session, "do_orm_execute", _locks_nothing)
    event.listen(Session, "before_flush", _writes_nothing)


def _locks_nothing(state: ORMExecuteState) -> None:
    locks = isinstance(state.statement, Select) and state.statement._for_update_arg is not None
    assert not (_is_a_look(state.session) and locks), "something is locked in a look at the records"


def _writes_nothing(session: Session, *_: Any) -> None:
    changed = {*session.new, *session.deleted, *filter(session.is_modified, session.dirty)}
    assert not (_is_a_look(session) and changed), f"something is written in a look at the records: {changed}"


def _is_a_look(session: Session) -> bool:
    """Whether the session is one of a store's that only reads; tests have others of their own."""
    return "catalogue" in session.info and not may_change(session)
