"""Lists of people brought as files: each is fetched and read, and its author told whom it names.

What waits is in the store, so that a restart loses nothing. Nothing of a list is recorded here: its author
says so, with a press (`commands.training.brought_lists_presses`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic
from uuid import uuid4

import structlog
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from commands.kit.problems import Refused
from commands.kit.reply import Message, Post
from commands.kit.request import Door, Request
from commands.kit.speaker import speaker
from commands.training.brought_lists import ListRead, read_list
from commands.training.brought_lists_views import failed_message
from files.certificates import shown_name
from files.people_lists import MOST_BYTES, MOST_ROWS, people_lines
from files.reading import Bounds, BrokeOff, read_list_apart
from files.table import NotATable
from jobs.failures import Away, Failure, Limited
from jobs.fetching import LONGEST_SECONDS, TRY_AGAIN_AFTER, Bound, NotFetched, fetch, pause_after
from jobs.out_of_reach import say_out_of_reach
from jobs.posting import put
from storage.brought_lists import BroughtList, ListState, locked_list, waiting_lists
from storage.classes import ClassRecord
from storage.engine import Store, out_of_reach
from storage.region import Region
from storage.waits import holds
from words.problems import Problem

TRY_FOR = timedelta(minutes=15)
"""How long a file is asked for again while Slack can't be reached."""

MOST_ATTEMPTS = 2
"""How often a file is begun with; each attempt is counted before it begins, lest one be tried for ever."""

READING = Bounds(cpu_seconds=20, seconds=40.0)
LEASE = timedelta(seconds=LONGEST_SECONDS + READING.seconds + 60)
"""How long an attempt that was begun is left alone: somebody may still be at it, or died of it."""

A_WHILE = 5.0
"""Seconds after which the rest waits for the next time: what time it is would no longer be true."""

BOUND = Bound(MOST_BYTES, "Split it into several files, or bring its names alone.")
AWAY = "Slack could not be reached. Please bring it again."
NOT_THROUGH = "I tried twice, and could not read it. Copy its names into a new file, and bring that."

log = structlog.get_logger()


class _Unusable(Exception):
    """A list that can't be read, however often it is tried; the message says why, for its author."""


def work_on_lists(store: Store, client: WebClient, region: Region, now: datetime) -> int:
    """Reads what waits; returns how many lists were settled.

    Meant to be called every second or so: with nothing waiting it is one small question.
    """
    with store.reading() as session:
        found = waiting_lists(session, now)
    begun, settled = monotonic(), 0
    for each in found:
        settled += _guarded(store, client, region, each, now)
        if monotonic() - begun > A_WHILE:
            break
    return settled


def _guarded(store: Store, client: WebClient, region: Region, waiting: BroughtList, now: datetime) -> bool:
    """One list; a failure of ours is said, with a reference, and holds up no other."""
    try:
        begun = _begin(store, waiting.id, now)
        if begun is None:
            return _fail(store, waiting, NOT_THROUGH, now)
        return begun and _work(store, client, region, waiting, now)
    except _Unusable as problem:
        return _fail(store, waiting, str(problem), now)
    except Exception as error:
        if out_of_reach(error):
            say_out_of_reach(error, job="lists", list=waiting.id)
            return False
        reference = uuid4().hex[:8]
        log.exception("list failed", list=waiting.id, reference=reference)
        why = f"Something of mine went wrong. Please bring it again. Reference: {reference}"
        return _fail(store, waiting, why, now)


def _begin(store: Store, key: int, now: datetime) -> bool | None:
    """Counts an attempt in a transaction of its own.

    False where somebody else is at it, or it is settled; None where it failed too often.
    """
    with store.writing() as session:
        brought = locked_list(session, key, ListState.WAITING)
        if brought is None or holds(brought.not_before, now):
            return False
        if brought.attempts >= MOST_ATTEMPTS:
            return None
        brought.attempts += 1
        brought.not_before = now + LEASE
    return True


def _work(store: Store, client: WebClient, region: Region, waiting: BroughtList, now: datetime) -> bool:
    """Fetches and reads a list, and tells of it. Raises _Unusable."""
    try:
        fetched = fetch(client, waiting.file_id, BOUND)
    except (Away, Limited) as failure:
        if abs(now - waiting.brought_at) >= TRY_FOR:
            raise _Unusable(AWAY) from None
        return _wait(store, waiting.id, now + pause_after(failure), counts=False)
    except Failure as failure:
        log.warning("file not fetched", list=waiting.id, method=failure.method, error=failure.code)
        raise _Unusable(f"Slack did not give it to me ({failure.code}). Please bring it again.") from None
    except NotFetched as problem:
        raise _Unusable(str(problem)) from None
    waiting.name = shown_name(fetched.name)
    try:
        lines = people_lines(read_list_apart(fetched.content, waiting.name, MOST_ROWS, READING))
    except NotATable as problem:
        raise _Unusable(str(problem)) from None
    except BrokeOff:
        log.warning("reading a list broke off", list=waiting.id)
        return _wait(store, waiting.id, now + TRY_AGAIN_AFTER, counts=True)
    with store.reading() as session:
        try:
            read = read_list(_as_its_author(session, waiting, region, now), waiting, lines)
        except Refused as problem:
            raise _Unusable(f"{problem.what} {problem.who_could}") from None
        except Problem as problem:
            raise _Unusable(str(problem)) from None
    return _settle(store, waiting, read, now)


def _as_its_author(session: Session, waiting: BroughtList, region: Region, now: datetime) -> Request:
    """A request as the author of a list would make it now. Raises _Unusable for nobody of ours."""
    today = region.day(now)
    member = speaker(session, waiting.workspace, waiting.slack_user, today, region)
    if member is None or member.why_not:
        raise _Unusable("I can't find you on the roster." if member is None else member.why_not)
    return Request(session, member, region, now, today, Door.DIRECT, key=f"list {waiting.id}")


def _settle(store: Store, waiting: BroughtList, read: ListRead, now: datetime) -> bool:
    with store.writing() as session:
        brought = locked_list(session, waiting.id, ListState.WAITING)
        if brought is None:
            return False
        brought.name, brought.state, brought.not_before = waiting.name, ListState.READ, None
        brought.found, brought.asked, brought.shown = (
            read.found,
            [list(each) for each in read.asked],
            read.shown,
        )
        _tell(session, brought, read.message, now)
    return True


def _fail(store: Store, waiting: BroughtList, why: str, now: datetime) -> bool:
    with store.writing() as session:
        brought = locked_list(session, waiting.id, ListState.WAITING)
        if brought is None:
            return False
        brought.name, brought.state, brought.not_before = waiting.name, ListState.FAILED, None
        held = None if brought.class_id is None else session.get(ClassRecord, brought.class_id)
        _tell(session, brought, failed_message(brought, held, why), now)
    return True


def _wait(store: Store, key: int, until: datetime, counts: bool) -> bool:
    """Lets a list wait; an attempt that Slack, not the file, cut short is not counted."""
    with store.writing() as session:
        brought = locked_list(session, key, ListState.WAITING)
        if brought is not None:
            brought.attempts, brought.not_before = max(brought.attempts - (not counts), 0), until
    return False


def _tell(session: Session, brought: BroughtList, message: Message, now: datetime) -> None:
    post = Post(
        to=brought.slack_user, message=message, key="list", about=(BroughtList.__tablename__, brought.id)
    )
    put(session, post, brought.workspace, f"list:{brought.id}:{now.isoformat()}", now)
