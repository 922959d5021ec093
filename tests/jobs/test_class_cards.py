"""Classes open an hour before the start by themselves, and their cards get their address from Slack."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from slack_sdk import WebClient

from commands.kit.blocks import words
from commands.kit.reply import CardOf, Message, Post
from jobs.class_cards import PERMALINK, find_links, open_due
from jobs.outbox import Outbox
from jobs.posting import put
from practice.client import Practice
from storage import cards
from storage.audit import Trail
from storage.classes import CLASS_CARD, ClassRecord, ClassState
from storage.engine import Store
from storage.planned_classes import cancel_class, plan_class
from storage.region import Region
from storage.training import CourseRecord
from storage.workspace_limits import held_methods

REGION = Region("America/Chicago")
FIVE = datetime(2026, 12, 3, 23, tzinfo=UTC)
"""17:00 on 3 December: an hour before the class."""
TRAIL = Trail("cora@grove.example", "slack", FIVE - timedelta(days=9))
GONE = 77


def planned(store: Store, at: time | None = time(18)) -> int:
    with store.writing() as session:
        course = session.query(CourseRecord).first() or CourseRecord(key="asim", code="ASIM", title="ASIM")
        session.add(course)
        session.flush()
        held = ClassRecord(
            course_id=course.id, held_on=date(2026, 12, 3), start_time=at, recorded_at=TRAIL.now
        )
        return plan_class(session, held, TRAIL).id


def state(store: Store, key: int) -> ClassState:
    with store.reading() as session:
        return session.get_one(ClassRecord, key).state


@pytest.mark.postgres
def test_a_class_opens_an_hour_before_its_start_and_once(store: Store) -> None:
    evening, whole_day, called_off = planned(store), planned(store, None), planned(store)
    with store.writing() as session:
        cancel_class(session, session.get_one(ClassRecord, called_off), "Snow", TRAIL)
    assert open_due(store, REGION, FIVE - timedelta(seconds=1)) == 1
    assert state(store, whole_day) is ClassState.OPEN
    assert state(store, evening) is ClassState.PLANNED
    assert open_due(store, REGION, FIVE) == 1
    assert open_due(store, REGION, FIVE) == 0
    assert state(store, evening) is ClassState.OPEN
    assert state(store, called_off) is ClassState.CANCELLED


def test_a_card_gets_its_address_and_one_that_is_gone_has_none(
    store: Store, slack: Practice, client: WebClient
) -> None:
    room = slack.channel("readiness", members=[slack.person("Ada Abbott")])
    with store.writing() as session:
        for key in (1, GONE):
            post = Post(
                to=room.id, message=Message([words("Sign in")]), key=str(key), card=CardOf(CLASS_CARD, key)
            )
            put(session, post, slack.team_id, "r", FIVE)
    assert find_links(store, client, slack.team_id, FIVE) == 0  # none has arrived
    outbox = Outbox(store, client, slack.team_id, lambda: FIVE)
    outbox.send_due()
    outbox.send_due(lambda: FIVE + timedelta(seconds=2))
    with store.reading() as session:
        [(_, _, first), (_, _, second)] = cards.without_link(session, CLASS_CARD, slack.team_id, 9)
        assert cards.newest_link(session, CLASS_CARD, 1) is None
        assert cards.is_placed(session, CLASS_CARD, 1)
        assert not cards.is_placed(session, CLASS_CARD, 2)
    client.chat_delete(channel=room.id, ts=second)
    slack.misbehave(PERMALINK, status=429, retry_after=20)
    assert find_links(store, client, slack.team_id, FIVE) == 0
    with store.reading() as session:
        assert PERMALINK in held_methods(session, slack.team_id, FIVE)
    assert find_links(store, client, slack.team_id, FIVE) == 0  # not asked again so soon
    assert find_links(store, client, slack.team_id, FIVE + timedelta(seconds=21)) == 2
    with store.reading() as session:
        found = cards.newest_link(session, CLASS_CARD, 1)
        assert found is not None
        assert found.endswith(f"/archives/{room.id}/p{first.replace('.', '')}")
        assert cards.newest_link(session, CLASS_CARD, GONE) == ""
