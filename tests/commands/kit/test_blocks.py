"""The blocks every answer is made of: within Slack's limits, and what was typed is never markup."""

from __future__ import annotations

import json

from pydantic import BaseModel

from commands.kit.blocks import (
    SECTION,
    VALUE,
    aside,
    button,
    buttons,
    cut,
    meant,
    offered_buttons,
    option,
    pairs,
    paragraphs,
    raw,
    says,
    shown_of,
    styled,
    title,
    words,
)
from practice.judge import judge_message
from words.problems import Offer


class Held(BaseModel):
    course: int = 0
    note: str = ""


def test_a_text_is_cut_with_an_ellipsis_where_something_is_missing() -> None:
    assert cut("Cedar Fire", 10) == "Cedar Fire"
    assert cut("Cedar Fire", 9) == "Cedar Fi…"
    assert cut("Cedar Fire", 7) == "Cedar…"


def test_what_was_typed_is_plain_and_only_our_own_words_are_styled() -> None:
    typed = "<!channel> *Ada* :fire:"
    for block in (words(typed), title(typed)):
        assert block.to_dict()["text"] == {"type": "plain_text", "text": typed, "emoji": False}
    assert aside(typed).to_dict()["elements"][0]["type"] == "plain_text"
    assert pairs([("Name", typed)]).to_dict()["fields"][0]["type"] == "plain_text"
    assert styled("`/due`").to_dict()["text"]["type"] == "mrkdwn"


def test_whatever_is_said_slack_takes_it() -> None:
    long = "x" * 4000
    facts, few = [("Agency", "Cedar Fire")] * 20, [(long, long)]
    row = buttons(*(button(long, f"a{n}", confirm=long) for n in range(30)))
    sides = [aside(long), aside(*["As of today."] * 20)]
    for block in [title(long), words(long), words(""), pairs(facts), pairs(few), *sides, *row]:
        judge_message(raw([block]))


def test_lines_are_put_in_as_few_paragraphs_as_they_fit_into() -> None:
    lines = [f"{n:04}" * 250 for n in range(4)]  # 1,000 characters each
    made = [block.to_dict()["text"]["text"] for block in paragraphs(lines)]
    assert made == [f"{lines[0]}\n{lines[1]}", f"{lines[2]}\n{lines[3]}"]
    assert all(len(each) <= SECTION for each in made)


def test_a_button_carries_a_model_without_what_goes_by_itself() -> None:
    made = button("Log", "log", Held(course=7)).to_dict()
    assert json.loads(made["value"]) == {"course": 7}
    assert "value" not in button("Log", "log").to_dict()


def test_a_button_asks_before_what_is_not_to_be_done_by_mistake() -> None:
    asked = button("Stop", "stop", confirm="No digest will come.").to_dict()["confirm"]
    assert asked["title"]["text"] == "Are you sure?"
    assert (asked["text"]["text"], asked["confirm"]["text"]) == ("No digest will come.", "Stop")
    assert asked["deny"]["text"] == "Cancel"


def test_a_button_that_says_something_is_told_from_its_neighbours() -> None:
    assert says("Help", "muster help").to_dict()["action_id"] == "say:muster help"
    assert says("Help", "muster help", "help").to_dict()["action_id"] == "say:help"
    assert json.loads(says("Help", "muster help").to_dict()["value"]) == {"say": "muster help"}


def test_a_row_without_buttons_is_none() -> None:
    assert buttons(None, None) == []
    [row] = raw(buttons(None, button("One", "one")))
    assert [each["action_id"] for each in row["elements"]] == ["one"]


def test_what_was_perhaps_meant_says_all_that_pressing_does() -> None:
    assert meant("training log", "BLS yesterday").label == "training log BLS yesterday"
    assert meant("muster help").label == "muster help"


def test_what_is_too_large_to_carry_is_not_offered() -> None:
    large, small = Offer("One", "one", Held(note="x" * VALUE)), Offer("Two", "two", Held(note="x"))
    assert [each.to_dict()["action_id"] for each in offered_buttons([large, small])] == ["two:offer 1"]


def test_which_rows_are_shown_is_said_where_there_are_more() -> None:
    said = shown_of(1000, 10, 1204, "Records", "newest first")
    assert said == "Records 1,001 to 1,010 of 1,204, newest first."
    assert shown_of(0, 3, 5) == "1 to 3 of 5."
    assert shown_of(0, 5, 5) == shown_of(0, 0, 0) == ""


def test_a_choice_is_described_where_there_is_something_to_say() -> None:
    assert "description" not in option("Law", "law").to_dict()
    assert option("Law", "law", "Police and sheriff").to_dict()["description"]["text"] == "Police and sheriff"
    assert len(option("x" * 100, "law").to_dict()["text"]["text"]) == 75
