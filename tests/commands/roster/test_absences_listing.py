"""Who is away or waived: ten at a time, each with where they belong, by first day."""

from __future__ import annotations

from storage.engine import Store
from tests.commands.roster.absent_desk import BIRCH, cora, speaker
from tests.conversations import county

PEOPLE = (("ben", 12), ("ada", 10), ("jo.lee", "08"), ("cora", 20))


def test_the_list_pages_and_says_who_is_who(county_store: Store) -> None:
    rows = [f"{name}@grove.example,leave,,2026-11-{day},2026-11-30,x" for name, day in PEOPLE]
    rows += [f"ben@grove.example,waiver,BLS,2026-12-{day:02},2026-12-{day:02},x" for day in range(1, 10)]
    county.take(county_store, "absences", "email,kind,course,starts_on,ends_on,reason\n" + "\n".join(rows))
    lead = cora(county_store)
    first = lead.says("muster absent")
    assert first.text.index("Jo Lee (Cedar Fire Department): leave") < first.text.index("Ada Abbott (Cedar")
    assert "Cora Diaz (Cedar Fire Department): leave" in first.text
    assert first.buttons().count("End it") == 9, "nobody ends their own"
    assert "1 to 10 of 13." in first.text
    second = lead.presses(first, "More")
    assert second.reply.replaces
    assert second.buttons().count("End it") == 3
    other = speaker(county_store, "Lou Ito", [BIRCH])
    assert "Nobody is away or waived now or soon" in other.says("muster absent").text
