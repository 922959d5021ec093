"""Putting completions on record: never overwritten, only confirmed, corrected by a new record, or taken back.

Whatever is recorded here moves the projection of where people stand, leaves an audit row, and a line for the
letter of whoever it is about, in the one transaction. Whoever changes a record waits for those who change
records of the same people, and judges it by what it says then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from readiness.vocabulary import Result
from storage.audit import AuditKind, AuditRow, Trail
from storage.catalogue import share_catalogue
from storage.letters import CREDITED, LOGGED, REJECTED, TAKEN_BACK, VERIFIED, leave_line
from storage.people import lock_people
from storage.responders import live_completions
from storage.standing import project
from storage.training import CompletionRecord

SUBJECT = "completion"
"""What a completion is called in the audit."""
RECORDED_SINCE = "the same class was recorded again since, and stands"
"""Why what a taken-back correction had corrected does not stand again."""
READ_AT_ONCE = 5000

Key = tuple[int, int, date, str]


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
) -> Recorded:
    """Records completions, each once: what stands on record already is given back as it is.

    `verified`: the people for whom it is confirmed with that, or whether for all. `by` is the person who
    records; everybody else reads in their letter that it was, or what class gave it. `detail` goes into the
    one audit row, which names the new records.
    """
    wanted = list({each.key: each for each in completions}.values())
    _lock(session, [each.person_id for each in wanted])
    there = _there(session, wanted)
    kept = [
        Kept(there[each.key], False)
        if each.key in there
        else Kept(_made(each, trail, _is_for(each.person_id, verified), by), True)
        for each in wanted
    ]
    done = Recorded(kept)
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
    for each in done.fresh:
        if each.person_id != by:
            matter = LOGGED if each.class_id is None else CREDITED
            leave_line(session, [each.person_id], matter, each.id, trail.now)
    project(session, [each.person_id for each in done.fresh], today)
    return Recorded(kept, log)


def verify(
    session: Session, records: Sequence[CompletionRecord], trail: Trail, today: date
) -> list[CompletionRecord]:
    """Confirms some records, and gives back those that are confirmed by it.

    The others stand no more, or were confirmed already and keep who did it first.
    """
    fresh = [each for each in lock_records(session, records) if not each.verified]
    for each in fresh:
        each.verified, each.verified_by, each.verified_at = True, trail.by, trail.now
    _settle(session, fresh, trail, AuditKind.TRAINING_VERIFIED, today)
    for each in fresh:
        leave_line(session, [each.person_id], VERIFIED, each.id, trail.now)
    return fresh


def reject(
    session: Session, records: Sequence[CompletionRecord], reason: str, trail: Trail, today: date
) -> list[CompletionRecord]:
    """Takes back some records that nobody confirmed, with a reason; gives back those it took back.

    What one of them had corrected stands again, and waits again where nobody had confirmed it.
    """
    fresh = [each for each in lock_records(session, records) if not each.verified]
    for each in fresh:
        _take_back(session, each, reason, trail)
    _settle(session, fresh, trail, AuditKind.TRAINING_REJECTED, today)
    for each in fresh:
        leave_line(session, [each.person_id], REJECTED, each.id, trail.now)
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
    assert change.person_id == record.person_id, "a correction never makes a record somebody else's"
    instead = _lock_one(session, record)
    if instead is not None and Completed.of(instead) == change:
        return Kept(instead, False)
    if instead is not None or record.voided_at is not None:
        raise NoLongerStands(record, instead)
    if change == Completed.of(record):
        return Kept(record, False)
    same = _there(session, [change], besides=record.id).get(change.key)
    if same is not None:
        raise OnRecordAlready(same)
    new = _made(change, trail, verified, by)
    new.corrects_id = record.id
    session.add(new)
    session.flush()
    _settle(session, [new], trail, AuditKind.TRAINING_CORRECTED, today, corrects=record.id)
    if record.person_id != by:
        leave_line(session, [record.person_id], LOGGED, new.id, trail.now)
    return Kept(new, True)


def void(
    session: Session,
    record: CompletionRecord,
    reason: str,
    trail: Trail,
    today: date,
    by: int | None = None,
) -> CompletionRecord | None:
    """Takes a record back with a reason; gives back what stands again: what it had corrected.

    `by` is the person who does; somebody else reads in their letter that theirs was taken back, and why.
    Raises NoLongerStands where it was taken back or replaced meanwhile.
    """
    instead = _lock_one(session, record)
    if instead is not None or record.voided_at is not None:
        raise NoLongerStands(record, instead)
    back = _take_back(session, record, reason, trail)
    _settle(session, [record], trail, AuditKind.TRAINING_VOIDED, today)
    if record.person_id != by:
        leave_line(session, [record.person_id], TAKEN_BACK, record.id, trail.now)
    return back


def undo(
    session: Session,
    records: Sequence[CompletionRecord],
    reason: str,
    trail: Trail,
    today: date,
    log_id: int,
) -> list[CompletionRecord]:
    """Takes back what one log recorded, named by its audit row, as far as it stands; gives that back."""
    standing = lock_records(session, records)
    for each in standing:
        _take_back(session, each, reason, trail)
    if standing:
        session.flush()
        trail.note(
            session,
            AuditKind.TRAINING_UNDONE,
            ("audit", log_id),
            of=standing,
            records=[each.id for each in standing],
        )
        project(session, [each.person_id for each in standing], today)
    return standing


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


def correction_of(session: Session, record: CompletionRecord) -> CompletionRecord | None:
    """The record that stands, or stood until it was corrected itself, in the place of one; None for none."""
    query = select(CompletionRecord).where(
        CompletionRecord.corrects_id == record.id, CompletionRecord.voided_at.is_(None)
    )
    return session.scalars(_latest(query)).first()


def stands_again(session: Session, record: CompletionRecord) -> CompletionRecord | None:
    """What would stand again if a record that stands were taken back: what it corrected."""
    earlier = _earlier(session, record)
    while earlier is not None and _recorded_since(session, earlier):
        earlier = _earlier(session, earlier)
    return earlier


def _take_back(
    session: Session, record: CompletionRecord, reason: str, trail: Trail
) -> CompletionRecord | None:
    """Voids a record; what it had corrected stands again, unless the same was recorded since."""
    record.take_back(trail.now, trail.by, reason)
    session.flush()
    earlier = _earlier(session, record)
    while earlier is not None and _recorded_since(session, earlier):
        earlier.take_back(trail.now, trail.by, RECORDED_SINCE)
        session.flush()
        earlier = _earlier(session, earlier)
    return earlier


def _earlier(session: Session, record: CompletionRecord) -> CompletionRecord | None:
    """What a record corrects, where that was not taken back itself."""
    found = None if record.corrects_id is None else session.get(CompletionRecord, record.corrects_id)
    return found if found is not None and found.voided_at is None else None


def _recorded_since(session: Session, earlier: CompletionRecord) -> bool:
    """Whether another record that stands says the same as one that was corrected."""
    said = Completed.of(earlier)
    return said.key in _there(session, [said], besides=earlier.id)


def _lock(session: Session, person_ids: Sequence[int]) -> None:
    """Makes those who change records of the same people take turns; the catalogue is shared before."""
    session.flush()
    share_catalogue(session)
    lock_people(session, person_ids)


def _lock_one(session: Session, record: CompletionRecord) -> CompletionRecord | None:
    """Locks one record's person, and reads it as it is then; the record that took its place, if one did."""
    _lock(session, [record.person_id])
    session.refresh(record)
    return correction_of(session, record)


def _there(
    session: Session, wanted: Sequence[Completed], besides: int | None = None
) -> dict[Key, CompletionRecord]:
    """What stands of what is to be recorded, by what makes it the same; `besides` this record."""
    people = sorted({each.person_id for each in wanted})
    found: dict[Key, CompletionRecord] = {}
    for start in range(0, len(people), READ_AT_ONCE):
        query = live_completions(CompletionRecord).where(
            CompletionRecord.person_id.in_(people[start : start + READ_AT_ONCE]),
            CompletionRecord.course_id.in_({each.course_id for each in wanted}),
            CompletionRecord.completed_on.in_({each.completed_on for each in wanted}),
        )
        for each in session.scalars(_latest(query)):
            if each.id != besides:
                found.setdefault(Completed.of(each).key, each)
    return found


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


def _settle(
    session: Session,
    records: Sequence[CompletionRecord],
    trail: Trail,
    kind: AuditKind,
    today: date,
    **detail: Any,
) -> None:
    """What follows from a change of some records: an audit row each, and the projection."""
    if not records:
        return
    session.flush()
    for each in records:
        trail.note(session, kind, (SUBJECT, each.id), of=each, **detail)
    project(session, [each.person_id for each in records], today)
