"""Slack: whether it takes the tokens, granted what the manifest asks for, shows the same time, and takes
every kind of message Muster makes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.doctor.finding import Finding, look, well, wrong
from bot.doctor.samples import Sample, Surface
from bot.settings import Settings
from bot.welcome import IN_ONE, WHOLE, is_of_whole_organization, lacked, said_of, status_of
from jobs.clock import time_said
from jobs.failures import Away, Failure, Limited, failures
from storage.base import CLOCKS_APART

SECONDS = 10
TOOLS = "copy it from OAuth & Permissions of your app"
AGAIN = "install the app, and copy it again from OAuth & Permissions"
FAR_APART_SECONDS = 30
LONGEST_SECONDS = 120
"""How long is waited in all for Slack to take more questions about messages."""
NOT_OFFERED = ("unknown_method", "method_deprecated", "not_allowed_token_type")
MOST_NAMED = 5
REPORT = "install the newest release; where it is installed, report it"


def look_at_slack(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """The tokens, the scopes and the clock."""
    if settings.slack_bot_token is None:
        yield wrong("bot token", "SLACK_BOT_TOKEN is not set", TOOLS)
    else:
        yield from _bot(client_of(settings), clock)
    if settings.slack_app_token is not None:
        yield _app(settings, settings.slack_app_token.get_secret_value())


def client_of(settings: Settings) -> WebClient:
    """A client with the bot's token that tries nothing twice."""
    token = settings.slack_bot_token
    return WebClient(
        token.get_secret_value() if token is not None else None,
        base_url=settings.slack_api_url,
        timeout=SECONDS,
        retry_handlers=[],
    )


def _bot(client: WebClient, clock: Callable[[], datetime]) -> Iterator[Finding]:
    try:
        with failures("auth.test"):
            answer = client.auth_test()
            now = clock()
            is_whole = is_of_whole_organization(answer)
    except Failure as failure:
        yield _not_taken("bot token", failure, AGAIN)
        return
    if is_whole:
        yield wrong("bot token", f"it is {WHOLE}", IN_ONE)
    else:
        yield well("bot token", "Slack takes it")
    if lacking := lacked(answer):
        yield wrong("scopes", said_of(lacking), "put manifest.yml into the app's manifest, reinstall")
    else:
        yield well("scopes", "all the manifest asks for are granted")
    yield _clock(answer, now)


def _clock(answer: SlackResponse, now: datetime) -> Finding:
    true = time_said(answer)
    if true is None:
        return look("clock", "Slack's answer says no time to compare it with", "keep the clock in step (NTP)")
    apart = abs((now - true).total_seconds())
    if apart > CLOCKS_APART.total_seconds():
        return wrong(
            "clock", f"it lies {apart:,.0f} seconds from Slack's", "set it: nothing happens by itself else"
        )
    if apart > FAR_APART_SECONDS:
        return look("clock", f"it lies {apart:.0f} seconds from Slack's", "keep it in step (NTP)")
    return well("clock", "it shows what Slack's does")


def _app(settings: Settings, token: str) -> Finding:
    client = WebClient(base_url=settings.slack_api_url, timeout=SECONDS, retry_handlers=[])
    try:
        with failures("apps.connections.open"):
            client.apps_connections_open(app_token=token)
    except Failure as failure:
        what = "make one with connections:write under Basic Information; switch Socket Mode on"
        return _not_taken("app token", failure, what)
    return well("app token", "Slack opens a connection for it")


def _not_taken(what: str, failure: Failure, do: str) -> Finding:
    if status_of(failure) == HTTPStatus.NOT_FOUND:
        return wrong(what, "Slack can't be found where it is looked for (404)", "look at SLACK_API_URL")
    if isinstance(failure, Away | Limited):
        return wrong(
            what, f"Slack can't be asked just now ({failure.code})", "look at the network, then try again"
        )
    return wrong(what, f"Slack does not take it ({failure.code})", do)


def look_at_messages(
    client: WebClient,
    samples: Sequence[Sample],
    failed: Sequence[str] = (),
    sleep: Callable[[float], object] = time.sleep,
) -> Finding:
    """Whether Slack takes a sample of every shape of message, modal and Home (`blocks.validate`).

    `failed` names what could not be made at all.
    """
    if failed:
        named = ", ".join(failed[:MOST_NAMED])
        return wrong("messages", f"{len(failed)} kinds could not be made: {named}", REPORT)
    shapes = _shapes(samples)
    refused: list[str] = []
    patience = _Patience(sleep)
    for number, sample in enumerate(shapes):
        try:
            patience.ask(lambda: _validate(client, sample))  # noqa: B023 (it is asked at once)
        except Limited:
            said = f"of {len(shapes)} kinds {number} were judged, then Slack wanted no more questions"
            return look("messages", said, "run it again later")
        except Failure as failure:
            if failure.code in NOT_OFFERED or isinstance(failure, Away):
                return look(
                    "messages",
                    f"{len(shapes)} kinds are made; Slack could not be asked about them ({failure.code})",
                    "run it again later; a workspace without blocks.validate takes them on trust",
                )
            refused.append(f"{sample.of} ({failure.code})")
    if refused:
        more = f" and {len(refused) - MOST_NAMED} more" if len(refused) > MOST_NAMED else ""
        said = f"Slack refuses {len(refused)} of {len(shapes)} kinds: {', '.join(refused[:MOST_NAMED])}{more}"
        return wrong("messages", said, REPORT)
    return well("messages", f"Slack takes all {len(shapes)} kinds of message, form and Home")


class _Patience:
    """Waits as Slack says between questions, so long and no longer in all."""

    def __init__(self, sleep: Callable[[float], object]) -> None:
        self._sleep, self._left = sleep, float(LONGEST_SECONDS)

    def ask(self, question: Callable[[], object]) -> None:
        """Asks, again where Slack has it wait. Raises Limited when it wants more than is left."""
        while True:
            try:
                question()
                return
            except Limited as limited:
                self._left -= limited.seconds
                if self._left < 0:
                    raise
                self._sleep(limited.seconds)


def _validate(client: WebClient, sample: Sample) -> None:
    """Raises a Failure where Slack does not take it, or can't be asked."""
    with failures("blocks.validate"):
        if sample.surface is Surface.VIEW:
            client.blocks_validate(view=json.dumps(sample.payload))
        else:
            client.blocks_validate(message=json.dumps({"blocks": sample.payload["blocks"]}))


def _shapes(samples: Sequence[Sample]) -> list[Sample]:
    """One sample of each shape: those made of the same parts are judged alike."""
    found: dict[tuple[str, frozenset[str]], Sample] = {}
    for each in samples:
        found.setdefault((each.surface, frozenset(_parts(each.payload, ""))), each)
    return list(found.values())


def _parts(payload: Any, at: str) -> Iterator[str]:
    if isinstance(payload, dict):
        yield f"{at}/{payload.get('type', '')}"
        for name, value in payload.items():
            yield from _parts(value, f"{at}/{name}")
    elif isinstance(payload, list):
        for value in payload:
            yield from _parts(value, at)
