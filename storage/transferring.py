"""Moving somebody between agencies: one membership ends, another begins, their history stays theirs.

A membership is ended by its last day, and what it said before stands in the audit; taken back within a while,
everything is as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.dates import ONE_DAY
from readiness.records import AgencyId, PersonId
from storage.audit import AuditKind, AuditRow, Trail
from storage.base import is_active
from storage.catalogue import share_catalogue
from storage.people import AffiliationRecord, Person, lock_people
from storage.standing import project_or_leave

SUBJECT = Person.__tablename__
TAKEN_BACK = "taken_back"


class NotThere(Exception):
    """They do not belong to the agency they are to leave, on the day before the move."""


class ThereAlready(Exception):
    """They belong to the agency they are to go to on that day, or will later."""


class BeforeJoined(Exception):
    """They joined the agency they leave on that day, or later; the message is the day."""

    def __init__(self, joined_on: date) -> None:
        """Of the day on which they joined."""
        super().__init__(joined_on.isoformat())
        self.joined_on = joined_on


class ChangedSince(Exception):
    """A membership became another since the move: taking it back would undo more than the move."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A move: the membership that ends (None: they keep all), the agency they go to (None: they go nowhere).

    `on` is the first day at the new one; the last at the old one is the day before.
    """

    person_id: PersonId
    leaves: int | None
    to: AgencyId | None
    on: date
    role: str = ""
    rank: str = ""


def transfer(session: Session, move: Transfer, trail: Trail, today: date) -> int:
    """Moves somebody; the number of the audit row, by which it is taken back.

    Raises:
        NotThere: what is to end is not theirs on the day before the move.
        ThereAlready: they belong where they are to go already.
        BeforeJoined: they joined no earlier what they are to leave.
    """
    session.flush()
    share_catalogue(session)
    lock_people(session, [move.person_id])
    leaving = judge(session, move)
    before = None if leaving is None or leaving.left_on is None else leaving.left_on.isoformat()
    if leaving is not None:
        leaving.left_on = move.on - ONE_DAY
    joining = None
    if move.to is not None:
        joining = AffiliationRecord(
            person_id=move.person_id, agency_id=move.to, joined_on=move.on, role=move.role, rank=move.rank
        )
    if joining is not None:
        session.add(joining)
    session.flush()
    changed = [each for each in (leaving, joining) if each is not None]
    row = trail.note(
        session,
        AuditKind.TRANSFERRED,
        (SUBJECT, move.person_id),
        of=changed,
        on=move.on.isoformat(),
        left=None if leaving is None else leaving.id,
        left_on_before=before,
        joined=None if joining is None else joining.id,
    )
    session.flush()
    project_or_leave(session, [move.person_id], today)
    return row.id


def judge(session: Session, move: Transfer) -> AffiliationRecord | None:
    """The membership that would end, None for none, as it stands now. Raises as `transfer` does."""
    terms = _terms(session, move.person_id)
    leaving = None if move.leaves is None else _leaving(terms, move)
    for each in terms:
        there = each.agency_id == move.to and each is not leaving
        if there and (each.left_on is None or each.left_on >= move.on):
            raise ThereAlready
    return leaving


def take_back_transfer(session: Session, row: AuditRow, reason: str, trail: Trail, today: date) -> bool:
    """Puts back what a move changed; False where that was done already.

    Raises ChangedSince where a membership it made or ended says something else by now.
    """
    person_id = row.subject_id
    assert person_id is not None
    session.flush()
    share_catalogue(session)
    lock_people(session, [person_id])
    left, joined = (_membership(session, row.detail.get(name)) for name in ("left", "joined"))
    on = date.fromisoformat(row.detail["on"])
    if _is_taken_back(session, row):
        return False
    if left is not None and (left.voided_at is not None or left.left_on != on - ONE_DAY):
        raise ChangedSince
    if joined is not None and (joined.voided_at is not None or joined.left_on is not None):
        raise ChangedSince
    if left is not None:
        was = row.detail.get("left_on_before")
        left.left_on = date.fromisoformat(was) if was else None
    if joined is not None:
        joined.take_back(trail.now, trail.by, reason)
    session.flush()
    trail.note(
        session,
        AuditKind.TRANSFERRED,
        (SUBJECT, person_id),
        of=[each for each in (left, joined) if each is not None],
        **{TAKEN_BACK: row.id},
    )
    project_or_leave(session, [person_id], today)
    return True


def _terms(session: Session, person_id: PersonId) -> Sequence[AffiliationRecord]:
    query = select(AffiliationRecord).where(
        AffiliationRecord.person_id == person_id, AffiliationRecord.voided_at.is_(None)
    )
    return session.scalars(
        query.order_by(AffiliationRecord.id).execution_options(populate_existing=True)
    ).all()


def _leaving(terms: Sequence[AffiliationRecord], move: Transfer) -> AffiliationRecord:
    found = next((each for each in terms if each.id == move.leaves), None)
    if found is None:
        raise NotThere
    if found.joined_on is not None and found.joined_on >= move.on:
        raise BeforeJoined(found.joined_on)
    if not is_active(found.joined_on, found.left_on, move.on - ONE_DAY):
        raise NotThere
    return found


def _membership(session: Session, key: int | None) -> AffiliationRecord | None:
    if key is None:
        return None
    return session.get(AffiliationRecord, key, populate_existing=True)


def _is_taken_back(session: Session, row: AuditRow) -> bool:
    later = session.scalars(
        select(AuditRow).where(
            AuditRow.kind == row.kind,
            AuditRow.subject_kind == row.subject_kind,
            AuditRow.subject_id == row.subject_id,
            AuditRow.id > row.id,
        )
    )
    return any(each.detail.get(TAKEN_BACK) == row.id for each in later)
