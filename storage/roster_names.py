"""The names of everybody, at hand while nobody is called otherwise: most words of a question are nobody's,
and to ask the database about each of them takes longer than to understand the rest.

They are read once and kept by the store, as the catalogue is, until their version is another one. Whoever
writes a person or an address need not remember it: the store notes the version with their transaction.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import uuid4

from sqlalchemy import event, func, select
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker
from sqlalchemy.orm.attributes import instance_state

from readiness.records import PersonId
from storage.base import table_of
from storage.name_words import with_word, write_words
from storage.people import Person, PersonAddress
from storage.progress import progress, set_progress
from words.folding import fold
from words.people import readings

VERSION = "version of the names"
MOST = 20_000
"""Of how many people the names are kept; a larger roster's are looked up in the database."""
KEPT, RENAMED = "names", "somebody is called otherwise"
_NAMED = (Person, PersonAddress)
_CALLED = ("name_key", "last_key", "member_key", "email", "person_id")


@dataclass(frozen=True, eq=False)
class RosterNames:
    """What everybody is called: people by the words of their names, as names are compared."""

    words: Sequence[str]
    """In order, each once; of a name with a hyphen its parts, too."""
    bearers: Sequence[frozenset[PersonId]]
    """Whose each word is."""
    called: Mapping[PersonId, str]
    """Each one's whole name."""
    whole: Mapping[str, Sequence[PersonId]]
    """Whose each whole name is."""
    addresses: Mapping[str, Sequence[PersonId]]
    """Whose each e-mail is, today's or one of before."""
    member_keys: Mapping[str, PersonId]

    def of_names(self, names: Iterable[str]) -> set[PersonId]:
        """Those who bear some whole names."""
        return {key for name in names for key in self.whole.get(name, ())}

    def known_by(self, email: str, member_key: str) -> set[PersonId]:
        """Those of an e-mail or a member id."""
        member = self.member_keys.get(member_key)
        return {*self.addresses.get(email, ()), *([] if member is None else [member])}

    def bearing(self, words: Iterable[str]) -> set[PersonId]:
        """Those whose names have every one of some words, whole."""
        theirs = [self._bearing(word) for word in words]
        return set(frozenset[PersonId].intersection(*theirs)) if theirs else set()

    def _bearing(self, word: str) -> frozenset[PersonId]:
        at = bisect_left(self.words, word)
        return self.bearers[at] if at < len(self.words) and self.words[at] == word else frozenset()

    def begun(self, start: str) -> set[PersonId]:
        """Those with a word of their name that begins so."""
        found: set[PersonId] = set()
        for at in range(bisect_left(self.words, start), len(self.words)):
            if not self.words[at].startswith(start):
                break
            found |= self.bearers[at]
        return found

    def begins(self, start: str) -> bool:
        """Whether some word of a name begins so."""
        at = bisect_left(self.words, start)
        return at < len(self.words) and self.words[at].startswith(start)

    def all_begun(self, starts: Iterable[str]) -> set[PersonId]:
        """Those with a word for each of some beginnings, which may be the same word."""
        found: set[PersonId] | None = None
        for theirs in map(self.begun, starts):
            found = theirs if found is None else found & theirs
            if not found:
                break
        return found or set()


def roster_names(session: Session) -> RosterNames | None:
    """The names as this look at the records sees them; None where they are too many to keep, and for whoever
    writes, who looks their own changes up.
    """
    kept: dict[str, tuple[str, RosterNames | None]] | None = session.info.get(KEPT)
    if kept is None:
        return None
    version = progress(session, VERSION) or ""
    found = kept.get(KEPT)
    if found is None or found[0] != version:
        found = kept[KEPT] = version, _read(session)
    return found[1]


def how_many_bear(session: Session, name: str) -> int:
    """How many people bear a whole name, as names are compared."""
    names = roster_names(session)
    if names is not None:
        return len(names.whole.get(name, ()))
    return session.scalar(select(func.count()).where(Person.name_key == name)) or 0


def is_somebody(session: Session, said: str) -> bool:
    """Whether somebody is found by what is said: a name or a whole part of one, in any order, a member id."""
    keys = {each for each in (fold(said), *readings(said)) if each}
    names = roster_names(session)
    if names is not None:
        return any(names.known_by(key, key) or names.bearing(key.split()) for key in keys)
    if session.scalar(select(Person.id).where(Person.member_key.in_(keys)).limit(1)) is not None:
        return True
    for key in keys:
        if session.scalar(select(Person.id).where(*map(with_word, key.split())).limit(1)) is not None:
            return True
    return False


def watch_names(writing: sessionmaker[Session]) -> None:
    """Has every transaction that writes people, or the addresses they are known by, remember that it did."""
    event.listen(writing, "after_flush", _after_flush)
    event.listen(writing, "do_orm_execute", _before_many)
    event.listen(writing, "after_rollback", _after_rollback)


def note_names(session: Session) -> None:
    """Gives the names another version at the end of a transaction that changed them: no two have the same
    one, whoever commits first.
    """
    session.flush()
    if session.info.pop(RENAMED, False):
        write_words(session)
        set_progress(session, VERSION, uuid4().hex)


def _after_flush(session: Session, _: object) -> None:
    came_or_went = (isinstance(each, _NAMED) for each in chain(session.new, session.deleted))
    if any(came_or_went) or any(map(_is_called_otherwise, session.dirty)):
        session.info[RENAMED] = True


def _after_rollback(session: Session) -> None:
    session.info.pop(RENAMED, None)


def _is_called_otherwise(row: object) -> bool:
    """Whether a row that was there has another name; where people stand is written far more often."""
    if not isinstance(row, Person | PersonAddress):
        return False
    attrs = instance_state(row).attrs
    return any(name in attrs and attrs[name].history.has_changes() for name in _CALLED)


def _before_many(state: ORMExecuteState) -> None:
    """Many rows at once; people's names are never changed so, only where they stand."""
    written = state.bind_mapper.class_ if state.bind_mapper and not state.is_update else None
    if written in _NAMED and not state.is_select:
        state.session.info[RENAMED] = True


def _read(session: Session) -> RosterNames | None:
    person, address = table_of(Person).c, table_of(PersonAddress).c
    called = select(person.id, person.name_key, person.member_key, person.email).limit(MOST + 1)
    rows = session.execute(called).all()
    if len(rows) > MOST:
        return None
    bearers: defaultdict[str, set[PersonId]] = defaultdict(set)
    name_of = {key: name for key, name, _, _ in rows}
    whole: defaultdict[str, list[PersonId]] = defaultdict(list)
    addresses: defaultdict[str, list[PersonId]] = defaultdict(list)
    for email, key in session.execute(select(address.email, address.person_id)):
        addresses[email].append(key)
    for key, name, _, email in rows:
        whole[name].append(key)
        if email is not None:
            addresses[email].append(key)
        for word in name.split():
            for part in {word, *word.split("-")}:
                bearers[part].add(key)
    words = sorted(bearers)
    member_keys = {member_key: key for key, _, member_key, _ in rows if member_key is not None}
    theirs = [frozenset(bearers[word]) for word in words]
    return RosterNames(words, theirs, name_of, dict(whole), dict(addresses), member_keys)
