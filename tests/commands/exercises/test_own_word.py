"""One's own word: at once where all of it is understood, else the form, the question back, or a refusal."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from commands.kit.request import Door
from tests.commands.exercises.table import Table, warning
from words.problems import Unclear

SAID = "exercise log I played Transport at the Vine drill yesterday"


def test_what_is_understood_to_the_last_word_is_recorded_as_ones_own_word(table: Table) -> None:
    said = table.ada.says(SAID, Door.DIRECT)
    assert (
        "Recorded: Vine campus drill, 1 Nov 2026: you as Transport, for Cedar Fire Department." in said.text
    )
    assert "self-reported until the host's lead" in said.text
    assert "was not at the table" not in said.text  # that is for whose exercise it is
    assert table.rows() == [("Ada Abbott", "TRANSPORT", "player", 1, "own word")]
    assert "Nothing was recorded twice" in table.ada.says(SAID).text
    assert (
        "walks a position through" in table.ada.says("exercise log I walked Triage at EX-2 on 14 March").text
    )
    of_no_run = table.ada.says("exercise log I evaluated the Vine tabletop, run 2")
    assert "has 1 run on record, and you said run 2" in warning(of_no_run)
    assert len(table.rows()) == 2
    table.cora.says("exercise log evaluator at the Vine tabletop, run 2, for Ben Flores")
    table.ada.says("exercise log I evaluated the Vine tabletop, run 2")
    assert table.rows()[1:] == [
        ("Ada Abbott", "TRIAGE", "player", 1, "own word"),
        ("Ben Flores", "", "evaluator", 2, "verified"),
        ("Ada Abbott", "", "evaluator", 2, "own word"),
    ]


def test_the_record_says_when_a_position_was_played_and_walked(table: Table) -> None:
    table.ada.says(SAID)
    table.ada.says("exercise log I walked Transport at the Vine tabletop")
    record = table.cora.says("training history Ada Abbott").text
    assert "Transport: played 1 Nov 2026 (drill; own word until verified), walked 14 Mar 2026" in record
    assert "from their own words, self-reported, not verified yet" in record


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I played Transport superbly at the Vine drill yesterday", "I did not understand “superbly”"),
        ("I played Transport, Triage at the Vine drill", "One position at a time: Transport, Triage."),
        ("I was Transport at the Vine drill last week", "“last week” is not a single day"),
        ("I took superb part and was Transport and Triage at the Vine drill", "log Triage after it"),
        ("I played Transport with Medic 4 at the Vine drill", "“with Medic 4”: You can log for yourself"),
        ("I played Transport", "Which exercise?"),
    ],
)
def test_what_is_not_understood_opens_the_form_and_records_nothing(
    table: Table, said: str, told: str
) -> None:
    assert told in warning(table.ada.says(f"exercise log {said}"))
    assert "Open the form" in table.ada.says(f"exercise log {said}", Door.DIRECT).buttons()
    assert table.rows() == []


def test_what_is_nearly_understood_is_a_button_that_records_just_that(table: Table) -> None:
    asked = table.ada.says("exercise log I played transprot at the Vine drill", Door.DIRECT)
    assert "I can't find any position called “transprot”. Did you mean Transport?" in asked.text
    assert asked.buttons() == ["Transport, Vine campus drill, 1 Nov 2026", "Open the form"]
    assert table.rows() == []
    table.ada.presses(asked, "Transport")
    asked = table.pat.says("exercise log I took part in the Vine drill")
    assert "Which position?" in asked.text
    assert "you as player" in table.pat.presses(asked, "As a player, without a position").text
    said = table.ada.says("exercise log I was Triage and Dispatch for Cedar Fire at the Vine drill")
    assert "you as Triage, for Cedar Fire Department; you as Dispatch, for Cedar" in said.text
    asked = table.ada.says("exercise log Triage for Birch Police at the Vine tabletop")
    assert "You belonged to Cedar Fire Department on 14 Mar 2026: for which one was it?" in warning(asked)
    assert table.rows() == [
        ("Ada Abbott", "TRANSPORT", "player", 1, "own word"),
        ("Pat Quinn", "", "player", 1, "own word"),
        ("Ada Abbott", "TRIAGE", "player", 1, "own word"),
        ("Ada Abbott", "DISPATCH", "player", 1, "own word"),
    ]


@pytest.mark.parametrize(
    ("said", "told", "offered"),
    [
        ("Transport at the Vine drill on Friday", "You said 30 Oct 2026; I know Vine campus drill, 1 Nov", 1),
        ("Transport at Vine", "matches 2 exercises: Vine campus drill, 1 Nov 2026, Vine courthouse", 2),
        ("Transport at the Umber ball", "I can't find any exercise called “Umber ball”", 0),
        (
            "Transport at the Vine courhouse tabletop",
            "I can't find any exercise called “Vine courhouse tabletop”",
            1,
        ),
        ("Transport at the Oak full-scale", "is still ahead", 0),
        ("Transport at the Elm drill", "was cancelled", 0),
        ("I did not play Transport at the Vine drill", "had no part in", 0),
        ("Transport at the Vine drill on 31 February", "is no day in the calendar", 0),
    ],
)
def test_what_does_not_fit_is_asked_back(table: Table, said: str, told: str, offered: int) -> None:
    with pytest.raises(Unclear) as back:
        table.ada.says(f"exercise log {said}")
    assert told in back.value.not_understood
    assert len([each for each in back.value.offers if each.action != "meant"]) >= offered
    if offered:
        offer = back.value.offers[0]
        assert offer.value is not None
        opened = table.ada.clicks(offer.action, offer.value.model_dump(mode="json"))
        assert opened.reply.modal is not None
    assert table.rows() == []


def test_an_exercise_nobody_knows_may_be_planned_by_those_who_plan(table: Table) -> None:
    for speaker, plans in ((table.ada, []), (table.cora, ["exercise plan"])):
        with pytest.raises(Unclear) as back:
            speaker.says("exercise log Transport at the Umber ball")
        assert [each.label for each in back.value.offers] == plans


def test_a_responder_writes_down_nobody_else(table: Table) -> None:
    for said in (
        "Transport at the Vine drill for Ben Flores",
        "Ben Flores played Transport at the Vine drill",
    ):
        with pytest.raises(Refused) as refused:
            table.ada.says(f"exercise log {said}")
        assert "whose part you can record" in refused.value.what
        assert "Who can: the lead of the agency that hosts it" in refused.value.who_could
    with pytest.raises(Refused):  # the tabletop is Pat's, this one is not
        table.pat.says("exercise log Transport at the Vine drill for Ben Flores")
    assert table.rows() == []


def test_the_hosts_lead_writes_down_their_people_in_words(table: Table) -> None:
    said = table.cora.says("exercise log Transport at the Vine drill yesterday for Ada Abbott, Ben Flores")
    assert "Ada Abbott and Ben Flores as Transport" in said.text
    assert [row[-1] for row in table.rows()] == ["verified", "verified"]


def test_of_two_agencies_the_one_that_came_or_fills_the_position_else_it_is_asked(
    table: Table,
) -> None:
    table.joins("Ada Abbott", "Birch Police Department")
    assert "for Cedar Fire Department" in table.ada.says(SAID).text  # the host
    table.joins("Pat Quinn", "Grove 911")
    asked = table.pat.says("exercise log I played Triage at the Vine drill")
    assert "You belonged to Birch Police Department and Grove 911 on 1 Nov 2026" in warning(asked)
    assert "for Grove 911" in table.pat.says("exercise log I was Dispatch at the Vine drill").text


def test_undo_is_there_for_ten_minutes_for_the_one_who_said_it(table: Table) -> None:
    said = table.ada.says(SAID)
    with pytest.raises(Refused):
        table.cora.presses(said, "Undo")
    assert "Taken back" in table.ada.presses(said, "Undo").text
    assert table.rows() == []
    said = table.ada.says(SAID)
    table.cora.presses(table.cora.says("exercise verify"), "Verify")
    with pytest.raises(Refused, match="confirmed in the meantime"):
        table.ada.presses(said, "Undo")
    assert table.rows() == [("Ada Abbott", "TRANSPORT", "player", 1, "verified")]
    table.clock.now = table.clock.now.replace(minute=11)
    with pytest.raises(Refused) as late:
        table.ada.presses(said, "Undo")
    assert "10 minutes" in late.value.what
