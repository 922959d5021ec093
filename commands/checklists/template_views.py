"""Templates as they are shown: the list of them, what handing one out would do, and what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.checklists.template_words import TEMPLATE, Template, TemplateFor, edits, names_of
from commands.kit.blocks import aside, button, buttons, headed, rule, shown_of, words
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.checklists import SHOW, ListPicked
from files.imports.ready_templates import LOCAL_POLICY
from readiness.records import AgencyId
from storage.checklist_progress import Progress
from storage.checklists import ChecklistRecord
from storage.handing_out import HandedOut, Updated
from storage.rights import leads_now
from storage.template_lineage import Newer
from words.amounts import plural
from words.days import spoken

HAND, UPDATE, UNDO = "template.hand", "template.update", "template.undo"
"""What the buttons are known by that hand a template out, bring its lists up to date, and take them back."""
FORM = "template.handing"
"""What a button that opens the form of handing out is known by; it carries for whom (`TemplateFor`)."""
LOOK, NEW = "template.look", "template.new"
"""What the buttons are known by that show a template's lines, and open the form of a new one."""
PROGRESS = "template.progress"
"""What a button that shows how far a template's lists are is known by (`TemplatePicked`)."""
LISTED = "template.listed"
"""What a button that shows the next templates of the list is known by (`TemplatePicked`)."""
PAGE = 6
UNDO_NOTE = "Undo is available for ten minutes, as long as nothing was done on what it began."


class TemplatePicked(BaseModel):
    """Which template a button is about, and from which row on."""

    key: str = ""
    start: int = 0


class Handed(BaseModel):
    """The audit's row of a handing out, for Undo."""

    row: int


@dataclass(frozen=True)
class Plan:
    """What handing a template out would do: for whom it is new (None: the region), and who has it.

    `behind`: what the template says that the lists that are there do not say yet, by list.
    """

    template: Template
    wanted: TemplateFor
    new: Sequence[AgencyId | None]
    had: Sequence[ChecklistRecord]
    behind: Mapping[int, Newer]

    @property
    def gone(self) -> int:
        """How many open items' lines were taken out of the template."""
        return sum(len(each.gone) for each in self.behind.values())


def template_words(template: Template) -> str:
    """What it is, in short: "33 items in 6 steps, the region's"."""
    count = plural(len(template.lines), "item")
    steps = f" in {plural(len(template.steps), 'step')}" if template.steps else ""
    whose = "for agencies" if template.for_agencies else "the region's"
    return f"{count}{steps}, {whose}"


def list_message(
    request: Request, templates: Sequence[Template], far: Mapping[str, Sequence[Progress]], start: int
) -> Message:
    """The templates there are, a part of them, each with where it stands and what may be done with it."""
    manages = edits(request)
    blocks: list[Block] = [words(_head(templates))]
    start = start if start < len(templates) else 0
    shown = templates[start : start + PAGE]
    for each in shown:
        rest = [each.about, standing_words(request, each, far.get(each.key, ()))]
        blocks += [rule(), headed(f"{each.title}: {template_words(each)}", "\n".join(filter(None, rest)))]
        blocks += buttons(*_ways(each, far, manages))
    page = TemplatePicked(start=start + PAGE)
    following = button("More", LISTED, page) if start + PAGE < len(templates) else None
    own = button("New template", NEW, TemplatePicked()) if manages else None
    asides = [shown_of(start, len(shown), len(templates), "Templates"), LOCAL_POLICY]
    return Message([*blocks, *buttons(own, following), aside(*asides)])


def standing_words(request: Request, template: Template, far: Sequence[Progress]) -> str:
    """Where a template stands: not set up, or with how many agencies, and how many of them are done."""
    if not far:
        begun = "Nobody has it yet." if template.for_agencies else "Not set up yet."
        return f"Comes with Muster. {begun}" if template.record is None else begun
    if not template.for_agencies:
        counts = far[0].counts
        late = f", {counts.overdue:,} overdue" if counts.overdue else ""
        return f"Set up on {spoken(request.region.day(far[0].checklist.recorded_at))}: " + (
            f"{counts.done:,} of {counts.all:,} done{late}."
        )
    done = sum(each.is_done for each in far)
    have = f"{plural(len(far), 'agency has', 'agencies have')} it"
    return f"{have}, {done:,} with everything done." if done else f"{have}."


