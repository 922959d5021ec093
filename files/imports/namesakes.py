"""Who is on the roster already under the name of somebody a file brings with another e-mail or member id."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.people import AffiliationRecord, Person
from storage.roster import is_on_roster
from words.people import fold_person


class Namesakes:
    """Looks among those who belong to the row's agency on a day, and are named by no row of the file."""

    def __init__(self, session: Session, brought: Collection[str], today: date) -> None:
        """`brought`: every e-mail and member id of the file, as compared."""
        self._session, self._brought, self._today = session, frozenset(brought), today
        self._there: dict[int, dict[str, Person]] = {}

    def find(self, first: str, last: str, agency: int) -> Person | None:
        """Who bears that name there, and may be the one the row is about."""
        if agency not in self._there:
            self._there[agency] = self._of(agency)
        return self._there[agency].get(fold_person(f"{first} {last}"))

    def _of(self, agency: int) -> dict[str, Person]:
        query = (
            select(Person)
            .join(AffiliationRecord, AffiliationRecord.person_id == Person.id)
            .where(AffiliationRecord.agency_id == agency, is_on_roster(self._today))
        )
        return {
            person.name_key: person
            for person in self._session.scalars(query)
            if not {person.email, fold(person.member_id or "")} & self._brought
        }
