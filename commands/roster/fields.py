"""Fields of the roster's forms."""

from __future__ import annotations

from commands.kit.forms import Field, searched_field
from commands.language.choosing import nameable, search_people
from commands.language.fields import needed_person_among
from storage.people import Person

PERSON: Field[Person] = searched_field(
    "person",
    "Person on the roster",
    "A name or an e-mail",
    needed_person_among(nameable),
    search_people,
    hint="By name or e-mail.",
    least=2,
)
