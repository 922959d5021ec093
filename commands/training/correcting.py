"""`/training correct`: a record mended, or taken back with a reason; what it said before stays readable.

One's own word until somebody confirmed it, the records of their people for leads, all for an emergency
manager. Where a standing rests on it, what would change is shown first, and done when it is sent again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from commands.kit.about import Written
from commands.kit.blocks import button, buttons, plain
from commands.kit.forms import Filled, Modal, text_field
from commands.kit.may import Action, may, whom_for
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Reply
from commands.kit.request import STALE, Request
from commands.language.classes import class_name
from commands.language.fields import course_option
from commands.language.grants import AWARD, GRANT, funding_of, grant_and_award
from commands.language.logs import expires_too_soon
from commands.language.scopes import HISTORY, HistoryPage
from commands.training import form
from commands.training.record_views import OfRecord, ended_words, what_of, whose_and_what
from commands.training.tracing import CORRECT, VOID
from readiness.due import Scope
from readiness.standing import Status
from storage.answers import asked_on
from storage.crediting import resting_on
from storage.people import Person
from storage.recording import Completed, NoLongerStands, OnRecordAlready, correct, lock_records
from storage.taking_back import stands_again, void
from storage.training import CompletionRecord
from words.days import spoken
from words.problems import Problem

FROM = "the form Correct a record"
KEPT = "What was said before stays readable."
GO_ON = "Nothing is changed yet: send it again to do so."

Standings = Mapping[int, tuple[Status, date | None]]
"""Where somebody stands with each course that is asked of them: the status and its day."""


class Mending(OfRecord):
    """The record a form is about; `told` tells which consequences were shown with it."""

    told: str = ""


def open_correct(request: Request) -> Reply:
    """The form that mends a record, filled in as it stands."""
    record = _theirs(request, request.carried(OfRecord).record)
    return Reply(modal=_correct_view(request, record, Mending(record=record.id)))


def submit_correct(request: Request) -> Reply:
    """Puts the mended record in the place of the one that was said."""
    filled = CORRECT_FORM.read(request)
    pressed = request.carried(Mending)
    record = _theirs(request, pressed.record, lock=True)
    change = _change(request, record, filled)
    if change.completed_on > request.today:
        raise Wrong({"day": f"{spoken(change.completed_on)} is still to come."})
    if why_not := expires_too_soon(change.completed_on, change.expires_on):
        raise Wrong({"expires": why_not})
    about = whom_for(request, [record.person_id])[record.person_id]
    written = Written(about, record.verified)
    then = may(request.member, Action.CORRECT, written, change.completed_on, request.today)
    if not then:
        raise Wrong({"day": f"{then.why_not} {then.who_could}"})
    confirms = may(request.member, Action.VERIFY, about, change.completed_on, request.today)
    before = _standings(request, record.person_id)
    try:
        kept = correct(
            request.session,
            record,
            change,
            request.trail(FROM),
            request.today,
            verified=bool(confirms),
            by=request.member.person_id,
        )
    except NoLongerStands as gone:
        raise _changed(request, gone) from None
    except OnRecordAlready as there:
        same = whose_and_what(request, there.record)
        said = f"{same} is on record already: correct that one, or take this one back. Nothing was changed."
        raise Wrong({"day": said}) from None
    if not kept.is_new:
        why = (
            "Nothing was changed." if kept.record is record else "It says that already; nothing was doubled."
        )
        return _done(request, record, f"{why} On record: {whose_and_what(request, kept.record)}.")
    moved = consequences(request, record.person_id, before)
    if _is_to_be_shown(moved, pressed):
        raise AskedBack(
            Reply(updated=_correct_view(request, record, _telling(pressed, moved), moved, change))
        )
    waits = " It is confirmed with that." if kept.record.verified else " It waits for a lead to confirm it."
    said = f"Corrected: {whose_and_what(request, kept.record)}.{waits} {KEPT}"
    return _done(request, record, "\n".join([said, *consequences(request, record.person_id, before, "is")]))


def open_void(request: Request) -> Reply:
    """The form that asks for a reason, and says what stands again without the record."""
    record = _theirs(request, request.carried(OfRecord).record)
    return Reply(modal=_void_view(request, record, Mending(record=record.id)))


def submit_void(request: Request) -> Reply:
    """Takes the record back, with the reason."""
    filled = VOID_FORM.read(request)
    pressed = request.carried(Mending)
    record = _theirs(request, pressed.record, lock=True)
    said, before = whose_and_what(request, record), _standings(request, record.person_id)
    resting = _resting(request, record)
    try:
        own = request.member.person_id
        back = void(request.session, record, filled[REASON], request.trail(FROM), request.today, own)
    except NoLongerStands as gone:
        raise _changed(request, gone) from None
    moved = consequences(request, record.person_id, before)
    if _is_to_be_shown(moved, pressed):
        # What it would come to is known, and taken back with this transaction: the form is made of both.
        again = "" if back is None else _again(request, back)
        view = _void_view(request, record, _telling(pressed, moved), moved, filled[REASON], again)
        raise AskedBack(Reply(updated=view))
    lines = [f"Taken back: {said}. It stays readable, with the reason, and counts for nothing."]
    if back is not None:
        lines.append(f"What it had corrected is back: {what_of(request, back)}.")
    moved = consequences(request, record.person_id, before, "is")
    return _done(request, record, "\n".join([*lines, *resting, *moved]))


def consequences(request: Request, person_id: int, before: Standings, verb: str = "would be") -> list[str]:
    """What became, or would become, of where somebody stands: a line for each course of which it is told."""
    own = person_id == request.member.person_id
    who = "You" if own else request.session.get_one(Person, person_id).name
    be = {"is": "are"}.get(verb, verb) if own else verb
    lines = []
    for course, (status, due_on) in _standings(request, person_id).items():
        title = request.catalogue.courses[course].title
        status_before, due_before = before.get(course, (status, due_on))
        if status_before.is_current and not status.is_current:
            no_longer = "would no longer be" if verb == "would be" else f"{be} no longer"
            is_due = status in (Status.EXPIRED, Status.GRACE) and due_on is not None
            ends = f"due since {spoken(due_on)}" if is_due and due_on else "not yet trained"
            lines.append(f"{who} {no_longer} current in {title}: {ends}.")
        elif status.is_current and due_on != due_before:
            until = "without an end" if due_on is None else f"until {spoken(due_on)}"
            instead = f", not {spoken(due_before)}" if status_before.is_current and due_before else ""
            lines.append(f"{who} {be} current in {title} {until}{instead}.")
    return lines


def _resting(request: Request, record: CompletionRecord) -> list[str]:
    """What is said of the classes in which somebody got no record because they had this one.

    Nothing, where a confirmed record of the same class would stand again.
    """
    back = stands_again(request.session, record)
    if back is not None and back.verified and Completed.of(back).key == Completed.of(record).key:
        return []
    return [
        f"{class_name(request.catalogue, each)} gave them no record of its own, since they had this one: "
        "there they are left over then, to be confirmed by /training close."
        for each in resting_on(request.session, [record.id])
    ]


def _standings(request: Request, person_id: int) -> Standings:
    asked = asked_on(request.session, request.today, Scope.person(person_id))
    today = request.today
    return {each.course: (each.outlook.status(today), each.outlook.due_on(today)) for each in asked}


def _is_to_be_shown(moved: Sequence[str], pressed: Mending) -> bool:
    return bool(moved) and pressed.told != _fingerprint(moved)


def _telling(pressed: Mending, moved: Sequence[str]) -> Mending:
    return pressed.model_copy(update={"told": _fingerprint(moved)})


def _fingerprint(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _theirs(request: Request, key: int, lock: bool = False) -> CompletionRecord:
    """A record that is the speaker's to correct. Raises Refused for any other, Problem for none.

    What changes it asks with `lock`: somebody may have confirmed it until its turn came.
    """
    record = request.session.get(CompletionRecord, key)
    if record is None:
        raise Problem(STALE)
    if lock:
        lock_records(request.session, [record])
    about = Written(whom_for(request, [record.person_id])[record.person_id], record.verified)
    may(request.member, Action.CORRECT, about, record.completed_on, request.today).or_refuse()
    return record


def _changed(request: Request, gone: NoLongerStands) -> Problem:
    """What is said where somebody else changed the record meanwhile: what, and who."""
    became = ended_words(request, gone.record)
    return Problem(
        f"{whose_and_what(request, gone.record)} was changed already. {became} Nothing was changed."
    )


def _done(request: Request, record: CompletionRecord, text: str) -> Reply:
    page = HistoryPage(person=record.person_id)
    ways = buttons(button("The record", HISTORY, page), button("Correct another", PICK, page))
    return Reply(message=Message([SectionBlock(text=plain(text)), *ways]), closes=True)


def _change(request: Request, record: CompletionRecord, filled: Filled) -> Completed:
    """What the record is to say; without hours the course's usual ones, unless it never had any."""
    course, hours = filled[COURSE], filled[form.HOURS]
    if hours is None and (record.hours is not None or course.id != record.course_id):
        hours = course.hours
    return replace(
        Completed.of(record),
        course_id=course.id,
        completed_on=filled[DAY],
        hours=hours,
        result=filled[form.RESULT],
        provider=filled[form.PROVIDER],
        instructor=filled[form.INSTRUCTOR],
        funding=funding_of(filled[GRANT], filled[AWARD]),
        evidence=filled[form.EVIDENCE],
        expires_on=filled[form.EXPIRES],
    )


