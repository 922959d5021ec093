"""The harness itself: finding, waiting, listening, and telling what went wrong."""

import re
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt import App
from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice, Slack
from practice.shapes import Json
from tests import parrot
from tests.parrot import button, field, modal, section


def row(*labels: str) -> Json:
    return {"type": "actions", "elements": [button(label, label.casefold()) for label in labels]}


def test_seeing_waits(web: WebClient, ada: Actor) -> None:
    threading.Timer(0.2, lambda: web.chat_postMessage(channel=ada.id, text="at last")).start()
    assert ada.sees("at last").author == "Parrot"


def test_seeing_looks_at_what_is_new(web: WebClient, ada: Actor, room: Channel) -> None:
    web.chat_postMessage(channel=ada.id, text="old news")
    ada.says("something", in_=room)
    with pytest.raises(AssertionError, match=r"does not see 'old news'[^(]*\(nothing\)") as error:
        ada.sees("old news", seconds=0.05)
    assert "something" not in str(error.value), "her own words are no answer"
    assert ada.sees("old news", since="ever").text == "old news"
    ada.does_not_see("old news")
    ada.sees_nothing(0.05)
    web.chat_postMessage(channel=ada.id, text="fresh news")
    with pytest.raises(AssertionError, match="fresh news"):
        ada.sees_nothing(0.05)
    with pytest.raises(AssertionError, match="in a message in DM"):
        ada.does_not_see("fresh news")


def test_a_change_counts_as_new(web: WebClient, ada: Actor) -> None:
    answer = web.chat_postMessage(channel=ada.id, text="before")
    ada.says("hm")
    web.chat_update(channel=answer["channel"], ts=answer["ts"], text="after")
    ada.sees("after")


def test_what_is_seen_tells_where_and_what_can_be_pressed(web: WebClient, ada: Actor, room: Channel) -> None:
    blocks = [section("*12* people are due"), row("Share", "More")]
    web.chat_postMessage(channel=room.id, text="12 people due, in plain words", blocks=blocks)
    seen = ada.sees("12 people are due")
    assert (seen.where, seen.buttons) == ("message in #readiness", ["Share", "More"])
    assert seen.shown == "12 people are due\n[Share] [More]"
    assert ada.sees("in plain words") == seen


def test_the_newest_control_is_pressed(bolt: App, web: WebClient, ada: Actor) -> None:
    pressed: list[str] = []

    @bolt.action(re.compile(".*"))
    def go(ack: Any, body: Json) -> None:
        ack()
        pressed.append(body.get("message", {}).get("text") or body["view"]["type"])

    web.views_publish(user_id=ada.id, view={"type": "home", "blocks": [row("Go", "Only here")]})
    web.chat_postMessage(channel=ada.id, text="older", blocks=[row("Go")])
    web.chat_postMessage(channel=ada.id, text="newer", blocks=[row("Go")])
    ada.presses("Go")
    ada.presses("only here")
    with pytest.raises(AssertionError, match="nothing to press called 'Stop'"):
        ada.presses("Stop")
    assert pressed == ["newer", "home"]


def test_an_open_modal_hides_the_rest(bolt: App, web: WebClient, ada: Actor) -> None:
    @bolt.shortcut("say")
    def shortcut(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal([field("Name", "plain_text_input")]))

    web.chat_postMessage(channel=ada.id, text="x", blocks=[row("Go")])
    ada.uses_shortcut("Say it")
    ada.sees("Name: [____]")
    with pytest.raises(AssertionError, match="nothing to press"):
        ada.presses("Go")
    with pytest.raises(AssertionError, match=r"no field 'Age'; there are \['Name'\]"):
        ada.fills({"Age": 3})
    ada.fills({"name": "Ada"})
    ada.sees("Name: Ada")
    with pytest.raises(AssertionError, match="no shortcut 'Sing'"):
        ada.uses_shortcut("Sing")


