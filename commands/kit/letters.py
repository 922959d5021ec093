"""Letters: the one message a day that Muster writes to somebody by itself.

Capabilities say what they have to tell (`LetterPart`, beside their entries); `commands.letters` puts it in
order and bounds it, `jobs.letters` writes it. Nobody asks in a letter for more than its reader may see.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, Session

from commands.kit.letter_rights import Candidates, leads, managers
from commands.kit.may import agencies_led
from commands.kit.member import Member
from commands.kit.request import Door, Request
from readiness.dates import ONE_DAY
from storage.catalogue import Catalogue, catalogue_of
from storage.letters import LetterLine, zone_of
from storage.region import Region

MONDAY = 0
WEEK = timedelta(days=7)
"""How far ahead what is near lies in a letter that tells of the week."""
"""The weekday on which who chose so has their letter of the week."""


@dataclass(frozen=True)
class Line:
    """One thing a letter says to somebody.

    `about_id` is the record it speaks of. `is_urgent`: what lapsed, is tomorrow, or is overdue. `day` puts
    it in order. One that says nothing (no `text`) settles its matter, and nobody reads of it. `waiting` is
    the line left for it, if one was. `button` stands beside it, `buttons` beneath it, where one is not
    enough. `figures` are kept with the letter, for the next to be measured by.
    """

    person: int
    matter: str
    about_id: int
    text: str = ""
    day: date | None = None
    is_urgent: bool = False
    button: ButtonElement | None = None
    buttons: Sequence[ButtonElement] = ()
    waiting: int | None = None
    figures: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of_left(
        cls,
        left: LetterLine,
        text: str = "",
        day: date | None = None,
        is_urgent: bool = False,
        button: ButtonElement | None = None,
        buttons: Sequence[ButtonElement] = (),
    ) -> Line:
        """What the line that was left for somebody says now."""
        return cls(
            left.person_id,
            left.matter,
            left.about_id,
            text,
            day,
            is_urgent,
            button,
            buttons,
            waiting=left.id,
        )


@dataclass(frozen=True)
class Reader:
    """Somebody a letter is written to. `since`: what came before that day is not told them any more.

    `days`: how many days ahead they are told what is near: tomorrow, or, in a letter a week, all its days.
    `is_weekly`: whether it tells them what is told once a week.
    """

    member: Member
    person_id: int
    since: date = date.min
    days: int = 1
    is_weekly: bool = False


@dataclass(frozen=True)
class Round:
    """The letters of one local date, as far as they are written at once, for whom lines are asked.

    `waiting` are the lines left for them, by matter. `again`: what that day's letters told is told anew, to
    who asks for the whole of it. `kept`: what parts found out for all rounds of a turn, by their name for it.
    """

    session: Session
    region: Region
    now: datetime
    day: date
    readers: Mapping[int, Reader]
    waiting: Mapping[str, Sequence[LetterLine]] = field(default_factory=dict)
    again: bool = False
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """Agencies, courses and rules."""
        return catalogue_of(self.session)

    @property
    def of_the_week(self) -> list[Reader]:
        """Those of them who are told what is told once a week."""
        return [each for each in self.readers.values() if each.is_weekly]

    @cached_property
    def by_agency(self) -> dict[int, list[Reader]]:
        """Those of them who lead an agency, by the agency."""
        found: dict[int, list[Reader]] = {}
        for reader in self.readers.values():
            for agency in agencies_led(reader.member):
                found.setdefault(agency, []).append(reader)
        return found

    def left(self, *matters: str) -> list[LetterLine]:
        """The lines left for them of some matters."""
        return [line for matter in matters for line in self.waiting.get(matter, ())]

    def is_old(self, line: LetterLine) -> bool:
        """Whether a line was left before the day its reader let Muster write again: it is not told."""
        reader = self.readers[line.person_id]
        zone = zone_of(reader.member.timezone, self.region)
        return line.noted_at.astimezone(zone).date() < reader.since

    @property
    def ahead(self) -> timedelta:
        """How far ahead what is near lies to any of them."""
        return timedelta(days=max((each.days for each in self.readers.values()), default=1))

    def last_day(self, reader: Reader) -> date:
        """The last day of what is near to somebody."""
        return self.day + timedelta(days=reader.days)

    def near(self, person: int, matter: str, about_id: int, held_on: date, what: str) -> Iterator[Line]:
        """The line that tells a reader of something near; none where it is not near enough to them."""
        is_tomorrow = held_on == self.day + ONE_DAY
        if held_on <= self.last_day(self.readers[person]):
            said = f"{'Tomorrow' if is_tomorrow else 'This week'}: {what}"
            yield Line(person, matter, about_id, said, held_on, is_urgent=is_tomorrow)

    def of(self, reader: Reader) -> Request:
        """A request as the reader would make it, for what answers requests; nobody made it."""
        return Request(
            self.session, reader.member, self.region, self.now, self.day, Door.DIRECT, key="a letter"
        )


@dataclass(frozen=True)
class Asking:
    """On which local date candidates are looked for."""

    session: Session
    region: Region
    now: datetime
    day: date


def those_who_lead(asking: Asking) -> Iterator[Candidates]:
    """Leads and emergency managers."""
    yield leads()
    yield from managers(asking.region)


def is_within(held_on: InstrumentedAttribute[date], day: date, ahead: timedelta) -> ColumnElement[bool]:
    """The condition that what is held on a day is near: from the day after one until so long after it."""
    return held_on.between(day + ONE_DAY, day + ahead)


Settle = Callable[[Session, date, Collection[Line], Collection[Line]], None]


def nobody(asking: Asking) -> Iterable[Candidates]:
    """No candidates beside those for whom a line was left."""
    return ()


@dataclass(frozen=True)
class LetterPart:
    """What a capability tells in letters, in the order of `place`.

    `lines` says what it has for the readers of a round, asked for all of them at once. `candidates` finds
    who may have something to read, by an index: a question of people's ids each; those for whom a line was
    left (`storage.letters.leave_line`) are candidates anyway. `once_a_week` finds who may have something to
    read that is told once a week: with the first letter from Monday on. `before_monday`: what is urgent of
    it is told to those, too, who have one letter a week, in a letter of its own day. `settle` notes, in the
    transaction of the letters, the lines that were told on that day, and those that were passed over.
    """

    place: int
    lines: Callable[[Round], Iterable[Line]]
    candidates: Callable[[Asking], Iterable[Candidates]] = nobody
    once_a_week: Callable[[Asking], Iterable[Candidates]] = nobody
    before_monday: bool = False
    settle: Settle | None = None
