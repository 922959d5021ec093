"""Changing agencies: adding one, and saying something else of one. What is asked of its people follows.

Which disciplines an agency has, has no history: today's judge every date (docs/rules.md).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from readiness.records import AgencyId
from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.catalogue import catalogue_changed, lock_catalogue
from storage.course_aliases import as_compared
from storage.other_names import aliases_of_agency, as_told, names_of_agencies, set_agency_aliases
from storage.people import AgencyDiscipline, AgencyRecord
from storage.projecting import catch_up_with_few
from storage.shadowing import AliasTaken, refuse_shadowing
from words.names import Kind, Match

SUBJECT = AgencyRecord.__tablename__


class NameTaken(Exception):
    """Another agency has that name."""


@dataclass(frozen=True, slots=True)
class AgencyTerms:
    """What is said of an agency; `strength` in people, None where none is declared."""

    name: str
    disciplines: Collection[str]
    jurisdiction: str = ""
    governance: str = ""
    strength: int | None = None
    aliases: Collection[str] = ()
    """By what else it goes."""

    @property
    def columns(self) -> dict[str, Any]:
        """The columns it is kept in, but for its disciplines and its aliases."""
        return {
            "name": self.name,
            "jurisdiction": self.jurisdiction,
            "governance": self.governance,
            "strength": self.strength,
        }


def terms_of_agency(session: Session, agency_id: AgencyId) -> AgencyTerms | None:
    """What is said of an agency now; None where there is none of that number."""
    record = session.get(AgencyRecord, agency_id)
    if record is None:
        return None
    return AgencyTerms(
        record.name,
        _disciplines(session, agency_id),
        record.jurisdiction,
        record.governance,
        record.strength,
        aliases_of_agency(session, agency_id),
    )


def add_agency(session: Session, terms: AgencyTerms, trail: Trail, today: date) -> AgencyRecord:
    """Adds an agency. Raises NameTaken where one of that name is there, AliasTaken where an alias of it is
    something else's name.
    """
    lock_catalogue(session)
    _refuse_taken(session, terms, None)
    record = AgencyRecord(key=fold(terms.name), **terms.columns)
    session.add(record)
    session.flush()
    _put_disciplines(session, record.id, terms.disciplines)
    set_agency_aliases(session, record.id, list(terms.aliases), trail.by, trail.now)
    _settle(session, record, trail, today, {}, terms)
    return record


def change_agency(
    session: Session, agency_id: AgencyId, terms: AgencyTerms, trail: Trail, today: date
) -> bool:
    """Says something else of an agency; whether that is a change.

    Raises NameTaken, AliasTaken, LookupError.
    """
    lock_catalogue(session)
    record = session.get(AgencyRecord, agency_id, populate_existing=True)
    before = terms_of_agency(session, agency_id)
    if record is None or before is None:
        raise LookupError(f"no agency {agency_id}")
    if _said(before) == _said(terms):
        return False
    _refuse_taken(session, terms, agency_id)
    record.key = fold(terms.name)
    for column, value in terms.columns.items():
        setattr(record, column, value)
    _put_disciplines(session, agency_id, terms.disciplines)
    set_agency_aliases(session, agency_id, list(terms.aliases), trail.by, trail.now)
    _settle(session, record, trail, today, _said(before), terms)
    return True


def _said(terms: AgencyTerms) -> dict[str, Any]:
    said = {**terms.columns, "disciplines": ";".join(sorted(terms.disciplines))}
    return {**said, "aliases": sorted(terms.aliases)} if terms.aliases else said


def _disciplines(session: Session, agency_id: AgencyId) -> frozenset[str]:
    query = select(AgencyDiscipline.discipline).where(AgencyDiscipline.agency_id == agency_id)
    return frozenset(session.scalars(query))


def _put_disciplines(session: Session, agency_id: AgencyId, wanted: Collection[str]) -> None:
    there = _disciplines(session, agency_id)
    gone = sorted(there - set(wanted))
    if gone:
        session.execute(
            delete(AgencyDiscipline).where(
                AgencyDiscipline.agency_id == agency_id, AgencyDiscipline.discipline.in_(gone)
            )
        )
    session.add_all(
        AgencyDiscipline(agency_id=agency_id, discipline=each) for each in sorted(set(wanted) - there)
    )


def _refuse_taken(session: Session, terms: AgencyTerms, agency_id: AgencyId | None) -> None:
    found = session.scalar(select(AgencyRecord.id).where(AgencyRecord.key == fold(terms.name)))
    if found is not None and found != agency_id:
        raise NameTaken
    for owner, what, written in chain.from_iterable(names_of_agencies(session).values()):
        if owner != agency_id and what == "alias" and as_told(written) == as_told(terms.name):
            raise NameTaken
    kept = [each for each in terms.aliases if as_compared(each) != as_compared(terms.name)]
    if len(kept) < len(terms.aliases):
        raise AliasTaken(f"“{terms.name}” is its name already")
    there = [] if agency_id is None else aliases_of_agency(session, agency_id)
    refuse_shadowing(session, Match(Kind.AGENCY, agency_id or 0, terms.name), kept, there)


def _settle(
    session: Session,
    record: AgencyRecord,
    trail: Trail,
    today: date,
    before: dict[str, Any],
    terms: AgencyTerms,
) -> None:
    session.flush()
    trail.note(
        session,
        AuditKind.AGENCY_CHANGED,
        (SUBJECT, record.id),
        of=record,
        before=before,
        now=_said(terms),
    )
    catalogue_changed(session)
    catch_up_with_few(session, today)
