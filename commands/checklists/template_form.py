"""Making and editing a template: a modal with its lines, each changed in a form that takes the list's place.

What comes with Muster is written down the first time somebody changes it. Each change is one change of the
record: there is nothing to save at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from commands.checklists.template_form_views import (
    ABOUT,
    AGENCIES,
    DAYS,
    EVIDENCE,
    LINE,
    LINE_OUT,
    LINES,
    MONTHS,
    NO,
    OWNER,
    PLACE,
    RENAME,
    STEP,
    TAKE_OUT,
    TEXT,
    TITLE,
    WHOSE,
    YES,
    LinePicked,
    Row,
    line_ways,
    lines_blocks,
)
from commands.checklists.template_views import LOOK, NEW, TemplatePicked
from commands.checklists.template_words import (
    GONE,
    Asks,
    Template,
    TemplateFor,
    edits,
    loaded,
    template_of,
    understood,
)
from commands.kit.blocks import button, plain, words
from commands.kit.forms import TITLE as TITLE_SIGNS
from commands.kit.forms import Modal, opened
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from files.imports.starting_templates import is_ready_name
from storage.checklists import OwnerRight, TemplateItem, TemplateRecord
from storage.handing_out import lists_of
from storage.templates import (
    MOST_LINES,
    LineSaid,
    NoLongerThere,
    NoName,
    TemplateSaid,
    TitleTaken,
    TooManyLines,
    add_line,
    change_line,
    change_template,
    lines_of,
    said_in,
    take_line_out,
    take_template_out,
    write_template,
)
from words.problems import Offer, Problem, Unclear

CHANGED = "That item was changed or taken out meanwhile. Nothing was changed; this is how it is now."
TITLE_TAKEN = "Another template has that title, or one so like it that a command could not tell them apart."
NO_NAME = "A title needs a letter or a digit: by it a command names the template."
FULL = f"A template has at most {MOST_LINES} items."


class Renaming(TemplatePicked):
    """Of which template the title is asked, and how it and the purpose were shown."""

    title: str = ""
    about: str = ""


def look(request: Request) -> Reply:
    """A template's lines; an emergency manager may change them."""
    return _looked(request, template_of(request, request.carried(TemplatePicked).key))


def _looked(request: Request, template: Template) -> Reply:
    picked = TemplatePicked(key=template.key)
    return opened(
        request, _lines(request, template), f"{template.title}, item by item.", button("Look", LOOK, picked)
    )


def _edits(template: Template, wanted: TemplateFor) -> Offer:
    return Offer(template.title, f"{LOOK}:{template.key}", TemplatePicked(key=template.key))


TO_EDIT = Asks(_edits, " Nothing was changed.", "/checklist templates edit agency-readiness")


def edit(request: Request) -> Reply:
    """The same of the template that was said."""
    template, wanted, left = understood(request, request.text, TO_EDIT)
    if left or wanted.names_some:
        raise Unclear(
            not_understood="A template is edited for all who are handed it from then on.",
            understood=template.title,
            example="/checklist templates edit agency-readiness",
        )
    return _looked(request, template)


def lines(request: Request) -> Reply:
    """Another part of the list, or the list in place of a form."""
    picked = request.carried(LinePicked)
    return Reply(updated=_lines(request, template_of(request, picked.key), picked.start))


def new(request: Request) -> Reply:
    """The form of a new template."""
    view = TEMPLATE.view({"whose": AGENCIES}, TemplatePicked())
    return opened(
        request, view, "Say what the template is called.", button("New template", NEW, TemplatePicked())
    )


def rename(request: Request) -> Reply:
    """The form of a template's title, in place of its lines."""
    template = template_of(request, request.carried(LinePicked).key)
    first = {"title": template.title, "about": template.about}
    picked = Renaming(key=template.key, **first)
    below = line_ways(LinePicked(key=template.key))
    return Reply(updated=TEMPLATE.view(first, picked, below=below, only=(TITLE, ABOUT)))


