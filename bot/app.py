"""Muster in Bolt: one listener for each kind of thing Slack delivers, and none knows a command by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.conversation import Conversation
from bot.doors import Doors
from bot.hearing import (
    Heard,
    hear_click,
    hear_command,
    hear_home,
    hear_search,
    hear_shortcut,
    hear_submission,
    hear_words,
)

ANYTHING = re.compile("")
Hear = Callable[[Mapping[str, Any]], Heard]


def bolt_app(client: WebClient, signing_secret: str | None, conversation: Conversation, doors: Doors) -> App:
    """The Bolt app. Asks Slack once whether the token is good, and raises SlackApiError when it is not.

    `process_before_response`: Bolt's own loop around the acknowledgement costs ten milliseconds a request.
    """
    app = App(
        client=client,
        signing_secret=signing_secret or "not used over Socket Mode",
        request_verification_enabled=signing_secret is not None,
        process_before_response=True,
    )

    def listener(hear: Hear) -> Callable[..., None]:
        def listen(body: dict[str, Any], ack: Ack) -> None:
            _answer(hear(body), ack, conversation, doors)

        return listen

    app.command(ANYTHING)(listener(hear_command))
    app.action(ANYTHING)(listener(hear_click))
    app.view(ANYTHING)(listener(hear_submission))
    app.options(ANYTHING)(listener(hear_search))
    app.shortcut(ANYTHING)(listener(hear_shortcut))

    def words(body: dict[str, Any], ack: Ack, context: BoltContext) -> None:
        heard = hear_words(body, context.bot_user_id or "")
        if heard is not None:
            _answer(heard, ack, conversation, doors)

    def home(body: dict[str, Any], ack: Ack) -> None:
        heard = hear_home(body)
        if heard is not None:
            _answer(heard, ack, conversation, doors)

    app.event("app_mention")(words)
    app.event("message")(words)
    app.event("app_home_opened")(home)
    return app


def _answer(heard: Heard, ack: Ack, conversation: Conversation, doors: Doors) -> None:
    answer = conversation.answer(heard)
    carried = doors.acknowledgement(heard, answer)
    ack(**carried) if carried else ack()
    doors.follow_up(heard, answer)
