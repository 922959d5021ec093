"""How far a template's lists are, as it is shown: agency by agency, with a button that opens each.

Agencies stand by name, those with something overdue first: what is open is to be found, nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.checklists.template_views import FORM, PROGRESS, TemplatePicked, noted, open_button
from commands.checklists.template_words import TEMPLATE, Template, TemplateFor, names_of
from commands.kit.blocks import button, buttons, cut, paragraphs, plain, shown_of, words
from commands.kit.charts import bar_of
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.checklists import SHOW, ListPicked, whose_name
from readiness.records import AgencyId
from readiness.text import fold
from storage.checklist_counts import Counts
from storage.checklist_progress import Progress
from words.amounts import plural
from words.days import spoken

SHARE = "template.share"
"""What a button that shares the counts with the channel is known by (`TemplatePicked`)."""
PAGE = 7
BAR = 10
LONGEST_NAME = 60


@dataclass(frozen=True)
class Far:
    """How far the lists of a template are that are the reader's to see.

    `without`: agencies of theirs that do not have it. `often`: what is open in most lists, with in how many.
    `steps`: of a single list, how far each step of it is.
    """

    template: Template
    lists: Sequence[Progress]
    without: Sequence[AgencyId] = ()
    often: Sequence[tuple[str, int]] = ()
    steps: Sequence[tuple[str, Counts]] = field(default=())


def progress_message(request: Request, far: Far, start: int, shares: bool) -> Message:
    """One screen: the answer, the agencies with a button each, what is open in most, who does not have it."""
    template, lists = far.template, _in_order(request, far.lists)
    if not lists:
        return Message([words(f"Nobody has {template.title} yet."), *buttons(_hand_out(template))])
    head = words(head_line(request, template, lists))
    share = button("Share the counts", SHARE, TemplatePicked(key=template.key)) if shares else None
    if len(lists) == 1:
        [one] = lists
        rows: list[Block] = [*paragraphs(list(_steps(far.steps)))]
        ways = buttons(open_button(one.checklist), share)
        return Message([head, *rows, *ways, *noted(_without(request, far), request.region.handling_mark)])
    start = start if start < len(lists) else 0
    shown = lists[start : start + PAGE]
    often = [words(often_line(far.often))] if far.often and not start else []
    earlier = TemplatePicked(key=template.key, start=max(0, start - PAGE))
    later = TemplatePicked(key=template.key, start=start + PAGE)
    row = buttons(
        button("Back", f"{PROGRESS}:back", earlier) if start else None,
        button("More", f"{PROGRESS}:more", later) if start + PAGE < len(lists) else None,
        share,
        _hand_out(template) if far.without else None,
    )
    paged = shown_of(start, len(shown), len(lists), "Agencies", "those with something overdue first")
    notes = noted(paged, _without(request, far), request.region.handling_mark)
    return Message([head, *(_row(request, each) for each in shown), *often, *row, *notes])


def shared_message(request: Request, far: Far) -> Message:
    """The same for a channel: counts, and what is open in most; no agency is named in it."""
    lists = far.lists
    lines = [head_line(request, far.template, lists)]
    if far.often:
        lines.append(often_line(far.often))
    if far.steps:
        lines += _steps(far.steps)
    by = f"Shared by {request.member.name}." if request.member.name else ""
    return Message([*paragraphs(lines), *noted(by, request.region.handling_mark)])


def head_line(request: Request, template: Template, lists: Sequence[Progress]) -> str:
    """The answer: "Agency readiness: 9 of 26 agencies have everything done; 14 items overdue in 6."."""
    if len(lists) == 1:
        [one] = lists
        whose = f" of {whose_name(request, one.agency_id)}" if one.agency_id is not None else ""
        return f"{template.title}{whose}: {_said(one.counts)}{_next(one)}."
    done = sum(each.is_done for each in lists)
    late = [each.counts.overdue for each in lists if each.counts.overdue]
    head = f"{template.title}: {done:,} of {plural(len(lists), 'agency', 'agencies')} have everything done"
    if late:
        return f"{head}; {plural(sum(late), 'item')} overdue in {len(late):,}."
    return f"{head}; nothing is overdue."


def often_line(often: Sequence[tuple[str, int]]) -> str:
    """What is open in most of the lists, a line each."""
    rows = [f"{plural(count, 'agency', 'agencies')}: {cut(text, 120)}" for text, count in often]
    return "\n".join(["Still open in most agencies:", *rows])


def _in_order(request: Request, lists: Sequence[Progress]) -> list[Progress]:
    """Those with something overdue first, those with everything done last; by name among each other."""

    def order(each: Progress) -> tuple[bool, bool, str]:
        return (not each.counts.overdue, each.is_done, fold(whose_name(request, each.agency_id)))

    return sorted(lists, key=order)


def _row(request: Request, each: Progress) -> SectionBlock:
    name = cut(whose_name(request, each.agency_id), LONGEST_NAME)
    said = f"{name}\n{_bar(each.counts)} {_said(each.counts)}{_next(each)}"
    opens = button("Open", f"{SHOW}:{each.checklist.id}", ListPicked(checklist=each.checklist.id))
    return SectionBlock(text=plain(said), accessory=opens)


def _steps(steps: Sequence[tuple[str, Counts]]) -> Iterator[str]:
    for step, counts in steps:
        yield f"{_bar(counts)} {cut(step, LONGEST_NAME) or 'Other'}: {_said(counts)}"


def _bar(counts: Counts) -> str:
    return bar_of(counts.done, counts.all, BAR)


def _said(counts: Counts) -> str:
    if counts.all and counts.done == counts.all:
        return f"all {counts.all:,} done"
    late = f", {counts.overdue:,} overdue" if counts.overdue else ""
    return f"{counts.done:,} of {counts.all:,} done{late}"


def _next(each: Progress) -> str:
    return "" if each.next_on is None else f", next {spoken(each.next_on)}"


def _without(request: Request, far: Far) -> str:
    if not far.without:
        return ""
    verb = "does" if len(far.without) == 1 else "do"
    return f"{names_of(request, far.without)} {verb} not have it yet."


def _hand_out(template: Template) -> ButtonElement:
    if template.for_agencies:
        return button("Hand out", FORM, TemplateFor(key=template.key))
    return button("Set up", TEMPLATE, TemplateFor(key=template.key))
