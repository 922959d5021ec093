"""Putting completions on record: never overwritten, only confirmed, or corrected by a new record.

How they are taken back stands in `storage.taking_back`. Whatever is recorded here moves the projection of
where people stand, leaves an audit row, and a line for the letter of whoever it is about, in the one
transaction. Whoever changes a record waits for those who change records of the same people, and judges it by
what it says then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from readiness.vocabulary import Result
from storage.audit import AuditKind, AuditRow, Trail
from storage.catalogue import share_catalogue
from storage.letters import CREDITED, LOGGED, VERIFIED, leave_line, leave_lines
from storage.people import lock_people
from storage.responders import Key, live_completions, on_record
from storage.said_again import note_said_again
from storage.standing import project
from storage.training import CompletionRecord

SUBJECT = "completion"
"""What a completion is called in the audit."""
READ_AT_ONCE = 5000


class NoLongerStands(Exception):
    """A record was taken back, or another took its place, while somebody was about to change it.

    `instead`: the one that stands in its place, where there is one.
    """

    def __init__(self, record: CompletionRecord, instead: CompletionRecord | None = None) -> None:
        """Of this record, as it is now."""
        super().__init__(f"completion {record.id} stands no more")
        self.record, self.instead = record, instead


class OnRecordAlready(Exception):
    """What a record was to say is said by another one that stands: a correction doubles nothing."""

    def __init__(self, record: CompletionRecord) -> None:
        """Of the one that stands."""
        super().__init__(f"completion {record.id} says the same")
        self.record = record


@dataclass(frozen=True, slots=True)
class Completed:
    """Who completed which course on what day, and how. Hours are hours.

    `expires_on` is the certificate's own last day; `class_id` the class that gave it.
    """

    person_id: int
    course_id: int
    completed_on: date
    result: str = Result.PASS
    hours: float | None = None
    provider: str = ""
    instructor: str = ""
    funding: str = ""
    evidence: str = ""
    expires_on: date | None = None
    class_id: int | None = None

    @classmethod
    def of(cls, record: CompletionRecord) -> Completed:
        """What a record says."""
        return cls(**{name: getattr(record, name) for name in cls.__slots__})

    @property
    def columns(self) -> dict[str, Any]:
        """The columns it is kept in."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {**said, "result": str(self.result)}

    @property
    def key(self) -> Key:
        """What makes it the same completion: whose, of what, when, and how it ended."""
        return self.person_id, self.course_id, self.completed_on, str(self.result)


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that says what was to be recorded, and whether it is new: the same is not recorded twice."""

    record: CompletionRecord
    is_new: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of some completions: a record for each, in their order; the audit row of the new ones."""

    kept: Sequence[Kept] = ()
    log: AuditRow | None = None

    @property
    def fresh(self) -> list[CompletionRecord]:
        """Those that are new."""
        return [each.record for each in self.kept if each.is_new]


def record_completions(
    session: Session,
    completions: Iterable[Completed],
    trail: Trail,
    today: date,
    *,
    verified: Collection[int] | bool = False,
    by: int | None = None,
    detail: dict[str, Any] | None = None,
    beside_unconfirmed: bool = False,
) -> Recorded:
    """Records completions, each once: what stands on record already is given back as it is.

    `verified`: the people for whom it is confirmed with that, or whether for all. `by` is the person who
    records; everybody else reads in their letter that it was, or what class gave it. `detail` goes into the
    one audit row, which names the new records. `beside_unconfirmed`: what nobody confirmed stays as it is and
    hinders none.
    """
    wanted = list({each.key: each for each in completions}.values())
    _lock(session, [each.person_id for each in wanted])
    there = on_record(session, [each.key for each in wanted])
    if beside_unconfirmed:
        there = {key: record for key, record in there.items() if record.verified}
    kept = [
        Kept(there[each.key], False)
        if each.key in there
        else Kept(_made(each, trail, _is_for(each.person_id, verified), by), True)
        for each in wanted
    ]
    done = Recorded(kept)
    note_said_again(session, SUBJECT, [each.record for each in kept if not each.is_new], trail)
    if not done.fresh:
        return done
    session.add_all(done.fresh)
    session.flush()
    courses = {each.course_id for each in done.fresh}
    log = trail.note(
        session,
        AuditKind.TRAINING_LOGGED,
        ("course", courses.pop() if len(courses) == 1 else None),
        of=done.fresh,
        records=[each.id for each in done.fresh],
        **(detail or {}),
    )
    others = [each for each in done.fresh if each.person_id != by]
    logged = [(each.person_id, each.id) for each in others if each.class_id is None]
    credited = [(each.person_id, each.id) for each in others if each.class_id is not None]
    leave_lines(session, logged, LOGGED, trail.now)
    leave_lines(session, credited, CREDITED, trail.now)
    project(session, [each.person_id for each in done.fresh], today)
    return Recorded(kept, log)


