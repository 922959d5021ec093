"""`/muster positions`: who may, what no form takes, and what comes of old buttons."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from commands.region import positions
from readiness.positions import LONGEST_TITLE, MOST_CURRENT_MONTHS, MOST_OF_ONE
from storage.engine import Store
from storage.positions import PositionRecord
from tests.commands.speaking import Office, Said, Speaker, audited
from words.problems import Problem, Unclear

GOOD = {"title": "Triage", "disciplines": ["fire"], "needed": "1", "months": "12", "place": "1"}


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, positions.ENTRIES)


def submitted(speaker: Speaker, **more: Any) -> Said:
    return speaker.submits(speaker.says("muster positions add"), **{"code": "TRIAGE", **GOOD, **more})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "X" * 21),
        ("title", ""),
        ("title", "T" * 201),
        ("disciplines", ["army"]),
        ("needed", "-1"),
        ("needed", "1.5"),
        ("needed", "101"),
        ("months", "0"),
        ("months", "１２"),
        ("place", ""),
    ],
)
def test_what_no_form_of_ours_sends_is_refused_field_by_field(office: Office, field: str, value: Any) -> None:
    with pytest.raises(Wrong) as wrong:
        submitted(office.manager(), **{field: value})
    assert list(wrong.value.fields) == [field]
    assert audited(office.store) == []


def test_whatever_a_file_may_bring_opens_in_the_form(office: Office, store: Store) -> None:
    with store.writing() as session:
        for place in range(1, 103):
            code = f"P{place}"
            session.add(
                PositionRecord(
                    key=code.casefold(),
                    code=code,
                    title=f"{place} " + "T" * (LONGEST_TITLE - len(f"{place} ")),
                    needed=MOST_OF_ONE if place == 102 else 0,
                    current_months=MOST_CURRENT_MONTHS,
                    place=place,
                )
            )
    manager = office.manager()
    opened = manager.clicks("positions.open", {"position": 102}).reply.modal
    form = str(opened and opened.to_dict())
    assert all(f"'{kept}'" in form for kept in (MOST_OF_ONE, MOST_CURRENT_MONTHS, 102))
    assert manager.says("muster positions P102").reply.modal


def test_a_position_is_confirmed_before_it_is_added_and_an_old_button_changes_nothing(office: Office) -> None:
    manager = office.manager()
    shown = submitted(manager).reply.updated
    assert shown is not None
    assert "Fire · 1 a team · played within 12 months" in str(shown.to_dict())
    assert "The region would be 0 teams deep tonight; the first would fail at Triage (0 of 1)." in str(
        shown.to_dict()
    )
    assert audited(office.store) == []
    draft = {"code": "TRIAGE", **GOOD, "needed": 1, "months": 12, "place": 1}
    confirm = manager.registry.submissions["position.confirm"]
    assert "Triage is in the catalogue now." in manager._run(confirm, Door.SUBMITTED, value=draft).text
    with pytest.raises(Wrong, match="that code"):
        manager._run(confirm, Door.SUBMITTED, value=draft)
    out = {**draft, "position": 1, "out": True}
    assert "Triage was taken out" in manager._run(confirm, Door.SUBMITTED, value=out).text
    with pytest.raises(Problem, match="taken out of the catalogue meanwhile"):
        manager._run(confirm, Door.SUBMITTED, value=out)
    with pytest.raises(Problem, match="taken out of the catalogue meanwhile"):
        manager.clicks("positions.open", {"position": 1})
    with pytest.raises(Unclear, match="was taken out of the catalogue"):
        manager.says("muster positions triage")
    assert len(audited(office.store)) == 2


def test_the_catalogue_is_the_emergency_managers(office: Office) -> None:
    for speaker in (office.lead(1), office.responder(1, 1)):
        for said in ("muster positions", "muster positions add"):
            with pytest.raises(Refused):
                speaker.says(said)
        with pytest.raises(Refused):
            speaker.clicks("positions.load", {})


def test_in_a_conversation_a_button_opens_the_form(office: Office) -> None:
    manager = office.manager()
    manager.clicks("positions.load", {})
    said = manager.says("muster positions rescue", Door.DIRECT)
    assert said.buttons() == ["Change Rescue task force"]
    opened = manager.presses(said, "Change Rescue task force").reply.modal
    assert opened is not None
    assert "Take it out" in str(opened.to_dict())
    with pytest.raises(Unclear, match="I can't find any position"):
        manager.says("muster positions plumber")
