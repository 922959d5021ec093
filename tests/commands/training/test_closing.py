"""The list of a class at its close: its pages, its buttons, what a late or forged press comes to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from commands import home
from commands.kit.member import Member
from commands.kit.problems import Refused, Wrong
from commands.kit.registry import HomePart
from commands.language.classes import ClassPicked
from commands.training import adding, closing, reopening
from commands.training.class_views import CLOSE
from commands.training.closing_views import ADD, PAGE, STAYED, TAKE_OFF, Closing, OnList
from commands.training.tracing import VOID
from storage.classes import AttendanceRecord
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from storage.training import CompletionRecord
from tests.commands.speaking import Clock, Office, Said, Speaker
from tests.commands.training.desk import Desk
from tests.conversations import county
from tests.conversations.classes import NAME, TODAY, a_class, listed, person, press, records
from words.problems import Problem

CEDAR = "Cedar Fire Department"


def speaker(store: Store, email: str, leads: bool = False, clock: Clock | None = None) -> Speaker:
    """Somebody of Cedar Fire at the desk where classes are closed."""
    entries = [*closing.ENTRIES, *adding.ENTRIES, *reopening.ENTRIES]
    cedar = frozenset({county.agency_id(store, CEDAR)})
    with store.reading() as session:
        key = person(session, email)
    at_home = home.entries([HomePart(16, closing.classes_to_close)])
    office = Office(store, [*entries, *at_home], clock or Clock(county.NOW), county.REGION)
    led = cedar if leads else frozenset()
    return office.speaker(Member("T1", "U" + email[:3].upper(), key, email, email, cedar, led))


def many(store: Store, key: int, count: int) -> None:
    """So many people of Cedar Fire signed in."""
    cedar = county.agency_id(store, CEDAR)
    emails = [f"m{n:03}@x.example" for n in range(count)]
    with store.writing() as session:
        people = [Person(email=each, first_name="M", last_name=each[1:4]) for each in emails]
        for each in people:
            each.rekey()
        session.add_all(people)
        session.flush()
        session.add_all(AffiliationRecord(person_id=each.id, agency_id=cedar) for each in people)
    press(store, key, *emails)


def test_two_hundred_are_read_in_pages_and_closed_together(county_store: Store) -> None:
    key = a_class(county_store)
    many(county_store, key, 198)
    press(county_store, key, "ben@grove.example")
    press(county_store, key, "eve@grove.example", left=True)
    cora = speaker(county_store, "cora@grove.example", leads=True)
    form = cora.clicks(CLOSE, ClassPicked(class_id=key).model_dump())
    said = shown(form)
    assert "200 people on the list. 199 get a confirmed record. 1 gets none." in said
    assert "1 to 30 of 200" in said
    assert "Eve Nakamura, Grove 911: left early" in said, "who gets none stands first"
    other = cora.clicks(PAGE, Closing(class_id=key, start=180, seen="another list").model_dump())
    assert "Somebody came or went since this list was shown" in shown(other)
    last = cora.clicks(PAGE, Closing(class_id=key, start=180).model_dump())
    assert "181 to 200 of 200" in shown(last)
    done = cora.submits(last)
    assert f"Closed: {NAME}. 199 people got a confirmed record of ASIM Basic on 2 Nov 2026." in done.text
    assert "Eve Nakamura left early: no record." in done.text
    assert len(records(county_store, key)) == 199
    with pytest.raises(Problem, match="was closed by you on 2 Nov 2026 at 09:00"):
        cora.submits(form)
    for action in (CLOSE, ADD):
        with pytest.raises(Problem, match="was closed by you"):
            cora.clicks(action, Closing(class_id=key).model_dump())


def test_what_is_pressed_about_somebody_elses_list_changes_nothing(county_store: Store) -> None:
    key, other = a_class(county_store), a_class(county_store, instructor="max@birch.example")
    press(county_store, key, "ada@grove.example")
    press(county_store, other, "eve@grove.example", left=True)
    ada, ben = speaker(county_store, "ada@grove.example"), speaker(county_store, "ben@grove.example")
    with county_store.reading() as session:
        theirs = session.scalars(select(AttendanceRecord.id).where(AttendanceRecord.class_id == other)).one()
    for action in (CLOSE, PAGE, ADD, TAKE_OFF):
        with pytest.raises(Refused):
            ada.clicks(action, Closing(class_id=key).model_dump())
    with pytest.raises(Problem, match="not on this list"):
        ben.clicks(STAYED, OnList(class_id=key, record=theirs).model_dump())
    with pytest.raises(Problem, match="no longer there"):
        ben.clicks(CLOSE, ClassPicked(class_id=99).model_dump())
    form = ben.clicks(TAKE_OFF, Closing(class_id=key).model_dump())
    for chosen in ([], [str(theirs)]):
        with pytest.raises(Wrong):
            ben.submits(form, who=chosen, reason="not here")
    assert listed(county_store, other) == ["Eve Nakamura"]
    found = ben.looks_up("class.take_off/who", "abb", Closing(class_id=key).model_dump())
    assert list(found) == [f"Ada Abbott ({CEDAR})"]


def test_what_somebody_wrote_otherwise_waits_and_a_log_a_class_rests_on_is_not_undone(
    county_store: Store,
) -> None:
    key = a_class(county_store)
    press(county_store, key, "ada@grove.example", "ben@grove.example")
    desk = Desk(county_store)
    looked_at = desk.ada.says("training log ASIM Basic today 2000h, expires 31 Dec 2099")
    said = {"day": "2026-11-02", "hours": "2000", "expires": "2099-12-31", "result": "pass"}
    desk.ada.submits(looked_at, course=str(desk.course("ASIM-B")), **said)
    asked = desk.cora.says("training log ASIM Basic today for Ben Flores")
    ben = {"people": [str(desk.person("Ben Flores"))], "course": str(desk.course("ASIM-B"))}
    logged = desk.cora.submits(asked, day="2026-11-02", result="pass", **ben)
    cora = speaker(county_store, "cora@grove.example", leads=True)
    form = cora.clicks(CLOSE, ClassPicked(class_id=key).model_dump())
    assert "Ada Abbott, Cedar Fire Department: what they logged themself says something else" in shown(form)
    assert "1 person got a confirmed record" in cora.submits(form).text
    assert [each[0] for each in records(county_store, key)] == ["ada@grove.example"]
    assert "2000 h" in shown(desk.cora.says("training verify"))
    with pytest.raises(Refused, match="was closed since, and who sat in it has only this record"):
        desk.cora.presses(logged, "Undo")
    with county_store.reading() as session:
        [bens] = session.scalars(
            select(CompletionRecord.id).where(
                CompletionRecord.person_id == person(session, "ben@grove.example"),
                CompletionRecord.completed_on == TODAY,
            )
        )
    back = desk.cora.clicks(VOID, {"record": bens})
    assert f"{NAME} gave them no record of its own" in shown(back)
    back = desk.cora.submits(back, reason="another Ben")
    if back.reply.updated is not None:  # what would become of her standing is shown first
        back = desk.cora.submits(back, reason="another Ben")
    assert "there they are left over then, to be confirmed by /training close" in back.text
    left = cora.clicks(CLOSE, ClassPicked(class_id=key).model_dump())
    assert "since their record of that day was taken back: Ben Flores." in shown(left)
    assert cora.submits(left).text == f"Confirmed in {NAME}: Ben Flores."


def test_a_class_is_closed_from_its_start_on_and_knowingly_before_its_end(county_store: Store) -> None:
    key = a_class(county_store)
    press(county_store, key, "ada@grove.example")
    clock = Clock(county.NOW.replace(hour=13, minute=59))  # 07:59
    ben = speaker(county_store, "ben@grove.example", clock=clock)
    said = "has not begun: it begins on 2 Nov 2026 at 08:00, and can be closed from then on"
    for pressed in (CLOSE, ADD, PAGE):
        with pytest.raises(Problem, match=said):
            ben.clicks(pressed, Closing(class_id=key).model_dump())
    clock.now += timedelta(minutes=2)
    form = ben.clicks(CLOSE, Closing(class_id=key).model_dump())
    assert "It runs until 12:00.* Close it before its end?" in shown(form)
    clock.now += timedelta(hours=4)
    assert "It runs until" not in shown(ben.clicks(CLOSE, Closing(class_id=key).model_dump()))
    press(county_store, key, "eve@grove.example", now=clock.now)
    late = shown(ben.clicks(CLOSE, Closing(class_id=key).model_dump()))
    assert "Eve Nakamura, Grove 911: signed in after it was over, at 12:01" in late


def test_home_names_the_classes_that_are_to_be_closed(county_store: Store) -> None:
    for _ in range(5):
        a_class(county_store)
    clock = Clock(county.NOW)
    ben = speaker(county_store, "ben@grove.example", clock=clock)
    assert "not closed yet" not in at_home(ben), "they are not over"
    clock.now = clock.now.replace(hour=20)
    shown = at_home(ben)
    assert shown.count(f"{NAME}: over, and not closed yet; 0 people on its list.") == 3
    assert "2 more classes to close." in shown
    assert "closed" not in at_home(speaker(county_store, "ada@grove.example", clock=clock))


def shown(said: Said) -> str:
    """All that the form says that was opened or changed."""
    view = said.reply.modal or said.reply.updated
    assert view is not None, "no form was shown"
    return str(view.to_dict()["blocks"])


def at_home(who: Speaker) -> str:
    """What Home says to somebody."""
    view = who.clicks("home", {}).reply.home
    assert view is not None
    return str(view.to_dict()["blocks"])
