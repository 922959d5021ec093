"""The tally: how many people stand where, kept beside the projection and in the same transactions.

What somebody adds to it is added as rows of differences, and nobody changes a row that is there: those who
record something never wait for one another here. Each row counts from a day on, so that the days ahead are in
it before they begin and nobody has to be moved from one count to another at midnight. Now and then the rows
of the days that have come are put together (`fold`). How much of the tally is whose is kept by person
(`Share`): it is taken out again, to the letter, when the person is counted anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from operator import add, sub
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    ForeignKey,
    Index,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.places import ALWAYS, COUNTED, History, Path, Vector, put, steps_of
from readiness.records import CourseId, PersonId
from storage.base import Base, insert_for, plainly, table_of
from storage.engine import Store
from storage.progress import Progress, forget_progress, set_progress

AHEAD = timedelta(days=60)
"""So far ahead the tally knows of somebody at least, of some as many days more as SPREAD."""
SPREAD = 30
UNCOUNTED = ALWAYS
"""The day on which what the tally says of somebody is over of whom it says nothing yet."""
FOLDED_FOR = "tally folded for"
MANY_ROWS = 2000
"""So many rows more than after the last time are put together again."""


class TallyRow(Base):
    """A difference in the counts from a day on, by a course and the agencies that ask it.

    `asked` is what `readiness.places` makes of these; for `ANY` course it says all that is asked of somebody.
    The columns are those of `readiness.places.COUNTED`.
    """

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_from", "from_on", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    asked: Mapped[str]
    course_id: Mapped[int]
    people: Mapped[int]
    there: Mapped[int]
    current: Mapped[int]
    due_soon: Mapped[int]
    grace: Mapped[int]
    expired: Mapped[int]
    never: Mapped[int]
    new: Mapped[int]
    on_leave: Mapped[int]
    waived: Mapped[int]
    unverified: Mapped[int]
    on_plan: Mapped[int]
    due_30: Mapped[int]
    due_60: Mapped[int]
    due_90: Mapped[int]


class Share(Base):
    """What of the tally is one person's: it is so from `from_on` until the day before `turns_on`."""

    __tablename__ = "tally_share"
    __table_args__ = (Index("ix_tally_share_turns", "turns_on"), Index("ix_tally_share_from", "from_on"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    from_on: Mapped[date]
    turns_on: Mapped[date]
    history: Mapped[str]


TALLY = table_of(TallyRow)
SHARE = table_of(Share)
SHARES = select(SHARE.c.person_id, SHARE.c.history).where(
    SHARE.c.person_id.in_(bindparam("people", expanding=True))
)
APPEND = insert(TALLY)
_FOLDED = select(table_of(Progress).c.value).where(table_of(Progress).c.name == FOLDED_FOR)
ALONE = text("LOCK TABLE tally IN SHARE ROW EXCLUSIVE MODE")

Key = tuple[date, str, CourseId]
Steps = dict[Key, Vector]


@dataclass(frozen=True)
class Counted:
    """Somebody's way through the counts from a day on."""

    path: Path
    from_on: date


def until(person: PersonId, today: date) -> date:
    """The day until which, at least, somebody is counted ahead; not the same for all."""
    return today + AHEAD + timedelta(days=person % SPREAD)


def count_anew(session: Session, counted: Mapping[PersonId, Counted]) -> None:
    """Counts some people anew, in place of what was counted of them before.

    They are locked already, as for their standing (`storage.standing.project`).
    """
    before = dict(plainly(session, SHARES, {"people": list(counted)}).all())
    steps: Steps = {}
    shares: list[dict[str, Any]] = []
    for person, each in counted.items():
        history = written(each.path.history)
        known = before.get(person)
        if known != history:
            if known:
                _add(steps, read(known), sub)
            _add(steps, each.path.history, add)
        shares.append(
            {
                "person_id": person,
                "from_on": each.from_on,
                "turns_on": each.path.turns_on,
                "history": history,
            }
        )
    rows = _rows(steps)
    if rows:
        plainly(session, APPEND, rows)
    if shares:
        plainly(session, _put_shares(session.get_bind().dialect.name), shares)


@cache
def _put_shares(dialect: str) -> Executable:
    """How shares are put in place of those of before, made once: it is done with every record."""
    put = insert_for(dialect, SHARE)
    same = {name: put.excluded[name] for name in ("from_on", "turns_on", "history")}
    return put.on_conflict_do_update(index_elements=["person_id"], set_=same)


def forget_all(session: Session) -> None:
    """Empties the tally; everybody is to be counted anew after this. Everybody is locked already.

    Nobody who comes in at this moment is in it and not noted as such: they wait, or are waited for.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(ALONE)
    session.execute(delete(TALLY))
    session.execute(update(SHARE).values(history="", turns_on=UNCOUNTED))
    forget_progress(session, FOLDED_FOR)


def turned(on: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions that a counted share says nothing of a day: it is over by then, or begins later.

    Each by itself, since for each there is an index.
    """
    is_counted = SHARE.c.turns_on > UNCOUNTED
    return and_(SHARE.c.turns_on <= on, is_counted), and_(SHARE.c.from_on > on, is_counted)


def is_folded_ahead(session: Session, today: date) -> bool:
    """Whether the tally says nothing of today because a clock was ahead, not because a day has just begun."""
    day = folded_for(session)
    return day is not None and day > today + timedelta(days=1)


def written(history: History) -> str:
    """A history as it is kept: by who asks, by course, its days and places."""
    found: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)
    for asked, course in sorted(history):
        found[asked][course] = history[asked, course]
    return json.dumps(found, separators=(",", ":")) if found else ""


def read(kept: str) -> History:
    """A history from what is kept of it."""
    if not kept:
        return {}
    found: Mapping[str, Mapping[str, list[int]]] = json.loads(kept)
    return {(asked, int(course)): steps for asked, of in found.items() for course, steps in of.items()}


def fold(store: Store, today: date) -> None:
    """Puts together the rows of the days that have come, where it is time to: a course at a time.

    From then on the tally knows nothing of the days before `today`.
    """
    with store.reading() as session:
        day, rows = _folded(session)
        there = session.scalar(select(func.count()).select_from(TALLY).where(TALLY.c.from_on <= today)) or 0
        if day is not None and (day > today or (day == today and there < rows + MANY_ROWS)):
            return
        courses = session.scalars(
            select(TALLY.c.course_id).where(TALLY.c.from_on <= today).distinct().order_by(TALLY.c.course_id)
        ).all()
    for course in courses:
        with store.writing() as session:
            _fold_course(session, course, today)
    with store.writing() as session:
        day, _ = _folded(session, for_update=True)
        if day is not None and day > today:  # somebody whose day is a later one overtook
            return
        left = session.scalar(select(func.count()).select_from(TALLY).where(TALLY.c.from_on <= today)) or 0
        _note_folded(session, today, left)


def _fold_course(session: Session, course: CourseId, today: date) -> None:
    # Whoever folds takes turns by this row, which nobody else touches.
    day, rows = _folded(session, for_update=True)
    if day is not None and day > today:
        return
    _note_folded(session, today, rows)
    columns = [TALLY.c[name] for name in COUNTED]
    gone = delete(TALLY).where(TALLY.c.from_on <= today, TALLY.c.course_id == course)
    steps: Steps = {}
    for asked, *counts in session.execute(gone.returning(TALLY.c.asked, *columns)):
        put(steps, (ALWAYS, asked, course), tuple(counts), add)
    if found := _rows(steps):
        session.execute(APPEND, found)


def folded_for(session: Session) -> date | None:
    """Before this day the tally says nothing; None where it was never put together."""
    return _folded(session)[0]


def _folded(session: Session, for_update: bool = False) -> tuple[date | None, int]:
    value = session.scalar(_FOLDED.with_for_update() if for_update else _FOLDED)
    return (None, 0) if value is None else (folded_day(value), int(value.partition(" ")[2]))


def folded_day(noted: str) -> date:
    """The day before which the tally says nothing, from what is noted of it."""
    return date.fromisoformat(noted.partition(" ")[0])


def _note_folded(session: Session, today: date, rows: int) -> None:
    set_progress(session, FOLDED_FOR, f"{today.isoformat()} {rows}")


def _add(steps: Steps, history: Mapping[tuple[str, CourseId], Sequence[int]], by: Any) -> None:
    for day, asked, course, counts in steps_of(history):
        put(steps, (date.fromordinal(day), asked, course), counts, by)


def _rows(steps: Mapping[Key, Iterable[int]]) -> list[dict[str, Any]]:
    """The rows of differences, in one order for all; those that change nothing are left out."""
    return [
        {"from_on": day, "asked": asked, "course_id": course, **dict(zip(COUNTED, counts, strict=True))}
        for (day, asked, course), counts in sorted(steps.items())
        if any(counts)
    ]
