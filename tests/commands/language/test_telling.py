"""The words in which a class is told of."""

from __future__ import annotations

from datetime import date

import pytest

from commands.language.telling import Telling, told_words
from readiness.vocabulary import Result
from words.days import Reading, read_month
from words.names import Kind, Lexicon, Match
from words.written import DateOrder

READING = Reading(date(2026, 11, 2), DateOrder.MDY, looks_back=True)
COURSES = ("BLS", "Basic Life Support"), ("ASIM-B", "ASIM Basic"), ("ASIM-A", "ASIM Advanced")
LEXICON = Lexicon(
    [
        (name, Match(Kind.COURSE, number, code))
        for number, (code, title) in enumerate(COURSES)
        for name in (code, title)
    ],
    ["fire"],
)


def told(text: str) -> Telling:
    return told_words(text, READING, LEXICON)


def test_everything_that_is_said_is_known_by_what_it_is() -> None:
    found = told("I took ASIM Basic on 15 October 2026 for 4 hours, passed")
    assert [match.name for match in found.courses] == ["ASIM-B"]
    assert (found.day, found.hours, found.result) == (date(2026, 10, 15), 4, Result.PASS)
    assert (found.unknown, found.never, found.clashing, found.crew) == ([], [], [], [])


@pytest.mark.parametrize(
    ("said", "hours"), [("4h", 4), ("4 hours", 4), ("1.5 hrs", 1.5), ("lasting 2h", 2), ("for 3 h", 3)]
)
def test_hours(said: str, hours: float) -> None:
    found = told(f"BLS {said} yesterday")
    assert (found.hours, found.day, found.unknown) == (hours, date(2026, 11, 1), [])


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("BLS", None),
        ("passed BLS", Result.PASS),
        ("failed BLS", Result.INCOMPLETE),
        ("did not finish BLS", Result.INCOMPLETE),
        ("BLS no-show", Result.INCOMPLETE),
        ("BLS, didn’t pass", Result.INCOMPLETE),
    ],
)
def test_how_it_ended(said: str, result: Result | None) -> None:
    found = told(said)
    assert (found.result, found.never, found.unknown) == (result, [], [])


def test_two_ends_clash_and_the_lesser_is_kept() -> None:
    found = told("passed BLS failed")
    assert (found.result, found.clashing) == (Result.INCOMPLETE, ["failed"])


@pytest.mark.parametrize("word", ["skipped", "will", "planned", "cancelled"])
def test_what_did_not_take_place_is_kept_apart(word: str) -> None:
    assert told(f"{word} BLS yesterday").never == [word]


def test_two_courses_begin_alike_and_both_are_kept() -> None:
    found = told("ASIM yesterday")
    assert sorted(match.name for match in found.courses) == ["ASIM-A", "ASIM-B"]
    assert found.course_words == "ASIM"


def test_no_word_is_dropped_that_says_something() -> None:
    assert told("BLS yesterday at Station 4").unknown == ["at", "Station", "4"]
    assert told("BLS 4h 5h").unknown == ["5h"]


def test_what_follows_for_and_with_is_left_as_it_was_typed() -> None:
    assert told("BLS yesterday for Ada Abbott, Ben").crew == ["for", "Ada", "Abbott,", "Ben"]
    assert told("BLS for 4h with Ada").crew == ["with", "Ada"]


def test_an_empty_text_tells_nothing() -> None:
    assert told("") == Telling()


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("card expires 2027-11-15", date(2027, 11, 15)),
        ("certificate good until Dec 1 2027", date(2027, 12, 1)),
        ("exp 11/30/2028", date(2028, 11, 30)),
        ("exp. 11/30/28", date(2028, 11, 30)),
        ("exp: 11/30/28", date(2028, 11, 30)),
        ("valid thru 3 Mar 2028", date(2028, 3, 3)),
        ("its card is valid through March 3, 2028", date(2028, 3, 3)),
        ("the certificate expires on 30 Nov 2028", date(2028, 11, 30)),
        ("expiration date 11/30/2028", date(2028, 11, 30)),
        ("expiry date: 30 Nov 2028", date(2028, 11, 30)),
        ("expires end of November 2028", date(2028, 11, 30)),
        ("expires at the end of Feb 2028", date(2028, 2, 29)),
        ("expires Nov 2028", date(2028, 11, 30)),
        ("exp 11/2028", date(2028, 11, 30)),
        ("good til 3 Mar", date(2027, 3, 3)),
    ],
)
def test_the_last_day_of_a_certificate(said: str, last: date) -> None:
    for text in (f"BLS yesterday, {said}", f"BLS yesterday 4h, {said}, for Ada Abbott"):
        found = told(text)
        assert (found.expires_on, found.day, found.unknown) == (last, date(2026, 11, 1), []), text


@pytest.mark.parametrize("said", ["card", "expires soon", "an old card expired 1 Nov 2026", "valid"])
def test_what_names_no_last_day_is_none(said: str) -> None:
    assert told(f"BLS yesterday, {said}").expires_on is None
    assert "expires" not in said or told(f"BLS yesterday, {said}").unknown


def test_a_month_ends_on_its_last_day() -> None:
    ahead = Reading(date(2026, 11, 2), DateOrder.MDY, looks_back=False)
    assert read_month(["March"], ahead) == (date(2027, 3, 31), 1)
    assert read_month(["nov?"], ahead) == (date(2026, 11, 30), 1)
    assert read_month(["March", "2028"], ahead) == (date(2028, 3, 31), 2)
    assert read_month(["March"], READING) == (date(2026, 3, 31), 1)
    assert read_month(["Nov"], READING) == (date(2025, 11, 30), 1)
    assert read_month(["13/2028"], ahead) is None
    assert read_month([], ahead) is None
