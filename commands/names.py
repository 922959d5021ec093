"""Finding what people name: courses, agencies, disciplines, jurisdictions, people.

By code, title, part of a name or @mention. What is said in full wins over what is said in part; of the
words said, as many together as name something are taken. Two matches are asked about, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commands.request import Member
from readiness.text import fold
from storage.catalogue import Catalogue
from storage.people import AffiliationRecord, Person, SlackIdentity

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
LONGEST = 8  # words in one name
MOST_PEOPLE = 6  # looked for by one name

SPOKEN_DISCIPLINES = {
    "law": ("law", "law enforcement", "police"),
    "fire": ("fire",),
    "ems": ("ems",),
    "dispatch": ("dispatch", "911"),
    "em": ("em", "emergency management"),
    "school": ("school", "schools", "campus"),
    "public_works": ("public works",),
    "admin": ("admin", "administration"),
    "hospital": ("hospital", "hospitals"),
    "state": ("state",),
    "federal": ("federal",),
    "other": ("other",),
}


class Kind(StrEnum):
    """What a name stands for."""

    COURSE = "course"
    AGENCY = "agency"
    DISCIPLINE = "discipline"
    JURISDICTION = "jurisdiction"
    PERSON = "person"


@dataclass(frozen=True)
class Match:
    """One thing that was named: its kind, key and full name."""

    kind: Kind
    key: int | str
    name: str


@dataclass(frozen=True)
class Found:
    """What the first words name: one thing, or several to ask about; and how many words."""

    matches: tuple[Match, ...]
    words: int


class Lexicon:
    """The names of one catalogue, ready to be looked up."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.exact: dict[str, list[Match]] = {}
        self.parts: list[tuple[tuple[str, ...], Match]] = []
        for course in catalogue.courses.values():
            match = Match(Kind.COURSE, course.id, course.code)
            self._add(course.code, match)
            self._add(course.title, match)
        for agency in catalogue.agencies.values():
            self._add(agency.name, Match(Kind.AGENCY, int(str(agency.key)), agency.name))
        for name in sorted({agency.jurisdiction for agency in catalogue.agencies.values()} - {""}):
            self._add(name, Match(Kind.JURISDICTION, name, name))
        used = {name for agency in catalogue.agencies.values() for name in agency.disciplines}
        for discipline in sorted(used):
            for word in SPOKEN_DISCIPLINES.get(discipline, (discipline,)):
                self.exact.setdefault(word, []).insert(0, Match(Kind.DISCIPLINE, discipline, discipline))

    def find(self, words: Sequence[str], kinds: Iterable[Kind]) -> Found | None:
        """What the first words name, of some kinds; None if nothing. The most words together win."""
        wanted = set(kinds)
        folded = [fold(word.strip(',.?!;:"“”')) for word in words[:LONGEST]]
        for length in range(len(folded), 0, -1):
            phrase = folded[:length]
            if not all(phrase):
                continue
            matches = self._exactly(" ".join(phrase), wanted) or self._in_part(phrase, wanted)
            if matches:
                return Found(matches, length)
        return None

    def near(self, said: str, kinds: Iterable[Kind]) -> list[Match]:
        """What was perhaps meant, the likeliest first; at most three."""
        wanted = set(kinds)
        names = {name: match for name, found in self.exact.items() for match in found if match.kind in wanted}
        ranked = process.extract(fold(said), list(names), scorer=fuzz.WRatio, limit=6, score_cutoff=72)
        return list(dict.fromkeys(names[name] for name, _, _ in ranked))[:3]

    def _add(self, name: str, match: Match) -> None:
        folded = fold(name)
        if not folded:
            return
        self.exact.setdefault(folded, []).append(match)
        self.parts.append((tuple(re.split(r"[\s\-]+", folded)), match))

    def _exactly(self, phrase: str, wanted: set[Kind]) -> tuple[Match, ...]:
        found = tuple(dict.fromkeys(m for m in self.exact.get(phrase, ()) if m.kind in wanted))
        # "law" is the discipline before it is anything else.
        first = [match for match in found if match.kind is Kind.DISCIPLINE]
        return tuple(first) or found

    def _in_part(self, phrase: Sequence[str], wanted: set[Kind]) -> tuple[Match, ...]:
        if max(map(len, phrase)) < 3:
            return ()
        found = [m for parts, m in self.parts if m.kind in wanted and _stands_in(phrase, parts)]
        return tuple(dict.fromkeys(found))


def lexicon_of(catalogue: Catalogue) -> Lexicon:
    """The lexicon of a catalogue, made once."""
    kept = catalogue.made.get("lexicon")
    if not isinstance(kept, Lexicon):
        kept = catalogue.made["lexicon"] = Lexicon(catalogue)
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


def _stands_in(phrase: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word begins a part of the name, in its order."""
    place = 0
    for word in phrase:
        while place < len(parts) and not parts[place].startswith(word):
            place += 1
        if place == len(parts):
            return False
        place += 1
    return True


def _stands_in_any_order(said: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word begins a part of the name of its own."""
    left = list(parts)
    for word in said:
        found = next((part for part in left if part.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return True
