"""One message through the Web API, as far as Slack takes it: richer blocks, plain ones, or words alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from jobs import channels
from jobs.failures import BlocksRefused, Held, NotInSlack, NotTaken, failures, word_of
from jobs.posting import content_of
from storage.claiming import Claimed
from storage.deliveries import Delivery

OPEN = "conversations.open"
POST = "chat.postMessage"
UPLOAD = "files.completeUploadExternal"


@dataclass(frozen=True)
class Arrived:
    """Where a message ended. `richer_refused`: its blocks were not taken, but the plain ones were."""

    channel: str
    ts: str | None
    richer_refused: bool = False


def send(client: WebClient, claimed: Claimed, now: datetime) -> Arrived:
    """Sends a claimed message. Raises a Failure; Held when a method it needs is not to be called now."""
    delivery = claimed.delivery
    calls = _Calls(claimed.held, now)
    channel = delivery.recipient
    if not channel:
        raise NotInSlack("not_in_slack")
    if is_user(channel):
        channel = claimed.direct_channel or _opened(client, channel, calls)
    if delivery.inside_only:
        with calls.to(channels.METHOD):
            channels.look_inside(client, channel)
    if delivery.file is not None:
        return _upload(client, delivery, channel, calls)
    return _say(client, claimed, channel, calls)


def without_retry(client: WebClient) -> WebClient:
    """The same client without the SDK's own retry.

    That repeats a call at once when a connection breaks, and so may say something twice; whoever calls tries
    again as is right there.
    """
    return WebClient(
        client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        headers=dict(client.headers),
        retry_handlers=[],
    )


def is_user(recipient: str) -> bool:
    """Whether a recipient is a person, to be written to in direct messages."""
    return recipient[:1] in ("U", "W")


@dataclass(frozen=True)
class _Calls:
    """Which methods may be called now."""

    held: Mapping[str, datetime]
    now: datetime

    @contextmanager
    def to(self, method: str) -> Iterator[None]:
        """One call of a method, if it may be called."""
        until = self.held.get(method)
        if until is not None and until > self.now:
            raise Held(method, until)
        with failures(method):
            yield


def _opened(client: WebClient, user: str, calls: _Calls) -> str:
    with calls.to(OPEN):
        return word_of(client.conversations_open(users=user), "channel", "id")


def _say(client: WebClient, claimed: Claimed, channel: str, calls: _Calls) -> Arrived:
    """The richest form Slack takes; the last, words alone, needs no blocks."""
    delivery = claimed.delivery
    forms: list[list[Any]] = [delivery.blocks]
    if delivery.plain_blocks is not None:
        forms = [delivery.plain_blocks] if claimed.plain_only else [delivery.blocks, delivery.plain_blocks]
    if forms[-1]:
        forms.append([])
    for place, blocks in enumerate(forms):
        try:
            with calls.to(POST):
                answer = client.chat_postMessage(
                    channel=channel,
                    text=delivery.text,
                    blocks=blocks or None,
                    unfurl_links=False,
                    unfurl_media=False,
                )
                where = word_of(answer, "channel"), word_of(answer, "ts")
        except BlocksRefused:
            if not blocks:
                raise
            continue
        richer_refused = place == 1 and bool(blocks)
        return Arrived(*where, richer_refused)
    raise NotTaken("no_text", POST)


def _upload(client: WebClient, delivery: Delivery, channel: str, calls: _Calls) -> Arrived:
    file = delivery.file or {}
    content = content_of(file)
    with calls.to("files.getUploadURLExternal"), calls.to(UPLOAD):
        client.files_upload_v2(
            channel=channel,
            filename=file["name"],
            title=file["title"],
            content=content,
            initial_comment=delivery.text,
        )
    return Arrived(channel, None)
