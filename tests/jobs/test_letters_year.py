"""A year of letters, with the clock handed in: both changes of the clocks, restarts, outages, kills, travel.

Against a plain computation of who is to be told what on which day, made from the rule alone: each notice of
a due day is told on the first morning on which a letter could be written, unless a later one has come by
then. The whole year, on both databases and with two processes, is held under `make prove`.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from jobs.letters import Letters
from storage.deliveries import Delivery
from storage.engine import Store
from storage.letters import LETTER, Often, choose
from storage.projecting import move_on
from storage.region import Region
from tests.conftest import WHOLE
from tests.jobs.mornings import WORKSPACE, Mornings

pytestmark = [pytest.mark.postgres] if WHOLE else []

REGION = Region(timezone="America/Chicago")
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/St_Johns",
    "Pacific/Honolulu",
    "Pacific/Guam",
    "Europe/London",
    "",
)
COURSES = ("ASIM Basic", "BLS", "HazMat")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Known:
    """A due day as it stood: known from an instant, over at another; `is_news`: not long before."""

    title: str
    due_on: date
    since: datetime = LONG_AGO
    until: datetime | None = None
    is_news: bool = True
    told: date | None = None  # the last of its notices that was told, or passed over


@dataclass
class Somebody:
    """A person of the year, as the plain computation knows them."""

    key: int
    zone: str
    often: Often = Often.DAILY
    hour: int = 8
    unmuted: datetime | None = None
    travels: tuple[datetime, str] | None = None
    leave: tuple[date, date] | None = None
    due: list[Known] = field(default_factory=list)
    letters: dict[date, dict[str, date]] = field(default_factory=dict)  # local date: course, due day

    def zone_at(self, now: datetime) -> ZoneInfo:
        there = self.travels is not None and self.travels[0] <= now
        name = self.travels[1] if there and self.travels else self.zone
        return ZoneInfo(name or REGION.timezone)

    def hears(self, before: datetime, now: datetime) -> None:
        """What a round at an instant is to tell them, the round before being known."""
        zone = self.zone_at(now)
        day = now.astimezone(zone).date()
        opens = datetime.combine(day, time(self.hour), zone).astimezone(UTC)
        closes = datetime.combine(day, time(20), zone).astimezone(UTC)
        muted = self.often is Often.NEVER and (self.unmuted is None or now < self.unmuted)
        away = self.leave is not None and self.leave[0] <= day <= self.leave[1]
        if not before < opens <= now < closes or day in self.letters or muted or away:
            return
        if self.often is Often.WEEKLY and day.weekday() != 0:
            return
        told = {each.title: each.due_on for each in self.due if self._is_told(each, day, now)}
        if told:
            self.letters[day] = told

    def _is_told(self, due: Known, day: date, now: datetime) -> bool:
        over = due.until is not None and due.until <= now
        if over or not due.is_news or now < due.since:
            return False
        nearest = max((each for each in notices(due.due_on) if each <= day), default=None)
        if nearest is None or (due.told is not None and nearest <= due.told):
            return False
        if self.unmuted is not None and nearest < self.unmuted.astimezone(self.zone_at(now)).date():
            return False
        due.told = nearest
        return self.often is not Often.URGENT or due.due_on <= day


def notices(due_on: date) -> list[date]:
    """90 and 30 days before, on the day, then monthly, for two years."""
    later = [due_on + relativedelta(months=number) for number in range(25)]
    return [due_on - timedelta(days=90), due_on - timedelta(days=30), *later]


class Killed(Exception):
    pass


class Year:
    """The people of a year, what happens to them, and the rounds."""

    def __init__(self, store: Store, people: int, first: datetime, days: int, seed: int) -> None:
        self.draw = Random(seed)
        self.county = Mornings(store, REGION)
        self.county.agency("Cedar Fire")
        self.county.asks(*COURSES)
        self.first, self.last = first, first + timedelta(days=days)
        self.people = [self._somebody(number) for number in range(people)]
        self.events = sorted(
            (event for each in self.people for event in self._events(each)), key=lambda event: event[0]
        )
        self.counts: Counter[str] = Counter()

    def _somebody(self, number: int) -> Somebody:
        draw = self.draw
        zone = draw.choice(ZONES)
        person = Somebody(self.county.person(f"P{number}", zone), zone)
        person.often = draw.choice([Often.DAILY] * 5 + [Often.WEEKLY, Often.URGENT, Often.NEVER])
        person.hour = draw.choice([8, 8, 8, 7, 12, 19])
        for title in COURSES[: draw.randint(1, 3)]:
            due_on = self._day(-400, 500) if draw.random() < 0.5 else self._day(-40, 110)
            known = Known(title, due_on, is_news=due_on >= REGION.day(self.first) - timedelta(days=30))
            self.county.passes(person.key, title, due_on)
            person.due.append(known)
        for title in set(COURSES) - {each.title for each in person.due}:
            self.county.passes(person.key, title, date(2028, 6, 1))
        if draw.random() < 0.3:
            begins = self._day(5, 200)
            person.leave = (begins, begins + timedelta(days=draw.choice([1, 10, 60, 120])))
            self.county.away(person.key, *person.leave)
        return person

    def _day(self, earliest: int, latest: int) -> date:
        return self.first.date() + timedelta(days=self.draw.randint(earliest, latest))

    def _instant(self) -> datetime:
        return self.first + self.draw.random() * (self.last - self.first)

    def _events(self, person: Somebody) -> list[tuple[datetime, str, Somebody]]:
        draw = self.draw
        with self.county.store.writing() as session:
            choose(session, person.key, person.often, person.hour, date(2020, 1, 1))
        found = []
        if draw.random() < 0.4:
            found.append((self._instant(), "takes a class", person))
        if draw.random() < 0.2:
            found.append((self._instant(), "travels", person))
        if person.often is Often.NEVER and draw.random() < 0.7:
            found.append((self._instant(), "unmutes", person))
        return found

    def happens(self, now: datetime, what: str, person: Somebody) -> None:
        """Something somebody did."""
        match what:
            case "takes a class":
                due = self.draw.choice(person.due)
                due.until = now
                self.county.passes(person.key, due.title, REGION.day(now) + relativedelta(months=24), now)
            case "travels":
                person.travels = (now, self.draw.choice(ZONES))
                self.county.moved(person.key, person.travels[1])
            case _:
                person.unmuted = now
                own = now.astimezone(person.zone_at(now)).date()
                with self.county.store.writing() as session:
                    choose(session, person.key, Often.DAILY, person.hour, own)

    def rounds(self) -> None:
        """A round every few hours, but for outages; after each what is told is computed plainly, too."""
        now, before = self.first, None
        events = list(self.events)
        while now < self.last:
            if self.draw.random() < 0.004:
                self.counts["outages"] += 1
                now += self.draw.choice([3, 9, 14, 26, 50, 24 * 9]) * HOUR
            while events and events[0][0] <= now:
                self.happens(now, *events.pop(0)[1:])
            if self.draw.random() < 0.3:
                self._round(now)
                if before is not None:
                    for person in self.people:
                        person.hears(before, now)
                before = now
            now += HOUR

    def _round(self, now: datetime) -> None:
        self.counts["rounds"] += 1
        move_on(self.county.store, REGION.day(now), lambda seconds: None)
        if self.draw.random() < 0.02:
            self.counts["kills"] += 1
            with contextlib.suppress(Killed):
                self._process(self._dies).write_due(now)
        others = [threading.Thread(target=self._process().write_due, args=(now,)) for _ in range(WHOLE)]
        for each in others:
            each.start()
        self._process().write_due(now)
        for each in others:
            each.join()
        self.county.sent()

    def _process(self, rest: object = None) -> Letters:
        """The job as a process that has just begun has it: all it knows is in the store."""
        rests = rest or (lambda seconds: None)
        return Letters(self.county.store, WORKSPACE, REGION, self.county.parts, rest=rests)  # type: ignore[arg-type]

    def _dies(self, seconds: float) -> None:
        raise Killed


def test_a_year_of_letters(store: Store) -> None:
    if WHOLE:
        year = Year(store, 60, datetime(2026, 9, 20, tzinfo=UTC), 380, seed=7)
    else:
        year = Year(store, 24, datetime(2026, 10, 27, tzinfo=UTC), 10, seed=7)
    year.rounds()
    written = letters_written(year)
    counts = year.counts
    for person in year.people:
        expected, found = person.letters, written.pop(person.key, {})
        assert {day: set(said) for day, said in found.items()} == {
            day: set(said) for day, said in expected.items()
        }, person
        counts["letters"] += len(found)
        counts["notices"] += sum(len(said) for said in found.values())
    assert written == {}
    print(f"{len(year.people)} people: {dict(counts)}")
    assert counts["letters"] > len(year.people) / 2


def letters_written(year: Year) -> dict[int, dict[date, list[str]]]:
    """What each was written, by their own date; two on one would be seen here."""
    keys = {each.key: each for each in year.people}
    found: dict[int, dict[date, list[str]]] = {}
    with year.county.store.reading() as session:
        for each in session.scalars(select(Delivery).where(Delivery.subject_kind == LETTER)):
            person = keys[int(each.subject_id)]
            wall = each.created_at.astimezone(person.zone_at(each.created_at))
            assert 7 <= wall.hour < 20
            assert person.leave is None or not person.leave[0] <= wall.date() <= person.leave[1]
            theirs = found.setdefault(person.key, {})
            assert wall.date() not in theirs, "two on one day"
            theirs[wall.date()] = [title for title in COURSES if f"{title}: " in each.text]
    return found
