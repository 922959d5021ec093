"""Everybody who is invited answers at once, over signed HTTP: each answer is kept once, in few questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from datetime import time as wall_time

import pytest
from slack_sdk import WebClient
from sqlalchemy import func, select

from commands.all import registry
from commands.kit.cards import Look
from commands.kit.meeting_views import COMING, NOT_COMING, MeetingPicked
from commands.kit.reply import CardOf, Post
from commands.meetings.presses import render
from jobs.cards import PACE, Cards
from jobs.outbox import Outbox
from jobs.posting import put
from practice.client import Practice
from storage.answering_calls import AnswerCount, answers_of
from storage.audit import AuditKind, AuditRow, Trail
from storage.calling import call, draft_meeting
from storage.engine import Store
from storage.meetings import MEETING_CARD, InvitationRecord, MeetingRecord, SeatRecord
from storage.people import Person
from tests.bot.at_once import Hall, full_hall, meanwhile
from tests.conftest import WHOLE
from tests.conversations.county import NOW, REGION
from tests.counting import statements
from tests.jobs.clock import Clock
from tests.jobs.conftest import MANIFEST
from words.amounts import plural

PEOPLE = 300 if WHOLE else 30
"""All who are invited where it is to be proven (`make prove`); else a slice of them."""
MOST_STATEMENTS = 14
"""Statements of one press, from its signature to its answer; each holds up all who answer after it."""


@pytest.fixture
def hall(store: Store) -> Iterator[Hall]:
    with Practice(MANIFEST) as slack, full_hall(store, slack, "meeting", PEOPLE) as found:
        yield found


def a_call(hall: Hall) -> int:
    """A meeting to which everybody in the hall is invited; its card is on its way into the channel."""
    with hall.store.writing() as session:
        meeting = MeetingRecord(
            title="Kickoff", held_on=date(2026, 12, 10), start_time=wall_time(9), place="County EOC"
        )
        trail = Trail("dana@grove.example", "slack", NOW)
        draft_meeting(session, meeting, trail)
        seat = SeatRecord(meeting_id=meeting.id, place=1, name="Fire chiefs")
        session.add(seat)
        session.flush()
        people = session.scalars(select(Person.id).where(Person.email != "dana@grove.example"))
        session.add_all(
            InvitationRecord(meeting_id=meeting.id, person_id=each, seat_id=seat.id, recorded_at=NOW)
            for each in people
        )
        key = call(session, meeting, trail).id
        look = Look(session, REGION, NOW, key, hall.slack.team_id, hall.channel)
        card = Post(to=hall.channel, message=render(look), card=CardOf(MEETING_CARD, key))
        put(session, card, hall.slack.team_id, "card", NOW)
        return key


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_all_who_are_invited_answer_at_once(hall: Hall) -> None:
    slack, store, clock = hall.slack, hall.store, Clock(NOW)
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5)
    updater = Cards(store, client, slack.team_id, REGION, clock, registry().cards)
    key = a_call(hall)
    carried, took = MeetingPicked(meeting_id=key).model_dump_json(), list[float]()

    def press(user: str, action: str, trigger: str) -> int:
        began = time.monotonic()
        status = hall.press(user, action, carried, trigger)
        took.append(time.monotonic() - began)
        return status

    def presses(number: int, user: str) -> Iterator[Callable[[], int]]:
        """Coming; one delivery in ten comes again, and one in five says otherwise then."""
        yield lambda: press(user, COMING, f"{number}.coming")
        if number % 10 == 0:
            yield lambda: press(user, COMING, f"{number}.coming")
        if number % 5 == 1:
            yield lambda: press(user, NOT_COMING, f"{number}.not")

    Outbox(store, client, slack.team_id, clock).send_due()
    slack.forget("calls")
    clock.now += PACE
    with meanwhile(updater.update_stale):
        seconds = hall.all_at_once(presses)
    updates = len(slack.calls("chat.update"))
    assert "request failed" not in hall.log.getvalue(), hall.log.getvalue()
    assert updates <= 1 + seconds // PACE.total_seconds(), "one update in some seconds"
    changed = sum(number % 5 == 1 for number in range(PEOPLE))
    with store.reading() as session:
        assert answers_of(session, key) == AnswerCount(coming=PEOPLE - changed, not_coming=changed)
        rows = select(func.count()).where(AuditRow.kind == AuditKind.MEETING_ANSWERED.value)
        assert session.scalar(rows) == PEOPLE + changed, "what comes again leaves no row"
    clock.now += PACE
    updater.update_stale()
    assert f"{PEOPLE - changed} coming, {changed} not coming." in str(
        slack.calls("chat.update")[-1].args["text"]
    )
    assert slack.complaints == []
    print(f"\n{PEOPLE} people: {seconds:.2f} s, slowest {max(took):.2f} s, {plural(updates, 'update')}")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_press_asks_for_each_thing_once(hall: Hall) -> None:
    key = a_call(hall)
    carried = MeetingPicked(meeting_id=key).model_dump_json()
    hall.press("U1", COMING, carried, "first")
    with statements(hall.store) as sent:
        assert hall.press("U2", COMING, carried, "second") == 200
    assert sum("FROM meeting_invitation" in each for each in sent) <= 2, "for the answer, and for its digest"
    assert sum("FROM meeting \n" in each for each in sent) == 1
    assert len(sent) <= MOST_STATEMENTS
