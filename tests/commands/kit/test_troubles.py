"""How what can't be done is said."""

from __future__ import annotations

import pytest

from commands.kit.blocks import meant, raw
from commands.kit.member import Member, Needs
from commands.kit.problems import Refused
from commands.kit.reply import Message
from commands.kit.troubles import not_for_you, ours, problem_message, try_again, unread
from storage.region import Region
from tests.commands.speaking import REGION, buttons_in
from words.problems import Problem, Unclear

STRANGER = Member("T1", "UNEW")
RESPONDER = Member("T1", "UADA", 1, "Ada Abbott", agencies=frozenset([1]))


def labels(message: Message) -> list[str]:
    return [each["text"]["text"] for each in buttons_in(raw(message.blocks))]


def test_what_was_unclear_is_asked_back_with_what_was_understood_and_an_example() -> None:
    said = problem_message(
        Unclear("I did not understand “Seder”.", "ASIM Basic", "/due Cedar Fire", [meant("due")]), REGION
    )
    assert said.text == (
        "I did not understand “Seder”.\n"
        "I understood: ASIM Basic.\n"
        "Did you mean: “due”?\n"
        "For example: /due Cedar Fire"
    )
    assert labels(said) == ["due"]


def test_an_example_names_the_commands_this_region_has() -> None:
    problem = Unclear("What?", example="/due Cedar Fire")
    assert "/em-due Cedar" in problem_message(problem, Region(command_prefix="em-")).text
    assert "/muster due Cedar" in problem_message(problem, Region(short_commands=False)).text


def test_what_was_typed_is_never_taken_for_a_command_of_ours() -> None:
    problem = Unclear("I did not understand “/due”.")
    assert problem_message(problem, Region(command_prefix="em-")).text == "I did not understand “/due”."


def test_a_refusal_says_who_could_and_what_one_can_do_oneself() -> None:
    said = problem_message(Refused("That record is not for you.", "Their lead can help."), REGION)
    assert said.text == "That record is not for you.\nTheir lead can help."
    assert labels(said) == ["What I can do"]


def test_any_other_problem_is_said_as_it_is() -> None:
    assert problem_message(Problem("It was taken back already."), REGION).text == "It was taken back already."


@pytest.mark.parametrize("needs", [Needs.RESPONDER, Needs.LEAD, Needs.MANAGER])
def test_a_stranger_may_ask_to_be_linked(needs: Needs) -> None:
    said = not_for_you(STRANGER, needs)
    assert said.text.startswith("I can't find you on the roster.\nMuster answers people on the roster.")
    assert labels(said) == ["Ask to be linked", "What Muster is"]


def test_who_left_is_told_why() -> None:
    left = Member("T1", "UOLD", 7, why_not="Your last membership on the roster ended on 2025-06-30.")
    assert not_for_you(left, Needs.RESPONDER).text.startswith("Your last membership")
    assert "Ask to be linked" in labels(not_for_you(left, Needs.RESPONDER))


@pytest.mark.parametrize(
    ("needs", "who"),
    [
        (Needs.LEAD, "An agency lead or an emergency manager can do this."),
        (Needs.MANAGER, "An emergency manager can do this."),
    ],
)
def test_who_has_not_the_right_is_told_who_has(needs: Needs, who: str) -> None:
    said = not_for_you(RESPONDER, needs)
    assert said.text == f"I can't do that for you here.\n{who}"
    assert labels(said) == ["What I can do"]


def test_what_is_ours_says_that_nothing_was_recorded_and_has_a_reference() -> None:
    assert ours("k7", out_of_reach=False).text == (
        "Something of mine went wrong. Nothing was recorded. Please try again in a moment.\nReference: k7"
    )
    assert ours("k7", out_of_reach=True).text.startswith("I can't reach my records just now. Nothing was")
    assert unread("k8").text.endswith("Nothing was recorded. Please try again.\nReference: k8")
    assert "I could not ask Slack who you are just now. Nothing was recorded." in try_again().text


def test_channels_are_echoed_as_they_were_seen() -> None:
    for problem in (Problem("“<#C0AB1|readiness>”"), Unclear(not_understood="“<#C0AB1|readiness>”")):
        assert problem_message(problem, REGION).text == "“#readiness”"
    assert problem_message(Problem("“<#C0AB1>”"), REGION).text == "“that channel”"
