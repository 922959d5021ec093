"""Of whom a course is asked, and what counts for what: said, and ended, with whom that moves shown before."""

from __future__ import annotations

from typing import Any

from commands.kit.blocks import option, words
from commands.kit.forms import (
    CantTake,
    Field,
    Modal,
    choice_field,
    optional_day_field,
    searched_field,
    text_field,
)
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Search, Submission, in_form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.fields import disciplines_field, read_course, search_courses
from commands.training.courses import course_keyed
from commands.training.courses_previews import WENT, preview, preview_if_free
from commands.training.courses_views import RecordOf, named
from readiness.records import Relation
from readiness.text import fold
from storage.catalogue import Course
from storage.course_drafts import EquivalentDraft, RequirementDraft
from storage.course_records import Gone, standing
from storage.training import EquivalentRecord, RequirementRecord
from words.problems import Problem

LONGEST_ROLE = 100
FROM, FOR = "from", "for"


def open_requirement(request: Request) -> Reply:
    """The form that asks a course of somebody."""
    about = request.carried(RecordOf)
    course = course_keyed(request, about.course)
    first = {"effective_on": request.today}
    return Reply(modal=ASK_FORM.view(first, about, above=[words(named(course))]))


def submit_requirement(request: Request) -> Reply:
    """Whom it moves, in place of the form."""
    filled, about = ASK_FORM.read(request), request.carried(RecordOf)
    course_keyed(request, about.course)
    draft = RequirementDraft(
        course=about.course,
        disciplines=filled[DISCIPLINES],
        roles=filled[ROLES],
        effective_on=filled[EFFECTIVE],
    )
    return preview_if_free(request, draft, DISCIPLINES)


def end_requirement(request: Request) -> Reply:
    """Whom it moves that a course is no longer asked so, to be confirmed."""
    record = _standing(request, RequirementRecord)
    return Reply(modal=preview(request, RequirementDraft.of(record)).updated)


def open_equivalent(request: Request) -> Reply:
    """The form that says what counts for a course, or for what it counts."""
    about = request.carried(RecordOf)
    course = course_keyed(request, about.course)
    first = {"way": FOR, "relation": Relation.SATISFIES.value}
    return Reply(modal=COUNT_FORM.view(first, about, above=[words(named(course))]))


def submit_equivalent(request: Request) -> Reply:
    """Whom it moves, in place of the form."""
    filled, about = COUNT_FORM.read(request), request.carried(RecordOf)
    course = course_keyed(request, about.course)
    source, counted = filled[OTHER].id, course.id
    if filled[WAY] == FROM:
        source, counted = counted, source
    draft = EquivalentDraft(course=source, counts_for=counted, relation=Relation(filled[RELATION]))
    return preview_if_free(request, draft, OTHER)


def take_back_equivalent(request: Request) -> Reply:
    """Whom it moves that a course no longer counts for another, to be confirmed."""
    record = _standing(request, EquivalentRecord)
    return Reply(modal=preview(request, EquivalentDraft.of(record)).updated)


def _standing(request: Request, model: Any) -> Any:
    try:
        return standing(request.session, model, request.carried(RecordOf).record)
    except Gone:
        raise Problem(WENT) from None


def _read_roles(request: Request, field: str) -> list[str]:
    once = {fold(each): " ".join(each.split()) for each in request.typed(field).split(";") if each.strip()}
    if any(len(each) > LONGEST_ROLE for each in once.values()):
        raise CantTake(f"A role has at most {LONGEST_ROLE} characters, please.")
    return list(once.values())


DISCIPLINES = disciplines_field(
    "disciplines", "Of which disciplines", "Everybody", "None chosen: of everybody."
)
ROLES: Field[list[str]] = Field(
    "roles",
    "In which roles",
    text_field("roles", "In which roles", 1000).draw,
    _read_roles,
    "As the roster has them, separated by semicolons. Empty: in every role.",
    optional=True,
)
EFFECTIVE = optional_day_field(
    "effective_on",
    "From",
    "Empty: from the start. Then past days say so too, and the time to take it first counts from joining.",
)
OTHER: Field[Course] = searched_field(
    "other", "Which course", "Type a code or a title", read_course, search_courses
)
WAY = choice_field(
    "way",
    "Which way",
    [option("It counts for this course", FOR), option("This course counts for it", FROM)],
    "Which way",
    "Choose which counts for which.",
)
RELATION = choice_field(
    "relation",
    "How",
    [
        option("In full", Relation.SATISFIES.value),
        option("As a refresher: only after a full one", Relation.RENEWS.value),
    ],
    "How",
    "Choose how it counts.",
)
ASK_FORM = Modal(
    "courses.ask_form",
    "Who must hold it",
    "Who is affected",
    (DISCIPLINES, ROLES, EFFECTIVE),
    submit_requirement,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)
COUNT_FORM = Modal(
    "courses.count_form",
    "What counts",
    "Who is affected",
    (OTHER, WAY, RELATION),
    submit_equivalent,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)

ENTRIES: tuple[Declared, ...] = (
    Click("courses.require", open_requirement, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("courses.require_no_more", end_requirement, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("courses.equivalent", open_equivalent, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("courses.equivalent_back", take_back_equivalent, needs=Needs.MANAGER, does=Action.CATALOGUE),
    # The first steps only read: they may take a moment, and keep nobody from recording.
    Submission(ASK_FORM.name, submit_requirement, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=False),
    Submission(COUNT_FORM.name, submit_equivalent, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=False),
    Search(in_form(COUNT_FORM.name, OTHER.name), search_courses, needs=Needs.MANAGER, does=Action.CATALOGUE),
)
