"""Socket Mode, with both of the SDK's own synchronous clients and with a bare one."""

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler as Builtin
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler as WebsocketClient
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor
from practice.client import Practice
from practice.shapes import Json
from tests import parrot
from tests.parrot import until


@pytest.fixture(autouse=True)
def _lively(slack: Practice) -> None:
    """The built-in client closes only when it next hears something."""
    slack.patience(ping_seconds=0.1)


def echoing(slack: Practice) -> App:
    bolt = parrot.app(slack)

    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        ack(f"you said {body['text']}")

    @bolt.event("message")
    def message(event: Json, say: Any) -> None:
        say(f"heard {event['text']}")

    return bolt


@pytest.mark.parametrize("kind", [Builtin, WebsocketClient])
def test_both_clients(slack: Practice, ada: Actor, kind: type[Builtin] | type[WebsocketClient]) -> None:
    with parrot.by_socket(slack, echoing(slack), kind):
        ada.says("/echo Fire & Rescue")
        ada.sees("you said Fire & Rescue")
        ada.says("hello")
        ada.sees("heard hello")
        slack.settle()
        envelope = slack.deliveries[0]
        assert (envelope.kind, len(envelope.acks), envelope.acks[0].payload) == (
            "slash_commands",
            1,
            {"text": "you said Fire &amp; Rescue"},
        )
    assert slack.complaints == []


@pytest.mark.parametrize("kind", [Builtin, WebsocketClient])
def test_they_come_back_after_the_sockets_are_cut(
    slack: Practice, ada: Actor, kind: type[Builtin] | type[WebsocketClient]
) -> None:
    with parrot.by_socket(slack, echoing(slack), kind, ping_interval=0.3):
        slack.drop_sockets()
        until(lambda: slack.connections == 1, seconds=20)
        ada.says("/echo again")
        ada.sees("you said again")


class Bare:
    """One WebSocket, driven by hand."""

    def __init__(self, slack: Practice) -> None:
        self.slack = slack
        self.heard: list[Json] = []

    async def open(self, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        url = WebClient(base_url=self.slack.api_url).apps_connections_open(app_token=self.slack.app_token)[
            "url"
        ]
        return await session.ws_connect(str(url))


def act(slack: Practice, ada: Actor, text: str) -> Any:
    body = {"as": ada.id, "action": {"type": "say", "conversation": ada.dm.id, "text": text}}
    return asyncio.to_thread(slack.post, "act", body)


def test_the_protocol_by_hand(slack: Practice, ada: Actor) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session:
            socket = await Bare(slack).open(session)
            hello = await socket.receive_json()
            assert hello["type"] == "hello"
            assert hello["num_connections"] == 1
            assert hello["connection_info"] == {"app_id": slack.app_id}
            assert hello["debug_info"]["approximate_connection_time"] > 0
            said = asyncio.ensure_future(act(slack, ada, "/echo hello"))
            envelope = await socket.receive_json()
            assert envelope["type"] == "slash_commands"
            assert envelope["accepts_response_payload"] is True
            assert "retry_attempt" not in envelope
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}})
            await said
            said = asyncio.ensure_future(act(slack, ada, "hello"))
            envelope = await socket.receive_json()
            assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
            assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            await said
            await socket.send_str("not json")
            await socket.send_json({"envelope_id": "never sent"})
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            await socket.close()

    asyncio.run(run())
    ada.sees("hi", since="ever")
    until(lambda: len(slack.complaints) == 3)
    assert [c.kind for c in slack.complaints] == ["bad_ack", "bad_ack", "late_ack"]


def test_an_event_not_acknowledged_comes_again(slack: Practice, ada: Actor) -> None:
    slack.patience(ack_seconds=0.3)

    async def run() -> list[Json]:
        envelopes = []
        async with aiohttp.ClientSession() as session:
            socket = await Bare(slack).open(session)
            await socket.receive_json()
            said = asyncio.ensure_future(act(slack, ada, "hello"))
            for _ in range(3):
                envelopes.append(await socket.receive_json())
            await socket.send_json({"envelope_id": envelopes[-1]["envelope_id"]})
            await said
            await asyncio.to_thread(slack.settle)
        return envelopes

    envelopes = asyncio.run(run())
    assert [(e["retry_attempt"], e["retry_reason"]) for e in envelopes] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
    ]
    assert len({e["payload"]["event_id"] for e in envelopes}) == 1
    assert [c.kind for c in slack.complaints] == ["no_ack", "no_ack"]
    assert slack.deliveries[0].attempts == 3


