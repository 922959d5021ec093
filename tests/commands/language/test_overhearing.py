"""What becomes of a sentence that uses no form: a question in short, or three things the speaker may mean."""

from __future__ import annotations

import contextlib
import random

import pytest

from commands.kit.problems import AskedBack
from commands.kit.request import Door, Request
from commands.language.overhearing import overheard
from commands.language.questions import understand
from commands.language.senses import settled
from commands.language.sentences import form_of, resolve
from storage.engine import Store
from tests.commands.language.hearing import dana, everything, first_line, lead, responder
from tests.commands.speaking import Said, Speaker
from tests.conversations import county
from words.problems import Problem, Unclear


def told(speaker: Speaker, sentence: str) -> Said:
    with pytest.raises(Unclear) as unclear:
        resolve(everything(), sentence)
    form, text = overheard(everything(), sentence, unclear.value)
    return speaker._run(form, Door.DIRECT, text=text)


def test_names_alone_ask_who_is_due(county_store: Store) -> None:
    assert "due" in first_line(told(lead(county_store), "Cedar Fire, ASIM Basic"))
    with pytest.raises(Unclear) as unclear:
        told(lead(county_store), "Cedar Fire, ASIM Basic, frobnicate zzyx")
    assert "frobnicate" in unclear.value.not_understood
    assert unclear.value.understood


def test_who_is_not_understood_is_offered_three_things_of_theirs(county_store: Store) -> None:
    for speaker, said in (
        (lead(county_store), "Who is due at Cedar Fire Department?"),
        (responder(county_store), "When am I due?"),
        (dana(county_store), "Which agency is weakest?"),
    ):
        with pytest.raises(Unclear) as unclear:
            told(speaker, "frobnicate the zzyx quietly please now")
        labels = [offer.label for offer in unclear.value.offers]
        assert said in labels
        assert len(labels) == 3
        actions = {offer.action for offer in unclear.value.offers} - {"meant"}
        assert actions <= everything().clicks.keys()


@pytest.mark.parametrize("said", ["so", "please", "there"])
def test_small_words_alone_ask_nothing(county_store: Store, said: str) -> None:
    for speaker in (lead(county_store), responder(county_store), dana(county_store)):
        with pytest.raises(Unclear, match="I did not understand"):
            told(speaker, said)


@pytest.mark.parametrize("sentence", ["training lgo BLS", "due " + "x" * 1500])
def test_a_slip_within_a_command_is_asked_back_as_it_is(sentence: str) -> None:
    with pytest.raises(Unclear) as slip:
        resolve(everything(), sentence)
    with pytest.raises(Unclear) as again:
        overheard(everything(), sentence, slip.value)
    assert again.value is slip.value


ODD = (
    *(
        "",
        '"',
        "👪",
        "'",
        "*",
        "`",
        "```",
        "-",
        "–",
        "?",
        "!",
        "/",
        "&",
        "%",
        "80%",
        "@",
        "<@U1>",
        "a@b.c",
        "~",
    ),
    *("\u200b", "\u202e", "İ", "ß", "①", "٣", "：", "\n", "•", ">", "_", "|", "99999999999", "2026-13-40"),
    *("not", "let", "help", "me", "bottom", "three", "and", "or", "vs", "except", "who", "due", "BLS", "Ada"),
    *("Fire", "between", "since", "by", "log", "done", "did", "will", "take", "how", "doing", "on", "Cedar"),
    *(
        "behind",
        "agencies",
        "records",
        "list",
        "remind",
        "everyone",
        "overdue",
        "'s",
        "’",
        "SO",
        "up",
        "next",
    ),
    "x" * 300,
)


def test_whatever_odd_thing_is_said_is_asked_back_or_understood(county_store: Store) -> None:
    """Marks, signs and words in any order: nothing fails, and what is no sentence is asked back."""
    drawn = random.Random(20261102)
    alone = [*ODD, *(f"{each}?" for each in ODD)]
    rows = [drawn.choice(("", " ", " ")).join(drawn.choices(ODD, k=drawn.randint(2, 7))) for _ in range(400)]
    with county_store.reading() as session:
        for speaker in (lead(county_store), responder(county_store)):
            for said in (*alone, *rows):
                day = county.REGION.day(county.NOW)
                request = Request(
                    session, speaker.member, county.REGION, county.NOW, day, Door.DIRECT, "key", text=said
                )
                with contextlib.suppress(Problem, AskedBack):
                    settled(request, *form_of(everything(), said))
                with contextlib.suppress(Problem):
                    understand(
                        said, session, request.catalogue, request.member, request.reading(looks_back=False)
                    )
