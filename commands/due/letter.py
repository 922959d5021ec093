"""What a letter says of refreshers: each course that is near, is due or lapsed, on its days, with a Log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from commands.kit.blocks import button
from commands.kit.letter_rights import Candidates
from commands.kit.letters import Asking, LetterPart, Line, Round
from commands.kit.registry import Declared
from commands.language.logs import OPEN_LOG, LogSaid
from readiness.notices import next_notice, notice_on
from readiness.standing import Due, Outlook, Status, outlooks
from storage.letters import RefresherNotice, forget_refresher
from storage.notices import AHEAD
from storage.responders import load_responders
from words.amounts import plural
from words.standing import standing_words

MATTER = "refresher"
OVER = "refresher no longer due"
"""A notice that speaks of a due day that is none any more: a completion, or another rule, came between."""


def told_today(asking: Asking) -> Iterator[Candidates]:
    """Those whose next notice came."""
    yield select(RefresherNotice.person_id).where(RefresherNotice.next_on <= asking.day)


def refreshers(round_: Round) -> Iterator[Line]:
    """The nearest notice of each course, if it was not told; each against the records as they stand."""
    notices: defaultdict[int, list[RefresherNotice]] = defaultdict(list)
    query = select(RefresherNotice).where(
        RefresherNotice.person_id.in_(sorted(round_.readers)), _is_wanted(round_)
    )
    for notice in round_.session.scalars(query.order_by(RefresherNotice.due_on, RefresherNotice.course_id)):
        notices[notice.person_id].append(notice)
    rulebook = round_.catalogue.rulebook
    for responder in load_responders(round_.session, sorted(notices)):
        found = outlooks(rulebook, responder, round_.day)
        for notice in notices[responder.key]:
            outlook = found[notice.course_id][1] if notice.course_id in found else None
            if (line := _line(round_, notice, outlook)) is not None:
                yield line


def _is_wanted(round_: Round) -> ColumnElement[bool]:
    if round_.again:
        return RefresherNotice.told_on == round_.day
    return RefresherNotice.next_on <= round_.day


def _line(round_: Round, notice: RefresherNotice, outlook: Outlook | None) -> Line | None:
    """What is said of one course; None where it waits, because a leave or a waiver holds."""
    if outlook is not None and outlook.hold is not None:
        return None
    due = None if outlook is None else outlook.due_within(round_.day, AHEAD)
    if due is None or due.due_on != notice.due_on:
        return Line(notice.person_id, OVER, notice.course_id, day=notice.due_on)
    nearest = notice_on(notice.due_on, round_.day)
    if nearest is None or nearest < round_.readers[notice.person_id].since:
        return Line(notice.person_id, MATTER, notice.course_id, day=notice.due_on)
    course = round_.catalogue.courses[notice.course_id]
    return Line(
        notice.person_id,
        MATTER,
        notice.course_id,
        f"{course.title}: {_said(due, notice.due_on, round_.day)}{_more(due, outlook, round_.day)}",
        notice.due_on,
        is_urgent=notice.due_on <= round_.day,
        button=button("Log", f"{OPEN_LOG}:letter {course.id}", LogSaid(course=course.id)),
    )


def _said(due: Due, due_on: date, today: date) -> str:
    """ "due 3 Dec 2026, in 30 days", "due today", "expired 1 Mar 2026"."""
    days = (due_on - today).days
    said = standing_words(due.status, due_on) if days else "due today"
    ahead = f", in {plural(days, 'day')}" if days > 0 else ""
    unverified = " (unverified)" if due.verified is False else ""
    return f"{said}{ahead}{unverified}"


def _more(due: Due, outlook: Outlook | None, today: date) -> str:
    """That the full course is needed, where it lapsed too long ago for a refresher."""
    if outlook is None or due.status is not Status.EXPIRED or outlook.refresher_suffices(today):
        return ""
    return "; a refresher is no longer enough"


def settled(session: Session, day: date, told: Collection[Line], passed: Collection[Line]) -> None:
    """When each is told of next; what is no due day any more is let go."""
    for line in told:
        _note(session, line, day, {"told_on": day})
    for line in passed:
        if line.matter == OVER and line.day is not None:
            forget_refresher(session, line.person, line.about_id, line.day)
        else:
            _note(session, line, day, {})


def _note(session: Session, line: Line, day: date, more: Mapping[str, date]) -> None:
    assert line.day is not None
    session.execute(
        update(RefresherNotice)
        .where(
            RefresherNotice.person_id == line.person,
            RefresherNotice.course_id == line.about_id,
            RefresherNotice.due_on == line.day,
        )
        .values(next_on=next_notice(line.day, day), **more)
    )


ENTRIES: tuple[Declared, ...] = (LetterPart(10, refreshers, told_today, settle=settled),)
