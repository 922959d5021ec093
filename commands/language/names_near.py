"""Names that were said with a slip or two: "haswoper", "Noor Dhal"; they are asked about, never taken."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.language.naming import people_like
from readiness.records import AgencyId
from storage.catalogue import Catalogue
from storage.people import Person
from words.names import ALIKE, Kind, Match, is_slip, tokens
from words.people import fold_person
from words.spoken import by_kind, short_form

LIKE_A_NAME = 80
"""How alike a whole name must be to what was said, of 100, to ask whether it was meant."""


def person_near(
    session: Session, today: date, said: str, agencies: Collection[AgencyId] | None
) -> Person | None:
    """Who is called most like what was said, of some agencies (None: of all); None where nobody is."""
    like = list(people_like(session, today, said, agencies))
    if not like:
        return None
    people = session.scalars(select(Person).where(Person.id.in_(like)))
    near = [each for each in people if is_called_like(said, each.name)]
    return min(near, key=lambda each: like.index(each.id), default=None)


def is_called_like(said: str, name: str) -> bool:
    """Whether a whole name was said with a slip or two, each word like one of it."""
    parts = fold_person(name).split()
    words = fold_person(said).split()
    near = all(any(fuzz.ratio(word, part) >= ALIKE for part in parts) for word in words)
    return near and len(words) >= 2 and fuzz.ratio(" ".join(words), " ".join(parts)) >= LIKE_A_NAME


def is_like(said: str, match: Match, catalogue: Catalogue) -> bool:
    """Whether each word said is like one of the name; of a course, of its title or its code."""
    name = tokens(match.name)
    if match.kind is Kind.COURSE:
        course = catalogue.courses[int(match.key)]
        name = (*tokens(course.title), *tokens(course.code))
    name = (*name, *short_form(by_kind(name))) if match.kind is Kind.AGENCY else name
    return all(
        any(fuzz.ratio(word, part[: len(word) + 1]) >= ALIKE or is_slip(word, part) for part in name)
        for word in tokens(said)
    )
