"""In which words something is told to emergency management, what of it is kept, and what tells nothing."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.kit.member import Needs
from commands.language.asking import asked_privately, behind, telling
from commands.language.sentences import _beside_files, resolve, with_files
from storage.confided import Matter
from words.problems import Unclear

REGISTRY = registry()
TOLD = [
    ("I have a concern: our radios fail", Matter.CONCERN, "our radios fail", True),
    ("Hi, I've got a concern, our radios fail", Matter.CONCERN, "our radios fail", True),
    ("I have a concern about the radios", Matter.CONCERN, "I have a concern about the radios", True),
    ("I'm concerned about the radios.", Matter.CONCERN, "I'm concerned about the radios.", True),
    ("concern: our radios\nfail", Matter.CONCERN, "our radios\nfail", True),
    ("I have a concern", Matter.CONCERN, "", False),
    ("I’d be a champion", Matter.CHAMPION, "", True),
    ("I would like to be a champion for C shift", Matter.CHAMPION, "for C shift", True),
    ("can I be a champion?", Matter.CHAMPION, "", False),
    ("We need a shared plan because of Vine", Matter.WHY, "We need a shared plan because of Vine", True),
    ("do we need a shared plan?", None, "do we need a shared plan?", False),
    ("our radios fail", None, "our radios fail", False),
]


@pytest.mark.parametrize(("sentence", "matter", "text", "is_whole"), TOLD)
def test_what_a_sentence_tells(sentence: str, matter: Matter | None, text: str, is_whole: bool) -> None:
    told = telling(sentence)
    assert (told.matter, told.text, told.is_whole) == (matter, text, is_whole)


def test_behind_a_matters_own_word_stand_the_words_and_a_question_is_shown_first() -> None:
    assert behind(Matter.CONCERN, ": Why does nobody listen?").is_whole
    assert behind(Matter.WHY, "two words for staging").text == "two words for staging"
    for unclear in ("isn't Ben on the list", "is that?", "are we asked twice?", ""):
        assert not behind(Matter.WHY, unclear).is_whole


FORMS = [
    ("ask", "ask", ""),
    ("ask help", "muster help", "ask"),
    ("ask concern Dispatch needs help", "ask concern", "Dispatch needs help"),
    ("ask concern help", "muster help", "ask concern"),
    ("muster ask concern Line of sight is bad", "ask concern", "Line of sight is bad"),
    ("ask lost radios since the fire", "ask", "lost radios since the fire"),
    ("ask list Cedar Fire", "ask list", "Cedar Fire"),
    ("ask champions", "ask champions", ""),
    ("who are the champions?", "ask champions", ""),
    ("what did I tell you?", "ask mine", ""),
    ("please take back my offer", "ask mine", ""),
    ("I have a concern: who is due?", "ask", "I have a concern: who is due?"),
    ("why is Ben overdue?", "due", "why is Ben overdue?"),
    ("what classes are coming?", "training classes", "what classes are coming?"),
]


@pytest.mark.parametrize(("sentence", "form", "text"), FORMS)
def test_which_form_a_sentence_means(sentence: str, form: str, text: str) -> None:
    found = resolve(REGISTRY, sentence)
    assert (found[0].says, found[1]) == (form, text)


@pytest.mark.parametrize("sentence", ["list", "mine", "why not"])
def test_the_words_of_its_forms_mean_nothing_alone(sentence: str) -> None:
    with pytest.raises(Unclear):
        resolve(REGISTRY, sentence)


def test_a_concern_that_comes_with_a_photo_is_told_all_the_same() -> None:
    form, text = with_files(REGISTRY, "I have a concern: see the photo of the mast")
    assert (form.needs, form.changes) == (Needs.RESPONDER, True)
    assert text == "I have a concern: see the photo of the mast"
    assert _beside_files(REGISTRY, text) == (REGISTRY.forms["ask"], text)
    assert _beside_files(REGISTRY, "here is my card") is None


def test_a_slip_is_asked_about_and_a_log_that_is_too_long_has_its_form_named() -> None:
    with pytest.raises(Unclear) as slip:
        resolve(REGISTRY, "ask concerm radios")
    assert "Nothing was recorded" in slip.value.not_understood
    assert asked_privately(["log", "ASIM", "Basic", "yesterday"]) is None
    with pytest.raises(Unclear) as long:
        resolve(REGISTRY, "log ASIM Basic for " + "Ada " * 400)
    assert long.value.example.startswith("/training, whose form takes many")


@pytest.mark.parametrize("said", ["ask concern ", "ask ", "I have a concern: "])
def test_what_is_told_at_length_reaches_its_form_whole(said: str) -> None:
    form, text = resolve(REGISTRY, said + "radio " * 900 + "THE POINT")
    assert form.says.startswith("ask")
    assert text.endswith("THE POINT")
