"""The question back: all that was understood, and buttons that carry the whole question."""

from __future__ import annotations

import pytest

from commands.language.due_questions import DueQuestion
from tests.commands.language.grove import Asker
from words.problems import Unclear


def back(grove: Asker, text: str, who: str = "dana") -> Unclear:
    with pytest.raises(Unclear) as unclear:
        grove.ask(text, who)
    return unclear.value


def test_a_near_miss_beside_what_made_a_scope(grove: Asker) -> None:
    asked = back(grove, "Cedar Fire and Elm Polcie, who's overdue for ASIM Basic")
    assert "“Polcie”" in asked.not_understood
    [offer] = asked.offers
    assert offer.value == grove.ask("Cedar Fire and Elm Police, who's overdue for ASIM Basic")
    assert "Cedar Fire Department and Elm Police Department, ASIM Basic, overdue" in offer.label


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("who's due in Elm PDD", "who's due in Elm PD"),
        ("who lapsed in Cedar Fire for BLSS since June", "who lapsed in Cedar Fire for BLS since June"),
        ("how many in Ceder Fire but not BLS", "how many in Cedar Fire but not BLS"),
        ("everyone except Ceder Fire is overdue", "everyone except Cedar Fire is overdue"),
    ],
)
def test_a_button_keeps_all_that_was_understood(grove: Asker, text: str, meant: str) -> None:
    assert grove.ask(meant) in [offer.value for offer in back(grove, text).offers]


def test_a_name_that_fits_several_is_offered_with_all_the_rest(grove: Asker) -> None:
    asked = back(grove, "how many in Elm are overdue on BLS except Oak Fire")
    assert asked.understood == "How many: Everyone except Oak Fire Department, Basic Life Support, overdue"
    meant = [grove.ask(f"how many in {name} are overdue on BLS except Oak Fire") for name in TOLD]
    assert [offer.value for offer in asked.offers] == meant


TOLD = ("Elm Fire", "Elm PD", "City of Elm")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "is Cedar Fire current on BLS?",
            ["who is current on BLS in Cedar Fire", "share in Cedar Fire on BLS"],
        ),
        ("who is worst on BLS", ["which agency is worst on BLS"]),
        ("who will be overdue by March 1", ["who is due by March 1"]),
        ("who is due in January and in March", ["who is due in January", "who is due in March"]),
        ("law in Cedar Fire, overdue", ["Cedar Fire, overdue", "law, overdue"]),
        ("officers overdue on LE-ASR", ["law, overdue on LE-ASR"]),
        ("remind whoever is overdue in Elm PD", []),
        ("who has BLS but not ASIM Basic", []),
        ("who took BLS in Cedar Fire", []),
    ],
)
def test_what_may_be_pressed_instead(grove: Asker, text: str, meant: list[str]) -> None:
    offered = [offer.value for offer in back(grove, text).offers]
    assert offered == [grove.ask(each) for each in meant]


def test_what_was_turned_is_not_said_to_be_understood(grove: Asker) -> None:
    assert back(grove, "who took BLS in Cedar Fire").understood == "BLS, Cedar Fire Department"
    assert back(grove, "who is overdue but not in grace in law").understood == (
        "Law enforcement, all courses, overdue"
    )


def test_an_act_is_not_done_and_said_so(grove: Asker) -> None:
    asked = back(grove, "who's due at Cedar Fire and remind them")
    assert "I only answer here" in asked.not_understood
    [offer] = asked.offers
    assert isinstance(offer.value, DueQuestion)
    assert offer.value == grove.ask("who's due at Cedar Fire")


def test_somebody_whom_the_speaker_may_not_ask_about(grove: Asker) -> None:
    assert "you may ask about" in back(grove, "when does Ben Flores's BLS expire?", "uma").not_understood
    assert "you may ask about" in back(grove, "is Ben Flores current on BLS", "cora").not_understood


def test_who_is_on_no_roster_is_told_so(grove: Asker) -> None:
    assert "on the roster" in back(grove, "am I current").not_understood


@pytest.mark.parametrize("share", ["0%", "101%", "180 percent"])
def test_a_share_that_all_or_none_are_below_is_asked_back(grove: Asker, share: str) -> None:
    asked = back(grove, f"which agencies are below {share} on BLS")
    assert asked.not_understood == f"“below {share}”: a share is from 1% to 100%."
