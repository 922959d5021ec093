"""What is asked of a number by its key, in words."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.kit.registry import Registry
from commands.language.sentences import resolve
from commands.language.sentences_of_numbers import asks_of_a_number


@pytest.fixture(scope="module")
def ours() -> Registry:
    return registry()


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("how do you know 7KQ2MNA4WD?", "7KQ2MNA4WD?"),
        ("How did you get the number 7kq2mna4wd", "7kq2mna4wd"),
        ("how was 7KQ-2MNA4WD counted?", "7KQ-2MNA4WD"),
        ("where does 7KQ 2MNA4WD come from", "7KQ 2MNA4WD"),
        ("what is 7KQ2MNA4WD", "7KQ2MNA4WD"),
        ("can you explain the key 7KQ2MNA4WD, please", "7KQ2MNA4WD,"),
        ("7KQ2MNA4WD", "7KQ2MNA4WD"),
    ],
)
def test_a_question_of_a_key_explains_it(ours: Registry, sentence: str, key: str) -> None:
    form, text = resolve(ours, sentence)
    assert (form.says, text) == ("readiness explain", key)


def test_its_own_words_explain_too(ours: Registry) -> None:
    for said in ("explain 7KQ2MNB4WD", "readiness explain 7KQ2MNB4WD", "muster readiness explain 7KQ2MNB4WD"):
        form, text = resolve(ours, said)
        assert (form.says, text) == ("readiness explain", "7KQ2MNB4WD"), said


@pytest.mark.parametrize(
    "sentence",
    [
        "how do you know Marta Diaz?",
        "what is ASIM-B",
        "explain the rules",
        "4821",
        "what does the radio plan cost",
        "how ready are we?",
        "trained",
        "@7KQ2MN",
        "",
    ],
)
def test_what_has_no_key_in_it_is_left_to_others(sentence: str) -> None:
    assert asks_of_a_number(sentence.split()) is None
