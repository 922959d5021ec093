"""Lists on their way: read once, tried again, given up, and told of; nothing is recorded by reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from files.people_lists import MOST_BYTES, MOST_ROWS
from files.reading import Bounds, read_list_apart
from jobs import lists
from jobs.fetching import TRY_AGAIN_AFTER
from jobs.lists import LEASE, TRY_FOR, work_on_lists
from practice.judge import judge_message
from storage.brought_lists import KEEP_LISTS, BroughtList, ListState, forget_lists
from storage.classes import ClassRecord, ClassState
from storage.deliveries import Delivery
from storage.engine import Store
from storage.people import SlackIdentity
from tests.commands.slack_files import SlackFiles, slack_files
from tests.commands.speaking import Clock
from tests.conversations import county
from tests.conversations.classes import a_class, listed, person

ASKED = "/api/files.info"
JSON = {"Content-Type": "application/json"}
NAMES = b"Ada Abbott\nPat Quinn\n"


@pytest.fixture(scope="module")
def server() -> Iterator[SlackFiles]:
    with slack_files() as slack:
        yield slack


@dataclass
class Counter:
    """Where Ben brings lists to his class, and the background behind it."""

    store: Store
    slack: SlackFiles
    held: int
    clock: Clock = field(default_factory=lambda: Clock(county.NOW))

    def brings(self, content: bytes = NAMES, name: str = "list.csv", file: str = "F1", **more: Any) -> int:
        self.slack.keep(file, name, content, **more)
        with self.store.writing() as session:
            brought = BroughtList(
                class_id=self.held,
                workspace="T1",
                slack_user="UBEN",
                file_id=file,
                brought_at=self.clock(),
            )
            session.add(brought)
            session.flush()
            return brought.id

    def works(self, after: timedelta = TRY_AGAIN_AFTER + timedelta(seconds=1)) -> int:
        settled = work_on_lists(self.store, self.slack.client, county.REGION, self.clock())
        self.clock.now += after
        return settled

    def state(self, key: int) -> ListState:
        with self.store.reading() as session:
            return session.get_one(BroughtList, key).state

    def hears(self) -> str:
        """What Ben was told last."""
        with self.store.reading() as session:
            found = list(session.scalars(select(Delivery).order_by(Delivery.id)))
        for each in found:
            judge_message(each.blocks)
            assert each.recipient == "UBEN"
        return found[-1].text if found else ""


@pytest.fixture
def counter(county_store: Store, server: SlackFiles) -> Counter:
    server.instead.clear()
    held = a_class(county_store)
    with county_store.writing() as session:
        ben = person(session, "ben@grove.example")
        session.add(
            SlackIdentity(workspace="T1", user="UBEN", real_name="Ben", person_id=ben, seen_at=county.NOW)
        )
    return Counter(county_store, server, held)


@pytest.mark.postgres
def test_a_list_is_read_once_told_of_and_kept_for_a_week(counter: Counter) -> None:
    key = counter.brings(name="who <!here>.csv")
    assert counter.works() == 1
    assert "2 people found: Ada Abbott and Pat Quinn." in counter.hears()
    assert "Nothing is recorded yet." in counter.hears()
    assert "<!here>" not in counter.hears(), "a file's name is no markup"
    assert counter.works() == 0
    assert listed(counter.store, counter.held) == []
    counter.clock.now += timedelta(hours=1)
    waiting = counter.brings()
    for days, left in ((KEEP_LISTS, {key, waiting}), (KEEP_LISTS + timedelta(minutes=1), {waiting})):
        with counter.store.writing() as session:
            forget_lists(session, county.NOW + days)
            assert set(session.scalars(select(BroughtList.id))) == left


@pytest.mark.postgres
def test_while_slack_is_away_it_is_asked_again_and_then_given_up(counter: Counter) -> None:
    key = counter.brings()
    counter.slack.instead[ASKED] = (503, {}, b"")
    assert [counter.works() for _ in range(4)] == [0] * 4
    counter.slack.instead[ASKED] = (429, JSON | {"Retry-After": "90"}, b'{"ok":false,"error":"ratelimited"}')
    counter.works()
    counter.slack.instead.clear()
    assert counter.works() == 0, "as long as Slack said"
    counter.clock.now += timedelta(seconds=80)
    assert (counter.works(), counter.state(key)) == (1, ListState.READ)
    key = counter.brings()
    counter.slack.instead[ASKED] = (503, {}, b"")
    counter.works(TRY_FOR)
    assert (counter.works(), counter.state(key)) == (1, ListState.FAILED)
    assert "Slack could not be reached. Please bring it again." in counter.hears()
    counter.slack.instead.clear()


def test_what_is_no_list_is_said(counter: Counter) -> None:
    too_many = b"".join(b"Person %d\n" % n for n in range(MOST_ROWS + 1))
    for content, more, said in (
        (b"", {}, "list.csv is empty."),
        (b"Email\n", {}, "list.csv: I found no name and no e-mail in it."),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), {}, "Wanted: a text file, a CSV file or an Excel workbook"),
        (b"PK\x03\x04" + bytes(60), {}, "Wanted: a text file"),
        (b"x" * (MOST_BYTES + 1), {"size": 10}, "list.csv is larger than 1 MB"),
        (NAMES, {"size": 2 * 1024**3}, "list.csv is larger than 1 MB"),
        (too_many, {}, f"list.csv has more than {MOST_ROWS:,} lines."),
        (NAMES, {"mode": "tombstone"}, "list.csv was deleted in Slack."),
    ):
        key = counter.brings(content, **more)
        assert counter.works() == 1
        assert counter.state(key) is ListState.FAILED, said
        assert said in counter.hears()
        assert "Nothing of it was recorded." in counter.hears()
    counter.brings()
    counter.slack.files.clear()
    counter.works()
    assert "The file is no longer there in Slack." in counter.hears()


def test_it_is_read_as_its_author_may_by_then(counter: Counter) -> None:
    with counter.store.writing() as session:
        session.get_one(ClassRecord, counter.held).state = ClassState.CLOSED
    counter.brings()
    counter.works()
    assert "was closed" in counter.hears()
    with counter.store.writing() as session:
        held = session.get_one(ClassRecord, counter.held)
        held.state, held.instructor_id = ClassState.OPEN, person(session, "ada@grove.example")
    counter.brings()
    counter.works()
    assert "That class is not yours to change. Who can:" in counter.hears()
    with counter.store.writing() as session:
        session.get_one(SlackIdentity, ("T1", "UBEN")).is_deactivated = True
    counter.brings()
    counter.works()
    assert "This Slack account is deactivated." in counter.hears()


@pytest.mark.postgres
def test_what_breaks_reading_does_so_twice_at_most(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*args: Any, **more: Any) -> None:
        raise Killed

    def fail(*args: Any, **more: Any) -> None:
        raise RuntimeError

    key = counter.brings()
    monkeypatch.setattr(lists, "people_lines", die)
    for _ in range(2):
        with pytest.raises(Killed):
            counter.works()
        assert counter.works(timedelta()) == 0, "somebody else may still be at it"
        counter.clock.now += LEASE
    assert (counter.works(), counter.state(key)) == (1, ListState.FAILED)
    assert "I tried twice, and could not read it." in counter.hears()
    monkeypatch.setattr(lists, "people_lines", fail)
    counter.brings()
    assert counter.works() == 1
    assert "Something of mine went wrong." in counter.hears()
    monkeypatch.undo()
    key = counter.brings()
    no_time = Bounds(seconds=0.0)

    def read(content: bytes, name: str, most: int, bounds: Bounds) -> Any:
        return read_list_apart(content, name, most, no_time)

    monkeypatch.setattr(lists, "read_list_apart", read)
    assert [counter.works() for _ in range(3)] == [0, 0, 1]
    assert (counter.state(key), "I tried twice" in counter.hears()) == (ListState.FAILED, True)
