"""`/checklist progress`: how far a template's lists are, agency by agency, and the counts for a channel."""

from __future__ import annotations

from collections.abc import Sequence

from commands.checklists.progress_views import SHARE, Far, progress_message, shared_message
from commands.checklists.template_views import PROGRESS, TemplatePicked
from commands.checklists.template_words import (
    Asks,
    Template,
    TemplateFor,
    agencies_meant,
    keeps,
    template_of,
    templates_there,
    understood,
    unknown_agencies,
)
from commands.kit.about import THE_REGION
from commands.kit.blocks import buttons, says, words
from commands.kit.may import Action, may
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.kit.sharing import refuse_nowhere, shared
from readiness.records import AgencyId
from storage.audit import AuditKind
from storage.checklist_counts import counts_by_step
from storage.checklist_progress import most_open, progress_of
from words.problems import Offer

EXAMPLE = "/checklist progress agency-readiness"
MOST_OFTEN = 3
ONE_ALONE = "Only one agency has it: its counts would speak of that agency alone."
NONE_YET = "No template is set up or handed out yet, so there is nothing to count."


def _counts(template: Template, wanted: TemplateFor) -> Offer:
    return Offer(template.title, f"{PROGRESS}:{template.key}", TemplatePicked(key=template.key))


TO_COUNT = Asks(_counts, "", EXAMPLE)


def progress(request: Request) -> Reply:
    """How far the template is that was said; the only one that is there, where none was said."""
    if not request.text.strip():
        there = [each for each in templates_there(request) if _far(request, each).lists]
        if not there:
            way = says("Templates", "checklist templates")
            return Reply(message=Message([words(NONE_YET), *buttons(way)]))
        if len(there) == 1:
            return _answer(request, there[0])
    template, wanted, left = understood(request, request.text, TO_COUNT)
    template_of(request, template.key)
    if left:
        raise unknown_agencies(request, template, left, wanted, TO_COUNT)
    return _answer(request, template, wanted)


def show(request: Request) -> Reply:
    """The same for what a button carries; a further part in place of the one shown."""
    picked = request.carried(TemplatePicked)
    return _answer(request, template_of(request, picked.key), start=picked.start, turns=picked.start > 0)


def share(request: Request) -> Reply:
    """Posts the counts to the channel; no agency and nobody is named in them."""
    template = template_of(request, request.carried(TemplatePicked).key)
    may(request.member, Action.DIGEST, THE_REGION, request.today, request.today).or_refuse()
    refuse_nowhere(request)
    far = _far(request, template)
    if not is_shareable(far):
        raise Refused(ONE_ALONE, "Once another agency has it, the counts of all are for the channel.")
    record = template.record
    noted = request.noting(
        AuditKind.CHECKLIST_SHARED, ("", None) if record is None else record.subject, template=template.key
    )
    return shared(request, shared_message(request, far), afterwards=[noted])


def is_shareable(far: Far) -> bool:
    """Whether the counts name no agency: those of the region's list, or of several agencies together."""
    return bool(far.lists) and (len(far.lists) > 1 or not far.template.for_agencies)


def _answer(
    request: Request,
    template: Template,
    wanted: TemplateFor | None = None,
    start: int = 0,
    turns: bool = False,
) -> Reply:
    far = _far(request, template, wanted)
    may_share = bool(may(request.member, Action.DIGEST, THE_REGION, request.today, request.today))
    asked_of_all = wanted is None or not wanted.names_some
    shares = request.place.others_read and may_share and asked_of_all and is_shareable(far)
    return Reply(message=progress_message(request, far, start, shares), replaces=turns)


def _far(request: Request, template: Template, wanted: TemplateFor | None = None) -> Far:
    """How far it is for the agencies asked about: all that are the reader's, where none is named."""
    everybody = TemplateFor(key=template.key, every=True)
    asked = wanted if wanted is not None and wanted.names_some else everybody
    theirs = agencies_meant(request, asked) if template.for_agencies else []
    if template.record is None:
        return Far(template, (), theirs)
    keys: Sequence[AgencyId | None] = theirs if template.for_agencies else [None]
    lists = progress_of(request.session, template.record, request.today, keys)
    have = {each.agency_id for each in lists}
    steps = counts_by_step(request.session, lists[0].checklist.id, request.today) if len(lists) == 1 else ()
    is_all = keeps(request, None) and asked is everybody
    begun = any(each.counts.done for each in lists)  # before that, everything is open everywhere
    often = most_open(request.session, template.record, request.today, MOST_OFTEN) if is_all and begun else ()
    return Far(template, lists, [each for each in theirs if each not in have], often, steps)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist progress",
        progress,
        what="how far a template's lists are, agency by agency",
        example=EXAMPLE,
        needs=Needs.LEAD,
        takes="[template] [for agencies or a discipline]",
    ),
    Click(PROGRESS, show, needs=Needs.LEAD),
    Click(SHARE, share, needs=Needs.LEAD, gives_out=True),
)
