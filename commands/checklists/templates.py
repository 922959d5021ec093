"""`/checklist template`, `/checklist templates`: which there are, setting one up, handing it to agencies."""

from __future__ import annotations

from commands.checklists.handing_out import form_reply
from commands.checklists.setting_up import handed, plan_of
from commands.checklists.template_views import LISTED, TemplatePicked, list_message, preview_message
from commands.checklists.template_words import (
    EXAMPLE,
    TEMPLATE,
    Template,
    TemplateFor,
    agencies_meant,
    keeps,
    template_of,
    templates_there,
    understood,
    unknown_agencies,
)
from commands.kit.member import Needs
from commands.kit.ours import own_agency
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from storage.checklist_progress import progress_of
from words.problems import Unclear


def templates(request: Request) -> Reply:
    """Which there are, and how far each is."""
    if request.text.strip():
        return template(request)
    return _listed(request, 0)


def listed(request: Request) -> Reply:
    """The next of them, in place of those shown."""
    return _listed(request, request.carried(TemplatePicked).start, replaces=True)


def template(request: Request) -> Reply:
    """Sets a template up, or hands it to the agencies named; to many at once it is shown first.

    An agency's without agencies is for the one somebody leads; an emergency manager is asked.
    """
    if not request.text.strip():
        return _listed(request, 0)
    found, wanted, left = understood(request, request.text)
    template_of(request, found.key)  # whose it is, is asked before anything is said of it
    if not found.for_agencies and (wanted.disciplines or wanted.agencies or left):
        raise Unclear(
            not_understood=f"{found.title} is the region's list, and goes to no agency. Nothing was set up.",
            understood=found.title,
            example="/checklist template roadmap",
        )
    if left:
        raise unknown_agencies(request, found, left, wanted)
    wanted = _own(request, found, wanted)
    if found.for_agencies and not wanted.names_some:
        return form_reply(request, wanted)
    plan = plan_of(request, wanted, found)
    if not plan.new or wanted.every or wanted.disciplines:
        return Reply(message=preview_message(request, plan))
    return Reply(message=handed(request, wanted))


def show(request: Request) -> Reply:
    """What setting it up, or handing it out, would do; an agency's for nobody yet asks for whom."""
    wanted = request.carried(TemplateFor)
    found = template_of(request, wanted.key)
    wanted = _own(request, found, wanted)
    if found.for_agencies and not wanted.names_some:
        return form_reply(request, wanted)
    return Reply(message=preview_message(request, plan_of(request, wanted, found)))


def _own(request: Request, found: Template, wanted: TemplateFor) -> TemplateFor:
    """For whom it is where nobody was named: the one agency somebody leads who is no emergency manager."""
    if wanted.names_some or not found.for_agencies or keeps(request, None):
        return wanted
    own = own_agency(request.member)
    return wanted if own is None else wanted.model_copy(update={"agencies": [own]})


def _listed(request: Request, start: int, replaces: bool = False) -> Reply:
    there = templates_there(request)
    everybody = TemplateFor(every=True)
    mine = None if keeps(request, None) else agencies_meant(request, everybody)
    far = {
        each.key: progress_of(request.session, each.record, request.today, mine)
        for each in there
        if each.record is not None
    }
    return Reply(message=list_message(request, there, far, start), replaces=replaces)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist template",
        template,
        what="set a ready list up for the region, or hand one to agencies",
        example=EXAMPLE,
        needs=Needs.LEAD,
        changes=True,
        takes="[template] [for agencies, a discipline or every agency]",
    ),
    Form(
        "checklist templates",
        templates,
        what="the templates there are, and how far each is",
        example="/checklist templates",
        needs=Needs.LEAD,
        changes=True,
    ),
    Click(TEMPLATE, show, needs=Needs.LEAD),
    Click(LISTED, listed, needs=Needs.LEAD),
)
