"""The form in which an item of a checklist is written down and changed: its fields, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import Option

from commands.kit.about import Kept
from commands.kit.blocks import option
from commands.kit.forms import (
    CantTake,
    Field,
    Filled,
    choice_field,
    optional_day_field,
    searched_field,
    text_field,
)
from commands.kit.may import Action, may
from commands.kit.problems import Wrong
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.checklist_items import (
    MOST_NOTES,
    MOST_STEP,
    MOST_TEXT,
    YEARS_AHEAD,
    ItemWords,
    into_parts,
)
from commands.language.checklists import list_name, lists_there, whose_name
from commands.language.choosing import nameable, person_option, search_people
from commands.language.fields import optional_whole_number_field, person_among
from commands.language.item_owners import why_not_owner
from readiness.records import AgencyId
from storage.checklist_keeping import OWN_TITLE
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight
from storage.people import Person
from words.days import spoken
from words.folding import fold
from words.recurring import MOST_MONTHS

NEEDED, NOT_NEEDED = "needed", "not needed"
MOST_OPTIONS = 60


def of_words(request: Request, said: ItemWords) -> dict[str, Any]:
    """What the fields show at first of what was said."""
    return {
        LIST.name: into_option(request, said.into),
        TEXT.name: said.text or None,
        STEP.name: said.step or None,
        DUE.name: said.due_on,
        EVERY.name: said.every or None,
        MONTH_DAY.name: said.due_day or None,
        OWNER.name: person_option(request, said.owner_id or None),
        RIGHT.name: said.owner_right or OwnerRight.LEAD.value,
        EVIDENCE.name: NEEDED if said.evidence else NOT_NEEDED,
    }


def of_record(request: Request, item: ChecklistItem) -> dict[str, Any]:
    """What they show of an item there is."""
    return {
        TEXT.name: item.text,
        STEP.name: item.step or None,
        DUE.name: item.due_on,
        EVERY.name: item.every_months,
        MONTH_DAY.name: None if item.due_on and item.due_on.day == item.due_day else item.due_day,
        OWNER.name: person_option(request, item.owner_id),
        RIGHT.name: item.owner_right.value,
        EVIDENCE.name: NEEDED if item.needs_evidence else NOT_NEEDED,
        NOTES.name: item.notes or None,
    }


def written(
    request: Request,
    filled: Filled,
    before: ChecklistItem | None = None,
    was: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """What an item is to be, by its columns. Raises Wrong with what can't be, seen beside what else was
    filled in; what an item was `before`, or as the form showed it (`was`), it may stay.
    """
    shown = was or {}
    due_on, every, day, owner = filled[DUE], filled[EVERY], filled[MONTH_DAY], filled[OWNER]
    wrong: dict[str, str] = {}
    stays = before is not None and (before.due_on == due_on or shown.get("due_on") == str(due_on))
    if due_on is not None and not stays and due_on < request.today:
        wrong[DUE.name] = f"{spoken(due_on)} is past: choose a day to come."
    if due_on is not None and (due_on - request.today).days > YEARS_AHEAD:
        wrong[DUE.name] = f"{spoken(due_on)} is more than ten years ahead."
    if every is not None and due_on is None:
        wrong.setdefault(DUE.name, "An item that repeats needs the day it is first due.")
    if day is not None and every is None:
        wrong[EVERY.name] = "Every how many months? Or leave the day of the month empty."
    if why := why_not_given(request, owner, *_owners_before(before, shown)):
        wrong[OWNER.name] = why
    if wrong:
        raise Wrong(wrong)
    return {
        "text": filled[TEXT],
        "step": filled[STEP],
        "notes": filled[NOTES],
        "owner_id": None if owner is None else owner.id,
        "owner_right": OwnerRight(filled[RIGHT]),
        "due_on": due_on,
        "every_months": every,
        "due_day": None if every is None or due_on is None else day or due_on.day,
        "needs_evidence": filled[EVIDENCE] == NEEDED,
    }


def why_not_given(request: Request, person: Person | None, *before: int | None) -> str:
    """Why somebody can't be given an item to see to; empty where they can, or had it `before`."""
    return "" if person is None or person.id in before else why_not_owner(request, person)


