"""How a course is taught: said by the emergency manager, read by everybody, audited, undone."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused, Wrong
from storage.course_capacity import Said, said_of
from storage.engine import Store
from tests.commands.training.courses_desk import course_id, manager_of, office_of, person_id


def test_it_is_said_and_undone(county_store: Store) -> None:
    manager, basic, trainer = (
        manager_of(county_store),
        course_id(county_store, "ASIM-B"),
        course_id(county_store, "ASIM-A"),
    )
    page = manager.says("training courses ASIM-B")
    assert "No trainer course is named for it; a trainer gives 1 class of 20 a month" in page.text
    form = manager.presses(page, "How it is taught")
    said = manager.submits(form, trainer=str(trainer), classes_a_month="2", seats="", target="95")
    assert "Recorded. Who is current in ASIM-A teaches it; a trainer gives 2 classes of 20" in said.text
    assert "95% should be current (local policy)." in said.text
    changed = manager.presses(said, "Who changed what").text
    assert "said how to teach the course (trainer course ASIM-A; classes a month 2; target" in changed
    with county_store.reading() as session:
        assert said_of(session)[basic] == Said(trainer, 2, None, 95)
    again = manager.submits(
        manager.presses(said, "How it is taught"),
        trainer=str(trainer),
        target="95",
        classes_a_month="2",
        seats="",
    )
    assert again.text.startswith("Nothing was changed.")
    assert "No trainer course is named" in manager.presses(said, "Undo").text
    with county_store.reading() as session:
        assert said_of(session)[basic] == Said()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"target": "0"}, "A whole number from 1 to 100, please, such as 20."),
        ({"target": "101"}, "from 1 to 100"),
        ({"seats": "none"}, "A whole number from 1 to 1000, please, such as 20."),
        ({"classes_a_month": "0"}, "A whole number from 1 to 100"),
        ({"trainer": "999999"}, "Choose a course from the list, or none."),
        ({"trainer": "self"}, "Its trainers hold another course"),
    ],
)
def test_what_can_not_be_is_said_at_its_field(
    county_store: Store, fields: dict[str, str], wrong: str
) -> None:
    manager = manager_of(county_store)
    form = manager.presses(manager.says("training courses ASIM-B"), "How it is taught")
    own = str(course_id(county_store, "ASIM-B"))
    with pytest.raises(Wrong, match=wrong):
        manager.submits(form, **{name: own if said == "self" else said for name, said in fields.items()})


def test_only_the_emergency_manager_says_it(county_store: Store) -> None:
    form = manager_of(county_store).presses(
        manager_of(county_store).says("training courses ASIM-B"), "How it is taught"
    )
    ada = office_of(county_store).responder(person_id(county_store, "ada@grove.example"), 1)
    assert "How it is taught" not in ada.says("training courses ASIM-B").text
    with pytest.raises(Refused):
        ada.submits(form, target="95")
