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
        ("how do you know 7KQ2MNA?", "7KQ2MNA?"),
        ("How did you get the number 7kq2mna", "7kq2mna"),
        ("how was 7KQ-2MNA counted?", "7KQ-2MNA"),
        ("where does 7KQ 2MNA come from", "7KQ 2MNA"),
        ("what is 7KQ2MNA", "7KQ2MNA"),
        ("can you explain the key 7KQ2MNA, please", "7KQ2MNA,"),
        ("7KQ2MNA", "7KQ2MNA"),
    ],
)
def test_a_question_of_a_key_explains_it(ours: Registry, sentence: str, key: str) -> None:
    form, text = resolve(ours, sentence)
    assert (form.says, text) == ("readiness explain", key)


def test_its_own_words_explain_too(ours: Registry) -> None:
    for said in ("explain 7KQ2MNB", "readiness explain 7KQ2MNB", "muster readiness explain 7KQ2MNB"):
        form, text = resolve(ours, said)
        assert (form.says, text) == ("readiness explain", "7KQ2MNB"), said


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