def test_without_a_modal_there_is_nothing_to_fill(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practice.actor._MODAL_SECONDS", 0.05)
    with pytest.raises(AssertionError, match="has no modal open"):
        ada.submits()


def test_people_and_places_by_part_of_a_name(slack: Practice, ada: Actor, room: Channel) -> None:
    ben = slack.person("Ben Byrd")
    assert [slack.id_of(w) for w in (ben, "Ben", "@Ben Byrd", ben.id, "#readiness", room)] == [
        ben.id,
        ben.id,
        ben.id,
        ben.id,
        room.id,
        room.id,
    ]
    slack.person("Ben Cobb")
    with pytest.raises(AssertionError, match="several go by 'Ben'"):
        slack.id_of("Ben")
    with pytest.raises(AssertionError, match="nobody and nothing is called 'Zoe'"):
        slack.id_of("Zoe")


def test_closing_does_not_wait_for_those_who_listen() -> None:
    started = time.monotonic()
    with Practice(parrot.manifest()) as running:
        ada = running.person("Ada Abbott")
        stream = urllib.request.urlopen(f"{running.url}/practice/events?as={ada.id}")
    stream.close()
    assert time.monotonic() - started < 3, "the browser's stream holds nobody up"


def test_somebody_listens(web: WebClient, bolt: App, slack: Practice, ada: Actor, room: Channel) -> None:
    lines: list[tuple[str, str]] = []
    slack.on_line = lambda speaker, text: lines.append((speaker, text))

    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        ack(text=body["text"], blocks=[section(body["text"]), row("Share")])

    @bolt.action("share")
    def share(ack: Any, respond: Any) -> None:
        ack()
        respond("shared", response_type="in_channel")

    ben = slack.person("Ben Byrd")
    slack.change_channel(room, join=[ben.id])
    ada.says("/echo hello", in_=room)
    ada.sees("hello")
    ada.presses("Share")
    ben.sees("shared", since="ever")
    ada.sees("shared")
    assert lines == [
        ("Ada Abbott", "(in #readiness) /echo hello"),
        ("Parrot", "hello\n[Share]"),
        ("Ada Abbott", "[Share]"),
        ("Parrot", "shared"),
    ]


def test_the_whole_transcript(slack: Practice, web: WebClient, ada: Actor, room: Channel) -> None:
    ada.says("hello @Parrot", in_=room)
    web.chat_postEphemeral(channel=room.id, user=ada.id, text="only you")
    web.chat_postMessage(channel=ada.id, text="x", blocks=[section("<@" + ada.id + "> is *due*")])
    assert slack.transcript() == (
        "=== DM with Ada Abbott\nParrot:\n    @Ada Abbott is due\n"
        "=== #readiness\nAda Abbott:\n    hello @Parrot\nParrot (only for Ada Abbott):\n    only you"
    )


def test_a_server_in_another_process(tmp_path: Path) -> None:
    manifest, stage = tmp_path / "manifest.yml", tmp_path / "people.yml"
    manifest.write_text(yaml.safe_dump(parrot.manifest()))
    stage.write_text(
        yaml.safe_dump(
            {
                "team": {"name": "Grove County"},
                "people": [{"name": "Ada Abbott", "email": "ada@x.example", "title": "Captain"}],
                "channels": [{"name": "readiness", "members": ["Ada Abbott"]}],
            }
        )
    )
    command = [sys.executable, "-m", "practice", "--manifest", str(manifest), "--workspace", str(stage)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        url = server.stdout.readline().removeprefix("listening on ").strip()
        assert url.startswith("http://127.0.0.1:")
        told = dict(server.stdout.readline().strip().split("=", 1) for _ in range(4))
        slack = Slack(url)
        assert told["SLACK_BOT_TOKEN"] == slack.bot_token
        ada = slack.somebody("Ada Abbott")
        web = WebClient(told["SLACK_BOT_TOKEN"], base_url=told["SLACK_API_URL"])
        assert web.team_info()["team"]["name"] == "Grove County"
        assert web.users_lookupByEmail(email="ada@x.example")["user"]["profile"]["title"] == "Captain"
        web.chat_postMessage(channel="#readiness", text="hello")
        ada.sees("hello")
        with pytest.raises(LookupError, match="nobody is called Zoe"):
            slack.somebody("Zoe")
        server.terminate()
        assert server.wait(timeout=5) == 0


def test_a_bad_manifest_or_stage_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nobody called Zoe"):
        Practice(parrot.manifest(), stage={"channels": [{"name": "hall", "members": ["Zoe"]}]})
    bad = tmp_path / "manifest.yml"
    bad.write_text("features: {}\n")
    command = [sys.executable, "-m", "practice", "--manifest", str(bad)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "display_information.name" in ended.stderr
