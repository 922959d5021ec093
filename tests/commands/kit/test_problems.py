"""What can be wrong with a request, as it stands in a log."""

from __future__ import annotations

from commands.kit.problems import AskedBack, Refused, Wrong
from commands.kit.reply import say


def test_each_says_itself() -> None:
    assert str(Refused("That is not for you.", "Their lead.")) == "That is not for you."
    assert str(Wrong({"day": "Choose the day.", "kind": "Choose one."})) == "Choose the day.; Choose one."


def test_what_is_asked_back_is_kept_out_of_the_log() -> None:
    assert str(AskedBack(say("Is it Ada Abbott?"))) == "asked back"