def verify(
    session: Session,
    records: Sequence[CompletionRecord],
    trail: Trail,
    today: date,
    detail: dict[str, Any] | None = None,
) -> list[CompletionRecord]:
    """Confirms some records, and gives back those that are confirmed by it.

    The others stand no more, or were confirmed already and keep who did it first. `detail` goes into each
    audit row.
    """
    fresh = [each for each in lock_records(session, records) if not each.verified]
    for each in fresh:
        each.verified, each.verified_by, each.verified_at = True, trail.by, trail.now
    settle(session, fresh, trail, AuditKind.TRAINING_VERIFIED, today, detail)
    leave_lines(session, [(each.person_id, each.id) for each in fresh], VERIFIED, trail.now)
    return fresh


def correct(
    session: Session,
    record: CompletionRecord,
    change: Completed,
    trail: Trail,
    today: date,
    *,
    verified: bool = False,
    by: int | None = None,
) -> Kept:
    """Puts another record in the place of one, which stays readable; not new where nothing is other.

    The same correction made twice is one. `verified`: whether the new one is confirmed with that. `by` is the
    person who corrects; somebody else's reads in their letter that it was recorded.

    Raises NoLongerStands where it was taken back or replaced meanwhile, OnRecordAlready where another record
    says the same.
    """
    [kept] = correct_all(session, [(record, change)], trail, today, verified=verified, by=by)
    return kept


def correct_all(
    session: Session,
    changes: Sequence[tuple[CompletionRecord, Completed]],
    trail: Trail,
    today: date,
    *,
    verified: bool = False,
    by: int | None = None,
    detail: dict[str, Any] | None = None,
) -> list[Kept]:
    """The same for several records, one change each, all or none of them; in their order.

    Whoever a class is credited to by it reads in their letter that it was. `detail` goes into each audit row.
    """
    replaced = _lock_as_they_are(session, [record for record, _ in changes])
    kept = [
        _corrected(session, record, change, replaced.get(record.id), trail, verified, by)
        for record, change in changes
    ]
    session.flush()
    fresh = [each.record for each in kept if each.is_new]
    for each in fresh:
        said = {**(detail or {}), "corrects": each.corrects_id}
        trail.note(session, AuditKind.TRAINING_CORRECTED, (SUBJECT, each.id), of=each, **said)
    project(session, [each.person_id for each in fresh], today)
    for (before, change), became in zip(changes, kept, strict=True):
        if became.is_new and change.person_id != by:
            matter = LOGGED if change.class_id == before.class_id else CREDITED
            leave_line(session, [change.person_id], matter, became.record.id, trail.now)
    return kept


def lock_records(session: Session, records: Sequence[CompletionRecord]) -> list[CompletionRecord]:
    """Waits for whoever changes records of the same people; gives back those that stand then, by id."""
    _lock(session, [each.person_id for each in records])
    ids = sorted({each.id for each in records})
    found: list[CompletionRecord] = []
    for start in range(0, len(ids), READ_AT_ONCE):
        some = CompletionRecord.id.in_(ids[start : start + READ_AT_ONCE])
        session.scalars(_latest(select(CompletionRecord).where(some))).all()
        found += session.scalars(_latest(live_completions(CompletionRecord).where(some)))
    return found


