"""What people name, as far as the records know it: the catalogue's names, and the people of the roster."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from rapidfuzz import fuzz, process
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from commands.kit.may import people_for
from commands.kit.member import Member
from readiness.records import AgencyId, PersonId
from readiness.text import fold
from storage.addresses import known_by, people_by_address
from storage.catalogue import catalogue_of
from storage.lexicon import lexicon_of as lexicon_of
from storage.name_words import bearers_of_begun, bears_word_begun, with_words_begun
from storage.people import AffiliationRecord, Person, PersonAddress, SlackIdentity
from storage.roster import is_on_roster, names_like
from storage.roster_names import roster_names
from words.names import LONGEST, Kind
from words.people import fold_person, readings, without_s

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
CALLED = re.compile(r"<@[UW][A-Z0-9]+\|([^>]*)>")
"""A mention that says what its user is called."""
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_OF = re.compile(r"\s+(?:of|from)\s+(?:the\s+)?", re.IGNORECASE)
BEGUN = 3000  # told apart by their ids in one look
MOST_PEOPLE = 6  # looked for by one name
PART = 300  # looked for in full by one question
ALIKE = 75  # how alike two names must be, of 100, to ask whether one was meant
MOST_ALIKE = 3
MOST_ALIKE_NAMED = 50  # looked for by the names one may have meant


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
    names = roster_names(session)
    if names is not None:
        starts = [start for start in starts if names.begins(start)]
    theirs = people_for(member) if starts else None
    if names is not None:
        if theirs is None:
            return list(starts)
        by_start = {start: names.begun(start) for start in starts}
        bearers = set[PersonId]().union(*by_start.values())
        if bearers and len(bearers) <= BEGUN:
            mine = set(session.scalars(select(Person.id).where(theirs, Person.id.in_(sorted(bearers)))))
            return [start for start in starts if not mine.isdisjoint(by_start[start])]
    if not starts:
        return []
    begun = []
    for start in starts:
        among = bearers_of_begun(start)
        if theirs is not None:
            among = select(Person.id).where(theirs, bears_word_begun(start))
        begun.append(among.exists())
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
    keys = {each: {fold(each), *readings(each)} for each in said}
    wanted = sorted({key for theirs in keys.values() for key in theirs})
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        named = or_(known_by(part), Person.member_key.in_(part), Person.name_key.in_(part))
        for person in session.scalars(select(Person).where(named).order_by(Person.sort_key, Person.id)):
            for key in (person.email, person.member_key, person.name_key):
                by_key.setdefault(key or "", {})[person.id] = person
        for email, person in people_by_address(session, part).items():
            by_key.setdefault(email or "", {})[person.id] = person
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
    names = [name for name in dict.fromkeys(readings(said)) if name]
    exact = _in_full(session, query, said, names)
    if exact or not names:
        return exact[:most]
    of_agency = _OF.split(said, maxsplit=1)
    if len(of_agency) == 2:
        agency = lexicon_of(catalogue_of(session)).find(of_agency[1].split(), (Kind.AGENCY,))
        if agency is not None and agency.words == len(of_agency[1].split()):
            theirs = select(AffiliationRecord.person_id).where(
                AffiliationRecord.agency_id.in_([int(match.key) for match in agency.matches]),
                AffiliationRecord.voided_at.is_(None),
            )
            return _found(session, query.where(Person.id.in_(theirs)), of_agency[0], workspace, most, in_full)
    shorter = [name for each in names if (name := without_s(each))]
    if shorter and not _is_a_name(session, names):
        exact = _in_full(session, query, "", shorter)
    if exact or in_full:
        return exact[:most]
    for name in names:
        people = _in_part(session, query, name, most)
        if people:
            return people
    return []


def _in_full(session: Session, query: Select[Person], said: str, names: Sequence[str]) -> list[Person]:
    """Those of an e-mail, one they had before, a member id, or else the likeliest of some whole names."""
    kept = roster_names(session)
    if kept is None:
        before = select(PersonAddress.person_id).where(PersonAddress.email == said.lower())
        own = or_(Person.email == said.lower(), Person.member_key == fold(said), Person.id.in_(before))
        query = query.where(or_(own, Person.name_key.in_(names)))
    else:
        theirs = kept.known_by(said.lower(), fold(said)) | kept.of_names(names)
        if not theirs:
            return []
        query = query.where(Person.id.in_(sorted(theirs)))
    people = list(session.scalars(query.limit(MOST_ALIKE_NAMED)))
    order = {name: place for place, name in enumerate(names)}
    likeliest = min((order.get(person.name_key, -1) for person in people), default=0)
    return [person for person in people if order.get(person.name_key, -1) == likeliest]


def _is_a_name(session: Session, names: Sequence[str]) -> bool:
    """Whether somebody of the region is called so, whoever may say it."""
    kept = roster_names(session)
    if kept is not None:
        return bool(kept.of_names(names))
    return session.scalar(select(Person.id).where(Person.name_key.in_(names)).limit(1)) is not None


def _in_part(session: Session, query: Select[Person], name: str, most: int) -> list[Person]:
    """Those with words that begin so; those of exactly such a last name before those it only begins."""
    parts = name.split()
    if len(name) < 2 or len(parts) > LONGEST:
        return []
    kept = roster_names(session)
    begun = set() if kept is None else kept.all_begun(parts)
    if kept is not None and len(begun) < PART:
        fitting = [each for each in begun if _stands_in_any_order(parts, kept.called[each].split())]
        people = session.scalars(query.where(Person.id.in_(sorted(fitting)))).all() if fitting else []
        return [*([each for each in people if each.last_key in _last_names(parts)] or people)][:most]
    query = query.where(*with_words_begun(session, parts))
    last = _last_names(parts)
    for narrowed in (query.where(Person.last_key.in_(sorted(last))), query) if last else (query,):
        there = _looked_through(session, narrowed, name, most)
        people = [each for each in there if _stands_in_any_order(parts, each.name_key.split())]
        if people:
            return people[:most]
    return []


def _last_names(parts: Sequence[str]) -> set[str]:
    """What the last name can be of a name in several parts, whichever was said first."""
    return {" ".join(part) for at in range(1, len(parts)) for part in (parts[at:], parts[:at])}


def _looked_through(session: Session, query: Select[Person], name: str, most: int) -> Sequence[Person]:
    """The first of them in their order; where they are very many, those of this last name.

    They are found by going through the names alone, which an index has: in their order 200,000 people would
    be read to find one whom nobody knows.
    """
    keys = session.scalars(query.with_only_columns(Person.id).order_by(None).limit(PART)).all()
    if not keys:
        return ()
    if len(keys) < PART:
        ordered = select(Person).where(Person.id.in_(keys)).order_by(Person.sort_key, Person.id)
        return session.scalars(ordered).all()
    of_the_name = session.scalars(query.where(Person.last_key == name).limit(PART)).all()
    return of_the_name if len(of_the_name) >= most else session.scalars(query.limit(PART)).all()


def people_like(
    session: Session, today: date, said: str, agencies: Collection[AgencyId] | None = None
) -> dict[PersonId, float]:
    """Who on the roster has a name like what was said, the likeliest first, with how alike it is, of 100.

    Of some agencies, or of all.
    """
    names = names_like(session, today, said, agencies)
    ranked = process.extract(
        fold_person(said), names, scorer=fuzz.WRatio, limit=MOST_ALIKE, score_cutoff=ALIKE
    )
    return {person_id: score for _, score, person_id in ranked}


def _stands_in_any_order(said: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word begins a part of the name of its own."""
    left = list(parts)
    for word in said:
        found = next((part for part in left if part.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return True
