"""What people name, as far as the records know it: the catalogue's names, and the people of the roster."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from rapidfuzz import fuzz, process
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from commands.kit.may import people_for
from commands.kit.member import Member
from readiness.records import AgencyId, PersonId
from readiness.text import fold
from storage.catalogue import Catalogue
from storage.people import AffiliationRecord, Person, SlackIdentity
from storage.roster import is_on_roster, names_like
from words.folding import fold_name
from words.names import LONGEST, Kind, Lexicon, Match, tokens
from words.spoken import IS_KIND, by_kind

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
CALLED = re.compile(r"<@[UW][A-Z0-9]+\|([^>]*)>")
"""A mention that says what its user is called."""
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
HYPHENS = re.compile("[-\u2010\u2011\u2013]")
MOST_PEOPLE = 6  # looked for by one name
PART = 300  # looked for in full by one question
ALIKE = 75  # how alike two names must be, of 100, to ask whether one was meant
MOST_ALIKE = 3


def lexicon_of(catalogue: Catalogue) -> Lexicon:
    """The lexicon of a catalogue, made once."""
    kept = catalogue.made.get("lexicon")
    if not isinstance(kept, Lexicon):
        disciplines = {name for agency in catalogue.agencies.values() for name in agency.disciplines}
        kept = catalogue.made["lexicon"] = Lexicon(_named(catalogue), disciplines, _in_full(catalogue))
    return kept


def how_many(people: Sequence[object]) -> str:
    """How many people a name fits, when no more than so many were looked for."""
    return f"{MOST_PEOPLE} people or more" if len(people) >= MOST_PEOPLE else f"{len(people)} people"


def find_people(
    session: Session, said: str, member: Member, most: int = MOST_PEOPLE, in_full: bool = False
) -> list[Person]:
    """People that are for the speaker to name: everybody for an emergency manager, their own agencies'
    for a lead, themself for everyone.

    By mention, e-mail, member id, or parts of the name in any order; the whole name wins, and is all that
    counts when it has to be said `in_full`.
    """
    theirs = people_for(member)
    query = select(Person) if theirs is None else select(Person).where(theirs)
    return _found(session, query, said, member.workspace, most, in_full)


def names_begun(session: Session, starts: Sequence[str], member: Member) -> list[str]:
    """Which of some beginnings, in letters alone, some word of a name begins with, of those the speaker may
    name; all asked in one look.
    """
    if not starts:
        return []
    theirs = people_for(member)
    begun = []
    for start in starts:
        like = or_(Person.name_key.like(f"{start}%"), Person.name_key.like(f"% {start}%"))
        among = select(Person.id).where(or_(like, Person.name_key.like(f"%-{start}%")))
        begun.append((among if theirs is None else among.where(theirs)).exists())
    found = session.execute(select(*begun)).one()
    return [start for start, is_there in zip(starts, found, strict=True) if is_there]


def find_on_roster(session: Session, said: str, workspace: str, most: int = MOST_PEOPLE) -> list[Person]:
    """The same of everybody, for who writes down those who took part, whatever agency they came from."""
    return _found(session, select(Person), said, workspace, most)


def find_of_agencies(
    session: Session, said: str, workspace: str, agencies: Collection[AgencyId], today: date, most: int
) -> list[Person]:
    """The same of those who belong to some agencies today."""
    theirs = select(AffiliationRecord.person_id).where(
        AffiliationRecord.agency_id.in_(sorted(agencies)), is_on_roster(today)
    )
    return _found(session, select(Person).where(Person.id.in_(theirs)), said, workspace, most)


def find_in_full(session: Session, said: Sequence[str]) -> dict[str, list[Person]]:
    """Whom each of many e-mails, member ids or whole names is of, on the whole roster, in one question."""
    by_key: dict[str, dict[PersonId, Person]] = {}
    keys = {each: {fold(each), fold_name(each)} for each in said}
    wanted = sorted({key for theirs in keys.values() for key in theirs})
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        named = or_(Person.email.in_(part), Person.member_key.in_(part), Person.name_key.in_(part))
        for person in session.scalars(select(Person).where(named).order_by(Person.sort_key, Person.id)):
            for key in (person.email, person.member_key, person.name_key):
                by_key.setdefault(key or "", {})[person.id] = person
    return {
        each: list({n: person for key in theirs for n, person in by_key.get(key, {}).items()}.values())
        for each, theirs in keys.items()
    }


def _found(
    session: Session, query: Select[Person], said: str, workspace: str, most: int, in_full: bool = False
) -> list[Person]:
    query = query.order_by(Person.sort_key, Person.id)
    mention = MENTION.fullmatch(said.strip())
    if mention:
        linked = select(SlackIdentity.person_id).where(
            SlackIdentity.workspace == workspace, SlackIdentity.user == mention.group(1)
        )
        return list(session.scalars(query.where(Person.id.in_(linked))))
    said = said.strip(" \t.,;:!?")
    folded = fold_name(said)
    whole = or_(Person.email == said.lower(), Person.member_key == fold(said), Person.name_key == folded)
    if "'" in folded or HYPHENS.search(folded):
        whole = or_(whole, Person.name_key.like(_any_mark(folded), escape="\\"))
    exact = list(session.scalars(query.where(whole).limit(most)))
    if exact or in_full or len(folded) < 2:
        return exact
    parts = _parts(folded)
    if not parts or len(parts) > LONGEST:
        return []
    for part in parts:
        begins = [f"{start}{_any_mark(part)}%" for start in ("", "% ", "%-")]
        query = query.where(or_(*(Person.name_key.like(each, escape="\\") for each in begins)))
    return [
        person
        for person in session.scalars(query.limit(200))
        if _stands_in_any_order(parts, _parts(fold_name(person.name_key)))
    ][:most]


def people_like(
    session: Session, today: date, said: str, agencies: Collection[AgencyId] | None = None
) -> dict[PersonId, float]:
    """Who on the roster has a name like what was said, the likeliest first, with how alike it is, of 100.

    Of some agencies, or of all.
    """
    names = names_like(session, today, said, agencies)
    ranked = process.extract(fold(said), names, scorer=fuzz.WRatio, limit=MOST_ALIKE, score_cutoff=ALIKE)
    return {person_id: score for _, score, person_id in ranked}


def _parts(folded: str) -> list[str]:
    """The words of a name; a hyphen parts them like a space, an initial's point is none of it."""
    return [part.strip(".") for part in HYPHENS.sub(" ", folded).split() if part.strip(".")]


