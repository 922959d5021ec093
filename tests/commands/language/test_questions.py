"""Who is due? How questions are understood, over the small county."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.language.questions import DueQuestion, understand
from readiness.due import ScopeKind
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import Person
from tests.conversations import county
from words.days import Reading
from words.problems import Unclear
from words.written import DateOrder

TODAY = date(2026, 11, 2)
READING = Reading(TODAY, DateOrder.MDY, looks_back=False)
Ask = Callable[..., DueQuestion]


@pytest.fixture
def store(county_store: Store) -> Store:
    return county_store


@pytest.fixture
def ask(store: Store) -> Ask:

    def asked(text: str, who: str = "manager") -> DueQuestion:
        with store.reading() as session:
            ids = {person.email: person.id for person in session.query(Person)}
            cedar = county.agency_id(store, "Cedar Fire Department")
            member = {
                "manager": Member("T", "U", is_manager=True),
                "lead": Member("T", "U", ids["cora@grove.example"], leads=frozenset({cedar})),
                "responder": Member("T", "U", ids["ada@grove.example"], agencies=frozenset({cedar})),
            }[who]
            return understand(text, session, catalogue_of(session), member, READING)

    return asked


def said(ask: Ask, store: Store, text: str, who: str = "manager") -> str:
    question = ask(text, who)
    with store.reading() as session:
        return question.understood(session, catalogue_of(session), TODAY)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("Cedar Fire", "Cedar Fire Department, all courses, due by 31 Jan 2027 (90 days)"),
        ("law for ASIM Basic in 90 days", "Law enforcement, ASIM Basic, due by 31 Jan 2027 (90 days)"),
        ("in 30 days for asim-b law", "Law enforcement, ASIM Basic, due by 2 Dec 2026 (30 days)"),
        ("everyone by 1 March", "Everyone, all courses, due by 1 Mar 2027 (119 days)"),
        ("City of Cedar within 2 weeks", "City of Cedar, all courses, due by 16 Nov 2026 (14 days)"),
        (
            "who's due for a refresher in Cedar Fire?",
            "Cedar Fire Department, all courses, due by 31 Jan 2027 (90 days)",
        ),
        ("who needs Basic Life Support in ems?", "EMS, Basic Life Support, due by 31 Jan 2027 (90 days)"),
        ("911 in six months", "911 and dispatch, all courses, due by 2 May 2027 (181 days)"),
        ("police", "Law enforcement, all courses, due by 31 Jan 2027 (90 days)"),
        ("everyone on 2025-06-30", "Everyone, all courses, due by 28 Sep 2025 (90 days), as of 30 Jun 2025"),
        ("Ada Abbott", "Ada Abbott, all courses, due by 31 Jan 2027 (90 days)"),
        ("flores", "Ben Flores, all courses, due by 31 Jan 2027 (90 days)"),
        ("cora@grove.example", "Cora Diaz, all courses, due by 31 Jan 2027 (90 days)"),
    ],
)
def test_any_order_of_words(ask: Ask, store: Store, text: str, understood: str) -> None:
    assert said(ask, store, text) == understood


def test_alone_it_is_about_oneself(ask: Ask) -> None:
    mine = ask("", "responder")
    assert mine.scope.kind is ScopeKind.PERSON
    assert ask("me", "responder") == mine
    assert ask("what am I due for?", "responder") == mine


def test_who_is_due_is_about_the_agency_for_its_lead(ask: Ask) -> None:
    assert ask("who is due", "lead").scope.kind is ScopeKind.AGENCY
    assert ask("who is due", "manager").scope.kind is ScopeKind.EVERYONE


def test_several_matches_are_asked_about(ask: Ask) -> None:
    with pytest.raises(Unclear) as unclear:
        ask("for asim in law")
    assert "ASIM-A, ASIM-B" in unclear.value.not_understood
    asked = {offer.label: offer.value for offer in unclear.value.offers}
    [(label, question)] = [each for each in asked.items() if each[0].startswith("ASIM-B")]
    assert "Law enforcement, ASIM Basic" in label
    assert isinstance(question, DueQuestion)
    assert question == ask("law for ASIM-B")
    with pytest.raises(Unclear, match="matches 2 people"):
        ask("Jo Lee")


def test_a_lead_knows_one_jo_lee(ask: Ask, store: Store) -> None:
    assert said(ask, store, "Jo Lee", "lead").startswith("Jo Lee")


def test_a_word_left_over_is_asked_about_with_all_that_was_understood(ask: Ask) -> None:
    with pytest.raises(Unclear, match="“frobnicate”") as unclear:
        ask("Cedar Fire frobnicate")
    assert unclear.value.understood.startswith("Cedar Fire Department, all courses")


def test_a_near_miss_is_offered(ask: Ask) -> None:
    with pytest.raises(Unclear) as unclear:
        ask("Ceder Fyre")
    assert "Ceder Fyre" in unclear.value.not_understood
    assert unclear.value.offers[0].label == "Cedar Fire Department"
    assert unclear.value.offers[0].value == ask("Cedar Fire Department")


@pytest.mark.parametrize(
    "text", ["law for Ceder Fire", "Ceder Fire", "who is due in Ceder Fire for BLS in 30 days"]
)
def test_a_near_miss_is_asked_about_beside_what_made_a_scope(ask: Ask, text: str) -> None:
    with pytest.raises(Unclear, match="“Ceder") as unclear:
        ask(text)
    if not text.startswith("law"):  # two scopes at once are no question
        assert unclear.value.offers[0].value == ask(text.replace("Ceder", "Cedar"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Cedar Fire more than 30 days", "more than"),
        ("Cedar Fire except", "except"),
        ("who took BLS", "took"),
        ("who isn't due in ems", "due"),
        ("Cedar Fire or", "or"),
        ("Cedar Fire not", "not"),
        ("if Cedar Fire is due", "if"),
        ("everyone but", "but"),
    ],
)
def test_what_turns_a_question_is_never_dropped(ask: Ask, text: str, words: str) -> None:
    with pytest.raises(Unclear, match=f"“{words}”"):
        ask(text)


@pytest.mark.parametrize(
    "text", ["who needs a refresher", "due", "refresher", "who's due for renewal", "who is due"]
)
def test_the_plain_question_in_many_words(ask: Ask, text: str) -> None:
    assert ask(text, "manager") == DueQuestion()


def test_a_day_with_its_comma(ask: Ask) -> None:
    asked = ask("Cedar Fire as of December 31, 2025")
    assert (asked.on, asked) == (date(2025, 12, 31), ask("Cedar Fire as of 31 December 2025"))


@pytest.mark.parametrize("text", ["Ben Flores", "ben@grove.example", "<@U123>"])
def test_a_responder_learns_nothing_of_others(ask: Ask, text: str) -> None:
    with pytest.raises((Refused, Unclear)) as told:
        ask(text, "responder")
    assert "may ask about" in str(told.value) or "can't answer" in str(told.value)


def test_a_day_that_is_over_before_it_begins(ask: Ask) -> None:
    with pytest.raises(Unclear, match="comes before"):
        ask("everyone on 1 March 2027 by 1 Feb 2027")


def test_a_page_of_prose_is_no_question(ask: Ask) -> None:
    with pytest.raises(Unclear, match="200 words"):
        ask("people " * 200)


def test_what_was_not_understood_is_repeated_in_part(ask: Ask) -> None:
    with pytest.raises(Unclear) as unclear:
        ask("fire " + "x" * 1000)
    assert len(unclear.value.not_understood) < 300
