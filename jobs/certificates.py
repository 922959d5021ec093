"""Certificates on their way: each file that was brought is fetched, looked at, and kept or refused.

What waits is in the store, so that a restart loses nothing. A file is what its own bytes say, whatever it is
called. One that is not kept is said to whoever brought it; of several of one person, in one message.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import uuid4

import structlog
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from commands.kit.blocks import aside, buttons, paragraphs, says, words
from commands.kit.reply import Message, Post
from files.certificates import KINDS, MOST_BYTES, looks_like, media_type_of, shown_name
from jobs.failures import Away, Failure, Limited
from jobs.fetching import LONGEST_SECONDS, TRY_AGAIN_AFTER, Bound, NotFetched, fetch, pause_after
from jobs.out_of_reach import if_it_is_there, say_out_of_reach
from jobs.posting import put
from storage.certificate_room import MOST_OF_RECORD, MOST_UNCONFIRMED, is_full, waits_too_much
from storage.certificates import (
    RECORD,
    CertificateRecord,
    Content,
    keep,
    locked,
    never_placed,
    refuse,
    waiting,
)
from storage.engine import Store, out_of_reach
from storage.waits import holds
from words.amounts import plural

TRY_FOR = timedelta(minutes=15)
"""How long a file is asked for again while Slack can't be reached."""

MOST_ATTEMPTS = 2
"""How often a file is begun with; each attempt is counted before it begins, lest one be tried for ever."""

LEASE = timedelta(seconds=LONGEST_SECONDS + 60)
"""How long an attempt that was begun is left alone: somebody may still be at it, or died of it."""

A_WHILE = 5.0
"""Seconds after which the rest waits for the next time: what time it is would no longer be true."""

BOUND = Bound(MOST_BYTES, "A photo of it, or a PDF of one page, is smaller.")
NOT_THROUGH = "I tried twice, and it did not get through. Bring it again, or as another kind of file."

LET_GO_AFTER = timedelta(days=7)
"""How long a file waits for somebody to say which record it proves."""

NEVER_PLACED = "nobody said within a week what it proves."

Refused = tuple[CertificateRecord, str]
"""A certificate that is not kept, and why."""

log = structlog.get_logger()


def work_on_certificates(store: Store, client: WebClient, now: datetime) -> int:
    """Fetches what waits; returns how many certificates were settled.

    Meant to be called every second or so: with nothing waiting it is one small question.
    """
    with store.reading() as session:
        found = waiting(session, now)
        refused: list[Refused] = [(each, NEVER_PLACED) for each in never_placed(session, now - LET_GO_AFTER)]
    files: dict[tuple[str, str], list[CertificateRecord]] = {}
    for each in found:  # one file may prove the class of many: it is fetched once
        files.setdefault((each.workspace, each.file_id), []).append(each)
    begun, settled = monotonic(), 0
    for records in files.values():
        why, kept = _guarded(store, client, records, now)
        settled += kept
        refused += [(each, why) for each in records if why]
        if monotonic() - begun > A_WHILE:
            break
    return settled + _refuse(store, refused, now)


def _guarded(
    store: Store, client: WebClient, records: Sequence[CertificateRecord], now: datetime
) -> tuple[str, int]:
    """Why one file is not kept, else empty, and how many certificates it now is; it holds up no other."""
    ids, begun = [each.id for each in records], None
    try:
        begun = _begin(store, ids, now)
        if begun is None:
            return NOT_THROUGH, 0
        return _fetch(store, client, records, now) if begun else ("", 0)
    except Exception as error:
        if out_of_reach(error):
            say_out_of_reach(error, job="certificates", certificates=ids)
            if begun:
                with if_it_is_there():  # else the attempt counts
                    _wait(store, ids, now + TRY_AGAIN_AFTER)
            return "", 0
        reference = uuid4().hex[:8]
        log.exception("certificate failed", certificates=ids, reference=reference)
        return f"Something of mine went wrong. Please bring it again. Reference: {reference}", 0


def _begin(store: Store, ids: Sequence[int], now: datetime) -> bool | None:
    """Counts an attempt in a transaction of its own.

    False where somebody else is at it, or it is settled; None where it failed too often.
    """
    with store.writing() as session:
        records = [each for each in locked(session, ids) if not holds(each.not_before, now)]
        if not records:
            return False
        if any(each.attempts >= MOST_ATTEMPTS for each in records):
            return None
        for each in records:
            each.attempts += 1
            each.not_before = now + LEASE
    return True


