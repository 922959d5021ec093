"""`/readiness together`: of two agencies, or two positions, yes or no in the first word."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.problems import Refused
from commands.readiness import gaps, together
from storage.audit import Trail
from storage.engine import Store
from storage.exercises import ExerciseRecord
from storage.position_changes import PositionTerms, add_position
from storage.taking_part import Part, take_part
from tests.commands.speaking import NOON, County, Office, Said, small_county
from words.problems import Unclear

TRAIL = Trail("a test", "slack", NOON)


@pytest.fixture
def county(store: Store) -> County:
    """Ada of Cedar held Triage and Transport at one drill; Oak's Cy held Tactical there, in another run."""
    made = small_county(store)
    with store.writing() as session:
        keys = {
            code: add_position(session, PositionTerms(code, title, disciplines), TRAIL).id
            for code, title, disciplines in (
                ("TRIAGE", "Triage", ["fire", "ems"]),
                ("TRANSPORT", "Transport", ["fire", "ems"]),
                ("TACTICAL", "Tactical", ["law"]),
            )
        }
        for title, day in (("Old drill", date(2020, 5, 5)), ("<!here>", date(2021, 6, 6))):
            exercise = ExerciseRecord(
                key=title.lower(), code=title, title=title, type="drill", held_on=day, recorded_at=NOON
            )
            session.add(exercise)
            session.flush()
            parts = [
                Part(made.cedar, made.ada, position_id=keys["TRIAGE"]),
                Part(made.cedar, made.ada, position_id=keys["TRANSPORT"]),
                Part(made.oak, made.cy, position_id=keys["TACTICAL"], run=2 if day.year == 2021 else 1),
            ]
            take_part(session, exercise, parts, TRAIL, verified=True)
    return made


@pytest.fixture
def office(store: Store, county: County) -> Office:
    return Office(store, [*together.ENTRIES, *gaps.ENTRIES])


def first(said: Said) -> str:
    return said.text.split("\n")[0]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            "Cedar Fire and Oak Police",
            "Yes: Cedar Fire Department and Oak Police last played together on 6 Jun 2021, in “<!here>”.",
        ),
        ("Triage and Transport leads", "No: Triage and Transport have never been in one run."),
        (
            "tactical with the TRIAGE lead",
            "Yes: Tactical and Triage last were in one run on 5 May 2020, in “Old drill”.",
        ),
    ],
)
def test_the_first_word_answers(office: Office, county: County, said: str, line: str) -> None:
    assert first(office.manager(person_id=county.ada).says(f"readiness together {said}")) == line


def test_we_are_the_speakers_own(office: Office, county: County) -> None:
    lead = office.lead(county.oak, person_id=county.cy)
    said = lead.says("readiness together we and Cedar Fire")
    assert first(said).startswith("Yes: Oak Police and Cedar Fire Department last played together")
    gaps_of = lead.presses(said, "The gaps")
    assert first(gaps_of) == "Oak Police has not played with the one other agency in 24 months."


@pytest.mark.parametrize(
    "said", ["Cedar Fire", "Cedar Fire and Cedar Fire", "Cedar Fire and Triage", "x and y"]
)
def test_it_takes_two_of_a_kind(office: Office, county: County, said: str) -> None:
    with pytest.raises(Unclear, match="two agencies, or two positions"):
        office.manager(person_id=county.ada).says(f"readiness together {said}".strip())


def test_alone_it_is_who_has_played_with_whom(office: Office, county: County) -> None:
    """Seen before: `find no two in “”`."""
    speaker = office.manager(person_id=county.ada)
    assert speaker.says("readiness together").text == speaker.says("readiness gaps agencies").text


def test_a_position_of_too_few_is_not_told(office: Office, county: County) -> None:
    with pytest.raises(Refused, match="too few people"):
        office.responder(county.ada, county.cedar).says("readiness together Triage and Tactical")
