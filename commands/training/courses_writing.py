"""Adding a course, changing its title, hours and plan, saying by what else it goes; and who changed what."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, Option

from commands.kit.blocks import button, buttons, option, paragraphs, says, shown_of, title
from commands.kit.forms import CantTake, Field, Modal, number_field, opened, searched_field, text_field
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.fields import aliases_field
from commands.training.courses import course_keyed, course_shown
from commands.training.courses_changes_views import change_line
from commands.training.courses_previews import Undoable, after, preview
from commands.training.courses_views import CoursePage
from readiness.records import PlanId
from readiness.text import fold
from storage.course_aliases import SEPARATOR
from storage.course_changes import call, changes_of, write
from storage.course_drafts import CourseDraft
from storage.course_records import Gone, Taken
from storage.shadowing import AliasTaken, objection
from words.amounts import listing
from words.problems import Problem

LONGEST_CODE = 64
LONGEST_TITLE = 200
MOST_HOURS = 2000
OPTIONS = 100
CHANGES = 10
"""Changes in one answer; the rest come with More."""


def add(request: Request) -> Reply:
    """The form of a new course."""
    text = "Say its code, its title and its usual hours; after that, how often it is asked, and of whom."
    opener = button("Add a course", "courses.add", CoursePage())
    return opened(request, COURSE_FORM.view(carried=CoursePage()), text, opener)


def open_add(request: Request) -> Reply:
    """The same, from a button."""
    return Reply(modal=COURSE_FORM.view(carried=CoursePage()))


def open_change(request: Request) -> Reply:
    """The form of a course that is there; its code stays."""
    course = course_keyed(request, request.carried(CoursePage).course)
    plan = request.catalogue.rulebook.teaches.get(course.id)
    first = {
        "title": course.title,
        "hours": ("", f"{course.hours:g}" if course.hours else None),
        "plan": _plan_option(request, plan),
    }
    return Reply(modal=COURSE_FORM.view(first, CoursePage(course=course.id), only=(TITLE, HOURS, PLAN)))


def submit(request: Request) -> Reply:
    """Writes the course; where it is to teach another plan, whom that moves is shown before."""
    filled, key = COURSE_FORM.read(request), request.carried(CoursePage).course
    code = course_keyed(request, key).code if key else filled[CODE]
    if not code:
        raise Wrong({CODE.name: "This is needed."})
    draft = CourseDraft(
        course=key, code=code, title=filled[TITLE], hours=filled[HOURS] or None, plan=filled[PLAN]
    )
    try:
        draft.refuse_taken(request.session)
        if key and draft.plan != request.catalogue.rulebook.teaches.get(key):
            return preview(request, draft)
        row = write(request.session, draft, request.trail(), request.today)
    except Taken as taken:
        raise Wrong({TITLE.name if key else CODE.name: str(taken)}) from None
    if key:
        return Reply(message=after(request, draft, row), closes=True)
    assert row is not None
    assert row.subject_id is not None
    done = "Recorded. Nobody is asked for it yet: say how often, with New version, and of whom."
    return Reply(message=course_shown(request, row.subject_id, done), closes=True)


def open_aliases(request: Request) -> Reply:
    """By what else a course goes, to be added to and taken away from."""
    course = course_keyed(request, request.carried(CoursePage).course)
    first = {"aliases": f"{SEPARATOR} ".join(course.aliases) or None}
    return Reply(modal=ALIASES_FORM.view(first, CoursePage(course=course.id)))


def submit_aliases(request: Request) -> Reply:
    """Writes them down; nobody's standing moves with a name."""
    course = course_keyed(request, request.carried(CoursePage).course)
    aliases = ALIASES_FORM.read(request)[ALIASES]
    try:
        row = call(request.session, course.id, aliases, request.trail())
    except AliasTaken as taken:
        raise Wrong({ALIASES.name: f"{taken}."}) from None
    except Gone:
        raise Problem("That course is no longer there. Nothing was changed.") from None
    if row is None:
        return Reply(message=course_shown(request, course.id, "Nothing was changed."), closes=True)
    done = f"Recorded: also called {listing(aliases)}." if aliases else "Recorded: it has no other name."
    undo = button("Undo", "courses.undo", Undoable(change=row.id, course=course.id))
    return Reply(message=course_shown(request, course.id, done, undo), closes=True)


def changes(request: Request) -> Reply:
    """Who changed what of a course, when, and what it was before; the newest first."""
    page = request.carried(CoursePage)
    course = course_keyed(request, page.course)
    rows = changes_of(request.session, course.id)
    shown = rows[page.start : page.start + CHANGES]
    end = page.start + len(shown)
    lines = [change_line(row, request) for row in shown]
    blocks: list[Block] = [title(f"Who changed what: {course.code}")]
    blocks += paragraphs(lines or ["Nothing was changed since it came in."])
    if said := shown_of(page.start, len(shown), len(rows), "Changes", "newest first"):
        blocks += paragraphs([said])
    blocks += buttons(
        button("More", "courses.changes:more", CoursePage(course=course.id, start=end))
        if end < len(rows)
        else None,
        button("The course", "courses.show", CoursePage(course=course.id)),
        says("All courses", "training courses", "courses"),
    )
    return Reply(message=Message(blocks), replaces=page.start > 0)


def search_plans(request: Request) -> Reply:
    """The plans whose name has every word that was typed."""
    typed = fold(request.text).split()
    plans = [
        each for each in request.catalogue.plans.values() if all(word in fold(each.name) for word in typed)
    ]
    return Reply(options=[option(each.name, str(each.id)) for each in plans[:OPTIONS]])


def _plan_option(request: Request, plan: PlanId | None) -> Option | None:
    found = request.catalogue.plans.get(plan or 0)
    return None if found is None else option(found.name, str(found.id))


def _read_plan(request: Request, field: str) -> PlanId | None:
    if not request.typed(field):
        return None
    found = request.typed_id(field)
    if found not in request.catalogue.plans:
        raise CantTake("Choose a plan from the list, or none.")
    return found


CODE = text_field("code", "Code", LONGEST_CODE, hint="A short one, such as BLS: files know the course by it.")
TITLE = text_field("title", "Title", LONGEST_TITLE, optional=False)
HOURS = number_field("hours", "Hours", MOST_HOURS, "4 or 1.5", hint="How long it usually takes.")
PLAN: Field[PlanId | None] = searched_field(
    "plan", "Plan it teaches", "None", _read_plan, search_plans, optional=True
)
ALIASES = aliases_field("CPR; Healthcare Provider", objection)
COURSE_FORM = Modal(
    "courses.form",
    "Course",
    "Go on",
    (CODE, TITLE, HOURS, PLAN),
    submit,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)
ALIASES_FORM = Modal(
    "courses.aliases_form",
    "Also called",
    "Record it",
    (ALIASES,),
    submit_aliases,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "training courses add",
        add,
        what="put a course into the catalogue",
        example="/training courses add",
        needs=Needs.MANAGER,
        does=Action.CATALOGUE,
    ),
    Click("courses.add", open_add, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("courses.change", open_change, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("courses.aliases", open_aliases, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("courses.changes", changes, needs=Needs.MANAGER, does=Action.CATALOGUE),
    *COURSE_FORM.entries(),
    *ALIASES_FORM.entries(),
)