def _fetch(
    store: Store, client: WebClient, records: Sequence[CertificateRecord], now: datetime
) -> tuple[str, int]:
    ids, first = [each.id for each in records], records[0]
    try:
        fetched = fetch(client, first.file_id, BOUND)
    except (Away, Limited) as failure:
        if abs(now - first.recorded_at) < TRY_FOR:
            _wait(store, ids, now + pause_after(failure))
            return "", 0
        return "Slack could not be reached. Bring it again.", 0
    except Failure as failure:
        log.warning("file not fetched", certificates=ids, method=failure.method, error=failure.code)
        return f"Slack did not give it to me ({failure.code}). Bring it again.", 0
    except NotFetched as problem:
        return str(problem), 0
    media_type = media_type_of(fetched.content)
    if media_type is None:
        name = shown_name(fetched.name)
        return f"{name} is {looks_like(fetched.content)}, by what is in it. I keep {KINDS}.", 0
    content = Content.of(fetched.content, media_type)  # hashed before anybody has to wait for it
    with store.writing() as session:
        records = locked(session, ids)
        for each in records:
            each.name = shown_name(fetched.name)
        no_room = [(each, why) for each in records if (why := _why_no_room(session, each, content))]
        fits = [each for each in records if all(each is not other for other, _ in no_room)]
        if fits:
            _say_once(session, keep(session, fits, content, now), now)
    return "", len(fits) + _refuse(store, no_room, now)


def _why_no_room(session: Session, record: CertificateRecord, content: Content) -> str:
    """Why one file more would be too much, and what to do about it; empty where there is room."""
    if is_full(session, record, content):
        most = f"{record.name}: its record has {MOST_OF_RECORD // 1_000_000} MB of certificates at most."
        return (
            f"{most} Bring a smaller photo, or take one back first that is no longer needed: press "
            "Certificate in the record."
        )
    if waits_too_much(session, record, content):
        most = f"{record.name}: {MOST_UNCONFIRMED // 1_000_000} MB of yours wait on records not confirmed."
        return f"{most} Ask your agency's lead to look at them (/training verify), and bring it again then."
    return ""


def _wait(store: Store, ids: Sequence[int], until: datetime) -> None:
    """Lets a file wait; an attempt that Slack or the database, not the file, cut short is not counted."""
    with store.writing() as session:
        for each in locked(session, ids):
            each.attempts, each.not_before = max(each.attempts - 1, 0), until


def _refuse(store: Store, refused: Iterable[Refused], now: datetime) -> int:
    """Settles those that are not kept: in one transaction a person, with the message that says so."""
    whose: defaultdict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for record, why in refused:
        whose[record.workspace, record.slack_user][record.id] = why
    settled = 0
    for reasons in whose.values():
        with store.writing() as session:
            records = [each for each in locked(session, reasons) if _is_so_still(each, reasons[each.id])]
            for each in records:
                refuse(session, each, reasons[each.id], now)
            if records:
                _tell(session, records, _not_kept(records), "not kept", now)
            settled += len(records)
    return settled


def _is_so_still(record: CertificateRecord, why: str) -> bool:
    """Whether nobody said meanwhile what it proves, where that is why."""
    return why != NEVER_PLACED or record.completion_id is None


def _say_once(session: Session, again: Sequence[CertificateRecord], now: datetime) -> None:
    """Tells whoever brought what a record has already that it is kept once: in one message a person."""
    whose: defaultdict[tuple[str, str], list[CertificateRecord]] = defaultdict(list)
    for each in again:
        whose[each.workspace, each.slack_user].append(each)
    for records in whose.values():
        which = "that record" if len(records) == 1 else f"{len(records)} of those records"
        said = words(f"{records[0].name} is with {which} already: the same file is kept once.")
        _tell(session, records, Message([said]), "again", now)


def _tell(
    session: Session, records: Sequence[CertificateRecord], message: Message, key: str, now: datetime
) -> None:
    """Says to whoever brought some certificates what became of them."""
    first = records[0]
    post = Post(to=first.slack_user, message=message, key=key, about=(RECORD, first.id))
    put(session, post, first.workspace, f"certificate:{first.id}:{now.isoformat()}", now)


def _not_kept(records: Sequence[CertificateRecord]) -> Message:
    """What somebody is told of files that were not kept; a file that was to prove several is named once."""
    said = {each.why if each.name in each.why else f"{each.name}: {each.why}": None for each in records}
    head = f"I could not keep {'a certificate' if len(said) == 1 else plural(len(said), 'file')}:"
    rest = "What was recorded before is unchanged; only the file is missing."
    return Message(
        [
            *paragraphs([head, *said]),
            aside(rest),
            *buttons(says("Bring another file", "training certificate", "certificate")),
        ]
    )
