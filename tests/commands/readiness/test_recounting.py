"""What is found out about a kept number, and for whom."""

from __future__ import annotations

import pytest

from commands.readiness.digest_lines_views import numbers_of
from commands.readiness.recounting import reached, same
from files.exports.summary import summary_of
from readiness.due import EVERYONE, Scope
from storage.engine import Store
from storage.figures import figures
from storage.shown_numbers import Measure, keep_numbers, number_of
from tests.commands.readiness.numbers import EXPLAINS, LATER, TODAY, course, held, kept, trains
from tests.commands.speaking import NOON, REGION


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


@pytest.mark.parametrize("fewest", [1, 5])
def test_every_number_of_a_digest_and_of_a_summary_is_counted_again_the_same(
    store: Store, county: dict[str, int], fewest: int
) -> None:
    scopes = [EVERYONE, Scope.discipline("fire"), Scope.agency(county["Cedar Fire"])]
    seen, at_agencies = set(), set()
    with store.writing() as session:
        held(session, "Nobody came", county["Cedar Fire"])
        held(session, "Both", county["Oak Police"], county["Oak Police"], county["Cedar Fire"])
        for scope in scopes:
            found = figures(session, scope, TODAY, fewest, with_activity=True)
            shown = [each.shown for each in numbers_of(found, fewest)]
            shown += summary_of(session, REGION, scope, TODAY)[1]
            for key in keep_numbers(session, shown, NOON):
                number = number_of(session, key)
                assert number is not None
                made = reached(session, number, EXPLAINS, TODAY, names=True)
                assert made.then is not None, number.measure
                assert set(number.result) <= set(made.then.result), number.measure
                assert made.is_as_kept, (number.measure, number.scope, number.result, made.then.result)
                seen.add(number.measure)
                at_agencies.add((number.scope, number.question.get("agency")))
    assert seen >= {Measure.COVERAGE, Measure.LAPSED, Measure.DUE, Measure.EXERCISES, Measure.ACTIONS}
    assert at_agencies >= {("everyone", county["Oak Police"])}, "an agency beside the whole"
