"""The letters that came due: one a person a local date, in the morning of whoever it is for.

Whose hour came is found by the quarter of an hour: the zones' hours begin on quarters. A letter's slot is
claimed in the transaction of what it says; whoever is killed before the commit has written nothing, and
whoever comes after writes the rest. One that is late by hours is written while it is day where its reader is;
what could not be sent by then is taken back, and written anew next morning as things then stand.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from commands.kit.letters import MONDAY, Asking, LetterPart, Reader, Round
from commands.kit.member import Needs
from commands.kit.reply import Post
from commands.kit.speaker import speakers
from commands.letters.letter_views import Habit
from commands.letters.writing import Letter, letters, reader_of
from jobs.posting import put
from readiness.slots import slot_instant
from storage.absences import on_leave
from storage.accounts import accounts_of
from storage.base import CLOCKS_APART
from storage.deliveries import overdue, take_back
from storage.engine import Store
from storage.letters import (
    EVENING,
    LETTER,
    STALE,
    USUAL_HOUR,
    WEEK_TOLD,
    LetterChoice,
    LetterLine,
    Often,
    monday_of,
    untell,
    zone_of,
)
from storage.linking import BY_EMAIL
from storage.notices import look_ahead
from storage.people import SlackIdentity
from storage.progress import progress, set_progress
from storage.region import Region
from storage.slots import Slot, claim_slot

QUARTER = timedelta(minutes=15)
"""No zone's hours begin at another part of the hour."""

DAY_LONG = timedelta(hours=EVENING)
"""No letter of a day that has not ended came due longer ago."""

PEOPLE_A_BATCH = 20
"""Letters written in one transaction: few enough that who wants to record something hardly waits."""

log = structlog.get_logger()


@dataclass(frozen=True)
class _Turn:
    """Whose letters came due: of one hour and local date, in zones by the names Slack has for them."""

    day: date
    hour: int
    zones: tuple[str, ...]


