"""What is asked of a number by its key, in words."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.kit.registry import Registry
from commands.language.sentences import resolve
from commands.language.sentences_of_numbers import asks_of_a_number
from storage.engine import Store
from tests.commands.language.hearing import dana, hears, means
from words.problems import Unclear


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


@pytest.mark.parametrize(
    "sentence",
    [
        *("why is this 47%?", "why are we at 47 percent?", "how come it's only 47%?", "how did you get 47%?"),
        *(
            "show me how it was counted",
            "how was this calculated?",
            "how do you know that?",
            "how is it counted?",
        ),
        *(
            "where do these numbers come from?",
            "how was the digest counted?",
            "how did you get these numbers?",
        ),
        *("what is behind the 47%?", "why is the coverage 47%?"),
    ],
)
def test_a_number_without_its_key_is_asked_back_with_how_we_know(county_store: Store, sentence: str) -> None:
    with pytest.raises(Unclear, match="Which number") as unclear:
        hears(dana(county_store), sentence)
    assert [offer.label for offer in unclear.value.offers] == ["How we know"]


@pytest.mark.parametrize(
    ("sentence", "of"),
    [
        ("why is fire at 46%?", "Fire"),
        ("why is Cedar Fire only 46% current?", "Cedar Fire Department"),
        ("how did law get to 50 percent?", "Law enforcement"),
    ],
)
def test_whose_number_is_named_is_offered(county_store: Store, sentence: str, of: str) -> None:
    with pytest.raises(Unclear, match="Which number") as unclear:
        hears(dana(county_store), sentence)
    [offer] = unclear.value.offers
    assert offer.label == f"How we know: {of}"
    assert offer.value is not None
    assert of in dana(county_store).clicks(offer.action, offer.value.model_dump()).text


@pytest.mark.parametrize(
    "sentence", ["why is the class full?", "why should I take 8 hours?", "how do you do?"]
)
def test_a_why_without_a_share_is_none_of_it(sentence: str) -> None:
    assert means(sentence)[0] != "readiness explain"
