"""`/training courses`: what is asked of whom and how often, for everybody to read; all of it, or one course.

It is changed by an emergency manager, in `courses_writing`, `courses_rules` and `courses_asking`.
"""

from __future__ import annotations

from datetime import date

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import select

from commands.kit.about import THE_REGION
from commands.kit.blocks import button
from commands.kit.may import Action, may
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.language.scopes import course_said, shown
from commands.training.courses_views import (
    OPEN,
    CoursePage,
    Line,
    RecordOf,
    Shown,
    counts_line,
    course_message,
    courses_message,
    rule_line,
    teaching_words,
)
from readiness.records import CourseId, Relation, Requirement
from readiness.standing import Outlook, outlooks
from storage.catalogue import Course
from storage.course_capacity import NOTHING_SAID, said_of
from storage.responders import load_responders
from storage.training import EquivalentRecord, RequirementRecord, RuleRecord
from words.names import Kind
from words.problems import Problem
from words.refreshers import begun, of_whom, since
from words.standing import standing_words

EXAMPLE = "/training courses BLS"
GONE = "That course is no longer there. Nothing was changed."


def courses(request: Request) -> Reply:
    """All courses; or the one that was named."""
    said = request.text.strip().rstrip("?!. ")
    if not said:
        return Reply(message=_list(request, CoursePage()))
    words = said.split()
    named_first = lexicon_of(request.catalogue).exactly(words, [Kind.COURSE])
    if named_first is None or named_first.words == len(words) or len(named_first.matches) > 1:
        return Reply(message=course_shown(request, course_said(words, request.catalogue, EXAMPLE)))
    left = shown(" ".join(words[named_first.words :]))
    way = (
        "press New version, or what else is to change" if may_change(request) else "an emergency manager can"
    )
    note = f"“{left}” changes nothing as it is said here: to change the course, {way}. Nothing was changed."
    return Reply(message=course_shown(request, int(named_first.matches[0].key), note))


def show(request: Request) -> Reply:
    """The course that a button carries."""
    return Reply(message=course_shown(request, request.carried(CoursePage).course))


def more(request: Request) -> Reply:
    """The next courses, in place of the ones before."""
    return Reply(message=_list(request, request.carried(CoursePage)), replaces=True)


def may_change(request: Request) -> bool:
    """Whether the one who asks may change what is asked."""
    return bool(may(request.member, Action.CATALOGUE, THE_REGION, request.today, request.today))


def course_keyed(request: Request, key: CourseId) -> Course:
    """The course of a key. Raises Problem where it is no longer there."""
    found = request.catalogue.courses.get(key)
    if found is None:
        raise Problem(GONE)
    return found


def course_shown(
    request: Request, key: CourseId, done: str = "", undo: ButtonElement | None = None
) -> Message:
    """A course as far as it is for the one who asks, with what was just done. Raises Problem for none."""
    course, catalogue = course_keyed(request, key), request.catalogue
    plan = catalogue.plans.get(catalogue.rulebook.teaches.get(key, 0))
    shown = Shown(
        course=course,
        plan=plan.name if plan else "",
        rules=_rules(request, key),
        asked=_requirements(request, key),
        counts_for_it=_equivalents(request, key, is_source=False),
        it_counts_for=_equivalents(request, key, is_source=True),
        own=_own(request, course),
        may_change=may_change(request),
        taught=_taught(request, key),
    )
    return course_message(shown, request.today, done, undo, request.region.handling_mark)


def _list(request: Request, page: CoursePage) -> Message:
    mark = request.region.handling_mark
    return courses_message(request.catalogue, request.today, page, may_change(request), mark)


def _rules(request: Request, course: CourseId) -> list[Line]:
    """The versions of its rule, the newest first; one to come can be mended, any can be taken back."""
    versions = request.catalogue.rulebook.versions.get(course, ())
    query = select(RuleRecord.effective_on, RuleRecord.id).where(
        RuleRecord.course_id == course, RuleRecord.voided_at.is_(None)
    )
    found = request.session.execute(query) if may_change(request) else ()
    ids = {row.effective_on: row.id for row in found}
    lines = []
    for each in sorted(versions, key=lambda version: version.effective_on, reverse=True):
        press = None
        if each.effective_on in ids:
            about = RecordOf(course=course, record=ids[each.effective_on])
            name, label = "rule", "Mend it"
            if each.effective_on <= request.today:
                name, label = "rule_back", "Take back"
            press = button(label, f"courses.{name}:{about.record}", about)
        lines.append(Line(rule_line(each, versions, request.today), press))
    return lines


def _requirements(request: Request, course: CourseId) -> list[Line]:
    """Of whom it is asked; each can be ended."""
    query = select(RequirementRecord).where(
        RequirementRecord.course_id == course, RequirementRecord.voided_at.is_(None)
    )
    lines = []
    for record in request.session.scalars(query.order_by(RequirementRecord.id)):
        asked = Requirement(course, _parts(record.disciplines), _parts(record.roles), record.effective_on)
        press = None
        if may_change(request):
            about = RecordOf(course=course, record=record.id)
            press = button("End it", f"courses.require_no_more:{record.id}", about)
        said = of_whom(asked)
        lines.append(Line(f"{begun(said)}, {since(record.effective_on, request.today)}", press))
    return lines


def _equivalents(request: Request, course: CourseId, is_source: bool) -> list[Line]:
    """What counts for it, or (`is_source`) for what it counts; each can be taken back."""
    own, other = EquivalentRecord.counts_for_id, EquivalentRecord.course_id
    if is_source:
        own, other = other, own
    query = select(EquivalentRecord.id, other, EquivalentRecord.kind).where(
        own == course, EquivalentRecord.voided_at.is_(None)
    )
    lines = []
    for key, counted, kind in request.session.execute(query.order_by(EquivalentRecord.id)):
        press = None
        if may_change(request):
            about = RecordOf(course=course, record=key)
            press = button("Stop counting", f"courses.equivalent_back:{key}", about)
        lines.append(Line(counts_line(request.catalogue.courses[counted], Relation(kind)), press))
    return lines


def _taught(request: Request, course: CourseId) -> str:
    """How it is taught; empty where nobody said it and the reader can't."""
    said = said_of(request.session, [course]).get(course)
    if said is None and not may_change(request):
        return ""
    said = said or NOTHING_SAID
    trainer = request.catalogue.courses.get(said.trainer_course_id or 0)
    return teaching_words(said, None if trainer is None else trainer.code)


def _own(request: Request, course: Course) -> str:
    """Whether the course is asked of the one who asks, and where they stand; empty where it is not."""
    if request.member.person_id is None:
        return ""
    [responder] = load_responders(request.session, [request.member.person_id])
    found = outlooks(request.catalogue.rulebook, responder, request.today, [course.id]).get(course.id)
    return "" if found is None else f"It is asked of you: {standing_of(found[1], request.today)}."


def standing_of(outlook: Outlook, today: date) -> str:
    """Where somebody stands today, in words."""
    return standing_words(outlook.status(today), outlook.due_on(today))


def _parts(joined: str) -> frozenset[str]:
    return frozenset(part for part in joined.split(";") if part)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "training courses",
        courses,
        what="what is asked of whom, and how often; what counts for what",
        example=EXAMPLE,
        takes="[COURSE] | mine",
    ),
    Click(OPEN, show),
    Click("courses.all", more),
)
