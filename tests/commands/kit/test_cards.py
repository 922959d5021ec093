"""What a card is rendered from."""

from __future__ import annotations

from datetime import UTC, date, datetime

from commands.kit.cards import Look
from storage.engine import Store
from tests.commands.speaking import REGION, WORKSPACE, small_county

BEFORE_MIDNIGHT_IN_CHICAGO = datetime(2026, 11, 3, 5, 59, tzinfo=UTC)


def test_a_card_has_the_day_of_the_region_and_its_catalogue(store: Store) -> None:
    county = small_county(store)
    with store.reading() as session:
        look = Look(session, REGION, BEFORE_MIDNIGHT_IN_CHICAGO, 7, WORKSPACE, "UADA")
        assert look.today == date(2026, 11, 2)
        assert look.catalogue.agencies[county.oak].name == "Oak Police"
        assert look.newest
