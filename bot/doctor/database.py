"""The database: whether it is there, of the right shape, has room, is nobody else's, and is copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.finding import Finding, look, well, wrong
from storage.backlog import backlog_of
from storage.copies import copied_at
from storage.deliveries import Delivery
from storage.engine import Busy, Store, was_busy
from storage.guards import missing_triggers
from storage.open_elsewhere import is_served_elsewhere
from storage.plain_tables import faults
from storage.private import open_to_others
from storage.projecting import projected_for
from storage.reach import CannotWrite, not_writable, try_to_write, why_away
from storage.region import Region
from storage.schema import UnknownSchema, check, known_revisions, revision_of
from storage.sealing import head_line
from storage.verifying_audit import WrongKey, check_key

MIB = 1024 * 1024
LEAST_ROOM = 200 * MIB
"""Below it writing may fail before anybody looks again."""
LITTLE_ROOM = 1024 * MIB
OLD_COPY = timedelta(days=2)
MOST_NAMED = 5
"""Tables that are not as they should be, of which so many are named."""
NO_KEY = "set the key as it was; no command that works at the records starts without"
LATE = timedelta(minutes=10)
SECONDS = 10.0
PATIENCE_SECONDS = 3.0
"""How long a turn to write is waited for."""
BACK_IT_UP = "muster db backup FILE, each night, to another machine"


def look_at_database(store: Store, file: Path | None, region: Region, now: datetime) -> Iterator[Finding]:
    """All of it, as far as it can be asked; `file` where it is one."""
    where = store.url.render_as_string(hide_password=True)
    if file is not None:
        yield from _file(file)
    try:
        shape = revision_of(store)
    except SQLAlchemyError as error:
        why = why_away(store.url, error)
        yield wrong("database", f"it can't be reached: {why.said}", why.do)
        return
    yield well("database", f"reachable at {where}")
    yield _writing(store)
    if shape is None:
        yield look(
            "schema", "there is nothing in the database yet", "muster db upgrade, once, before the start"
        )
        return
    try:
        check(store)
    except UnknownSchema as unknown:
        is_older = shape in known_revisions()
        to_do = "muster db upgrade, after a copy, with Muster stopped" if is_older else "either of these"
        yield wrong("schema", str(unknown), to_do)
        return
    yield well("schema", "as this release needs it")
    if file is not None:
        yield _serving(file)
    for each in (_ways, _seals, _guards, _copy, _projection, _waiting):
        yield from _asked(each, store, region, now)


def look_for_a_place(file: Path) -> Finding:
    """Whether a database could be made, where there is none yet."""
    if not file.parent.is_dir():
        return wrong(
            "database",
            f"there is none in {file} yet, and none can be made: there is no folder {file.parent}",
            "make the folder, or set MUSTER_DATABASE_URL to the database you mean",
        )
    if (why := not_writable(file)) is not None:
        return wrong("database", f"there is none in {file} yet, and none can be made: {why.said}", why.do)
    return look(
        "database",
        f"there is none in {file} yet; muster serve makes it at its first start",
        "nothing, before the first start; else set MUSTER_DATABASE_URL to the one you mean",
    )


def _writing(store: Store) -> Finding:
    try:
        try_to_write(store)
    except CannotWrite as cannot:
        return wrong("writing", cannot.why.said, cannot.why.do)
    except (Busy, SQLAlchemyError) as error:
        why = why_away(store.url, error)
        if not was_busy(error):
            return wrong("writing", why.said, why.do)
        return look("writing", f"no turn to write within {PATIENCE_SECONDS:g} seconds: {why.said}", why.do)
    return well("writing", "there was a turn to write; nothing was written in it")


def _asked(
    ask: Callable[[Store, Region, datetime], Finding], store: Store, region: Region, now: datetime
) -> Iterator[Finding]:
    try:
        yield ask(store, region, now)
    except SQLAlchemyError as error:
        yield wrong(
            "database", f"a question failed: {type(error).__name__}", "look at the database's own log"
        )


def _file(file: Path) -> Iterator[Finding]:
    if open_to_others(file):
        yield wrong("database file", "others on this machine can read it", "muster db check")
    elif file.exists():
        yield well("database file", "only its owner can read it")
    folder = file.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        yield wrong("disk", "the database's folder is not there", "make it, or set MUSTER_DATABASE_URL")
        return
    said = f"{free // MIB:,} MiB free where the database is"
    if free < LEAST_ROOM:
        yield wrong("disk", said, "make room: Muster can't record without")
    elif free < LITTLE_ROOM:
        yield look("disk", said, "make room soon")
    else:
        yield well("disk", said)


def _serving(file: Path) -> Finding:
    if is_served_elsewhere(file):
        return well("serving", "a muster serve has the database open, and no other one can begin beside it")
    return well("serving", "no muster serve has the database open at this moment")


def _ways(store: Store, region: Region, now: datetime) -> Finding:
    with store.reading() as session:
        if not store.is_sqlite:
            major = int(session.scalar(text("SHOW server_version_num")) or 0) // 10_000
            return well("database server", f"PostgreSQL {major}")
        journal = str(session.scalar(text("PRAGMA journal_mode")))
    if journal != "wal":
        return wrong(
            "journal",
            f"it is {journal}, not WAL",
            "move it to a disk of the machine's own, not a network drive",
        )
    return well("journal", "WAL: readers and a writer do not wait for one another")


def _guards(store: Store, region: Region, now: datetime) -> Finding:
    with store.reading() as session:
        missing = missing_triggers(session)
        others = sorted({f"{name} {what}" for what, _, name in faults(session.connection())})
    if others:
        return wrong(
            "audit",
            f"the database is not as Muster made it: {'; '.join(others[:MOST_NAMED])}",
            "ask whoever runs the database who changed it; muster audit verify; restore a copy from before",
        )
    if not missing:
        return well("audit", "the database itself refuses to change it")
    return wrong(
        "audit",
        f"what has the database refuse to change it is missing: {', '.join(missing)}",
        "ask whoever runs the database who took it out; muster audit verify; restore a copy from before",
    )


def _seals(store: Store, region: Region, now: datetime) -> Finding:
    with store.reading() as session:
        try:
            check_key(session)
        except WrongKey as unknown:
            return wrong("seals", str(unknown), NO_KEY)
        return well("seals", head_line(session))


def _copy(store: Store, region: Region, now: datetime) -> Finding:
    with store.reading() as session:
        at = copied_at(session)
    if at is None:
        return look("copy", "muster db backup has not been used here", BACK_IT_UP)
    age = now - at
    said = f"the newest is {age.days} days and {age.seconds // 3600} hours old"
    return look("copy", said, BACK_IT_UP) if age > OLD_COPY else well("copy", said)


def _projection(store: Store, region: Region, now: datetime) -> Finding:
    with store.reading() as session:
        day = projected_for(session)
    if day == region.day(now):
        return well("projection", "everybody's standing is worked out for today")
    return look(
        "projection",
        f"standing is worked out for {day.isoformat()}"
        if day is not None
        else "standing was never worked out",
        "it is by itself while muster serve runs; answers are right all the same",
    )


def _waiting(store: Store, region: Region, now: datetime) -> Finding:
    with store.reading() as session:
        workspaces = session.scalars(select(Delivery.workspace).distinct()).all()
    late = 0
    for each in workspaces:
        found = backlog_of(store, each, now, region.day(now), SECONDS)
        late += found.outbox_due if found.oldest_due > LATE.total_seconds() else 0
        late += sum(found.slots_late.values())
    if late:
        return look(
            "what waits", f"{late:,} messages or digests are late", "is muster serve running? See its log"
        )
    return well("what waits", "nothing is late")
