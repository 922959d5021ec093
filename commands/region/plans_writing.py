"""Writing a shared plan: its name, and the courses that teach it; whom that moves is shown first."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel

from commands.kit.blocks import option
from commands.kit.forms import CantTake, Field, Modal, several_searched_field, text_field
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared, Search, Submission, in_form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.fields import courses_offered
from commands.region.plans import plan_keyed, plans_shown, teaching
from commands.region.plans_moves import CHANGED_SINCE, DRAFT_KEY, preview, taught_by
from commands.region.plans_views import PlanPage
from storage.catalogue import lock_catalogue
from storage.plans import PlanRecord
from storage.revising import plan_named, write_plan
from words.problems import Problem

LONGEST_NAME = 200
MOST_COURSES = 100


class PlanDraft(BaseModel):
    """A plan as it was filled in (plan 0: a new one), and the rules by which it was previewed."""

    plan: int = 0
    name: str = ""
    courses: list[int] = []
    seen: int = 0


def open_plan(request: Request) -> Reply:
    """The form of a plan: a new one, or the one that the button carries."""
    key = request.carried(PlanPage).plan
    if not key:
        return Reply(modal=PLAN_FORM.view(carried=PlanPage()))
    plan = plan_keyed(request, key)
    courses = request.catalogue.courses
    first = {
        "name": plan.name,
        "courses": [option(courses[each].title, str(each)) for each in teaching(request, plan)],
    }
    return Reply(modal=PLAN_FORM.view(first, PlanPage(plan=key)))


def preview_plan(request: Request) -> Reply:
    """What the plan would change, in place of the form."""
    filled, key = PLAN_FORM.read(request), request.carried(PlanPage).plan
    if key:
        plan_keyed(request, key)
    draft = PlanDraft(plan=key, name=filled[NAME], courses=filled[COURSES])
    _free_plan_name(request, draft)
    return _plan_preview(request, draft)


def confirm_plan(request: Request) -> Reply:
    """Writes the plan that was previewed."""
    draft = request.carried(PlanDraft)
    lock_catalogue(request.session)
    if draft.seen != request.catalogue.number:
        raise AskedBack(_plan_preview(request, draft, CHANGED_SINCE))
    plan = request.session.get(PlanRecord, draft.plan) if draft.plan else None
    named = plan_named(request.session, draft.name)
    if named is not None and named is not plan:
        raise Problem(f"{named.name} is there already. Nothing was changed.")
    record = write_plan(request.session, plan, draft.name, draft.courses, request.trail(), request.today)
    done = f"Recorded: {record.name}. {taught_by(request, draft.courses)}"
    return Reply(message=plans_shown(request, PlanPage(plan=record.id), done), closes=True)


def search_courses(request: Request) -> Reply:
    """The courses that fit what is being typed, by title."""
    return courses_offered(request, lambda each: option(each.title, str(each.id), each.code))


def _plan_preview(request: Request, draft: PlanDraft, note: str = "") -> Reply:
    catalogue = request.catalogue
    before = catalogue.rulebook
    teaches = {course: plan for course, plan in before.teaches.items() if plan != draft.plan}
    taken = [
        f"{catalogue.courses[course].title} teaches {catalogue.plans[teaches[course]].name} today, and would "
        "teach this one in its place."
        for course in draft.courses
        if course in teaches
    ]
    # A plan that is not there yet has no key, and no revisions that could ask anything.
    key = draft.plan or DRAFT_KEY
    after = replace(before, teaches=teaches | dict.fromkeys(draft.courses, key))
    moved = {*draft.courses, *(course for course, plan in before.teaches.items() if plan == draft.plan)}
    plans = {before.teaches[course] for course in moved if course in before.teaches} | {key}
    asking = [each for plan in plans for each in before.revisions.get(plan, ())]
    shown = preview(
        request,
        before,
        after,
        moved,
        asking,
        [draft.name, taught_by(request, draft.courses)],
        [note, *taken],
    )
    carried = draft.model_copy(update={"seen": catalogue.number})
    return Reply(updated=PLAN_CONFIRM.view(carried=carried, above=shown.blocks))


def _free_plan_name(request: Request, draft: PlanDraft) -> None:
    named = plan_named(request.session, draft.name)
    if named is not None and named.id != draft.plan:
        raise Wrong({"name": f"{named.name} is there already: change that one."})


def _read_courses(request: Request, field: str) -> list[int]:
    chosen = request.chosen_ids(field)
    if len(chosen) < len(request.chosen(field)) or not request.catalogue.courses.keys() >= set(chosen):
        raise CantTake("Choose courses from the list.")
    return sorted(set(chosen))


NAME = text_field("name", "Name of the plan", LONGEST_NAME, optional=False)
COURSES: Field[list[int]] = several_searched_field(
    "courses",
    "Courses that teach it",
    "Type a code or a title",
    _read_courses,
    search_courses,
    MOST_COURSES,
    hint="Whoever completes one of them is trained on the revision in force that day.",
)
PLAN_FORM = Modal(
    "plan.form", "Shared plan", "Next", (NAME, COURSES), preview_plan, Needs.MANAGER, Action.CATALOGUE
)
PLAN_CONFIRM = Modal(
    "plan.confirm", "Is this right?", "Record it", (), confirm_plan, Needs.MANAGER, Action.CATALOGUE
)

ENTRIES: tuple[Declared, ...] = (
    Click("plan.new", open_plan, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("plan.change", open_plan, needs=Needs.MANAGER, does=Action.CATALOGUE),
    # The first step only reads: it may take a moment, and keeps nobody from recording.
    Submission(PLAN_FORM.name, preview_plan, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=False),
    Search(in_form(PLAN_FORM.name, COURSES.name), search_courses, needs=Needs.MANAGER, does=Action.CATALOGUE),
    *PLAN_CONFIRM.entries(),
)
