"""Reads what letters would say to people of the small county, without the job that writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import groupby

from sqlalchemy import select

from commands.kit.letters import Asking, LetterPart, Line, Reader, Round
from commands.kit.member import Member
from commands.kit.registry import Declared
from storage.engine import Store
from storage.letters import LetterLine, leave_line
from storage.notices import look_ahead
from storage.people import Person
from storage.rights import rights_of_people
from storage.roster import memberships
from tests.conversations import county

MONDAY = date(2026, 11, 2)


def person(store: Store, email: str) -> int:
    with store.reading() as session:
        return session.scalars(select(Person.id).where(Person.email == email)).one()


def left(store: Store, people: Sequence[int], matter: str, about: int, mark: str = "") -> None:
    """A line is left for some people's letters."""
    with store.writing() as session:
        leave_line(session, people, matter, about, county.NOW, mark)


@contextmanager
def a_round(store: Store, people: Sequence[int], day: date = MONDAY, days: int = 1) -> Iterator[Round]:
    """A round of letters on a day, with the rights people have."""
    look_ahead(store, day, rest=lambda seconds: None)
    now = datetime.combine(day, time(14), UTC)
    is_weekly = day.weekday() == 0
    with store.writing() as session:
        readers = {
            each: Reader(_member(store, each), each, days=days, is_weekly=is_weekly) for each in people
        }
        waiting = select(LetterLine).where(LetterLine.person_id.in_(people), LetterLine.told_on.is_(None))
        rows = list(session.scalars(waiting.order_by(LetterLine.matter, LetterLine.id)))
        left = {matter: list(lines) for matter, lines in groupby(rows, key=lambda line: line.matter)}
        yield Round(session, county.REGION, now, day, readers, left)


def told(
    store: Store, entries: Sequence[Declared], people: Sequence[int], day: date = MONDAY, days: int = 1
) -> list[Line]:
    """The lines some entries' parts have for people; whoever has one is a candidate, too."""
    parts = [each for each in entries if isinstance(each, LetterPart)]
    found: list[Line] = []
    with a_round(store, people, day, days) as round_:
        asking = Asking(round_.session, round_.region, round_.now, day)
        for part in parts:
            lines = list(part.lines(round_))
            queries = [*part.candidates(asking), *(part.once_a_week(asking) if day.weekday() == 0 else ())]
            candidates = {row for query in queries for row in round_.session.scalars(query)}
            assert {line.person for line in lines if line.waiting is None} <= candidates
            found += lines
    return found


def texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines if line.text]


def _member(store: Store, key: int) -> Member:
    with store.reading() as session:
        rights = rights_of_people(session, [key])[key]
        there = frozenset(each.agency_id for each in memberships(session, [key]).get(key, ()))
        row = session.get_one(Person, key)
        manages = rights.is_manager or row.email in county.REGION.emergency_managers
        return Member("T1", f"U{key}", key, row.name, row.email or "", there, rights.leads, manages)