def _owners_before(before: ChecklistItem | None, shown: Mapping[str, Any]) -> tuple[int | None, ...]:
    return () if before is None else (before.owner_id, shown.get("owner_id"))


def into_option(request: Request, into: str) -> Option | None:
    """A list as it is shown chosen; None for none, and for one that is not the speaker's."""
    if not into:
        return None
    try:
        number, agency = into_parts(into)
    except ValueError:
        return None
    if number:
        found = next((each for each in lists_there(request, ChecklistRecord.id == number)), None)
        return None if found is None else option(list_name(request, found), into)
    if not may(request.member, Action.CHECKLIST, Kept(agency), request.today, request.today):
        return None
    return option(_own_name(request, agency), into)


def search_lists(request: Request) -> Reply:
    """The lists that are the speaker's whose name fits what is typed; one's own, where none is begun yet."""
    typed = fold(request.text)
    there = lists_there(request)
    own = {each.agency_id for each in there if each.template_id is None}
    missing = [None, *sorted(request.catalogue.agencies, key=lambda key: whose_name(request, key))]
    named = [(f"list:{each.id}", list_name(request, each)) for each in there]
    named += [(f"own:{key or 0}", _own_name(request, key)) for key in missing if key not in own]
    fitting = [key for key, name in named if typed in fold(name)]
    found = [each for key in fitting if (each := into_option(request, key)) is not None]
    return Reply(options=found[:MOST_OPTIONS])


def _own_name(request: Request, agency: AgencyId | None) -> str:
    return f"{OWN_TITLE} of {whose_name(request, agency)}"


def _read_list(request: Request, field: str) -> str:
    chosen = request.typed(field)
    if into_option(request, chosen) is None:
        raise CantTake("Choose a checklist from the list.")
    return chosen


def _sees_to_it(request: Request) -> list[int]:
    """Who an item that is changed is seen to by already."""
    key = request.value.get("item_id")
    item = request.session.get(ChecklistItem, key) if isinstance(key, int) else None
    return [] if item is None or item.owner_id is None else [item.owner_id]


LIST: Field[str] = searched_field("list", "Checklist", "Whose list", _read_list, search_lists)
TEXT = text_field("text", "What needs to be done", MOST_TEXT, optional=False)
STEP = text_field("step", "Step", MOST_STEP, hint="The heading it goes under. Counts in a channel name it.")
DUE = optional_day_field("due_on", "Due", hint="Empty: nobody is reminded of it.")
EVERY = optional_whole_number_field(
    "every", "Repeats every so many months", 1, MOST_MONTHS, "12: every year. Empty: once."
)
MONTH_DAY = optional_whole_number_field(
    "month_day", "On which day of the month", 1, 31, "Empty: that of the due day. 31: the month's last day."
)
OWNER: Field[Person | None] = replace(
    searched_field(
        "owner",
        "Who sees to it",
        "Type a name",
        person_among(nameable, _sees_to_it),
        search_people,
        optional=True,
    ),
    hint="They are told, and reminded. Empty: whoever is chosen beneath.",
)
RIGHT = choice_field(
    "right",
    "Where nobody is named, or they left the roster",
    [option(each.called().capitalize(), each.value) for each in OwnerRight],
    "Who",
    "Choose one of the two.",
)
EVIDENCE = choice_field(
    "evidence",
    "Evidence",
    [
        option("Closes with a word", NOT_NEEDED),
        option("Closes only with its evidence", NEEDED),
    ],
    "Evidence",
    "Choose one of the two.",
)
NOTES = text_field("notes", "Notes", MOST_NOTES, lines=True)
FIELDS = (TEXT, STEP, DUE, EVERY, MONTH_DAY, OWNER, RIGHT, EVIDENCE, NOTES)
