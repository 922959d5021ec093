"""Who bears a word of a name: an index of every word of everybody's name, for rosters too large to keep.

Whoever writes people need not remember it: the store has the words of those who came, or are called
otherwise, written at the end of the transaction. `Person.worded` is the name whose words are there; of whom
that is another name than theirs, an index knows, and they are looked through besides. So an answer is right
whoever wrote them, and never older than the names.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from storage.base import Base, table_of
from storage.people import Person

AT_ONCE = 5000
"""Of so many people at most the words are written with one transaction; of the others with the next."""
MANY = 10_000
"""People with words that begin so, of whom the index would be read for longer than the names."""
LAST = "\U0010ffff"
"""Comes after every sign a word goes on with."""
BYTEWISE = String().with_variant(String(collation="C"), "postgresql")
"""Words in the order of their signs: in a language's own, those that begin alike need not stand together."""


class NameWord(Base):
    """A word of somebody's name, as names are compared."""

    __tablename__ = "name_word"

    word: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


_PERSON, _WORD = table_of(Person).c, table_of(NameWord).c
_UNWORDED = _PERSON.worded != _PERSON.name_key


def with_word_begun(start: str) -> ColumnElement[bool]:
    """The condition on `Person` that some word of the name begins so."""
    return Person.id.in_(bearers_of_begun(start))


def with_words_begun(session: Session, starts: Collection[str]) -> list[ColumnElement[bool]]:
    """The conditions on `Person` that some word of the name begins with each of these.

    Those of the rarest are found by their words, and their names looked through for the others; where even
    it begins the names of very many, the first of all are soon found by looking through everybody's.
    """
    bearers = {start: _how_many(session, start) for start in starts}
    rarest = min(bearers, key=lambda start: bearers[start], default=None)
    by_words = {rarest} if rarest is not None and bearers[rarest] <= MANY else set()
    return [with_word_begun(each) if each in by_words else _spelled(Person.name_key, each) for each in starts]


def bearers_of_begun(start: str) -> Select[int]:
    """Those of whose names some word begins so, by id."""
    return _either(_begun(start), select(_PERSON.id).where(_UNWORDED, _spelled(_PERSON.name_key, start)))


def bears_word_begun(start: str) -> ColumnElement[bool]:
    """The same condition as `with_word_begun`, for a few people who are named otherwise in the same query."""
    theirs = select(_WORD.word).where(_WORD.person_id == Person.id, _begun(start)).exists()
    return or_(theirs, and_(Person.worded != Person.name_key, _spelled(Person.name_key, start)))


def with_word(word: str) -> ColumnElement[bool]:
    """The condition on `Person` that a word of the name is this one."""
    spaced = literal(" ").concat(_PERSON.name_key).concat(" ")
    late = select(_PERSON.id).where(_UNWORDED, spaced.contains(f" {word} ", autoescape=True))
    return Person.id.in_(_either(_WORD.word == _plain(word), late))


def rebuild_words(session: Session) -> None:
    """Writes everybody's words anew in this one transaction."""
    session.flush()
    session.execute(delete(table_of(NameWord)))
    session.execute(update(table_of(Person)).values(worded=""))
    while write_words(session):
        pass


def words_of(name: str) -> set[str]:
    """The words of a name, as names are compared."""
    return set(name.split())


def write_words(session: Session) -> int:
    """Writes the words of those whose names have become others, and of those who came; how many they are.

    Those somebody else writes at this moment are left to them.
    """
    query = select(_PERSON.id, _PERSON.name_key).where(_UNWORDED).limit(AT_ONCE)
    rows = session.execute(query.with_for_update(skip_locked=True)).all()
    if not rows:
        return 0
    session.execute(
        delete(table_of(NameWord)).where(_WORD.person_id == bindparam("person")),
        [{"person": key} for key, _ in rows],
    )
    words = [{"word": word, "person_id": key} for key, name in rows for word in words_of(name)]
    if words:
        session.execute(insert(table_of(NameWord)), words)
    session.execute(
        update(table_of(Person)).where(_PERSON.id == bindparam("person")).values(worded=bindparam("name")),
        [{"person": key, "name": name} for key, name in rows],
    )
    return len(rows)


def _begun(start: str) -> ColumnElement[bool]:
    return _WORD.word.between(_plain(start), _plain(start + LAST))


def _plain(word: str) -> ColumnElement[str]:
    # The column says how words are compared: said of what it is compared with, too, PostgreSQL can't read it.
    return literal(word, String())


def _spelled(name: ColumnElement[str] | InstrumentedAttribute[str], start: str) -> ColumnElement[bool]:
    return literal(" ").concat(name).contains(f" {start}", autoescape=True)


def _how_many(session: Session, start: str) -> int:
    """How many bear a word that begins so; of very many, only that they are."""
    there = select(_WORD.person_id).where(_begun(start)).limit(MANY + 1).subquery()
    return session.scalar(select(func.count()).select_from(there)) or 0


def _either(fits: ColumnElement[bool], late: Select[int]) -> Select[int]:
    """Those a condition on words finds, and those whose words are not there yet."""
    return select(union_all(select(_WORD.person_id).where(fits), late).subquery().c.person_id)
