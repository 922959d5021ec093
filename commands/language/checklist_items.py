"""An item of a checklist in words: "Radio plan on file by 1 March for Ortiz every 12 months with evidence".

What stands first is what is to be done; the due day, the owner, how often it comes again, its evidence and
the list it is for follow in any order. Nothing is guessed: what is left over, or open, is said, and asked in
the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from commands.kit.about import Kept
from commands.kit.blocks import cut
from commands.kit.may import Action, agencies_led, may
from commands.kit.request import Request
from commands.language.checklists import POSSESSIVE, list_name, lists_there
from commands.language.item_owners import LISTED, MARKS, OWN, ItemTaken, leading, take_agency, take_owner
from commands.language.naming import lexicon_of
from commands.language.scopes import shown
from commands.language.taking import Take, take_in
from readiness.records import AgencyId
from storage.checklists import ChecklistRecord, OwnerRight
from storage.people import Person
from words.classes import listed, plain_word
from words.days import read_day, read_day_of_month, read_month, spoken
from words.names import Kind, tokens
from words.recurring import Recurrence, read_recurrence

EXAMPLE = "/checklist add Radio plan on file by 1 March for Maria Ortiz every 12 months"
NOTHING_YET = "Nothing was recorded."
MOST_TEXT = 300
MOST_STEP = 120
MOST_NOTES = 1500
MOST_UNCLEAR = 800
MOST_TITLE = 8
"""Words of a checklist's name."""
YEARS_AHEAD = 3660
DUE = (("due", "by"), ("due", "on"), ("no", "later", "than"), ("due",), ("by",), ("until",), ("on",))
EVIDENCE = (
    ("with", "evidence"),
    ("and", "evidence"),
    ("needs", "evidence"),
    ("evidence", "needed"),
    ("evidence", "required"),
)
INTO = listed("to on in into onto under")
LIST_WORDS = listed("list checklist")
INTO_KEY = re.compile(rf"({OWN}|{LISTED}):(\d{{1,9}})")
"""Which list an item is for: "list:12", that one; "own:5", an agency's own, "own:0" the region's, made when
it is missing."""


class ItemWords(BaseModel):
    """What was understood of an item to be added, as keys; it travels with a button or the form.

    `into` says which list it is for (`INTO_KEY`), empty for none said; `twin`: the one that says the same and
    that it is known to be another than.
    """

    into: str = ""
    text: str = ""
    step: str = ""
    owner_id: int = 0
    owner_right: str = ""
    due_on: date | None = None
    every: int = 0
    due_day: int = 0
    evidence: bool = False
    unclear: str = ""
    twin: int = 0


def understand_item(request: Request, said: str) -> ItemWords:
    """The item a text speaks of; `unclear` says what was not understood, or is asked back.

    Raises Unclear for a day that is none.
    """
    return _understood(request, take_in(request, ItemTaken(), said, _TAKING), said)


def understand_owner(
    request: Request, said: str, agency: AgencyId | None
) -> tuple[int, OwnerRight | None, str]:
    """Who is to see to something of an agency's, or of the region's, by all of the words: a person's id, or a
    right; else why nobody is.
    """
    taken, words = ItemTaken(), said.split()
    used = take_owner(request, taken, ["for", *words]) - 1
    if taken.notes:
        return 0, None, taken.notes[0]
    if taken.into and taken.rights and taken.into != [f"{OWN}:{agency or 0}"]:
        return 0, None, "An item falls to the lead of the agency whose list it is on."
    if used < len(words) or not (taken.people or taken.rights):
        return 0, None, f"I can't find “{shown(said)}” on the roster among people you can see."
    return (taken.people[0], None, "") if taken.people else (0, taken.rights[0], "")


def usual_list(request: Request) -> str:
    """The list an item is for where nobody says: an emergency manager's the region's, a lead's their own.

    Empty for who leads several.
    """
    if may(request.member, Action.CHECKLIST, Kept(), request.today, request.today):
        return f"{OWN}:0"
    led = agencies_led(request.member)
    return f"{OWN}:{led[0]}" if len(led) == 1 else ""


def into_parts(into: str) -> tuple[int, AgencyId | None]:
    """Which list is meant: its number, or 0 and whose own (None: the region's).

    Raises ValueError for what is no such key.
    """
    match = INTO_KEY.fullmatch(into)
    if match is None:
        raise ValueError(into)
    number = int(match.group(2))
    return (number, None) if match.group(1) == LISTED else (0, number or None)


def _due(request: Request, taken: ItemTaken, words: Sequence[str]) -> int:
    """ "by 1 March", "due on Friday", "the 15th": the day it is due."""
    lead = leading(words, DUE)
    found = read_day(words[lead:], request.reading(looks_back=False)) if len(words) > lead else None
    if found is None and lead:
        found = read_day_of_month(words[lead:], request.reading(looks_back=False))
    if found is None:
        return _month(request, taken, words, lead)
    if not lead and not taken.left:
        return 0  # "3 Dec drill: write it up" begins what is to be done
    taken.days.append(found[0])
    return lead + found[1]


def _month(request: Request, taken: ItemTaken, words: Sequence[str], lead: int) -> int:
    """ "by March" leaves open by which day of it."""
    if not lead or plain_word(words[0]) == "on" or len(words) == lead:
        return 0
    found = read_month(words[lead:], request.reading(looks_back=False))
    if found is None:
        return 0
    taken.days.append(found[0])
    taken.notes.append(f"Which day of “{' '.join(words[lead : lead + found[1]])}”? Perhaps its last one?")
    return lead + found[1]


