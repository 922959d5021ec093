"""How people tell what they were at an exercise, as they type it: what is understood, or asked back.

Each line goes the way a sentence goes: to the form its words use, or, where they use none, to whoever may
make something of it. What is recorded at once says so; all else is shown, and recorded by a press.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commands.all import registry
from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.kit.request import Door, Request
from commands.language.sentences import PLAYED, overheard, resolve
from commands.language.taking_part import names_a_part, told_of, understand_part
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercises import ExerciseRecord
from storage.positions import PositionRecord
from tests.commands.exercises.table import Table
from tests.conversations import county
from words.problems import Unclear

NOW = datetime(2026, 11, 26, 18, tzinfo=UTC)
POSITIONS = [
    ("IC", "Incident command", "fire;law"),
    ("TACTICAL", "Tactical", "law"),
    ("TRIAGE", "Triage", "ems;fire"),
    ("TRANSPORT", "Transport", "ems;fire"),
    ("STAGING", "Staging", "fire"),
    ("RESCUE-TF", "Rescue task force", "law;fire;ems"),
    ("DISPATCH", "Dispatch", "dispatch"),
]
EXERCISES = [
    ("EX-1", "Kauri courthouse drill", "drill", date(2026, 11, 11)),
    ("EX-2", "Ash clinic tabletop", "tabletop", date(2026, 11, 25)),
    ("EX-3", "Elm rescue", "full-scale", date(2026, 11, 26)),
    ("EX-4", "Vine campus drill", "drill", date(2026, 12, 14)),
    ("EX-5", "Vine mall exercise", "functional", date(2026, 6, 3)),
]
PHRASES: list[tuple[str, str]] = []


@pytest.fixture
def phrases_store(county_store: Store) -> Store:
    with county_store.writing() as session:
        for place, (code, title, disciplines) in enumerate(POSITIONS):
            session.add(PositionRecord(key=code.casefold(), code=code, title=title, disciplines=disciplines, place=place))
        for code, title, kind, day in EXERCISES:
            session.add(ExerciseRecord(key=code.casefold(), code=code, title=title, type=kind, held_on=day, recorded_at=county.NOW))
        catalogue_changed(session)
    return county_store


def heard(request: Request) -> str:
    """What comes of a sentence: "recorded: …", "shown: …" with what is asked, or what it is taken for."""
    sentence = request.text
    try:
        form, _ = resolve(registry(), sentence)
        told = form.says
    except Unclear as unclear:
        try:
            overheard(registry(), sentence, unclear)
        except Unclear:
            return "not understood"
        told = ""
        if not names_a_part(request):
            return "not understood"
    if told not in ("", PLAYED):
        return told
    try:
        found = understand_part(request)
    except Unclear as unclear:
        offers = " | ".join(each.label for each in unclear.offers)
        return f"{unclear.not_understood} [{offers}]"
    except Refused as refused:
        return refused.what
    way = "recorded" if told and found.is_whole else "shown"
    near = [request.catalogue.positions[each].title for each in found.near]
    said = f"{way}: {told_of(request, found.said)}"
    return " | ".join(each for each in (said, found.said.unclear, ", ".join(near)) if each)

def test_how_people_tell_of_an_exercise(phrases_store: Store) -> None:
    table = Table(phrases_store)
    member = table.ada.member
    import sys
    with phrases_store.reading() as session:
        for line in open('/tmp/phrases.txt'):
            line=line.strip()
            request = Request(session, member, county.REGION, NOW, county.REGION.day(NOW), Door.DIRECT, "key", text=line)
            sys.stderr.write(f"{line}\n      => {heard(request)}\n")