def _correct_view(
    request: Request,
    record: CompletionRecord,
    carried: Mending,
    moved: Sequence[str] = (),
    change: Completed | None = None,
) -> View:
    said = change or Completed.of(record)
    grant, award = grant_and_award(said.funding)
    course = request.catalogue.courses[said.course_id]
    shown: dict[str, Any] = {
        "course": course_option(course),
        "day": said.completed_on,
        "hours": (
            f"Usual: {course.hours:g}" if course.hours else "The course's usual hours",
            None if said.hours is None else f"{said.hours:g}",
        ),
        "result": str(said.result),
        "provider": said.provider or None,
        "instructor": said.instructor or None,
        "grant": grant or None,
        "award": award or None,
        "evidence": said.evidence or None,
        "expires": said.expires_on,
    }
    lines = [whose_and_what(request, record)] if not moved else []
    return CORRECT_FORM.view(shown, carried, above=_head([*lines, *_to_be_sure(moved)]))


def _void_view(
    request: Request,
    record: CompletionRecord,
    carried: Mending,
    moved: Sequence[str] = (),
    reason: str = "",
    again: str = "",
) -> View:
    back = stands_again(request.session, record) if not moved else None
    again = again or ("" if back is None else _again(request, back))
    lines = [f"{whose_and_what(request, record)}. It will stay readable, and count for nothing.", again]
    lines += _resting(request, record)
    return VOID_FORM.view(
        {"reason": reason or None}, carried, above=_head([*filter(None, lines), *_to_be_sure(moved)])
    )