def _any_mark(folded: str) -> str:
    """A pattern for a name, whatever the shape of its apostrophes and hyphens where it was written down."""
    escaped = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return HYPHENS.sub("_", escaped.replace("'", "_"))


def _named(catalogue: Catalogue) -> Iterator[tuple[str, Match]]:
    for course in catalogue.courses.values():
        match = Match(Kind.COURSE, course.id, course.code)
        yield course.code, match
        yield course.title, match
        for alias in course.aliases:
            yield alias, match
    for agency in catalogue.agencies.values():
        yield agency.name, Match(Kind.AGENCY, agency.key, agency.name)
    jurisdictions = {fold(agency.jurisdiction): agency.jurisdiction for agency in catalogue.agencies.values()}
    for name in sorted(jurisdictions.values()):
        yield name, Match(Kind.JURISDICTION, name, name)


def _in_full(catalogue: Catalogue) -> Iterator[tuple[str, Match]]:
    """What stands for something in full only: units, and agencies by their jurisdiction, "Grove County 911"."""
    yield from _units(catalogue)
    for agency in catalogue.agencies.values():
        does = [word for word in by_kind(tokens(agency.name)) if word in IS_KIND]
        if agency.jurisdiction and does:
            name = f"{agency.jurisdiction} {' '.join(does)}"
            yield name, Match(Kind.AGENCY, agency.key, agency.name)


def _units(catalogue: Catalogue) -> Iterator[tuple[str, Match]]:
    """Each unit by its name, alone and with its agency's, in either order: "station 4", "A shift"."""
    for unit in catalogue.units.values():
        whole = catalogue.unit_called(unit.id)
        match = Match(Kind.UNIT, unit.id, whole)
        agency = catalogue.agencies[unit.agency].name
        said = unit.name.split()
        names = [unit.name, *([" ".join(reversed(said))] if len(said) == 2 else [])]
        for name in dict.fromkeys([*names, whole, *(f"{agency} {each}" for each in names)]):
            yield name, match
        for name in names:
            yield f"{name} {agency}", match


def _stands_in_any_order(said: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word begins a part of the name of its own."""
    left = list(parts)
    for word in said:
        found = next((part for part in left if part.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return True
