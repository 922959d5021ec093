"""Moving the projection on: for whom it is to be made anew, some at a time, with nobody waiting for it.

A person is moved on well before the day from which their rows no longer hold, so that on a day on which
something changes for everybody there is nothing to do. Whoever has not been moved on yet is computed from the
records by those who ask (`storage.answers`), so that how far this got is seen in no answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from storage.base import table_of
from storage.catalogue import catalogue_of
from storage.cells import count_ahead
from storage.engine import Store
from storage.people import Person, lock_people
from storage.progress import progress, set_progress
from storage.rules_before import note_all_counted
from storage.standing import AT_ONCE, project
from storage.tally import SHARE, fold, forget_all, is_folded_ahead

PERSON = table_of(Person).c
PROJECTED_FOR = "standing projected for"
NOTICE = timedelta(days=14)
"""So many days before their rows no longer hold, people are moved on."""
PEOPLE_A_BATCH = 50
"""Projected in one transaction: few enough that who wants to record something hardly waits."""


def move_on(
    store: Store,
    today: date,
    rest: Callable[[float], object] = time.sleep,
    tick: Callable[[int], None] | None = None,
) -> int:
    """Projects everybody whose rows are to be made anew, in batches with a commit each; how many they were.

    After each batch it rests, by `rest`, as long as the batch took: the others get their turn. `tick` is
    told how many are done. Both may raise to end it early; what was done stays done.
    """
    _begin_anew_after_a_wrong_clock(store, today)
    with store.reading() as session:
        is_done = projected_for(session) == today and session.scalar(_waiting(session, today, 1)) is None
        if is_done:
            note_all_counted(session, catalogue_of(session))
    done = 0 if is_done else _move_all(store, today, rest, tick)
    fold(store, today)
    return done


def _begin_anew_after_a_wrong_clock(store: Store, today: date) -> None:
    """Empties the tally where it was put together for a day that is far from come.

    It would say nothing until then, and each total would be counted by the records.
    """
    with store.reading() as session:
        if not is_folded_ahead(session, today):
            return
    with store.writing() as session:
        lock_people(session, session.scalars(select(PERSON.id)))
        if is_folded_ahead(session, today):
            forget_all(session)


def _move_all(
    store: Store, today: date, rest: Callable[[float], object], tick: Callable[[int], None] | None
) -> int:
    done, counted_by = 0, -1
    while True:
        began = time.monotonic()
        with store.writing() as session:
            asked_in = catalogue_of(session).newest
            moved = catch_up(session, today, PEOPLE_A_BATCH)
            if not moved and projected_for(session) != today:
                set_progress(session, PROJECTED_FOR, today.isoformat())
        if not moved:
            return done
        done += moved
        if tick is not None:
            tick(done)
        rest(time.monotonic() - began)
        if moved == PEOPLE_A_BATCH and asked_in > counted_by:
            # More may wait: one batch is done, whatever ends this. Nobody else counts for who is in a hurry.
            count_ahead(store, today, rest)
            counted_by = asked_in


def catch_up(session: Session, today: date, at_most: int) -> int:
    """Projects so many of those whose rows are to be made anew, in this transaction; how many they were.

    Whoever is being changed by somebody else at this moment is left out: they are projected with that.
    """
    session.flush()
    waiting = _waiting(session, today, at_most).with_for_update(skip_locked=True)
    people: Sequence[int] = session.scalars(waiting).all()
    project(session, people, today)
    return len(people)


def catch_up_with_few(session: Session, today: date) -> None:
    """Projects in this transaction those whose rows are to be made anew, where they are few."""
    session.flush()
    if len(session.scalars(_waiting(session, today, AT_ONCE + 1)).all()) <= AT_ONCE:
        catch_up(session, today, AT_ONCE)


def projected_for(session: Session) -> date | None:
    """The last day on which nobody was left to be moved on; None before the first."""
    value = progress(session, PROJECTED_FOR)
    return None if value is None else date.fromisoformat(value)


def _waiting(session: Session, today: date, at_most: int) -> Select[int]:
    """The question of so many of those whose rows, or whose place in the tally, are to be made anew.

    Each reason by itself, so that each is looked up by its index. What the tally says of somebody never
    reaches farther than their rows do, nor farther back.
    """
    reasons = (
        select(PERSON.id).where(PERSON.holds_from.is_(None)),
        select(PERSON.id).where(PERSON.projected_by < catalogue_of(session).newest),
        select(SHARE.c.person_id).where(SHARE.c.turns_on <= today + NOTICE),
        select(SHARE.c.person_id).where(SHARE.c.from_on > today),
    )
    some = union(*(select(*reason.limit(at_most).subquery().c) for reason in reasons)).subquery()
    return select(PERSON.id).where(PERSON.id.in_(select(*some.c))).order_by(PERSON.id).limit(at_most)
