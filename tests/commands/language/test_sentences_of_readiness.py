"""Plain questions of how ready somebody is, by other words each, and what only sounds like one."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.commands.language.hearing import (
    CEDAR,
    asked_back,
    dana,
    hears,
    lead,
    means,
    pressable,
    responder,
)
from words.problems import Unclear


@pytest.mark.parametrize(
    "sentence",
    [
        *("are we ready for an active shooter?", "are we prepared for a mass shooting?"),
        *("how ready are we for an active shooter incident", "can the county handle an active shooter?"),
        *("is the region ready for an attack?", "how prepared are we to respond to a shooting?"),
        *(
            "where are we weak?",
            "where are we weakest?",
            "where is the county behind?",
            "what are our weak spots?",
        ),
        *("our weakest link",),
        *("what's the coverage?", "show me the coverage", "how is everyone doing?", "is the county ready?"),
        *("are we ready for an active shooter at the school?", "coverage", "how well are we trained?"),
        *("which agency needs help?",),
        *("how prepared are we?", "readiness are we ready?", "/readiness how ready are we"),
    ],
)
def test_the_regions_readiness_is_meant(sentence: str) -> None:
    sentence = sentence.removeprefix("/")
    form, text = means(sentence)
    assert (form, text) in (("readiness", ""), ("readiness", "our")), sentence


@pytest.mark.parametrize(
    ("sentence", "of"),
    [
        *((each, CEDAR) for each in ("how ready is Cedar Fire?", "is Cedar Fire ready?")),
        *((each, CEDAR) for each in ("how's Cedar Fire doing?", "how does Cedar Fire stand on training?")),
        *((each, CEDAR) for each in ("what's Cedar Fire's coverage?", "coverage of Cedar Fire, please")),
        *((each, CEDAR) for each in ("show me Cedar Fire",)),
        *((each, CEDAR) for each in ("is Cedar Fire prepared?",)),
        *((each, CEDAR) for each in ("where is Cedar Fire weak?", "what's the readiness of Cedar Fire?")),
        *((each, "Fire") for each in ("how ready is fire?", "is fire ready?", "show me fire", "show fire")),
        *((each, "Fire") for each in ("fire coverage", "is fire trained?")),
        *((each, "Fire") for each in ("how is fire doing?", "are fire ready for an active shooter?")),
        *(
            (each, "Law")
            for each in ("how is law enforcement doing?", "how ready is law?", "is police ready?")
        ),
        *((each, "Law") for each in ("how's law enforcement looking?", "show me law enforcement")),
        *((each, "Birch Police") for each in ("how ready is Birch Police?", "are Birch Police ready?")),
    ],
)
def test_that_of_whoever_is_named_is_meant(county_store: Store, sentence: str, of: str) -> None:
    assert f"Readiness: {of}" in hears(dana(county_store), sentence).text


@pytest.mark.parametrize(
    "sentence",
    [
        *("is my department ready?", "how ready is my agency?", "what's our coverage?", "our readiness"),
        *("how is our agency doing?", "how ready are my people?", "what is my department's coverage?"),
        *("readiness my department", "readiness our agency"),
        *("how is my crew doing?", "show me our readiness"),
    ],
)
def test_ones_own_is_the_agency_of_who_asks(county_store: Store, sentence: str) -> None:
    assert f"Readiness: {CEDAR}" in hears(lead(county_store), sentence).text
    assert f"Readiness: {CEDAR}" in hears(responder(county_store), sentence).text
    assert "Readiness: everyone" in hears(dana(county_store), sentence).text


@pytest.mark.parametrize(
    "sentence",
    [
        *("are we getting better?", "what's the trend?", "are we improving?", "is it getting better?"),
        *("are things getting worse?", "have we improved?", "show me the trend", "how are we trending?"),
        *("is Cedar Fire getting better?", "are we any better than last year?"),
        *("are we worse than last month?", "how has readiness changed?", "is training improving?"),
        *("what changed since last month?", "are we making progress?", "which way are we going?"),
    ],
)
def test_a_trend_is_answered_with_today_and_what_tells_of_it(county_store: Store, sentence: str) -> None:
    said = hears(dana(county_store), sentence)
    assert "Readiness: " in said.text
    assert "That is today. How it changed" in said.text
    assert {"Scorecard", "Exercise trend", "Digest"} <= set(pressable(said))
    assert "Digest" not in pressable(hears(responder(county_store), sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        *("what should I do next?", "what do I do first?", "what should we do now?", "first steps"),
        *("what should we work on first?", "what's the most important thing to do?", "next steps"),
        *("what are our priorities?", "what needs doing first?", "what should we improve?"),
    ],
)
def test_whoever_sees_to_it_is_told_what_to_do_next(county_store: Store, sentence: str) -> None:
    said = hears(dana(county_store), sentence)
    assert "What to do next, by" in said.text
    assert {"My checklist", "Set-up list"} <= set(pressable(said))
    assert f"Readiness: {CEDAR}" in hears(lead(county_store), sentence).text
    assert "Set-up list" not in pressable(hears(lead(county_store), sentence))
    assert "Readiness" not in hears(responder(county_store), sentence).text.split("\n")[0]


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("are we ready for a flood?", "I can't tell how ready anybody is for “a flood”"),
        ("is fire prepared for a wildfire?", "I can't tell how ready anybody is for “a wildfire”"),
        ("can the county handle a winter storm?", "I can't tell how ready anybody is for “a winter storm”"),
        ("who is the worst?", "never people"),
        ("who is our best responder?", "never people"),
        ("who was missing from the last exercise?", "not who was missed"),
        ("who was missing from the last drill?", "with what they lacked, are among the gaps."),
        ("which agency was missing from the last drill?", "not who was missed"),
        ("which agencies missed the last drill?", "not who was missed"),
        ("who didn't come to the tabletop?", "not who was missed"),
    ],
)
def test_what_only_sounds_like_it_is_asked_back(sentence: str, says: str) -> None:
    unclear = asked_back(sentence)
    assert says in unclear.not_understood
    assert unclear.offers


@pytest.mark.parametrize("sentence", ["how ready is Ceder Fire?", "is Cedr Fire ready?"])
def test_a_near_miss_of_a_name_is_asked_about(county_store: Store, sentence: str) -> None:
    with pytest.raises(Unclear, match="I can't find any agency") as unclear:
        hears(dana(county_store), sentence)
    assert any(CEDAR in offer.label for offer in unclear.value.offers)


@pytest.mark.parametrize("sentence", ["how many in fire are ready in ASIM Basic?"])
def test_the_share_of_one_course_is_told_where_its_pace_is(county_store: Store, sentence: str) -> None:
    assert "%" in hears(dana(county_store), sentence).text
    assert "ASIM Basic" in hears(dana(county_store), sentence).text


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("which agency is furthest behind in ASIM Basic?", "agencies, worst first: everyone, asim basic"),
        (
            "which discipline is furthest behind in BLS?",
            "disciplines, worst first: everyone, basic life support",
        ),
        ("which agency is most ready?", "agencies, best first"),
        ("which discipline is furthest ahead?", "disciplines, best first"),
        ("which agencies are behind on BLS?", "agencies, worst first: everyone, basic life support"),
        ("which disciplines are lagging?", "disciplines, worst first"),
        ("which departments need the most training?", "agencies, worst first"),
        ("who's behind?", "overdue"),
        ("who is falling behind on BLS?", "overdue"),
        ("how many in fire are covered in BLS?", "how many: fire, basic life support, current"),
        ("how many people are covered", "how many: everyone, all courses, current"),
        ("what percent complete is fire on BLS", "basic life support"),
        ("who needs to take BLS?", "basic life support"),
        ("who let BLS lapse?", "expired"),
        ("help me find who is overdue", "overdue"),
        ("people on leave at Cedar Fire right now", "on leave"),
        ("bottom three agencies on BLS", "agencies, worst first: everyone, basic life support"),
        ("who isn't overdue at Cedar Fire", "cedar fire department, all courses, current or new"),
        ("unverified records at Cedar Fire", "unverified"),
        ("how many firefighters need BLS", "how many: fire, basic life support, due by"),
        ("who is up next", "due soon"),
    ],
)
def test_where_people_stand_is_answered_by_who_is_due(county_store: Store, sentence: str, says: str) -> None:
    assert means(sentence)[0] == "due"
    assert says in hears(dana(county_store), sentence).text.casefold(), hears(
        dana(county_store), sentence
    ).text


@pytest.mark.parametrize(
    "sentence",
    [
        *("remind everyone overdue at Cedar Fire", "tell everyone overdue at Cedar Fire"),
        *("assign BLS to everyone overdue at Cedar Fire", "schedule everyone overdue on BLS"),
        *("please notify the people who are due", "sign up everyone overdue for BLS"),
    ],
)
def test_what_is_to_be_done_to_people_is_asked_back(county_store: Store, sentence: str) -> None:
    with pytest.raises(Unclear, match="is for you to do") as unclear:
        hears(dana(county_store), sentence)
    assert unclear.value.offers


def test_how_somebody_is_doing_in_a_course_is_its_share(county_store: Store) -> None:
    for sentence, whom in (
        ("how is Cedar Fire doing on BLS?", CEDAR),
        ("how does fire stand on BLS", "Fire"),
    ):
        said = hears(dana(county_store), sentence).text
        assert f"Share current: {whom}, Basic Life Support" in said


@pytest.mark.parametrize("sentence", ["the due list please", "refreshers due"])
def test_a_list_is_of_the_agency_that_is_led(county_store: Store, sentence: str) -> None:
    assert f"As I understood it: {CEDAR}" in hears(lead(county_store), sentence).text


@pytest.mark.parametrize(
    "sentence",
    [
        *("how many teams are ready tonight?", "is the radio plan ready?", "are the minutes ready?"),
        *("is my record up to date?", "am I ready?", "are you ready?", "is the class ready?"),
        *("how is the checklist going?", "when is the next meeting?", "who is due?", "log BLS yesterday"),
        *("are you getting better?", "how are the actions doing?", "what is due next?", "what can I do?"),
        *(
            "is my certificate current?",
            "is Ben Flores current on BLS?",
            "how far are we with the checklist?",
            "what do I have to do?",
        ),
    ],
)
def test_what_is_of_something_else_is_not_taken(sentence: str) -> None:
    form, _ = means(sentence)
    assert form not in ("readiness", "readiness projection", "readiness wave"), sentence