@dataclass(frozen=True)
class Letters:
    """Writes a workspace's letters.

    `rest` is told the seconds a batch took, and may raise to end early; `at_once`: letters in one batch.
    """

    store: Store
    workspace: str
    region: Region
    parts: Sequence[LetterPart]
    rest: Callable[[float], object] = time.sleep
    at_once: int = PEOPLE_A_BATCH

    def write_due(self, now: datetime) -> int:
        """Writes every letter that came due by `now` and was not written; returns how many."""
        self._take_back(now)
        quarter = datetime.fromtimestamp(now.timestamp() // QUARTER.total_seconds() * 900, UTC)
        name = f"letters {self.workspace}"
        with self.store.reading() as session:
            said = progress(session, name)
            after = None if said is None else datetime.fromisoformat(said)
            if after is not None and quarter <= after <= now + CLOCKS_APART:
                return 0
        look_ahead(self.store, self.region.day(now), self.rest)
        written = 0
        if after is not None:  # else there were no letters before: the next mornings have the first
            since = after if after <= now else now - DAY_LONG  # a wrong clock was ahead
            with self.store.reading() as session:
                turns = list(self._turns(session, max(since, now - DAY_LONG), now))
            written = sum(self._write_turn(turn, now) for turn in turns)
        with self.store.writing() as session:
            set_progress(session, name, quarter.isoformat())
        return written

    def _take_back(self, now: datetime) -> None:
        """What was to be sent before the evening and was not, is to be told next morning."""
        taken = 0
        while True:
            with self.store.reading() as session:
                if not overdue(session, self.workspace, now, PEOPLE_A_BATCH, lock=False):
                    break
            began = time.monotonic()
            with self.store.writing() as session:
                late = overdue(session, self.workspace, now, PEOPLE_A_BATCH)
                for delivery in late:
                    theirs = {each.kind: each for each in _slots_of(session, delivery.id)}
                    if take_back(delivery) and (slot := theirs.get(LETTER)) is not None:
                        slot.skipped = True
                        untell(session, slot.subject_id, slot.local_date, slot.figures)
                        if (week := theirs.get(WEEK_TOLD)) is not None:
                            session.delete(week)
                    taken += 1
            if not late:
                break  # another process is at them
            self.rest(time.monotonic() - began)
        if taken:
            log.warning("letters not sent in time", letters=taken)

    def _turns(self, session: Session, since: datetime, now: datetime) -> Iterator[_Turn]:
        """Which hours came due where, on whose local date; nothing where evening has come."""
        hours = {USUAL_HOUR, *session.scalars(select(LetterChoice.hour).distinct())}
        found: defaultdict[tuple[date, int], list[str]] = defaultdict(list)
        for name in session.scalars(select(SlackIdentity.timezone).where(self._works()).distinct()):
            zone = zone_of(name, self.region)
            day = now.astimezone(zone).date()
            if now >= slot_instant(day, wall_time(EVENING), zone):
                continue
            for hour in hours:
                if since < slot_instant(day, wall_time(hour), zone) <= now:
                    found[day, hour].append(name)
        for (day, hour), names in sorted(found.items()):
            yield _Turn(day, hour, tuple(sorted(names)))

    def _write_turn(self, turn: _Turn, now: datetime) -> int:
        """Writes the letters of a turn, some at a time: composed outside of any lock, with a commit each."""
        written = 0
        kept: dict[str, Any] = {}
        with self.store.reading() as session:
            people = list(session.scalars(self._candidates(session, turn, now)))
        for start in range(0, len(people), self.at_once):
            began = time.monotonic()
            with self.store.reading() as session:
                drafts, readers = self._drafts(session, turn, people[start : start + self.at_once], now, kept)
            if drafts:
                with self.store.writing() as session:
                    written += self._write(session, turn.day, drafts, readers, now)
            self.rest(time.monotonic() - began)
        return written

    def _works(self) -> ColumnElement[bool]:
        """The accounts of this workspace that are written to: of people who may speak here."""
        return and_(
            SlackIdentity.workspace == self.workspace,
            SlackIdentity.person_id.is_not(None),
            SlackIdentity.is_bot.is_(False),
            SlackIdentity.is_deactivated.is_(False),
            or_(SlackIdentity.is_outside.is_(False), SlackIdentity.linked_by != BY_EMAIL),
        )

    def _candidates(self, session: Session, turn: _Turn, now: datetime) -> Select[Any]:
        """Those whose turn it is, who were written nothing that day and may have something to read."""
        person = SlackIdentity.person_id
        asking = Asking(session, self.region, now, turn.day)
        waiting = select(LetterLine.person_id).where(
            LetterLine.told_on.is_(None), LetterLine.noted_at >= now - STALE
        )
        is_monday = turn.day.weekday() == MONDAY
        of_each = [(part, list(part.candidates(asking))) for part in self.parts]
        asked = [waiting, *(each for _, found in of_each for each in found)]
        of_the_week = [each for part in self.parts for each in part.once_a_week(asking)]
        cannot_wait = [each for part, found in of_each if part.before_monday for each in found]
        has_to_read = or_(
            *(person.in_(each) for each in asked),
            and_(
                ~_week_told(person, turn.day, now), or_(false(), *(person.in_(each) for each in of_the_week))
            ),
        )
        often = [Often.DAILY, Often.URGENT, *([Often.WEEKLY] if is_monday else [])]
        between = and_(
            LetterChoice.often == Often.WEEKLY, or_(false(), *(person.in_(each) for each in cannot_wait))
        )
        written = select(Slot.id).where(
            Slot.kind == LETTER,
            Slot.subject_id == person,
            Slot.local_date == turn.day,
            Slot.written_at <= now + CLOCKS_APART,
        )
        return (
            select(person)
            .outerjoin(LetterChoice, LetterChoice.person_id == person)
            .where(
                self._works(),
                SlackIdentity.timezone.in_(turn.zones),
                func.coalesce(LetterChoice.hour, USUAL_HOUR) == turn.hour,
                or_(
                    and_(or_(LetterChoice.often.is_(None), LetterChoice.often.in_(often)), has_to_read),
                    between,
                ),
                ~written.exists(),
            )
            .distinct()
            .order_by(person)
        )

    def _drafts(
        self, session: Session, turn: _Turn, people: Sequence[int], now: datetime, kept: dict[str, Any]
    ) -> tuple[list[Letter], dict[int, Reader]]:
        """The letters of some people, as things stand."""
        query = select(LetterChoice).where(LetterChoice.person_id.in_(people))
        choices = {choice.person_id: choice for choice in session.scalars(query)}
        readers = dict(self._readers(session, turn, people, choices, now))
        waiting = _waiting(session, readers, now)
        round_ = Round(session, self.region, now, turn.day, readers, waiting, kept=kept)
        habits = {person: Habit.of(choices.get(person)) for person in readers}
        return list(letters(round_, self.parts, habits)), readers

    def _readers(
        self,
        session: Session,
        turn: _Turn,
        people: Sequence[int],
        choices: Mapping[int, LetterChoice],
        now: datetime,
    ) -> Iterator[tuple[int, Reader]]:
        """Those who are written to: at the hour of the account it goes to, and nobody who is on leave."""
        away = on_leave(session, people, turn.day)
        told = set(
            session.scalars(
                select(SlackIdentity.person_id).where(
                    SlackIdentity.person_id.in_(people), _week_told(SlackIdentity.person_id, turn.day, now)
                )
            )
        )
        accounts = accounts_of(session, people, self.workspace, now)
        ours = [(each.workspace, each.user) for each in accounts.values()]
        members = speakers(session, ours, turn.day, self.region)
        for person in people:
            account = accounts.get(person)
            if person in away or account is None or account.timezone not in turn.zones:
                continue
            member = members.get((account.workspace, account.user))
            if member is None or member.person_id != person or not member.may(Needs.RESPONDER):
                continue
            choice = choices.get(person)
            since = None if choice is None else choice.tells_from
            yield (
                person,
                reader_of(member, person, Habit.of(choice), turn.day, since, is_weekly=person not in told),
            )

    def _write(
        self,
        session: Session,
        day: date,
        drafts: Sequence[Letter],
        readers: Mapping[int, Reader],
        now: datetime,
    ) -> int:
        """Writes some letters, each in the slot it claims; how many there were."""
        written = 0
        done = []
        for letter in drafts:
            delivery = None
            if letter.message is not None:
                slot = claim_slot(session, LETTER, letter.person, day, now)
                if slot is None:
                    continue
                zone = zone_of(readers[letter.person].member.timezone, self.region)
                post = Post(
                    to=letter.person,
                    message=letter.message,
                    key=day.isoformat(),
                    about=(LETTER, letter.person),
                    send_by=slot_instant(day, wall_time(EVENING), zone),
                )
                key = f"letter:{letter.person}:{now.isoformat()}"
                delivery = put(session, post, self.workspace, key, now)
                session.flush()
                slot.delivery_id, slot.figures = delivery.id, dict(letter.figures)
                written += 1
            if readers[letter.person].is_weekly:
                week = claim_slot(session, WEEK_TOLD, letter.person, monday_of(day), now)
                if week is not None and delivery is not None:
                    week.delivery_id = delivery.id
            done.append(letter)
        self._settle(session, day, done)
        return written

    def _settle(self, session: Session, day: date, done: Sequence[Letter]) -> None:
        """Notes what was told, and what was passed over, in the transaction of the letters."""
        for part in self.parts:
            told = [line for letter in done for line in letter.told.get(part, ())]
            passed = [line for letter in done for line in letter.passed.get(part, ())]
            if part.settle is not None and (told or passed):
                part.settle(session, day, told, passed)
        lines = sorted(
            line.waiting
            for letter in done
            for found in (letter.told, letter.passed)
            for group in found.values()
            for line in group
            if line.waiting is not None
        )
        session.execute(update(LetterLine).where(LetterLine.id.in_(lines)).values(told_on=day))


def _slots_of(session: Session, delivery_id: int) -> Sequence[Slot]:
    """The slots of a letter: of its day, and of its week where it told what is told once a week."""
    return session.scalars(select(Slot).where(Slot.delivery_id == delivery_id)).all()


def _week_told(person: InstrumentedAttribute[int | None], day: date, now: datetime) -> ColumnElement[bool]:
    """The condition that somebody was told the week's lines, or had nothing of them, in a day's week."""
    return (
        select(Slot.id)
        .where(
            Slot.kind == WEEK_TOLD,
            Slot.subject_id == person,
            Slot.local_date == monday_of(day),
            Slot.written_at <= now + CLOCKS_APART,
        )
        .exists()
    )


def _waiting(session: Session, readers: Mapping[int, Reader], now: datetime) -> dict[str, list[LetterLine]]:
    query = (
        select(LetterLine)
        .where(
            LetterLine.person_id.in_(sorted(readers)),
            LetterLine.told_on.is_(None),
            LetterLine.noted_at >= now - STALE,
        )
        .order_by(LetterLine.matter, LetterLine.id)
    )
    rows = session.scalars(query)
    return {matter: list(lines) for matter, lines in groupby(rows, key=lambda line: line.matter)}
