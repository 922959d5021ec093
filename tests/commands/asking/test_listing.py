"""The list of what people told: what waits first, by agency, a screen at a time, and only what is for one."""

from __future__ import annotations

import pytest

from commands.asking.listing import ENTRIES
from commands.kit.home import Waits
from commands.kit.problems import Refused
from commands.kit.registry import HomePart
from commands.kit.request import Door, Request
from storage.engine import Store
from tests.commands.asking.desk import Desk, desk
from tests.commands.speaking import NOON, REGION, Speaker
from words.problems import Unclear


def home(place: Desk, speaker: Speaker) -> str:
    [part] = [each for each in ENTRIES if isinstance(each, HomePart)]
    with place.store.reading() as session:
        day = REGION.day(NOON)
        request = Request(session, speaker.member, REGION, NOON, day, Door.OPENED_HOME, "key")
        return "\n".join(each.text for each in part.show(request) if isinstance(each, Waits))


@pytest.mark.postgres
def test_it_is_read_by_agency_what_waits_first_and_never_by_their_chief(store: Store) -> None:
    place = desk(store)
    county, morgan, quinn = place.county, place.morgan, place.quinn
    assert home(place, morgan) == ""
    for number in range(4):
        place.teller(county.ada, county.cedar).says(f"ask concern Radio {number} fails *here* <!channel>")
    place.teller(county.cy, county.oak).says("ask why Two words for staging")
    first = morgan.says("ask list")
    assert first.text.startswith(
        "Told to emergency management\n5 wait for an answer: 1 reason for a shared plan and 4 concerns.\n"
        "From: Cedar Fire Department 4 · Oak Police 1\n"
        "A concern · Ada Abbott, Cedar Fire Department · 2 Nov 2026\nRadio 0 fails *here* <!channel>"
    )
    assert "1 to 4 of 5, what waits first, by agency." in first.text
    morgan.clicks("ask.note", {"told": 1})
    more = morgan.presses(morgan.says("ask list"), "More")
    assert "Radio 0" in more.text
    assert "Read and noted by morgan@county.example on 2 Nov 2026." in more.text
    assert "Radio 0" not in morgan.presses(morgan.says("ask list"), "Only what waits").text
    assert "Cedar" not in morgan.says("ask list from Oak Police").text
    assert home(place, morgan).startswith("4 things people told wait for an answer: 1 reason")
    assert home(place, quinn).startswith("1 thing people told waits for an answer: 1 reason")
    theirs = quinn.says("ask list").text
    assert "1 waits for an answer: 1 reason for a shared plan." in theirs
    assert "Ada" not in theirs
    assert "What people of Cedar Fire Department tell is never in it: you lead there." in theirs
    with pytest.raises(Refused, match="you lead it, whatever else you are"):
        quinn.says("ask list Cedar Fire")
    assert home(place, place.teller(county.ada, county.cedar)) == ""
    with pytest.raises(Unclear):
        morgan.says("ask list Elm Street")
