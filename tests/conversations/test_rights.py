"""What nobody gets who has no right to it: by old or altered buttons, in a channel, by counting to one."""

from __future__ import annotations

import json
from itertools import count
from threading import Barrier, Thread
from typing import Any

import pytest

from bot.answers import Answer
from bot.conversation import Conversation
from bot.hearing import Heard
from commands.all import registry
from commands.due.counting import LEFT_OUT
from commands.kit.request import Door, Place
from files.imports.applying import apply_plan
from files.imports.planning import plan_import
from files.kinds import KINDS
from files.table import read_table
from storage.deliveries import Delivery
from storage.digests import live_subscriptions
from storage.engine import Store
from storage.people import Person, SlackIdentity
from tests.conversations import county
from tests.conversations.conftest import Stage

ROOM = Place("C1", "readiness")
BOMB_SQUAD_OF_ONE = """email,first_name,last_name,agency,role
lou@birch.example,Lou,Ito,Birch Police Department,bomb technician
fay@grove.example,Fay,Ford,Grove 911,
gil@grove.example,Gil,Gray,Grove 911,
"""
"""With two more in Grove 911 beside Eve, who is on leave, every agency has two people to count."""

KEYS = count()


@pytest.fixture
def store(county_store: Store) -> Store:
    return county_store


@pytest.fixture
def talk(store: Store) -> Conversation:
    """The county, and Ada, Cora and Dana linked; without Slack, so that any value can be sent."""
    with store.writing() as session:
        dana = Person(email="dana@grove.example", first_name="Dana", last_name="Reyes")
        dana.rekey()
        session.add(dana)
    for name in ("ada", "cora", "dana"):
        link(store, f"U{name.upper()}", f"{name}@grove.example")
    return Conversation(
        store, registry(), county.REGION, lambda: county.NOW, meet=lambda *_: True, wake=lambda: None
    )


def link(store: Store, user: str, person: str, **more: Any) -> None:
    with store.writing() as session:
        found = session.query(Person).filter_by(email=person).one()
        session.add(SlackIdentity(workspace="T1", user=user, person_id=found.id, seen_at=county.NOW, **more))


def bring(store: Store, kind: str, text: str) -> None:
    with store.writing() as session:
        table = read_table(text.encode(), f"{kind}.csv")
        plan = plan_import(session, KINDS[kind], table, county.REGION, county.REGION.day(county.NOW))
        assert not plan.refused
        apply_plan(session, plan, "a test", "command line", county.NOW)


def says(talk: Conversation, user: str, text: str) -> Answer:
    return talk.answer(Heard(Door.COMMAND, "T1", user, f"key {next(KEYS)}", text=text, place=ROOM))


def presses(talk: Conversation, user: str, action: str, **value: Any) -> Answer:
    key = f"key {next(KEYS)}"
    return talk.answer(Heard(Door.MESSAGE, "T1", user, key, name=action, value=value, place=ROOM))


def person_id(store: Store, email: str) -> int:
    with store.reading() as session:
        return session.query(Person).filter_by(email=email).one().id


