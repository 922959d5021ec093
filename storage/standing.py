"""The projection: where everybody stands with every course asked of them.

One row an active affiliation and required course, kept in the transaction of whatever moves it, and
rebuildable from the records at any time. It holds for the day it was projected for; on a person's
`reproject_on` that person is projected again, and no question reads a projection older than itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.standing import Outlook, Status, changes_on, outlooks
from storage.base import Base, table_of
from storage.catalogue import VERSION, Catalogue, catalogue_of
from storage.people import Person
from storage.progress import KNOWN, Progress, lock_progress, progress, set_progress
from storage.responders import load_responders

PROJECTED_FOR = "standing projected for"
BATCH = 500


class StandingRow(Base):
    """One affiliation's outlook for one course, as `readiness.standing.Outlook` has it."""

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_due", "agency_id", "course_id", "soonest_on", "person_id"),
        Index("ix_standing_person", "person_id"),
    )

    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    hold: Mapped[str | None] = mapped_column(default=None)
    last_on: Mapped[date | None] = mapped_column(default=None)
    expires_on: Mapped[date | None] = mapped_column(default=None)
    ahead: Mapped[list[Any] | None] = mapped_column(default=None)
    first_due_on: Mapped[date | None] = mapped_column(default=None)
    initial_days: Mapped[int] = mapped_column(default=0)
    grace_days: Mapped[int] = mapped_column(default=0)
    lapse_months: Mapped[int] = mapped_column(default=36)
    verified_last_on: Mapped[date | None] = mapped_column(default=None)
    verified_expires_on: Mapped[date | None] = mapped_column(default=None)
    verified_ahead: Mapped[list[Any] | None] = mapped_column(default=None)
    soonest_on: Mapped[date | None] = mapped_column(default=None)


OUTLOOK_COLUMNS = (
    StandingRow.hold,
    StandingRow.last_on,
    StandingRow.expires_on,
    StandingRow.ahead,
    StandingRow.first_due_on,
    StandingRow.initial_days,
    StandingRow.grace_days,
    StandingRow.lapse_months,
    StandingRow.verified_last_on,
    StandingRow.verified_expires_on,
    StandingRow.verified_ahead,
)
"""What an outlook is read back from, in the order of its fields."""


FORGET = delete(table_of(StandingRow)).where(
    table_of(StandingRow).c.person_id.in_(bindparam("people", expanding=True))
)
REMEMBER = insert(table_of(StandingRow))
TURN = (
    update(table_of(Person))
    .where(table_of(Person).c.id == bindparam("person"))
    .values(reproject_on=bindparam("turn"))
)


def outlook_from(columns: Sequence[Any]) -> Outlook:
    """An outlook from its columns, in the order of OUTLOOK_COLUMNS."""
    hold, last_on, expires_on, ahead, first_due_on, initial, grace, lapse, v_last, v_expires, v_ahead = (
        columns
    )
    return Outlook(
        Status(hold) if hold else None,
        last_on,
        expires_on,
        _steps_from(ahead),
        first_due_on,
        initial,
        grace,
        lapse,
        v_last,
        v_expires,
        _steps_from(v_ahead),
    )


def project(session: Session, person_ids: Iterable[int], today: date) -> None:
    """Projects some people anew for `today`, from their records as this transaction sees them.

    Lock them first (`lock_people`), so that two transactions cannot each miss the other's record.
    """
    session.flush()
    catalogue = catalogue_of(session)
    everyone = sorted(set(person_ids))
    for start in range(0, len(everyone), BATCH):
        _project_batch(session, catalogue, everyone[start : start + BATCH], today)


def rebuild(session: Session, today: date) -> int:
    """Projects everybody anew; returns how many rows there are then."""
    session.flush()
    session.execute(delete(StandingRow))
    project(session, session.scalars(select(Person.id)), today)
    set_progress(session, PROJECTED_FOR, today.isoformat())
    return session.scalar(select(func.count()).select_from(StandingRow)) or 0


def projected_for(session: Session) -> date | None:
    """The day the projection holds for; None before the first."""
    value = progress(session, PROJECTED_FOR)
    return None if value is None else date.fromisoformat(value)


def bring_up_to(session: Session, today: date) -> bool:
    """Moves the projection on to `today`, projecting again those for whom something took effect.

    Only forward: a projection of a later day than `today` is rebuilt, since it can't be turned back by
    person. Returns whether anything had to be done. Needs a writing transaction.
    """
    if session.get_bind().dialect.name != "sqlite":
        lock_progress(session, PROJECTED_FOR)
    known = projected_for(session)
    if known == today:
        return False
    if known is None or known > today:
        rebuild(session, today)
        return True
    waiting = select(Person.id).where(Person.reproject_on <= today).order_by(Person.id)
    project(session, session.scalars(waiting.with_for_update()).all(), today)
    set_progress(session, PROJECTED_FOR, today.isoformat())
    return True


def lock_people(session: Session, person_ids: Iterable[int]) -> None:
    """Makes concurrent changes of the same people take turns (SQLite's writers do so anyway).

    And keeps the catalogue as it is until the end of the transaction, so that nobody is projected by rules
    that somebody else is just replacing.
    """
    ids = sorted(set(person_ids))
    if session.get_bind().dialect.name == "sqlite" or not ids:
        return
    session.execute(select(Progress.name).where(Progress.name == VERSION).with_for_update(read=True))
    session.info.pop(KNOWN, None)
    session.execute(select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update())


def _project_batch(session: Session, catalogue: Catalogue, ids: Sequence[int], today: date) -> None:
    rows: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    for responder in load_responders(session, ids):
        for course, (holding, outlook) in outlooks(catalogue.rulebook, responder, today).items():
            columns = _columns(outlook)
            for affiliation in holding:
                rows.append(
                    {
                        "affiliation_id": affiliation.key,
                        "course_id": course,
                        "person_id": responder.key,
                        "agency_id": affiliation.agency,
                        **columns,
                    }
                )
        turns.append({"person": responder.key, "turn": changes_on(catalogue.rulebook, responder, today)})
    session.execute(FORGET, {"people": list(ids)})
    if rows:
        session.execute(REMEMBER, rows)
    session.execute(TURN, turns)


def _columns(outlook: Outlook) -> dict[str, Any]:
    return {
        "hold": outlook.hold.value if outlook.hold else None,
        "last_on": outlook.last_on,
        "expires_on": outlook.expires_on,
        "ahead": _steps_to(outlook.ahead),
        "first_due_on": outlook.first_due_on,
        "initial_days": outlook.initial_days,
        "grace_days": outlook.grace_days,
        "lapse_months": outlook.lapse_months,
        "verified_last_on": outlook.verified_last_on,
        "verified_expires_on": outlook.verified_expires_on,
        "verified_ahead": _steps_to(outlook.verified_ahead),
        "soonest_on": outlook.soonest_on,
    }


def _steps_to(ahead: Iterable[tuple[date, date]]) -> list[list[str]] | None:
    return [[day.isoformat(), expires.isoformat()] for day, expires in ahead] or None


def _steps_from(ahead: Iterable[Sequence[str]] | None) -> tuple[tuple[date, date], ...]:
    if not ahead:
        return ()
    return tuple((date.fromisoformat(day), date.fromisoformat(expires)) for day, expires in ahead)
