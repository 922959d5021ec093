"""`/muster plan`: the shared plans, their revisions, which agency adopted which, who is trained on today's.

Everybody on the roster may see them: agencies are named, people counted by the rule of small counts. They are
written in `plans_revising`, adoptions in `plans_adopting`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from commands.kit.about import THE_REGION, Agencies
from commands.kit.blocks import button
from commands.kit.may import Action, counting, may
from commands.kit.member import Needs
from commands.kit.registry import Click, Entry, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.scopes import shown as cut_said
from commands.region.plans_views import (
    PLANS,
    ROWS,
    AdoptOf,
    LedgerLine,
    PlanPage,
    Shown,
    Taught,
    ledger_message,
    plans_message,
    revisions_message,
)
from readiness.coverage import Counts
from readiness.due import EVERYONE
from readiness.records import AgencyId, CourseId
from readiness.text import fold
from storage.adopting import PlanOn, plans_on
from storage.catalogue import Plan
from storage.crowds import countable_on
from storage.plans import RevisionRecord
from storage.totals import coverage_on
from words.problems import Offer, Problem, Unclear

SHOW = "plans.show"
EXAMPLE = "/muster plan"
GONE = "That plan is no longer there. Nothing was changed."
FILLERS = frozenset(("the", "a", "an", "our", "shared", "of", "show", "me", "please"))


def plans(request: Request) -> Reply:
    """The shared plans; or the one that was named."""
    said = [word for word in fold(request.text).split() if word not in FILLERS]
    if not said or said in (["plans"], ["plan"]):
        return Reply(message=plans_shown(request, PlanPage()))
    return Reply(message=plans_shown(request, PlanPage(plan=_plan_said(request, said).id)))


def show(request: Request) -> Reply:
    """The plan that a button carries."""
    return Reply(message=plans_shown(request, PlanPage(plan=plan_keyed(request, _key(request)).id)))


def more(request: Request) -> Reply:
    """The next plans, in place of the ones before."""
    return Reply(message=plans_shown(request, request.carried(PlanPage)), replaces=True)


def show_ledger(request: Request) -> Reply:
    """Agency by agency, which revision it adopted when."""
    page = request.carried(PlanPage)
    on_today = _on_today(request, page.plan)
    shown = _ledger_lines(request, on_today)[page.start : page.start + ROWS]
    return Reply(message=ledger_message(_seen(request, on_today), shown, page), replaces=page.start > 0)


def show_revisions(request: Request) -> Reply:
    """The revisions of a plan, the newest first."""
    page = request.carried(PlanPage)
    on_today = _on_today(request, page.plan)
    keys = [each.key for each in on_today.plan.revisions]
    query = select(RevisionRecord.id, RevisionRecord.link).where(RevisionRecord.id.in_(keys))
    links = {row.id: row.link for row in request.session.execute(query)}
    adopted = {key: on_today.adopted(key) for key in keys}
    message = revisions_message(_seen(request, on_today), page, links, adopted)
    return Reply(message=message, replaces=page.start > 0)


def plans_shown(request: Request, page: PlanPage, done: str = "") -> Message:
    """The plan of a page, or so many of all of them, with what was just done."""
    there = plans_on(request.session, request.today)
    if page.plan:
        there = [_on_today(request, page.plan)]
    rows = [_seen(request, each) for each in there[page.start : page.start + PLANS]]
    return plans_message(done, rows, page, len(there), may_revise(request))


def may_revise(request: Request) -> bool:
    """Whether the one who asks may write plans and their revisions."""
    return bool(may(request.member, Action.CATALOGUE, THE_REGION, request.today, request.today))


def may_adopt_for(request: Request, agency: AgencyId) -> bool:
    """Whether the one who asks may record what an agency adopted."""
    about = Agencies(frozenset([agency]))
    return bool(may(request.member, Action.ADOPT, about, request.today, request.today))


def plan_keyed(request: Request, key: int) -> Plan:
    """The plan of a key. Raises Problem where it is no longer there."""
    plan = request.catalogue.plans.get(key)
    if plan is None:
        raise Problem(GONE)
    return plan


def teaching(request: Request, plan: Plan) -> list[CourseId]:
    """The courses that teach a plan, by title."""
    courses = request.catalogue.courses
    keys = [key for key, taught in request.catalogue.rulebook.teaches.items() if taught == plan.id]
    return sorted(keys, key=lambda key: (courses[key].title, key))


def _on_today(request: Request, key: int) -> PlanOn:
    found = next((each for each in plans_on(request.session, request.today) if each.plan.id == key), None)
    if found is None:
        raise Problem(GONE)
    return found


def _seen(request: Request, each: PlanOn) -> Shown:
    """A plan as far as it is for the one who asks."""
    return Shown(
        plan=each.plan,
        in_force=each.in_force,
        coming=[revision for revision in each.plan.revisions if revision.effective_on > request.today],
        adopted=each.ledger,
        agencies=len(request.catalogue.agencies),
        taught=_taught(request, each.plan),
        may_revise=may_revise(request),
        may_adopt=request.member.may(Needs.LEAD),
    )


def _key(request: Request) -> int:
    return request.carried(PlanPage).plan


def _plan_said(request: Request, said: Sequence[str]) -> Plan:
    """The one plan whose name has all of the words. Raises Unclear for none, and for several."""
    there = request.catalogue.plans.values()
    whole = [plan for plan in there if fold(plan.name) == fold(request.text)]
    found = whole or [plan for plan in there if all(word in fold(plan.name) for word in said)]
    if len(found) == 1:
        return found[0]
    offers = [Offer(plan.name, SHOW, PlanPage(plan=plan.id)) for plan in found or there]
    raise Unclear(
        not_understood=f"“{cut_said(request.text)}” matches {len(found)} plans."
        if found
        else f"I don't know a shared plan called “{cut_said(request.text)}”.",
        example=EXAMPLE,
        offers=offers[:5],
    )


def _taught(request: Request, plan: Plan) -> list[Taught]:
    """How many are trained on it, a course a line, where they may be counted."""
    keys, courses = teaching(request, plan), request.catalogue.courses
    if not keys:
        return []
    countable = countable_on(request.session, request.today, counting(request, EVERYONE))
    shown = [key for key in keys if countable.within(EVERYONE, key)]
    counted = _counts(request, shown)
    return [
        Taught(
            courses[key].title,
            counted.get(key),
            key not in shown and bool(countable.crowd.people(None, [key])),
        )
        for key in keys
    ]


def _counts(request: Request, courses: Collection[CourseId]) -> dict[CourseId, Counts]:
    if not courses:
        return {}
    rows = coverage_on(request.session, request.today, courses=courses)
    return {course: counts for (course, _), counts in rows.items()}


def _ledger_lines(request: Request, on_today: PlanOn) -> list[LedgerLine]:
    """Those on an older one first, then those who adopted none, then the others; by name."""
    plan, older = on_today.plan, on_today.ledger.on_older
    lines = []
    for agency in request.catalogue.agencies.values():
        adopted = [
            (revision.name, on_today.adoptions[revision.key][agency.key])
            for revision in reversed(plan.revisions)
            if agency.key in on_today.adoptions.get(revision.key, {})
        ]
        press = None
        if plan.revisions and may_adopt_for(request, agency.key):
            label, action = ("Take back", "adoption.void") if adopted else ("Record adoption", "adopt.open")
            press = button(label, f"{action}:{agency.key}", AdoptOf(plan=plan.id, agency=agency.key))
        lines.append(LedgerLine(agency.name, adopted, agency.key in older, press))
    return sorted(lines, key=lambda line: (not line.is_older, bool(line.adopted), fold(line.agency)))


ENTRIES: tuple[Entry, ...] = (
    Form(
        "muster plan",
        plans,
        what="the shared plans: what is in force, who adopted which, who is trained on it",
        example=EXAMPLE,
        takes="[PLAN]",
    ),
    Click(SHOW, show),
    Click("plans.all", more),
    Click("plans.ledger", show_ledger),
    Click("plans.revisions", show_revisions),
)