def preview_message(request: Request, plan: Plan) -> Message:
    """What handing out would do, and the buttons that do it; where nothing is new that is said first."""
    return Message([*(words(each) for each in preview_lines(request, plan)), *buttons(*_doing(plan))])


def preview_lines(request: Request, plan: Plan) -> Iterator[str]:
    """The same in words, a paragraph each."""
    template, new, had = plan.template, plan.new, plan.had
    if not new and not had:
        yield "There is no agency to hand it to. Nothing was handed out."
        return
    if not template.for_agencies:
        if new:
            yield f"{template.title} would be set up: {template_words(template)}. Nothing is recorded yet."
        else:
            yield f"{request.region.called} has {template.title} already: nothing was set up twice."
    elif new:
        count = plural(len(new), "agency", "agencies")
        already = f"; {have_already(len(had))}" if had else ""
        yield (
            f"{template.title}, {plural(len(template.lines), 'item')} each: new for {count}{already}. "
            "Nothing is handed out yet."
        )
        yield f"New for: {names_of(request, [each for each in new if each is not None], 7)}."
    else:
        yield f"{_those_who_have(request, had)} {template.title} already: nothing was handed out twice."
    if template.for_agencies and new and had:
        yield f"Already: {names_of(request, _agencies(had), 7)}."
    if plan.behind:
        yield newer_words(plan)


def newer_words(plan: Plan) -> str:
    """What lists do not say yet that the template says now."""
    newer = list(plan.behind.values())
    added = max(len(each.added) for each in newer)
    reworded = max(len(each.reworded) for each in newer)
    parts = [
        plural(added, "item is new", "items are new") if added else "",
        f"{reworded:,} changed" if reworded else "",
        f"{max(len(each.gone) for each in newer):,} no longer in it" if plan.gone else "",
    ]
    said = ", ".join(part for part in parts if part)
    lists = "The list does" if len(newer) == 1 else f"{len(newer):,} lists do"
    return (
        f"The template was changed since: {said}. {lists} not say so yet. Brought up to date, what is done "
        "stays as it is, what somebody reworded keeps their words, and no due day moves."
    )


def done_message(request: Request, plan: Plan, done: HandedOut) -> Message:
    """What handing out did, with the next steps."""
    new, template = done.new, plan.template
    lines = list(_done_lines(request, plan, done))
    row = None if done.row is None else button("Undo", UNDO, Handed(row=done.row.id))
    steps = [
        open_button(new[0]) if len(new) == 1 else None,
        button("Progress", PROGRESS, TemplatePicked(key=template.key)) if template.for_agencies else None,
        row,
    ]
    return Message(
        [
            *(words(each) for each in lines),
            *buttons(*steps, *_updating(plan)),
            *noted(UNDO_NOTE if row else "", LOCAL_POLICY if new else ""),
        ]
    )


def updated_message(plan: Plan, updated: Sequence[Updated]) -> Message:
    """What bringing lists up to date did."""
    one = open_button(updated[0].checklist) if len(updated) == 1 else None
    far = button("Progress", PROGRESS, TemplatePicked(key=plan.template.key))
    return Message([*(words(each) for each in _updated_lines(updated)), *buttons(one or far)])


def open_button(checklist: ChecklistRecord) -> ButtonElement:
    """Opens one list."""
    return button("Open the list", f"{SHOW}:{checklist.id}", ListPicked(checklist=checklist.id))


def noted(*texts: str) -> list[Block]:
    """Something smaller beneath; nothing, where none of the texts says anything."""
    return [aside(*texts)] if any(texts) else []


def have_already(count: int) -> str:
    """How many have it: "2 have it already"."""
    return f"{count:,} {'has' if count == 1 else 'have'} it already"


def _head(templates: Sequence[Template]) -> str:
    ready = sum(each.record is None for each in templates)
    more = f", {ready:,} of them ready to be set up" if ready else ""
    return f"{plural(len(templates), 'template')} of checklists{more}."


