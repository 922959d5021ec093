"""Two in the same moment: the second waits, and what they may and what is there is asked of what is then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.problems import Refused
from commands.training.class_views import CANCEL, CLOSE, MOVE, OPEN_NOW
from commands.training.closing_views import ADD, Closing
from commands.training.tracing import CORRECT, VOID
from storage.classes import ClassRecord, ClassState
from storage.engine import Store
from storage.planned_classes import change_class
from storage.recording import verify
from storage.training import CompletionRecord
from storage.wrong_codes import may_try, note_wrong_code
from tests.commands.training.classroom import SIGNIN, classroom
from tests.commands.training.desk import Desk
from tests.commands.training.test_certificates import Cabinet
from tests.commands.training.test_closing import speaker
from tests.conversations import county
from tests.conversations.classes import TODAY, a_class, person, press, trail
from tests.waiting import until_it_waits
from words.problems import Problem

pytestmark = pytest.mark.postgres

T = TypeVar("T")


def after(store: Store, first: Callable[[Session], object], follow: Callable[[], T]) -> T:
    """What the second comes to, who began before what the first did was there for all to see."""
    came: list[T | Problem] = []

    def second() -> None:
        try:
            came.append(follow())
        except Problem as error:
            came.append(error)

    thread = threading.Thread(target=second)
    with store.writing() as session:
        first(session)
        session.flush()
        thread.start()
        until_it_waits(store, thread)
    thread.join(10)
    [became] = came
    if isinstance(became, Problem):
        raise became
    return became


@pytest.mark.several
def test_an_instructor_replaced_meanwhile_does_nothing_more_with_the_class(county_store: Store) -> None:
    key = a_class(county_store)
    press(county_store, key, "ada@grove.example", "ben@grove.example")
    ben = speaker(county_store, "ben@grove.example")
    cora = speaker(county_store, "cora@grove.example", leads=True)
    carried = Closing(class_id=key).model_dump()
    form, adding = ben.clicks(CLOSE, carried), ben.clicks(ADD, carried)
    there = classroom(county_store).somebody("Ben Flores")
    move, cancel = there.clicks(MOVE, {"class_id": key}), there.clicks(CANCEL, {"class_id": key})
    teaches = iter(["ada@grove.example", "ben@grove.example"] * 5)

    def another(session: Session) -> None:
        change = {"instructor_id": person(session, next(teaches))}
        held = session.get_one(ClassRecord, key)
        change_class(session, held, change, trail(county.NOW), county.REGION.zone)

    for does in (
        lambda: ben.submits(form),
        lambda: ben.submits(adding, pasted="Eve Nakamura"),
        lambda: there.submits(move, day="2026-11-02", at="08:00", place="Elm Hall"),
        lambda: there.submits(cancel, reason="Because"),
        lambda: there.clicks(OPEN_NOW, {"class_id": key}),
    ):
        with pytest.raises(Refused, match="not yours to change"):
            after(county_store, another, does)
        with county_store.writing() as session:
            another(session)
    with county_store.reading() as session:
        held = session.get_one(ClassRecord, key)
        assert (held.state, held.place) == (ClassState.OPEN, "Station 4")
    assert "Closed:" in cora.submits(cora.clicks(CLOSE, carried)).text


@pytest.mark.several
def test_a_record_confirmed_meanwhile_is_not_its_persons_to_change(desk: Desk) -> None:
    desk.ada.says("training log ASIM Basic yesterday")
    [logged] = desk.standing()
    back, mend = (desk.ada.clicks(f"{each}:1", {"record": logged.id}) for each in (VOID, CORRECT))
    back = desk.ada.submits(back, reason="mine")  # what would become of it is shown, and sent again

    def confirm(session: Session) -> None:
        [record] = session.scalars(select(CompletionRecord).where(CompletionRecord.id == logged.id))
        record.verified = False
        assert verify(session, [record], trail(county.NOW), TODAY)

    asim = str(desk.course("ASIM-B"))
    fields = {"course": asim, "day": "2026-11-01", "hours": "6", "result": "pass"}
    for does in (lambda: desk.ada.submits(back, reason="mine"), lambda: desk.ada.submits(mend, **fields)):
        with pytest.raises(Refused, match="That record was confirmed"):
            after(desk.store, confirm, does)
    cabinet = Cabinet(desk)
    ada = cabinet.speaks(desk.ada)
    form = ada.says("training certificate")
    attached = after(
        desk.store, confirm, lambda: ada.submits(form, record=str(logged.id), expires="2099-12-31", link="")
    )
    assert "I did not note when it expires: that record was confirmed" in attached.text
    [stands] = desk.standing()
    assert (stands.id, stands.verified, stands.expires_on) == (logged.id, True, None)


@pytest.mark.several
def test_a_class_planned_twice_at_once_is_one_and_codes_are_tried_one_by_one(county_store: Store) -> None:
    room, barrier = classroom(county_store), threading.Barrier(4)
    with county_store.reading() as session:
        ada = person(session, "ada@grove.example")
    said: list[str] = []
    tries: list[bool] = []

    def plan() -> None:
        cora = room.cora
        barrier.wait()
        said.append(cora.says(SIGNIN).text.partition(":")[0])

    def guess() -> None:
        barrier.wait()
        for _ in range(3):
            with county_store.writing() as session:
                tries.append(may_try(session, ada, county.NOW))
                if tries[-1]:
                    note_wrong_code(session, ada, county.NOW)

    for does in (plan, guess):
        threads = [threading.Thread(target=does) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(20)
    assert sorted(said) == ["Planned", *["Planned already"] * 3]
    assert (len(tries), sum(tries)) == (12, 5)
