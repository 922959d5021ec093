"""A pasted list of which some lines name nobody: what is asked, what refused, and who is kept meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.exercises.closing import ADDING, PASTED
from commands.kit.forms import Filled
from commands.language import pasting
from commands.language.lists import Listed
from commands.language.pasted import Kept
from commands.language.pasting import WITHOUT
from storage.engine import Store
from storage.people import Person


def listed(store: Store, *left: str, found: int = 1) -> Listed:
    with store.reading() as session:
        people = list(session.scalars(select(Person).order_by(Person.id).limit(1))) * found
    return Listed(people, [f"“{line}” is nobody on the roster." for line in left], left)


@pytest.mark.parametrize(
    ("found", "left", "ticked", "asked", "refused"),
    [
        (2, (), False, False, False),
        (2, ("Nobody",), False, True, False),
        (2, ("Nobody",), True, False, False),
        (0, ("Nobody",), False, False, True),
        (pasting.MOST_CARRIED + 1, ("Nobody",), False, False, True),
    ],
)
def test_it_is_asked_only_where_somebody_was_found_and_somebody_not(
    county_store: Store, found: int, left: tuple[str, ...], ticked: bool, asked: bool, refused: bool
) -> None:
    read = listed(county_store, *left, found=found)
    filled = Filled({WITHOUT.name: ticked})
    assert (pasting.is_asked(read, filled), pasting.is_refused(read)) == (asked, refused)


def test_the_form_keeps_who_was_found_and_leaves_the_others_to_be_mended(county_store: Store) -> None:
    read = listed(county_store, "Nobody Atall")
    view = pasting.asked_again(ADDING, PASTED, read, Kept(turn=1), {}).to_dict()
    assert f'"found":[{read.people[0].id}]' in view["private_metadata"].replace(" ", "")
    shown = str(view)
    assert f"1 person found ({read.people[0].name}); left in the list: 1 line." in shown
    assert "Add the 1 found, without this line" in shown
    out = pasting.left_out(read)
    assert out.startswith(
        "Left out: “Nobody Atall” is nobody on the roster. Anyone not on the roster is added"
    )
    assert pasting.left_out(listed(county_store)) == ""
