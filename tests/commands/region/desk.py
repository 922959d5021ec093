"""An emergency manager who brings files, with the background at work behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from commands.kit.reply import Message
from commands.region import import_answers, importing
from jobs import incoming
from practice.judge import judge_message
from storage.deliveries import Delivery
from storage.engine import Store
from storage.imports import ImportRun, content_of
from storage.people import AffiliationRecord, Person
from tests.commands.slack_files import SlackFiles, slack_files
from tests.commands.speaking import County, Office, Said, Speaker, buttons_in, small_county, with_undo

ROSTER = (
    "email,member_id,first_name,last_name,agency,role\n"
    "ada@cedar.example,,Ada,Abbott,Cedar Fire Department,captain\n"
    "ben@cedar.example,,Ben,Birch,Cedar Fire Department,\n"
    "eve@cedar.example,,Eve,Elm,Cedar Fire Department,medic\n"
)


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store, county: County) -> Office:
    return Office(store, with_undo((*importing.ENTRIES, *import_answers.ENTRIES)))


@pytest.fixture(scope="module")
def server() -> Iterator[SlackFiles]:
    with slack_files() as slack:
        yield slack


@pytest.fixture
def slack(server: SlackFiles) -> SlackFiles:
    server.instead.clear()
    server.tokens.clear()
    return server


class Desk:
    """An emergency manager with the background at work behind them, and the messages that came."""

    def __init__(self, office: Office, slack: SlackFiles) -> None:
        self.office, self.slack = office, slack
        self.manager = office.manager()
        self._seen = 0

    @property
    def store(self) -> Store:
        return self.office.store

    def brings(
        self, content: str | bytes, kind: str = "roster", name: str = "roster.csv", **more: Any
    ) -> Said:
        raw = content.encode() if isinstance(content, str) else content
        self.slack.keep("F1", name, raw, **more)
        opened = self.manager.says("muster import")
        return self.manager.submits(opened, kind=kind, file=["F1"])

    def works(self, client: Any = None) -> int:
        """The background does what waits; a minute passes."""
        moved = incoming.work_on_imports(
            self.store, client or self.slack.client, self.office.region, self.office.clock()
        )
        self.office.clock.now += timedelta(minutes=1)
        return moved

    def hears(self) -> list[Delivery]:
        """What came since the last time, each as Slack would take it."""
        with self.store.reading() as session:
            found = session.scalars(
                select(Delivery).where(Delivery.id > self._seen).order_by(Delivery.id)
            ).all()
        for each in found:
            judge_message(each.blocks)
            self._seen = each.id
        return list(found)

    def hears_one(self) -> Delivery:
        [found] = self.hears()
        assert found.recipient == "UMORGAN"
        return found

    def presses(self, came: Delivery, label: str, speaker: Speaker | None = None) -> Said:
        [element] = [each for each in buttons_in(came.blocks) if each["text"]["text"] == label]
        return (speaker or self.manager).clicks(element["action_id"], json.loads(element["value"]))

    def run(self, number: int = 1) -> ImportRun:
        with self.store.reading() as session:
            return session.get_one(ImportRun, number)

    def kept(self, number: int = 1) -> bytes | None:
        """The file that is still kept for an import."""
        with self.store.reading() as session:
            return content_of(session, number)

    def role_of(self, person: int) -> str:
        with self.store.reading() as session:
            query = select(AffiliationRecord.role).where(AffiliationRecord.person_id == person)
            return session.scalars(query).one()

    def people(self) -> int:
        with self.store.reading() as session:
            return session.scalar(select(func.count()).select_from(Person)) or 0


@pytest.fixture
def desk(office: Office, slack: SlackFiles) -> Desk:
    return Desk(office, slack)


def labels(came: Delivery | Message) -> list[str]:
    assert isinstance(came, Delivery)
    return [each["text"]["text"] for each in buttons_in(came.blocks)]