def submit_template(request: Request) -> Reply:
    """Begins a template, or calls it something else; its lines follow in the same modal."""
    shown = request.carried(Renaming)
    key = shown.key
    if not key:
        filled = TEMPLATE.read(request)
        said = TemplateSaid(filled[TITLE], filled[ABOUT], for_agencies=filled[WHOSE] == AGENCIES)
        _refuse_name(said.title)
        try:
            record = write_template(request.session, said, (), request.trail())
        except TitleTaken:
            raise Wrong({TITLE.name: TITLE_TAKEN}) from None
        done = "The template is made. Add what needs to be done, item by item."
        return Reply(updated=_lines(request, template_of(request, record.key), done=done))
    title, about = TITLE.read(request, TITLE.place), ABOUT.read(request, ABOUT.place)
    _refuse_name(title, key)
    record = loaded(request, template_of(request, key))
    title = _unless_changed(TITLE.name, title, shown.title, record.title)
    about = _unless_changed(ABOUT.name, about, shown.about, record.about)
    try:
        change_template(request.session, record, TemplateSaid(title, about), request.trail())
    except TitleTaken:
        raise Wrong({TITLE.name: TITLE_TAKEN}) from None
    except NoLongerThere:
        raise Problem(GONE) from None
    return Reply(updated=_lines(request, template_of(request, key)))


def _unless_changed(field: str, said: str, shown: str, now: str) -> str:
    """What a field says; what it left as it was shown stays as it is by now.

    Raises Wrong where somebody else changed it meanwhile into something else.
    """
    if said == shown:
        return now
    if now not in (shown, said):
        raise Wrong(
            {field: f"Somebody changed it meanwhile, into: {now or 'nothing'}. Close this, and look again."}
        )
    return said


def _refuse_name(title: str, key: str = "") -> None:
    """Raises Wrong for a title no command could name, or one of a template that comes with Muster."""
    try:
        is_taken = is_ready_name(title, key)
    except NoName:
        raise Wrong({TITLE.name: NO_NAME}) from None
    if is_taken:
        raise Wrong({TITLE.name: TITLE_TAKEN})


def line(request: Request) -> Reply:
    """The form of a line, in place of the list."""
    picked = request.carried(LinePicked)
    template = template_of(request, picked.key)
    rows = _rows(request, template)
    revision = 0 if template.record is None else template.record.revision
    picked = picked.model_copy(update={"turn": revision * (MOST_LINES + 1) + picked.place + 1})
    row = next((each for each in rows if (each.line, each.place) == (picked.line, picked.place)), None)
    if row is None and picked.place:
        return Reply(updated=_lines(request, template, picked.start, CHANGED))
    usual = rows[-1].said.owner_right if rows else _usual(template)
    said = LineSaid("", owner_right=usual) if row is None else row.said
    first = {**_first(said), "place": picked.place}
    return Reply(updated=_form(picked).view(first, picked, below=line_ways(picked)))


def submit_line(request: Request) -> Reply:
    """Adds the line, or changes it, and shows the list with it."""
    picked = request.carried(LinePicked)
    said, place = _said(request, picked)
    template = template_of(request, picked.key)
    was_loaded = template.record is not None
    record = loaded(request, template)
    try:
        if picked.place:
            there = _line_of(request, record, picked, was_loaded)
            change_line(request.session, record, there, said, request.trail(), place)
        else:
            add_line(request.session, record, said, request.trail())
    except NoLongerThere:
        return Reply(updated=_lines(request, template_of(request, picked.key), picked.start, CHANGED))
    except TooManyLines:
        raise _form(picked).wrong({TEXT.name: FULL}) from None
    done = "Changed." if picked.place else f"Added: {said.text}"
    return Reply(updated=_lines(request, template_of(request, picked.key), picked.start, done))


def take_out_line(request: Request) -> Reply:
    """Takes a line out of the template, and shows the list without it."""
    picked = request.carried(LinePicked)
    template = template_of(request, picked.key)
    was_loaded = template.record is not None
    record = loaded(request, template)
    try:
        there = _line_of(request, record, picked, was_loaded)
        take_line_out(request.session, record, there, request.trail())
        done = f"Taken out: {there.text}"
    except NoLongerThere:
        done = CHANGED
    return Reply(updated=_lines(request, template_of(request, picked.key), picked.start, done))


