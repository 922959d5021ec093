"""What stands in a question, word by word."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import event

from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.language.listening import Ear, asked, split
from commands.language.naming import lexicon_of
from commands.language.pieces import Heard
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.roster_names import roster_names
from tests.commands.language.grove import Asker
from words.asking import Part
from words.days import Reading
from words.periods import Period
from words.problems import Problem, Unclear
from words.written import DateOrder

READING = Reading(date(2026, 11, 2), DateOrder.MDY, looks_back=False)
Listen = Callable[[str], Heard]


@pytest.fixture
def listen(county_store: Store) -> Listen:
    def heard(text: str) -> Heard:
        with county_store.reading() as session:
            member = Member("T1", "U", 99, is_manager=True)
            return Ear(session, lexicon_of(catalogue_of(session)), member, READING).listen(asked(text))

    return heard


def named(heard: Heard) -> list[tuple[str, list[str]]]:
    return [(piece.said, [match.name for match in piece.matches]) for piece in heard.of(Part.NAME)]


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
    assert not heard.has(Part.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("on 1 March 2026", Period(4, on=date(2026, 3, 1))),
        ("as of 1 March 2026", Period(5, on=date(2026, 3, 1))),
        ("by 1 March", Period(3, by=date(2027, 3, 1))),
        ("within 2 weeks", Period(3, by=date(2026, 11, 16))),
        ("in January", Period(2, since=date(2027, 1, 1), by=date(2027, 1, 31))),
        ("due Friday", Period(1, by=date(2026, 11, 6))),
    ],
)
def test_times_are_heard(listen: Listen, text: str, period: Period) -> None:
    heard = listen(text)
    assert [each.period for each in heard.of(Part.TIME)] == [period]
    assert not heard.has(Part.NAME, Part.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("everyone", Part.EVERYONE),
        ("all", Part.EVERYONE),
        ("all courses", Part.FILLER),
        ("when", Part.WHEN),
        ("who", Part.OTHERS),
        ("how many", Part.HOW_MANY),
        ("my agency", Part.OURS),
        ("not verified", Part.STATE),
        ("- • —", Part.FILLER),
    ],
)
def test_words_are_heard_by_what_they_do(listen: Listen, text: str, part: Part) -> None:
    assert {each.part for each in listen(text).pieces} == {part}


def test_words_that_take_away_and_words_unknown_are_kept_apart(listen: Listen) -> None:
    heard = listen("everyone except Seder in law")
    assert [each.said for each in heard.of(Part.AWAY)] == ["except"]
    assert [each.said for each in heard.of(Part.UNKNOWN)] == ["Seder"]
    assert named(heard) == [("law", ["Law enforcement"])]


def test_what_is_struck_through_is_understood_as_nothing(listen: Listen) -> None:
    for text in ("overdue at Cedar Fire except ~BLS~", "~overdue~", "at ~Cedar Fire~", "~who's overdue~"):
        heard = listen(text).pieces
        struck = [each for each in heard if "~" in each.said or each.said == "Fire~"]
        assert struck
        assert {each.part for each in struck} == {Part.UNKNOWN}
    assert {each.part for each in listen("~who's overdue~").pieces} == {Part.UNKNOWN}


def test_signs_join_names_and_a_count_of_days_is_no_time(listen: Listen) -> None:
    heard = listen("Cedar Fire+law; ems by 1 March (119 days)")
    assert [said for said, _ in named(heard)] == ["Cedar Fire", "law", "ems"]
    assert len(heard.of(Part.TIME)) == 1


def test_who_is_not_for_the_speaker_is_refused(listen: Listen) -> None:
    with pytest.raises(Refused, match="I can't answer about them"):
        listen("nobody@grove.example")


def test_a_day_that_is_none_is_said(listen: Listen) -> None:
    with pytest.raises(Unclear, match="“31 February” is no day in the calendar"):
        listen("by 31 February")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("due Dec 15 - Jan 15", ["due", "Dec", "15", "-", "Jan", "15"]),
        ("1/1/2027 – 3/31/2027", ["1/1/2027", "-", "3/31/2027"]),
        ("BLS - Cedar Fire", ["BLS,", "Cedar", "Fire"]),
        ("due in 30 days - Cedar Fire", ["due", "in", "30", "days,", "Cedar", "Fire"]),
    ],
)
def test_a_dash_between_two_days_is_a_span_and_any_other_parts(text: str, words: list[str]) -> None:
    assert asked(text) == words


def test_behind_overdue_a_number_of_days_is_asked_about(listen: Listen) -> None:
    with pytest.raises(Unclear, match="late by so long"):
        listen("overdue 90 days in law")


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("who is due at Cedar Fire for BLS in 90 days", 0),
        ("is Whitcombe Farnsworth due for BLS", 0),  # nobody's name
        ("when is Ceder Fier due for Bartholomew Higginbotham and qwertz", 0),
        ("is Noor Dahl current on BLS", 1),
        ("is dahl current on BLS", 1),
        ("is Kara Castro due", 1),  # two are called so, and both are spelled apart
        ("who is due: Castro, Dahl, Flores", 4),
    ],
)
def test_a_question_asks_of_people_only_where_it_names_some(grove: Asker, text: str, most: int) -> None:
    """A statement a name at most, and none for a word that is nobody's: that is what understanding costs."""
    roster_names(grove.session)
    sent: list[str] = []
    event.listen(grove.session.get_bind(), "before_cursor_execute", lambda c, u, said, *_: sent.append(said))
    with suppress(Problem):
        grove.ask(text)
    assert len(sent) <= most, sent
