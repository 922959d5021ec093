"""Fields of the roster's forms."""

from __future__ import annotations

from commands.kit.forms import CantTake, Field, searched_field
from commands.kit.request import Request
from commands.language.choosing import search_people
from storage.people import Person


def _person(request: Request, field: str) -> Person:
    chosen = request.typed_id(field)
    person = None if chosen is None else request.session.get(Person, chosen)
    if person is None:
        raise CantTake("Choose somebody from the list.")
    return person


PERSON: Field[Person] = searched_field(
    "person",
    "Person on the roster",
    "A name or an e-mail",
    _person,
    search_people,
    hint="By name or e-mail.",
    least=2,
)
