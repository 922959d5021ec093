"""Socket Mode connections that are open and mute: nothing is said, nothing is heard, nothing is closed."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt import App
from slack_sdk import WebClient

from practice.actor import Actor
from practice.client import Practice
from practice.shapes import Json
from tests import parrot
from tests.parrot import until

Opening = Callable[[], Awaitable[aiohttp.ClientWebSocketResponse]]


@pytest.fixture(autouse=True)
def _lively(slack: Practice) -> None:
    slack.patience(ping_seconds=0.05, ack_seconds=0.4, backoff=[])


def echoing(slack: Practice) -> App:
    bolt = parrot.app(slack)

    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        ack(f"you said {body['text']}")

    return bolt


async def quiet(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Nothing comes any more, once what was on its way is here."""
    with contextlib.suppress(TimeoutError):
        await socket.receive(timeout=0.1)
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.3)


def by_hand(slack: Practice, do: Callable[[Opening], Awaitable[None]]) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session:

            async def opening() -> aiohttp.ClientWebSocketResponse:
                web = WebClient(base_url=slack.api_url)
                url = web.apps_connections_open(app_token=slack.app_token)["url"]
                return await session.ws_connect(str(url), autoping=False, autoclose=False)

            await do(opening)

    asyncio.run(run())


def test_an_open_connection_hears_no_more(slack: Practice, ada: Actor) -> None:
    async def do(opening: Opening) -> None:
        socket = await opening()
        assert (await socket.receive_json())["type"] == "hello"
        assert (await socket.receive()).type is aiohttp.WSMsgType.PING
        await asyncio.to_thread(slack.go_silent)
        await quiet(socket)
        await socket.ping(b"anybody?")
        await asyncio.to_thread(ada.says, "/echo hello")
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.3)
        assert slack.connections == 1

    by_hand(slack, do)
    ada.sees('/echo failed with the error "operation_timeout"', since="ever")
    assert slack.complaints == []


def test_new_connections_come_up_mute(slack: Practice) -> None:
    slack.go_silent()

    async def do(opening: Opening) -> None:
        socket = await opening()
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.3)
        await asyncio.to_thread(slack.go_silent, False)
        assert (await socket.receive(timeout=2)).type is aiohttp.WSMsgType.PING

    by_hand(slack, do)
    assert slack.connections_made == 1


def test_a_goodbye_is_not_answered(slack: Practice) -> None:
    async def do(opening: Opening) -> None:
        socket = await opening()
        assert (await socket.receive_json())["type"] == "hello"
        await asyncio.to_thread(slack.go_silent)
        closing = asyncio.ensure_future(socket.close())
        await asyncio.sleep(0.3)
        assert not closing.done()
        assert slack.connections == 1
        await asyncio.to_thread(slack.behave)
        await closing

    by_hand(slack, do)
    until(lambda: slack.connections == 0)


def test_only_those_that_are_open(slack: Practice, ada: Actor) -> None:
    async def do(opening: Opening) -> None:
        mute = await opening()
        assert (await mute.receive_json())["type"] == "hello"
        await asyncio.to_thread(lambda: slack.go_silent(new_too=False))
        well = await opening()
        assert (await well.receive_json())["type"] == "hello"
        assert (await well.receive(timeout=2)).type is aiohttp.WSMsgType.PING

    by_hand(slack, do)


def test_the_official_client_hears_again_when_it_is_over(slack: Practice, ada: Actor) -> None:
    with parrot.by_socket(slack, echoing(slack)):
        slack.go_silent()
        started = time.monotonic()
        ada.says("/echo anybody?")
        assert time.monotonic() - started >= 0.4
        slack.behave()
        ada.says("/echo now")
        ada.sees("you said now")


def test_cut_while_mute(slack: Practice, ada: Actor) -> None:
    with parrot.by_socket(slack, echoing(slack)):
        slack.go_silent(new_too=False)
        slack.drop_sockets()
        until(lambda: slack.connections == 1, seconds=20)
        ada.says("/echo again")
        ada.sees("you said again")