def labels(answer: Answer) -> list[str]:
    rows = [block["elements"] for block in answer.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


def all_courses(talk: Conversation, user: str, overview: Answer) -> str:
    """What an overview says, and the page of all courses, where it has no room for them and a button."""
    rows = [block["elements"] for block in overview.blocks if block["type"] == "actions"]
    buttons = [each for row in rows for each in row if each["text"]["text"] == "Courses"]
    pages = [presses(talk, user, "readiness.parts", **json.loads(each["value"])).text for each in buttons]
    return "\n".join([overview.text, *pages])


@pytest.mark.parametrize("user", ["UCORA", "UDANA"])
def test_nobody_shares_one_person_with_a_channel(talk: Conversation, store: Store, user: str) -> None:
    ben = person_id(store, "ben@grove.example")
    assert "Share" not in labels(says(talk, user, "due ben@grove.example"))
    assert "one person is no count" in presses(talk, user, "due.share", kind="person", key=ben).text
    nine = county.agency_id(store, "Grove 911")  # one person works there
    assert (
        "too few people to count without naming one"
        in presses(talk, user, "due.share", kind="agency", key=nine).text
    )
    with store.reading() as session:
        assert session.query(Delivery).count() == 0


def test_what_is_asked_of_one_person_alone_is_not_counted(talk: Conversation, store: Store) -> None:
    bring(store, "roster", BOMB_SQUAD_OF_ONE)
    bring(store, "courses", "code,title\nBOMB,Bomb disposal\n")
    bring(store, "rules", "course,effective_on,interval_months\nBOMB,2015-01-01,24\n")
    bring(store, "requirements", "course,disciplines,roles\nBOMB,law,bomb technician\n")
    assert "; also BOMB" in says(talk, "UDANA", "due Birch Police").text
    for sentence in ("due everyone", "due Birch Police", "due law"):
        counted = says(talk, "UADA", sentence).text
        assert "ASIM Basic" in counted
        assert "Bomb disposal" not in counted
        assert LEFT_OUT in counted
    assert "too few people to count without naming one" in says(talk, "UADA", "due everyone for BOMB").text
    birch = county.agency_id(store, "Birch Police Department")
    presses(talk, "UDANA", "due.share", kind="agency", key=birch)
    with store.reading() as session:
        shared = session.query(Delivery).one()
        assert "Bomb disposal" not in shared.text
        assert "ASIM Basic" in shared.text


def test_coverage_shows_no_course_asked_of_one_person_by_itself(talk: Conversation, store: Store) -> None:
    bring(store, "roster", BOMB_SQUAD_OF_ONE)
    bring(store, "courses", "code,title\nBOMB,Bomb disposal\n")
    bring(store, "rules", "course,effective_on,interval_months\nBOMB,2015-01-01,24\n")
    bring(store, "requirements", "course,disciplines,roles\nBOMB,law,bomb technician\n")
    for sentence in ("readiness", "readiness law", "readiness Birch Police"):
        counted = says(talk, "UADA", sentence)
        assert "ASIM Basic" in counted.text
        assert "Bomb disposal" not in str(counted)
        assert "1 course asked of too few people not shown." in counted.text
        assert "Bomb disposal" not in all_courses(talk, "UADA", counted)
        assert "Bomb disposal  ░░░░░░░░░░ 0% (0 of 1)" in all_courses(
            talk, "UDANA", says(talk, "UDANA", sentence)
        )
    # Birch's four are asked ASIM Basic; Bomb disposal is asked of Lou alone, and in no total.
    assert "1 of 4 requirements current" in says(talk, "UADA", "readiness Birch Police").text
    assert "1 of 4 requirements current" in says(talk, "UADA", "readiness law").text
    assert "1 of 5 requirements current" in says(talk, "UDANA", "readiness Birch Police").text
    # Cedar's eight, Birch's four and the two of Grove 911 beside Eve, who is on leave.
    everyone = says(talk, "UADA", "readiness").text
    assert "7 of 14 requirements current (50%) · 1 on leave" in everyone
    assert "Weakest: Grove 911 0% (0 of 2)" in everyone
    assert "7 of 15 requirements current (46%) · 1 on leave" in says(talk, "UDANA", "readiness").text
    how = presses(talk, "UADA", "digest.how", scope="discipline:law").text
    assert "ASIM Basic: 4 required" in how
    assert "Bomb disposal" not in how


@pytest.mark.several
@pytest.mark.postgres
def test_two_who_subscribe_a_channel_at_once_make_one_subscription(talk: Conversation, store: Store) -> None:
    when = {"often": "week", "weekday": "0", "at": "08:00", "zone": "America/Chicago"}
    fields = {"channel": "C1", **when, "scope": "everyone"}
    start, answers = Barrier(2), []

    def submits(key: str) -> None:
        start.wait()
        heard = Heard(Door.SUBMITTED, "T1", "UDANA", key, name="digest.subscribe", fields=fields)
        answers.append(talk.answer(heard))

    threads = [Thread(target=submits, args=(f"form {number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert len(live_subscriptions(session, "T1")) == 1
    assert sorted("gets that digest already" in str(answer) for answer in answers) == [False, True]


def test_somebody_who_knows_the_others_gets_no_count_of_the_one_left(
    talk: Conversation, store: Store
) -> None:
    bring(store, "roster", "email,first_name,last_name,agency\nada@grove.example,Ada,Abbott,Grove 911\n")
    assert "too few people to count without naming one" in says(talk, "UADA", "due Grove 911").text


def test_a_responder_is_offered_no_download_they_may_not_have(talk: Conversation) -> None:
    own = says(talk, "UADA", "due Cedar Fire")
    assert "Ada Abbott" in own.text
    assert "Download" not in labels(own)
    assert "Download" in labels(says(talk, "UCORA", "due Cedar Fire"))


def test_an_altered_form_tells_nothing_of_others(talk: Conversation, store: Store) -> None:
    course = {"course": "1", "day": "2026-03-10"}
    ben = {"people": [str(person_id(store, "ben@grove.example"))]}

    def chosen(user: str) -> str:
        heard = Heard(
            Door.MODAL,
            "T1",
            user,
            f"key {next(KEYS)}",
            name="people",
            form="training.log",
            fields={**course, **ben},
        )
        return str(talk.answer(heard).updated)

    with store.reading() as session:
        from storage.training import CourseRecord

        course["course"] = str(session.query(CourseRecord).filter_by(code="ASIM-B").one().id)
    assert "Ben Flores" in chosen("UCORA")
    assert "Ben Flores" not in chosen("UADA")


def test_the_email_of_another_organizations_user_makes_no_manager(talk: Conversation, store: Store) -> None:
    boss = "dana@grove.example"
    link(store, "UOUT", "pat@birch.example", email=boss, is_outside=True, linked_by=boss)
    link(store, "UGUEST", "lou@birch.example", email=boss, is_guest=True, linked_by=boss)
    for user in ("UOUT", "UGUEST"):
        assert "An emergency manager can do this." in says(talk, user, "muster rights").text
        assert "As I understood it" in says(talk, user, "due").text
    assert "Who can do what" in says(talk, "UDANA", "muster rights").text


@pytest.mark.sliced(8)
@pytest.mark.parametrize("sign", ['"', "\\", "<", "é", "\N{FAMILY}"])
@pytest.mark.parametrize(
    "sentence",
    ["due fire {}", "due ASIM {}", "training lgo {}", "training log ASIM-B yesterday zzz for {}", "{}"],
)
def test_whatever_is_typed_is_answered(talk: Conversation, sentence: str, sign: str) -> None:
    answer = says(talk, "UDANA", sentence.format(sign * 1300))
    assert answer.text or answer.modal
    assert "Something of mine" not in answer.text


def test_a_share_stays_out_of_channels_that_outsiders_read(stage: Stage) -> None:
    bridge = stage.slack.channel("bridge", members=[stage.cora, stage.max], shared=True)
    stage.cora.says("/due Cedar Fire", bridge)
    stage.cora.sees("Share")
    stage.cora.presses("Share")
    stage.cora.sees("readiness stays inside", seconds=10)
    assert not [said for said in stage.max.messages(bridge) if "Shared by" in str(said)]
