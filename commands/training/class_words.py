"""The words of a class's card, said instead of pressed: "I'm here", "leaving early", "not coming to BLS".

They are the press where one class fits; of several it is asked which, and without one nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language import phrases
from commands.language.classes import ClassPicked, class_said
from commands.training import class_presses, class_views
from readiness.dates import ONE_DAY
from storage.attending import attendance_of
from storage.classes import IS_GOING, WOULD_COME, ClassRecord, ComingRecord
from words.problems import Problem

PRESSES: dict[str, tuple[str, Callable[[Request], Reply], str]] = {
    phrases.HERE: (class_views.HERE, class_presses.here, "No class takes sign-ins now."),
    phrases.EARLY: (class_views.EARLY, class_presses.leaving_early, "You are signed in to no class now."),
    phrases.BACK: (class_views.BACK, class_presses.back, "You left no class early that is still going on."),
    phrases.COMING: (class_views.COMING, class_presses.coming, "No class is planned."),
    phrases.NOT_COMING: (class_views.NOT_COMING, class_presses.not_coming, "No class is planned."),
}
"""By what was said: the button it is, what it does, and what is said where no class is there for it."""


def press_said(request: Request, press: str, which: str) -> Reply:
    """Does what the button of a card does, for the one class that fits.

    Raises Problem where there is none, and Unclear where several are, or another one was named.
    """
    action, run, none = PRESSES[press]
    there = _there(request, press)
    if not there:
        raise Problem(f"{none} Nothing was recorded.")
    held = class_said(request, which, action, ClassRecord.id.in_(there))
    return run(replace(request, value=ClassPicked(class_id=held.id).model_dump()))


def _there(request: Request, press: str) -> list[int]:
    """The classes for which a press is there."""
    query = select(ClassRecord).where(IS_GOING, ClassRecord.held_on >= request.today - ONE_DAY)
    live = list(request.session.scalars(query))
    if press in (phrases.COMING, phrases.NOT_COMING):
        to_come = [each.id for each in live if each.held_on >= request.today]
        said = _said_to_come(request, to_come) if press == phrases.NOT_COMING else []
        return said or to_come
    going = [each.id for each in live if class_views.takes_sign_ins(each, request.now, request.region)]
    if press == phrases.HERE:
        return going
    assert request.member.person_id is not None
    found = [(each, attendance_of(request.session, each, request.member.person_id)) for each in going]
    left = press == phrases.BACK
    return [each for each, row in found if row is not None and (row.left_early_at is not None) == left]


def _said_to_come(request: Request, among: list[int]) -> list[int]:
    """Of some classes those the speaker said to come to, or waits for."""
    me = request.member.person_id
    query = select(ComingRecord.class_id).where(
        ComingRecord.person_id == me,
        ComingRecord.answer.in_(WOULD_COME),
        ComingRecord.class_id.in_(among),
    )
    return list(request.session.scalars(query))
