"""Changing the catalogue of positions: adding, changing, moving and taking out.

What people are current in follows in the same transaction, and each change leaves an audit row. Nobody's
history moves: who played a position that was taken out has played it, and it counts again once it is back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.positions import CURRENT_MONTHS, MOST_NEEDED, PositionId
from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.catalogue import catalogue_changed, lock_catalogue
from storage.playing import project_positions
from storage.positions import PositionRecord

SUBJECT = "position"
"""What a position is called in the audit."""


class TooManyNeeded(Exception):
    """More positions would be needed for a team than can be seated: MOST_NEEDED."""


class NameTaken(Exception):
    """Another position of the catalogue has that code, or that title; the message says which."""


class NoLongerThere(Exception):
    """The position was taken out of the catalogue meanwhile."""


@dataclass(frozen=True, slots=True)
class PositionTerms:
    """What the catalogue says of a position. No disciplines: anybody's."""

    code: str
    title: str
    disciplines: Collection[str] = field(default=())
    needed: int = 1
    current_months: int = CURRENT_MONTHS

    @property
    def columns(self) -> dict[str, Any]:
        """The columns it is kept in, but for its code."""
        return {
            "title": self.title,
            "disciplines": ";".join(sorted(self.disciplines)),
            "needed": self.needed,
            "current_months": self.current_months,
        }


def add_position(
    session: Session, terms: PositionTerms, trail: Trail, place: int | None = None
) -> PositionRecord:
    """Puts a position into the catalogue, last or at a place (from 1); one taken out comes back as said here.

    Raises:
        NameTaken: another one has its code or its title.
        TooManyNeeded: a team would need more positions than can be seated.
    """
    there = _lock(session)
    _refuse_taken(there, terms, None)
    record = session.scalar(select(PositionRecord).where(PositionRecord.key == fold(terms.code)))
    if record is None:
        last = max((each.place for each in there), default=0)
        record = PositionRecord(key=fold(terms.code), code=terms.code, place=last + 1, **terms.columns)
        session.add(record)
    else:
        record.voided_at = record.voided_by = record.void_reason = None
        for column, value in terms.columns.items():
            setattr(record, column, value)
    session.flush()
    moved = _put(there, record, len(there) + 1 if place is None else place)
    _settle(session, [record], trail, "added", terms.columns, moved=moved)
    return record


def change_position(
    session: Session, position_id: PositionId, terms: PositionTerms, trail: Trail, place: int | None = None
) -> bool:
    """Says something else of a position, or puts it elsewhere; its code stays. Whether that is a change.

    Raises:
        NoLongerThere: it is not in the catalogue.
        NameTaken: another one has its title.
        TooManyNeeded: a team would need more positions than can be seated.
    """
    there = _lock(session)
    record = _there(there, position_id)
    _refuse_taken(there, terms, position_id)
    changed = {name: value for name, value in terms.columns.items() if getattr(record, name) != value}
    before = {name: getattr(record, name) for name in changed}
    for name, value in changed.items():
        setattr(record, name, value)
    moved = [] if place is None else _put(there, record, place)
    if record in moved:
        changed["place"] = record.place
    if changed:
        _settle(session, [record], trail, "changed", changed, before, moved)
    return bool(changed)


def take_out(session: Session, position_id: PositionId, trail: Trail) -> PositionRecord:
    """Takes a position out of the catalogue: it can't be played any more, and no team needs it.

    Raises NoLongerThere where it is not in the catalogue.
    """
    there = _lock(session)
    record = _there(there, position_id)
    record.take_back(trail.now, trail.by, "taken out of the catalogue")
    _settle(session, [record], trail, "taken out", {})
    return record


def add_those_missing(session: Session, every: Sequence[PositionTerms], trail: Trail) -> list[PositionTerms]:
    """Adds the positions whose code and title nobody uses yet; what is there, or was taken out, stays so.

    As many as a team can need: those past it are not added.
    """
    there = _lock(session)
    known = set(session.scalars(select(PositionRecord.key)))
    titles = {fold(each.title) for each in there}
    missing = [each for each in every if fold(each.code) not in known and fold(each.title) not in titles]
    room = MOST_NEEDED - sum(bool(each.needed) for each in there)
    added = []
    for terms in missing:
        if terms.needed and not room:
            continue
        room -= bool(terms.needed)
        added.append(terms)
        columns = {"key": fold(terms.code), "code": terms.code, "place": len(there) + len(added)}
        session.add(PositionRecord(**columns, **terms.columns))
    if added:
        session.flush()
        keys = [fold(each.code) for each in added]
        records = session.scalars(select(PositionRecord).where(PositionRecord.key.in_(keys))).all()
        _settle(session, records, trail, "added", {})
    return added


def _lock(session: Session) -> list[PositionRecord]:
    """The positions in the catalogue, in its order; others who change it wait."""
    lock_catalogue(session)
    live = select(PositionRecord).where(PositionRecord.voided_at.is_(None))
    ordered = live.order_by(PositionRecord.place, PositionRecord.id)
    return list(session.scalars(ordered.execution_options(populate_existing=True)))


def _there(there: Sequence[PositionRecord], position_id: PositionId) -> PositionRecord:
    found = next((each for each in there if each.id == position_id), None)
    if found is None:
        raise NoLongerThere
    return found


def _refuse_taken(
    there: Sequence[PositionRecord], terms: PositionTerms, position_id: PositionId | None
) -> None:
    others = [each for each in there if each.id != position_id]
    if position_id is None and any(each.key == fold(terms.code) for each in others):
        raise NameTaken("code")
    if any(fold(each.title) == fold(terms.title) for each in others):
        raise NameTaken("title")
    if terms.needed and sum(bool(each.needed) for each in others) >= MOST_NEEDED:
        raise TooManyNeeded


def _put(there: Sequence[PositionRecord], record: PositionRecord, place: int) -> list[PositionRecord]:
    """Puts a position at a place (from 1) among the others; those that stand elsewhere now."""
    others = [each for each in there if each is not record]
    ordered = [*others[: max(0, place - 1)], record, *others[max(0, place - 1) :]]
    if [each.id for each in ordered] == [each.id for each in there]:
        return []
    moved = [each for number, each in enumerate(ordered, 1) if each.place != number]
    for number, each in enumerate(ordered, 1):
        each.place = number
    return moved


def _settle(
    session: Session,
    records: Sequence[PositionRecord],
    trail: Trail,
    what: str,
    now: dict[str, Any],
    before: dict[str, Any] | None = None,
    moved: Sequence[PositionRecord] = (),
) -> None:
    """What follows from a change: an audit row each, the catalogue's version, the projection."""
    session.flush()
    for record in records:
        _note(session, record, trail, what, now=now, before=before or {})
    for record in moved:
        if record not in records:
            _note(session, record, trail, "moved", now={"place": record.place})
    catalogue_changed(session)
    if what != "changed" or "current_months" in now:
        project_positions(session, [record.id for record in records])


def _note(session: Session, record: PositionRecord, trail: Trail, what: str, **detail: Any) -> None:
    kind, subject = AuditKind.POSITION_CHANGED, (SUBJECT, record.id)
    trail.note(session, kind, subject, of=record, what=what, position=record.code, **detail)
