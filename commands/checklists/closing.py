"""What became of an item: done, with its evidence; not doing, with a reason; opened again.

Said by its owner or by who keeps the list, in words or by the button beside it. What comes again makes the
next one as it is closed.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from slack_sdk.models.views import View
from sqlalchemy import or_

from commands.checklists.adding import TYPED
from commands.checklists.checklist_views import receipt
from commands.kit.blocks import VALUE, button, buttons, words
from commands.kit.forms import Modal, day_field, opened, text_field
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared, Form, Undoes
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.language.checklists import DONE, DROP, REOPEN, ItemPicked, item_of, refuse_closed
from commands.language.items_meant import item_said, items_fitting
from storage.audit import AuditKind
from storage.checklist_closing import close_item, drop_item, reopen_item
from storage.checklist_counts import Standing, standing_of
from storage.checklist_turns import ItemOpen, NextTouched, NotThatDay
from storage.checklists import ChecklistItem, ItemState
from words.days import read_day, spoken
from words.problems import Problem

MOST_EVIDENCE = 1000
MOST_REASON = 500
SPARE = 100
"""Characters of what a button carries that are for what is added later: which item, and what was asked."""
NEEDS = "It closes only with its evidence."
EVIDENCE_BEGINS = re.compile(r"\s*[,;:]?\s*(?:\b(?:with|by|as)\s+)?\bevidence\b\s*:?\s*", re.IGNORECASE)
LINK = re.compile(r"\s*(?:[,;:]|\b(?:see|with|evidence:?)\s)*\s*<?(?=https?://)", re.IGNORECASE)
COLON = re.compile(r":\s+")
BECAUSE = re.compile(r"\s*[,;:]\s+|\s+\b(?:because|since|as)\b\s+", re.IGNORECASE)
EXAMPLE_DONE = "/checklist done radio plan evidence https://county.example/radio"
EXAMPLE_DROP = "/checklist drop radio plan because the county does it"


class Closing(ItemPicked):
    """Which item is done, on which day and with what evidence, as far as it was said; or why it won't be.

    `again`: it is known that the round before it was done lately; `early`: a day before it was written down,
    on which it was done all the same. `too_long`: how many characters were said, of which those that are kept
    stand here, to be looked at in the form.
    """

    on: date | None = None
    evidence: str = ""
    why: str = ""
    again: bool = False
    early: date | None = None
    too_long: int = 0


def done_said(request: Request) -> Reply:
    """Closes the item that is said as done; without the evidence it needs, the form asks for it."""
    text, evidence, day = request.text, "", None
    fitting = items_fitting(request, text)
    if not fitting:  # "evidence", or a day, may be a word of what is to be done
        text, evidence = _parted(text)
        text, day = _day_said(request, text)
    said = _bounded(Closing(on=day), "evidence", evidence, MOST_EVIDENCE)
    item = item_said(request, text, DONE, more=said, fitting=fitting)
    return _done(request, said.model_copy(update={"item_id": item}), request.door in TYPED)


def done_pressed(request: Request) -> Reply:
    """Done: closed today, where it needs no evidence; else the form asks for it."""
    return _done(request, request.carried(Closing), True)


def done_submitted(request: Request) -> Reply:
    """Closes an item with what the form was filled in with."""
    said = request.carried(Closing)
    filled = DONE_FORM.read(request)
    item, _ = item_of(request, said.item_id, lock=True)
    refuse_closed(item)
    if item.needs_evidence and not filled[EVIDENCE]:
        raise Wrong({EVIDENCE.name: f"{NEEDS[:-1]}: a link, a document, who has it."})
    if filled[DONE_ON] > request.today:
        raise Wrong({DONE_ON.name: f"{spoken(filled[DONE_ON])} is still to come: say so once it is done."})
    if _is_early(request, item, filled[DONE_ON]) and said.early != filled[DONE_ON]:
        told = said.model_copy(update={"early": filled[DONE_ON], "on": filled[DONE_ON], "too_long": 0})
        told = told.model_copy(update={"evidence": ""})  # it stays in its field
        early = _early_words(request, item, filled[DONE_ON])
        note = f"{early} If that is right, press It is done a second time."
        raise AskedBack(Reply(updated=_done_view(item, told, filled[DONE_ON], filled[EVIDENCE], note)))
    try:
        return _close(request, item, filled[DONE_ON], filled[EVIDENCE])
    except NotThatDay:
        raise Wrong({DONE_ON.name: "The round before it was closed later than that."}) from None


def drop_said(request: Request) -> Reply:
    """The form that says an item will not be done, with the reason that was said."""
    which, _, why = _cut_at(BECAUSE, request.text)
    said = _bounded(Closing(), "why", why, MOST_REASON)
    item = item_said(request, which, DROP, more=said)
    return _drop_form(request, said.model_copy(update={"item_id": item}))


def drop_pressed(request: Request) -> Reply:
    """The form that asks why an item will not be done."""
    return _drop_form(request, request.carried(Closing))


def drop_submitted(request: Request) -> Reply:
    """Says that an item will not be done, with the reason; what came again comes no more."""
    item, _ = item_of(request, request.carried(Closing).item_id, lock=True)
    refuse_closed(item)
    drop_item(request.session, item, DROP_FORM.read(request)[WHY], request.today, request.trail())
    ends = " It won't repeat." if item.every_months else ""
    back = button("Open again", f"{REOPEN}:dropped", ItemPicked(item_id=item.id))
    return Reply(message=receipt(f"Will not be done: {item.text}.{ends}", item, back), closes=True)


def reopen_said(request: Request) -> Reply:
    """Opens an item again that was closed; of what comes again the round that was closed last."""
    closed = or_(ChecklistItem.state != ItemState.OPEN, ChecklistItem.follows_id.is_not(None))
    item = request.session.get_one(ChecklistItem, item_said(request, request.text, REOPEN, closed))
    is_next = item.state is ItemState.OPEN and item.follows_id is not None
    return _reopen(request, ItemPicked(item_id=item.follows_id if is_next and item.follows_id else item.id))


def reopen_pressed(request: Request) -> Reply:
    """The same by its button."""
    return _reopen(request, request.carried(ItemPicked))


def _done(request: Request, said: Closing, closes: bool) -> Reply:
    """Closes an item at once, where nothing is left to be asked; else opens the form."""
    item, _ = item_of(request, said.item_id, lock=True)
    refuse_closed(item)
    day = said.on or request.today
    if day > request.today:
        raise Problem(f"{spoken(day)} is still to come: say so once it is done. Nothing was changed.")
    if standing_of(item, request.today) is Standing.RESTS and not said.again:
        raise AskedBack(_ask_whether_again(item, said))
    if not closes or said.too_long or (item.needs_evidence and not said.evidence):
        needs = NEEDS if item.needs_evidence else ""
        view = _done_view(item, said, day, said.evidence, _too_long(said, MOST_EVIDENCE))
        opener = button("Say what shows it", f"{DONE}:form", said)
        text = f"{item.text}: {' '.join(filter(None, (_too_long(said, MOST_EVIDENCE), needs)))}"
        raise AskedBack(opened(request, view, f"{text.strip()} Nothing was changed yet.", opener))
    if _is_early(request, item, day) and said.early != day:
        sure = button(f"Yes, on {spoken(day)}", f"{DONE}:early", said.model_copy(update={"early": day}))
        asked = f"{_early_words(request, item, day)} Nothing was changed yet: {item.text}"
        raise AskedBack(say(asked, *buttons(sure)))
    try:
        return _close(request, item, day, said.evidence)
    except NotThatDay:
        raise Problem(
            f"The round before it was closed later than {spoken(day)}. Nothing was changed."
        ) from None


def _done_view(item: ChecklistItem, said: Closing, day: date, evidence: str, note: str = "") -> View:
    shown: dict[str, Any] = {DONE_ON.name: day, EVIDENCE.name: evidence or None}
    above = [item.text, note, NEEDS if item.needs_evidence else ""]
    return DONE_FORM.view(shown, carried=said, above=[words("\n".join(each for each in above if each))])


def _bounded(said: Closing, name: str, text: str, most: int) -> Closing:
    """It with what was said as far as it can be kept, and a button can carry it."""
    for length in range(most, 0, -100):
        update = {name: text[:length], "too_long": len(text) if len(text) > length else 0}
        found = said.model_copy(update=update)
        if len(found.model_dump_json()) <= VALUE - SPARE:
            return found
    return said


def _too_long(said: Closing, most: int) -> str:
    """What is said where more was said than is kept."""
    if not said.too_long:
        return ""
    kept = len(said.evidence or said.why)
    return (
        f"You wrote {said.too_long:,} characters, of which {kept:,} stand here: "
        f"at most {most:,} can be kept. Look at how it ends."
    )


def _is_early(request: Request, item: ChecklistItem, day: date) -> bool:
    """Whether a day lies before an item was written down; what comes again began with the round before."""
    return item.follows_id is None and day < request.region.day(item.recorded_at)


def _early_words(request: Request, item: ChecklistItem, day: date) -> str:
    noted = request.region.day(item.recorded_at)
    return f"Done on {spoken(day)}? It was written down after that, on {spoken(noted)}."


def _close(request: Request, item: ChecklistItem, day: date, evidence: str) -> Reply:
    following = close_item(request.session, item, day, evidence, request.trail())
    on = "" if day == request.today else f", on {spoken(day)}"
    again = ""
    if following is not None and following.due_on is not None:
        again = f" The next one is due {spoken(following.due_on)}."
    undo = button("Undo", f"{REOPEN}:done", ItemPicked(item_id=item.id))
    return Reply(message=receipt(f"Done{on}: {item.text}.{again}", item, undo), closes=True)


def _reopen(request: Request, said: ItemPicked) -> Reply:
    item, _ = item_of(request, said.item_id, lock=True)
    try:
        reopen_item(request.session, item, request.trail(), said.keeps_next)
    except ItemOpen:
        raise Problem(f"It is open already: {item.text}.") from None
    except NextTouched as touched:
        raise AskedBack(_ask_about_next(item, touched.following)) from None
    return Reply(message=receipt(f"Open again: {item.text}.", item))


def _ask_whether_again(item: ChecklistItem, said: Closing) -> Reply:
    """What is done already, and is not due again for long, is not closed twice by mistake."""
    assert item.due_on is not None
    again = button("Yes, done again", f"{DONE}:again", said.model_copy(update={"again": True}))
    return say(
        f"It is done already, and due again {spoken(item.due_on)}: {item.text}. Nothing was changed.",
        *buttons(again),
    )


def _ask_about_next(item: ChecklistItem, following: ChecklistItem) -> Reply:
    due = f", due {spoken(following.due_on)}" if following.due_on else ""
    keep = ItemPicked(item_id=item.id, keeps_next=True)
    return say(
        f"The next one came of it{due}, and something was said of that since. Nothing was changed: open this "
        f"one again beside it?\n{item.text}",
        *buttons(button("Open it, keep the next one", f"{REOPEN}:beside", keep)),
    )


def _drop_form(request: Request, said: Closing) -> Reply:
    item, _ = item_of(request, said.item_id)
    refuse_closed(item)
    ends = "It repeats; it will not any more." if item.every_months else ""
    long = _too_long(said, MOST_REASON)
    above = words("\n".join(each for each in (item.text, ends, long) if each))
    view = DROP_FORM.view({WHY.name: said.why or None}, carried=said, above=[above])
    opener = button("Say why", f"{DROP}:form", said)
    asked = f"{item.text}: say why it will not be done. Nothing was changed yet."
    return opened(request, view, f"{asked} {long}".strip(), opener)


def _parted(text: str) -> tuple[str, str]:
    """What says which item, and its evidence: a link, or what stands behind "evidence" or a colon."""
    for sign in (EVIDENCE_BEGINS, LINK, COLON):
        which, found, evidence = _cut_at(sign, text)
        if found and which:
            return which, evidence.strip("<> ").partition("|")[0]
    return text.strip(), ""


def _cut_at(sign: re.Pattern[str], text: str) -> tuple[str, bool, str]:
    found = sign.search(text)
    if found is None:
        return text.strip(), False, ""
    return text[: found.start()].strip(" ,;:"), True, text[found.end() :].strip()


def _day_said(request: Request, text: str) -> tuple[str, date | None]:
    """The words without the day they end with; all of them, where they name an item as they are."""
    said = text.split()
    if items_fitting(request, text):
        return text, None
    for place in range(1, len(said)):
        lead = 1 if said[place].lower() == "on" else 0
        found = read_day(said[place + lead :], request.reading(looks_back=True))
        if found is not None and place + lead + found[1] == len(said):
            return " ".join(said[:place]), found[0]
    return text, None


DONE_ON = day_field("done_on", "Done on", "Choose the day it was done.")
EVIDENCE = text_field(
    "evidence",
    "Evidence",
    MOST_EVIDENCE,
    hint="What shows it: a link, a signed page, where it is kept.",
    lines=True,
)
WHY = text_field("why", "Why", MOST_REASON, optional=False, lines=True)
DONE_FORM = Modal("checklist.done_form", "Done", "It is done", (DONE_ON, EVIDENCE), done_submitted)
DROP_FORM = Modal("checklist.drop_form", "Not doing", "Not doing", (WHY,), drop_submitted)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist done",
        done_said,
        what="say that an item of a checklist is done, with its evidence",
        example=EXAMPLE_DONE,
        changes=True,
        takes="ITEM [DAY] [evidence WHAT SHOWS IT]",
    ),
    Form(
        "checklist drop",
        drop_said,
        what="say that an item will not be done, and why",
        example=EXAMPLE_DROP,
        takes="ITEM because WHY",
    ),
    Form(
        "checklist reopen",
        reopen_said,
        what="open an item again that was closed",
        example="/checklist reopen radio plan",
        changes=True,
        takes="ITEM",
    ),
    Click(DONE, done_pressed, changes=True),
    Click(DROP, drop_pressed),
    Click(REOPEN, reopen_pressed, changes=True),
    Undoes(AuditKind.ITEM_CLOSED, REOPEN, lambda rows: ItemPicked(item_id=rows[0].subject_id or 0)),
    *DONE_FORM.entries(),
    *DROP_FORM.entries(),
)
