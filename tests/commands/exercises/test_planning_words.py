"""An exercise to be planned, in words: what was said is taken, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from commands.exercises.planning_words import plan_said
from commands.kit.member import Member
from commands.kit.request import Door, Request
from storage.engine import Store
from tests.commands.speaking import NOON, REGION, County, small_county
from words.problems import Unclear

Said = Callable[[str], dict[str, object]]


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def said(store: Store, county: County) -> Said:
    def understood(text: str) -> dict[str, object]:
        member = Member("T1", "UMORGAN", 1, is_manager=True)
        with store.reading() as session:
            request = Request(session, member, REGION, NOON, REGION.day(NOON), Door.COMMAND, "key", text=text)
            return plan_said(request).model_dump(exclude_defaults=True)

    return understood


def test_title_day_and_kind(said: Said) -> None:
    third = date(2026, 12, 3)
    assert said("Vine campus drill 3 Dec") == {"title": "Vine campus drill", "day": third, "type": "drill"}
    assert said("3 Dec Vine campus drill.") == said("“Vine campus drill” on 3 Dec")
    assert said("County full-scale simulation 12/3/2026") == {
        "title": "County full-scale simulation",
        "day": third,
        "type": "full-scale",
        "simulation": True,
    }
    assert said("Mill fire TTX") == {"title": "Mill fire TTX", "type": "tabletop"}
    assert said("drill then tabletop 3 Dec") == {"title": "drill then tabletop", "day": third}
    assert said("Mill incident 14 Jan")["day"] == date(2026, 1, 14)  # what happened is past
    assert said("Mill drill 14 Jan")["day"] == date(2027, 1, 14)
    assert said("") == {}
    assert said("on 3 Dec") == {"day": third}


def test_host_and_invited(said: Said, county: County) -> None:
    found = said("Vine drill 3 Dec hosted by Cedar Fire with Oak Police and the Moon, Oak Police")
    assert found["host"] == county.cedar
    assert found["invited"] == [county.oak]
    assert found["unclear"] == "I don't know an agency called “the Moon”."
    assert found["title"] == "Vine drill"


def test_all_that_was_said_in_one_breath(said: Said, county: County) -> None:
    whole = {"title": "Vine campus", "type": "full-scale", "host": county.cedar, "invited": [county.oak]}
    whole["day"] = date(2026, 12, 14)
    for text in (
        "full-scale Vine campus 14 Dec hosted by Cedar Fire, invite Oak Police",
        "an exercise: full-scale Vine campus 14 Dec with Oak Police, hosted by Cedar Fire",
        "a full-scale exercise Vine campus hosted by Cedar Fire, 14 Dec, invites Oak Police",
    ):
        assert said(text) == whole, text
    friday = {"title": "tabletop", "type": "tabletop", "day": date(2026, 11, 6)}
    assert said("an exercise: tabletop next Friday") == friday
    assert said("A day at the mall drill")["title"] == "A day at the mall drill"


def test_what_cannot_be_a_day_or_a_title(said: Said) -> None:
    with pytest.raises(Unclear, match="no day in the calendar"):
        said("Vine drill 31 February")
    with pytest.raises(Unclear, match="A title has at most"):
        said("Vine " * 60)