def _ways(
    template: Template, far: Mapping[str, Sequence[Progress]], manages: bool
) -> Iterator[ButtonElement]:
    mark, there = f":{template.key}"[:60], far.get(template.key)
    if template.for_agencies:
        yield button("Hand out", FORM + mark, TemplateFor(key=template.key))
    elif not there:
        yield button("Set up", TEMPLATE + mark, TemplateFor(key=template.key))
    if there:
        yield button("Progress", PROGRESS + mark, TemplatePicked(key=template.key))
    yield button("Edit" if manages else "Look", LOOK + mark, TemplatePicked(key=template.key))


def _doing(plan: Plan) -> Iterator[ButtonElement]:
    if plan.new and plan.template.for_agencies:
        count = plural(len(plan.new), "agency", "agencies")
        yield button(f"Hand out to {count}", HAND, plan.wanted, style="primary")
    elif plan.new:
        yield button("Set it up", HAND, plan.wanted, style="primary")
    yield from _updating(plan)
    if len(plan.had) == 1 and not plan.new:
        yield open_button(plan.had[0])
    elif plan.had:
        yield button("Progress", PROGRESS, TemplatePicked(key=plan.template.key))


def _updating(plan: Plan) -> Iterator[ButtonElement]:
    if not plan.behind:
        return
    count = len(plan.behind)
    label = "Bring it up to date" if count == 1 else f"Bring {count:,} up to date"
    yield button(label, UPDATE, plan.wanted.model_copy(update={"updates": True}))
    if plan.gone:
        drops = plan.wanted.model_copy(update={"updates": True, "drops": True})
        yield button(f"{label}, drop what is gone", f"{UPDATE}:drops", drops)


def _done_lines(request: Request, plan: Plan, done: HandedOut) -> Iterator[str]:
    template, new, had = plan.template, done.new, done.had_already
    ahead = [each.due_after_days for each in template.lines if each.due_after_days is not None]
    first_day = plan.wanted.first_day or request.today
    due = ""
    if ahead:
        due = f" The first is due {spoken(first_day.fromordinal(first_day.toordinal() + min(ahead)))}."
    if not template.for_agencies and new:
        yield f"Set up: {template.title}, {template_words(template)}.{due}"
    elif new:
        whom = names_of(request, _agencies(new), 7)
        count = f"{plural(len(new), 'agency', 'agencies')}: " if len(new) > 1 else ""
        each = plural(len(template.lines), "item")
        yield f"Handed out: {template.title}, {each} each, to {count}{whom}.{due}"
        yield from _leads(request, _agencies(new))
    if had and template.for_agencies:
        yield f"{_those_who_have(request, had)} it already: nothing was handed out twice."
    elif had:
        yield f"{request.region.called} has {template.title} already: nothing was set up twice."
    if done.updated:
        yield from _updated_lines(done.updated)
    if plan.behind:
        yield newer_words(plan)


def _updated_lines(updated: Sequence[Updated]) -> Iterator[str]:
    there = [each for each in updated if each]
    parts = [
        (sum(each.added for each in there), "added"),
        (sum(each.reworded for each in there), "changed"),
        (sum(each.dropped for each in there), "dropped"),
    ]
    told = ", ".join(f"{count:,} {what}" for count, what in parts if count)
    if there:
        lists = "The list is" if len(there) == 1 else f"{len(there):,} lists are"
        yield f"{lists} up to date. Items: {told}."
    else:
        yield "The lists already say what the template says now."
    left = sum(each.left for each in updated)
    if left:
        kept = "1 open item that is" if left == 1 else f"{left:,} open items that are"
        yield f"{kept} no longer in the template stayed."


def _leads(request: Request, agencies: Sequence[AgencyId]) -> Iterator[str]:
    led = leads_now(request.session, request.today)
    without = [each for each in agencies if each not in led]
    others = {person for each in agencies for person in led.get(each, ())} - {request.member.person_id}
    if others:
        yield "Their leads read of it in their next letter."
    if without:
        yield (
            f"Without a lead so far: {names_of(request, without)}. Until one is named, what needs doing "
            "there is emergency management's."
        )


def _those_who_have(request: Request, had: Sequence[ChecklistRecord]) -> str:
    """ "Cedar Fire has", "24 agencies have"."""
    if len(had) > 3:
        return f"{len(had):,} agencies have"
    return f"{names_of(request, _agencies(had))} {'has' if len(had) == 1 else 'have'}"


def _agencies(lists: Sequence[ChecklistRecord]) -> list[AgencyId]:
    return [each.agency_id for each in lists if each.agency_id is not None]
