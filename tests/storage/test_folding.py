"""Putting the tally's past days together: by several at once, and by a clock that was wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from storage import tally
from storage.cells import cells_on, tally_on
from storage.engine import Store
from storage.projecting import move_on
from storage.standing import rebuild
from storage.tally import fold, folded_for
from tests.storage.test_projection import TODAY

pytestmark = pytest.mark.postgres
A_YEAR_ON = TODAY + timedelta(days=400)


def moved(store: Store) -> Store:
    move_on(store, TODAY, rest=lambda _: None)
    return store


def test_a_clock_that_was_ahead_is_forgotten_when_it_is_right_again(county_store: Store) -> None:
    store = moved(county_store)
    with store.reading() as session:
        counted = tally_on(session, TODAY)
        assert counted is not None
    move_on(store, A_YEAR_ON, rest=lambda _: None)
    with store.reading() as session:
        assert folded_for(session) == A_YEAR_ON
        assert cells_on(session, TODAY) == counted, "it is counted by the records"
    moved(store)
    with store.reading() as session:
        assert folded_for(session) == TODAY
        assert tally_on(session, TODAY) == counted


def test_a_day_later_is_another_clock_and_stays(county_store: Store) -> None:
    """Of two processes one may have passed midnight already."""
    store, tomorrow = moved(county_store), TODAY + timedelta(days=1)
    move_on(store, tomorrow, rest=lambda _: None)
    moved(store)
    with store.reading() as session:
        assert folded_for(session) == tomorrow


def test_working_everything_out_anew_begins_the_tally_anew(county_store: Store) -> None:
    store = moved(county_store)
    with store.reading() as session:
        counted = tally_on(session, TODAY)
    fold(store, A_YEAR_ON)
    with store.writing() as session:
        rebuild(session, TODAY)
    with store.reading() as session:
        assert tally_on(session, TODAY) == counted


def test_who_is_overtaken_while_putting_together_notes_no_earlier_day(
    county_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, later = moved(county_store), TODAY + timedelta(days=45)
    with store.reading() as session:
        counted = {day: cells_on(session, day) for day in (TODAY, later)}
        courses = sorted({course for _, course in counted[TODAY]})
    assert len(courses) > 1
    with store.writing() as session:
        tally._note_folded(session, TODAY - timedelta(days=1), 0)
    folds = tally._fold_course

    def overtaken(session: Session, course: int, today: date) -> None:
        folds(session, course, today)
        overtakes.append(course)

    overtakes: list[int] = []
    turns = store.writing

    def writing() -> object:
        if len(overtakes) == len(courses):  # all are put together, and the day is not noted yet
            overtakes.clear()
            with monkeypatch.context() as now:
                now.setattr(store, "writing", turns)
                now.setattr(tally, "_fold_course", folds)
                fold(store, later)
        return turns()

    monkeypatch.setattr(store, "writing", writing)
    monkeypatch.setattr(tally, "_fold_course", overtaken)
    fold(store, TODAY)
    with store.reading() as session:
        assert folded_for(session) == later
        assert {day: cells_on(session, day) for day in (TODAY, later)} == counted
