"""Fields of the roster's forms."""

from __future__ import annotations

from commands.kit.forms import Field, searched_field
from commands.language.choosing import search_people
from commands.language.fields import read_needed_person
from storage.people import Person

PERSON: Field[Person] = searched_field(
    "person",
    "Person on the roster",
    "A name or an e-mail",
    read_needed_person,
    search_people,
    hint="By name or e-mail.",
    least=2,
)
