"""A county's year with its checklists and meetings: what happens in it, the rounds, and what was written."""

from __future__ import annotations

import contextlib
import re
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.letters import LetterPart, Line, Round
from jobs.letters import Letters
from storage.answering_calls import answer, invitation_for
from storage.audit import Trail
from storage.calling import call, cancel_meeting, change_meeting, draft_meeting
from storage.checklist_closing import close_item, snooze_item
from storage.checklist_keeping import ItemSaid, add_item, change_item, own_checklist
from storage.checklists import ChecklistItem, OwnerRight
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.letters import ITEM_DUE, ITEM_NEAR, LETTER, LetterLine, Often, choose
from storage.meetings import InvitationRecord, MeetingRecord, RsvpAnswer, SeatRecord
from storage.people import AffiliationRecord
from storage.projecting import move_on
from storage.region import Region
from storage.reminding import leave_for_the_unreached
from tests.conftest import WHOLE
from tests.jobs.mornings import WORKSPACE, Mornings
from tests.jobs.plain_reminders import Call, Plain, Somebody, Thing

REGION = Region(timezone="America/Chicago")
ZONES = ("America/Chicago", "America/Phoenix", "America/New_York", "America/St_Johns")
"""Of the municipalities; one is without summer time."""
HOUR = timedelta(hours=1)
LISTED = re.compile(r"(item-\d+) \(|(meeting-\d+), [^\n]*Are you coming|(\d+) checklist items? due (soon|or)")


class Killed(Exception):
    pass


