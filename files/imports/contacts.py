"""Points of contact: people of the roster by e-mail or member id, others in words only."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from files.imports.drafts import Draft
from files.imports.lookup import texts
from files.imports.people import People
from files.table import Table
from readiness.text import fold


class Contacts:
    """Points of contact: people of the roster by e-mail or member id, others in words only."""

    def __init__(self, session: Session, table: Table) -> None:
        self._people = People.of_texts(session, texts(table, "poc"))

    def values(self, said: str, draft: Draft | None) -> dict[str, Any]:
        """How a point of contact is kept; words that go with the person who is kept already stay."""
        known = self._people.by_email.get(said.lower()) or self._people.by_member.get(fold(said))
        if known is None or not said:
            return {"poc": said, "poc_id": None}
        is_the_same = draft is not None and draft.values["poc_id"] == known.id
        return {"poc": draft.values["poc"] if draft and is_the_same else "", "poc_id": known.id}

    def name(self, person_id: int) -> str:
        """A person's name."""
        return self._people.name(person_id)
