"""What is pressed beneath a list that was brought: by its author only, once, as things are by then."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.training.brought_lists_views import ADD_LISTED, LOG_LISTED, MEND_LISTED
from storage.brought_lists import BroughtList
from storage.classes import ClassRecord, ClassState
from storage.engine import Store
from storage.training import CourseRecord
from tests.commands.speaking import Clock, Office, Speaker
from tests.commands.training.brought import brings, entries, logged
from tests.commands.training.desk import Desk, shown_in
from tests.conversations import county
from tests.conversations.classes import a_class, listed
from words.problems import Problem


def speaker(desk: Desk, name: str, leads: bool = False) -> Speaker:
    cedar = frozenset({county.agency_id(desk.store, "Cedar Fire Department")})
    office = Office(desk.store, entries(), Clock(county.NOW), county.REGION)
    led = cedar if leads else frozenset()
    user, email = f"U{name[:3].upper()}", f"{name.split()[0].lower()}@grove.example"
    return office.speaker(Member("T1", user, desk.person(name), name, email, cedar, led))


def state(store: Store, key: int) -> str:
    with store.reading() as session:
        return session.get_one(BroughtList, key).state.value


@pytest.mark.postgres
def test_a_class_takes_its_list_once_from_whoever_brought_it(desk: Desk) -> None:
    held = a_class(desk.store)
    ben, ada = speaker(desk, "Ben Flores"), speaker(desk, "Ada Abbott")
    eve = desk.person("Eve Nakamura")
    key = brings(desk.store, "UBEN", held, [eve], asked=[["Lou Itto", "“Lou Itto” is nobody."]])
    for action in (ADD_LISTED, LOG_LISTED, MEND_LISTED):
        with pytest.raises(Refused, match="brought by somebody else"):
            ada.clicks(action, {"list": key})
        with pytest.raises(Problem, match="not kept any more"):
            ben.clicks(action, {"list": key + 1})
    form = ben.clicks(MEND_LISTED, {"list": key})
    assert shown_in(form)["pasted"]["element"]["initial_value"] == "Lou Itto"
    said = ben.clicks(ADD_LISTED, {"list": key})
    assert "Added: Eve Nakamura." in said.text
    assert said.reply.replaces
    assert said.buttons() == ["Open the list", "Mend that line"]
    with pytest.raises(Problem, match="used already"):
        ben.clicks(ADD_LISTED, {"list": key})
    assert listed(desk.store, held) == ["Eve Nakamura"]

    late = brings(desk.store, "UBEN", held, [desk.person("Ada Abbott")])
    with desk.store.writing() as session:
        session.get_one(ClassRecord, held).instructor_id = eve
    with pytest.raises(Refused, match="not yours to change"):
        ben.clicks(ADD_LISTED, {"list": late})
    with desk.store.writing() as session:
        found = session.get_one(ClassRecord, held)
        found.instructor_id, found.state = desk.person("Ben Flores"), ClassState.CLOSED
    with pytest.raises(Problem, match="closed"):
        ben.clicks(ADD_LISTED, {"list": late})
    assert (listed(desk.store, held), state(desk.store, late)) == (["Eve Nakamura"], "read")


@pytest.mark.postgres
def test_a_log_records_what_was_shown_or_is_shown_anew(desk: Desk) -> None:
    cora = speaker(desk, "Cora Diaz", leads=True)
    people = [desk.person(each) for each in ("Ada Abbott", "Ben Flores", "Cora Diaz")]
    key = brings(desk.store, "UCOR", None, people, logged=logged(desk, provider="Grove"), shown="another")
    again = cora.clicks(LOG_LISTED, {"list": key})
    assert "3 people found: Ada Abbott, Ben Flores and Cora Diaz." in again.text
    assert "Cora Diaz (9 Sep 2025, current until 30 Sep 2027)." in again.text
    assert "Nothing is recorded yet." in again.text
    assert again.buttons() == ["Log it for 3 people", "Log it without the 2 who had it lately"]
    assert desk.standing() == []
    done = cora.presses(again, "Log it without")
    assert "Recorded: Basic Life Support on 20 Oct 2026, 4 hours, for Ben Flores." in done.text
    [only] = desk.standing()
    assert (only.completed_on, only.provider, only.verified) == (date(2026, 10, 20), "Grove", True)
    assert only.recorded_from == "a list brought as a file"
    with pytest.raises(Problem, match="used already"):
        cora.presses(again, "Log it for")
    cora.presses(done, "Undo")
    assert desk.standing() == []

    key = brings(desk.store, "UCOR", None, people, logged=logged(desk), asked=[["X", "“X” is nobody."]])
    with pytest.raises(Refused, match="not yours any more"):
        speaker(desk, "Cora Diaz").clicks(LOG_LISTED, {"list": key})
    shown = shown_in(cora.clicks(MEND_LISTED, {"list": key}))
    assert shown["names"]["element"]["initial_value"] == "X"
    foreign = brings(desk.store, "UCOR", None, [desk.person("Pat Quinn")], logged=logged(desk))
    again = cora.clicks(LOG_LISTED, {"list": foreign})
    with pytest.raises(Refused):
        cora.presses(again, "Log it for")
    with desk.store.writing() as session:
        broken = session.get_one(BroughtList, key)
        broken.logged = {"course": "?"}
    with pytest.raises(Problem, match="earlier time"):
        cora.clicks(LOG_LISTED, {"list": key})
    with desk.store.writing() as session:
        session.get_one(BroughtList, key).logged = {**logged(desk), "course": 99}
        assert session.get(CourseRecord, 99) is None
    with pytest.raises(Problem, match="no longer in the catalogue"):
        cora.clicks(LOG_LISTED, {"list": key})
    assert desk.standing() == []
