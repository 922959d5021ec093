"""From a sentence to the form it uses, with what stands behind its words; or the question back."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.kit.registry import Registry
from commands.language.sentences import resolve
from words.problems import Unclear


@pytest.fixture(scope="module")
def ours() -> Registry:
    return registry()


@pytest.mark.parametrize(
    ("sentence", "form", "behind"),
    [
        ("training log BLS yesterday", "training log", "BLS yesterday"),
        ("Training LOG BLS", "training log", "BLS"),
        ("training BLS yesterday", "training", "BLS yesterday"),
        ("log BLS yesterday", "training log", "BLS yesterday"),
        ("history", "training history", ""),
        ("my record", "training history", ""),
        ("show me my training records, please", "training history", ""),
        ("my transcript", "training transcript", ""),
        ("correct", "training correct", ""),
        ("muster due Cedar Fire", "due", "Cedar Fire"),
        ("muster setup", "muster setup", ""),
        ("muster", "muster", ""),
        ("due", "due", ""),
        ("readiness fire", "readiness", "fire"),
        ("who is due for a refresher in Cedar?", "due", "who is due for a refresher in Cedar?"),
        ("has Ada expired", "due", "has Ada expired"),
        ("I took BLS on Friday", "training log", "I took BLS on Friday"),
        ("just finished BLS, 8 hours", "training log", "just finished BLS, 8 hours"),
        *(
            (each, "exercise log", each)
            for each in (
                "I played Transport at the Vine drill yesterday",
                "just walked Triage in the Vine tabletop",
                "I took part in the Vine drill as Transport",
                "I was Transport at the Vine drill",
                "I've evaluated the Vine tabletop",
                "I attended the Vine tabletop yesterday",
            )
        ),
        (
            "log I played Transport at the Vine drill",
            "exercise log",
            "log I played Transport at the Vine drill",
        ),
        ("exercise log Transport at Vine", "exercise log", "Transport at Vine"),
        ("I took part in the BLS class", "training log", "I took part in the BLS class"),
        ("I attended the drill instructor course", "training log", "I attended the drill instructor course"),
        ("I did HSEEP Exercise Design", "training log", "I did HSEEP Exercise Design"),
        ("training log BLS\nAda Abbott\nBen Flores", "training log", "BLS\nAda Abbott\nBen Flores"),
    ],
)
def test_a_sentence_uses_the_form_it_begins_with(
    ours: Registry, sentence: str, form: str, behind: str
) -> None:
    found, text = resolve(ours, sentence)
    assert (found.says, text) == (form, behind)


@pytest.mark.parametrize(
    ("sentence", "about"),
    [("help", ""), ("due help", "due"), ("training help?", "training"), ("muster help", "")],
)
def test_help_may_stand_at_the_end(ours: Registry, sentence: str, about: str) -> None:
    found, text = resolve(ours, sentence)
    assert (found.says, text) == ("muster help", about)


def test_help_may_stand_first(ours: Registry) -> None:
    found, text = resolve(ours, "help due")
    assert (found.says, text) == ("muster help", "due")


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("training lgo BLS yesterday", "training log BLS yesterday"),
        ("readiness digst", "readiness digest"),
        ("redines", "readiness"),
        ("trainning", "training"),
    ],
)
def test_one_slip_is_asked_about_with_what_was_typed_behind_it(
    ours: Registry, sentence: str, meant: str
) -> None:
    with pytest.raises(Unclear, match="I did not understand") as unclear:
        resolve(ours, sentence)
    assert meant in [offer.label for offer in unclear.value.offers]


@pytest.mark.parametrize("sentence", ["verify", "Verify", "close the BLS class", "signin"])
def test_what_two_commands_have_is_asked_back_with_both(ours: Registry, sentence: str) -> None:
    with pytest.raises(Unclear) as unclear:
        resolve(ours, sentence)
    word, _, rest = sentence.partition(" ")
    assert sorted(offer.label for offer in unclear.value.offers) == sorted(
        f"{command} {word.lower()} {rest}".strip() for command in ("exercise", "training")
    )


def test_what_is_like_nothing_is_offered_help(ours: Registry) -> None:
    with pytest.raises(Unclear, match="I did not understand “qwxz plugh”") as unclear:
        resolve(ours, "qwxz plugh")
    assert [offer.label for offer in unclear.value.offers] == ["muster help"]
    with pytest.raises(Unclear, match="You said nothing"):
        resolve(ours, "  ")


def test_a_question_is_no_class_that_was_taken(ours: Registry) -> None:
    with pytest.raises(Unclear):
        resolve(ours, "I took what?")


def test_what_is_too_long_is_not_read(ours: Registry) -> None:
    assert resolve(ours, "due " + "x" * 1496)[0].says == "due"
    with pytest.raises(Unclear, match="That is 1,501 characters; I read up to 1,500"):
        resolve(ours, "due " + "x" * 1497)


def test_a_forms_own_words_are_no_text_of_it() -> None:
    there = registry()
    said = {says: resolve(there, says) for says in there.forms}
    kept = {says: (form.says, text) for says, (form, text) in said.items()}
    assert kept == {says: (says, "") for says in said}
