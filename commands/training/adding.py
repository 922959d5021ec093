"""Adding to a class those who could not sign in: by search, or by a list of names or e-mails.

Who holds a class writes down whoever came, of every agency, with Slack or without. Nothing of a list with
lines that name nobody, or several, is added before they are mended or left out by a tick. A list that no
field holds is brought as a file (`brought_lists`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from commands.kit.blocks import words
from commands.kit.forms import Field, Modal, several_searched_field, text_field
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import OPTIONS, everybody, people_options
from commands.language.classes import class_name
from commands.language.fields import people_among
from commands.language.lists import MOST_TOLD, NOBODY, Listed, listed_people, near, wrong_lines
from commands.language.naming import find_on_roster
from commands.language.pasting import (
    WITHOUT,
    asked_again,
    is_asked,
    is_refused,
    left_out,
    named,
    with_found_before,
)
from commands.training.brought_lists import LIST, note_class_list
from commands.training.brought_lists_views import added
from commands.training.closing import going, list_view, refused
from commands.training.closing_views import ADD, Closing
from readiness.records import AgencyId
from storage.attending import sign_in_all
from storage.class_turns import NotAsItIs
from storage.classes import ClassRecord, Way
from storage.people import Person

MOST_CHOSEN = 50
MOST_PASTED = 3000
"""Characters of one field; what Slack takes."""


def open_adding(request: Request) -> Reply:
    """The form that adds people, in the list's place."""
    closing = request.carried(Closing)
    held = going(request, closing)
    asked = [each for each in ADDING.fields if each is not WITHOUT]
    said = f"Who was at {class_name(request.catalogue, held)}? Those on the list already stay as they are."
    return Reply(updated=ADDING.view(carried=closing, above=[words(said)], only=asked))


def search_roster(request: Request) -> Reply:
    """The people of the whole roster that fit what is being typed, for whose class it is."""
    going(request, request.carried(Closing))
    said = request.text.strip()
    found = find_on_roster(request.session, said, request.member.workspace, OPTIONS) if said else []
    return Reply(options=people_options(request, found))


def add(request: Request) -> Reply:
    """Adds everybody chosen and listed, at once; of a list with lines that name nobody only when ticked."""
    closing = request.carried(Closing)
    held = going(request, closing, lock=True)
    form = ADDING.turned(closing.turn, PASTED, WITHOUT)
    filled = form.read(request)
    listed = _read(request, closing, filled[PASTED], held.agency_id)
    if is_refused(listed) and len(listed.wrong) == 1:
        raise form.wrong({"pasted": wrong_lines(listed.wrong)})
    if is_refused(listed):  # several lines have no room at a field, where no line breaks
        asked = [each for each in form.fields if each.name != WITHOUT.name]
        above = [words(wrong_lines(listed.wrong))]
        shown = {"people": people_options(request, filled[PEOPLE]), "pasted": filled[PASTED] or None}
        raise AskedBack(Reply(updated=form.view(shown, carried=closing, above=above, only=asked)))
    if is_asked(listed, filled):
        others = {"people": people_options(request, filled[PEOPLE])}
        view = asked_again(ADDING, PASTED, listed, closing, others)
        if twice := _twice(listed):
            view.blocks = [words(twice), *(view.blocks or ())]
        raise AskedBack(Reply(updated=view))
    people = list({each.id: each for each in (*filled[PEOPLE], *listed.people)}.values())
    if not people and not filled[LIST]:
        raise Wrong({"people": "Choose somebody, or bring a list."})
    said = [*_add(request, held, people, listed), *note_class_list(request, held, filled[LIST])]
    return Reply(updated=list_view(request, held, 0, " ".join(each for each in said if each)))


def _add(request: Request, held: ClassRecord, people: Sequence[Person], listed: Listed) -> list[str]:
    """Adds people to a class, nobody perhaps; what is said of it."""
    if not people:
        return []
    left = request.trail(f"added to {class_name(request.catalogue, held)}")
    ids = [each.id for each in people]
    try:
        done = sign_in_all(request.session, held, ids, Way.ADDED, left, request.region.zone)
    except NotAsItIs as problem:
        raise refused(request, problem) from None
    return [added(people, done), _twice(listed), left_out(listed)]


def _read(request: Request, closing: Closing, text: str, agency: AgencyId | None) -> Listed:
    """A list with those found before, each once; of several of a name those of the class's agency first."""

    def find(said: str, most: int) -> Sequence[Person]:
        return find_on_roster(request.session, said, request.member.workspace, most)

    listed = listed_people(request, text, find, is_everybody=True, first=agency)
    # Of the others it is said how many they are; who is one of several is named already.
    told = list(zip(listed.left, listed.wrong, strict=True))[:MOST_TOLD]
    alike = [near(request, line, find) if NOBODY in why else "" for line, why in told]
    wrong = [f"{why}{each}" for why, each in zip_longest(listed.wrong, alike, fillvalue="")]
    return with_found_before(request, closing, replace(listed, wrong=wrong))


def _twice(listed: Listed) -> str:
    """What is said of those whom more than one line named."""
    names = named([each.name for each in listed.twice]) if listed.twice else ""
    return f"Named more than once in the list, and counted once: {names}." if names else ""


PEOPLE: Field[Sequence[Person]] = several_searched_field(
    "people", "People", "Type a name", people_among(everybody), search_roster, MOST_CHOSEN
)
PASTED = text_field(
    "pasted",
    "Or a list",
    most=MOST_PASTED,
    lines=True,
    hint="One name or e-mail per line; add the agency after a comma if two people have the same name. "
    "Rows of a "
    "spreadsheet can be pasted as they are; a longer list goes as a file, below.",
)
ADDING = Modal("class.adding", "Add people", "Add them", (PEOPLE, PASTED, WITHOUT, LIST), add)

ENTRIES: tuple[Declared, ...] = (Click(ADD, open_adding), *ADDING.entries())