def _every(request: Request, taken: ItemTaken, words: Sequence[str]) -> int:
    if not taken.left:
        return 0  # "Quarterly report" begins what is to be done
    lead = 1 if plain_word(words[0]) in ("and", "then") and len(words) > 1 else 0
    found = read_recurrence(words[lead:], request.reading(looks_back=False))
    if found is None:
        return 0
    taken.every.append(found[0])
    if found[0].why_not:
        taken.notes.append(found[0].why_not)
    return lead + found[1]


def _evidence(request: Request, taken: ItemTaken, words: Sequence[str]) -> int:
    used = leading(words, EVIDENCE)
    taken.evidence = taken.evidence or used > 0
    return used


def _list(request: Request, taken: ItemTaken, words: Sequence[str]) -> int:
    """ "to the roadmap", "on Cedar Fire's list": the checklist it is for."""
    if not taken.left or plain_word(words[0]) not in INTO:
        return 0
    lead = 1 + sum(plain_word(each) in ("the", "our") for each in words[1:2])
    names = [(each, tokens(list_name(request, each)), tokens(each.title)) for each in lists_there(request)]
    for length in range(min(MOST_TITLE, len(words) - lead), 0, -1):
        said = _without_list_words(words[lead : lead + length])
        found = [each for each, name, title in names if said and said in (name, title)]
        if found:
            _take_list(request, taken, found, " ".join(words[lead : lead + length]))
            return lead + length
    plain = [POSSESSIVE.sub("", each) for each in words[lead:]]
    agency = lexicon_of(request.catalogue).find(plain, (Kind.AGENCY,)) if plain else None
    behind = lead + (agency.words if agency is not None else 0)
    if agency is None or LIST_WORDS.isdisjoint(map(plain_word, words[behind : behind + 1])):
        return 0
    take_agency(taken, [int(match.key) for match in agency.matches], [m.name for m in agency.matches])
    return behind + 1


def _take_list(request: Request, taken: ItemTaken, found: Sequence[ChecklistRecord], said: str) -> None:
    if len(found) == 1:
        taken.into.append(f"{LISTED}:{found[0].id}")
        return
    names = ", ".join(list_name(request, each) for each in found[:5])
    taken.notes.append(f"“{shown(said)}” matches {len(found)} checklists: {names}. Choose one.")


def _without_list_words(words: Sequence[str]) -> tuple[str, ...]:
    said = tokens(" ".join(POSSESSIVE.sub("", each) for each in words))
    return tuple(each for each in said if each not in LIST_WORDS) if len(said) > 1 else said


_TAKING: tuple[Take[ItemTaken], ...] = (_every, _due, _evidence, take_owner, _list)


def _understood(request: Request, taken: ItemTaken, said: str) -> ItemWords:
    """It as keys, with all that is to be asked back said in `unclear`."""
    stretches = [each for words in taken.left if (each := " ".join(words).strip(MARKS))]
    notes = [*_text_notes(stretches), *taken.notes, *_owner_notes(taken), *_list_notes(request, taken)]
    every = taken.every[0] if len(taken.every) == 1 and not taken.every[0].why_not else Recurrence()
    due_on = taken.days[0] if len(taken.days) == 1 else every.first if not taken.days else None
    notes += _when_notes(request, taken, every, due_on)
    text = stretches[0] if len(stretches) == 1 else said.strip(MARKS)
    into = taken.into[0] if len(set(taken.into)) == 1 else "" if taken.into else usual_list(request)
    return ItemWords(
        into=into,
        text=cut(text, MOST_TEXT),
        owner_id=taken.people[0] if len(set(taken.people)) == 1 and not taken.rights else 0,
        owner_right=str(taken.rights[0]) if len(set(taken.rights)) == 1 and not taken.people else "",
        due_on=due_on if due_on is None or due_on >= request.today else None,
        every=every.months,
        due_day=every.day or 0,
        evidence=taken.evidence,
        unclear=cut(" ".join([*notes, NOTHING_YET]), MOST_UNCLEAR) if notes else "",
    )


def _text_notes(stretches: Sequence[str]) -> list[str]:
    if not stretches:
        return ["What needs to be done?"]
    if len(stretches) > 1:
        return [f"I did not understand “{shown(' … '.join(stretches[1:]))}”: check what needs to be done."]
    if len(stretches[0]) > MOST_TEXT:
        return [f"What needs to be done can have at most {MOST_TEXT} characters; put the rest in the notes."]
    return []


def _owner_notes(taken: ItemTaken) -> list[str]:
    if len({*taken.people}) + len({*taken.rights}) > 1:
        return ["Two owners were named: choose one."]
    return []


def _list_notes(request: Request, taken: ItemTaken) -> list[str]:
    if len(set(taken.into)) > 1:
        return ["Two checklists were named: choose one."]
    if not taken.into and not usual_list(request):
        return ["On whose checklist?"]
    return []


def _when_notes(request: Request, taken: ItemTaken, every: Recurrence, due_on: date | None) -> list[str]:
    """What is to be said of its day and of how often it comes again."""
    notes = []
    if len(set(taken.days)) > 1:
        notes.append(f"Two days were named: {', '.join(map(spoken, taken.days))}.")
    if len(taken.every) > 1:
        notes.append("Two ways to repeat it were named: choose one.")
    if due_on is not None and due_on < request.today:
        notes.append(f"{spoken(due_on)} is in the past: when is it due?")
    if due_on is not None and (due_on - request.today).days > YEARS_AHEAD:
        notes.append(f"{spoken(due_on)} is more than ten years ahead.")
    if every.months and due_on is None and not taken.days:
        notes.append("When is it first due?")
    return notes


def people_named(request: Request, person_id: int) -> str:
    """Somebody by name; empty for nobody."""
    person = request.session.get(Person, person_id) if person_id else None
    return "" if person is None else person.name
