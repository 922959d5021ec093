"""What is found out about a kept number, and for whom."""

from __future__ import annotations

from commands.readiness.recounting import reached, same
from storage.engine import Store
from storage.shown_numbers import Measure, number_of
from tests.commands.readiness.numbers import EXPLAINS, LATER, TODAY, course, kept, trains


def test_what_is_compared_is_what_was_kept_and_is_still_counted() -> None:
    assert same({"current": 4}, {"current": 4, "new": 1})
    assert same({"current": 4, "something older": 1}, {"current": 4})
    assert not same({"current": 4, "new": 0}, {"current": 4, "new": 1})
    assert same({}, {"current": 4})


def test_who_may_not_name_hears_nothing_of_another_day(store: Store, county: dict[str, int]) -> None:
    key = kept(store, Measure.COVERAGE, question={"course": course(store)}, fewest=5)
    trains(store, "p9@cedar-fire.example")
    later = LATER.date()
    with store.reading() as session:
        number = number_of(session, key)
        assert number is not None
        named = reached(session, number, EXPLAINS, later, names=True)
        assert named.is_as_kept
        assert named.has_changed
        assert named.later == {"completion recorded": 1}
        assert len(named.rows) == 21
        counted = reached(session, number, EXPLAINS, later, names=False)
        assert (counted.then, counted.since, counted.later, list(counted.rows)) == (None, None, {}, [])
        assert counted.today is not None
        assert counted.today.result["current"] == number.result["current"] + 1
        assert reached(session, number, EXPLAINS, TODAY, names=True).today is None


def test_a_measure_that_nobody_explains_is_said_as_it_was_kept(store: Store, county: dict[str, int]) -> None:
    key = kept(store, Measure.COVERAGE, question={"course": None})
    with store.reading() as session:
        number = number_of(session, key)
        assert number is not None
        made = reached(session, number, {}, TODAY, names=True)
        assert (made.explains, made.then, made.today, made.gone) == (None, None, None, "")
