"""Adding to a class those who could not sign in: by search, or by a pasted list of names or e-mails.

Who holds a class writes down whoever came, of every agency, with Slack or without. Nothing of a list with
lines that name nobody, or several, is added before they are mended or left out by a tick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands.kit.blocks import words
from commands.kit.forms import Field, Modal, several_searched_field, text_field
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import OPTIONS, people_options
from commands.language.classes import class_name
from commands.language.fields import read_people
from commands.language.lists import Listed, listed_people, wrong_lines
from commands.language.naming import find_on_roster, people_like
from commands.language.pasting import (
    WITHOUT,
    asked_again,
    is_asked,
    is_refused,
    left_out,
    named,
    with_found_before,
)
from commands.training.closing import going, list_view, refused
from commands.training.closing_views import ADD, Closing
from storage.attending import Attended, sign_in_all
from storage.class_turns import NotAsItIs
from storage.classes import Way
from storage.people import Person
from words.amounts import plural

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
    listed = _read(request, closing, filled[PASTED])
    if is_refused(listed):
        raise form.wrong({"pasted": wrong_lines(listed.wrong)})
    if is_asked(listed, filled):
        others = {"people": people_options(request, filled[PEOPLE])}
        view = asked_again(ADDING, PASTED, listed, closing, others)
        if twice := _twice(listed):
            view.blocks = [words(twice), *(view.blocks or ())]
        raise AskedBack(Reply(updated=view))
    people = list({each.id: each for each in (*filled[PEOPLE], *listed.people)}.values())
    if not people:
        raise Wrong({"people": "Choose somebody, or paste a list."})
    left = request.trail(f"added to {class_name(request.catalogue, held)}")
    ids = [each.id for each in people]
    try:
        done = sign_in_all(request.session, held, ids, Way.ADDED, left, request.region.zone)
    except NotAsItIs as problem:
        raise refused(request, problem) from None
    said = [_added(people, done), _twice(listed), left_out(listed)]
    return Reply(updated=list_view(request, held, 0, " ".join(each for each in said if each)))


def _read(request: Request, closing: Closing, text: str) -> Listed:
    """A list with those found before, each once."""

    def find(said: str, most: int) -> Sequence[Person]:
        return find_on_roster(request.session, said, request.member.workspace, most)

    listed = listed_people(request, text, find, is_everybody=True)
    wrong = [f"{why}{_near(request, line)}" for line, why in zip(listed.left, listed.wrong, strict=True)]
    return with_found_before(request, closing, replace(listed, wrong=wrong))


def _near(request: Request, line: str) -> str:
    """Whom a line perhaps means that names nobody."""
    if find_on_roster(request.session, line, request.member.workspace, 1):
        return ""
    alike = people_like(request.session, request.today, line.partition(",")[0])
    options = people_options(request, [request.session.get_one(Person, each) for each in alike])
    return f" Perhaps {' or '.join(str(each.text) for each in options)}?" if options else ""


def _added(people: Sequence[Person], done: Sequence[Attended]) -> str:
    names = {each.id: each.name for each in people}
    new = [names[each.record.person_id] for each in done if each.is_new]
    back = [names[each.record.person_id] for each in done if each.is_back]
    there = len(done) - len(new) - len(back)
    said = [f"Added: {named(new)}." if new else "Nobody was added."]
    if back:
        said.append(f"Not marked as leaving early any more: {named(back)}.")
    if there:
        said.append(
            f"{plural(there, 'person was', 'people were')} on the list already: nobody is on it twice."
        )
    return " ".join(said)


def _twice(listed: Listed) -> str:
    """What is said of those whom more than one line named."""
    names = named([each.name for each in listed.twice]) if listed.twice else ""
    return f"Named more than once in the list, and counted once: {names}." if names else ""


PEOPLE: Field[Sequence[Person]] = several_searched_field(
    "people", "People", "Type a name", read_people, search_roster, MOST_CHOSEN
)
PASTED = text_field(
    "pasted",
    "Or a list",
    most=MOST_PASTED,
    lines=True,
    hint="A name or an e-mail a line; behind a comma the agency, where two people have one name. Rows of a "
    "spreadsheet can be pasted as they are; what does not fit is added another time, by Add people again.",
)
ADDING = Modal("class.adding", "Add people", "Add them", (PEOPLE, PASTED, WITHOUT), add)

ENTRIES: tuple[Declared, ...] = (Click(ADD, open_adding), *ADDING.entries())
