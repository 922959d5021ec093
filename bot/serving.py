"""Muster put together: the store, the conversation, the jobs and Slack, built in one place and handed on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from slack_sdk import WebClient

from bot.app import Listening
from bot.clock import real_clock
from bot.conversation import Conversation
from bot.doors import Doors
from bot.ears import Ears, Silence
from bot.health import Health
from bot.http import served
from bot.logs import LineCounts
from bot.noted import Answering
from bot.owed import Owed
from bot.settings import Settings, WrongSetting
from bot.welcome import NotWelcome, installed
from commands.all import registry
from jobs.clock import Watch, newest_on_record, slack_time
from jobs.failures import NotAllowed, TokenRefused
from jobs.linking import meet
from jobs.out_of_reach import say_out_of_reach
from jobs.ticker import Job, Jobs
from storage.engine import Store, out_of_reach

API_SECONDS = 10
ASK_SECONDS = 2
"""How long Slack is asked who a new speaker is: their command has three seconds."""
ANSWER_SECONDS = 1.2
"""How long a request waits for its turn to write, and again for the file: Slack gives it three seconds."""
GIVEN_SECONDS = 1
"""How often it is written down which answers were given."""
OWED_SECONDS = 20
"""How often answers are looked for that a process owed which is no more."""
JOBS_SECONDS = 3.0
"""How long what happens by itself may take to end."""
LOOK_SECONDS = 1.0
"""How often the connection, and the database's file, are looked after."""

Clock = Callable[[], datetime]
log = structlog.get_logger()


@dataclass
class Muster:
    """A Muster that is ready to be started. `lacking` says which scopes it was not granted, if any."""

    workspace: str
    store: Store
    bolt: Listening
    jobs: Jobs
    doors: Doors
    conversation: Conversation
    health: Health
    answering: Answering
    lacking: str = ""

    def stop(self) -> None:
        """Ends what is under way and gives everything back, in a few seconds whatever hangs.

        What is not done by then is safe to leave: an answer goes into the outbox or stays owed, a message
        being sent is claimed anew when its lease ends, and a transaction that is not committed is undone.
        So is what can't be written down because the database is away.
        """
        self.bolt.acknowledging.close()
        try:
            self.doors.close()
        except Exception as error:
            if not out_of_reach(error):
                raise
            say_out_of_reach(error, job="answers given")
        self.jobs.stop(JOBS_SECONDS)
        self.store.close()


def assemble(settings: Settings, store: Store, clock: Clock = real_clock) -> Muster:
    """Everything, wired. Raises WrongSetting without a bot token, NotWelcome when Slack refuses it."""
    if settings.slack_bot_token is None:
        raise WrongSetting("SLACK_BOT_TOKEN is missing: copy it from OAuth & Permissions of your app.")
    token = settings.slack_bot_token.get_secret_value()
    client = WebClient(token, base_url=settings.slack_api_url, timeout=API_SECONDS)
    asking = WebClient(token, base_url=settings.slack_api_url, timeout=ASK_SECONDS)
    here = installed(client)
    region = settings.region
    entries = registry()
    watch = None
    if clock is real_clock:  # one that is handed in is its owner's business
        watch = Watch(lambda: slack_time(asking), lambda: newest_on_record(store))
    answering = Answering()
    owed = Owed(store, here.workspace, clock, lambda: jobs.wake())
    doors = Doors(client, owed)
    answers = (
        Job("answers given", GIVEN_SECONDS, lambda now: owed.write_down()),
        Job("answers owed", OWED_SECONDS, doors.look),
    )
    jobs = Jobs(store, client, here.workspace, region, clock, entries.cards, watch, answers, entries.letters)
    conversation = Conversation(
        store,
        entries,
        region,
        clock,
        meet=lambda team, user, speaks: meet(store, asking, team, user, clock(), region, speaks),
        wake=jobs.wake,
        answering=answering,
    )
    health = Health(store, lambda: watch is None or watch.believed)
    secret = settings.slack_signing_secret
    by_http = settings.slack_app_token is None and secret is not None
    signed_with = secret.get_secret_value() if by_http and secret else None
    bolt = Listening(client, here, signed_with, conversation, doors)
    return Muster(here.workspace, store, bolt, jobs, doors, conversation, health, answering, here.lacking)


def by_socket(
    muster: Muster,
    app_token: str,
    stopping: threading.Event,
    silence: Silence | None = None,
    tries_on: bool = False,
) -> int:
    """Serves over Socket Mode until told to stop, 0; 1 when nothing was heard of Slack for too long, or when
    another file is in the place of the database.

    That end is for a supervisor, which starts it afresh; with `tries_on`, where there is none, it goes on
    trying. Raises NotWelcome when Slack does not take the app-level token.
    """
    silence = silence or Silence()
    ears = Ears(muster.bolt, app_token, silence)
    muster.health.hears_by_socket = True
    try:
        ears.begin()
        log.info("serving over Socket Mode")
        while not stopping.wait(min(LOOK_SECONDS, silence.ping)):
            ears.tend()
            if ears.has_heard:
                muster.health.heard(ears.silent_for)
            if _is_replaced(muster):
                return 1
            if ears.silent_for > silence.end and not tries_on:
                log.error("nothing heard from Slack", seconds=round(ears.silent_for))
                return 1
    except (TokenRefused, NotAllowed) as refused:
        raise NotWelcome(
            f"Slack does not take SLACK_APP_TOKEN ({refused.code}): make one with connections:write under "
            "Basic Information."
        ) from None
    finally:
        ears.close()
    return 0


@contextmanager
def watched_at(muster: Muster, settings: Settings, clock: Clock, lines: LineCounts) -> Iterator[None]:
    """Shows health and metrics at their own address while the block lasts, where the settings name one.

    What it takes is imported for that alone. Raises WrongSetting for an address it can't listen at.
    """
    if settings.muster_watch_port is None:
        yield
        return
    from bot.metrics import Metrics
    from bot.watching import watched

    region = settings.region
    metrics = Metrics(muster.store, muster.workspace, muster.health, lines, clock, region.day)
    metrics.listen_to(muster.answering)
    with watched(muster.health, metrics.page, settings.muster_watch_host, settings.muster_watch_port):
        muster.health.go_on()
        metrics.go_on()
        try:
            yield
        finally:
            metrics.stop()
            muster.health.stop()


def by_http(muster: Muster, host: str, port: int, stopping: threading.Event) -> int:
    """Serves signed HTTP at an address until told to stop, 0; 1 when another file is in the database's place.

    Raises WrongSetting for an address it can't listen at.
    """
    with served(muster.bolt, host, port, health=muster.health):
        log.info("serving HTTP", host=host, port=port)
        while not stopping.wait(LOOK_SECONDS):
            if _is_replaced(muster):
                return 1
    return 0


def _is_replaced(muster: Muster) -> bool:
    """Whether another file is in the place of the database: the supervisor is to start us on that one."""
    if muster.store.is_replaced:
        log.error("another file is in the place of the database", file=muster.store.url.database)
        return True
    return False
