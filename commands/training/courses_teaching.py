"""How a course is taught, and how much of it is aimed at: who teaches it, classes, seats, the target."""

from __future__ import annotations

from commands.kit.blocks import button, words
from commands.kit.forms import CantTake, Field, Modal, searched_field
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.fields import (
    chosen_course,
    course_option,
    optional_whole_number_field,
    search_courses,
)
from commands.training.courses import GONE, course_keyed, course_shown
from commands.training.courses_previews import Undoable
from commands.training.courses_views import CoursePage, named, teaching_words
from readiness.pace import CLASSES_A_MONTH, SEATS, TARGET
from storage.catalogue import Course
from storage.course_capacity import (
    ITS_OWN_TRAINERS,
    MOST_CLASSES,
    MOST_SEATS,
    MOST_TARGET,
    NOTHING_SAID,
    ItsOwnTrainers,
    Said,
    said_of,
    say,
)
from storage.course_records import Gone
from words.problems import Problem


def open_teaching(request: Request) -> Reply:
    """The form, with what was said."""
    course = course_keyed(request, request.carried(CoursePage).course)
    said = said_of(request.session, [course.id]).get(course.id, NOTHING_SAID)
    trainer = request.catalogue.courses.get(said.trainer_course_id or 0)
    first = {
        TRAINER.name: None if trainer is None else course_option(trainer),
        CLASSES.name: said.classes_a_month,
        SEATS_FIELD.name: said.seats,
        TARGET_FIELD.name: said.target,
    }
    view = TEACHING_FORM.view(first, CoursePage(course=course.id), above=[words(named(course))])
    return Reply(modal=view)


def submit(request: Request) -> Reply:
    """Writes it down; nobody's standing moves with it."""
    course = course_keyed(request, request.carried(CoursePage).course)
    filled = TEACHING_FORM.read(request)
    trainer = filled[TRAINER]
    said = Said(
        trainer_course_id=None if trainer is None else trainer.id,
        classes_a_month=filled[CLASSES],
        seats=filled[SEATS_FIELD],
        target=filled[TARGET_FIELD],
    )
    try:
        row = say(request.session, course.id, said, request.trail())
    except Gone:
        raise Problem(GONE) from None
    except ItsOwnTrainers:
        raise Wrong({TRAINER.name: ITS_OWN_TRAINERS}) from None
    if row is None:
        return Reply(message=course_shown(request, course.id, "Nothing was changed."), closes=True)
    done = f"Recorded. {teaching_words(said, None if trainer is None else trainer.code)}"
    undo = button("Undo", "courses.undo", Undoable(change=row.id, course=course.id))
    return Reply(message=course_shown(request, course.id, done, undo), closes=True)


def _read_trainer(request: Request, field: str) -> Course | None:
    if not request.typed(field):
        return None
    found = chosen_course(request, field)
    if found is None:
        raise CantTake("Choose a course from the list, or none.")
    return found


TRAINER: Field[Course | None] = searched_field(
    "trainer",
    "Trainer course",
    "Type a code or a title",
    _read_trainer,
    search_courses,
    "Who is current in it teaches this course, such as ASIM-TTT for ASIM-B.",
    optional=True,
)
CLASSES = optional_whole_number_field(
    "classes_a_month", "Classes a trainer gives a month", 1, MOST_CLASSES, f"Empty: {CLASSES_A_MONTH}."
)
SEATS_FIELD = optional_whole_number_field("seats", "Seats a class", 1, MOST_SEATS, f"Empty: {SEATS}.")
TARGET_FIELD = optional_whole_number_field(
    "target", "Target, in percent", 1, MOST_TARGET, f"How many should be current. Empty: {TARGET}."
)
TEACHING_FORM = Modal(
    "courses.teaching_form",
    "How it is taught",
    "Record it",
    (TRAINER, CLASSES, SEATS_FIELD, TARGET_FIELD),
    submit,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)

ENTRIES: tuple[Declared, ...] = (
    Click("courses.teaching", open_teaching, needs=Needs.MANAGER, does=Action.CATALOGUE),
    *TEACHING_FORM.entries(),
)
