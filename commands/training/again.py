"""A log that was taken back, in the form again: with all that was on record, to be mended and logged anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from commands.kit.blocks import button
from commands.kit.forms import opened
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.grants import grant_and_award
from commands.language.logs import EXAMPLE, MOST_PEOPLE, NOT_YET, UNDO_MINUTES, LogSaid
from commands.training.bulk import LONGEST_LIST
from commands.training.form import filled_in
from commands.training.receipts import AGAIN, Undo
from commands.training.recording import records_of_log
from readiness.vocabulary import Result
from storage.audit import SLACK, AuditKind, AuditRow
from storage.people import Person
from storage.training import CompletionRecord
from words.problems import Unclear


def log_again(request: Request) -> Reply:
    """The form, filled in with what a log had recorded. Raises Refused for any but who made that log."""
    records = records_of_log(request, request.carried(Undo).log)
    people = [request.session.get_one(Person, each.person_id) for each in records]
    first, warnings = records[0], []
    shown: dict[str, Any] = _filled(first)
    said = LogSaid(
        course=first.course_id,
        day=first.completed_on,
        hours=first.hours,
        people=[each.id for each in people][:MOST_PEOPLE],
        named=request.member.may(Needs.LEAD),
        result=Result(first.result),
        expires_on=first.expires_on,
    )
    if len(people) > MOST_PEOPLE:  # more than are chosen: they stand in the list, or are brought again
        listed = _listed(people)
        said = said.model_copy(update={"people": []})
        shown |= {"names": listed if len(listed) <= LONGEST_LIST else None}
        if len(listed) > LONGEST_LIST:
            warnings.append(f"It was logged for {len(people):,} people: bring their list again.")
    return Reply(modal=filled_in(request, said, warnings, shown=shown))


def _filled(record: CompletionRecord) -> dict[str, Any]:
    """What a log carries beside what is said in words."""
    grant, award = grant_and_award(record.funding)
    return {
        "provider": record.provider or None,
        "instructor": record.instructor or None,
        "grant": grant or None,
        "award": award or None,
        "evidence": record.evidence or None,
    }


def _listed(people: Sequence[Person]) -> str:
    return "\n".join(each.email or each.member_id or each.name for each in people)


def say_again(request: Request) -> Reply:
    """The form of the log that the speaker took back last, as the button of what told them so.

    Raises Unclear where they took none back lately.
    """
    taken = request.session.scalars(
        select(AuditRow)
        .where(
            AuditRow.kind == AuditKind.TRAINING_UNDONE.value,
            AuditRow.actor == request.member.label,
            AuditRow.door == SLACK,
            AuditRow.at.between(request.now - timedelta(minutes=UNDO_MINUTES), request.now),
        )
        .order_by(AuditRow.at.desc(), AuditRow.id.desc())
        .limit(1)
    ).one_or_none()
    if taken is None or taken.subject_id is None:
        raise Unclear(
            not_understood=f"You haven't undone a log in the last {UNDO_MINUTES} minutes. {NOT_YET}",
            example=EXAMPLE,
        )
    log = Undo(log=taken.subject_id)
    modal = log_again(replace(request, value=log.model_dump(mode="json"))).modal
    assert modal is not None
    told = f"Here is the log you took back, filled in again. {NOT_YET}"
    return opened(request, modal, told, button("Log again", AGAIN, log))


ENTRIES: tuple[Declared, ...] = (
    Form(
        "training again",
        say_again,
        what="the form of the log you took back last, filled in",
        example="/training again",
    ),
    Click(AGAIN, log_again),
)