def lock_one(session: Session, record: CompletionRecord) -> CompletionRecord | None:
    """Locks one record's person, and reads it as it is then; the record that took its place, if one did."""
    return _lock_as_they_are(session, [record]).get(record.id)


def correction_of(session: Session, record: CompletionRecord) -> CompletionRecord | None:
    """The record that stands, or stood until it was corrected itself, in the place of one; None for none."""
    return session.scalars(_latest(_corrections(CompletionRecord.corrects_id == record.id))).first()


def settle(
    session: Session,
    records: Sequence[CompletionRecord],
    trail: Trail,
    kind: AuditKind,
    today: date,
    detail: dict[str, Any] | None = None,
) -> None:
    """What follows from a change of some records: an audit row each, and the projection."""
    if not records:
        return
    session.flush()
    for each in records:
        trail.note(session, kind, (SUBJECT, each.id), of=each, **(detail or {}))
    project(session, [each.person_id for each in records], today)


def _corrections(which: ColumnElement[bool]) -> Select[Any]:
    return select(CompletionRecord).where(which, CompletionRecord.voided_at.is_(None))


def _lock(session: Session, person_ids: Sequence[int]) -> None:
    """Makes those who change records of the same people take turns; the catalogue is shared before."""
    session.flush()
    share_catalogue(session)
    lock_people(session, person_ids)


def _lock_as_they_are(session: Session, records: Sequence[CompletionRecord]) -> dict[int, CompletionRecord]:
    """Locks the people of some records, and reads these as they are then; what took the place of which."""
    _lock(session, [each.person_id for each in records])
    ids = sorted({each.id for each in records})
    replaced: dict[int, CompletionRecord] = {}
    for start in range(0, len(ids), READ_AT_ONCE):
        some = ids[start : start + READ_AT_ONCE]
        session.scalars(_latest(select(CompletionRecord).where(CompletionRecord.id.in_(some)))).all()
        for each in session.scalars(_latest(_corrections(CompletionRecord.corrects_id.in_(some)))):
            replaced.setdefault(each.corrects_id or 0, each)
    return replaced


def _corrected(
    session: Session,
    record: CompletionRecord,
    change: Completed,
    instead: CompletionRecord | None,
    trail: Trail,
    verified: bool,
    by: int | None,
) -> Kept:
    """The record that takes the place of one, not flushed yet, or the one that says that already."""
    assert change.person_id == record.person_id, "a correction never makes a record somebody else's"
    said = Completed.of(record)
    if instead is not None and Completed.of(instead) == change:
        return Kept(instead, False)
    if instead is not None or record.voided_at is not None:
        raise NoLongerStands(record, instead)
    if change == said:
        return Kept(record, False)
    same = None if change.key == said.key else on_record(session, [change.key]).get(change.key)
    if same is not None:
        raise OnRecordAlready(same)
    new = _made(change, trail, verified, by)
    new.corrects_id = record.id
    session.add(new)
    return Kept(new, True)


def _latest(query: Select[Any]) -> Select[Any]:
    """A question of what stands there now, whatever this session read before; in a steady order."""
    return query.order_by(CompletionRecord.id).execution_options(populate_existing=True)


def _made(completed: Completed, trail: Trail, verified: bool, by: int | None) -> CompletionRecord:
    return CompletionRecord(
        **completed.columns,
        verified=verified,
        verified_by=trail.by if verified else "",
        verified_at=trail.now if verified else None,
        recorded_by=trail.by,
        recorded_by_id=by,
        recorded_from=trail.recorded_from or None,
        recorded_at=trail.now,
    )


def _is_for(person_id: int, verified: Collection[int] | bool) -> bool:
    return verified if isinstance(verified, bool) else person_id in verified