def take_out_template(request: Request) -> Reply:
    """Takes the whole template out; its lists stay."""
    template = template_of(request, request.carried(LinePicked).key)
    if template.record is None:
        raise Problem(GONE)
    try:
        take_template_out(request.session, template.record, request.trail())
    except NoLongerThere:
        raise Problem(GONE) from None
    done = f"{template.title} was taken out: it is no longer handed out. The lists it began stay as they are."
    return Reply(updated=_list_view([words(done)]))


def _lines(request: Request, template: Template, start: int = 0, done: str = "") -> View:
    rows = _rows(request, template)
    lists = 0 if template.record is None else len(lists_of(request.session, template.record.id))
    shows = start if start < len(rows) else 0
    return _list_view(lines_blocks(template, rows, shows, lists, edits(request), done))


def _list_view(blocks: Sequence[Block]) -> View:
    """The list of lines: everything in it is on record already, so there is nothing to submit."""
    return View(
        type="modal",
        callback_id="template.list",
        title=plain("Template", TITLE_SIGNS),
        close=plain("Close", TITLE_SIGNS),
        blocks=list(blocks),
    )


def _rows(request: Request, template: Template) -> list[Row]:
    if template.record is None:
        return [Row(each, place) for place, each in enumerate(template.lines, 1)]
    there = lines_of(request.session, template.record.id)
    return [Row(said_in(each), place, each.id) for place, each in enumerate(there, 1)]


def _line_of(request: Request, record: TemplateRecord, picked: LinePicked, was_loaded: bool) -> TemplateItem:
    """The line a button is about; by its place where the template was loaded just now.

    Raises NoLongerThere.
    """
    there = lines_of(request.session, record.id)
    if picked.line:
        found = next((each for each in there if each.id == picked.line), None)
    else:
        found = there[picked.place - 1] if not was_loaded and picked.place <= len(there) else None
    if found is None:
        raise NoLongerThere
    return found


def _first(said: LineSaid) -> dict[str, object]:
    return {
        "text": said.text or None,
        "step": said.step or None,
        "owner": said.owner_right.value,
        "days": said.due_after_days,
        "months": said.every_months,
        "evidence": YES if said.needs_evidence else NO,
    }


def _said(request: Request, picked: LinePicked) -> tuple[LineSaid, int | None]:
    """What the form says of a line, and where it is to stand. Raises Wrong."""
    form = _form(picked)
    filled = form.read(request)
    text = " ".join(filled[TEXT].split())
    said = LineSaid(
        text,
        filled[STEP],
        OwnerRight(filled[OWNER]),
        filled[DAYS],
        filled[MONTHS],
        filled[EVIDENCE] == YES,
    )
    if said.every_months is not None and said.due_after_days is None:
        raise form.wrong({DAYS.name: "An item that repeats needs a first due day."})
    return said, filled[PLACE] if picked.place else None


def _form(picked: LinePicked) -> Modal:
    """The form of a line as it was drawn; a new one is not asked for its place."""
    return (LINE_FORM if picked.place else NEW_LINE).turned(picked.turn)


def _usual(template: Template) -> OwnerRight:
    return OwnerRight.LEAD if template.for_agencies else OwnerRight.MANAGER


TEMPLATE = Modal(
    "template.template",
    "Template",
    "Go on",
    (TITLE, ABOUT, WHOSE),
    submit_template,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)
LINE_FORM = Modal(
    "template.line",
    "Template",
    "Save",
    (TEXT, STEP, OWNER, DAYS, MONTHS, EVIDENCE, PLACE),
    submit_line,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)
NEW_LINE = replace(LINE_FORM, fields=[each for each in LINE_FORM.fields if each is not PLACE])

ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist templates new",
        new,
        what="make a template of your own",
        example="/checklist templates new",
        needs=Needs.MANAGER,
        does=Action.CATALOGUE,
    ),
    Form(
        "checklist templates edit",
        edit,
        what="change what a template says, item by item",
        example="/checklist templates edit agency-readiness",
        needs=Needs.MANAGER,
        does=Action.CATALOGUE,
        takes="[template]",
    ),
    Click(LOOK, look, needs=Needs.LEAD),
    Click(LINES, lines, needs=Needs.LEAD),
    Click(NEW, new, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click(RENAME, rename, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click(LINE, line, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click(LINE_OUT, take_out_line, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=True),
    Click(TAKE_OUT, take_out_template, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=True),
    *TEMPLATE.entries(),
    *LINE_FORM.entries(),
)
