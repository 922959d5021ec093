"""Home, the list and what waits say to a point of contact that an exercise is theirs, and what is next."""

from __future__ import annotations

from datetime import date
from typing import Any

from commands import home
from commands.exercises import (
    closing,
    planning_overview,
    signing_in,
    signing_in_presses,
    verifying,
    yours_home,
)
from commands.exercises.signing_in_views import HERE, OPEN, Pressed, SignInOf
from commands.kit.member import Member
from commands.kit.registry import HomePart
from storage.engine import Store
from storage.exercises import ExerciseRecord
from tests.commands.speaking import Clock, Office, buttons_in
from tests.conversations import county, drill

WAITS = "Muster\n*What waits for you*"
PARTS = (planning_overview, signing_in, signing_in_presses, closing, verifying)


def test_who_is_named_as_the_point_of_contact_learns_of_it(county_store: Store) -> None:
    entries = [entry for module in PARTS for entry in module.ENTRIES]
    at_home_too = home.entries([HomePart(14, yours_home.near_and_yours)])
    office = Office(county_store, [*entries, *at_home_too], Clock(county.NOW), county.REGION)
    elm = drill.exercise(county_store, "Elm rescue", poc="pat@birch.example")
    drill.exercise(county_store, "Far drill", on=date(2026, 11, 17), poc="pat@birch.example")
    drill.exercise(county_store, "Oak drill", on=date(2026, 11, 3))
    with county_store.reading() as session:
        pat = session.get_one(ExerciseRecord, elm).poc_id or 0
    birch = county.agency_id(county_store, "Birch Police Department")
    mine = office.responder(pat, birch)

    def at_home() -> tuple[str, list[str]]:
        view = mine.clicks("home", {}).reply.home
        assert view is not None
        blocks: list[dict[str, Any]] = view.to_dict()["blocks"]
        texts = [each["text"]["text"] for each in blocks if "text" in each]
        return "\n".join(texts), [each["text"]["text"] for each in buttons_in(blocks)]

    assert at_home() == (f"{WAITS}\nYours: Elm rescue, today.", ["Post a sign-in"])
    listed = mine.says("exercise").text
    assert "Yours: Elm rescue, 2 Nov 2026" in listed
    assert "Yours: Oak drill" not in listed
    assert "Review one" in mine.says("exercise").buttons()
    mine.clicks(OPEN, SignInOf(exercise=elm).model_dump())
    assert "signed in on" not in mine.says("exercise verify").text
    member = Member("T1", "UADA", 1, "Ada", "ada@grove.example", frozenset({1}))
    office.speaker(member).clicks(HERE, Pressed(exercise=elm).model_dump())
    assert at_home() == (f"{WAITS}\nYours: Elm rescue, today.", ["Close"])
    for said in ("exercise verify", "exercise verify Elm"):
        waits = mine.says(said)
        assert "1 has signed in on the open card of Elm rescue, 2 Nov 2026." in waits.text
        assert "Close" in waits.buttons()
    form = mine.presses(mine.says("exercise verify"), "Close")
    mine.submits(form)
    assert at_home() == ("Muster", [])
