"""What only gives something out: composed while others write, given once, and to whom it is due."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import func, select

from bot.conversation import Conversation
from bot.hearing import Heard
from commands.all import registry
from commands.due import due
from commands.kit.request import Door, Place, Sent
from commands.language.due_questions import DueQuestion
from commands.readiness import summary
from readiness.due import Scope
from storage import hurrying
from storage.audit import AuditKind, AuditRow
from storage.deliveries import Delivery
from storage.engine import Store
from storage.people import Person, RightKind, SlackIdentity
from storage.responders import load_responders
from storage.rights import give_right, take_right
from storage.shown_numbers import ShownNumber
from storage.training import CompletionRecord
from tests.conversations import county

CEDAR, BIRCH = "Cedar Fire Department", "Birch Police Department"
GIVEN = [AuditKind.SUMMARY_WRITTEN.value, AuditKind.DUE_DOWNLOADED.value]


@pytest.fixture
def patience() -> float:
    """Less than a served Muster has: who has to wait for what is composed is refused."""
    return 0.3


@dataclass
class Talk:
    """The county in conversation: Cora, who leads Cedar Fire, and Ada of it."""

    store: Store
    conversation: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.conversation = Conversation(
            self.store, registry(), county.REGION, lambda: county.NOW, lambda *_: True, lambda: None
        )
        with self.store.writing() as session:
            for user in ("cora", "ada"):
                person = session.query(Person).filter_by(email=f"{user}@grove.example").one()
                known = SlackIdentity(workspace="T1", user=user, person_id=person.id, seen_at=county.NOW)
                session.add(known)

    def says(self, user: str, text: str, key: str) -> str:
        return self.conversation.answer(Heard(Door.COMMAND, "T1", user, key, text=text)).text

    def asks_for(self, what: str) -> str:
        """Cora asks for the summary of her agency, in words too, or for the workbook of who is due there."""
        if what == "summary":
            return self.says("cora", f"readiness summary {CEDAR}", "asked")
        if what == "summary in words":
            words = Heard(Door.DIRECT, "T1", "cora", "asked", text=f"a summary of {CEDAR} for the council")
            return self.conversation.answer(words).text
        about = DueQuestion.about(Scope.agency(county.agency_id(self.store, CEDAR)))
        value, place = about.model_dump(mode="json"), Place("C1", "general")
        press = Heard(Door.MESSAGE, "T1", "cora", "asked", name="due.download", value=value, place=place)
        return self.conversation.answer(press).text

    @property
    def given(self) -> list[int]:
        """How many posts, audit rows of what was given out, and numbers with a key there are."""
        with self.store.reading() as session:
            noted = select(func.count()).select_from(AuditRow).where(AuditRow.kind.in_(GIVEN))
            count = [func.count(Delivery.id), func.count(ShownNumber.key)]
            posts, numbers = (session.scalar(select(each)) or 0 for each in count)
            return [posts, session.scalar(noted) or 0, numbers]

    def moves_lead(self, to: str | None) -> None:
        """Cora leads Cedar Fire no more; another agency, if any."""
        with self.store.writing() as session:
            cora = session.query(Person).filter_by(email="cora@grove.example").one().id
            cedar = county.agency_id(self.store, CEDAR)
            take_right(session, cora, RightKind.LEAD, cedar, "a test", county.NOW, county.REGION)
            if to is not None:
                birch = county.agency_id(self.store, to)
                give_right(session, cora, RightKind.LEAD, birch, "a test", county.NOW)


@pytest.fixture
def talk(county_store: Store) -> Talk:
    return Talk(county_store)


@contextmanager
def meanwhile(what: str, happens: Callable[[], object]) -> Iterator[list[str]]:
    """Has something happen, each time, while what is asked for is being counted; how often it was."""
    module, name = (summary, "summary_of") if what != "workbook" else (due, "rows_for")
    count, counted = getattr(module, name), []

    def counts(*given: Any, **more: Any) -> Any:
        counted.append(what)
        happens()
        return count(*given, **more)

    with patch.object(module, name, counts):
        yield counted


@pytest.mark.parametrize("what", ["summary", "summary in words", "workbook"])
def test_who_writes_waits_for_nothing_that_is_composed(talk: Talk, what: str) -> None:
    is_composed, goes_on = threading.Event(), threading.Event()

    def takes_long() -> None:
        is_composed.set()
        assert goes_on.wait(10)

    with meanwhile(what, takes_long), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(talk.asks_for, what)
        try:
            assert is_composed.wait(10)
            said = talk.says("ada", "training log BLS yesterday", "logged")
            with talk.store.reading() as session:
                yesterday = county.NOW.date() - timedelta(days=1)
                logged = select(CompletionRecord).where(CompletionRecord.completed_on == yesterday)
                assert len(session.scalars(logged).all()) == 1, said
            assert not asked.done()
        finally:
            goes_on.set()
        assert "comes to you in a direct message" in asked.result(10)


@pytest.mark.postgres
@pytest.mark.parametrize("what", ["summary", "workbook"])
def test_delivered_again_it_is_composed_and_given_once(talk: Talk, what: str) -> None:
    with meanwhile(what, lambda: None) as counted:
        first = talk.asks_for(what)
        given = talk.given
        assert given[:2] == [1, 1]
        assert bool(given[2]) is (what == "summary")
        assert talk.asks_for(what) == first
    assert (len(counted), talk.given) == (1, given)


@pytest.mark.parametrize("what", ["summary", "workbook"])
@pytest.mark.parametrize("to", [None, BIRCH])
def test_who_lost_the_right_meanwhile_is_given_nothing(talk: Talk, what: str, to: str | None) -> None:
    moves = [lambda: talk.moves_lead(to)]
    with meanwhile(what, lambda: moves.pop()() if moves else None):
        said = talk.asks_for(what)
    assert "comes to you" not in said
    assert talk.given == [0, 0, 0]
    assert ("can't do that for you" in said) is (to is None)


def test_asked_for_beside_a_file_it_is_written_down_too(talk: Talk) -> None:
    files, text = [Sent("F1", "card.pdf")], f"readiness summary {CEDAR}"
    said = talk.conversation.answer(Heard(Door.DIRECT, "T1", "cora", "asked", text=text, files=files)).text
    assert "comes to you in a direct message" in said
    posts, noted, numbers = talk.given
    assert (bool(posts), noted, bool(numbers)) == (True, 1, True)


def test_a_day_long_ago_is_worked_out_beside_those_who_ask_about_today(talk: Talk) -> None:
    """It takes a minute of a state, and no place behind the gate."""
    working, asked = threading.Event(), threading.Event()
    works_out = load_responders

    def long(*given: Any, **more: Any) -> Any:
        working.set()
        assert asked.wait(10)
        return works_out(*given, **more)

    with (
        patch.object(hurrying, "MOST_AT_ONCE", 0),
        patch("storage.answers.load_responders", long),
        ThreadPoolExecutor(3) as pool,
    ):
        asks = [f"due {CEDAR} as of {day} June 2025" for day in (1, 2)]
        days = [pool.submit(talk.says, "cora", text, text) for text in asks]
        assert working.wait(10)
        said = [talk.says("ada", "training log BLS 10/1/2026 4h", "log"), talk.says("ada", "due", "mine")]
        asked.set()
        assert all("went wrong" not in each.result() for each in days)
    assert "Recorded: Basic Life Support" in said[0]
    assert "due" in said[1]
