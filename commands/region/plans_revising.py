"""Revising a shared plan: whom a revision moves is shown before the last word, and a wrong one is mended.

The first form is only read; what it would change is shown in its place, and the button there writes it. A
revision that was recorded wrongly is changed, or taken back with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.views import View

from commands.kit.blocks import button, buttons, words
from commands.kit.forms import Modal, day_field, link_field, number_field, text_field
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared, Submission
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.region.plans import plan_keyed, plans_shown, teaching
from commands.region.plans_moves import CHANGED_SINCE, DRAFT_KEY, preview, taught_by
from commands.region.plans_views import PlanPage, Preview, RevisionOf, again_words
from readiness.plans import LONGEST_REVISION, MOST_RETRAIN_DAYS, in_force
from readiness.records import Revision
from readiness.text import fold
from storage.catalogue import Plan, lock_catalogue, revision_name
from storage.plans import RevisionRecord
from storage.revising import Wording, take_back_revision, write_revision
from words.days import spoken
from words.problems import Problem

GONE = "That revision is no longer there. Nothing was changed."


class RevisionDraft(BaseModel):
    """A revision of a plan as it was filled in (revision 0: a new one), and the rules of its preview."""

    plan: int
    revision: int = 0
    name: str
    effective_on: date
    retrain: int | None = None
    link: str = ""
    seen: int = 0


class Leaving(BaseModel):
    """A revision that is to be taken back, and the rules by which that was previewed."""

    revision: int = 0
    seen: int = 0


def open_new(request: Request) -> Reply:
    """The form of a new revision of the plan that the button carries."""
    plan = plan_keyed(request, request.carried(PlanPage).plan)
    return Reply(
        modal=REVISION_FORM.view(
            carried=RevisionOf(plan=plan.id), above=[words(_standing_words(request, plan))]
        )
    )


def open_change(request: Request) -> Reply:
    """The form of a revision that is there, filled in with what stands, and the way to take it back."""
    record = _revision(request, request.carried(RevisionOf).revision)
    plan = plan_keyed(request, record.plan_id)
    first = {
        "name": record.name,
        "effective_on": record.effective_on,
        "retrain": ("", None if record.retrain_within_days is None else str(record.retrain_within_days)),
        "link": record.link or None,
    }
    view = REVISION_FORM.view(
        first,
        RevisionOf(plan=plan.id, revision=record.id),
        above=[words(_standing_words(request, plan))],
        below=buttons(button("Take this revision back", "revision.void", RevisionOf(revision=record.id))),
    )
    return Reply(modal=view)


def preview_revision(request: Request) -> Reply:
    """Whom the revision would move, in place of the form."""
    filled, carried = REVISION_FORM.read(request), request.carried(RevisionOf)
    plan = plan_keyed(request, carried.plan)
    retrain = filled[RETRAIN]
    if retrain is not None and retrain != int(retrain):
        raise Wrong({"retrain": "Whole days, please, such as 180."})
    draft = RevisionDraft(
        plan=plan.id,
        revision=carried.revision,
        name=filled[REVISION],
        effective_on=filled[EFFECTIVE],
        retrain=None if retrain is None else int(retrain),
        link=filled[LINK],
    )
    wrong = _taken(plan, draft)
    if wrong:
        raise Wrong(wrong)
    return _revision_preview(request, plan, draft)


def confirm_revision(request: Request) -> Reply:
    """Writes the revision that was previewed."""
    draft = request.carried(RevisionDraft)
    lock_catalogue(request.session)
    plan = plan_keyed(request, draft.plan)
    if draft.seen != request.catalogue.number:
        if _taken(plan, draft):
            raise Problem("Another revision of that name or day was recorded meanwhile. Nothing was changed.")
        raise AskedBack(_revision_preview(request, plan, draft, CHANGED_SINCE))
    record = _revision(request, draft.revision) if draft.revision else None
    wording = Wording(draft.name, draft.effective_on, draft.retrain, draft.link)
    written = write_revision(request.session, plan.id, record, wording, request.trail(), request.today)
    done = (
        f"Recorded: {revision_name(plan.name, written.name)}, in effect from {spoken(written.effective_on)}."
    )
    return Reply(message=plans_shown(request, PlanPage(plan=plan.id), done), closes=True)


def open_void(request: Request) -> Reply:
    """Asks for the reason why a revision is taken back, and shows whom that moves."""
    record = _revision(request, request.carried(RevisionOf).revision)
    return Reply(updated=_void_view(request, record))


def void(request: Request) -> Reply:
    """Takes the revision back."""
    filled, leaving = VOID_FORM.read(request), request.carried(Leaving)
    lock_catalogue(request.session)
    record = _revision(request, leaving.revision)
    if leaving.seen != request.catalogue.number:
        raise AskedBack(Reply(updated=_void_view(request, record, CHANGED_SINCE)))
    take_back_revision(request.session, record, filled[REASON], request.trail(), request.today)
    plan = plan_keyed(request, record.plan_id)
    done = f"Taken back: {revision_name(plan.name, record.name)}. It stays readable, with that as the reason."
    return Reply(message=plans_shown(request, PlanPage(plan=plan.id), done), closes=True)


def _revision_preview(request: Request, plan: Plan, draft: RevisionDraft, note: str = "") -> Reply:
    was = [each for each in plan.revisions if each.key == draft.revision]
    becomes = Revision(draft.revision or DRAFT_KEY, plan.id, draft.name, draft.effective_on, draft.retrain)
    others = [each for each in plan.revisions if each.key != draft.revision]
    called = revision_name(plan.name, draft.name)
    sentences = [f"{called}, in effect from {spoken(draft.effective_on)}; {again_words(becomes)}."]
    now = in_force(others, request.today)
    if now is not None and becomes.effective_on < now.effective_on:
        sentences.append(
            f"{now.name} has been in force since {spoken(now.effective_on)}: a revision dated before it does "
            "not take its place, and is kept as an earlier one. Is the day right?"
        )
    elif now is not None:
        sentences.append(f"In force today: {now.name}, since {spoken(now.effective_on)}.")
    shown = _revisions_preview(request, plan, [*others, becomes], [*was, becomes], sentences, note)
    carried = draft.model_copy(update={"seen": request.catalogue.number})
    return Reply(updated=REVISION_CONFIRM.view(carried=carried, above=shown.blocks))


def _void_view(request: Request, record: RevisionRecord, note: str = "") -> View:
    plan = plan_keyed(request, record.plan_id)
    was = [each for each in plan.revisions if each.key == record.id]
    others = [each for each in plan.revisions if each.key != record.id]
    now = in_force(others, request.today)
    then = (
        "No revision would be in force then."
        if now is None
        else f"In force then: {now.name}, since {spoken(now.effective_on)}."
    )
    sentences = [
        f"Taking back {revision_name(plan.name, record.name)}, dated {spoken(record.effective_on)}. {then}"
    ]
    shown = _revisions_preview(request, plan, others, was, sentences, note)
    leaving = Leaving(revision=record.id, seen=request.catalogue.number)
    return VOID_FORM.view(carried=leaving, above=shown.blocks)


def _revisions_preview(
    request: Request,
    plan: Plan,
    revisions: Sequence[Revision],
    concerned: Sequence[Revision],
    sentences: Sequence[str],
    note: str,
) -> Preview:
    """What it would be if these were the plan's revisions; `concerned` are those that come, go or change."""
    before = request.catalogue.rulebook
    after = replace(before, revisions={**before.revisions, plan.id: tuple(revisions)})
    courses = teaching(request, plan)
    said = [*sentences, taught_by(request, courses)]
    return preview(request, before, after, courses, concerned, said, [note])


