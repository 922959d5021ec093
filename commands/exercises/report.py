"""`/exercise report`: the after-action report and improvement plan of an exercise, by direct message.

For those whose exercise it is, once it was held: the report as DOCX, its Appendix A as a workbook besides.
It names people of the agencies whose people the one who asks may name, and counts the others.
"""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock, Block
from sqlalchemy import select

from commands.exercises.reviewing_views import OPEN, REPORT, ReviewOf
from commands.kit.about import Agencies
from commands.kit.blocks import aside, button, buttons, title, words
from commands.kit.exercise_rights import exercises_for
from commands.kit.may import WHOSE_EXERCISE, Action, may
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import File, Message, Post, Reply
from commands.kit.request import Door, Request
from commands.language.exercises import exercise_name, exercise_of, exercise_said, held
from files.documents.after_action import AfterAction
from files.documents.setting import Document, Kind
from files.exports.after_action import (
    after_action_of,
    improvement_plan_of,
    is_reportable,
    note_report,
    plan_file,
    report_file,
)
from readiness.records import AgencyId
from storage.exercises import COUNTS, ExerciseRecord
from storage.shown_numbers import keep_numbers
from words.days import spoken
from words.names import Match
from words.problems import Offer, Problem

EXAMPLE = "/exercise report Vine drill"
LISTED = 6


def report(request: Request) -> Reply:
    """The report of the exercise that was said; without one, of which there may be one."""
    if not request.text.strip():
        return _which(request)
    return _given(request, exercise_said(request, request.text, _offer, EXAMPLE))


def pressed(request: Request) -> Reply:
    """That of the exercise a button carries."""
    return _given(request, exercise_of(request, request.carried(ReviewOf).exercise))


def _which(request: Request) -> Reply:
    """The exercises the speaker may have a report of, the last one first, each with its button."""
    whose = exercises_for(request.member)
    query = select(ExerciseRecord).where(COUNTS, ExerciseRecord.held_on <= request.today)
    query = query.order_by(ExerciseRecord.held_on.desc(), ExerciseRecord.id.desc()).limit(LISTED + 1)
    theirs = list(request.session.scalars(query if whose is None else query.where(whose)))
    if not theirs:
        raise Refused("There is no exercise that was held and is yours to report on.", WHOSE_EXERCISE)
    blocks: list[Block] = [title("After-action reports")]
    for each in theirs[:LISTED]:
        blocks.append(words(exercise_name(each) + ("" if each.reviewed_on else ": not reviewed yet")))
        blocks += buttons(button("Report", f"{REPORT}:{each.id}", ReviewOf(exercise=each.id)))
    if len(theirs) > LISTED:
        blocks.append(aside("Others by name: say which, by title, code or day."))
    return Reply(message=Message(blocks))


def _offer(match: Match) -> Offer:
    return Offer(match.name, REPORT, ReviewOf(exercise=int(match.key)))


def _given(request: Request, exercise: ExerciseRecord) -> Reply:
    may(request.member, Action.EXERCISE, held(exercise), exercise.held_on, request.today).or_refuse()
    if not is_reportable(exercise, request.today):
        why = "is still to come" if exercise.counts else "was cancelled or taken back"
        raise Problem(f"{exercise_name(exercise)}, {why}: there is nothing to report.")

    def may_name(agency: AgencyId) -> bool:
        about = Agencies(frozenset({agency}))
        return bool(may(request.member, Action.NAME, about, request.today, request.today))

    made, shown = after_action_of(request.session, request.region, exercise, request.today, may_name)
    keep_numbers(request.session, shown, request.now)
    note_report(request.session, request.trail(), exercise, made)
    name = exercise_name(exercise)
    return Reply(
        message=Message(
            [
                words(
                    f"The after-action report of {name} comes to you in a direct message, as DOCX; its "
                    "improvement plan besides, as a workbook (XLSX)."
                ),
                aside(*_beneath(made)),
                *_review(request, exercise),
            ]
        ),
        posts=list(_posts(request, made, name)),
    )


def _review(request: Request, exercise: ExerciseRecord) -> list[ActionsBlock]:
    """The way to what the report is made of; not where the review is open beneath the answer."""
    if request.door is Door.MODAL:
        return []
    return buttons(button("Review", OPEN, ReviewOf(exercise=exercise.id)))


def _posts(request: Request, made: AfterAction, name: str) -> list[Post]:
    on = spoken(made.as_of)
    files = (
        ("report", report_file(made), f"After-action report: {name}", Kind.AFTER_ACTION, made),
        (
            "plan",
            plan_file(made),
            f"Improvement plan: {name}",
            Kind.IMPROVEMENT_PLAN,
            improvement_plan_of(made),
        ),
    )
    return [
        Post(
            request.member.user,
            Message([words(f"{says}, as of {on}.")]),
            f"after-action-{key}",
            File(file, f"{says}, as of {on}", Document.of(kind, what)),
        )
        for key, file, says, kind, what in files
    ]


def _beneath(made: AfterAction) -> list[str]:
    keys = ", ".join(each.key for each in made.numbers)
    said = [*made.remarks, *made.about_participants[1:], f"Keys of its numbers: {keys}.", made.handling_mark]
    return [each for each in said if each]


ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise report",
        report,
        what="the after-action report and improvement plan of an exercise, as DOCX and XLSX",
        example=EXAMPLE,
        changes=True,
        takes="[EXERCISE]",
    ),
    Click(REPORT, pressed, changes=True),
)
