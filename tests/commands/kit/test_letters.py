"""What a round of letters knows of its readers."""

from __future__ import annotations

from datetime import date

from commands.kit.letter_rights import leads
from storage.engine import Store
from tests.commands.letters_read import MONDAY, a_round, left, person


def test_a_round_knows_who_leads_whom_and_what_was_left(county_store: Store) -> None:
    ada, cora = person(county_store, "ada@grove.example"), person(county_store, "cora@grove.example")
    left(county_store, [ada], "logged", 1)
    with a_round(county_store, [ada, cora]) as round_:
        assert [each.person_id for each in round_.of_the_week] == [ada, cora]
        assert [[each.person_id for each in found] for found in round_.by_agency.values()] == [[cora]]
        assert [line.person_id for line in round_.left("verified", "logged")] == [ada]
        assert round_.of(round_.readers[ada]).today == MONDAY
        assert round_.last_day(round_.readers[ada]) == date(2026, 11, 3)
        assert list(round_.session.scalars(leads())) == [cora]
