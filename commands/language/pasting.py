"""A pasted list of which some lines name nobody: the form comes back with those, and asks to go on without.

Nothing is recorded before that is ticked, or the lines are mended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import CheckboxesElement, InputInteractiveElement
from slack_sdk.models.views import View

from commands.kit.blocks import option, words
from commands.kit.forms import Field, Filled, Modal
from commands.kit.request import Request
from commands.language.lists import Listed, told_lines
from commands.language.pasted import Kept
from readiness.records import PersonId
from storage.people import Person
from words.amounts import listing, plural

MOST_CARRIED = 250
"""People of a list that a form carries along while the rest of it is mended."""


NAMED = 12
"""People named who were found in a list; the others are counted."""


def _without(what: str) -> Field[bool]:
    """The tick that goes on without the lines that name nobody; `what` is then done with those found."""

    def draw(initial: tuple[int, int] | None) -> InputInteractiveElement:
        found, left = initial or (0, 0)
        lines = "this line" if left == 1 else f"these {left:,} lines"
        return CheckboxesElement(
            action_id="without", options=[option(f"{what} the {found:,} found, without {lines}", "yes")]
        )

    return Field("without", "Go on?", draw, lambda request, field: bool(request.chosen(field)), optional=True)


WITHOUT = _without("Add")
LOG_WITHOUT = _without("Log it for")
"""The same of a form that logs something for the people of a list."""


def found_before(request: Request, kept: Kept) -> list[Person]:
    """Those of the list who were found when the form was sent before."""
    people = (request.session.get(Person, each) for each in kept.found)
    return [each for each in people if each is not None]


def kept_words(request: Request, kept: Kept) -> list[str]:
    """Who of a list was found before and goes along with the form, by name; nothing where nobody does."""
    found = [each.name for each in found_before(request, kept)]
    if not found:
        return []
    return [f"From the list sent before: {named(found)}. To leave them out, close this and start again."]


def named(names: Sequence[str]) -> str:
    """Names, of many the first few and how many more."""
    more = [f"{len(names) - NAMED:,} more"] if len(names) > NAMED else []
    return listing([*names[:NAMED], *more])


def with_found_before(request: Request, kept: Kept, listed: Listed) -> Listed:
    """A list as it was read, with those found when the form was sent before, each once."""
    people: dict[PersonId, Person] = {
        each.id: each for each in (*found_before(request, kept), *listed.people)
    }
    return replace(listed, people=list(people.values()))


def is_asked(listed: Listed, filled: Filled) -> bool:
    """Whether it is to be asked what becomes of the lines that name nobody."""
    return bool(listed.left) and 0 < len(listed.people) <= MOST_CARRIED and not filled[WITHOUT]


def is_refused(listed: Listed) -> bool:
    """Whether there is nothing in a list to go on with, or too much of it to be carried along."""
    return bool(listed.left) and not 0 < len(listed.people) <= MOST_CARRIED


def asked_again(
    form: Modal, field: Field[str], listed: Listed, carried: Kept, others: Mapping[str, Any]
) -> View:
    """The form with the lines that name nobody left in the list's field; `others`: what the others show.

    `carried` is kept, with those found.
    """
    found, left = len(listed.people), len(listed.left)
    said = (
        f"{plural(found, 'person', 'people')} found ({named([each.name for each in listed.people])}); "
        f"left in the list: {plural(left, 'line')}.\n"
        f"{told_lines(listed.wrong)}\nNothing is recorded yet: fix what is left, or go on without it."
    )
    shown = {**others, field.name: "\n".join(listed.left), WITHOUT.name: (found, left)}
    ids, turn = [each.id for each in listed.people], carried.turn + 1
    kept = carried.model_copy(update={"found": ids, "turn": turn})
    return form.turned(turn, field, WITHOUT).view(shown, carried=kept, above=[words(said)])


def left_out(listed: Listed) -> str:
    """What is said of the lines that were left out; empty where none was."""
    return f"Left out:{_break(listed)}{told_lines(listed.wrong)}" if listed.left else ""


def _break(listed: Listed) -> str:
    return "\n" if len(listed.wrong) > 1 else " "
