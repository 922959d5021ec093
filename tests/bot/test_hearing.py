"""What Slack delivers, as the conversation hears it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.hearing import (
    LONGEST_SEARCH,
    hear_click,
    hear_command,
    hear_home,
    hear_search,
    hear_submission,
    hear_words,
    unescape,
)
from commands.kit.request import Door


@pytest.mark.parametrize(
    ("arrives", "typed"),
    [
        ("Fire &amp; Rescue", "Fire & Rescue"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("&amp;lt;", "&lt;"),
        ("<mailto:ada@x.example|ada@x.example>", "ada@x.example"),
        ("<https://x.example|x.example>", "x.example"),
        ("<mailto:ada@x.example|>", ""),
        ("for <@U123|ada>, please", "for <@U123|ada>, please"),
    ],
)
def test_text_is_unescaped_once(arrives: str, typed: str) -> None:
    assert unescape(arrives) == typed


def words(**event: Any) -> dict[str, Any]:
    said = {
        "type": "message",
        "channel_type": "im",
        "channel": "D1",
        "user": "U1",
        "text": "due",
        "ts": "1.0",
    }
    return {"team_id": "T1", "event_id": "Ev1", "event": said | event}


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"edited": {"user": "U1", "ts": "2.0"}},
        {"bot_id": "B1"},
        {"user": None},
        {"channel_type": "channel"},
        {"channel_type": "mpim", "text": "shall we meet?"},
    ],
)
def test_edits_bots_and_other_peoples_talk_are_not_heard(event: dict[str, Any]) -> None:
    assert hear_words(words(**event), "T1", "U0BOT") is None


def test_a_mention_is_heard_without_itself() -> None:
    heard = hear_words(
        words(type="app_mention", text="<@U0BOT> who's due in <@U0BOT|muster> law?"), "T1", "U0BOT"
    )
    assert heard is not None
    assert heard.text.split() == ["who's", "due", "in", "law?"]


def test_only_the_home_tab_is_home() -> None:
    body = {"team_id": "T1", "event_id": "Ev1", "event": {"user": "U1", "tab": "messages"}}
    assert hear_home(body, "T1") is None


def test_a_buttons_value_that_is_not_ours_is_nothing() -> None:
    body = {
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "trigger_id": "1.2",
        "actions": [{"type": "button", "action_id": "say:x", "value": "[1]"}],
        "channel": {"id": "C1"},
    }
    assert hear_click(body, "T1").value == {}


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
@pytest.mark.parametrize("about", [{}, {"channel_type": "mpim", "channel": "C1", "text": "<@U0BOT> due"}])
def test_messages_that_carry_something_are_peoples(subtype: str, about: dict[str, Any]) -> None:
    heard = hear_words(words(subtype=subtype, **about), "T1", "U0BOT")
    assert heard is not None
    assert heard.text == "due"
    assert heard.door is (Door.MENTION if about else Door.DIRECT)


PAYLOADS = json.loads((Path(__file__).parent / "shared_channels.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "hear", "outside"),
    [
        ("view_submission", hear_submission, True),
        ("app_home_opened", hear_home, True),
        ("app_mention", lambda body, workspace: hear_words(body, workspace, "U0BOT"), False),
        ("block_actions", hear_click, False),
    ],
)
def test_the_workspace_is_where_the_app_is_and_the_team_is_the_speakers(
    name: str, hear: Any, outside: bool
) -> None:
    heard = hear(PAYLOADS[name], "T111")
    assert heard.workspace == "T111"
    assert heard.names_another_team is outside


@pytest.mark.parametrize(
    ("body", "outside"),
    [
        ({"user": {"id": "U1", "team_id": "TOTHER"}, "team": {"id": "T1"}}, True),
        ({"user": {"id": "U1", "team_id": "T1"}, "team": None}, False),
        ({"user": {"id": "U1", "team_id": "T1"}, "team": {"id": "TOTHER"}}, False),
        ({"user": {"id": "U1"}, "team": {"id": "TOTHER"}}, True),
        ({"user": {"id": "W1", "team_id": "E1"}, "team": None}, True),
        ({"user": {"id": "U1"}}, False),
    ],
)
def test_a_clicks_team_is_the_actors_own(body: dict[str, Any], outside: bool) -> None:
    click = {
        "trigger_id": "1.2",
        "actions": [{"type": "button", "action_id": "say:x", "value": "{}"}],
        **body,
    }
    assert hear_click(click, "T1").names_another_team is outside
    assert hear_click(click, "T1").workspace == "T1"


def test_signs_nobody_sees_are_not_heard() -> None:
    heard = hear_words(words(text="d\u200bue \u202eCedar\x00 Fire\ud800"), "T1", "U0BOT")
    assert heard is not None
    assert heard.text == "due Cedar Fire"
    state = {"values": {"note": {"note": {"type": "plain_text_input", "value": "a\u202eb\x00\udfffc\nd"}}}}
    view = {
        "id": "V1",
        "callback_id": "x",
        "private_metadata": '{"say": "\\u200bdue\\ud800"}',
        "state": state,
    }
    submitted = hear_submission({"user": {"id": "U1"}, "view": view}, "T1")
    assert submitted.fields == {"note": "abc\nd"}
    assert submitted.value == {"say": "due"}


def test_what_can_not_be_recognized_again_is_itself_alone() -> None:
    def key(trigger: object) -> str:
        return hear_command({"user_id": "U1", "command": "/due", "trigger_id": trigger}, "T1").key

    assert key("1.2") == key("1.2")
    assert key("") != key("")
    assert key(None) != key(["1.2"])
    assert len(key("9" * 100_000)) < 100
    assert key("9" * 100_000) == key("9" * 100_000)


@pytest.mark.parametrize("value", ["[" * 100_000, "[" * 900, '{"run": ' + "9" * 5000 + "}", "\x00", "nul"])
def test_a_value_of_any_kind_is_read_as_nothing(value: str) -> None:
    action = {"type": "button", "action_id": "import.apply", "value": value}
    assert hear_click({"user": {"id": "U1"}, "actions": [action]}, "T1").value == {}


def test_a_search_is_cut_before_anything_is_looked_for() -> None:
    body = {"user": {"id": "U1"}, "action_id": "people", "value": " " * 9 + "ab" * 100_000}
    assert hear_search(body, "T1").text == (" " * 9 + "ab" * 100)[:LONGEST_SEARCH]
