"""Which item is meant by words."""

from __future__ import annotations

import pytest

from commands.kit.member import Member
from commands.language.checklists import LOOK, item_of
from commands.language.items_meant import item_said, items_fitting
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.engine import Store
from tests.commands.language.test_checklists import TRAIL, asked, there
from tests.commands.speaking import County, small_county
from tests.counting import statements
from words.problems import Unclear

__all__ = ["there"]


def test_an_item_is_found_by_its_number_its_text_and_a_part_of_it(store: Store, there: County) -> None:
    lead = Member("T1", "U", there.ada, leads=frozenset([there.cedar]))
    with store.reading() as session:
        request = asked(session, lead)
        for said in (
            "2",
            "#2",
            "no. 2",
            "batteries",
            "the radio batteries",
            "radio bat of Cedar",
            "talk batt",
        ):
            item, of = item_of(request, item_said(request, said, LOOK))
            assert (item.text, of.agency_id) == ("Radio batteries", there.cedar)
        with pytest.raises(Unclear, match="matches 2 items: Radio plan on file, Radio batteries"):
            item_said(request, "radio", LOOK)
        with pytest.raises(Unclear, match="I can't find any item called “batteries of Oak”"):
            item_said(request, "batteries of Oak", LOOK)
        manager = asked(session, Member("T1", "U", there.ada, is_manager=True))
        with pytest.raises(Unclear, match="matches 3 items: Radio batteries \\(Checklist of the region\\)"):
            item_said(manager, "Radio batteries", LOOK)
        assert item_of(manager, item_said(manager, "2 Oak", LOOK))[1].agency_id == there.oak
        with pytest.raises(Unclear) as near:
            item_said(request, "radio batery", LOOK)
        assert "Radio batteries" in [each.label for each in near.value.offers]
        with pytest.raises(Unclear, match="Which item") as which:
            item_said(request, "", LOOK)
        assert [each.label for each in which.value.offers] == ["Radio plan on file", "Radio batteries"]


@pytest.mark.postgres_whole
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Café supplies", "cafe"),
        ("ﬁle the plan", "file plan"),
        ("Œuvre", "œuvre"),
        ("Chief’s phone", "chief's phone"),
        ("Chief`s phone", "chief's"),
        ("On the list", "on the list"),
        ("100% of masks_counted", "masks"),
        ("100% of masks_counted", "100% of masks_counted"),
        ("STRASSE closed", "straße"),
        ("Straße closed", "strasse"),
        ("mutual-aid agreement", "aid"),
        ("Call 911", "911"),
    ],
)
def test_the_database_leaves_out_nothing_that_the_words_name(store: Store, text: str, said: str) -> None:
    county = small_county(store)
    lead = Member("T1", "U", county.ada, leads=frozenset([county.cedar]))
    with store.writing() as session:
        own = own_checklist(session, county.cedar, TRAIL)
        for each in ("Something else", text):
            add_item(session, own, ItemSaid(each), TRAIL)
        assert [each.text for each in items_fitting(asked(session, lead), said)] == [text]


def test_what_words_mean_is_asked_in_one_question(store: Store, there: County) -> None:
    manager = Member("T1", "U", there.ada, is_manager=True)
    with store.reading() as session:
        request = asked(session, manager)
        assert request.catalogue
        with statements(store) as sent:
            assert len(items_fitting(request, "radio")) == 6
        assert len(sent) == 1
