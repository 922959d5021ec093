"""`/training` and `/training log`: recorded at once, or shown in the form; and taken back."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from commands.kit.request import Door
from tests.commands.training.desk import Desk, shown_in
from words.problems import Problem, Unclear


@pytest.mark.postgres
def test_what_is_understood_to_the_last_word_is_recorded_at_once(desk: Desk) -> None:
    said = desk.ada.says("training log ASIM Basic yesterday 3h")
    assert said.text.startswith("Recorded: ASIM Basic on 1 Nov 2026, 3 hours, for you.")
    assert said.reply.modal is None
    [record] = desk.standing()
    assert (record.person_id, record.course_id) == (desk.person("Ada Abbott"), desk.course("ASIM-B"))
    assert (record.completed_on.isoformat(), record.hours) == ("2026-11-01", 3)


def test_in_words_and_in_a_conversation_it_is_recorded_as_well(desk: Desk) -> None:
    assert desk.ada.says("training log BLS yesterday", Door.MENTION).text.startswith("Recorded: ")
    assert desk.ada.says("training log ASIM-A yesterday", Door.DIRECT).text.startswith("Recorded: ")
    assert [each.course_id for each in desk.standing()] == [desk.course("BLS"), desk.course("ASIM-A")]


def test_anything_else_opens_the_form_with_what_was_understood(desk: Desk) -> None:
    fields = shown_in(desk.ada.says("training log BLS yesterday 3h at Station 4"))
    assert fields["warning"]["text"]["text"] == ("I did not understand “at Station 4”. Nothing was recorded.")
    assert fields["course"]["element"]["initial_option"]["text"]["text"] == "BLS: Basic Life Support"
    assert fields["day"]["element"]["initial_date"] == "2026-11-01"
    assert fields["hours"]["element"]["initial_value"] == "3"
    assert desk.logged() == []


def test_what_stands_behind_the_command_alone_is_shown_and_never_recorded(desk: Desk) -> None:
    fields = shown_in(desk.ada.says("training BLS yesterday"))
    assert fields["course"]["element"]["initial_option"]["text"]["text"] == "BLS: Basic Life Support"
    assert "warning" not in fields
    assert desk.logged() == []


def test_the_command_alone_opens_an_empty_form_of_today(desk: Desk) -> None:
    fields = shown_in(desk.ada.says("training"))
    assert "initial_option" not in fields["course"]["element"]
    assert fields["day"]["element"]["initial_date"] == "2026-11-02"


@pytest.mark.parametrize("door", [Door.MENTION, Door.DIRECT])
def test_where_no_form_opens_by_itself_a_button_opens_it(desk: Desk, door: Door) -> None:
    said = desk.ada.says("training log BLS yesterday almost", door)
    assert said.reply.modal is None
    assert said.text == (
        "I did not understand “almost”. Nothing was recorded.\nI understood: Basic Life Support, 1 Nov 2026."
    )
    assert said.buttons() == ["Open the form"]
    fields = shown_in(desk.ada.presses(said, "Open the form"))
    assert fields["day"]["element"]["initial_date"] == "2026-11-01"
    assert desk.logged() == []


def test_who_tells_of_a_class_is_shown_it_first(desk: Desk) -> None:
    said = desk.ada.says("training log I took BLS yesterday", Door.DIRECT)
    assert said.text.startswith("Look at it, and log it. Nothing was recorded.")
    assert desk.logged() == []


def test_log_it_records_exactly_what_was_shown(desk: Desk) -> None:
    said = desk.ada.says("training log I took BLS yesterday", Door.DIRECT)
    assert said.text.splitlines()[-1] == "I understood: Basic Life Support, 1 Nov 2026, 4 hours, for you."
    assert said.buttons() == ["Log it", "Change it"]
    assert shown_in(desk.ada.presses(said, "Change it"))["day"]["element"]["initial_date"] == "2026-11-01"
    with pytest.raises(Refused, match="Only the one who told of it"):
        desk.cora.presses(said, "Log it")
    assert desk.logged() == []
    done = desk.ada.presses(said, "Log it")
    assert done.text.startswith("Recorded: Basic Life Support on 1 Nov 2026, 4 hours, for you.")
    assert done.reply.replaces
    assert [(each.person_id, each.hours) for each in desk.standing()] == [(desk.person("Ada Abbott"), 4)]
    assert shown_in(desk.ada.presses(said, "Log it"))["course"]  # it is on record now: that is shown first
    assert len(desk.standing()) == 1


@pytest.mark.parametrize(
    "told",
    [
        "I took BLS",
        "I took BLS yesterday almost",
        "I took something yesterday",
        "I took BLS yesterday with Ben Flores",
        "we took BLS yesterday",
    ],
)
def test_what_is_not_plain_is_only_looked_at_in_the_form(desk: Desk, told: str) -> None:
    assert desk.ada.says(f"training log {told}", Door.DIRECT).buttons() == ["Open the form"]


def test_a_button_that_says_a_class_shows_it_and_records_nothing(desk: Desk) -> None:
    assert shown_in(desk.ada.says("training log BLS yesterday", Door.MESSAGE))["course"]
    assert desk.logged() == []


def test_log_without_a_class_says_how_it_is_said(desk: Desk) -> None:
    said = desk.ada.says("training log")
    assert said.text.startswith(
        "Say the course, the day and who it is for, such as "
        "/training log ASIM Basic yesterday 4h for @colleague, Surname. Nothing was recorded."
    )
    assert desk.ada.presses(said, "Open the form").reply.modal is not None


@pytest.mark.parametrize("sentence", ["training BLS tomorrow", "training log BLS tomorrow"])
def test_a_day_to_come_is_said_to_be_one(desk: Desk, sentence: str) -> None:
    with pytest.raises(Unclear, match="3 Nov 2026 is still to come: log a class once it is over"):
        desk.ada.says(sentence)


@pytest.mark.postgres
def test_undo_takes_back_what_was_logged_and_keeps_it_readable(desk: Desk) -> None:
    said = desk.ada.says("training log BLS yesterday")
    back = desk.ada.presses(said, "Undo")
    assert back.text == "Taken back. It stays readable in the record, with the reason."
    assert back.reply.replaces
    assert desk.standing() == []
    assert [each.void_reason for each in desk.logged()] == ["undone by the one who logged it"]
    with pytest.raises(Problem, match="taken back already; nothing changed"):
        desk.ada.presses(said, "Undo")


def test_undo_of_a_class_of_several_says_how_many(desk: Desk) -> None:
    said = desk.cora.says("training log BLS yesterday for jo.lee@grove.example, Ben Flores")
    assert desk.cora.presses(said, "Undo").text == (
        "Taken back, for 2 people. It stays readable in their records, with the reason."
    )


def test_nobody_undoes_what_another_logged(desk: Desk) -> None:
    said = desk.cora.says("training log ASIM-A yesterday for Ada Abbott")
    with pytest.raises(Refused, match="Only the one who logged it can undo it"):
        desk.ada.presses(said, "Undo")
    assert len(desk.standing()) == 1


def test_who_had_it_lately_is_shown_before_it_is_logged_again_in_words(desk: Desk) -> None:
    desk.cora.says("training log ASIM-A 20 Oct for Ada Abbott, Ben Flores")
    had = "Has it on another day: Ada Abbott (20 Oct 2026"
    form = desk.cora.says("training log ASIM-A yesterday 4h for Ada Abbott, jo.lee@grove.example")
    shown = shown_in(form)
    assert shown["warning"]["text"]["text"].startswith(had)
    assert shown["warning"]["text"]["text"].endswith("Nothing was recorded.")
    assert shown["hours"]["element"]["initial_value"] == "4"
    typed = desk.cora.says("training log ASIM-A yesterday for Ada Abbott, jo.lee@grove.example", Door.DIRECT)
    assert had in typed.text
    assert shown_in(desk.cora.presses(typed, "Open the form"))["warning"]["text"]["text"].startswith(had)
    assert len(desk.standing()) == 2
    again = desk.cora.says("training log ASIM-A 20 Oct for Ada Abbott, Ben Flores").text
    assert again.startswith("On record already for Ada Abbott and Ben Flores"), (
        "nothing is new: nothing is asked"
    )


def test_ones_own_is_recorded_and_what_one_had_lately_is_said(desk: Desk) -> None:
    desk.ada.says("training log ASIM-A 20 Oct")
    assert "You had it on 20 Oct 2026 too." in desk.ada.says("training log ASIM-A yesterday").text
    assert "too." not in desk.ada.says("training log ASIM-A yesterday").text
