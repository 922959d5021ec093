"""Files that can't be got through: tried twice, counted before each attempt, then set aside and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from files.imports import batching, undoing
from files.imports.taking_back import Undoing
from files.reading import Bounds, read_apart
from jobs import brought, incoming
from jobs.fetching import TRY_AGAIN_AFTER
from storage.deliveries import Delivery
from storage.imports import CannotDiscard, ImportState, content_of, discard_import
from tests.commands.region.desk import ROSTER, Desk, county, desk, labels, office, server, slack
from tests.commands.speaking import County, audited

__all__ = ["county", "desk", "office", "server", "slack"]

LARGE = ROSTER + "".join(f"p{n}@cedar.example,,Pat,Poe,Cedar Fire Department,\n" for n in range(100_000))

AWAY = (
    "email,kind,starts_on,ends_on\n"
    "ada@cedar.example,leave,2026-10-01,2026-12-01\n"
    "ben@cedar.example,leave,2026-10-01,2026-12-01\n"
    "dee@oak.example,leave,2026-01-01,2026-01-20\n"
)


class Killed(BaseException):
    """The process ends here, and nothing after this is done."""


def dies(*_: object) -> None:
    raise Killed


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brought, "read_apart", partial(read_apart, bounds=Bounds(memory=30_000_000)))


@pytest.mark.postgres
@pytest.mark.usefixtures("little_memory")
def test_a_file_that_breaks_its_reader_is_tried_twice_and_set_aside(desk: Desk) -> None:
    desk.brings(LARGE)
    assert desk.works() == 0
    assert not desk.hears()
    assert (desk.run().state, desk.run().attempts) == (ImportState.WAITING, 1)
    assert desk.works() == 1
    came = desk.hears_one()
    assert "Import 1 (roster.csv) was tried twice and did not get through; nothing was written." in came.text
    assert "muster import discard 1" in came.text
    assert labels(came) == ["Import again", "Discard"]
    assert desk.works() == 0, "it holds up nothing any more"

    desk.brings("agency,disciplines\nOak Fire,fire\n", "agencies", "agencies.csv")
    desk.works()
    assert "1 new" in desk.hears_one().text, "others go on"

    assert "was discarded" in desk.presses(came, "Discard").text
    assert desk.run().state is ImportState.DISCARDED
    assert audited(desk.store) == ["morgan@county.example discarded an import"]


@pytest.mark.postgres
@pytest.mark.parametrize("dies", ["read_apart", "plan_import"])
def test_what_kills_muster_itself_does_so_twice_at_most(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    desk.brings(ROSTER)

    def die(*args: Any, **more: Any) -> None:
        raise Killed

    monkeypatch.setattr(brought, dies, die)
    for _ in range(2):
        with pytest.raises(Killed):
            desk.works()
        assert desk.works() == 0, "somebody else may still be at it"
        desk.office.clock.now += incoming.LEASE
    desk.works()
    assert "was tried twice" in desk.hears_one().text
    assert desk.run().state is ImportState.SET_ASIDE


@pytest.mark.postgres
def test_an_import_that_is_cut_off_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, county: County
) -> None:
    desk.brings(ROSTER)
    desk.works()
    desk.presses(desk.hears_one(), "Apply")

    def die(*args: Any, **more: Any) -> None:
        raise Killed

    with monkeypatch.context() as once:
        once.setattr(incoming, "apply_plan", die)
        with pytest.raises(Killed):
            desk.works()
    assert desk.role_of(county.ada) == "engineer"
    desk.office.clock.now += incoming.LEASE
    assert desk.works() == 1
    assert "is applied" in desk.hears_one().text
    assert desk.run().attempts == 0


@pytest.mark.postgres
def test_a_failure_of_ours_the_second_time_sets_the_import_aside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.brings(ROSTER)
    desk.works()
    came = desk.hears_one()

    def breaks(*args: Any, **more: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(incoming, "apply_plan", breaks)
    desk.presses(came, "Apply")
    desk.works()
    came = desk.hears_one()
    assert labels(came) == ["Apply", "Discard"]
    desk.presses(came, "Apply")
    desk.works()
    assert "It is set aside" in desk.hears_one().text
    assert desk.run().state is ImportState.SET_ASIDE


@pytest.mark.postgres
def test_what_cant_be_taken_back_stays_applied(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.brings(ROSTER)
    desk.works()
    desk.presses(desk.hears_one(), "Apply")
    desk.works()
    applied = desk.hears_one()

    def breaks(*args: Any, **more: Any) -> None:
        raise RuntimeError("a bug")

    for way in ("undo_import", "undo_large"):
        monkeypatch.setattr(incoming, way, breaks)
    for said in ("something went wrong on our side", "could not be taken back"):
        desk.presses(applied, "Undo import 1")
        desk.works()
        assert said in desk.hears_one().text
        assert desk.run().state is ImportState.APPLIED


def brought_and_applied(desk: Desk) -> Delivery:
    """Absences that went in, by what was told of it."""
    desk.brings(AWAY, "absences", "away.csv")
    desk.works()
    desk.presses(desk.hears_one(), "Apply")
    desk.works()
    return desk.hears_one()


def test_who_takes_over_what_another_takes_back_goes_on_undisturbed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "PEOPLE_A_BATCH", 1)
    monkeypatch.setattr(undoing, "WHOLE", 1)
    applied = brought_and_applied(desk)
    goes_through = undoing.undo_large

    def after_the_first(then: Callable[[], None]) -> Callable[..., None]:
        def tick(_what: str, so_far: int, _total: int) -> None:
            if so_far == 1:
                then()

        return tick

    def another() -> None:
        by, at = "jo@county.example", desk.office.clock.now + timedelta(minutes=2)
        with pytest.raises(Killed):
            goes_through(
                desk.store, 1, by, "command line", lambda: at, desk.office.region, after_the_first(dies)
            )

    with monkeypatch.context() as once:
        once.setattr(incoming, "undo_large", partial(goes_through, tick=after_the_first(another)))
        desk.presses(applied, "Undo import 1")
        desk.works()
    assert (desk.run().state, desk.hears()) == (ImportState.UNDOING, [])
    desk.office.clock.now += incoming.LEASE
    desk.works()
    assert desk.run().state is ImportState.UNDONE
    assert "Taken back: 3 absences." in desk.hears_one().text


def test_what_is_taken_back_in_part_is_said_so_and_goes_on_when_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "PEOPLE_A_BATCH", 1)
    monkeypatch.setattr(undoing, "WHOLE", 1)
    desk.presses(brought_and_applied(desk), "Undo import 1")
    through, batches = Undoing.void, count()

    def after_the_first(undoing: Undoing) -> None:
        if next(batches):
            raise RuntimeError("a fault of ours")
        through(undoing)

    with monkeypatch.context() as once:
        once.setattr(Undoing, "void", after_the_first)
        while not (said := desk.hears()):
            desk.works()
            assert desk.run().state is ImportState.UNDOING
            desk.office.clock.now += TRY_AGAIN_AFTER
    assert "is taken back in part" in said[-1].text
    desk.office.clock.now += incoming.LEASE
    desk.works()
    assert (desk.run().state, desk.hears()) == (ImportState.UNDOING, []), "nobody asked for the rest"
    desk.presses(said[-1], "Undo import 1")
    desk.works()
    assert desk.run().state is ImportState.UNDONE
    assert "Taken back: 3 absences." in desk.hears_one().text


def test_a_file_waits_until_another_of_its_kind_is_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "WHOLE", 1)
    applied = brought_and_applied(desk)
    desk.brings(AWAY, "absences", "again.csv")
    desk.works()
    assert "0 new" in desk.hears_one().text, "all of it is there already"
    desk.presses(applied, "Undo import 1")
    with monkeypatch.context() as once:
        once.setattr(Undoing, "void", dies)
        with pytest.raises(Killed):
            desk.works()
    desk.brings(AWAY, "absences", "meanwhile.csv")
    desk.works()
    [refused] = [each for each in desk.hears() if "meanwhile.csv" in each.text]
    assert "Import 1 (away.csv) is being taken back." in refused.text
    desk.office.clock.now += incoming.LEASE
    desk.works()
    desk.brings(AWAY, "absences", "after.csv")
    desk.works()
    assert any("3 new" in each.text for each in desk.hears())


@pytest.mark.usefixtures("little_memory")
def test_what_is_set_aside_is_let_go_in_the_end(desk: Desk) -> None:
    desk.brings(LARGE)
    desk.works()
    desk.works()
    desk.hears_one()
    desk.office.clock.now += timedelta(days=8)
    assert desk.works() == 1
    assert "was discarded" in desk.hears_one().text


@pytest.mark.sliced(6)
@pytest.mark.postgres
@pytest.mark.parametrize("state", list(ImportState))
def test_only_what_is_open_can_be_discarded(desk: Desk, state: ImportState) -> None:
    desk.brings(ROSTER)
    desk.works()
    with desk.store.writing() as session:
        session.scalars(select(type(desk.run()))).one().state = state
    open_ones = {"waiting", "asked", "previewed", "agreed", "set aside"}
    with desk.store.writing() as session:
        if state.value in open_ones:
            discard_import(session, 1, "me", "command line", desk.office.clock())
            assert content_of(session, 1) is None
        else:
            with pytest.raises(CannotDiscard):
                discard_import(session, 1, "me", "command line", desk.office.clock())
