"""What an import did to some records, or to all of them, on its way back: voided, put back, or named.

A record that was changed since stays as it is. That is seen from the record itself (corrected or verified
since) and from the audit: every change of a record leaves a row with the record's name there
(`records.SUBJECTS`) and its id.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from files.imports.applying import MOVES_PLAYERS, lock_exercises
from files.imports.by_person import OWNERS, changed_by, found_by_people, noted, spoken_of
from files.imports.lookup import in_parts
from files.imports.plan import Playing
from files.imports.records import SUBJECTS, read_back, set_values, value_of
from files.imports.since import changed_since, in_use, in_words
from storage.addresses import release
from storage.audit import AuditKind, AuditRow, Trail, note
from storage.base import Base
from storage.catalogue import lock_catalogue, share_catalogue
from storage.exercises import ActionRecord, ExerciseRecord, ParticipationRecord, RatingRecord
from storage.imports import ImportRun
from storage.people import AffiliationRecord, AgencyRecord, Person, PersonAddress, Unit, lock_people
from storage.plans import AdoptionRecord, PlanRecord, RevisionRecord
from storage.positions import PositionRecord
from storage.taking_part import Part, standing_parts
from storage.training import (
    AbsenceRecord,
    CompletionRecord,
    CourseRecord,
    EquivalentRecord,
    RequirementRecord,
    RuleRecord,
    new_record,
)

_VOIDABLE: tuple[Any, ...] = (
    CompletionRecord,
    AbsenceRecord,
    AffiliationRecord,
    RequirementRecord,
    EquivalentRecord,
    RuleRecord,
    ParticipationRecord,
    RatingRecord,
    ActionRecord,
    ExerciseRecord,
    PositionRecord,
    AdoptionRecord,
    RevisionRecord,
)
_OF_PEOPLE: tuple[Any, ...] = (CompletionRecord, AbsenceRecord, AffiliationRecord, ParticipationRecord)
_NAMES: tuple[Any, ...] = (AgencyRecord, CourseRecord, PlanRecord, Person, Unit)
_PEOPLED: Mapping[Any, Any] = MappingProxyType(
    {AgencyRecord: AffiliationRecord.agency_id, Unit: AffiliationRecord.unit_id}
)
"""The names that are more than that while people belong to them."""
_FOR_EVERYBODY = (
    "agencies",
    "plans",
    "courses",
    "rules",
    "requirements",
    "equivalents",
    "catalogue",
    "positions",
)
CATALOGUE = (
    AgencyRecord,
    CourseRecord,
    RuleRecord,
    RequirementRecord,
    EquivalentRecord,
    RevisionRecord,
    PositionRecord,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays, and why."""

    what: str
    why: str


@dataclass
class Undone:
    """What became of an import that was taken back."""

    number: int
    kind: str
    file_name: str
    taken_back: Counter[str] = field(default_factory=Counter)  # voided, by what they are
    put_back: Counter[str] = field(default_factory=Counter)  # given their old values again
    names: Counter[str] = field(default_factory=Counter)  # stay, as names of which nothing is asked
    kept: list[Kept] = field(default_factory=list)


def reason_of(number: int) -> str:
    """Why a record is void that an import brought which was undone."""
    return f"import {number} undone"


def person_of(record: Any) -> int | None:
    """Whose record it is; None where it is nobody's."""
    found: int | None = record.id if isinstance(record, Person) else getattr(record, "person_id", None)
    return found


