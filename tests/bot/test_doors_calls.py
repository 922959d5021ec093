"""Each call at a door is made once, however it ends, and says what became of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_sdk import WebClient

from bot.calling import Calling
from bot.giving import Giving
from bot.hearing import Heard
from bot.ways import By, Way, Words
from commands.kit.request import Door, Place
from jobs.failures import Away, BlocksRefused, Failure, Limited, TooLate

VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "Muster"}, "blocks": []}


class Wire:
    """A Slack that does as told with whatever is asked: `cut`, or an answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: tuple[int, str, dict[str, str]] | None = None
        wire = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                wire.asked.append(self.path.rpartition("/")[2])
                if wire.answer is None:
                    self.connection.close()  # read, perhaps done, and never answered
                    return
                status, body, headers = wire.answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def wire() -> Iterator[Wire]:
    found = Wire()
    yield found
    found.server.shutdown()
    found.server.server_close()


def call(wire: Wire, by: By) -> None:
    heard = Heard(
        door=Door.MESSAGE,
        workspace="T1",
        user="U1",
        key="click:1",
        place=Place("C1", thread="1.1", message="2.2"),
        trigger="1.2.3",
        response_url=f"{wire.url}/response_url",
        view_id="V1",
    )
    says = by in (By.RESPONSE_URL, By.EPHEMERAL, By.POST)
    way = Way(by, words=Words("Hello")) if says else Way(by, view=VIEW)
    Calling(WebClient("xoxb-1", base_url=f"{wire.url}/api/")).call(heard, way)


@pytest.mark.parametrize("by", [each for each in By if each is not By.LOOK])  # that gives no answer
def test_a_connection_that_is_cut_is_not_used_twice(wire: Wire, by: By) -> None:
    """The SDK's own retry would say it again at once, though it may have arrived."""
    with pytest.raises(Away) as caught:
        call(wire, by)
    assert caught.value.maybe_arrived
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ((404, "used_url", {}), TooLate),
        ((404, '{"ok": false, "error": "expired_url"}', {}), TooLate),
        ((200, '{"ok": false, "error": "expired_url"}', {}), TooLate),
        ((400, "invalid_blocks", {}), BlocksRefused),
        ((429, "", {"Retry-After": "7"}), Limited),
        ((500, "<html>Oops</html>", {}), Away),
        ((200, "ok", {}), None),
        ((200, '{"ok": true}', {}), None),
    ],
)
def test_what_a_response_url_answers(
    wire: Wire, answer: tuple[int, str, dict[str, str]], failure: type[Failure] | None
) -> None:
    wire.answer = answer
    if failure is None:
        call(wire, By.RESPONSE_URL)
        return
    with pytest.raises(failure) as caught:
        call(wire, By.RESPONSE_URL)
    if isinstance(caught.value, Limited):
        assert caught.value.seconds == 7


def test_nobody_there_certainly_heard_nothing(wire: Wire) -> None:
    wire.server.shutdown()
    wire.server.server_close()
    with pytest.raises(Away) as caught:
        call(wire, By.RESPONSE_URL)
    assert not caught.value.maybe_arrived


def test_waiting_work_holds_no_thread() -> None:
    giving, done = Giving(threads=2), threading.Event()
    for _ in range(50):
        assert giving.begin(lambda: 30.0)

    def at_once() -> None:
        done.set()

    assert giving.begin(at_once)
    assert done.wait(2)
    assert len(giving.close(1)) == 50


def test_there_is_a_bound_to_what_waits() -> None:
    giving = Giving(threads=1, most=3)
    assert [giving.begin(lambda: 30.0) for _ in range(5)] == [True, True, True, False, False]
    giving.close(1)
    assert not giving.begin(lambda: None)


def test_what_hangs_is_left_at_the_end() -> None:
    giving, hangs = Giving(threads=1), threading.Event()

    def hang() -> None:
        hangs.wait(30)

    giving.begin(hang)
    time.sleep(0.1)
    started = time.monotonic()
    assert giving.close(0.5) == [hang]
    assert time.monotonic() - started < 2
    hangs.set()
