"""What Slack delivers, as the conversation hears it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.hearing import hear_click, hear_home, hear_words, unescape


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
    [{"subtype": "message_changed"}, {"bot_id": "B1"}, {"user": None}, {"channel_type": "channel"}],
)
def test_edits_bots_and_other_peoples_talk_are_not_heard(event: dict[str, Any]) -> None:
    assert hear_words(words(**event), "U0BOT") is None


def test_a_mention_is_heard_without_itself() -> None:
    heard = hear_words(words(type="app_mention", text="<@U0BOT> who's due in <@U0BOT|muster> law?"), "U0BOT")
    assert heard is not None
    assert heard.text.split() == ["who's", "due", "in", "law?"]


def test_only_the_home_tab_is_home() -> None:
    body = {"team_id": "T1", "event_id": "Ev1", "event": {"user": "U1", "tab": "messages"}}
    assert hear_home(body) is None


def test_a_buttons_value_that_is_not_ours_is_nothing() -> None:
    body = {
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "trigger_id": "1.2",
        "actions": [{"type": "button", "action_id": "say:x", "value": "[1]"}],
        "channel": {"id": "C1"},
    }
    assert hear_click(body).value == {}
