"""Two people of one name, or nearly one, stay two; and one person is not brought twice without a question."""

from __future__ import annotations

import pytest

from files.settled import Settled
from storage.engine import Store
from tests.files.imports.bringing import counts, person, rows_in, take

HEAD = "email,member_id,first_name,last_name,agency"


@pytest.mark.parametrize(
    ("one", "other"), [("Paul", "Paula"), ("Chris", "Christina"), ("Sam", "Samantha"), ("J.", "Jane")]
)
def test_a_familys_mailbox_makes_nobody_another(small: Store, one: str, other: str) -> None:
    text = f"{HEAD}\nb@x.gov,,{one},Baker,Cedar Fire\nb@x.gov,,{other},Baker,Cedar Fire"
    plan, _ = take(small, "roster", text)
    assert counts(plan) == (1, 0, 0, 1)
    assert person(small, "b@x.gov").first_name == one
    plan, _ = take(small, "roster", f"{HEAD}\nb@x.gov,,{other},Baker,Oak Police")
    assert counts(plan) == (0, 0, 0, 1)
    assert person(small, "b@x.gov").first_name == one


def test_a_name_that_is_there_is_asked_about_and_becomes_what_was_answered(small: Store) -> None:
    take(small, "roster", f"{HEAD}\n,00104,Warren,Oakes,Cedar Fire")
    text = f"{HEAD}\nw@x.gov,104,Warren,Oakes,Cedar Fire"
    plan, _ = take(small, "roster", text)
    assert counts(plan) == (0, 0, 0, 1)
    [asked] = plan.open
    assert "Warren Oakes (00104)" in asked.said
    before = rows_in(small)["person"]
    said = {"same_person": {asked.seen[0]: "yes"}}
    plan, _ = take(small, "roster", text, settled=Settled(values=said))
    assert counts(plan) == (0, 1, 0, 0)
    assert rows_in(small)["person"] == before
    plan, _ = take(
        small,
        "roster",
        f"{HEAD}\nw2@x.gov,105,Warren,Oakes,Cedar Fire",
        settled=Settled(values={"same_person": {"w2@x.gov warren oakes 105": "another"}}),
    )
    assert counts(plan) == (1, 0, 0, 0)