class Year:
    """The people of a year, what happens to them, and the rounds."""

    def __init__(self, store: Store, agencies: int, days: int, begins: str, seed: int = 8) -> None:
        self.draw, self.store = Random(seed), store
        self.county = Mornings(store, REGION)
        self.first = datetime.fromisoformat(begins).replace(tzinfo=UTC)
        self.last = self.first + timedelta(days=days)
        self.counts: Counter[str] = Counter()
        self.numbers = iter(range(1, 1_000_000))
        self.plain = Plain({}, ZoneInfo(REGION.timezone))
        self.office = self._person("Dana", "Grove County", "America/Chicago", manages=True)
        for number in range(agencies):
            self._agency(f"Town {number}", ZONES[number % len(ZONES)], has_lead=number % 6 != 5)
        for _ in range(3 * agencies):
            self._adds(self.first)

    @property
    def people(self) -> Collection[Somebody]:
        return self.plain.people.values()

    @property
    def things(self) -> Collection[Thing]:
        return self.plain.things.values()

    @property
    def meetings(self) -> Collection[Call]:
        return self.plain.calls

    def _agency(self, name: str, zone: str, has_lead: bool) -> None:
        if has_lead:
            self._person(f"Lead of {name}", name, zone, leads=True)
        self._person(f"Ann of {name}", name, zone)
        self._person(f"Bob of {name}", name, self.draw.choice(ZONES))
        if self.draw.random() < 0.4:
            self._person(f"Sid of {name}", name, zone, silent=True)

    def _person(
        self,
        name: str,
        agency: str,
        zone: str,
        leads: bool = False,
        manages: bool = False,
        silent: bool = False,
    ) -> Somebody:
        draw = self.draw
        key = self.county.person(name.replace(" ", ""), zone, agency, slack=not silent)
        person = Somebody(key, zone, self.county.agency(agency), leads=leads, manages=manages, silent=silent)
        if leads or manages:
            self.county.leads(key, agency, "lead" if leads else "manager")
            person.often = draw.choice([Often.DAILY, Often.DAILY, Often.WEEKLY])
        elif not silent:
            person.often = draw.choice([*[Often.DAILY] * 4, Often.WEEKLY, Often.URGENT, Often.NEVER])
        person.hour = draw.choice([8, 8, 8, 19])
        with self.store.writing() as session:
            choose(session, key, person.often, person.hour, date(2020, 1, 1))
        span = (self.last - self.first).days
        if draw.random() < 0.3 and not silent:
            begins = self.first.date() + timedelta(days=draw.randint(2, max(3, span // 2)))
            person.leave = (begins, begins + timedelta(days=draw.choice([1, 5, 20, 60])))
            self.county.away(key, *person.leave)
        if draw.random() < 0.15 and not (silent or manages):
            person.left_on = self.first.date() + timedelta(days=draw.randint(3, span))
            with self.store.writing() as session:
                for each in session.scalars(
                    select(AffiliationRecord).where(AffiliationRecord.person_id == key)
                ):
                    each.left_on = person.left_on
        self.plain.people[key] = person
        return person

    # What happens in between.

    def _something_happens(self, now: datetime) -> None:
        draw = self.draw
        what: list[Callable[[datetime], None]] = [*[self._adds] * 4, *[self._closes] * 3]
        what += [self._snoozes, self._moves_due, self._reassigns]
        what += [self._calls] * 2 + [self._answers] * 5 + [self._moves_call, self._cancels, self._unmutes]
        happening = draw.choice(what)
        happening(now)
        self.counts[happening.__name__.strip("_")] += 1

    def _adds(self, now: datetime) -> None:
        """Somebody writes an item down, for themself or for somebody else, or for a right."""
        draw, today = self.draw, REGION.day(now)
        owner = draw.choice([*self.people, None])
        agency = None if owner is None and draw.random() < 0.2 else self._of(owner)
        by_lead = owner is not None or draw.random() < 0.7
        given = owner is not None and not owner.silent and draw.random() < 0.5
        due_on = today + timedelta(days=draw.choice([-5, 0, 1, 3, 8, 14, 15, 20, 40, 90, 200]))
        right = OwnerRight.LEAD if by_lead else OwnerRight.MANAGER
        key = None if owner is None else owner.key
        name = f"item-{next(self.numbers)}"
        said = ItemSaid(
            name, owner_id=key, owner_right=right, due_on=due_on, every_months=draw.choice([None, None, 1])
        )
        with self.store.writing() as session:
            trail = Trail("a test", "test", now)
            checklist = own_checklist(session, agency, trail)
            item = add_item(session, checklist, said, trail, None if given else key)
            thing = Thing(item.id, name, agency, key, by_lead, due_on, today)
        self.plain.things[thing.key] = thing
        if owner is not None and given:
            owner.given.append((thing.key, now))

    def _of(self, owner: Somebody | None) -> int:
        led = [each.agency for each in self.people]
        return self.draw.choice(led) if owner is None or self.draw.random() < 0.3 else owner.agency

    def _changing(self, now: datetime) -> tuple[Thing | None, Trail]:
        there = [each for each in self.things if each.is_open]
        return (self.draw.choice(there) if there else None), Trail("a test", "test", now)

    def _closes(self, now: datetime) -> None:
        thing, trail = self._changing(now)
        if thing is None:
            return
        thing.is_open = False
        with self.store.writing() as session:
            today = REGION.day(now)
            following = close_item(session, session.get_one(ChecklistItem, thing.key), today, "", trail)
            if following is not None:
                assert following.due_on is not None
                more = Thing(
                    following.id,
                    thing.name,
                    thing.agency,
                    thing.owner,
                    thing.by_lead,
                    following.due_on,
                    today,
                )
                self.plain.things[more.key] = more

    def _snoozes(self, now: datetime) -> None:
        thing, trail = self._changing(now)
        if thing is None:
            return
        thing.snoozed = REGION.day(now) + timedelta(days=self.draw.choice([1, 7, 7, 30]))
        with self.store.writing() as session:
            snooze_item(session, session.get_one(ChecklistItem, thing.key), thing.snoozed, trail)

    def _moves_due(self, now: datetime) -> None:
        thing, trail = self._changing(now)
        if thing is None:
            return
        due_on = thing.due_on + timedelta(days=self.draw.choice([-10, 1, 7, 30]))
        with self.store.writing() as session:
            change_item(session, session.get_one(ChecklistItem, thing.key), {"due_on": due_on}, trail)
        thing.due_on, thing.snoozed = due_on, None

    def _reassigns(self, now: datetime) -> None:
        thing, trail = self._changing(now)
        if thing is None:
            return
        owner = self.draw.choice([each for each in self.people if not each.silent])
        if owner.key == thing.owner:
            return
        with self.store.writing() as session:
            change_item(session, session.get_one(ChecklistItem, thing.key), {"owner_id": owner.key}, trail)
        thing.owner = owner.key
        owner.given.append((thing.key, now))

    def _calls(self, now: datetime) -> None:
        """The office calls a meeting; some are asked too late to be asked again."""
        draw, today = self.draw, REGION.day(now)
        held_on = today + timedelta(days=draw.choice([1, 2, 3, 5, 9, 20]))
        answer_by = held_on - timedelta(days=draw.randint(0, 6)) if draw.random() < 0.5 else None
        answer_by = None if answer_by is not None and answer_by < today else answer_by
        name = f"meeting-{next(self.numbers)}"
        others = [each.key for each in self.people if not (each.silent or each.manages)]
        asked = [each for each in others if draw.random() < 0.2]
        if not asked:
            return
        with self.store.writing() as session:
            trail = Trail("a test", "test", now)
            meeting = MeetingRecord(
                title=name,
                objective="Agree",
                held_on=held_on,
                start_time=time(9),
                place="EOC",
                answer_by=answer_by,
                called_by_id=self.office.key,
            )
            draft_meeting(session, meeting, trail)
            seat = SeatRecord(meeting_id=meeting.id, place=1, name="Chiefs")
            session.add(seat)
            session.flush()
            for person in asked:
                session.add(
                    InvitationRecord(
                        meeting_id=meeting.id, person_id=person, seat_id=seat.id, recorded_at=now
                    )
                )
            session.flush()
            key = call(session, meeting, trail).id
        self.plain.calls.append(Call(key, name, held_on, answer_by, today, dict.fromkeys(asked)))

    def _a_call(self, now: datetime) -> Call | None:
        """One that is still to come, on whatever day it is in the region."""
        there = [each for each in self.meetings if each.is_called and each.held_on > REGION.day(now)]
        return self.draw.choice(there) if there else None

    def _answers(self, now: datetime) -> None:
        meeting = self._a_call(now)
        if meeting is None:
            return
        for person in self.draw.sample(sorted(meeting.answers), k=min(4, len(meeting.answers))):
            said = self.draw.choice([RsvpAnswer.COMING, RsvpAnswer.NOT_COMING, RsvpAnswer.UNSURE])
            with self.store.writing() as session:
                theirs = invitation_for(session, meeting.key, person)
                assert theirs is not None
                answer(session, theirs, said, Trail(f"person {person}", "test", now), REGION.day(now))
            meeting.answers[person] = "unsure" if said is RsvpAnswer.UNSURE else "said"

    def _moves_call(self, now: datetime) -> None:
        meeting = self._a_call(now)
        if meeting is None:
            return
        meeting.held_on += timedelta(days=self.draw.choice([1, 4, 10]))
        meeting.answer_by, meeting.asked_on = None, REGION.day(now)
        meeting.answers = dict.fromkeys(meeting.answers)
        with self.store.writing() as session:
            changes = {"held_on": meeting.held_on, "answer_by": None}
            record, trail = session.get_one(MeetingRecord, meeting.key), Trail("a test", "test", now)
            change_meeting(session, record, changes, trail, REGION.day(now))

    def _cancels(self, now: datetime) -> None:
        meeting = self._a_call(now)
        if meeting is None or self.draw.random() < 0.5:
            return
        meeting.is_called = False
        with self.store.writing() as session:
            record, trail = session.get_one(MeetingRecord, meeting.key), Trail("a test", "test", now)
            cancel_meeting(session, record, "not needed", trail)

    def _unmutes(self, now: datetime) -> None:
        muted = [each for each in self.people if each.often is Often.NEVER and each.unmuted is None]
        if muted:
            person = self.draw.choice(muted)
            person.unmuted = now
            with self.store.writing() as session:
                choose(session, person.key, Often.DAILY, person.hour, person.on(now))

    # The rounds.

    def passes(self) -> None:
        """A round every few hours, but for outages; with each what is to be told is computed plainly, too."""
        now, before = self.first, None
        while now < self.last:
            if self.draw.random() < 0.004:
                self.counts["outages"] += 1
                now += self.draw.choice([3, 9, 14, 26, 50, 24 * 9]) * HOUR
            if self.draw.random() < 0.3:
                for _ in range(self.draw.choice([0, 1, 1, 2])):
                    self._something_happens(now - timedelta(minutes=5))
                arrives = self.draw.random() > 0.05
                self._round(now, arrives)
                self.plain.round(before, now, arrives)
                before = now
            now += HOUR
        self.counts["taken back"] = self.plain.taken_back

    def _round(self, now: datetime, arrives: bool) -> None:
        self.counts["rounds"] += 1
        move_on(self.store, REGION.day(now), lambda seconds: None)
        leave_for_the_unreached(self.store, REGION, now)
        if self.draw.random() < 0.1:
            self.counts["kills"] += 1
            parts = [*self.county.parts, *([DIES] if self.draw.random() < 0.5 else [])]
            with contextlib.suppress(Killed):
                Letters(self.store, WORKSPACE, REGION, parts, rest=self._dies, at_once=3).write_due(now)
        two = WHOLE and self.draw.random() < 0.25
        others = [threading.Thread(target=self._process().write_due, args=(now,)) for _ in range(two)]
        for each in others:
            each.start()
        self._process().write_due(now)
        for each in others:
            each.join()
        if arrives:
            self.county.sent()

    def _process(self) -> Letters:
        """The job as a process that has just begun has it: all it knows is in the store."""
        return Letters(self.store, WORKSPACE, REGION, self.county.parts, rest=lambda seconds: None)

    def _dies(self, seconds: float) -> None:
        raise Killed

    # What is compared.

    @property
    def left_for_the_silent(self) -> list[tuple[int, int, date, bool]]:
        """What should have been left for people without Slack, each once, and whether it was told by now."""
        return sorted((each.person, each.thing, each.reminder, each.is_told) for each in self.plain.left)

    def of_the_silent(self) -> list[tuple[int, int, date, bool]]:
        """What was."""
        silent = [each.key for each in self.people if each.silent]
        query = select(LetterLine).where(
            LetterLine.person_id.in_(silent), LetterLine.matter.in_([ITEM_NEAR, ITEM_DUE])
        )
        with self.store.reading() as session:
            return sorted(
                (each.person_id, each.about_id, date.fromisoformat(each.mark), each.told_on is not None)
                for each in session.scalars(query)
            )


def from_letters(year: Year) -> dict[int, dict[date, list[str]]]:
    """What each was told of items and calls, by their own date; two letters on one would be seen here."""
    people, days = year.plain.people, set[tuple[int, date]]()
    found: dict[int, dict[date, list[str]]] = {}
    query = select(Delivery).where(Delivery.subject_kind == LETTER, Delivery.state != DeliveryState.WITHDRAWN)
    with year.store.reading() as session:
        for each in session.scalars(query.order_by(Delivery.id)):
            person = people[int(each.subject_id)]
            wall = each.created_at.astimezone(ZoneInfo(person.zone))
            assert 7 <= wall.hour < 20
            assert not person.silent
            assert person.leave is None or not person.leave[0] <= wall.date() <= person.leave[1]
            assert person.here(wall.date())
            assert (person.key, wall.date()) not in days, "two on one day"
            days.add((person.key, wall.date()))
            if said := sorted(_told(each.text)):
                found.setdefault(person.key, {})[wall.date()] = said
    year.counts["all letters"] = len(days)
    return found


def _told(text: str) -> Iterator[str]:
    for item, meeting, count, when in LISTED.findall(text):
        yield item or meeting or f"{count} {'due' if when == 'or' else 'soon'}"


def _for_everybody(round_: Round) -> Iterator[Line]:
    return (Line(person, "a kill", 0) for person in round_.readers)


def _dies_before_the_commit(
    session: Session, day: date, told: Collection[Line], passed: Collection[Line]
) -> None:
    raise Killed


DIES = LetterPart(99, _for_everybody, settle=_dies_before_the_commit)
