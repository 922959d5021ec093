"""The projection: where everybody stands with every course asked of them.

One row an active affiliation, required course and stretch of days between two of the person's days of change,
kept in the transaction of whatever moves it, and rebuildable from the records at any time. The stretches of
the days ahead are there before they begin, so that no day's turn is anybody's work. Which of them hold, and
for what days, stands with each person; whoever asks about other days computes them (`storage.answers`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.dates import ONE_DAY, day_after
from readiness.places import ALWAYS, FOREVER, Asking, Stretch, path_of
from readiness.records import Affiliation, CourseId, Responder, Rulebook
from readiness.standing import Outlook, Status, days_of_change, outlooks
from storage.base import Base, plainly, table_of
from storage.catalogue import Catalogue, catalogue_of
from storage.copying import add_rows
from storage.on_bench import project_bench
from storage.people import Person
from storage.responders import load_responders
from storage.tally import Counted, count_anew, forget_all, until

AHEAD = timedelta(days=45)
"""A person is projected through this many days at least."""
BATCH = 500
AT_ONCE = 100
"""For more people than these nobody waits: they are left to be moved on (`storage.projecting`)."""


class StandingRow(Base):
    """One affiliation's outlook for one course on some days, as `readiness.standing.Outlook` has it.

    What lies `ahead` is written as "day>expiry" for each step, one after the other.
    """

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_due", "agency_id", "course_id", "soonest_on", "person_id"),
        Index("ix_standing_person", "person_id"),
    )

    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    through_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    hold: Mapped[str | None] = mapped_column(default=None)
    last_on: Mapped[date | None] = mapped_column(default=None)
    expires_on: Mapped[date | None] = mapped_column(default=None)
    ahead: Mapped[str | None] = mapped_column(default=None)
    first_due_on: Mapped[date | None] = mapped_column(default=None)
    initial_days: Mapped[int] = mapped_column(default=0)
    grace_days: Mapped[int] = mapped_column(default=0)
    lapse_months: Mapped[int] = mapped_column(default=36)
    verified_last_on: Mapped[date | None] = mapped_column(default=None)
    verified_expires_on: Mapped[date | None] = mapped_column(default=None)
    verified_ahead: Mapped[str | None] = mapped_column(default=None)
    soonest_on: Mapped[date | None] = mapped_column(default=None)


OUTLOOK_COLUMNS = (
    StandingRow.hold,
    StandingRow.last_on,
    StandingRow.expires_on,
    StandingRow.ahead,
    StandingRow.first_due_on,
    StandingRow.initial_days,
    StandingRow.grace_days,
    StandingRow.lapse_months,
    StandingRow.verified_last_on,
    StandingRow.verified_expires_on,
    StandingRow.verified_ahead,
)
"""What an outlook is read back from, in the order of its fields."""


FORGET = delete(table_of(StandingRow)).where(
    table_of(StandingRow).c.person_id.in_(bindparam("people", expanding=True))
)
TURN = (
    update(table_of(Person))
    .where(table_of(Person).c.id == bindparam("person"))
    .values(holds_from=bindparam("first"), reproject_on=bindparam("turn"), projected_by=bindparam("version"))
)
LEAVE = (
    update(table_of(Person))
    .where(table_of(Person).c.id.in_(bindparam("people", expanding=True)))
    .values(holds_from=None)
)


def outlook_from(columns: Sequence[Any]) -> Outlook:
    """An outlook from its columns, in the order of OUTLOOK_COLUMNS."""
    hold, last_on, expires_on, ahead, first_due_on, initial, grace, lapse, v_last, v_expires, v_ahead = (
        columns
    )
    return Outlook(
        Status(hold) if hold else None,
        last_on,
        expires_on,
        _steps_from(ahead),
        first_due_on,
        initial,
        grace,
        lapse,
        v_last,
        v_expires,
        _steps_from(v_ahead),
    )


def project(session: Session, person_ids: Iterable[int], today: date) -> None:
    """Projects some people anew as of `today`, from their records as this transaction sees them.

    Lock them first (`storage.people.lock_people`), so that two transactions cannot each miss the other's
    record.
    """
    session.flush()
    catalogue = catalogue_of(session)
    everyone = sorted(set(person_ids))
    for start in range(0, len(everyone), BATCH):
        _project_batch(session, catalogue, everyone[start : start + BATCH], today)


def project_or_leave(
    session: Session, person_ids: Iterable[int], today: date, moves_bench: bool = True
) -> None:
    """Projects a few people; leaves many to be moved on, so that nobody waits for them.

    Whoever changes memberships or absences comes by here: what people are current in follows from them, too.
    Of completions it does not: then it is not worked out anew (`moves_bench`).
    """
    session.flush()
    everyone = sorted(set(person_ids))
    if moves_bench:
        project_bench(session, everyone)
    if len(everyone) <= AT_ONCE:
        project(session, everyone, today)
        return
    for start in range(0, len(everyone), BATCH):
        session.execute(LEAVE, {"people": everyone[start : start + BATCH]})


def rebuild(session: Session, today: date) -> int:
    """Projects everybody anew in this one transaction; returns how many rows there are then."""
    session.flush()
    session.execute(update(table_of(Person)).values(holds_from=None))  # and so everybody is locked
    session.execute(delete(StandingRow))
    forget_all(session)
    project(session, session.scalars(select(Person.id)), today)
    return session.scalar(select(func.count()).select_from(StandingRow)) or 0


def left_behind(catalogue: Catalogue, first: date, last: date) -> ColumnElement[bool]:
    """The condition that a person's rows do not hold, all of them, from one day through another."""
    return or_(*why_left_behind(first, last, catalogue.newest, catalogue.until))