def _again(request: Request, back: CompletionRecord) -> str:
    return f"What it corrected would stand again: {what_of(request, back)}."


def _to_be_sure(moved: Sequence[str]) -> list[str]:
    return [*moved, GO_ON] if moved else []


def _head(lines: Sequence[str]) -> list[Block]:
    return [SectionBlock(block_id="head", text=plain("\n".join(lines)))]


PICK = "training.pick"
"""What a button that shows the records to be corrected is known by; it carries whose (`HistoryPage`)."""
COURSE = replace(form.COURSE, change=None)
DAY = replace(form.DAY, change=None)
REASON = text_field(
    "reason", "Why it is no record", 300, optional=False, hint="It is kept with the record for good."
)
CORRECT_FORM = Modal(
    CORRECT,
    "Correct a record",
    "Correct it",
    (
        *(COURSE, DAY, form.HOURS, form.RESULT, form.PROVIDER, form.INSTRUCTOR),
        *(GRANT, AWARD, form.EVIDENCE, form.EXPIRES),
    ),
    submit_correct,
)
VOID_FORM = Modal(VOID, "Take a record back", "Take it back", (REASON,), submit_void)

ENTRIES: tuple[Declared, ...] = (
    Click(CORRECT, open_correct),
    Click(VOID, open_void),
    *CORRECT_FORM.entries(),
    *VOID_FORM.entries(),
)
