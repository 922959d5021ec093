"""A class logged in words: at once when all of it is understood, else the form with what was understood."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from commands.language.telling import FILLERS, NEVER
from commands.training import log
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.people import AffiliationRecord, Person, person_keys
from storage.training import CourseRecord
from tests.commands.language.log_desk import MORE_COURSES, MORE_PEOPLE, Desk
from tests.commands.speaking import Clock, Office, Said
from tests.conversations import county
from words.names import GENERIC
from words.problems import Unclear


@pytest.fixture
def desk(county_store: Store) -> Desk:
    with county_store.writing() as session:
        session.add_all(
            CourseRecord(key=code.casefold(), code=code, title=title) for code, title in MORE_COURSES
        )
        people = [
            Person(
                first_name=first,
                last_name=last,
                email=f"x{n}@grove.example",
                **{k: v or "" for k, v in person_keys(first, last, f"x{n}@grove.example", "").items()},
            )
            for n, (first, last) in enumerate(MORE_PEOPLE)
        ]
        for each in people:
            each.member_key = None
        session.add_all(people)
        session.flush()
        cedar = county.agency_id(county_store, "Cedar Fire Department")
        session.add_all(
            AffiliationRecord(person_id=each.id, agency_id=cedar, joined_on=date(2020, 1, 1))
            for each in people
        )
        catalogue_changed(session)
        ids = {person.name: person.id for person in session.scalars(select(Person))}
    return Desk(Office(county_store, log.ENTRIES, Clock(county.NOW), county.REGION), ids)


def form(said: Said) -> dict[str, Any]:
    """What a form opens with: what it says at its head, and what is filled in, by field."""
    assert said.reply.modal is not None, "no form was opened"
    view = said.reply.modal.to_dict()
    found: dict[str, Any] = {"head": "", "carried": json.loads(view.get("private_metadata") or "{}")}
    for block in view["blocks"]:
        if block["type"] == "section":
            found["head"] = block["text"]["text"]
            continue
        element = block["element"]
        for name in ("initial_option", "initial_date", "initial_value"):
            chosen = element.get(name)
            if chosen is not None:
                found[block["block_id"]] = chosen["value"] if isinstance(chosen, dict) else chosen
        if "initial_options" in element:
            found[block["block_id"]] = [each["value"] for each in element["initial_options"]]
    return found


AT_ONCE = [
    ("Ada Abbott", "ASIM-B 26-Oct-24", ["Ada Abbott"], "ASIM-B", "2024-10-26", "pass"),
    ("Ada Abbott", "roll call training yesterday", ["Ada Abbott"], "ROLL-CALL", "2026-11-01", "pass"),
    ("Ada Abbott", "asim b", ["Ada Abbott"], "ASIM-B", "2026-11-02", "pass"),
    ("Ada Abbott", "basic life yesterday", ["Ada Abbott"], "BLS", "2026-11-01", "pass"),
    ("Ada Abbott", "hazwoper yesterday for 8 hours", ["Ada Abbott"], "HAZ-R", "2026-11-01", "pass"),
    ("Ada Abbott", "failed ASIM-B yesterday", ["Ada Abbott"], "ASIM-B", "2026-11-01", "incomplete"),
    ("Ada Abbott", "did not finish BLS, yesterday", ["Ada Abbott"], "BLS", "2026-11-01", "incomplete"),
    ("Ada Abbott", "first aid for responders on 3 Oct", ["Ada Abbott"], "FAR", "2026-10-03", "pass"),
    ("Ada Abbott", "BLS, yesterday, 4 hours, for me", ["Ada Abbott"], "BLS", "2026-11-01", "pass"),
    ("Ada Abbott", "me for yesterday’s BLS, 4h", ["Ada Abbott"], "BLS", "2026-11-01", "pass"),
    ("Cora Diaz", "BLS yesterday for Jo Lee", ["Jo Lee"], "BLS", "2026-11-01", "pass"),
    ("Cora Diaz", "BLS for April May, Tri Thu", ["April May", "Tri Thu"], "BLS", "2026-11-02", "pass"),
    ("Cora Diaz", "BLS for Joe Friday", ["Joe Friday"], "BLS", "2026-11-02", "pass"),
    ("Cora Diaz", "BLS on Friday for Joe Friday", ["Joe Friday"], "BLS", "2026-10-30", "pass"),
    ("Cora Diaz", "BLS for Al Last yesterday", ["Al Last"], "BLS", "2026-11-01", "pass"),
    ("Cora Diaz", "BLS for Will Failing", ["Will Failing"], "BLS", "2026-11-02", "pass"),
    ("Cora Diaz", "BLS yesterday for Nora O’Shea", ["Nora O'Shea"], "BLS", "2026-11-01", "pass"),
    (
        "Cora Diaz",
        "BLS yesterday for O`Shea and D'Amico",
        ["Nora O'Shea", "Rosa D’Amico"],
        "BLS",
        "2026-11-01",
        "pass",
    ),
    (
        "Cora Diaz",
        "BLS yesterday for Maria Garcia Lopez",
        ["Maria García-López"],
        "BLS",
        "2026-11-01",
        "pass",
    ),
    (
        "Cora Diaz",
        "ASIM-A 2 days ago for Ada Abbott\nBen Flores",
        ["Ada Abbott", "Ben Flores"],
        "ASIM-A",
        "2026-10-31",
        "pass",
    ),
    (
        "Cora Diaz",
        "ASIM-A for\n- Ada Abbott\n• Ben Flores\n3. Joe Friday\nyesterday 3h",
        ["Ada Abbott", "Ben Flores", "Joe Friday"],
        "ASIM-A",
        "2026-11-01",
        "pass",
    ),
    (
        "Cora Diaz",
        "for Ben Flores; Ada Abbott + me & Tri Thu on December 31, 2025 ASIM-A",
        ["Ada Abbott", "Ben Flores", "Cora Diaz", "Tri Thu"],
        "ASIM-A",
        "2025-12-31",
        "pass",
    ),
    ("Cora Diaz", "for Ben Flores BLS yesterday", ["Ben Flores"], "BLS", "2026-11-01", "pass"),
]


@pytest.mark.postgres_whole
@pytest.mark.parametrize(("who", "text", "people", "course", "day", "result"), AT_ONCE)
def test_what_is_understood_to_the_last_word_is_recorded(
    desk: Desk, who: str, text: str, people: Sequence[str], course: str, day: str, result: str
) -> None:
    said = desk.speaker(who).says(f"training log {text}")
    assert desk.records() == [(person, course, day, result) for person in sorted(people)]
    assert said.reply.modal is None


NOT_AT_ONCE = [
    ("training", "Which course?", {}),
    ("law yesterday", "I can't find any course called “law”", {"day": "2026-11-01"}),
    ("law", "I can't find any course called “law”", {}),
    ("refresher yesterday", "I can't find any course called “refresher”", {}),
    ("class", "Which course?", {}),
    ("asim", "“asim” matches 3 courses: ASIM-A, ASIM-B, ROLL-CALL", {}),
    ("micro-training yesterday", "I took “micro-training” for ROLL-CALL", {"course": "ROLL-CALL"}),
    ("shooter yesterday", "I took “shooter” for LE-ASR", {"course": "LE-ASR"}),
    ("BLS refresher yesterday", "I took “BLS refresher” for BLS", {"course": "BLS"}),
    ("BLS and ASIM-B yesterday", "One class at a time: BLS or ASIM-B?", {"course": None}),
    ("BLS yesterday almost", "I did not understand “almost”", {"course": "BLS"}),
    ("passed BLS failed", "I was not sure of the result", {"course": "BLS", "result": "incomplete"}),
    ("BLS yesterday Ben Flores", "I took “Ben Flores” as the people who took it", {"people": ["Ben Flores"]}),
    (
        "Ben Flores and I took BLS yesterday",
        "I took “Ben Flores” as the people who took it",
        {"people": ["Ben Flores", "Cora Diaz"]},
    ),
    ("BLS yesterday\nBen Flores\nAda Abbott", "I took “", {"people": ["Ben Flores", "Ada Abbott"]}),
    ("BLS yesterday Ben Flores, Zed Unknown", "I did not understand “Ben Flores Zed", {"people": None}),
    (
        "BLS yesterday for Ben Flores (failed), Ada Abbott",
        "is next to one of several people: does it go for all of them?",
        {"people": ["Ben Flores", "Ada Abbott"], "result": "incomplete"},
    ),
    ("BLS for Ben Flores yesterday, Ada Abbott", "next to one of several", {"day": "2026-11-01"}),
    ("BLS for Ben Flores and Ada Abbott failed", "next to one of several", {"result": "incomplete"}),
    ("BLS for\nBen Flores 4h\nAda Abbott", "next to one of several", {"hours": "4"}),
    ("shooter yesterday", "I took “shooter” for LE-ASR", {"course": "LE-ASR"}),
    ("BLS yesterday for Ben Floers", "Perhaps Ben Flores", {"people": None}),
    ("BLS 3 May 2024 3 June", "I did not understand “3 June”. Which day?", {"day": None}),
    ("BLS on 31 Dec 9999", "I did not understand “9999”. Which day?", {"day": None}),
    ("BLS 99999 days ago", "I did not understand “99999 days ago”. Which day?", {"day": None}),
    ("BLS on Q9 2027", "I did not understand “on Q9 2027”. Which day?", {"day": None}),
    ("everyone took BLS yesterday", "Who took it? Name them.", {"people": None, "day": "2026-11-01"}),
    ("Abbott took BLS yesterday", "I took “Abbott” as the people who took it.", {"people": ["Ada Abbott"]}),
    ("Tri and Ben did BLS yesterday", "“Tri” matches 2 people", {"people": ["Ben Flores"]}),
    ("crew took BLS yesterday", "Who took it? Name them.", {"people": None}),
    ("BLS 4h 5h", "I did not understand “5h”", {"hours": "4"}),
    ("underwater basketry 2h", "I can't find any course called “underwater basketry”", {"hours": "2"}),
    ("BLS yesterday for Tri", "“Tri” matches 2 people", {"people": None}),
    ("BLS yesterday for Tri Xu, Ben Flores", "I can't find “Tri Xu”", {"people": ["Ben Flores"]}),
    ("BLS for Tri Fri", "I can't find “Tri Fri”", {"people": None, "day": "2026-11-02"}),
    ("BLS for April August", "I can't find “April August”", {"people": None}),
    ("BLS for the whole crew", "I can't find “the whole crew”", {"people": None}),
    (
        "BLS with Ben Flores",
        "I was not sure whether you took it too",
        {"people": ["Cora Diaz", "Ben Flores"]},
    ),
]


@pytest.mark.sliced(12)
@pytest.mark.parametrize(("text", "head", "filled"), NOT_AT_ONCE)
def test_anything_else_opens_the_form_with_what_was_understood(
    desk: Desk, text: str, head: str, filled: dict[str, Any]
) -> None:
    said = desk.speaker("Cora Diaz").says(f"training log {text}")
    opened = form(said)
    assert head in opened["head"]
    assert "Nothing was recorded." in opened["head"]
    with desk.office.store.reading() as session:
        codes = {str(each.id): each.code for each in session.scalars(select(CourseRecord))}
    names = {str(number): name for name, number in desk.ids.items()}
    opened["course"] = codes.get(opened.get("course", ""))
    if "people" in opened:
        opened["people"] = [names[each] for each in opened["people"]]
    for field, value in {"course": "BLS" if "BLS" in text else None, **filled}.items():
        assert opened.get(field) == value, field
    assert desk.records() == []


@pytest.mark.parametrize(
    "text", ["training", "refresher", "law", "class", "course", "fire", "911", "the class"]
)
def test_a_generic_word_names_no_course(desk: Desk, text: str) -> None:
    assert set(text.split()) <= GENERIC
    assert "course" not in form(desk.speaker("Ada Abbott").says(f"training log {text} yesterday"))
    assert desk.records() == []


@pytest.mark.sliced(20)
@pytest.mark.parametrize("word", sorted(NEVER))
def test_what_did_not_take_place_is_no_log(desk: Desk, word: str) -> None:
    for text in (f"{word} BLS yesterday", f"BLS yesterday {word}", f"I {word} take BLS"):
        with pytest.raises(Unclear, match="did not take place"):
            desk.speaker("Ada Abbott").says(f"training log {text}")
    assert desk.records() == []


@pytest.mark.parametrize(
    "text", ["this Friday", "tomorrow", "next Monday", "tonight", "3 Dec 2026", "this Sunday"]
)
def test_what_lies_ahead_is_refused_and_never_moved(desk: Desk, text: str) -> None:
    with pytest.raises(Unclear, match="still to come"):
        desk.speaker("Ada Abbott").says(f"training log ASIM-B {text}")
    with pytest.raises(Unclear, match="still to come"):
        desk.speaker("Ada Abbott").says(f"training log ASIM-B frobnicate {text}")


def test_every_word_that_is_no_filler_stops_a_log(desk: Desk) -> None:
    ada = desk.speaker("Ada Abbott")
    for word in ("frobnicate", "quickly", "Station", "4", "unless", "at", "tbd", "half"):
        assert word not in FILLERS
        assert f"“{word}”" in form(ada.says(f"training log {word} BLS yesterday"))["head"]
    assert desk.records() == []


def test_who_logs_for_themself_alone_names_nobody_else(desk: Desk) -> None:
    ada = desk.speaker("Ada Abbott")
    with pytest.raises(Refused, match="“Ben Flores” among the people you can log for"):
        ada.says("training log BLS yesterday for Ben Flores")
    for said in ("BLS yesterday with Ben Flores", "I took BLS yesterday with Ben Flores"):
        head = form(ada.says(f"training log {said}"))["head"]
        assert "“with Ben Flores”: You can log for yourself; their agency's lead or an emergency" in head
    assert desk.records() == []


@pytest.mark.parametrize("door", [Door.MENTION, Door.DIRECT])
def test_a_conversation_offers_what_it_understood_as_keys(desk: Desk, door: Door) -> None:
    cora = desk.speaker("Cora Diaz")
    said = cora.says("training log failed BLS 3h 15 October for Ben Flores at Station 4, Ada Abbott", door)
    assert "I can't find “Ben Flores at Station 4”" in said.text
    opened = form(cora.presses(said, "Open the form"))
    assert opened["day"] == "2026-10-15"
    assert opened["hours"] == "3"
    assert opened["result"] == "incomplete"
    assert opened["people"] == [str(desk.ids["Ada Abbott"])]
    assert desk.records() == []


def test_more_people_than_a_form_takes_are_said_and_none_is_dropped(desk: Desk) -> None:
    store = desk.office.store
    with store.writing() as session:
        crew = [
            Person(first_name="Q", last_name=f"Z{n}", email=f"q{n}@x", name_key=f"q z{n:03}")
            for n in range(120)
        ]
        session.add_all(crew)
        session.flush()
        cedar = county.agency_id(store, "Cedar Fire Department")
        session.add_all(AffiliationRecord(person_id=each.id, agency_id=cedar) for each in crew)
    named = ", ".join(f"Z{n:03}" for n in range(120))
    with pytest.raises(Unclear, match="too many for one form: 120 people were found"):
        desk.speaker("Cora Diaz").says(f"training log BLS yesterday frobnicate for {named}")
    assert desk.records() == []


SIGNS = [
    ("ASIM Basic yesterday?", "“yesterday?”", None),
    ("ASIM Basic yesterday for Ben Flores?", "“Flores?”", ["Ben Flores"]),
    ("ASIM Basic? yesterday", "“Basic?”", None),
    ("BLS passed? yesterday", "“passed?”", None),
    ("BLS yesterday 4h?", "“4h?”", None),
    ("BLS yesterday ❌", "“❌”", None),
    ("❌ BLS yesterday", "“❌”", None),
    ("BLS yesterday 👎", "“👎”", None),
    ("BLS yesterday :x:", "“:x:”", None),
    ("BLS yesterday :took:", "“:took:”", None),
    ("BLS ≠ yesterday", "“≠”", None),
    ("BLS − yesterday", "“−”", None),
    ("-BLS yesterday", "“-BLS”", None),
    ("BLS yesterday !", "“!”", None),
    ("!BLS yesterday", "“!BLS”", None),
    ("BLS+ yesterday", "“BLS+”", None),
    ("~ASIM Basic~ yesterday", "“~ASIM Basic~”", None),
    ("B̶L̶S̶ yesterday", "“B̶L̶S̶”", None),
    ("BLS yesterday for -Ben Flores", "“-Ben Flores”", []),
    ("BLS yesterday for Ada Abbott, - Ben Flores", "“- Ben Flores”", ["Ada Abbott"]),
    ("BLS yesterday for Ada Abbott (-Ben Flores)", "-Ben", []),
    ("BLS yesterday for ~Ben Flores~ and Ada Abbott", "“~Ben Flores~”", ["Ada Abbott"]),
    ("BLS yesterday for ???", "“???”", []),
    ("BLS for ??? yesterday", "“???”", []),
    ("BLS yesterday for", "who it is for", []),
    ("BLS yesterday for -", "“-”", []),
    ("BLS yesterday for Ada Abbott and", "who it is for", ["Ada Abbott"]),
]


@pytest.mark.parametrize(("text", "said", "people"), SIGNS)
def test_a_sign_that_says_something_is_never_dropped(
    desk: Desk, text: str, said: str, people: list[str] | None
) -> None:
    opened = form(desk.speaker("Cora Diaz").says(f"training log {text}"))
    assert said in opened["head"]
    assert "Nothing was recorded." in opened["head"]
    if people is not None:
        assert opened["carried"]["named"]
        assert opened.get("people", []) == [str(desk.ids[each]) for each in people]
    assert desk.records() == []


@pytest.mark.parametrize(
    "text",
    [
        *("*BLS* _yesterday_, (4h)", "“BLS” 'yesterday'", "`BLS yesterday`", "> BLS yesterday"),
        *(">BLS; yesterday.", "- BLS: yesterday", "• BLS yesterday!", "BLS yesterday for\n- Cora Diaz"),
        *("BLS 11/1/2026 for *Cora Diaz*", "BLS 2026-11-01 for (Cora Diaz)"),
        "BLS yesterday for cora@grove.example",
    ],
)
def test_formatting_bullets_quotes_and_code_marks_do_not_matter(desk: Desk, text: str) -> None:
    desk.speaker("Cora Diaz").says(f"training log {text}")
    assert desk.records() == [("Cora Diaz", "BLS", "2026-11-01", "pass")]


def test_a_sign_of_the_courses_own_name_is_understood(desk: Desk) -> None:
    with desk.office.store.writing() as session:
        session.add(CourseRecord(key="cpr/aed #2", code="CPR/AED #2", title="CPR + AED - Adult"))
        catalogue_changed(session)
    desk.speaker("Ada Abbott").says("training log CPR/AED #2 yesterday")
    desk.speaker("Ada Abbott").says("training log CPR + AED - Adult 2 days ago")
    assert [day for _, _, day, _ in desk.records()] == ["2026-10-31", "2026-11-01"]
    struck = form(desk.speaker("Ada Abbott").says("training log ~CPR + AED - Adult~ 3 days ago"))
    assert "“~CPR Adult~”" in struck["head"]


@pytest.mark.parametrize("who", ["Ada Abbott", "Cora Diaz"])
@pytest.mark.parametrize("said", ["for me", "for myself"])
def test_a_form_that_shows_no_people_asks_for_none(desk: Desk, who: str, said: str) -> None:
    shown = desk.speaker(who).says(f"training log BLS yesterday frobnicate {said}")
    opened = form(shown)
    shows_people = who == "Cora Diaz"
    assert opened.get("people") == ([str(desk.ids[who])] if shows_people else None)
    assert opened["carried"].get("named", False) == shows_people
    filled = {name: opened[name] for name in ("course", "day", "people", "result") if name in opened}
    desk.speaker(who).submits(shown, **filled)
    assert desk.records() == [(who, "BLS", "2026-11-01", "pass")]


@pytest.mark.parametrize("odd", ["99999", "x", "", "0"])
def test_whoever_was_chosen_is_found_or_nothing_is_recorded(desk: Desk, odd: str) -> None:
    cora = desk.speaker("Cora Diaz")
    shown = cora.says("training log BLS yesterday frobnicate for Ada Abbott")
    chosen = {name: form(shown)[name] for name in ("course", "day", "people", "result")}
    with pytest.raises(Wrong) as refused:
        cora.submits(shown, **{**chosen, "people": [*chosen["people"], odd]})
    assert refused.value.fields == {"people": "Choose people from the list."}
    assert desk.records() == []
    cora.submits(shown, **{**chosen, "people": chosen["people"] * 2})
    assert desk.records() == [("Ada Abbott", "BLS", "2026-11-01", "pass")]


def test_hours_that_no_day_has_are_looked_at_and_none_are_no_class(desk: Desk) -> None:
    said = desk.speaker("Ada Abbott").says("training log BLS yesterday 400 hours")
    assert "please check the number." in str(said.reply.modal)
    with pytest.raises(Unclear, match="less than a class can last"):
        desk.speaker("Ada Abbott").says("training log BLS yesterday 0 hours")
    assert desk.records() == []
