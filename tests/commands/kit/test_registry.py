"""Everything Muster answers to, found by its name; nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.all import registry
from commands.kit.cards import CardKind
from commands.kit.registry import Click, Declared, Form, HomePart, Registry, Search, Shortcut, Submission
from commands.kit.reply import Reply
from commands.kit.request import Request


def nothing(request: Request) -> Reply:
    return Reply()


def form(says: str) -> Form:
    return Form(says, nothing, "what it is for", f"/{says}")


TRAINING, LOG = form("training"), form("training log")


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("training", (TRAINING, 1)),
        ("training log BLS", (LOG, 2)),
        ("Training LOG", (LOG, 2)),
        ("training BLS", (TRAINING, 1)),
        ("BLS training", None),
        ("", None),
    ],
)
def test_the_form_with_the_most_first_words_is_found(sentence: str, found: tuple[Form, int] | None) -> None:
    assert Registry.of([TRAINING, LOG]).find(sentence.split()) == found


def test_a_form_of_one_word_is_a_command_and_the_longer_ones_are_of_it() -> None:
    made = Registry.of([TRAINING, LOG, form("due")])
    assert made.commands == ["training", "due"]
    assert made.forms_of("training") == [TRAINING, LOG]


@pytest.mark.parametrize(
    "entry",
    [
        TRAINING,
        Click("x", nothing),
        Submission("x", nothing),
        Search("x", nothing),
        Shortcut("x", nothing, "X", "what"),
        CardKind("x", lambda look: None),
    ],
)
def test_two_of_one_kind_and_name_are_refused(entry: Declared) -> None:
    with pytest.raises(ValueError, match="is there already"):
        Registry.of([entry, entry])


def test_a_click_and_a_form_sent_may_share_a_name() -> None:
    made = Registry.of([Click("x", nothing), Submission("x", nothing), Search("x", nothing)])
    assert made.handler("click", "x") == Click("x", nothing)
    assert made.handler("submission", "x") == Submission("x", nothing)
    assert made.handler("search", "x") == Search("x", nothing)
    assert made.handler("shortcut", "x") is None


def test_parts_of_home_need_no_name() -> None:
    parts = [HomePart(2, lambda request: []), HomePart(1, lambda request: [])]
    assert Registry.of(parts).home == parts


def test_the_commands_there_are() -> None:
    own = ["training", "due", "exercise", "meeting", "readiness", "ask", "checklist", "muster"]
    assert registry().commands == own


def test_other_words_for_a_form_find_it_and_stand_in_no_help() -> None:
    plural = replace(LOG, says="training entry", also=("training entries",))
    there = Registry.of([TRAINING, plural])
    assert there.find(["Training", "entries", "BLS"]) == (plural, 2)
    assert [each.says for each in there.forms_of("training")] == ["training", "training entry"]
    for twice in (form("training entries"), replace(LOG, also=("training",)), replace(LOG, also=plural.also)):
        with pytest.raises(ValueError, match="is there already"):
            Registry.of([TRAINING, plural, twice])


def test_no_two_forms_are_told_with_the_same_words() -> None:
    told = [(each.what, each.example) for each in registry().forms.values()]
    assert sorted({each for each in told if told.count(each) > 1}) == []