def test_several_connections_take_turns(slack: Practice, ada: Actor) -> None:
    async def run() -> list[int]:
        got = [0, 0]
        async with aiohttp.ClientSession() as session:
            sockets = [await Bare(slack).open(session) for _ in range(2)]
            hellos = [await socket.receive_json() for socket in sockets]
            assert [h["num_connections"] for h in hellos] == [1, 2]

            async def serve(n: int) -> None:
                async for frame in sockets[n]:
                    got[n] += 1
                    await sockets[n].send_json({"envelope_id": json.loads(frame.data)["envelope_id"]})

            servers = [asyncio.ensure_future(serve(n)) for n in range(2)]
            for n in range(4):
                await act(slack, ada, f"/echo {n}")
            for server in servers:
                server.cancel()
        return got

    assert asyncio.run(run()) == [2, 2]


def test_at_most_ten_connections_and_a_ticket_for_each(slack: Practice) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session:
            bare = Bare(slack)
            opened = [await bare.open(session) for _ in range(10)]
            for socket in opened:
                assert (await socket.receive_json())["type"] == "hello"
            eleventh = await bare.open(session)
            refused = await eleventh.receive_json()
            assert (refused["type"], refused["reason"]) == ("disconnect", "too_many_websockets")
            await opened[0].close()
            with pytest.raises(aiohttp.WSServerHandshakeError) as error:
                await session.ws_connect(f"{slack.url}/link/?ticket=used&app_id={slack.app_id}")
            assert error.value.status == 408

    asyncio.run(run())


def test_slack_asks_for_a_new_connection(slack: Practice, ada: Actor) -> None:
    with parrot.by_socket(slack, echoing(slack), Builtin, ping_interval=0.3):
        slack.refresh_sockets()
        until(lambda: slack.post("sockets")["opened"] == 2)
        time.sleep(0.6)
        assert slack.connections == 1
        ada.says("/echo still here")
        ada.sees("you said still here")


def test_new_connections_are_turned_away_for_a_while(slack: Practice) -> None:
    slack.drop_sockets(refuse_seconds=0.3)
    web = WebClient(base_url=slack.api_url)
    with pytest.raises(SlackApiError) as error:
        web.apps_connections_open(app_token=slack.app_token)
    assert error.value.response["error"] == "internal_error"
    time.sleep(0.35)
    assert web.apps_connections_open(app_token=slack.app_token)["ok"]


def test_silence(slack: Practice, ada: Actor) -> None:
    slack.patience(ack_seconds=0.4, backoff=[])
    with parrot.by_socket(slack, echoing(slack)):
        slack.go_silent()
        ada.says("/echo anybody?")
        ada.sees('/echo failed with the error "operation_timeout"')
        assert slack.connections == 1
        assert slack.complaints == []
        slack.behave()
        ada.says("/echo now")
        ada.sees("you said now")


def test_pings_are_answered_unless_silent(slack: Practice) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session:
            url = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"]
            socket = await session.ws_connect(str(url), autoping=False)
            assert (await socket.receive_json())["type"] == "hello"
            await socket.ping(b"a:1")
            pong = await socket.receive(timeout=2)
            assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"a:1")
            await asyncio.to_thread(slack.go_silent)
            await socket.ping(b"a:2")
            with pytest.raises(TimeoutError):
                await socket.receive(timeout=0.2)

    asyncio.run(run())


def test_a_connection_lost_in_the_middle(slack: Practice, ada: Actor) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session:
            socket = await Bare(slack).open(session)
            await socket.receive_json()
            said = asyncio.ensure_future(act(slack, ada, "/echo hello"))
            await socket.receive_json()
            await socket.close()
            await said

    asyncio.run(run())
    ada.sees('/echo failed with the error "dispatch_failed"', since="ever")
