"""Which sentences are about what something is called, and what they say."""

from __future__ import annotations

import pytest

from commands.language.sentences_of_names import Does, NameSaid, name_said

SAID: dict[str, NameSaid] = {
    "CFD means Cedar Fire": NameSaid(Does.CALL, "CFD", "Cedar Fire"),
    "muster names Zulu means Cedar Fire": NameSaid(Does.CALL, "Zulu", "Cedar Fire"),
    "names Zulu means Cedar Fire": NameSaid(Does.CALL, "Zulu", "Cedar Fire"),
    "please, CFD stands for Cedar Fire.": NameSaid(Does.CALL, "CFD", "Cedar Fire"),
    "CFD is short for Cedar Fire": NameSaid(Does.CALL, "CFD", "Cedar Fire"),
    "CFD is what we call Cedar Fire": NameSaid(Does.CALL, "CFD", "Cedar Fire"),
    "CFD is our nickname for Cedar Fire": NameSaid(Does.CALL, "CFD", "Cedar Fire"),
    "add the alias CFD for Cedar Fire": NameSaid(Does.CALL, "CFD", "Cedar Fire"),
    "add CFD as another name for Cedar Fire": NameSaid(Does.CALL, "CFD", "Cedar Fire"),
    "we say CFD for Cedar Fire": NameSaid(Does.CALL, "CFD", "Cedar Fire"),
    "HAZ is also HAZWOPER": NameSaid(Does.CALL, "HAZWOPER", "HAZ", is_sure=False),
    "HAZWOPER is also called HAZ": NameSaid(Does.CALL, "HAZ", "HAZWOPER", is_sure=False),
    "HAZ also goes by HAZWOPER": NameSaid(Does.CALL, "HAZWOPER", "HAZ", is_sure=False),
    "HAZ aka HAZWOPER": NameSaid(Does.CALL, "HAZWOPER", "HAZ", is_sure=False),
    "call Cedar Fire CFD": NameSaid(Does.CALL, both="Cedar Fire CFD", is_sure=False),
    "We call Cedar Fire CFD": NameSaid(Does.CALL, both="Cedar Fire CFD", is_sure=False),
    "everybody calls Cedar Fire CFD": NameSaid(Does.CALL, both="Cedar Fire CFD", is_sure=False),
    "what do we call Cedar Fire?": NameSaid(Does.ASK, of="Cedar Fire"),
    "what else is Cedar Fire called?": NameSaid(Does.ASK, of="Cedar Fire"),
    "What is Cedar Fire also known as?": NameSaid(Does.ASK, of="Cedar Fire"),
    "what other names does Cedar Fire go by?": NameSaid(Does.ASK, of="Cedar Fire"),
    "aliases of Cedar Fire": NameSaid(Does.ASK, of="Cedar Fire"),
    "show me all the other names": NameSaid(Does.ASK),
    "what does CFD mean?": NameSaid(Does.MEAN, of="CFD", is_sure=False),
    "what does CFD stand for": NameSaid(Does.MEAN, of="CFD", is_sure=False),
    "forget CFD": NameSaid(Does.FORGET, "CFD", is_sure=False),
    "forget the name CFD": NameSaid(Does.FORGET, "CFD"),
    "remove the alias CFD from Cedar Fire": NameSaid(Does.FORGET, "CFD", "Cedar Fire"),
    "CFD no longer means Cedar Fire": NameSaid(Does.FORGET, "CFD", "Cedar Fire"),
    "CFD doesn't mean Cedar Fire any more": NameSaid(Does.FORGET, "CFD", "Cedar Fire"),
    "stop calling Cedar Fire CFD": NameSaid(Does.FORGET, both="Cedar Fire CFD"),
    "don’t call Cedar Fire CFD anymore": NameSaid(Does.FORGET, both="Cedar Fire CFD"),
}


@pytest.mark.parametrize("sentence", SAID)
def test_a_sentence_about_a_name(sentence: str) -> None:
    assert name_said(sentence) == SAID[sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "who is due in Cedar Fire",
        "log BLS yesterday for Ben Birch",
        "what does Cedar Fire need",
        "is Ben Birch current",
        "I forgot my card",
        "the name of the instructor was Ben",
        "recall " * 41,
    ],
)
def test_what_is_about_no_name(sentence: str) -> None:
    assert name_said(sentence) is None