def _taken(plan: Plan, draft: RevisionDraft) -> dict[str, str]:
    """What of a draft another revision of the plan has already, by field."""
    wrong = {}
    for each in plan.revisions:
        if each.key == draft.revision:
            continue
        if fold(each.name) == fold(draft.name):
            wrong["name"] = (
                f"{each.name} is there already, from {spoken(each.effective_on)}: change that one."
            )
        if each.effective_on == draft.effective_on:
            wrong["effective_on"] = f"{each.name} takes effect on that day already."
    return wrong


def _standing_words(request: Request, plan: Plan) -> str:
    now = in_force(plan.revisions, request.today)
    if now is None:
        return f"{plan.name}: no revision is in force."
    return f"{plan.name}: {now.name} has been in force since {spoken(now.effective_on)}."


def _revision(request: Request, key: int) -> RevisionRecord:
    record = request.session.get(RevisionRecord, key)
    if record is None or record.voided_at is not None:
        raise Problem(GONE)
    return record


REVISION = text_field("name", "Revision", LONGEST_REVISION, optional=False, hint="Such as 3.0 or 2026.")
EFFECTIVE = day_field("effective_on", "In effect from", "Choose the day it takes effect.")
RETRAIN = number_field(
    "retrain",
    "Days to be trained again in",
    MOST_RETRAIN_DAYS,
    "180",
    hint="From the day it takes effect, for whoever was last trained before. Empty: nobody is asked again.",
)
LINK = link_field("link", "Link to it")
REASON = text_field("reason", "Reason", 300, optional=False, hint="It stays readable, with the revision.")

REVISION_FORM = Modal(
    "revision.form",
    "Revision of a plan",
    "Who is affected",
    (REVISION, EFFECTIVE, RETRAIN, LINK),
    preview_revision,
    Needs.MANAGER,
    Action.CATALOGUE,
)
REVISION_CONFIRM = Modal(
    "revision.confirm", "Is this right?", "Record it", (), confirm_revision, Needs.MANAGER, Action.CATALOGUE
)
VOID_FORM = Modal(
    "revision.take_back",
    "Take a revision back",
    "Take it back",
    (REASON,),
    void,
    Needs.MANAGER,
    Action.CATALOGUE,
)

ENTRIES: tuple[Declared, ...] = (
    Click("revision.new", open_new, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("revision.change", open_change, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("revision.void", open_void, needs=Needs.MANAGER, does=Action.CATALOGUE),
    # The first step of each only reads: it may take a moment, and keeps nobody from recording.
    Submission(
        REVISION_FORM.name, preview_revision, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=False
    ),
    *REVISION_CONFIRM.entries(),
    *VOID_FORM.entries(),
)
