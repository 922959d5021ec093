"""Signed HTTP: signatures, content types, the handshake, repeated deliveries."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from practice.actor import Actor
from practice.client import Practice, PracticeError
from practice.shapes import Json
from tests.parrot import button, section, until

Heard = list[tuple[dict[str, str], str]]
Answer = Callable[[str, int], tuple[int, str, str]]
"""From the body and how many came before it to status, content type and body."""


@contextmanager
def listening(answer: Answer) -> Iterator[tuple[str, Heard]]:
    """A bare HTTP server that keeps what it hears, headers and all."""
    heard: Heard = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if "url_verification" in body:
                status, kind, content = 200, "text/plain", json.loads(body)["challenge"]
            else:
                heard.append(({k.casefold(): v for k, v in self.headers.items()}, body))
                status, kind, content = answer(body, len(heard))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/slack/events", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fine(_: str, __: int) -> tuple[int, str, str]:
    return 200, "text/plain", ""


def test_signatures_and_content_types(slack: Practice, web: WebClient, ada: Actor) -> None:
    with listening(fine) as (url, heard):
        slack.deliver_to(url)
        ada.says("/raw payload & more")
        web.chat_postMessage(channel=ada.id, text="x", blocks=[section("x", accessory=button("Go", "go"))])
        slack.settle()
        ada.presses("Go")
        ada.says("hello")
    verifier = SignatureVerifier(slack.signing_secret)
    for headers, body in heard:
        assert verifier.is_valid_request(body, headers)
        assert not verifier.is_valid_request(body + " ", headers)
    form = "application/x-www-form-urlencoded"
    command, own, click, said = heard
    assert command[0]["content-type"] == form
    assert parse_qs(command[1])["text"] == ["payload & more"]
    assert own[0]["content-type"] == "application/json"
    assert click[0]["content-type"] == form
    assert json.loads(parse_qs(click[1])["payload"][0])["type"] == "block_actions"
    assert said[0]["content-type"] == "application/json"
    assert json.loads(said[1])["event"]["text"] == "hello"
    assert all("x-slack-retry-num" not in headers for headers, _ in heard)


def test_an_address_that_does_not_give_the_challenge_back(slack: Practice) -> None:
    with pytest.raises(PracticeError, match="cannot be reached"):
        slack.deliver_to("http://127.0.0.1:9/slack/events")
    with pytest.raises(PracticeError, match="not the challenge"):
        slack.deliver_to(f"{slack.url}/api/api.test")


def test_events_are_delivered_again_up_to_three_times(slack: Practice, ada: Actor) -> None:
    with listening(lambda _, __: (500, "text/plain", "")) as (url, heard):
        slack.deliver_to(url)
        ada.says("hello")
        slack.settle()
    assert [h.get("x-slack-retry-num") for h, _ in heard] == [None, "1", "2", "3"]
    assert {h.get("x-slack-retry-reason") for h, _ in heard[1:]} == {"http_error"}
    assert len({json.loads(body)["event_id"] for _, body in heard}) == 1
    assert [c.kind for c in slack.complaints] == ["bad_ack"] * 4
    assert slack.deliveries[-1].attempts == 4


def test_a_repeated_delivery_that_succeeds_ends_it(slack: Practice, ada: Actor) -> None:
    def second_time(_: str, n: int) -> tuple[int, str, str]:
        if n == 1:
            time.sleep(0.6)
        return fine("", n)

    slack.patience(ack_seconds=0.3)
    with listening(second_time) as (url, heard):
        slack.deliver_to(url)
        ada.says("hello")
        slack.settle()
    assert [h.get("x-slack-retry-reason") for h, _ in heard] == [None, "http_timeout"]
    assert [c.kind for c in slack.complaints] == ["no_ack"]


def test_commands_are_not_delivered_again_by_themselves(slack: Practice, ada: Actor) -> None:
    with listening(lambda _, __: (500, "text/plain", "")) as (url, heard):
        slack.deliver_to(url)
        ada.says("/echo")
        slack.settle()
    assert len(heard) == 1


def test_a_form_whose_second_delivery_succeeds_closes(slack: Practice, bolt: App, ada: Actor) -> None:
    calls: list[int] = []

    @bolt.shortcut("say")
    def shortcut(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        view = {"type": "modal", "callback_id": "form", "blocks": [section("x")]}
        words = {
            "title": {"type": "plain_text", "text": "Form"},
            "submit": {"type": "plain_text", "text": "Save"},
        }
        client.views_open(trigger_id=body["trigger_id"], view=view | words)

    @bolt.view("form")
    def form(ack: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("the first time it breaks")
        ack()

    ada.uses_shortcut("Say it")
    ada.submits()
    until(lambda: ada.modal is None)
    assert len(calls) == 2


def test_each_envelope_several_times(slack: Practice, bolt: App, ada: Actor) -> None:
    triggers: list[str] = []

    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        triggers.append(body["trigger_id"])
        ack(f"answer {len(triggers)}")

    slack.deliver_each(times=3)
    ada.says("/echo")
    assert len(triggers) == 3
    assert len(set(triggers)) == 1
    assert len(slack.last_acks) == 3
    assert len(ada.messages()) == 1
    slack.behave()
    ada.says("/echo")
    assert len(triggers) == 4


def test_the_last_act_is_delivered_again(slack: Practice, bolt: App, ada: Actor) -> None:
    bodies: list[Json] = []

    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        bodies.append(body)
        ack("answer")

    with pytest.raises(PracticeError, match="did nothing yet"):
        ada.repeats_last()
    ada.says("/echo hello")
    ada.repeats_last(times=2)
    assert len(bodies) == 3
    assert bodies[0] == bodies[1] == bodies[2]
    assert [a.payload for a in slack.last_acks] == [{"text": "answer"}] * 3
    assert len(ada.messages()) == 1


def test_the_last_act_comes_again_as_a_retry(ada: Actor, slack: Practice) -> None:
    with listening(fine) as (url, heard):
        slack.deliver_to(url)
        ada.says("hello")
        ada.repeats_last(times=2, as_retry=True)
        ada.repeats_last()
    numbers = [headers.get("x-slack-retry-num") for headers, _ in heard]
    reasons = [headers.get("x-slack-retry-reason") for headers, _ in heard]
    assert numbers == [None, "1", "2", None]
    assert reasons == [None, "http_timeout", "http_timeout", None]
    assert len({json.loads(body)["event_id"] for _, body in heard}) == 1


def test_doors_are_switched_at_runtime(slack: Practice, bolt: App, ada: Actor) -> None:
    @bolt.command("/echo")
    def echo(ack: Any) -> None:
        ack("over HTTP")

    ada.says("/echo")
    ada.sees("over HTTP")
    slack.deliver_by_socket()
    ada.says("/echo")
    ada.sees('failed with the error "dispatch_failed"')
