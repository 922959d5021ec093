"""Whether Muster is up and ready, asked at its doors: a word on each thing, whatever the database does."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import event, make_url, text

from bot import health as health_module
from bot.cli.mistakes import may_pass
from bot.health import Health
from bot.http import served
from bot.lately import Lately
from bot.settings import WrongSetting
from bot.watching import watched
from storage.engine import Store, database_file
from tests.bot.conftest import Ears
from tests.bot.test_http import command, post
from tests.conftest import Databases
from tests.waiting import until

WELL = [
    "ready",
    "database: reachable",
    "schema: as this release needs it",
    "Slack: unknown",
    "clock: believed",
]


def get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def at_own_address(health: Health, port: int = 0) -> Iterator[int]:
    with watched(health, lambda: ("text/plain", b"figures"), "127.0.0.1", port) as found:
        yield found


def health_of(store: Store) -> Health:
    return Health(store, lambda: True)


def states(health: Health) -> list[str]:
    said = health.page("/readyz")
    assert said is not None
    assert said[0] is (said[1].splitlines()[0] == "ready")
    return said[1].splitlines()


@contextmanager
def away(store: Store, databases: Databases) -> Iterator[None]:
    """The database is not there while the block lasts."""
    store.close()
    if (file := database_file(store.url)) is not None:
        aside = file.rename(file.with_suffix(".aside"))
        yield
        aside.rename(file)
        return
    allow = f'ALTER DATABASE "{store.url.database}" WITH ALLOW_CONNECTIONS'
    databases._run(f"{allow} false")
    yield
    databases._run(f"{allow} true")


@pytest.mark.postgres
def test_it_is_ready_but_while_the_database_is_away(
    store: Store, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "KEEP_SECONDS", 0.1)
    for port in at_own_address(health_of(store)):
        assert get(port, "/readyz") == (200, "\n".join([*WELL, ""]))
        assert get(port, "/healthz") == get(port, "/health") == (200, "Muster is up.\n")
        with away(store, databases):
            time.sleep(0.15)
            status, said = get(port, "/readyz")
            assert status == 503
            assert said.splitlines()[:3] == ["not ready", "database: away", "schema: unknown"]
            assert get(port, "/healthz")[0] == get(port, "/metrics")[0] == 200
            assert get(port, "/elsewhere")[0] == 404
        time.sleep(0.1)
        assert get(port, "/readyz")[0] == 200


@pytest.mark.parametrize("patience", [0.05])
def test_it_is_not_ready_while_nobody_can_write(store: Store, patience: float) -> None:
    with closing(sqlite3.connect(str(store.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert states(health_of(store))[:2] == ["not ready", "database: busy: no turn to write"]
    assert states(health_of(store))[0] == "ready"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_whose_instants_are_not_read_is_not_ready(store: Store) -> None:
    """As one behind a pooler that hands out sessions of its own making."""

    @event.listens_for(store.engine, "connect")
    def spoil(connection: Any, record: Any) -> None:
        connection.execute("SET datestyle = 'SQL, DMY'")
        connection.commit()

    assert states(health_of(store))[:2] == [
        "not ready",
        "database: reachable, and its instants can't be read",
    ]


@pytest.mark.postgres
@pytest.mark.parametrize("revision", ["0012", "9999"])
def test_a_database_of_another_shape_is_not_ready(store: Store, revision: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    assert "schema: another than this release needs" in states(health_of(store))


def test_a_database_that_takes_a_connection_and_says_nothing_is_away_in_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = make_url("postgresql://u:hidden@127.0.0.1/x").set(port=mute.getsockname()[1])
        health = health_of(Store(url.render_as_string(hide_password=False)))
        began = time.monotonic()
        said = states(health)
    assert time.monotonic() - began < 8
    assert said[:2] == ["not ready", "database: away"]
    assert "hidden" not in "".join(said)


def test_silence_counts_where_slack_keeps_a_connection(store: Store) -> None:
    health = health_of(store)
    health.hears_by_socket = True
    assert "Slack: not heard yet" in states(health)
    health.heard()
    assert "Slack: heard" in states(health)
    health.heard(ago=31)
    assert "Slack: silent" in states(health)
    health.hears_by_socket = False
    assert states(health)[:1] == ["ready"]


def test_a_clock_that_is_not_believed_is_not_ready(store: Store) -> None:
    assert "clock: not believed" in states(Health(store, lambda: False))


def test_slacks_own_address_says_it_too_and_shows_no_figures(ears: Ears) -> None:
    health = health_of(ears.store)
    with served(ears.app, "127.0.0.1", 0, health=health) as port:
        assert get(port, "/readyz") == (200, "\n".join([*WELL, ""]))
        assert get(port, "/healthz")[0] == 200
        assert get(port, "/metrics")[0] == get(port, "/readyz", "POST")[0] == 404
        assert health.silent_for is None
        assert post(port, command(), x_slack_signature="v0=1")[0] == 401
        assert health.silent_for is None  # that was not Slack
        assert post(port, command())[0] == 200
        assert health.silent_for is not None
        assert "Slack: heard" in get(port, "/readyz")[1]


def test_an_address_that_is_taken_names_the_setting(store: Store) -> None:
    for port in at_own_address(health_of(store)):
        with pytest.raises(WrongSetting, match=r"MUSTER_WATCH_PORT.* is taken") as taken:
            next(at_own_address(health_of(store), port))
        assert may_pass(taken.value)  # by whoever is just ending
    with (
        pytest.raises(WrongSetting, match="MUSTER_WATCH_HOST") as wrong,
        watched(health_of(store), lambda: ("", b""), "203.0.113.7", 0),
    ):
        pass
    assert not may_pass(wrong.value)


def asking(ask: Callable[[], int], keep: float = 60, patience: float = 5) -> Lately[int]:
    return Lately(ask, keep, patience)


def test_however_many_want_to_know_it_is_asked_once() -> None:
    asked: list[int] = []

    def ask() -> int:
        time.sleep(0.05)
        asked.append(1)
        return 7

    lately, told = asking(ask), list[int | None]()
    many = [threading.Thread(target=lambda: told.append(lately.answer())) for _ in range(20)]
    for each in many:
        each.start()
    for each in many:
        each.join()
    assert (told, asked) == ([7] * 20, [1])


def test_an_answer_that_is_old_or_failed_is_asked_for_anew() -> None:
    turns = iter([1, 2, 3])

    def ask() -> int:
        turn = next(turns)
        if turn == 2:
            raise OSError
        return turn

    lately = asking(ask, keep=0.05)
    told: list[int | None] = []
    for _ in range(3):
        told.append(lately.answer())
        time.sleep(0.06)
    assert told == [1, None, 3]


def test_who_does_not_get_an_answer_goes_on_and_asks_no_second_time() -> None:
    free, asked = threading.Event(), list[int]()

    def ask() -> int:
        asked.append(1)
        free.wait(10)
        return 7

    lately = asking(ask, patience=0.02)
    assert lately.answer() is None
    assert lately.answer() is None
    free.set()
    assert asking(lambda: 1).answer() == 1
    assert asked == [1]


def test_while_it_goes_on_nobody_waits_whatever_becomes_of_the_question() -> None:
    hangs = threading.Event()

    def ask() -> int:
        if hangs.is_set():
            threading.Event().wait(2)
        return 7

    lately = asking(ask, keep=0.01, patience=0.2)
    lately.go_on()
    assert lately.answer() == 7
    hangs.set()
    longest = 0.0
    last: int | None = 7
    ends = time.monotonic() + 1
    while last is not None and time.monotonic() < ends:
        began = time.monotonic()
        last = lately.answer()
        longest = max(longest, time.monotonic() - began)
        time.sleep(0.005)
    lately.stop()
    assert last is None, "an old answer is told no more"
    assert longest < 0.15, "and nobody waited for it"


def test_it_asks_by_itself_while_somebody_wants_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.lately.GOES_ON_SECONDS", 0.2)
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return 7

    lately = asking(ask, keep=0.01)
    lately.go_on()
    assert lately.answer() == 7
    until(lambda: len(asked) > 3)
    time.sleep(0.3)
    many = len(asked)
    time.sleep(0.1)
    assert len(asked) == many
