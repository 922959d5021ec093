"""What people name, as far as the records know it: the catalogue's names, and the people of the roster."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commands.kit.member import Member
from readiness.text import fold
from storage.catalogue import Catalogue
from storage.people import AffiliationRecord, Person, SlackIdentity
from words.names import LONGEST, Kind, Lexicon, Match

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
MOST_PEOPLE = 6  # looked for by one name


def lexicon_of(catalogue: Catalogue) -> Lexicon:
    """The lexicon of a catalogue, made once."""
    kept = catalogue.made.get("lexicon")
    if not isinstance(kept, Lexicon):
        disciplines = {name for agency in catalogue.agencies.values() for name in agency.disciplines}
        kept = catalogue.made["lexicon"] = Lexicon(_named(catalogue), disciplines)
    return kept


def how_many(people: Sequence[Person]) -> str:
    """How many people a name fits, when no more than so many were looked for."""
    return f"{MOST_PEOPLE} people or more" if len(people) >= MOST_PEOPLE else f"{len(people)} people"


def find_people(session: Session, said: str, member: Member, most: int = MOST_PEOPLE) -> list[Person]:
    """People that are for the speaker to name: everybody for an emergency manager, their own agencies'
    for a lead, themself for everyone.

    By mention, e-mail, member id, or parts of the name in any order; the whole name wins.
    """
    query = select(Person).order_by(Person.sort_key, Person.id)
    if not member.is_manager:
        mine = Person.id == member.person_id
        led = select(AffiliationRecord.person_id).where(
            AffiliationRecord.agency_id.in_(member.leads), AffiliationRecord.voided_at.is_(None)
        )
        query = query.where(or_(mine, Person.id.in_(led)) if member.leads else mine)
    mention = MENTION.fullmatch(said.strip())
    if mention:
        linked = select(SlackIdentity.person_id).where(
            SlackIdentity.workspace == member.workspace, SlackIdentity.user == mention.group(1)
        )
        return list(session.scalars(query.where(Person.id.in_(linked))))
    folded = fold(said)
    whole = or_(Person.email == said.strip().lower(), Person.member_key == folded, Person.name_key == folded)
    exact = list(session.scalars(query.where(whole).limit(most)))
    if exact or len(folded) < 2:
        return exact
    parts = folded.split()
    if len(parts) > LONGEST:
        return []
    for part in parts:
        begins = Person.name_key.startswith(part, autoescape=True)
        query = query.where(or_(begins, Person.name_key.contains(f" {part}", autoescape=True)))
    return [
        person
        for person in session.scalars(query.limit(200))
        if _stands_in_any_order(parts, person.name_key.split())
    ][:most]


def _named(catalogue: Catalogue) -> Iterator[tuple[str, Match]]:
    for course in catalogue.courses.values():
        match = Match(Kind.COURSE, course.id, course.code)
        yield course.code, match
        yield course.title, match
    for agency in catalogue.agencies.values():
        yield agency.name, Match(Kind.AGENCY, agency.key, agency.name)
    for name in sorted({agency.jurisdiction for agency in catalogue.agencies.values()} - {""}):
        yield name, Match(Kind.JURISDICTION, name, name)


def _stands_in_any_order(said: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word begins a part of the name of its own."""
    left = list(parts)
    for word in said:
        found = next((part for part in left if part.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return True