def why_left_behind(first: Any, last: Any, newest: Any, until: Any = None) -> tuple[ColumnElement[bool], ...]:
    """The same, each reason by itself, of days and versions that may be handed to a statement later.

    For each of them there is an index.
    """
    person = table_of(Person).c
    return (
        person.holds_from.is_(None),
        person.holds_from > first,
        person.reproject_on <= last,
        person.projected_by < newest,
        *(() if until is None else (person.projected_by > until,)),
    )


def rows_between(
    rulebook: Rulebook, responder: Responder, first: date, turn: date | None, today: date
) -> Iterator[dict[str, Any]]:
    """The rows somebody has who is projected from a day on until the day before another (None: for good);
    today is one of those days.
    """
    days = days_of_change(rulebook, responder)
    begins = [first, *(day for day in days if day > first and (turn is None or day < turn))]
    ends = [*(day - ONE_DAY for day in begins[1:]), FOREVER if turn is None else turn - ONE_DAY]
    for since, until_then in zip(begins, ends, strict=True):
        on = min(max(since, today), until_then)
        yield from _rows(responder, since, until_then, outlooks(rulebook, responder, on))


def _project_batch(session: Session, catalogue: Catalogue, ids: Sequence[int], today: date) -> None:
    rows: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    counted: dict[int, Counted] = {}
    for responder in load_responders(session, ids):
        stretches = list(_stretches(catalogue.rulebook, responder, today))
        asked: list[Stretch] = []
        for first, last in stretches:
            holding = outlooks(catalogue.rulebook, responder, max(first, today))
            rows += _rows(responder, first, last, holding)
            asked.append((first, last, _asking(holding)))
        counted[responder.key] = _counted(catalogue.rulebook, responder.key, asked, today)
        turns.append(
            {
                "person": responder.key,
                "first": stretches[0][0],
                "turn": day_after(stretches[-1][1]),
                "version": catalogue.number,
            }
        )
    plainly(session, FORGET, {"people": list(ids)})
    add_rows(session, table_of(StandingRow), rows)
    plainly(session, TURN, turns)
    count_anew(session, counted)


def _asking(holding: Mapping[CourseId, tuple[Sequence[Affiliation], Outlook]]) -> Asking:
    return {
        course: (tuple(term.agency for term in terms), outlook)
        for course, (terms, outlook) in holding.items()
    }


def _counted(rulebook: Rulebook, person: int, asked: Sequence[Stretch], today: date) -> Counted:
    """How somebody is counted, from the stretches they are projected through."""
    path = path_of(rulebook, asked, today, until(person, today))
    last = asked[-1][1]
    if last != FOREVER:
        path.turns_on = min(path.turns_on, last + ONE_DAY)
    return Counted(path, today)


def _stretches(rulebook: Rulebook, responder: Responder, today: date) -> Iterator[tuple[date, date]]:
    """The stretches of unchanging outlooks, first and last day, from today's on through AHEAD."""
    days = days_of_change(rulebook, responder)
    place = bisect_right(days, today)
    first = days[place - 1] if place else ALWAYS
    for day in days[place:]:
        yield first, day - ONE_DAY
        if day - today > AHEAD:
            return
        first = day
    yield first, FOREVER


def _rows(
    responder: Responder,
    first: date,
    last: date,
    asked: Mapping[CourseId, tuple[Sequence[Affiliation], Outlook]],
) -> Iterator[dict[str, Any]]:
    """The rows of one stretch of days, by what is asked on it."""
    for course, (holding, outlook) in asked.items():
        columns = _columns(outlook)
        for affiliation in holding:
            yield {
                "affiliation_id": affiliation.key,
                "course_id": course,
                "from_on": first,
                "through_on": last,
                "person_id": responder.key,
                "agency_id": affiliation.agency,
                **columns,
            }


def _columns(outlook: Outlook) -> dict[str, Any]:
    return {
        "hold": outlook.hold.value if outlook.hold else None,
        "last_on": outlook.last_on,
        "expires_on": outlook.expires_on,
        "ahead": _steps_to(outlook.ahead),
        "first_due_on": outlook.first_due_on,
        "initial_days": outlook.initial_days,
        "grace_days": outlook.grace_days,
        "lapse_months": outlook.lapse_months,
        "verified_last_on": outlook.verified_last_on,
        "verified_expires_on": outlook.verified_expires_on,
        "verified_ahead": _steps_to(outlook.verified_ahead),
        "soonest_on": outlook.soonest_on,
    }


def _steps_to(ahead: Iterable[tuple[date, date]]) -> str | None:
    return " ".join(f"{day.isoformat()}>{expires.isoformat()}" for day, expires in ahead) or None


def _steps_from(ahead: str | None) -> tuple[tuple[date, date], ...]:
    if not ahead:
        return ()
    steps = (step.split(">") for step in ahead.split())
    return tuple((date.fromisoformat(day), date.fromisoformat(expires)) for day, expires in steps)
