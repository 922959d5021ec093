"""What is said of a digest, in any order of its words."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from commands.kit.subscription_views import Often
from commands.language.digests import MOST_SAID, DigestSaid, digest_said
from readiness.due import EVERYONE, Scope
from storage.catalogue import catalogue_of
from storage.engine import Store
from tests.conversations import county
from words.problems import Unclear

HERE = "C9"
LAW, FIRE = Scope.discipline("law"), Scope.discipline("fire")


def understood(store: Store, text: str, here: str = HERE) -> DigestSaid:
    ours = Scope.agency(county.agency_id(store, "Grove 911"))
    with store.reading() as session:
        return digest_said(text, catalogue_of(session), here, ours, frozenset())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", {}),
        ("list", {}),
        ("stop the digest, please", {}),
        ("here every two weeks", {"channel": HERE, "often": Often.FORTNIGHT}),
        ("every other Friday in this channel", {"channel": HERE, "often": Often.FORTNIGHT, "weekday": 4}),
        ("biweekly on Tuesday", {"often": Often.FORTNIGHT, "weekday": 1}),
        (
            "send the digest every monday to <#C123|readiness>",
            {"channel": "C123", "often": Often.WEEK, "weekday": 0},
        ),
        ("weekly", {"often": Often.WEEK}),
        ("every week on Wed", {"often": Often.WEEK, "weekday": 2}),
        ("Thursdays at 7 am", {"often": Often.WEEK, "weekday": 3, "at": time(7)}),
        ("every Monday at 06:30", {"often": Often.WEEK, "weekday": 0, "at": time(6, 30)}),
        ("fire monthly on the 31st", {"scope": FIRE, "often": Often.MONTH, "month_day": 31}),
        ("on the 15th of each month for law", {"scope": LAW, "often": Often.MONTH, "month_day": 15}),
        ("on the last day of the month", {"often": Often.MONTH, "month_day": 31}),
        ("monthly", {"often": Often.MONTH}),
        ("the last Friday of every month", {"often": Often.LAST_WEEKDAY, "weekday": 4}),
        ("every month on the last Monday", {"often": Often.LAST_WEEKDAY, "weekday": 0}),
        ("monthly on Tuesday", {"often": Often.LAST_WEEKDAY, "weekday": 1}),
        ("about everyone", {"scope": EVERYONE}),
        ("set up a digest for the whole county", {"scope": EVERYONE}),
        ("law enforcement", {"scope": LAW}),
        ("daily", {"left": ["daily"]}),
        ("every quarter", {"left": ["every quarter"]}),
        ("the first Monday of the month", {"left": ["the first Monday of the month"]}),
        ("every 2nd Tuesday of the month", {"often": Often.FORTNIGHT, "weekday": 1, "left": None}),
        ("#readiness weekly", {"often": Often.WEEK, "left": ["#readiness"]}),
        ("on the 45th", {"often": Often.MONTH, "left": ["on the 45th"]}),
        ("for Zebra Rescue every Monday", {"often": Often.WEEK, "weekday": 0, "left": ["Zebra Rescue"]}),
        ("fire and law", {"left": ["about more than one at a time"]}),
    ],
)
def test_it_is_understood(county_store: Store, text: str, said: dict[str, Any]) -> None:
    found = understood(county_store, text)
    if said.get("left", ()) is None:  # a day that is not offered: never taken without a word
        assert found.left
        return
    assert found == DigestSaid(**said)


def test_an_agency_and_ones_own_are_meant_by_name(county_store: Store) -> None:
    cedar = Scope.agency(county.agency_id(county_store, "Cedar Fire Department"))
    grove = Scope.agency(county.agency_id(county_store, "Grove 911"))
    assert understood(county_store, "Cedar Fire every Monday").scope == cedar
    assert understood(county_store, "a weekly digest for our agency").scope == grove


def test_here_in_a_direct_message_is_no_channel(county_store: Store) -> None:
    assert understood(county_store, "here every Monday", here="").left == ["here"]


def test_more_words_than_anybody_says_of_one_are_asked_back(county_store: Store) -> None:
    with pytest.raises(Unclear, match="I read up to"):
        understood(county_store, "word " * (MOST_SAID + 1))
