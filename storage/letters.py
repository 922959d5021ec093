"""Letters: what is to be told to a person, what was told, and how they chose to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Enum, ForeignKey, Index, UniqueConstraint, delete, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.notices import notice_on
from storage.base import Base, insert_into
from storage.region import Region

LETTER = "letter"
"""The kind of a letter's slots; their subject is the person."""

WEEK_TOLD = "letter week"
"""The kind of the slots, on Mondays, of the weeks whose weekly matters somebody was told, or had none."""

USUAL_HOUR = 8
HOURS = range(7, 20)
"""The hours of their own day at which people may have their letter."""

EVENING = 20
"""From this hour of the person's own day on no letter is written or sent: it is written anew next morning."""

STALE = timedelta(days=30)
"""A line that waited for longer (somebody was away, or wants no letters) is told no more."""

CLASS_MOVED, CLASS_CANCELLED, CLASS_UNCLOSED = "class moved", "class cancelled", "unclosed"
CLASS_SEAT, CLASS_WAITS, CLASS_TO_TEACH = "class seat", "class waits", "class to teach"
CLASS_LEFT_OVER = "class left over"
"""The matters about a class: what became of it; a seat that came free, or went; who is to teach it; whose own
record waits for somebody else."""
MEETING_MOVED, MEETING_CHANGED, MEETING_CANCELLED = "meeting moved", "meeting changed", "meeting cancelled"
MEETING_LEFT, SENT_DECLINES = "meeting left", "sent declines"
"""The matters about a meeting: it is on another day or hour, and asks anew; its place, link or name is
another; it does not take place; somebody is not invited to it any more; who is sent does not come."""
CREDITED, LOGGED, VERIFIED, REJECTED = "credited", "logged", "verified", "rejected"
TAKEN_BACK = "taken back"
"""The matters about a completion: a class gave it, others recorded, verified, rejected it or took it back."""

ABSENCE_RECORDED, ABSENCE_ENDED = "absence recorded", "absence ended"
"""The matters about a leave or a waiver that somebody else recorded for one, or ended."""

CONFIDED, CONFIDED_NOTED = "told privately", "read privately"
"""The matters about what somebody told emergency management: that it waits, that it was read."""

NOT_FOR_OTHERS = (CONFIDED, CONFIDED_NOTED)
"""What is told to nobody but the one it was left for: not to who leads them either."""

ITEM_GIVEN = "item given"
"""The matter about a checklist's item: somebody else gave it to one to see to."""
ITEM_NEAR, ITEM_DUE = "item near", "item due"
"""The matters of its reminders: before its due day, and from that day on. What marks one is its day."""
CHECKLIST_HANDED = "checklist handed"
"""The matter about a checklist: it was handed to the agency one leads, or brought up to date."""

WELCOME = "welcome"
"""The matter about a person who was linked by their e-mail for the first time: nobody wrote to them yet."""
RIGHT_GIVEN = "right given"
"""The matter about a right given on the command line, from where nobody writes: the agency led, or 0."""

FORMER_ADDRESS = "former address"
"""The matter about a person whom Slack knows by an address that the roster names no more."""

SCORECARD_ASKED = "scorecard asked"
"""The matter about a scorecard: the quarter's questions wait for who leads the agency."""

MEETING_NUDGE, MEETING_OPEN_SEATS = "meeting nudge", "meeting open seats"
"""Kept of a meeting once told: that one was asked once more; to the caller, which seats are open."""

TOLD_FOR_OTHERS = "told for others"
"""What the lines are kept by, with a letter, that it told to who leads the people they were left for."""

UNTOLD = text("told_on IS NULL")
LINES_A_STATEMENT = 500


class Often(StrEnum):
    """How often Muster writes to somebody by itself."""

    DAILY = "daily"  # at most one letter a day
    WEEKLY = "weekly"  # on Mondays, and what is tomorrow the day before
    URGENT = "urgent"  # what lapsed, is tomorrow, or is overdue
    NEVER = "never"


class LetterChoice(Base):
    """How somebody chose to be written to; who chose nothing gets letters daily at the usual hour.

    `tells_from` is the day on which they let Muster write again: what came before it is not told any more.
    """

    __tablename__ = "letter_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    often: Mapped[Often] = mapped_column(
        Enum(Often, native_enum=False, length=20, values_callable=lambda values: [*map(str, values)])
    )
    hour: Mapped[int]  # of the person's own zone, 7 to 19
    tells_from: Mapped[date | None] = mapped_column(default=None)


