"""How people tell what they were at an exercise, as they type it: what is understood, or asked back.

Each line goes the way a sentence goes: to the form its words use, or, where they use none, to whoever may
make something of it. What is recorded at once says so; all else is shown, and recorded by a press.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commands.all import registry
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Registry
from commands.kit.request import Door, Request
from commands.language.logs import NOT_YET
from commands.language.overhearing import overheard
from commands.language.senses import settled
from commands.language.sentences import PLAYED, resolve
from commands.language.taking_part import told_of, understand_part
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
PHRASES = [
    (
        "played staging in kauri courthouse drill on the 11th",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Staging",
    ),
    ("was transport at kauri drill 11/11", "recorded: Kauri courthouse drill, 11 Nov 2026; Transport"),
    ("Played triage yesterday at the Ash tabletop", "recorded: Ash clinic tabletop, 25 Nov 2026; Triage"),
    ("Played RTF at Kauri drill", "recorded: Kauri courthouse drill, 11 Nov 2026; Rescue task force"),
    ("we had the tabletop yesterday, I was dispatch", "recorded: Ash clinic tabletop, 25 Nov 2026; Dispatch"),
    (
        "we had the tabletop yesterday and I was incident command",
        "recorded: Ash clinic tabletop, 25 Nov 2026; Incident command",
    ),
    ("at the tabletop yesterday I was triage", "recorded: Ash clinic tabletop, 25 Nov 2026; Triage"),
    (
        "Just did the Kauri drill, I was RTF",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Rescue task force",
    ),
    ("I was at the Kauri drill and played triage", "recorded: Kauri courthouse drill, 11 Nov 2026; Triage"),
    (
        "I ran staging for Cedar Fire at the Kauri drill",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Staging",
    ),
    (
        "put me down as triage for the kauri drill please",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Triage",
    ),
    (
        "can you put me down as triage for the kauri drill",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Triage",
    ),
    ("Log me for triage at Kauri drill", "recorded: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("log Transport at the Kauri drill", "recorded: Kauri courthouse drill, 11 Nov 2026; Transport"),
    ("I did transport in the kauri drill", "recorded: Kauri courthouse drill, 11 Nov 2026; Transport"),
    ("did transport at the kauri drill", "recorded: Kauri courthouse drill, 11 Nov 2026; Transport"),
    ("I did the kauri drill on 11 Nov as triage", "recorded: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("I was triage lead at the kauri drill", "recorded: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("I was the triage officer at the Kauri drill", "recorded: Kauri courthouse drill, 11 Nov 2026; Triage"),
    (
        "I worked as transport group supervisor at the Kauri drill",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Transport",
    ),
    (
        "I acted as incident commander at the Kauri drill",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Incident command",
    ),
    (
        "I played both Triage and Transport at the Kauri drill",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Triage; Transport",
    ),
    (
        "I played Triage, Transport and Staging at the Kauri drill",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Triage; Transport; Staging",
    ),
    ("I played Transport at Vine", "recorded: Vine mall exercise, 3 Jun 2026; Transport"),
    ("I evaluated the Ash tabletop", "recorded: Ash clinic tabletop, 25 Nov 2026; evaluator"),
    ("worked dispatch at kauri on 11 november", "shown: Kauri courthouse drill, 11 Nov 2026; Dispatch"),
    ("kauri drill - triage and transport", "shown: Kauri courthouse drill, 11 Nov 2026; Triage; Transport"),
    ("Kauri drill, I was staging", "shown: Kauri courthouse drill, 11 Nov 2026; Staging"),
    ("my role at the kauri drill was triage", "shown: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("yesterday's tabletop: dispatch", "shown: Ash clinic tabletop, 25 Nov 2026; Dispatch"),
    (
        "I palyed transport at teh kauri drill",
        ("shown: Kauri courthouse drill, 11 Nov 2026; Transport | I did not understand “palyed teh”."),
    ),
    (
        "I think I was triage at the kauri drill",
        ("shown: Kauri courthouse drill, 11 Nov 2026; Triage | I did not understand “think”."),
    ),
    (
        "I played transprot at the Kauri drill",
        (
            "shown: Kauri courthouse drill, 11 Nov 2026 | I can't find any position called “transprot”. "
            "Did you mean Transport? | Transport"
        ),
    ),
    (
        "I played Medic at the Kauri drill",
        "shown: Kauri courthouse drill, 11 Nov 2026 | I can't find any position called “Medic”.",
    ),
    (
        "I played Triage or Transport at the Kauri drill",
        ("shown: Kauri courthouse drill, 11 Nov 2026 | One position at a time: Triage, Transport. Choose"),
    ),
    (
        "I played triage in run 1 and transport in run 2 at the kauri drill",
        "shown: Kauri courthouse drill, 11 Nov 2026; run 1 | One position at a time",
    ),
    (
        "I played triage at the kauri drill last week",
        "shown: Kauri courthouse drill, 11 Nov 2026; Triage | “last week” is not a single day",
    ),
    ("I was at the Elm rescue today", "shown: Elm rescue, 26 Nov 2026"),
    ("we ran the elm rescue today and I was tactical", "shown: Elm rescue, 26 Nov 2026; Tactical"),
    ("I was dispatch", "shown: Dispatch | Which exercise?"),
    (
        "Iris Hahn played Tactical at the Elm rescue",
        "I can't find “Iris Hahn” among the people whose part you can record.",
    ),
    (
        "Transport for Ben Flores at the Kauri drill",
        "I can't find “Ben Flores” among the people whose part you can record.",
    ),
    (
        "at the drill yesterday I was triage",
        (
            "You said 25 Nov 2026; I know Kauri courthouse drill, 11 Nov 2026 or Vine campus "
            "drill, 14 Dec 2026. [Kauri courthouse drill, 11 Nov 2026 | Ash clinic tabletop, "
            "25 Nov 2026]"
        ),
    ),
    (
        "I played Transport at the Vine drill yesterday",
        (
            "You said 25 Nov 2026; I know Vine campus drill, 14 Dec 2026. Vine campus drill, "
            "14 Dec 2026 is still ahead: record who took part once it is over. "
            "[Ash clinic tabletop, 25 Nov 2026]"
        ),
    ),
    (
        "I played Transport at the Vine campus drill",
        ("Vine campus drill, 14 Dec 2026 is still ahead: record who took part once it is over. []"),
    ),
    ("I played Transport at the Kauri drill tomorrow", "27 Nov 2026 is still ahead"),
    ("I did not play at the Kauri drill", "“not” sounds like an exercise you had no part in"),
    (
        "log Triage at the Kauri drill for me, no show",
        "“no show” sounds like an exercise you had no part in",
    ),
    (
        "I was Triage at the Kauri drill for 4 hours, didn't finish",
        "“didn't finish” sounds like an exercise you had no part in",
    ),
    ("log Triage at the Kauri drill for me, failed", "“failed” sounds like an exercise you had no part in"),
    (
        "I was Triage at the Kauri drill for 4 hours",
        "shown: Kauri courthouse drill, 11 Nov 2026; Triage | I did not understand “4 hours”.",
    ),
    ("log Triage at the Kauri drill for me, passed", "shown: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("count triage at the Kauri drill", "shown: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("could you count Triage at the Kauri drill", "shown: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("can you add Triage at the Kauri drill", "shown: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("put Triage at the Kauri drill", "shown: Kauri courthouse drill, 11 Nov 2026; Triage"),
    ("mark Transport for the Kauri drill", "shown: Kauri courthouse drill, 11 Nov 2026; Transport"),
    ("count me as triage at the Kauri drill", "recorded: Kauri courthouse drill, 11 Nov 2026; Triage"),
    (
        "were Triage and Transport at the Kauri drill",
        "shown: Kauri courthouse drill, 11 Nov 2026; Triage; Transport",
    ),
    ("was the Triage at the Kauri drill", "shown: Kauri courthouse drill, 11 Nov 2026; Triage"),
    (
        "we were Triage and Transport at the Kauri drill",
        "shown: Kauri courthouse drill, 11 Nov 2026; Triage; Transport",
    ),
    (
        "we covered Triage, Transport and Dispatch at the Kauri drill",
        "shown: Kauri courthouse drill, 11 Nov 2026; Triage; Transport; Dispatch",
    ),
    ("I took part in BLS yesterday", "“BLS” is a class, not a part in an exercise. [training log "),
    ("I participated in BLS yesterday", "“BLS” is a class, not a part in an exercise. [training log "),
    ("I observed BLS yesterday", "“BLS” is a class, not a part in an exercise. [training log "),
    ("log BLS at the Kauri drill yesterday", "“BLS” is a class, not a part in an exercise. [training log "),
    (
        "I took BLS at the Kauri courthouse drill yesterday",
        "“BLS” is a class, not a part in an exercise. [training log ",
    ),
    ("did BLS at the exercise yesterday", "“BLS” is a class, not a part in an exercise. [training log "),
    (
        "I played Triage at the Kauri drill and took BLS",
        "shown: Kauri courthouse drill, 11 Nov 2026; Triage | I did not understand “BLS”.",
    ),
    ("I took BLS on Friday", "training log"),
    ("I did the hazmat class at Station 4", "training log"),
    ("I did CPR at the station drill ground", "training log"),
    ("I took the live fire drill class", "training log"),
    ("I did the live fire drill on Friday", "training log"),
    ("I took BLS at the drill ground yesterday", "training log"),
    ("I did HSEEP Exercise Design", "training log"),
    ("just completed tabletop facilitator", "training log"),
    ("I took the drill instructor course and was there on Friday", "training log"),
    ("we did the drill and I took BLS on Friday", "training log"),
    ("log me for BLS yesterday", "training log"),
    ("who played Transport?", "readiness played"),
    ("who played Transport at the Kauri drill", "not understood"),
    ("did I play Transport at the Kauri drill?", "not understood"),
    ("was I transport at the kauri drill", "not understood"),
    ("I was the lead at Station 4", "not understood"),
    ("I was sick yesterday", "not understood"),
    ("thanks for the drill yesterday", "not understood"),
    ("I will play Transport at the Vine drill", "not understood"),
    ("put me down for BLS", "not understood"),
    ("dispatch", "due"),
    ("plan an exercise: tabletop next Friday with Birch Police", "exercise plan"),
    ("cancel the Vine drill", "exercise"),
    ("what actions are open?", "exercise actions"),
    ("show me the open actions", "exercise actions"),
]
"""What a responder of Cedar Fire says on 26 November, and how what comes of it begins."""

OF_OTHERS = [
    (
        "exercise log Triage at the Kauri drill for Ben Flores, no show",
        "“no show” sounds like an exercise you had no part in",
    ),
    (
        "exercise log Triage at the Kauri drill for Ben Flores, failed",
        "“failed” sounds like an exercise you had no part in",
    ),
    (
        "exercise log Triage at the Kauri drill for Ben Flores, incomplete",
        "“incomplete” sounds like an exercise you had no part in",
    ),
    (
        "log Triage at the Kauri drill for me, Ben Flores didn't finish",
        "“didn't finish” sounds like an exercise you had no part in",
    ),
    (
        "Ben Flores played Tactical at the Elm rescue",
        "shown: Elm rescue, 26 Nov 2026; Tactical; for Ben Flores",
    ),
    (
        "Ben Flores played Triage at the Kauri drill",
        "recorded: Kauri courthouse drill, 11 Nov 2026; Triage; for Ben Flores",
    ),
    (
        "Iris Hahn played Triage at the Kauri drill",
        "shown: Kauri courthouse drill, 11 Nov 2026; Triage | I can't find",
    ),
]
"""What the lead of Cedar Fire says of others."""


@pytest.fixture
def told_store(county_store: Store) -> Store:
    """The county with seven positions, three exercises that were held lately, one long ago, one to come."""
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    with county_store.writing() as session:
        for place, (code, title, disciplines) in enumerate(POSITIONS):
            key = code.casefold()
            session.add(PositionRecord(key=key, code=code, title=title, disciplines=disciplines, place=place))
        for code, title, kind, day in EXERCISES:
            session.add(
                ExerciseRecord(
                    key=code.casefold(),
                    code=code,
                    title=title,
                    type=kind,
                    held_on=day,
                    host_agency_id=cedar,
                    recorded_at=county.NOW,
                )
            )
        catalogue_changed(session)
    return county_store


def heard(request: Request, ours: Registry) -> str:
    """What comes of a sentence: the form it uses; of an exercise what was understood, and what is asked."""
    try:
        form = resolve(ours, request.text)[0].says
    except Unclear as unclear:
        try:
            form = settled(request, *overheard(ours, request.text, unclear))[0].says
        except Unclear:
            return "not understood"
        except (AskedBack, Refused):
            form = ""
    if form not in ("", PLAYED):
        return form
    try:
        found = understand_part(request)
    except Unclear as unclear:
        return f"{unclear.not_understood} [{' | '.join(each.label for each in unclear.offers)}]"
    except Refused as refused:
        return refused.what
    way = "recorded" if form and found.is_whole else "shown"
    near = [request.catalogue.positions[each].title for each in found.near]
    parts = (f"{way}: {told_of(request, found.said)}", found.said.unclear, ", ".join(near))
    return " | ".join(each for each in parts if each)


def test_how_people_tell_of_an_exercise(told_store: Store) -> None:
    table, ours = Table(told_store), registry()
    wrong = []
    with told_store.reading() as session:
        for member, phrases in ((table.ada.member, PHRASES), (table.cora.member, OF_OTHERS)):
            for said, meant in phrases:
                day = county.REGION.day(NOW)
                request = Request(session, member, county.REGION, NOW, day, Door.DIRECT, "key", text=said)
                found = heard(request, ours).replace(f" {NOT_YET}", "")
                whole = meant in ours.forms or meant.startswith("recorded")
                if not (found == meant if whole else found.startswith(meant)):
                    wrong.append((said, found))
    assert wrong == []
