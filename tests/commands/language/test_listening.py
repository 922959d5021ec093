"""What stands in a question, word by word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.language.listening import Ear, Heard, split
from commands.language.naming import lexicon_of
from storage.catalogue import catalogue_of
from storage.engine import Store
from words.days import Reading
from words.problems import Unclear
from words.written import DateOrder

READING = Reading(date(2026, 11, 2), DateOrder.MDY, looks_back=False)
Listen = Callable[[str], Heard]


@pytest.fixture
def listen(county_store: Store) -> Listen:
    def heard(text: str) -> Heard:
        with county_store.reading() as session:
            member = Member("T1", "U", 99, is_manager=True)
            return Ear(session, lexicon_of(catalogue_of(session)), member, READING).listen(split(text))

    return heard


def named(heard: Heard) -> list[tuple[str, list[str]]]:
    return [(slot.said, [match.name for match in slot.matches]) for slot in heard.slots]


def test_a_comma_ends_the_word_before_it_wherever_it_was_typed() -> None:
    assert split("Cedar Fire ,ASIM  Basic,law") == ["Cedar", "Fire,", "ASIM", "Basic,", "law"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Cedar Fire", [("Cedar Fire", ["Cedar Fire Department"])]),
        ("law for ASIM Basic", [("law", ["Law enforcement"]), ("ASIM Basic", ["ASIM-B"])]),
        ("Jo Lee?", [("Jo Lee", ["Jo Lee (jolee@birch.example)", "Jo Lee (jo.lee@grove.example)"])]),
        ("flores", [("flores", ["Ben Flores (ben@grove.example)"])]),
        ("cora@grove.example", [("cora@grove.example", ["Cora Diaz (cora@grove.example)"])]),
    ],
)
def test_names_are_heard_with_all_they_may_mean(
    listen: Listen, text: str, names: list[tuple[str, list[str]]]
) -> None:
    heard = listen(text)
    assert [(said, sorted(found)) for said, found in named(heard)] == [(s, sorted(f)) for s, f in names]
    assert heard.unknown == []


@pytest.mark.parametrize(
    ("text", "on", "by", "within"),
    [
        ("on 1 March 2026", date(2026, 3, 1), None, None),
        ("as of 1 March 2026", date(2026, 3, 1), None, None),
        ("by 1 March", None, date(2027, 3, 1), None),
        ("until 2026-12-31", None, date(2026, 12, 31), None),
        ("within 2 weeks", None, None, 14),
        ("in the next 90 days", None, None, 90),
    ],
)
def test_times_are_heard_by_the_word_before_them(
    listen: Listen, text: str, on: date | None, by: date | None, within: int | None
) -> None:
    heard = listen(text)
    assert (heard.on, heard.by, heard.within) == (on, by, within)
    assert (heard.slots, heard.unknown) == ([], [])


@pytest.mark.parametrize(
    ("text", "everyone", "mine", "others"),
    [
        ("everyone", True, False, False),
        ("all", True, False, False),
        ("all courses", False, False, False),
        ("when am i due", False, True, False),
        ("who is due", False, False, True),
    ],
)
def test_whom_it_is_about_where_no_one_is_named(
    listen: Listen, text: str, everyone: bool, mine: bool, others: bool
) -> None:
    heard = listen(text)
    assert (heard.everyone, heard.mine, heard.others) == (everyone, mine, others)


def test_words_that_turn_a_question_and_words_unknown_are_kept_apart(listen: Listen) -> None:
    heard = listen("everyone except Seder in law")
    assert heard.said(heard.turning) == "except"
    assert heard.said(heard.unknown) == "Seder"
    assert named(heard) == [("law", ["Law enforcement"])]


def test_who_is_not_for_the_speaker_is_refused(listen: Listen) -> None:
    with pytest.raises(Refused, match="I can't answer about them"):
        listen("nobody@grove.example")


def test_a_day_that_is_none_is_said(listen: Listen) -> None:
    with pytest.raises(Unclear, match="“31 February” is no day in the calendar"):
        listen("by 31 February")
