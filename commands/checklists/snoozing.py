"""`/checklist snooze`: the reminders of an item are put off until a day; its due day stays what it is."""

from __future__ import annotations

import re
from datetime import date, timedelta

from slack_sdk.models.blocks import ButtonElement

from commands.checklists.adding import TYPED
from commands.checklists.checklist_views import receipt
from commands.kit.blocks import button, words
from commands.kit.forms import Modal, day_field, opened
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.checklists import SNOOZE, SNOOZE_WEEK, ItemPicked, item_of, refuse_closed
from commands.language.items_meant import item_said, items_fitting
from commands.language.scopes import shown
from readiness.dates import add_months
from storage.checklist_closing import snooze_item
from storage.checklists import ChecklistItem
from words.days import read_day, read_day_of_month, read_span, spoken
from words.problems import Unclear

EXAMPLE = "/checklist snooze radio plan until 1 March"
PARTS = re.compile(r"\s+(until|till|to|for|by)\s+(?!.*\s(?:until|till|to|for|by)\s)", re.IGNORECASE)
USUAL = timedelta(days=7)
LONGEST = timedelta(days=366)


class Snoozing(ItemPicked):
    """Which item is put off, and until when, as far as it was said."""

    until: date | None = None


def snooze_said(request: Request) -> Reply:
    """Puts the item that is said off until the day that is said; without one the form asks."""
    which, *behind = PARTS.split(request.text, 1)
    until = _until(request, behind[1]) if behind else None
    if until is None:  # what stands behind may be of the item: "call signs for Birch"
        if behind and not items_fitting(request, request.text):
            raise Unclear(
                not_understood=f"I don't understand the day “{shown(behind[1])}”. Nothing was changed.",
                example=EXAMPLE,
            )
        return _form(request, Snoozing(item_id=item_said(request, request.text, SNOOZE)))
    said = Snoozing(until=until)
    item, _ = item_of(request, item_said(request, which.strip(), SNOOZE, more=said), lock=True)
    if request.door not in TYPED:
        raise AskedBack(_form(request, said.model_copy(update={"item_id": item.id})))
    if why := _why_not(request, until):
        raise Unclear(not_understood=f"{why} Nothing was changed.", example=EXAMPLE)
    return _snoozed(request, item, until)


def snooze_pressed(request: Request) -> Reply:
    """The form that asks until when."""
    return _form(request, request.carried(Snoozing))


def snooze_a_week(request: Request) -> Reply:
    """Puts an item off at once, as a letter offers it: by a week, or until it is due; another day can be
    chosen.
    """
    item, _ = item_of(request, request.carried(ItemPicked).item_id, lock=True)
    other = button("Another day", f"{SNOOZE}:another", Snoozing(item_id=item.id))
    return _snoozed(request, item, _usual(request, item), other)


def snooze_submitted(request: Request) -> Reply:
    """Puts an item off until the day that was chosen."""
    item, _ = item_of(request, request.carried(Snoozing).item_id, lock=True)
    until = SNOOZE_FORM.read(request)[UNTIL]
    if why := _why_not(request, until):
        raise Wrong({UNTIL.name: why})
    return _snoozed(request, item, until)


def _snoozed(request: Request, item: ChecklistItem, until: date, *row: ButtonElement) -> Reply:
    refuse_closed(item)
    snooze_item(request.session, item, until, request.trail())
    is_due_then = item.due_on == until
    due = (
        f" It is due {'on that day' if is_due_then else spoken(item.due_on)} all the same."
        if item.due_on
        else ""
    )
    said = f"No reminder before {spoken(until)}: {item.text}.{due}"
    return Reply(message=receipt(said, item, *row), closes=True)


def _usual(request: Request, item: ChecklistItem) -> date:
    """A week on, and never past the day an item is due, as long as that is still ahead."""
    until = request.today + USUAL
    return until if item.due_on is None or item.due_on <= request.today else min(until, item.due_on)


def _form(request: Request, said: Snoozing) -> Reply:
    item, _ = item_of(request, said.item_id)
    refuse_closed(item)
    first = {UNTIL.name: said.until or _usual(request, item)}
    view = SNOOZE_FORM.view(first, carried=said, above=[words(item.text)])
    opener = button("Choose the day", f"{SNOOZE}:form", said)
    return opened(request, view, f"{item.text}: until when? Nothing was changed yet.", opener)


def _until(request: Request, behind: str) -> date | None:
    """The day of "until 1 March", "until the 15th", "for 2 weeks"; None for what is no day."""
    said = behind.split()
    span = read_span(said)
    if span is not None and span[2] == len(said):
        try:
            return add_months(request.today, span[1]) + timedelta(days=span[0])
        except (ValueError, OverflowError):
            return None
    reading = request.reading(looks_back=False)
    found = read_day(said, reading) or read_day_of_month(said, reading)
    return found[0] if found is not None and found[1] == len(said) else None


def _why_not(request: Request, until: date) -> str:
    if until <= request.today:
        return f"{spoken(until)} is not ahead: choose a later day."
    if until > request.today + LONGEST:
        return f"{spoken(until)} is more than a year ahead: change its due day, or say that it is not done."
    return ""


UNTIL = day_field("until", "No reminder before", "Choose the day.")
SNOOZE_FORM = Modal("checklist.snooze_form", "Snooze", "Put it off", (UNTIL,), snooze_submitted)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist snooze",
        snooze_said,
        what="put the reminders of an item off until a day",
        example=EXAMPLE,
        changes=True,
        takes="ITEM until DAY",
    ),
    Click(SNOOZE, snooze_pressed),
    Click(SNOOZE_WEEK, snooze_a_week, changes=True),
    *SNOOZE_FORM.entries(),
)