class RefresherNotice(Base):
    """When somebody is to be told next of one course's due day; none is kept of what is old news.

    It stands for as long as that is the day: another one makes it another notice (`storage.notices`).
    `told_on` is the local date of the last letter that told of it.
    """

    __tablename__ = "refresher_notice"
    __table_args__ = (Index("ix_refresher_notice_next", "next_on", "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    due_on: Mapped[date]
    next_on: Mapped[date]
    told_on: Mapped[date | None] = mapped_column(default=None)


class LetterLine(Base):
    """One matter that waits for a person's letter (`told_on` None), or was told on that local date.

    `matter` names the capability's kind of line, `about_id` the record it speaks of, `mark` tells lines about
    one record apart (a due day and its notice); the same is told once.
    """

    __tablename__ = "letter_line"
    __table_args__ = (
        UniqueConstraint("person_id", "matter", "about_id", "mark"),
        Index("ix_letter_line_waits", "person_id", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    matter: Mapped[str]
    about_id: Mapped[int]
    mark: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime]
    told_on: Mapped[date | None] = mapped_column(default=None)


def leave_line(
    session: Session,
    person_ids: Iterable[int],
    matter: str,
    about_id: int,
    now: datetime,
    mark: str = "",
) -> None:
    """Leaves a line for the next letter of each person, all about one record (`leave_lines`)."""
    leave_lines(session, ((each, about_id) for each in person_ids), matter, now, mark)


def leave_lines(
    session: Session, lines: Iterable[tuple[int, int]], matter: str, now: datetime, mark: str = ""
) -> None:
    """Leaves lines for the next letters, each for a person about a record, in the transaction of what they
    speak of, and all at once: a close of 200 leaves 200.

    The same line is left once. What it says is made of the record when the letter is written.
    """
    rows = [
        {"person_id": person, "matter": matter, "about_id": about, "mark": mark, "noted_at": now}
        for person, about in sorted(set(lines))
    ]
    for start in range(0, len(rows), LINES_A_STATEMENT):
        there = rows[start : start + LINES_A_STATEMENT]
        session.execute(insert_into(session, LetterLine).values(there).on_conflict_do_nothing())


def note_told(session: Session, lines: Iterable[tuple[int, str, int, str]], day: date, now: datetime) -> None:
    """Notes that people were told matters in letters of a day, all at once; each once, whoever else notes it.

    A line is a person, a matter, the record it is about and its mark.
    """
    rows = [
        {
            "person_id": person,
            "matter": matter,
            "about_id": about,
            "mark": mark,
            "noted_at": now,
            "told_on": day,
        }
        for person, matter, about, mark in lines
    ]
    for start in range(0, len(rows), LINES_A_STATEMENT):
        noted = insert_into(session, LetterLine).values(rows[start : start + LINES_A_STATEMENT])
        one = [LetterLine.person_id, LetterLine.matter, LetterLine.about_id, LetterLine.mark]
        waits = LetterLine.told_on.is_(None)
        session.execute(noted.on_conflict_do_update(index_elements=one, set_={"told_on": day}, where=waits))


def monday_of(day: date) -> date:
    """The Monday with which a day's week begins: the week of ISO 8601."""
    return day - timedelta(days=day.weekday())


def choice_of(session: Session, person_id: int) -> LetterChoice | None:
    """How somebody chose to be written to; None where they chose nothing."""
    return session.get(LetterChoice, person_id)


def choose(session: Session, person_id: int, often: Often, hour: int, today: date) -> LetterChoice:
    """Writes down how somebody wants to be written to. `today` is their own day.

    Raises ValueError for an hour at which nobody is written to.
    """
    if hour not in HOURS:
        raise ValueError(f"no letter is written at {hour}")
    choice = session.get(LetterChoice, person_id, with_for_update=True)
    if choice is None:
        choice = LetterChoice(person_id=person_id, often=often, hour=hour)
        session.add(choice)
    elif choice.often is Often.NEVER and often is not Often.NEVER:
        choice.tells_from = today
    choice.often, choice.hour = often, hour
    session.flush()
    return choice


def zone_of(name: str, region: Region) -> ZoneInfo:
    """The zone Slack says somebody is in; the region's, where it says none, or one nobody knows."""
    if "/" in name or name == "UTC":  # other names can mean the machine's own
        try:
            return ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            pass
    return region.zone


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is evening or night where somebody is: nobody is written to who did not ask for it."""
    hour = now.astimezone(zone).hour
    return hour >= EVENING or hour < HOURS.start


def untell(session: Session, person_id: int, day: date, figures: Mapping[str, Any]) -> None:
    """What a letter of that day told somebody is to be told still, of others too: nobody was sent it."""
    of_others = [each for key, ids in figures.items() if key.startswith(TOLD_FOR_OTHERS) for each in ids]
    theirs = or_(LetterLine.person_id == person_id, LetterLine.id.in_(of_others))
    session.execute(update(LetterLine).where(theirs, LetterLine.told_on == day).values(told_on=None))
    told = select(RefresherNotice).where(
        RefresherNotice.person_id == person_id, RefresherNotice.told_on == day
    )
    for notice in session.scalars(told):
        notice.next_on, notice.told_on = notice_on(notice.due_on, day) or notice.next_on, None


def forget_refresher(session: Session, person_id: int, course_id: int, due_on: date) -> None:
    """Lets a notice go that speaks of a due day that is none any more."""
    session.execute(
        delete(RefresherNotice).where(
            RefresherNotice.person_id == person_id,
            RefresherNotice.course_id == course_id,
            RefresherNotice.due_on == due_on,
        )
    )
