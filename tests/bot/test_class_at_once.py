"""A whole class presses at once, over signed HTTP, and is closed: nobody is lost, nobody credited twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from commands.all import registry
from commands.kit.cards import Look
from commands.kit.reply import CardOf, Post
from commands.language.classes import ClassPicked
from commands.training.class_planning import render
from commands.training.class_views import EARLY, HERE
from commands.training.closing import CONFIRMING, LEFT_OVER
from commands.training.closing_views import Closing
from jobs.cards import PACE, Cards
from jobs.outbox import Outbox
from jobs.posting import put
from practice.client import Practice
from storage.attending import HeadCount, head_count
from storage.audit import AuditKind, AuditRow, Trail
from storage.classes import CLASS_CARD, AttendanceRecord, ClassRecord, ClassState, Outcome
from storage.crediting import crediting
from storage.engine import Store
from storage.letters import CREDITED, LetterLine
from storage.people import Person
from storage.planned_classes import plan_class
from storage.training import CompletionRecord, CourseRecord
from tests.bot.at_once import DANA, Hall, full_hall, meanwhile
from tests.conftest import WHOLE
from tests.conversations.county import NOW, REGION
from tests.jobs.clock import Clock
from tests.jobs.conftest import MANIFEST
from words.amounts import plural

PEOPLE = 200 if WHOLE else 40
"""The whole class where it is to be proven (`make prove`); else a slice of it."""


@pytest.fixture
def hall(store: Store) -> Iterator[Hall]:
    with Practice(MANIFEST) as slack, full_hall(store, slack, "class", PEOPLE) as found:
        yield found


def a_class(hall: Hall) -> int:
    """A class of today whose card is on its way into the channel; its instructor is in the hall."""
    with hall.store.writing() as session:
        course = CourseRecord(key="asim", code="ASIM", title="ASIM Basic", hours=4)
        session.add(course)
        session.flush()
        teacher = session.scalars(select(Person.id).where(Person.last_name == "0")).one()
        held = ClassRecord(course_id=course.id, held_on=REGION.day(NOW), instructor_id=teacher)
        plan_class(session, held, Trail("dana@grove.example", "slack", NOW))
        look = Look(session, REGION, NOW, held.id, hall.slack.team_id, hall.channel)
        message = render(look)
        assert message is not None
        card = Post(to=hall.channel, message=message, card=CardOf(CLASS_CARD, held.id))
        put(session, card, hall.slack.team_id, "card", NOW)
        return held.id


@pytest.mark.postgres
def test_a_whole_class_signs_in_at_once_and_is_closed_from_two_devices_at_once(hall: Hall) -> None:
    slack, store, clock = hall.slack, hall.store, Clock(NOW)
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5)
    updater = Cards(store, client, slack.team_id, REGION, clock, registry().cards)
    key = a_class(hall)
    carried = ClassPicked(class_id=key).model_dump_json()

    def presses(number: int, user: str) -> Iterator[Callable[[], int]]:
        """I'm here; some of them twice, one delivery in ten comes again, and some leave and come back."""
        yield lambda: hall.press(user, HERE, carried, f"{number}.here")
        if number % 5 == 0:
            yield lambda: hall.press(user, HERE, carried, f"{number}.again")
        if number % 10 == 0:
            yield lambda: hall.press(user, HERE, carried, f"{number}.here")
        if number % 8 == 1:
            yield lambda: hall.press(user, EARLY, carried, f"{number}.early")
            yield lambda: hall.press(user, HERE, carried, f"{number}.back")

    Outbox(store, client, slack.team_id, clock).send_due()
    slack.forget("calls")
    clock.now += PACE
    with meanwhile(updater.update_stale):
        seconds = hall.all_at_once(presses)
    updates = len(slack.calls("chat.update"))
    assert "request failed" not in hall.log.getvalue(), hall.log.getvalue()
    with store.reading() as session:
        assert head_count(session, key) == HeadCount(here=PEOPLE)
        held = session.get_one(ClassRecord, key)
        manager = session.scalars(select(Person.id).where(Person.email == "dana@grove.example")).one()
        teacher = held.instructor_id
        seen = {each: crediting(session, held, each).fingerprint for each in (manager, teacher)}
    assert updates <= 1, "one update in some seconds"
    clock.now += PACE
    updater.update_stale()
    assert f"{PEOPLE} here." in str(slack.calls("chat.update")[-1].args["text"])

    took: dict[str, float] = {}

    def close(user: str, shown: str) -> None:
        modal = Closing(class_id=key, seen=shown).model_dump_json()
        began = time.monotonic()
        assert hall.submit(user, CONFIRMING.name, modal, f"V{user}") == 200
        took[user] = time.monotonic() - began

    devices = [
        threading.Thread(target=close, args=each) for each in ((DANA, seen[manager]), ("U1", seen[teacher]))
    ]
    for each in devices:
        each.start()
    for each in devices:
        each.join()
    assert "request failed" not in hall.log.getvalue(), hall.log.getvalue()
    signing = f"{seconds:.1f} s to sign in, {plural(updates, 'update')} of the card"
    print(f"\n{PEOPLE} people: {signing}, {max(took.values()):.2f} s to close")
    with store.reading() as session:
        held = session.get_one(ClassRecord, key)
        assert held.state is ClassState.CLOSED
        left = 0 if held.closed_by == "dana@grove.example" else 1  # an instructor who closed it themself
    assert credited(store, key) == PEOPLE - left
    hall.submit(DANA, LEFT_OVER.name, Closing(class_id=key).model_dump_json(), "left over")
    assert credited(store, key) == PEOPLE
    clock.now += PACE
    updater.update_stale()
    assert f"Closed: {PEOPLE} people were here." in str(slack.calls("chat.update")[-1].args["text"])
    assert slack.complaints == []


def credited(store: Store, key: int) -> int:
    """How many got a verified completion of a class, none twice; each is on the list so, and told once."""
    with store.reading() as session:
        rows = select(CompletionRecord.person_id).where(
            CompletionRecord.class_id == key, CompletionRecord.verified
        )
        people = session.scalars(rows).all()
        assert len(set(people)) == len(people)
        told = session.scalars(select(LetterLine.person_id).where(LetterLine.matter == CREDITED)).all()
        got = select(AttendanceRecord.person_id).where(AttendanceRecord.outcome == Outcome.CREDITED)
        assert sorted(people) == sorted(told) == sorted(session.scalars(got))
        closed = select(AuditRow.detail).where(AuditRow.kind == AuditKind.CLASS_CLOSED.value)
        assert sum(len(each["records"]) for each in session.scalars(closed)) == len(people)
        return len(people)
