"""The form that hands a template out: which one, to whom, from which day; what it would do is shown first."""

from __future__ import annotations

from datetime import date, timedelta

from commands.checklists.setting_up import handed, plan_of
from commands.checklists.template_views import FORM, preview_lines
from commands.checklists.template_words import TemplateFor, keeps, template_of, templates_there
from commands.kit.blocks import aside, button, option, words
from commands.kit.forms import (
    CantTake,
    Field,
    Modal,
    choice_field,
    day_field,
    opened,
    searched_field,
    several_searched_field,
)
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.fields import agencies_offered, agency_option, disciplines_field, read_agencies
from readiness.records import AgencyId
from readiness.text import fold
from words.problems import Problem

MOST_CHOSEN = 60
FARTHEST = timedelta(days=366)
"""How far ahead the day may lie from which due days count."""
EVERY, CHOSEN = "every", "chosen"
LEAVE, UPDATE, DROP = "leave", "update", "drop"
NOBODY = "Choose agencies, a discipline, or every agency."


def open_form(request: Request) -> Reply:
    """The form, with what a button carries."""
    return form_reply(request, request.carried(TemplateFor))


def form_reply(request: Request, wanted: TemplateFor) -> Reply:
    """The form as it is for what was understood; in a conversation the button that opens it."""
    template = template_of(request, wanted.key) if wanted.key else None
    first = {
        "template": None if template is None else option(template.title, template.key),
        "whom": EVERY if wanted.every else CHOSEN,
        "agencies": [each for key in wanted.agencies if (each := agency_option(request, key)) is not None],
        "disciplines": wanted.disciplines,
        "first_day": wanted.first_day or request.today,
    }
    label = "Choose agencies" if template is None else f"Choose agencies for {template.title}"
    text = "Say to which agencies it goes. What that would do is shown before anything is handed out."
    return opened(request, HAND_OUT.view(first), text, button(label, FORM, wanted))


def submit(request: Request) -> Reply:
    """Shows what handing it out would do, in place of the form."""
    filled = HAND_OUT.read(request)
    first_day = filled[FIRST_DAY]
    if first_day < request.today:
        raise Wrong({FIRST_DAY.name: "That day has passed: choose today or a later day."})
    if first_day > request.today + FARTHEST:
        raise Wrong({FIRST_DAY.name: "Choose a day within a year."})
    wanted = TemplateFor(
        key=filled[TEMPLATE],
        every=filled[WHOM] == EVERY,
        disciplines=[] if filled[WHOM] == EVERY else filled[DISCIPLINES],
        agencies=[] if filled[WHOM] == EVERY else filled[AGENCIES],
        first_day=first_day,
    )
    if not wanted.names_some:
        raise Wrong({AGENCIES.name: NOBODY})
    plan = plan_of(request, wanted)
    if not plan.new and not plan.had:
        raise Wrong({AGENCIES.name: "None of them is your agency: choose others."})
    shown = [words(each) for each in preview_lines(request, plan)]
    notes = [] if plan.new or plan.behind else ["Nothing is left to hand out: close this, or go back."]
    return Reply(
        updated=CONFIRM.view(
            {"updates": LEAVE},
            wanted,
            above=[*shown, aside(*notes)] if notes else shown,
            only=[UPDATES] if plan.behind else [],
        )
    )


def confirm(request: Request) -> Reply:
    """Hands it out as was shown."""
    wanted = request.carried(TemplateFor)
    chosen = CONFIRM.read(request)[UPDATES]
    updates = {"updates": chosen in (UPDATE, DROP), "drops": chosen == DROP}
    return Reply(message=handed(request, wanted.model_copy(update=updates)), closes=True)


def search_templates(request: Request) -> Reply:
    """The agencies' templates whose title fits what is being typed."""
    typed = fold(request.text)
    there = [each for each in templates_there(request) if each.for_agencies and typed in fold(each.title)]
    return Reply(options=[option(each.title, each.key) for each in there[:100]])


def search_own(request: Request) -> Reply:
    """The agencies whose checklists are the speaker's to keep, by name."""
    return agencies_offered(request, lambda key: keeps(request, key))


def _read_template(request: Request, field: str) -> str:
    try:
        found = template_of(request, request.typed(field))
    except Problem:
        raise CantTake("Choose a template from the list.") from None
    if not found.for_agencies:
        raise CantTake("That one is the region's: choose one for agencies.")
    return found.key


TEMPLATE: Field[str] = searched_field("template", "Template", "Choose one", _read_template, search_templates)
WHOM = choice_field(
    "whom",
    "To whom",
    [option("Those chosen below", CHOSEN), option("Every agency", EVERY)],
    "To whom",
    NOBODY,
)
AGENCIES: Field[list[AgencyId]] = several_searched_field(
    "agencies", "Agencies", "Type a part of the name", read_agencies, search_own, MOST_CHOSEN
)
DISCIPLINES = disciplines_field(
    "disciplines", "Everybody of a discipline", "None", "Beside the agencies chosen above."
)
FIRST_DAY: Field[date] = day_field("first_day", "Due days count from", "Choose the day they count from.")
UPDATES = choice_field(
    "updates",
    "Lists that are there already",
    [
        option("Leave them as they are", LEAVE),
        option("Bring them up to date", UPDATE),
        option("Up to date, and drop what is gone", DROP),
    ],
    "Leave them as they are",
    "Choose one of them.",
    optional=True,
)
HAND_OUT = Modal(
    "template.out",
    "Hand out a template",
    "Go on",
    (TEMPLATE, WHOM, AGENCIES, DISCIPLINES, FIRST_DAY),
    submit,
    needs=Needs.LEAD,
)
CONFIRM = Modal("template.out.do", "Hand out a template", "Hand out", (UPDATES,), confirm, needs=Needs.LEAD)

ENTRIES: tuple[Declared, ...] = (
    Click(FORM, open_form, needs=Needs.LEAD),
    *HAND_OUT.entries(),
    *CONFIRM.entries(),
)