class Undoing:
    """One import on its way back."""

    def __init__(
        self,
        session: Session,
        run: ImportRun,
        by: str,
        door: str,
        now: datetime,
        people: frozenset[int] | None = None,
    ) -> None:
        """`people`: whose records alone are taken back now; None for all that the import did."""
        self.undone = Undone(run.id, run.kind, run.file_name)
        self.moved: set[int] = set()
        self.touched: set[type[Base]] = set()
        self._session = session
        self._run = run
        self._by = by
        self._door = door
        self._now = now
        self._people = people
        self._reason = reason_of(run.id)
        self._corrected: set[int] = set()
        self._players: set[int] = set()
        self._touched: defaultdict[type[Base], set[int]] = defaultdict(set)

    @property
    def playing(self) -> Playing:
        """What of it says who can play."""
        exercises = frozenset(self._touched[ExerciseRecord])
        shown = exercises | frozenset(self._touched[ParticipationRecord])
        return Playing(frozenset(self._players), exercises, frozenset(self._touched[PositionRecord]), shown)

    def lock(self) -> None:
        """Waits for whoever changes the same people, or the catalogue, at this moment."""
        if self._people is not None:
            if self._run.kind in MOVES_PLAYERS:
                share_catalogue(self._session)
            lock_people(self._session, self._people | self._corrected_people())
            return
        if self._run.kind in _FOR_EVERYBODY:
            lock_catalogue(self._session)
        people: set[int] = set()
        if self._run.kind in MOVES_PLAYERS:
            share_catalogue(self._session)
            people = lock_exercises(self._session, self._exercises())
        lock_people(self._session, people | self._its_people() | self._corrected_people())

    def _its_people(self) -> set[int]:
        """Whose records it brought or changed."""
        themselves = select(Person.id).join(AuditRow, spoken_of(Person))
        found = set(self._session.scalars(themselves.where(*changed_by(self._run))))
        for model in _OF_PEOPLE:
            of = select(model.person_id).where(model.person_id.is_not(None)).distinct()
            changed = of.join(AuditRow, spoken_of(model)).where(*changed_by(self._run))
            for query in (of.where(model.import_id == self._run.id), changed):
                found.update(self._session.scalars(query))
        return found

    def _corrected_people(self) -> set[int]:
        """Whose records stand again once its corrections are gone: who corrects may be another person."""
        again = aliased(CompletionRecord)
        of = (
            select(again.person_id)
            .join(CompletionRecord, CompletionRecord.corrects_id == again.id)
            .distinct()
        )
        if self._people is None:
            of = of.where(CompletionRecord.import_id == self._run.id)
        else:
            theirs = CompletionRecord.person_id.in_(self._people)
            of = of.where(theirs, found_by_people(CompletionRecord.import_id, self._run))
        return set(self._session.scalars(of))

    def _exercises(self) -> set[int]:
        """Those it added or changed, and those of whose participants it said something."""
        added = select(ExerciseRecord.id).where(ExerciseRecord.import_id == self._run.id)
        found = set(self._session.scalars(added))
        changed: defaultdict[str, set[int]] = defaultdict(set)
        for row in self._changes():
            if row.subject_id is not None:
                changed[row.subject_kind].add(row.subject_id)
        found |= changed[SUBJECTS[ExerciseRecord]]
        of = select(ParticipationRecord.exercise_id).distinct()
        found.update(self._session.scalars(of.where(ParticipationRecord.import_id == self._run.id)))
        for part in in_parts(sorted(changed[SUBJECTS[ParticipationRecord]])):
            found.update(self._session.scalars(of.where(ParticipationRecord.id.in_(part))))
        return found

    def put_back(self) -> None:
        """Gives what the import changed its old values again, where they are still the import's."""
        models = {name: model for model, name in SUBJECTS.items()}
        put_back = noted(self._session, self._run, AuditKind.PUT_BACK, self._people)
        already = {(row.subject_kind, row.subject_id) for row in put_back}
        for row in self._changes():
            if (row.subject_kind, row.subject_id) in already:  # by who began with it and was cut short
                continue
            model = models[row.subject_kind]
            record = self._session.get(model, row.subject_id)
            changes: Mapping[str, Sequence[Any]] = row.detail["changes"]
            if record is not None:
                self._put_back_one(model, record, changes)

    def forget_addresses(self) -> None:
        """Lets go of the addresses it left people known by, before those they had are put back."""
        theirs = PersonAddress.import_id == self._run.id
        trail = Trail(self._by, self._door, self._now)
        for email in self._session.scalars(select(PersonAddress.email).where(theirs)).all():
            release(self._session, email, trail, why=self._reason)
            self.undone.taken_back["address"] += 1

    def give_back_addresses(self) -> None:
        """Gives those it took from somebody back, where they are nobody else's now."""
        rows = noted(self._session, self._run, AuditKind.ADDRESS_RELEASED)
        for email, person_id in [(row.detail["email"], row.subject_id) for row in rows]:
            person = self._session.get(Person, person_id)
            if person is None or person_id is None:
                continue
            if self._is_anybodys(email):
                why = "it is another person's now"
                self.undone.kept.append(Kept(f"address {email} of {person.name}", why))
                continue
            again = PersonAddress(
                email=email, person_id=person_id, recorded_by=self._by, recorded_at=self._now
            )
            self._session.add(again)
            self.undone.put_back["address"] += 1
        self._session.flush()

    def _is_anybodys(self, email: str) -> bool:
        borne = self._session.scalar(select(Person.id).where(Person.email == email))
        return borne is not None or self._session.get(PersonAddress, email) is not None

    def _changes(self) -> Iterable[AuditRow]:
        """What it changed, the last first: who took an e-mail lets go of it before its owner has it back."""
        return noted(self._session, self._run, AuditKind.CHANGED_BY_IMPORT, self._people)

    def _put_back_one(self, model: type[Base], record: Any, changes: Mapping[str, Sequence[Any]]) -> None:
        ours = {
            name: before
            for name, (before, after) in changes.items()
            if value_of(self._session, record, name) == after
        }
        if len(ours) < len(changes):
            self._keep(model, record, "changed again since")
        if model is Person and self._taken_by_another(record, ours):
            self._keep(model, record, "its e-mail or member id is another person's now")
            return
        if "voided_at" in ours and ours["voided_at"] and (use := in_use(self._session, model, [record.id])):
            self._keep(model, record, use[record.id])
            return
        if model is ParticipationRecord and "replaced_by_id" in ours:
            new = [changes["replaced_by_id"][1]]
            if changed_since(self._session, self._run, model, new):
                self._keep(model, record, "what replaced it was changed since")
                return
        if not ours:
            return
        old = {name: read_back(model, name, ours[name]) for name in ours}
        if isinstance(record, ParticipationRecord) and (again := self._said_again(record, old)):
            ours = {**ours, "replaced_by_id": again}
            old["replaced_by_id"] = again
        set_values(self._session, record, old, self._by, self._now)
        reversed_changes = {
            name: [changes[name][1] if name in changes else None, before] for name, before in ours.items()
        }
        note(
            self._session,
            self._now,
            self._by,
            self._door,
            AuditKind.PUT_BACK,
            (SUBJECTS[model], record.id),
            of=record,
            import_id=self._run.id,
            changes=reversed_changes,
        )
        self._session.flush()
        self.undone.put_back[SUBJECTS[model]] += 1
        self._move(model, record)

    def _said_again(self, record: ParticipationRecord, old: Mapping[str, Any]) -> int | None:
        """A row that stands and says what another would say again, put back; none of the import's."""
        gone = [old.get(name, getattr(record, name)) for name in ("voided_at", "replaced_by_id")]
        if record.stands or gone != [None, None]:
            return None
        theirs = ParticipationRecord.person_id == record.person_id
        query = standing_parts(ParticipationRecord.exercise_id == record.exercise_id, theirs)
        there = self._session.scalars(query)
        same = (each for each in there if each is not record and Part.of(each) == Part.of(record))
        return next((each.id for each in same if each.import_id != self._run.id), None)

    def _taken_by_another(self, person: Person, values: Mapping[str, Any]) -> bool:
        wanted: list[ColumnElement[bool]] = [
            getattr(Person, name) == values[name] for name in ("email", "member_id") if values.get(name)
        ]
        if values.get("email"):
            others = select(PersonAddress.person_id).where(PersonAddress.email == values["email"])
            wanted.append(Person.id.in_(others))
        return any(
            self._session.scalar(select(Person.id).where(condition, Person.id != person.id)) is not None
            for condition in wanted
        )

    def void(self) -> None:
        """Voids what the import added, but for what was changed since; names stay."""
        for model in _VOIDABLE:
            query = select(model).where(model.voided_at.is_(None))
            if self._people is None:
                query = query.where(model.import_id == self._run.id)
            elif model in OWNERS[self._run.kind]:
                theirs = OWNERS[self._run.kind][model].in_(self._people)
                query = query.where(theirs, found_by_people(model.import_id, self._run))
            else:
                continue
            records = self._session.scalars(query.order_by(model.id)).all()
            ids = [record.id for record in records]
            changed = {
                **in_use(self._session, model, ids),
                **changed_since(self._session, self._run, model, ids),
            }
            for record in records:
                if record.id in changed:
                    self._keep(model, record, changed[record.id])
                    continue
                record.take_back(self._now, self._by, self._reason)
                if isinstance(record, CompletionRecord | ParticipationRecord):
                    record.record = new_record()  # so that the same file can bring its record again
                self.undone.taken_back[SUBJECTS[model]] += 1
                self._move(model, record)
        for part in in_parts(sorted(self._corrected)):  # they stand again, and may be another person's
            query = select(CompletionRecord.person_id).where(CompletionRecord.id.in_(part))
            self.moved.update(self._session.scalars(query))

    def leave_names(self) -> None:
        """Counts the names that stay; an agency or a unit with people in it is more than a name."""
        for model in _NAMES:
            ours = model.import_id == self._run.id
            if model not in _PEOPLED:
                count = self._session.scalar(select(func.count()).select_from(model).where(ours))
                self.undone.names += Counter({SUBJECTS[model]: count or 0})
                continue
            living = select(_PEOPLED[model]).where(AffiliationRecord.voided_at.is_(None))
            peopled = set(self._session.scalars(living.distinct()))
            for row in self._session.scalars(select(model).where(ours)).all():
                if row.id in peopled:
                    self._keep(model, row, "people belong to it")
                else:
                    self.undone.names[SUBJECTS[model]] += 1

    def _keep(self, model: type[Base], record: Any, why: str) -> None:
        self.undone.kept.append(Kept(in_words(self._session, SUBJECTS[model], record), why))

    def _move(self, model: type[Base], record: Any) -> None:
        self.touched.add(model)
        if isinstance(record, ParticipationRecord):
            self._touched[model].add(record.exercise_id)
            if record.person_id is not None:
                self._players.add(record.person_id)
            return
        self._touched[model].add(record.id)
        person = person_of(record)
        if person is not None:
            self.moved.add(person)
        if isinstance(record, CompletionRecord) and record.corrects_id is not None:
            self._corrected.add(record.corrects_id)
