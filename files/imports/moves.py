"""Whom a change of the rules moves, from what to what: always shown before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from files.imports.plan import Move, Moves
from readiness.records import CourseId, Responder, Rulebook
from readiness.standing import outlooks
from storage.catalogue import catalogue_of
from storage.responders import load_responders

NOT_ASKED = "not asked"


def moves_between(
    session: Session, before: Rulebook, after: Rulebook, days: Iterable[date]
) -> tuple[Moves, ...]:
    """Whom the second rulebook leaves with another standing than the first, on each of some days.

    Days without a move are left out.
    """
    wanted = sorted(set(days))
    responders = list(load_responders(session)) if wanted else []
    codes = {key: course.code for key, course in catalogue_of(session).courses.items()}
    found = (_moves_on(day, before, after, responders, codes) for day in wanted)
    return tuple(moves for moves in found if moves.people)


def _moves_on(
    day: date, before: Rulebook, after: Rulebook, responders: Sequence[Responder], codes: dict[int, str]
) -> Moves:
    people = 0
    counted: Counter[tuple[CourseId, str, str]] = Counter()
    for responder in responders:
        was, becomes = _standings(before, responder, day), _standings(after, responder, day)
        moved = [
            (course, was.get(course, NOT_ASKED), becomes.get(course, NOT_ASKED))
            for course in {**was, **becomes}
            if was.get(course) != becomes.get(course)
        ]
        people += bool(moved)
        counted.update(moved)
    moves = [Move(codes[course], was, becomes, number) for (course, was, becomes), number in counted.items()]
    return Moves(day, people, tuple(sorted(moves, key=lambda move: (-move.people, move.course, move.before))))


def _standings(rulebook: Rulebook, responder: Responder, day: date) -> dict[CourseId, str]:
    return {
        course: outlook.status(day).value
        for course, (_, outlook) in outlooks(rulebook, responder, day).items()
    }
