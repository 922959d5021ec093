"""One call of one way to give an answer: the Web API or a response URL, once, without the SDK's own retry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from bot.hearing import Heard
from bot.looking import chosen_at_first, with_standing
from bot.ways import By, Way, Words, thread_of
from jobs.channels import look_inside
from jobs.failures import Failure, Unreachable, failures, refusal, word_of
from jobs.sending import without_retry

TIMEOUT_SECONDS = 10

log = structlog.get_logger()


class Calling:
    """Calls. The SDK's retry, which repeats a call at once when a connection breaks and so may say
    something twice, is left out; trying again is `bot.doors`' business."""

    def __init__(self, client: WebClient) -> None:
        self._client = without_retry(client)

    def call(self, heard: Heard, way: Way) -> None:
        """Gives an answer by this way. Raises a Failure."""
        with failures(way.by):
            if way.words is None:
                self._show(heard, way)
            elif way.by is By.RESPONSE_URL:
                self._respond(heard, way, way.words)
            else:
                self._say(heard, way, way.words)

    def _show(self, heard: Heard, way: Way) -> None:
        view = way.view or {}
        match way.by:
            case By.OPEN:
                shown = self._client.views_open(trigger_id=heard.trigger, view=view)
                self._look(shown.get("view") or {}, chosen_at_first(heard, view))
            case By.PUSH:
                shown = self._client.views_push(trigger_id=heard.trigger, view=view)
                self._look(shown.get("view") or {}, chosen_at_first(heard, view))
            case By.LOOK:
                self._look(heard.view, way.looks_into, was_asked=True)
            case By.PUBLISH:
                self._client.views_publish(user_id=heard.user, view=view)
            case _:
                known = {} if way.whatever_is_shown else {"hash": heard.view_hash}
                self._client.views_update(view_id=heard.view_id, view=view, **known)

    def _look(self, view: Mapping[str, Any], channel: str, was_asked: bool = False) -> None:
        """Has a modal say what keeps us out of the channel chosen in it; what Slack does not say is let be.

        `was_asked`: somebody chose it, and what stands there of another is no longer said.
        """
        if not (channel or was_asked):
            return
        try:
            with failures(By.LOOK):
                said = with_standing(view, channel, self._kept_out_of(channel))
                if said is not None:
                    self._client.views_update(view_id=view["id"], hash=view["hash"], view=said)
        except Failure as failure:
            log.info("channel not looked into", error=failure.code)

    def _kept_out_of(self, channel: str) -> Unreachable | None:
        try:
            if channel:
                look_inside(self._client, channel, takes_groups=False)
        except Unreachable as why:
            return why
        return None

    def _say(self, heard: Heard, way: Way, words: Words) -> None:
        said: dict[str, Any] = {
            "channel": heard.place.channel,
            "thread_ts": thread_of(heard),
            "text": words.text,
            "blocks": words.blocks or None,
        }
        if way.by is By.POST:
            word_of(self._client.chat_postMessage(**said), "ts")
        else:
            self._client.chat_postEphemeral(user=heard.user, **said)

    def _respond(self, heard: Heard, way: Way, words: Words) -> None:
        body: dict[str, Any] = {
            "text": words.text,
            "blocks": words.blocks,
            "response_type": "ephemeral",
            "replace_original": way.replaces,
        }
        thread = thread_of(heard)
        if thread is not None and not way.replaces:
            body["thread_ts"] = thread
        sender = WebhookClient(heard.response_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
        taken = sender.send_dict(body)
        code = _refused(taken)
        if code is not None:
            raise refusal(taken.status_code, code, dict(taken.headers), By.RESPONSE_URL)


def _refused(taken: WebhookResponse) -> str | None:
    """Slack's word for why a response URL did not take it, which comes as JSON or bare; None if it did."""
    said: Any = None
    with suppress(ValueError):
        said = json.loads(taken.body)
    if isinstance(said, dict):
        return None if said.get("ok", True) and taken.status_code == 200 else str(said.get("error") or "")
    return None if taken.status_code == 200 else taken.body.strip()
